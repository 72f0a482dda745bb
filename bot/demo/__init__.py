"""How does somebody see the whole product at once? An invented agency with invented people, alive on any day."""
