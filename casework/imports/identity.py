"""Is this the identity number of a person?

Twelve digits: three for the place of birth's registration, one for century and sex, two for the year of birth, six
without meaning (Thông tư 59/2021/TT-BCA). A number typed into a cell of numbers has lost its leading zeros; they are
proposed, never put back silently, because they decide who sees a file.
"""

from __future__ import annotations

import re
from datetime import date

from casework.imports.findings import Trouble, doubtful, held
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, several_lines, tidy_cell, turned_round

_NO_PROVINCES = frozenset(
    [
        3,
        5,
        7,
        9,
        13,
        16,
        18,
        21,
        23,
        28,
        29,
        32,
        39,
        41,
        43,
        47,
        50,
        53,
        55,
        57,
        59,
        61,
        63,
        65,
        69,
        71,
        73,
        76,
        78,
        81,
        85,
        88,
        90,
    ]
)  # between 001 Hà Nội and 096 Cà Mau
_PROVINCES = frozenset(range(1, 97)) - _NO_PROVINCES  # the 63 of before the mergers of 2025
_BORN_ABROAD = range(101, 400)  # countries have codes above the provinces'; the list itself was not checked
_ROUNDED = "000000"  # a cell shown as 7.9203E+10 and copied keeps noughts; the last six digits count persons from 1
_OLDEST = 120  # years; the numbers that begin a century, with noughts for a year, are the usual invented ones
_DIGITS = re.compile(r"[0-9]+")
_PLAIN = re.compile(r"[0-9]{12}")
_BETWEEN = re.compile(r"[ .\-]")
_SCIENTIFIC = re.compile(r"[0-9][0-9.,]*[eE][+-]?[0-9]+")

Answer = str | Trouble[str] | None


def read_identity(value: Cell, today: date) -> Answer:
    """``"095087000419"``; ``None`` with a flag when empty. Spaces, dots and dashes between digits are dropped."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return _read_digits(value, today)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return held(Reason.NOT_TEXT)
    if isinstance(value, float):
        return held(Reason.IDENTITY_SCIENTIFIC)
    if isinstance(value, int):
        return _read_digits(str(value), today)
    text = tidy_cell(value)
    if text in NOTHING:
        return doubtful(Reason.IDENTITY_NONE)
    if several_lines(value) or turned_round(value):
        return held(Reason.IDENTITY_SCRIPT)
    if text.startswith("="):
        return held(Reason.FORMULA)
    if _SCIENTIFIC.fullmatch(text):
        return held(Reason.IDENTITY_SCIENTIFIC)
    digits = _BETWEEN.sub("", text.removeprefix("'"))
    if not _DIGITS.fullmatch(digits):
        return held(Reason.IDENTITY_SCRIPT)
    return _read_digits(digits, today)


def birth_year(identity: str) -> int | None:
    """The year of birth a twelve-digit number tells: ``"095301000196"`` -> 2001. ``None`` for the old nine digits."""
    return (19 + int(identity[3]) // 2) * 100 + int(identity[4:6]) if len(identity) == 12 else None


def _read_digits(digits: str, today: date) -> Answer:
    if len(digits) > 9 and digits.endswith(_ROUNDED):
        return held(Reason.IDENTITY_SCIENTIFIC)
    if len(digits) == 12:
        return _judge(digits, today)
    if len(digits) == 9:
        return doubtful(Reason.IDENTITY_OLD_CARD, kept=digits)
    if len(digits) in (10, 11):
        padded = digits.zfill(12)
        proposal = padded if isinstance(_judge(padded, today), str) else None
        if proposal:
            return held(Reason.IDENTITY_ZERO_LOST, proposal=proposal, digits=len(digits))
    return held(Reason.IDENTITY_LENGTH, digits=len(digits))


def _judge(digits: str, today: date) -> Answer:
    province = int(digits[:3])
    year = birth_year(digits)
    if year is None or not 0 <= today.year - year <= _OLDEST:
        return held(Reason.IDENTITY_BIRTH, year=year)
    if province not in _PROVINCES:
        if province in _BORN_ABROAD:
            return doubtful(Reason.IDENTITY_ABROAD, kept=digits, province=digits[:3])
        return held(Reason.IDENTITY_PROVINCE, province=digits[:3])
    return digits
