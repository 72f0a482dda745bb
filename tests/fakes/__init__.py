"""Stand-ins for systems outside: only the wire is faked, never our own modules."""
