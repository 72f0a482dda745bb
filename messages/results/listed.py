"""How does the list of decisions behind a figure leave the books as a workbook? Row by row: a long list never stands in memory.

A name that looks like a formula stays a name; every sheet says, on the screen and on paper, who took it out and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

Cell = int | str | date | None
_ABOVE = 4  # rows above the header
_WIDTH = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What stands above the list, and its columns; ``taken_out``: who, when."""

    agency: str
    title: str
    period: str
    taken_out: str
    columns: Sequence[str]


def write_listed(file: BinaryIO, head: Listed, rows: Iterable[Sequence[Cell]], *, beside: Path) -> int:
    """Write the workbook; how many rows it has. ``beside``: a folder of the caller's for what is written meanwhile."""
    import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(beside),
    }
    many = 0
    with xlsxwriter.Workbook(file, options) as book:
        bold, number = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "#,##0"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        sheet = book.add_worksheet("Danh sách")
        sheet.set_column(0, len(head.columns), _WIDTH)
        sheet.freeze_panes(_ABOVE + 1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(footer(head.taken_out))
        for place, text in enumerate((head.agency, head.title, head.period, head.taken_out)):
            sheet.write_string(place, 0, text, bold if place < 2 else None)
        for place, text in enumerate(head.columns):
            sheet.write_string(_ABOVE, place, text, bold)
        for many, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(_ABOVE + many, place, value)
                elif isinstance(value, date):
                    sheet.write_datetime(_ABOVE + many, place, value, day)
                elif value is not None:
                    sheet.write_number(_ABOVE + many, place, value, number)
    return many


def footer(words: str) -> str:
    """The foot of a printed sheet: who took it out, and which page it is. An ampersand would be an order to the printer."""
    return f"&L{words.replace('&', '&&')[:200]}&R&P/&N"
