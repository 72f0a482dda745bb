"""Are two ways of typing the same words the same words, and which of two titles stands first in a list?

The first rule is ``casework.folding``; here it is at hand for texts.
"""

from __future__ import annotations

import unicodedata

from casework.folding import fold

__all__ = ["fold", "in_order"]

_LETTERS = {"\u0306": "~", "\u0302": "~~", "\u031b": "~~~"}  # breve, circumflex, horn: a ă â, e ê, o ô ơ, u ư
_STROKED = str.maketrans({"đ": "d~", "Đ": "d~"})


def in_order(title: str) -> tuple[str, str]:
    """Sorts titles as a Vietnamese word list does: đ after d, ê after e; a tone counts only where all else is alike."""
    parts = unicodedata.normalize("NFD", title.translate(_STROKED).lower())
    letters = (_LETTERS.get(one, "" if unicodedata.combining(one) else one) for one in parts)
    return "".join(letters), title
