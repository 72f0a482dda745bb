"""Which sum did somebody type? As people here write sums: 5 triệu, 5tr, 2tr5, 500k, 1.500.000 đ, hai triệu đồng.

Strict: what could mean two sums is no sum, and the dialogue asks again.
"""

from __future__ import annotations

import re
import unicodedata

from casework.money import from_words

LONGEST = 200  # characters: the longest sum in words has fewer
_UNITS = {
    "k": 10**3, "nghìn": 10**3, "ngàn": 10**3, "nghin": 10**3, "ngan": 10**3,
    "tr": 10**6, "triệu": 10**6, "trieu": 10**6,
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "ti": 10**9,
}  # fmt: skip
_CURRENCY = re.compile(r"\s*(?:đồng(?: chẵn)?|dong|vnđ|vnd|đ|d|₫)$")
_GROUPED = re.compile(r"[0-9]{1,3}([., ])[0-9]{3}(?:\1[0-9]{3})*")
# "1.500 triệu" and "2tr50" could each be two sums
_WITH_UNIT = re.compile(rf"([0-9]{{1,4}})(?:[.,]([0-9]{{1,2}}))?\s*({'|'.join(_UNITS)})\s*([0-9]|[0-9]{{3}})?")
_AND_A_HALF = re.compile(rf"(\w+\s*?(?:(?<=[0-9])|(?<=\s))({'|'.join(_UNITS)}))\s*(?:rưỡi|rưởi|ruoi)")
_WITHIN = re.compile(  # "2 triệu rưỡi", "500k", "1.500.000 đ"; a bare number may be a day
    rf"(?<![\w./])(?:[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?\s*(?:{'|'.join(_UNITS)})(?:[0-9]{{3}}|[0-9])?(?:\s*(?:rưỡi|rưởi|ruoi))?"
    r"|[0-9]{1,3}(?:[.,][0-9]{3})+)(?!\w)"
)
_LARGEST = 10**13 - 1


def read_amount(text: str) -> int | None:
    """The sum in đồng, or None where ``text`` is not clearly one sum above nought."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).strip(" .!\n").lower()
    if not plain or len(plain) > LONGEST:
        return None
    bare = _CURRENCY.sub("", plain)
    if (half := _AND_A_HALF.fullmatch(bare)) is not None:
        whole = read_amount(half[1])
        return None if whole is None else whole + _UNITS[half[2]] // 2
    amount = _digits(bare)
    if amount is None:
        amount = _with_unit(bare)
    if amount is None:
        amount = _spoken(plain)
    return amount if amount is not None and 1 <= amount <= _LARGEST else None


def amount_in(text: str) -> int | None:
    """The one sum that stands somewhere in a sentence, with its unit or its groups; None where there is none, or more than one."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text[: 2 * LONGEST])).lower()
    found = {read_amount(seen[0]) for seen in _WITHIN.finditer(plain)} - {None}
    return found.pop() if len(found) == 1 else None


def _digits(plain: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,13}", plain):
        return int(plain)
    return int(re.sub(r"\D", "", plain)) if _GROUPED.fullmatch(plain) else None


def _with_unit(plain: str) -> int | None:
    """``1,5 triệu`` and ``2tr5`` (two and a half): digits after the comma or the unit are parts of the unit."""
    found = _WITH_UNIT.fullmatch(plain)
    if found is None or (found[2] and found[4]):
        return None
    unit, part = _UNITS[found[3]], found[2] or found[4] or ""
    return int(found[1]) * unit + (int(part) * unit // 10 ** len(part) if part else 0)


def _spoken(plain: str) -> int | None:
    try:
        return from_words(plain)
    except ValueError:
        return None
