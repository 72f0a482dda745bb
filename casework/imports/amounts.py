"""How many đồng does this cell say?

Only forms that can be read in one way: digits, or groups of three with one kind of separator, and the word for đồng.
Abbreviations, fractions and signs are refused rather than understood.
"""

from __future__ import annotations

import re

from casework.imports.findings import Trouble, doubtful, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, tidy_cell

LARGEST = 10**15
_SMALL = 1000
_CURRENCY = re.compile(r"\s*(?:đồng|đ|ð|vnđ|vnd|₫)\.?$", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+")
_FRACTION = re.compile(r"[0-9][0-9., ]*[.,][0-9]{1,2}")
_SEPARATORS = str.maketrans("", "", "., ")

Answer = int | None | Trouble[int]


def read_amount(value: Cell) -> Answer:
    """Whole đồng from 0 to 10^15; ``None`` for an empty cell or a dash: ``"150.123.000 đ"`` -> 150123000."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return held(Reason.NOT_TEXT)
    if isinstance(value, float):
        return held(Reason.AMOUNT_FRACTION)
    if isinstance(value, int):
        return _judge(value)
    said = tidy_cell(value)
    if said in NOTHING:
        return None
    text = _CURRENCY.sub("", said)
    if _GROUPED.fullmatch(text):
        return _judge(int(text.translate(_SEPARATORS)))
    return held(_why_not(text))


def _why_not(text: str) -> Reason:
    if text.startswith("="):
        return Reason.FORMULA
    if text.startswith(("-", "−", "(")) and _GROUPED.fullmatch(text.strip("-−() ")):
        return Reason.AMOUNT_NEGATIVE
    return Reason.AMOUNT_FRACTION if _FRACTION.fullmatch(text) else Reason.AMOUNT_FORM


def _judge(amount: int) -> Answer:
    if amount < 0:
        return held(Reason.AMOUNT_NEGATIVE)
    if amount > LARGEST:
        return held(Reason.AMOUNT_TOO_LARGE)
    return doubtful(Reason.AMOUNT_SMALL, kept=amount) if 0 < amount < _SMALL else amount
