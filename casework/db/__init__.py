"""Where are the books kept? Engine, column types, identifiers; SQLite on one machine, PostgreSQL on many."""
