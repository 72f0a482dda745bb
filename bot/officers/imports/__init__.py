"""The room in which lists come in: a file, its doubtful cells, what it changes, writing it, and taking it back."""
