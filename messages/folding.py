"""Are two ways of typing the same words the same words? The rule is ``casework.folding``; here it is at hand for texts."""

from casework.folding import fold

__all__ = ["fold"]
