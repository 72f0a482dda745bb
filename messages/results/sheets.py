"""How do small tables leave the house, as a workbook or as text that every table program reads (CSV)?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

Cell = int | str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table: its name, and rows of which the first is the header."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """One sheet for each table; numbers stay numbers, and a name that looks like a formula stays a name."""
    import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types

    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.set_column(0, 0, 46, wrapped)
            page.set_column(1, 12, 18)
            for number, row in enumerate(sheet.rows):
                page.write_row(number, 0, row, bold if number == 0 else None)
    return file.getvalue()


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """All tables one after another, each under its name, in UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        writer.writerow([sheet.name])
        writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """A table program runs a cell that begins so as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
