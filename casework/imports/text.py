"""What does a cell say, once the traces of how it was typed are gone?

As ``casework.tidy`` keeps words, and full-width digits and signs as ordinary ones. What a person could see stays.
"""

from __future__ import annotations

import re
import unicodedata

from casework.imports.sheet import Cell
from casework.tidy import tidy

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NO_BREAK_SPACES = {0xA0: " ", 0x202F: " ", 0x2007: " "}
_ORDINARY = _FULL_WIDTH | _NO_BREAK_SPACES
_TO_TRANSLATE = re.compile(r"[\u00a0\u2007\u202f\uff01-\uff5e]")  # looking is five times faster than translating
_TURNING = re.compile(r"[\u202d\u202e\u2066-\u2068]")
NOTHING = frozenset(["", "-", "–", "—", "/"])  # what people type for "none"


def tidy_cell(text: str) -> str:
    """``text`` without the traces of typing: ``" HUỲNH  LỢI\\u200b "`` -> ``"HUỲNH LỢI"``."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_ORDINARY) if _TO_TRANSLATE.search(text) else text)
    return " ".join(text.split()) if text.isprintable() else tidy(text)


def several_lines(text: str) -> bool:
    """Does the cell say things under each other, which one sum or number never needs?"""
    return len(text.strip().splitlines()) > 1


def turned_round(text: str) -> bool:
    """Do unseen signs show ``text`` in another order than it is read? "\u202e100" is shown as 001."""
    return not text.isascii() and _TURNING.search(text) is not None


def as_text(value: Cell) -> str | None:
    """A cell of words: numbers as their digits, ``None`` for kinds that are not words (dates, truth values, formulas)."""
    if isinstance(value, str):
        return tidy_cell(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None
