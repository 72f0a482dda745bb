"""Which row is the header, and which column says what?

The header is found by what its cells say, not by where it stands: offices put one to several title rows above it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.imports.explained import NOTHING_EXPLAINED, Explained, How, Remembered
from casework.imports.header_names import FIELDS_BY_NAME, REQUIRED, Field, comparable, shown_name
from casework.imports.refusals import NotACaseList, Refusal
from casework.imports.units import refuse_other_units

_FEWEST = 3  # headers known in one row before it is taken for the header: titles never have so many
_LONGEST = 120
_UNKNOWN_SHOWN = 12
_UNDER = 2  # rows below the header in which a unit may stand alone
Told = Mapping[str, tuple[Field | None, How]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column as it is understood: its header as written, what it says, and how that is known."""

    header: str
    field: Field | None
    how: How


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The header: its row, all its cells as written, the place (from 0) of each known field, and what was explained."""

    row: int
    headers: tuple[str, ...]
    places: Mapping[Field, int]
    told: Told = field(default_factory=dict)

    def header(self, field: Field) -> str:
        """The header of ``field`` as in the file; its usual name when the file has no such column."""
        place = self.places.get(field)
        return shown_name(field) if place is None else self.headers[place]

    def understood(self) -> tuple[Column, ...]:
        """Every column with a header, in the order of the file."""
        by_place = {place: known for known, place in self.places.items()}
        return tuple(
            Column(header=header, field=by_place.get(place), how=self._how(place, header, by_place))
            for place, header in enumerate(self.headers)
            if header
        )

    def as_remembered(self) -> Remembered:
        """The headers as they are compared when the same sender sends them again."""
        return tuple((comparable(one.header), one.field) for one in self.understood())

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that are kept with the raw cells but not understood."""
        return tuple(one.header for one in self.understood() if one.how is How.UNKNOWN)

    def _how(self, place: int, header: str, by_place: Mapping[int, Field]) -> How:
        told = self.told.get(comparable(header))
        if told is not None:
            return How.IGNORED if told[0] is None and told[1] is How.GIVEN else told[1]
        return How.KNOWN if place in by_place else How.UNKNOWN


def known_headers(rows: Iterable[Sequence[object]], names: Collection[str] = ()) -> int:
    """How many columns the best row of ``rows`` names, by known headers or by ``names``; 0 when none can be a header."""
    best = max((_named(row, names) for row in rows), default=0)
    return best if best >= _FEWEST else 0


def unknown_of(refused: NotACaseList) -> tuple[str, ...]:
    """The headers that nobody knows, where a file was refused for want of columns: one of them may be what is wanted."""
    told = refused.blanks.get("unknown_headers", ())
    return tuple(str(header) for header in told) if isinstance(told, tuple) else ()


def find_columns(
    rows: Sequence[tuple[int, Sequence[object]]],
    merged: Iterable[tuple[int, int, int, int]] = (),
    explained: Explained = NOTHING_EXPLAINED,
) -> Columns:
    """The header among the first ``rows``. Raises ``NotACaseList`` naming what is missing, doubled or merged."""
    scored = [(len(set(_fields(cells, _told(cells, explained)).values())), -number) for number, cells in rows]
    best, place = max(scored, default=(0, 0))
    if best < _FEWEST:
        raise NotACaseList(Refusal.NO_HEADER, wanted=_quoted(map(shown_name, REQUIRED)))
    row = -place
    cells = next(cells for number, cells in rows if number == row)
    headers = tuple(_header(cell) for cell in cells)
    told = _told(headers, explained)
    _refuse_unmet(row, headers, explained)
    _refuse_merged(row, headers, merged)
    places = _places(row, headers, told)
    _refuse_two_rows(row, headers, places, rows)
    refuse_other_units(
        [*(text for number, texts in rows if number < row for text in texts), *headers], _under(row, places, rows)
    )
    return Columns(row=row, headers=headers, places=places, told=told)


def _header(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _compared(cells: Sequence[object]) -> dict[int, str]:
    """The place and the compared form of each cell that may be a header."""
    return {
        place: comparable(cell)
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and 0 < len(cell) <= _LONGEST
    }


def _told(cells: Sequence[object], explained: Explained) -> dict[str, tuple[Field | None, How]]:
    headers = [name for name in _compared([_header(cell) for cell in cells]).values() if name]
    return {name: meant for name, meant in explained.meanings(headers).items() if name in headers}


def _named(cells: Sequence[object], names: Collection[str]) -> int:
    found = set(_fields(cells, {}).values())
    return len(found) + sum(name in names and name not in FIELDS_BY_NAME for name in set(_compared(cells).values()))


def _fields(cells: Sequence[object], told: Told) -> dict[int, Field]:
    found = {}
    for place, name in _compared(cells).items():
        meant = told[name][0] if name in told else FIELDS_BY_NAME.get(name)
        if meant is not None:
            found[place] = meant
    return found


def _places(row: int, headers: tuple[str, ...], told: Told) -> dict[Field, int]:
    places: dict[Field, int] = {}
    doubled = []
    for place, known in _fields(headers, told).items():
        if known in places:
            doubled.append(f"“{headers[places[known]]}” và “{headers[place]}”")
        places.setdefault(known, place)
    if doubled:
        raise NotACaseList(Refusal.DOUBLED_COLUMNS, row=row, doubled="; ".join(doubled))
    missing = [shown_name(known) for known in REQUIRED if known not in places]
    if missing:
        known_places = set(places.values())
        unknown = [header for place, header in enumerate(headers) if header and place not in known_places]
        also = f"; các cột chưa hiểu: {_quoted(unknown[:_UNKNOWN_SHOWN])}" if unknown else ""
        headers_left = tuple(unknown[:_UNKNOWN_SHOWN])
        raise NotACaseList(
            Refusal.MISSING_COLUMNS, row=row, wanted=_quoted(missing), unknown=also, unknown_headers=headers_left
        )
    return places


def _refuse_unmet(row: int, headers: Sequence[str], explained: Explained) -> None:
    """A header that somebody explains and the file does not have was mistyped."""
    there = set(_compared(headers).values())
    unmet = [name for name in explained.given if name not in there]
    if unmet:
        raise NotACaseList(Refusal.MAPPING_UNKNOWN, row=row, headers=_quoted(unmet))


def _refuse_merged(row: int, headers: tuple[str, ...], merged: Iterable[tuple[int, int, int, int]]) -> None:
    """A header over several columns leaves all but the first without a name."""
    wide = [left for top, left, bottom, right in merged if top <= row <= bottom and right > left]
    if wide:
        named = (headers[left - 1] for left in wide if left <= len(headers))
        raise NotACaseList(Refusal.MERGED_HEADER, row=row, merged=_quoted(named))


def _refuse_two_rows(
    row: int, headers: tuple[str, ...], places: Mapping[Field, int], rows: Sequence[tuple[int, Sequence[object]]]
) -> None:
    """A CSV file does not say that a header was merged: its columns have their names in the row below."""
    for number, cells in rows:
        if not row < number <= row + _UNDER:
            continue
        under = {place: FIELDS_BY_NAME.get(name) for place, name in _compared(cells).items()}
        lost = [
            str(cells[place])
            for place, field in under.items()
            if field is not None and field not in places and not (place < len(headers) and headers[place])
        ]
        if lost:
            raise NotACaseList(Refusal.TWO_HEADERS, row=number, under=_quoted(lost))


def _under(row: int, places: Mapping[Field, int], rows: Sequence[tuple[int, Sequence[object]]]) -> list[object]:
    """The cells just below the headers of sums."""
    sums = [places[field] for field in (Field.AMOUNT_OWED, Field.AMOUNT_PAID) if field in places]
    near = [cells for number, cells in rows if row < number <= row + _UNDER]
    return [cells[place] for cells in near for place in sums if place < len(cells)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
