"""How do results leave the house as a workbook (.xlsx)?

Figures are numbers, so that the reader can go on computing; a name that looks like a formula stays a name. Numbers are
formatted with groups of three, which a Vietnamese Excel shows with dots (12.345.678).
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from casework.results.report import Report
from messages.results.cells import Look, Value
from messages.results.listed import footer
from messages.results.pages import Page, notes, pages
from messages.results.words import period_name

_FORMATS = {
    Look.TEXT: "@",
    Look.COUNT: "#,##0",
    Look.DONG: "#,##0",
    Look.PERCENT: "0.00",
    Look.MORE: "+#,##0;-#,##0;0",
    Look.POINTS: "+0.00;-0.00;0.00",
}
_DAY = "dd/mm/yyyy"
_WIDTHS = {Look.TEXT: 34, Look.DONG: 22, Look.MORE: 20}
_WIDTH = 13
_ABOVE = 4  # rows above the header


def workbook(report: Report, *, agency: str, made_on: date, internal: bool, taken_out: str = "") -> bytes:
    """The workbook: a sheet for cases, money and coercions each, with the total in the last row.

    ``internal``: it names small groups too and says on each sheet that it stays inside the agency. ``taken_out``:
    who took it out of the books, and when; it stands on each sheet.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types

    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        head = [agency, f"Kết quả thi hành án dân sự, {period_name(report.period)}"]
        formats = _Formats(book)
        for page in pages(report):
            sheet = book.add_worksheet(page.name.split(" (")[0])
            if taken_out:
                sheet.set_footer(footer(taken_out))
            remarks = [*notes(report), *([taken_out] if taken_out else [])]
            _write(sheet, page, head, formats, made_on, internal, remarks)
    return file.getvalue()


class _Formats:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.day = book.add_format({"num_format": _DAY, "align": "left"})
        self.cells = {look: book.add_format({"num_format": form}) for look, form in _FORMATS.items()}
        self.totals = {
            look: book.add_format({"num_format": form, "bold": True, "top": 1}) for look, form in _FORMATS.items()
        }


def _write(
    sheet: Any, page: Page, head: list[str], formats: _Formats, made_on: date, internal: bool, remarks: list[str]
) -> None:
    """Row by row and never back: constant memory keeps one row."""
    for place, column in enumerate(page.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.look, _WIDTH))
    sheet.freeze_panes(_ABOVE + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, head[0], formats.title)
    sheet.write_string(1, 0, f"{head[1]}: {page.name.lower()}", formats.title)
    sheet.write_string(2, 0, "Ngày lập báo cáo" + (" (lưu hành nội bộ)" if internal else ""))
    sheet.write_datetime(2, 1, made_on, formats.day)
    for place, column in enumerate(page.columns):
        sheet.write_string(_ABOVE, place, column.title, formats.head)
    row = _ABOVE
    for row, cells in enumerate((*page.rows, page.total), start=_ABOVE + 1):
        looks = formats.totals if row == _ABOVE + 1 + len(page.rows) else formats.cells
        for place, (value, column) in enumerate(zip(cells, page.columns, strict=True)):
            _write_cell(sheet, row, place, value, looks[column.look])
    for below, remark in enumerate(remarks, start=row + 2):
        sheet.write_string(below, 0, remark)


def _write_cell(sheet: Any, row: int, place: int, value: Value, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)
