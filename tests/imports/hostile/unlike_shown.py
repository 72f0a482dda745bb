"""Workbooks that show something else than their cells hold: formulas over ranges, merged cells, number formats, errors."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl

from casework.imports.reasons import Reason, Severity
from casework.imports.refusals import Refusal
from tests.imports.hostile.shape import TITLE, HostileList, Row, Told, Topic
from tests.imports.making_files import HEADERS, SHEET, case, part, saved, with_parts, workbook
from tests.imports.other_formats import ods, ods_cell, ods_row, ods_sheet

_HELD, _DOUBTFUL = Severity.HELD, Severity.DOUBTFUL


def _merged_cells(*ranges: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1), case(2), case(3)])))
    assert book.active is not None
    for one in ranges:
        book.active.merge_cells(one)
    return saved(book)


def _formatted(code: str, amount: int = 15_000_000) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1), case(2, Số_tiền_phải_thi_hành=amount)])))
    assert book.active is not None
    book.active["L4"].number_format = code
    return saved(book)


def _in_sheet(before: str, after: str) -> bytes:
    """Two unremarkable cases, their sheet's XML changed in one place."""
    content = workbook([case(1), case(2)])
    xml = part(content, SHEET)
    assert before in xml
    return with_parts(content, {SHEET: xml.replace(before, after, 1)})


def _matrix() -> bytes:
    """One formula of LibreOffice that fills the sums of both rows."""
    rows = "".join(ods_row(row) for row in ([TITLE], list(HEADERS), case(1), case(2)))
    spans = 'table:formula="of:=[.Z3:.Z4]*1000" table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="2"'
    plain = ods_cell(10_000_000)
    return ods(ods_sheet(rows.replace(plain, plain.replace("<table:table-cell", f"<table:table-cell {spans}"), 1)))


_OWED, _PAID, _IDENTITY = "Số tiền phải thi hành (đồng)", "Đã thi hành (đồng)", "Số CCCD"
_SUM = '<c r="L3" t="n"><v>10000000</v></c>'
_PLAIN = Topic(name="x", inputs=()).files()[0].truth


def _told(column: str, reason: Reason, *rows: int) -> frozenset[Told]:
    return frozenset(Told(row=row, column=column, severity=_HELD, reason=reason) for row in rows)


def _holding(name: str, number: int, make: Callable[[], bytes], told: frozenset[Told]) -> HostileList:
    """Two unremarkable cases, of which some cells wait."""
    return HostileList(name=name, inputs=(number,), make=make, told=told, truth=_PLAIN, cases=2)


FILES = (
    _holding(
        "cong-thuc-mang.xlsx",
        10,
        lambda: _in_sheet(_SUM, _SUM.replace("<v>", '<f t="array" ref="L3:L4">Z3:Z4*1000</f><v>')),
        _told(_OWED, Reason.FORMULA, 3, 4),
    ),
    _holding("cong-thuc-mang.ods", 10, _matrix, _told(_OWED, Reason.FORMULA, 3, 4)),
    _holding(
        "tien-da-nop-bao-loi.xlsx",
        10,
        lambda: _in_sheet('<c r="M3" t="n"><v>0</v></c>', "<c r=\"M3\" t='e'><v>#N/A</v></c>"),
        _told(_PAID, Reason.FORMULA, 3),
    ),
    HostileList(
        name="o-du-lieu-gop.xlsx",
        inputs=(25,),
        make=lambda: _merged_cells("M3:M4", "F4:F5"),
        told=_told(_PAID, Reason.CELL_MERGED, 3, 4)
        | _told(_IDENTITY, Reason.CELL_MERGED, 4, 5)
        | {Told(row=5, column=_IDENTITY, severity=_DOUBTFUL, reason=Reason.IDENTITY_NONE)},
        truth=Topic(name="x", inputs=(), rows=(Row(),) * 3).files()[0].truth,
        cases=3,
    ),
    *(
        HostileList(name=f"dinh-dang-{name}.xlsx", inputs=(19,), make=make, refused=Refusal.UNIT, said=(said,))
        for name, make, said in (
            ("nghin", lambda: _formatted('#,##0" nghìn đồng"'), "nghìn đồng"),
            ("them-so-khong", lambda: _formatted('#,##0".000"'), ".000"),
        )
    ),
    HostileList(
        name="dinh-dang-chia-nghin.xlsx",
        inputs=(19,),
        make=lambda: _formatted('#,##0," nghìn"', 10_000_000),
        truth=_PLAIN,
        cases=2,
    ),
)
