"""Do the days of a whole column seem to be written month first, or exchanged by a spreadsheet program?

"03/02/2026" is read as 3 February, which is wrong in a column where "04/18/2023" stands too. And a program set to American
dates makes date cells of the texts it can read its own way (the day becomes the month) and leaves the others as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from casework.imports.case_row import CaseRow
from casework.imports.columns import Columns
from casework.imports.dates import NUMERIC, swapped
from casework.imports.findings import Trouble, doubtful, held
from casework.imports.header_names import Field
from casework.imports.reasons import Reason

_SAMPLE = 2_000  # rows looked at first: reading the raw cells of all rows is worth it only where something is seen
_ENOUGH = 5  # different days on each side before a program is suspected
_SHARE = 20  # one month-first day in so many makes the others doubtful
_MONTHS = 12
_ATTRIBUTES = {Field.DECISION_DATE: "decision_date", Field.NOTICE_DATE: "notice_date"}
_cells = msgspec.json.Decoder(list[object]).decode


@dataclass(kw_only=True, slots=True)
class _Seen:
    """The different cells of a column by what they give away, each with its rows' number."""

    day_first: set[str] = field(default_factory=set)
    month_first: dict[str, int] = field(default_factory=dict)
    either: set[str] = field(default_factory=set)
    cells_low: set[str] = field(default_factory=set)  # date cells whose day could be a month
    cells_high: set[str] = field(default_factory=set)

    @property
    def exchanged(self) -> bool:
        """Texts that only a Vietnamese reader could read beside date cells that all could be exchanged."""
        texts_left = len(self.day_first) >= _ENOUGH and not self.either and not self.month_first
        return texts_left and len(self.cells_low) >= _ENOUGH and not self.cells_high

    @property
    def written_month_first(self) -> bool:
        """More than a slip of the hand?"""
        return len(self.month_first) * _SHARE >= len(self.day_first) and bool(self.month_first)


def suspicious_days(rows: Sequence[CaseRow], columns: Columns) -> Iterator[tuple[CaseRow, Field, Trouble[str]]]:
    """Days that were read one way and, by the look of their column, mean another."""
    for field_, attribute in _ATTRIBUTES.items():
        place = columns.places.get(field_)
        if place is None:
            continue
        step = len(rows) // _SAMPLE + 1
        sample = _look(rows[::step], place)
        if not (sample.month_first or sample.exchanged):
            continue
        seen = sample if step == 1 else _look(rows, place)
        for row in rows:
            read = getattr(row, attribute)
            if read is not None:
                trouble = _judge(_cells(row.cells)[place], read, seen)
                if trouble is not None:
                    yield row, field_, trouble


def _look(rows: Sequence[CaseRow], place: int) -> _Seen:
    seen = _Seen()
    for row in rows:
        cell = _cells(row.cells)[place]
        if not isinstance(cell, str):
            continue
        text = cell.strip()
        said = NUMERIC.fullmatch(text)
        if said is not None:
            first, second = int(said[1]), int(said[2])
            if second > _MONTHS:
                seen.month_first.setdefault(text, row.row)
            elif first != second:
                (seen.day_first if first > _MONTHS else seen.either).add(text)
        elif (day := _day_of_cell(text)) is not None:
            (seen.cells_low if day.day <= _MONTHS else seen.cells_high).add(text)
    return seen


def _judge(cell: object, read: date, seen: _Seen) -> Trouble[str] | None:
    if not isinstance(cell, str):
        return None
    if seen.exchanged:
        other = swapped(read) if _day_of_cell(cell) == read else None
        return held(Reason.DATE_SWAPPED, proposal=other.isoformat()) if other else None
    if cell.strip() not in seen.either or not seen.written_month_first:
        return None
    other_row = next(iter(seen.month_first.values()))
    severity = doubtful if seen.day_first else held
    return severity(Reason.DATE_MAYBE_MONTH_FIRST, other=other_row)


def _day_of_cell(text: str) -> date | None:
    """A date cell is kept as its day in ISO form."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
