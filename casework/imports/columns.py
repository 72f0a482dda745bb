"""Which row is the header, and which column says what?

The header is found by what its cells say, not by where it stands: offices put one to several title rows above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casework.folding import fold
from casework.imports.header_names import FIELDS_BY_NAME, REQUIRED, Field, comparable, shown_name
from casework.imports.refusals import NotACaseList, Refusal

_FEWEST = 3  # headers known in one row before it is taken for the header: titles never have so many
_UNIT = r"(?:1[., ]?000|nghin|ngan|trieu|ty)\W{0,3}"
_THOUSANDS = re.compile(rf"(?:don vi(?: tinh)?|dvt)\W{{0,4}}{_UNIT}(?:dong\b|d\b|vnd\b|$)|\({_UNIT}(?:dong|d|vnd)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The header: its row, all its cells as written, the place (from 0) of each known field, and what is unknown."""

    row: int
    headers: tuple[str, ...]
    places: Mapping[Field, int]

    def header(self, field: Field) -> str:
        """The header of ``field`` as in the file; its usual name when the file has no such column."""
        place = self.places.get(field)
        return shown_name(field) if place is None else self.headers[place]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that are kept with the raw cells but not understood."""
        known = set(self.places.values())
        return tuple(header for place, header in enumerate(self.headers) if header and place not in known)


def known_headers(rows: Iterable[Sequence[object]]) -> int:
    """How many fields the best row of ``rows`` names; 0 when none can be a header."""
    best = max((len(set(_fields(row).values())) for row in rows), default=0)
    return best if best >= _FEWEST else 0


def find_columns(
    rows: Sequence[tuple[int, Sequence[object]]], merged: Iterable[tuple[int, int, int, int]] = ()
) -> Columns:
    """The header among the first ``rows``. Raises ``NotACaseList`` naming what is missing, doubled or merged."""
    scored = [(len(set(_fields(cells).values())), -number) for number, cells in rows]
    best, place = max(scored, default=(0, 0))
    if best < _FEWEST:
        raise NotACaseList(Refusal.NO_HEADER, wanted=_quoted(map(shown_name, REQUIRED)))
    row = -place
    cells = next(cells for number, cells in rows if number == row)
    headers = tuple(_header(cell) for cell in cells)
    _refuse_merged(row, headers, merged)
    places = _places(row, headers)
    _refuse_other_units([*(text for number, texts in rows if number < row for text in texts), *headers])
    return Columns(row=row, headers=headers, places=places)


def _header(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _fields(cells: Sequence[object]) -> dict[int, Field]:
    found = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and 0 < len(cell) <= 120:
            field = FIELDS_BY_NAME.get(comparable(cell))
            if field is not None:
                found[place] = field
    return found


def _places(row: int, headers: tuple[str, ...]) -> dict[Field, int]:
    places: dict[Field, int] = {}
    doubled = []
    for place, field in _fields(headers).items():
        if field in places:
            doubled.append(f"“{headers[places[field]]}” và “{headers[place]}”")
        places.setdefault(field, place)
    if doubled:
        raise NotACaseList(Refusal.DOUBLED_COLUMNS, row=row, doubled="; ".join(doubled))
    missing = [shown_name(field) for field in REQUIRED if field not in places]
    if missing:
        raise NotACaseList(Refusal.MISSING_COLUMNS, row=row, wanted=_quoted(missing))
    return places


def _refuse_merged(row: int, headers: tuple[str, ...], merged: Iterable[tuple[int, int, int, int]]) -> None:
    """A header over several columns leaves all but the first without a name."""
    wide = [left for top, left, bottom, right in merged if top <= row <= bottom and right > left]
    if wide:
        named = (headers[left - 1] for left in wide if left <= len(headers))
        raise NotACaseList(Refusal.MERGED_HEADER, row=row, merged=_quoted(named))


def _refuse_other_units(texts: Iterable[object]) -> None:
    """A list in thousands or millions would ask people for a thousandth of what they owe."""
    for text in texts:
        if isinstance(text, str):
            unit = _THOUSANDS.search(fold(text))
            if unit:
                raise NotACaseList(Refusal.UNIT, unit=" ".join(text.split())[:60])


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
