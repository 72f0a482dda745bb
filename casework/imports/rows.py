"""How does a file become a case list?

One pass: look at the file, find the header, sort the rows, read the cells, compare the rows. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date
from itertools import chain, islice

from casework.imports.amounts import read_amount
from casework.imports.case_list import CaseList, Totals
from casework.imports.case_row import CaseRow
from casework.imports.collector import collector_spared
from casework.imports.columns import Columns, find_columns
from casework.imports.comparisons import compare_rows
from casework.imports.explained import NOTHING_EXPLAINED, Explained
from casework.imports.findings import Finding, Trouble, finding, held
from casework.imports.header_names import Field
from casework.imports.merged_cells import merged_findings
from casework.imports.old_encodings import old_font_sample
from casework.imports.preflight import display_name
from casework.imports.reasons import Reason
from casework.imports.refusals import NotACaseList, Refusal, UnreadableFile
from casework.imports.row_kinds import RowKind, RowSorter, Skipped, beginning
from casework.imports.row_reader import RowReader
from casework.imports.sheet import HEAD, Cell, SheetRows, open_here

Progress = Callable[[int, int], None]
Opener = Callable[[bytes, str | None, Collection[str]], AbstractContextManager[SheetRows]]
_EVERY = 1_000
MOST_FINDINGS = 1_000_000  # 30,000 rows wrong in every cell have 420,000 and took 411 MiB (measured)
_TOLD_APART = 1_000  # rows passed over that are remembered one by one; a file of nothing else must not fill the memory
_LOOKED_AT = 300  # rows whose letters are looked at for an old encoding


def read_case_list(
    content: bytes,
    name: str,
    *,
    today: date,
    officers: Collection[str] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
    opener: Opener = open_here,
    explained: Explained = NOTHING_EXPLAINED,
) -> CaseList:
    """The case list in ``content``, a file that its sender calls ``name``.

    ``today`` bounds the dates; ``officers`` are the names that are known (``None``: take any); ``sheet`` chooses among
    several; ``progress`` is told (rows read, rows in the sheet), now and then and at the end; ``opener`` reads the file:
    ``reading_apart.open_apart`` for a file from others; ``explained``: what was said of its columns. Raises a ``FileRefused`` when the file as a whole cannot be
    taken; everything else is in the list's findings.
    """
    with collector_spared(), opener(content, sheet, explained.names()) as chosen:
        return _read(chosen, display_name(name), today, officers, progress, explained)


def _read(
    chosen: SheetRows,
    file: str,
    today: date,
    officers: Collection[str] | None,
    progress: Progress | None,
    explained: Explained,
) -> CaseList:
    head = list(islice(chosen.rows, _LOOKED_AT))
    _refuse_old_fonts(head)
    columns = find_columns(head[:HEAD], chosen.merged, explained)
    reading = _Reading(columns, chosen, RowReader(columns, today=today, officers=officers), progress)
    reading.read_all(chain(head, chosen.rows))
    if not reading.rows:
        raise NotACaseList(Refusal.NO_ROWS, row=columns.row)
    reading.findings += list(merged_findings(reading.rows, chosen.merged, columns, reading.findings))
    return CaseList(
        file=file,
        sheet=chosen.name,
        columns=columns,
        rows=tuple(reading.rows),
        findings=(*reading.findings, *compare_rows(reading.rows, reading.totals, columns)),
        skipped=tuple(reading.skipped),
        totals=tuple(reading.totals),
        unread_sheets=chosen.unread,
        today=today,
        officers=officers,
    )


class _Reading:
    """The rows of one sheet on their way."""

    def __init__(self, columns: Columns, chosen: SheetRows, reader: RowReader, progress: Progress | None) -> None:
        self._columns = columns
        self._width = len(columns.headers)
        self._height = chosen.height
        self._reader = reader
        self._sorter = RowSorter(columns)
        self._progress = progress
        self.rows: list[CaseRow] = []
        self.findings: list[Finding] = []
        self.skipped: list[Skipped] = []
        self.totals: list[Totals] = []

    def read_all(self, rows: chain[tuple[int, list[Cell]]]) -> None:
        """Sort and read every row."""
        number = 0
        waiting: list[tuple[int, Sequence[Cell]]] = []
        for number, cells in rows:
            if len(cells) != self._width:
                cells = self._fitted(number, cells)
            kind = self._kind(number, cells)
            if kind is RowKind.CASE:
                waiting.append((number, cells))
            else:
                self._skip(number, kind, cells)
            if number % _EVERY == 0:
                self._read(waiting)
                waiting = []
                if self._progress is not None:
                    self._progress(number, self._height)
        self._read(waiting)
        if self._progress is not None:
            self._progress(number, number)

    def _read(self, waiting: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        if waiting:
            self.rows += self._reader.read(waiting, self.findings)
        if len(self.findings) > MOST_FINDINGS:
            raise NotACaseList(Refusal.TOO_MANY_FINDINGS, row=self.rows[-1].row)

    def _kind(self, number: int, cells: Sequence[Cell]) -> RowKind:
        if number > self._columns.row:
            return self._sorter.kind(number, cells)
        if number == self._columns.row:
            return RowKind.HEADER
        return RowKind.TITLE if any(cell != "" for cell in cells) else RowKind.GAP

    def _fitted(self, number: int, cells: list[Cell]) -> list[Cell]:
        """CSV rows end where their last cell does; one that goes on beyond the header has shifted its cells."""
        over = any(cell != "" for cell in cells[self._width :])
        if over and number > self._columns.row:
            trouble: Trouble[str] = held(Reason.CELLS_TOO_MANY)
            self.findings.append(finding(trouble, number, self._columns.headers[-1], cells[self._width]))
        return cells[: self._width] + [""] * (self._width - len(cells))

    def _skip(self, number: int, kind: RowKind, cells: Sequence[Cell]) -> None:
        if kind is RowKind.TOTALS:
            self.totals.append(_totals(number, cells, self._columns))
        last = self.skipped[-1] if self.skipped else None
        together = kind is RowKind.GAP or len(self.skipped) >= _TOLD_APART
        if together and last is not None and last.kind is kind and last.last == number - 1:
            self.skipped[-1] = Skipped(first=last.first, last=number, kind=kind, text=last.text)
        else:
            self.skipped.append(Skipped(first=number, last=number, kind=kind, text=beginning(cells)))


def _totals(number: int, cells: Sequence[Cell], columns: Columns) -> Totals:
    stated: dict[Field, int | None] = {}
    for field in (Field.AMOUNT_OWED, Field.AMOUNT_PAID):
        place = columns.places.get(field)
        if place is not None:
            amount = read_amount(cells[place])
            stated[field] = amount if isinstance(amount, int) else None
    return Totals(row=number, stated=stated)


def _refuse_old_fonts(head: Sequence[tuple[int, Sequence[Cell]]]) -> None:
    texts = ((row, cell) for row, cells in head for cell in cells if isinstance(cell, str))
    sample = old_font_sample(texts)
    if sample is not None:
        raise UnreadableFile(Refusal.OLD_FONT, row=sample[0], sample=" ".join(sample[1].split())[:40])
