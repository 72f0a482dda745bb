"""Which rows under the header are cases, and what are the others?

Nothing is passed over silently: titles, gaps, totals and remarks are counted with their rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from casework.folding import fold
from casework.imports.columns import Columns
from casework.imports.header_names import Field
from casework.imports.sheet import Cell

_TOTAL = re.compile(
    r"(?:[ivx0-9]+[.)] ?)?(?:tong(?: cong| so| hop)?\b.{0,60}|cong(?: don| luy ke)?[ :.]*(?:\(.*\)|(?:xa|phuong|trang) .*)?)"
)
_COLUMN_LABEL = re.compile(r"\(?\s*(?:[0-9]{1,2}|[A-Z])\s*\)?(?:\s*=.*)?")
_KEYS = (Field.DECISION_NUMBER, Field.DEBTOR_NAME, Field.IDENTITY_NUMBER, Field.AMOUNT_OWED)
_LEAST_CELLS = 4


class RowKind(StrEnum):
    """What a row of the sheet is."""

    TITLE = "title"  # above the header
    HEADER = "header"
    LABELS = "labels"  # (1) (2) (3) under the header, or the header again where a page begins
    CASE = "case"
    GAP = "gap"
    TOTALS = "totals"
    REMARK = "remark"  # a heading between cases, a signature below them


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """Rows ``first`` to ``last`` that are no cases, with the beginning of what they say."""

    first: int
    last: int
    kind: RowKind
    text: str


class RowSorter:
    """Tells the rows below one header apart."""

    def __init__(self, columns: Columns) -> None:
        self._width = len(columns.headers)
        self._row = columns.row
        self._keys: Callable[[Sequence[Cell]], tuple[Cell, ...]] = itemgetter(
            *(columns.places[field] for field in _KEYS)
        )
        self._name_header = columns.header(Field.DEBTOR_NAME)
        ordinal = columns.places.get(Field.ORDINAL)
        self._free = {ordinal}

    def kind(self, row: int, cells: Sequence[Cell]) -> RowKind:
        """What this row is; ``cells`` is as long as the header."""
        number, name, identity, amount = self._keys(cells)
        if number != "" and name != "" and (identity != "" or amount != ""):
            again = self._is_header(name) or self._is_labels(row, cells)
            return RowKind.LABELS if again else RowKind.CASE
        filled = [place for place, cell in enumerate(cells) if cell != "" and not _blank(cell)]
        if not filled:
            return RowKind.GAP
        words = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
        nobody = _blank(identity) and (_blank(name) or name == words)
        if nobody and _TOTAL.fullmatch(fold(words)):
            return RowKind.TOTALS
        if self._is_labels(row, cells):
            return RowKind.LABELS
        keys = sum(not _blank(value) for value in (number, name, identity, amount))
        telling = len(set(filled) - self._free)
        return RowKind.CASE if keys >= 2 or (keys and telling >= _LEAST_CELLS) else RowKind.REMARK

    def _is_header(self, name: Cell) -> bool:
        header = self._name_header
        return name == header or (
            isinstance(name, str) and name.strip()[:1] == header[:1] and " ".join(name.split()) == header
        )

    def _is_labels(self, row: int, cells: Sequence[Cell]) -> bool:
        if row > self._row + 2:
            return False
        written = [str(cell).strip() for cell in cells if not _blank(cell)]
        return len(written) >= _LEAST_CELLS and all(_COLUMN_LABEL.fullmatch(label) for label in written)


def beginning(cells: Sequence[Cell]) -> str:
    """The first words of a row, for people to recognise it by."""
    words = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
    return " ".join(words.split())[:80]


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
