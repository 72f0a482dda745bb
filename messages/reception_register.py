"""How does the register of receptions leave the house: as the book that offices keep, in a workbook (.xlsx)?

The twelve columns of a sổ tiếp công dân, with their numbers under the head; printed on A4 lying, the head on each sheet.
What people said is text and stays text: a word that looks like a formula is never one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAY = "dd/mm/yyyy"
_WAYS = "Hướng xử lý"
COLUMNS = (  # narrow enough that a sheet of A4 is printed in letters that can be read
    ("STT", 5),
    ("Ngày tiếp", 11),
    ("Họ tên, địa chỉ của công dân", 23),
    ("Số căn cước, hộ chiếu", 13),
    ("Nội dung vụ việc", 30),
    ("Phân loại đơn, số người", 9),
    ("Cơ quan đã giải quyết", 16),
    ("Thụ lý để giải quyết", 12),
    ("Trả lại đơn và hướng dẫn", 14),
    ("Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền", 14),
    ("Theo dõi kết quả giải quyết", 17),
    ("Ghi chú", 17),
)
_FIRST_WAY, _LAST_WAY = 7, 9
_HEAD = 5  # rows above the head: agency, title, period, remark, an empty one


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterBook:
    """``rows``: cells for columns 2 to 12, the day first; ``remarks``: under the title, what the reader must know."""

    agency: str
    period: str
    made_on: date
    remarks: Sequence[str]
    rows: Sequence[tuple[date, Sequence[str]]]


def register_book(made: RegisterBook) -> bytes:
    """The workbook: one sheet."""
    import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types

    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Sổ tiếp công dân", "company": made.agency})
        sheet = book.add_worksheet("Sổ tiếp công dân")
        _lay_out(sheet)
        _write_head(book, sheet, made)
        _write_rows(book, sheet, made.rows)
    return file.getvalue()


def _lay_out(sheet: Any) -> None:
    for place, (_, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD, _HEAD + 2)
    sheet.freeze_panes(_HEAD + 3, 3)
    sheet.set_footer("&L&8Sổ có họ tên người dân: chỉ lưu hành nội bộ&R&8Trang &P / &N")


def _write_head(book: Any, sheet: Any, made: RegisterBook) -> None:
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, made.agency, book.add_format({"bold": True}))
    title = book.add_format({"bold": True, "font_size": 15, "align": "center"})
    sheet.merge_range(1, 0, 1, last, "SỔ TIẾP CÔNG DÂN", title)
    sheet.merge_range(2, 0, 2, last, made.period, book.add_format({"align": "center", "italic": True}))
    remark = "  ".join((f"Ngày lập: {made.made_on:%d/%m/%Y}.", *made.remarks))
    sheet.merge_range(3, 0, 3, last, remark, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.set_row(3, 15 * (1 + len(remark) // 165))
    head = book.add_format(
        {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#EEF1F6"}
    )
    small = book.add_format({"italic": True, "align": "center", "border": 1, "font_size": 9})
    sheet.merge_range(_HEAD, _FIRST_WAY, _HEAD, _LAST_WAY, _WAYS, head)
    for place, (name, _) in enumerate(COLUMNS):
        if _FIRST_WAY <= place <= _LAST_WAY:
            sheet.write_string(_HEAD + 1, place, name, head)
        else:
            sheet.merge_range(_HEAD, place, _HEAD + 1, place, name, head)
        sheet.write_string(_HEAD + 2, place, str(place + 1), small)
    sheet.set_row(_HEAD + 1, 76)


def _write_rows(book: Any, sheet: Any, rows: Sequence[tuple[date, Sequence[str]]]) -> None:
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    number = book.add_format({"valign": "top", "align": "center", "border": 1})
    day = book.add_format({"num_format": _DAY, "valign": "top", "align": "center", "border": 1})
    for place, (on, cells) in enumerate(rows):
        row = _HEAD + 3 + place
        sheet.write_number(row, 0, place + 1, number)
        sheet.write_datetime(row, 1, on, day)
        for column, words in enumerate(cells, start=2):
            sheet.write_string(row, column, words, cell)
        sheet.set_row(row, 15 * max(1, *(_lines(words, COLUMNS[at][1]) for at, words in enumerate(cells, start=2))))


def _lines(words: str, width: int) -> int:
    """How many lines a cell needs: not every program that opens the file works out the height by itself."""
    return sum(1 + len(line) // max(1, width - 1) for line in words.split("\n"))
