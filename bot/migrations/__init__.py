"""How did the tables come to be? Numbered steps that run on SQLite and PostgreSQL."""
