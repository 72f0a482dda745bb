"""What does a list say when somebody has typed something else into its cells?

The corrected rows pass the same readers and comparisons as if it had stood in the file. Only what a whole column gives away
about its days is still judged by what the file says: one corrected day must not make its neighbours look right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.comparisons import compare_rows
from casework.imports.findings import Finding, Scope
from casework.imports.reasons import Reason
from casework.imports.row_reader import RowReader
from casework.imports.sheet import Cell, FormulaCell

Place = tuple[int, str]  # row from 1, header as in the file
LONGEST_CELL = 2_000
_OF_THE_SHEET = frozenset({Reason.CELL_MERGED, Reason.CELLS_TOO_MANY})  # told by the sheet, not by the cell
ANSWERED = frozenset({Reason.CELL_MERGED, Reason.DATE_SWAPPED, Reason.DATE_MAYBE_MONTH_FIRST})
"""What is no question any more once somebody has typed, or confirmed, what the cell says."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_cells = msgspec.json.Decoder(list[Any]).decode


def corrected(case_list: CaseList, typed: Mapping[Place, str]) -> CaseList:
    """A new list in which ``typed`` stands in its cells; places that the list does not have are passed over."""
    columns = {header: at for at, header in enumerate(case_list.columns.headers) if header}
    by_row: dict[int, dict[int, str]] = {}
    for (number, header), value in typed.items():
        if header in columns:
            by_row.setdefault(number, {})[columns[header]] = value
    touched = [row for row in case_list.rows if row.row in by_row]
    found: list[Finding] = []
    reader = RowReader(case_list.columns, today=case_list.today, officers=case_list.officers)
    again = reader.read([(row.row, _overlaid(row, by_row[row.row])) for row in touched], found) if touched else []
    anew = {row.row: _with_cells_of_file(row, was) for row, was in zip(again, touched, strict=True)}
    rows = tuple(anew.get(row.row, row) for row in case_list.rows)
    kept = [one for one in case_list.findings if one.scope is Scope.CELL and _still_told(one, by_row, columns)]
    own = sorted([*kept, *found], key=lambda one: one.row)
    compared = [one for one in compare_rows(rows, case_list.totals, case_list.columns) if not _answered(one, typed)]
    return replace(case_list, rows=rows, findings=(*own, *compared))


def _overlaid(row: CaseRow, values: Mapping[int, str]) -> list[Cell]:
    return [values.get(place, _as_in_file(cell)) for place, cell in enumerate(_cells(row.cells))]


def _as_in_file(cell: Any) -> Cell:
    """Raw cells are kept as JSON: a formula as an object, a day in ISO form."""
    if isinstance(cell, dict):
        return FormulaCell(formula=str(cell.get("formula", "")))
    if isinstance(cell, str) and _DAY.fullmatch(cell[:10]) and cell[10:] in ("", "T00:00:00"):
        try:
            return date.fromisoformat(cell[:10])
        except ValueError:
            return cell
    return "" if cell is None else cell


def _with_cells_of_file(row: CaseRow, was: CaseRow) -> CaseRow:
    return msgspec.structs.replace(row, cells=was.cells)


def _still_told(one: Finding, by_row: Mapping[int, Mapping[int, str]], columns: Mapping[str, int]) -> bool:
    """A row that was read again has told its own findings anew; the sheet's stay until the cell was answered."""
    typed = by_row.get(one.row)
    if typed is None:
        return True
    if one.reason not in _OF_THE_SHEET:
        return False
    return one.reason is Reason.CELLS_TOO_MANY or columns.get(one.column) not in typed


def _answered(one: Finding, typed: Mapping[Place, str]) -> bool:
    return one.reason in ANSWERED and (one.row, one.column) in typed
