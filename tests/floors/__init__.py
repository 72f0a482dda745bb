"""The house as a whole: what is declared is connected, and what is connected exists."""
