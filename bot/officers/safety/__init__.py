"""The rooms that keep the rest safe: whom no message reaches, where money may be paid, channels, people's own data, breaches, backups."""
