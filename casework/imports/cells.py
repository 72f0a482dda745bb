"""What do the plain columns of the list say: numbers of papers, rates, years of birth?

One small reader for each kind of cell; sums, days, names, addresses, phones and identity numbers have their own.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from casework.folding import fold
from casework.imports.findings import Trouble, doubtful, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, as_text, several_lines, tidy_cell

_PAPER = re.compile(r"[0-9]{1,6}[A-Za-z]?(?: ?/ ?[0-9]{4})?(?: ?/ ?[A-Za-zĐđ0-9.&\- ]{1,40})?")
_ICELANDIC_D = str.maketrans("ÐðƉ", "ĐđĐ")
_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?%?(?: ?/ ?năm)?", re.IGNORECASE)
_MONTHLY = re.compile(r"thang\b")
_HIGH_RATE = 20  # the most that may be agreed between persons, BLDS Đ.468.1; credit contracts may say more
_HIGHEST_RATE = 100
_YEAR = re.compile(r"(?:[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-])?([0-9]{4})")


def read_text(value: Cell) -> str | Trouble[str] | None:
    """Any words; ``None`` for an empty cell."""
    text = as_text(value)
    return doubtful(Reason.NOT_TEXT, kept=str(value)) if text is None else text or None


def read_paper_number(value: Cell) -> str | Trouble[str] | None:
    """The number of a decision or judgment, as written: ``"001/QĐ-CCTHADS"``, ``"193/2021/HSST"``."""
    if isinstance(value, date):
        return held(Reason.NUMBER_IS_DATE)
    text = as_text(value)
    if text is None:
        return held(Reason.NOT_TEXT)
    if text in NOTHING:
        return None
    if text.startswith("="):
        return held(Reason.FORMULA)
    if isinstance(value, str) and several_lines(value):  # two numbers under each other are not one
        return doubtful(Reason.NUMBER_ODD, kept=text)
    if _PAPER.fullmatch(text):
        return text
    corrected = text.translate(_ICELANDIC_D)
    if corrected != text:
        return doubtful(Reason.NUMBER_LETTER, kept=text, proposal=corrected)
    return doubtful(Reason.NUMBER_ODD, kept=text)


def read_rate(value: Cell) -> Decimal | Trouble[Decimal] | None:
    """Percent a year: ``10``, ``"10"``, ``"10%"``, ``"10,5%"``; ``None`` for an empty cell."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return held(Reason.RATE_FORM)
    if not isinstance(value, str):
        return _judge_rate(Decimal(str(value)), from_number=True)
    text = tidy_cell(value)
    if text in NOTHING:
        return None
    if text.startswith("="):
        return held(Reason.FORMULA)
    if _MONTHLY.search(fold(text)):
        return held(Reason.RATE_MONTHLY)
    said = _RATE.fullmatch(text)
    return (
        _judge_rate(Decimal(said[1].replace(",", ".")), from_number="%" not in text) if said else held(Reason.RATE_FORM)
    )


def _judge_rate(rate: Decimal, *, from_number: bool) -> Decimal | Trouble[Decimal] | None:
    """A cell with the percent format holds 0.1 for what is shown as 10%."""
    if rate < 0 or rate > _HIGHEST_RATE:
        return held(Reason.RATE_FORM)
    if 0 < rate < 1 and from_number:
        percent = (rate * 100).normalize()
        likely = 1 <= percent <= _HIGH_RATE  # 0,83 is rather a month's rate than 83 % a year
        return held(Reason.RATE_FRACTION, proposal=f"{percent:f}%" if likely else None)
    return doubtful(Reason.RATE_HIGH, kept=rate) if rate > _HIGH_RATE else rate


def read_birth_year(value: Cell, today: date) -> int | Trouble[int] | None:
    """A year, or the year of a date; anything unlikely is left out and flagged."""
    if isinstance(value, date):
        year = value.year
    else:
        text = as_text(value)
        if text is not None and text in NOTHING:
            return None
        said = _YEAR.fullmatch(text or "")
        if said is None:
            return doubtful(Reason.BIRTH_YEAR_ODD)
        year = int(said[1])
    return year if today.year - 120 <= year <= today.year else doubtful(Reason.BIRTH_YEAR_ODD)
