"""The terminal: one citizen in a shell, on the same road as every channel (inbox, dialogues, outbox)."""
