"""What stands in the cells of the list, row by row?

A workbook (.xlsx, .xls, .ods) is read by calamine, a CSV file by the standard reader; both give the same: rows numbered
from 1 as in the sheet, whole numbers as ``int``, an empty cell as ``""``, and a formula's remembered value as
``FormulaCell``, which no column of the list trusts.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from casework.imports.columns import known_headers
from casework.imports.delimited import choose_separator, decode, rows_of
from casework.imports.preflight import Checked, Kind, check_file
from casework.imports.refusals import NotACaseList, Refusal, UnreadableFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


@dataclass(frozen=True, kw_only=True, slots=True)
class FormulaCell:
    """A cell that a formula or an error fills: ``formula`` is what it computes as far as the file spells it out."""

    formula: str


Cell = str | int | float | bool | date | time | timedelta | FormulaCell
Rows = Iterator[tuple[int, list[Cell]]]
HEAD = 40  # a header further down than this is not looked for


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRows:
    """The sheet chosen: its name, how many rows it has, its merged ranges (first and last row and column, from 1)."""

    name: str
    height: int
    merged: tuple[tuple[int, int, int, int], ...]
    rows: Rows
    unread: tuple[str, ...] = ()


@contextmanager
def open_here(content: bytes, wanted: str | None = None, names: Collection[str] = ()) -> Iterator[SheetRows]:
    """The rows, read by this process: for lists of our own. Others' files go through ``reading_apart.open_apart``."""
    yield read_sheet(content, check_file(content), wanted, names)


def read_sheet(content: bytes, checked: Checked, wanted: str | None = None, names: Collection[str] = ()) -> SheetRows:
    """The rows of the sheet that is the case list, or of the one named ``wanted``. Raises a ``FileRefused``.

    ``names``: headers as compared that are known beside those that every list may have.
    """
    if checked.kind is Kind.CSV:
        return _read_csv(content, names)
    import python_calamine

    with _failures_told():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _choose(workbook, wanted, names)
        sheet = workbook.get_sheet_by_name(name)
    if name not in checked.sheets:  # the reader and the look beforehand do not mean the same sheet
        raise UnreadableFile(Refusal.ODD_SHEET)
    merged = tuple(
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ) or tuple(checked.sheets[name].merged)
    return SheetRows(
        name=name,
        height=sheet.end[0] + 1 if sheet.end else 0,
        merged=merged,
        rows=_with_formulas(_sheet_rows(sheet), checked.sheets[name].formulas),
        unread=tuple(other for other in workbook.sheet_names if other != name),
    )


@contextmanager
def _failures_told() -> Iterator[None]:
    """What the reader makes of a damaged file becomes a refusal; it panics at some, which is no ``Exception`` at all."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as locked:
        raise UnreadableFile(Refusal.PASSWORD) from locked
    except python_calamine.CalamineError as wrong:
        raise UnreadableFile(Refusal.DAMAGED) from wrong
    except BaseException as broken:
        if type(broken).__name__ != "PanicException":  # the binding gives it no name to import
            raise
        raise UnreadableFile(Refusal.DAMAGED) from broken


def _choose(workbook: CalamineWorkbook, wanted: str | None, names: Collection[str]) -> str:
    """The only visible sheet with a header of a case list; the first visible one when none has."""
    import python_calamine

    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is python_calamine.SheetVisibleEnum.Visible
        and sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise UnreadableFile(Refusal.DAMAGED)
    if wanted is not None:
        if wanted not in visible:  # another sheet in its place would be another list
            raise NotACaseList(Refusal.NO_SUCH_SHEET, wanted=wanted, sheets=", ".join(f"“{name}”" for name in visible))
        return wanted
    if len(visible) == 1:
        return visible[0]
    lists = [name for name in visible if known_headers(workbook.get_sheet_by_name(name).to_python(nrows=HEAD), names)]
    if len(lists) > 1:
        raise NotACaseList(Refusal.SEVERAL_SHEETS, sheets=", ".join(f"“{name}”" for name in lists))
    return (lists or visible)[0]


def _sheet_rows(sheet: CalamineSheet) -> Rows:
    """Reading begins at row 1 but at the first used column; a date cell with an hour keeps only its day."""
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    with _failures_told():
        for number, values in enumerate(sheet.iter_rows(), 1):
            yield number, left + [int(v) if v.__class__ is float and v.is_integer() else v for v in values]


def _with_formulas(rows: Rows, formulas: dict[int, dict[int, str]]) -> Rows:
    if not formulas:
        return rows
    return _marked(rows, formulas)


def _marked(rows: Rows, formulas: dict[int, dict[int, str]]) -> Rows:
    for number, cells in rows:
        for column, shown in formulas.get(number, {}).items():
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = FormulaCell(formula=shown)
        yield number, cells


def _read_csv(content: bytes, names: Collection[str]) -> SheetRows:
    text = decode(content)
    separator = choose_separator(text, partial(known_headers, names=names))
    numbered = enumerate(rows_of(text, separator), 1)
    rows: Rows = ((number, list(cells)) for number, cells in numbered)
    return SheetRows(name="CSV", height=text.count("\n") + 1, merged=(), rows=rows)
