"""Are two ways of typing the same words the same words? The rule is ``casework.folding``: names are found by it too."""

from casework.folding import fold

__all__ = ["fold"]
