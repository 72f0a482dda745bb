"""Does the list count its sums in something larger than đồng?

A list in thousands or millions would ask people for a thousandth of what they owe, so it is refused whole. Offices say the
unit above the header, in a header, or alone under the header of the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from casework.folding import fold
from casework.imports.refusals import NotACaseList, Refusal

_THOUSAND = r"1[., ]?000(?:[., ]?000)*"
_WORD = r"(?:nghin|ngan|trieu|ty|ti)"
_SHORT = r"(?:ng|tr|k)"
_DONG = r"(?:dong|d|vnd)"
_ANY = rf"(?:{_THOUSAND}|{_WORD}|{_SHORT})\W{{0,3}}"
_IN_BRACKETS = rf"\((?:{_WORD}\W{{0,3}}{_DONG}?|(?:{_THOUSAND}|{_SHORT})\W{{0,3}}{_DONG})\)"
_SAID = re.compile(rf"(?:don vi(?: tinh| tien| tinh tien)?|dvt)\W{{0,4}}{_ANY}(?:{_DONG}\b|$)|{_IN_BRACKETS}")
_LONGEST_ALONE = 80  # 32,000 brackets took 23 s to look through (measured)
_ALONE = re.compile(
    rf"\W*(?:don vi(?: tinh)?|dvt)?\W*(?:{_WORD}\W{{0,3}}{_DONG}?|(?:{_THOUSAND}|{_SHORT})\W{{0,3}}{_DONG})\W*"
)


def refuse_other_units(said: Iterable[object], under: Iterable[object]) -> None:
    """Raise ``NotACaseList`` if ``said`` (titles and headers) names another unit, or a cell ``under`` a header is only that."""
    for text in said:
        if isinstance(text, str) and _SAID.search(fold(text)):
            raise NotACaseList(Refusal.UNIT, unit=_shown(text))
    for text in under:
        if isinstance(text, str) and len(text) <= _LONGEST_ALONE and _ALONE.fullmatch(fold(text)):
            raise NotACaseList(Refusal.UNIT, unit=_shown(text))


def _shown(text: str) -> str:
    return " ".join(text.split())[:60]
