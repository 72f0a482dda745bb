"""How many đồng does this cell say?

Only forms that can be read in one way are taken: digits, or groups of three with one kind of separator, and the word for
đồng. Abbreviations and words ("1,5 tỷ", "12tr5") wait with their reading as a proposal; fractions and signs wait without.
"""

from __future__ import annotations

import re

from casework.imports.findings import Trouble, doubtful, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.spoken_amounts import spoken_amount
from casework.imports.text import NOTHING, several_lines, tidy_cell, turned_round

LARGEST = 10**15
SMALL = 10_000  # below it a sum is more often one in thousands or millions than a debt
_LONGEST = 400  # letters, more than a sum and its words need; Python reads no number of 4,301 digits
_CURRENCY = re.compile(r"\s*(?:đồng|đ|ð|vnđ|vnd|₫)\.?$", re.IGNORECASE)
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+|(?: [0-9]{3})+)|[1-9][0-9]*|0"  # 0.500.000 lost what stood before
)
_ONE_GROUP = re.compile(r"[0-9][.,][0-9]{3}")  # 1.500: fifteen hundred, or one and a half with three decimals
_FRACTION = re.compile(r"[0-9][0-9., ]*[.,][0-9]{1,2}")
_NOUGHTS = re.compile(r"([0-9]{5,}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,)|[0-9]{1,3}(?:,[0-9]{3})+(?=\.))[.,]0{1,2}")
_BY_UNIT = re.compile(r"[0-9]+[.,][0-9]{3} ?(?:tỷ|tỉ|triệu|tr|nghìn|ngàn|k)(?![a-zA-ZÀ-ỹ])", re.IGNORECASE)
_IN_WORDS_TOO = re.compile(r"([^()]+)\((?:bằng chữ ?:?)?([^()]+)\)[ ./]*", re.IGNORECASE)
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
    if len(value) > _LONGEST:
        return held(Reason.AMOUNT_FORM)
    if several_lines(value):  # two sums under each other are not one
        return held(Reason.AMOUNT_SEVERAL)
    if turned_round(value):
        return held(Reason.AMOUNT_FORM)
    said = tidy_cell(value)
    if said in NOTHING:
        return None
    text = _CURRENCY.sub("", said).removeprefix("'")
    if _ONE_GROUP.fullmatch(text):
        return held(Reason.AMOUNT_UNCLEAR)
    if _GROUPED.fullmatch(text):
        return _judge(int(text.translate(_SEPARATORS)))
    return _propose(said) or held(_why_not(text))


def grouped(amount: int) -> str:
    """``amount`` as people read it: 1500000 -> "1.500.000"."""
    return f"{amount:,}".replace(",", ".")


def _propose(said: str) -> Trouble[int] | None:
    """The one reading of a sum in words or abbreviated, for somebody to confirm."""
    noughts = _NOUGHTS.fullmatch(_CURRENCY.sub("", said))
    if noughts:
        return held(Reason.AMOUNT_FRACTION, proposal=noughts[1].translate(_SEPARATORS))
    both = _IN_WORDS_TOO.fullmatch(said)
    if both:
        digits, words = _digits(both[1].strip()), spoken_amount(both[2].strip())
        if digits is None or words is None:
            return None
        return _confirmable(digits) if digits == words else held(Reason.AMOUNT_WORDS_DIFFER)
    amount = spoken_amount(said)
    if amount is not None:
        return _confirmable(amount)
    return held(Reason.AMOUNT_UNCLEAR) if _BY_UNIT.match(said) else None


def _confirmable(amount: int) -> Trouble[int]:
    return held(Reason.AMOUNT_IN_WORDS, proposal=str(amount), amount=grouped(amount))


def _digits(text: str) -> int | None:
    plain = _CURRENCY.sub("", text)
    if _GROUPED.fullmatch(plain) and not _ONE_GROUP.fullmatch(plain):
        return int(plain.translate(_SEPARATORS))
    return spoken_amount(text)


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
    return doubtful(Reason.AMOUNT_SMALL, kept=amount) if 0 < amount < SMALL else amount
