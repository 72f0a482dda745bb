"""How is one table written as each kind of file that offices send?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl

from tests.imports import other_formats
from tests.imports.making_files import saved
from tests.imports.other_formats import Formula

Table = Sequence[Sequence[object]]


def xlsx(table: Table) -> bytes:
    """A new workbook; text that begins with a sign of equality stays text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh sách"
    for number, values in enumerate(table, 1):
        for place, value in enumerate(values, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, place)
            cell.value = value.text if isinstance(value, Formula) else value  # type: ignore[assignment]  # any cell's
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(book)


def comma_separated(table: Table, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file as a Vietnamese spreadsheet program saves it: days day first, formulas as they are written."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(map(_shown, table))
    return file.getvalue().encode(encoding)


def _shown(values: Sequence[object]) -> list[object]:
    return [
        f"{value:%d/%m/%Y}" if isinstance(value, date) else value.text if isinstance(value, Formula) else value
        for value in values
    ]


FORMATS: dict[str, Callable[[Table], bytes]] = {
    "xlsx": xlsx,
    "csv": comma_separated,
    "xls": other_formats.xls,
    "ods": other_formats.ods_of,
}
ALL = tuple(FORMATS)
BOOKS = ("xlsx", "xls", "ods")
