"""Which phone number is this?

Vietnamese mobile numbers in any of their usual spellings become E.164. A wrong number never holds a row: it is left out
and flagged, because the list is about the debt and the number may be a neighbour's.
"""

from __future__ import annotations

import re

from casework.imports.findings import Trouble, doubtful
from casework.imports.reasons import Reason
from casework.imports.sheet import Cell
from casework.imports.text import NOTHING, as_text

_PLAIN = re.compile(r"0[35789][0-9]{8}")
_MOBILE = re.compile(r"[35789][0-9]{8}")
_LANDLINE = re.compile(r"2[0-9]{9}")
_BETWEEN = re.compile(r"[\s.\-()]")
_SEVERAL = re.compile(r"[;,/]| - |\bhoặc\b|\n")
_COUNTRY = re.compile(r"(?:\+|00)?84(?:\(?0\)?)?(?=[1-9][0-9]{8})")
# the mobile prefixes of 11 digits that ended in 2018, and what each became
_OLD_PREFIXES = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip

Answer = str | None | Trouble[str]


def read_phone(value: Cell) -> Answer:
    """``"+84900000004"`` for ``0900000004``, ``+84900000004``, ``0900 000 004``; ``None`` for an empty cell."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return "+84" + value[1:]
    text = as_text(value)
    if text is None:
        return doubtful(Reason.PHONE_FORM)
    if text in NOTHING:
        return None
    numbers = [part for part in _SEVERAL.split(text) if part.strip()]
    if len(numbers) < 2:
        return _read_one(text)
    first = _read_one(numbers[0])
    return doubtful(Reason.PHONE_SEVERAL, kept=first) if isinstance(first, str) else first


def _read_one(text: str) -> Answer:
    digits = _BETWEEN.sub("", text)
    if not digits.removeprefix("+").isdecimal() or not digits.isascii():
        return doubtful(Reason.PHONE_FORM)
    country = _COUNTRY.match(digits)
    national = digits[country.end() :] if country else digits.removeprefix("0")
    if _MOBILE.fullmatch(national):
        if country or digits.startswith("0"):
            return f"+84{national}"
        return doubtful(Reason.PHONE_ZERO_LOST, proposal=f"+84{national}")
    if _LANDLINE.fullmatch(national):
        return doubtful(Reason.PHONE_LANDLINE)
    if len(national) == 10 and national[:3] in _OLD_PREFIXES:
        return doubtful(Reason.PHONE_OLD_PREFIX, proposal=f"+84{_OLD_PREFIXES[national[:3]]}{national[3:]}")
    return doubtful(Reason.PHONE_FORM)
