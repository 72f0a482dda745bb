"""How far is the work on a list, and what was found in it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.corrections import Place
from casework.imports.differences import Difference
from casework.imports.told_cells import ToldCell, told_cells

BROKEN = "broken"
MOST_EXPLAINED = 12  # columns in one form


@dataclass
class Step:
    """How far something is: ``phase`` names its sentence, ``done`` of ``of`` are through."""

    phase: str
    done: int = 0
    of: int = 0

    def tell(self, done: int, of: int) -> None:
        """Called from the thread that works."""
        self.done, self.of = done, of

    def go_on(self, phase: str) -> None:
        """The next thing begins."""
        self.phase, self.done, self.of = phase, 0, 0


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A list as read, corrected and held against the books. ``file``: as it stands in the file."""

    version: int
    how: tuple[object, ...]  # what was said of columns, sheet and sender when the file was read
    typed: Mapping[Place, str] = field(repr=False)
    file: CaseList = field(repr=False)
    case_list: CaseList = field(repr=False)
    difference: Difference = field(repr=False)
    _cells: dict[bool, list[ToldCell]] = field(default_factory=dict, repr=False)
    _rows: dict[int, CaseRow] = field(default_factory=dict, repr=False)

    def cells(self, *, everything: bool) -> list[ToldCell]:
        """Every cell that waits or is flagged."""
        if everything not in self._cells:
            self._cells[everything] = told_cells(self.case_list, self.difference, everything=everything)
        return self._cells[everything]

    def row(self, number: int) -> CaseRow | None:
        """A row of the list."""
        if not self._rows:
            self._rows.update({row.row: row for row in self.case_list.rows})
        return self._rows.get(number)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that somebody may explain."""
        return tuple(self.file.columns.unknown[:MOST_EXPLAINED])

    @property
    def waiting(self) -> int:
        """Rows that would not be written."""
        return len(self.case_list.held_rows | {one.row for one in self.difference.waiting})


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A list that could not be read as it is, and why."""

    version: int
    code: str
    said: str
    unknown: tuple[str, ...] = ()  # headers that somebody may explain
