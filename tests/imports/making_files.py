"""What files do the tests send? Real ones, written here; everybody in them is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

import openpyxl

TODAY = date(2026, 11, 20)
HEADERS = (
    "STT", "Số QĐ THA", "Ngày ra QĐ", "Bản án/QĐ số", "Người phải THA", "Số CCCD", "Năm sinh", "Địa chỉ (xã/TT)",
    "Điện thoại", "Người được THA", "Nội dung phải thi hành", "Số tiền phải thi hành (đồng)", "Đã thi hành (đồng)",
    "Ngày thông báo hợp lệ", "Lãi chậm THA (%/năm)", "Chấp hành viên", "Kết quả rà soát", "Ghi chú",
)  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def case(number: int = 1, **changed: object) -> list[object]:
    """One unremarkable row; ``changed`` by header without its bracket, spaces as underscores: ``Số_CCCD=...``."""
    row: dict[str, object] = {
        "STT": number,
        "Số QĐ THA": f"{number:03}/QĐ-THADS",
        "Ngày ra QĐ": date(2026, 3, 2),
        "Bản án/QĐ số": f"{number}/2025/DSST",
        "Người phải THA": f"Trần Văn {'ABCDEGHKLMN'[number % 11]}",
        "Số CCCD": f"095081000{number:03}",
        "Năm sinh": 1981,
        "Địa chỉ": "xã Vĩnh Thanh",
        "Điện thoại": f"0900000{number:03}",
        "Người được THA": "Ngân hàng X",
        "Nội dung phải thi hành": "Trả nợ ngân hàng",
        "Số tiền phải thi hành": 10_000_000,
        "Đã thi hành": 0,
        "Ngày thông báo hợp lệ": date(2026, 3, 9),
        "Lãi chậm THA": 10,
        "Chấp hành viên": "Lê Thị Mai Hương",
        "Kết quả rà soát": "Có điều kiện, đang thi hành",
        "Ghi chú": None,
    }
    for name, value in changed.items():
        key = name.replace("_", " ")
        assert key in row or key == "Bản án", key
        row["Bản án/QĐ số" if key == "Bản án" else key] = value
    return list(row.values())


def workbook(rows: Sequence[Sequence[object]], headers: Sequence[object] = HEADERS, title: str = "Danh sách") -> bytes:
    """A workbook with a title row, the header in row 2 and ``rows`` from row 3."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(["DANH SÁCH HỒ SƠ (dữ liệu hư cấu)"])
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of ``book``."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_text(rows: Sequence[Sequence[object]], separator: str = ",", headers: Sequence[str] = HEADERS) -> str:
    """A CSV file as text: dates day first, cells quoted where they must be."""

    def shown(cell: object) -> str:
        text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (separator, '"', "\n")) else text

    return "".join(separator.join(map(shown, row)) + "\r\n" for row in (headers, *rows))


def with_parts(content: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """``content`` with parts put in or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return file.getvalue()


def part(content: bytes, name: str) -> str:
    """The text of one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def sheet_xml(content: bytes, *, before: str = "", rows: str = "") -> bytes:
    """``content`` with raw XML: ``before`` its sheet data, ``rows`` after its last row."""
    xml = (
        part(content, SHEET)
        .replace("<sheetData>", before + "<sheetData>")
        .replace("</sheetData>", rows + "</sheetData>")
    )
    return with_parts(content, {SHEET: xml})
