"""Two sides of one wire are held against the same facts."""
