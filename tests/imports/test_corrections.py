"""What is typed in place of a cell is read and compared as if it had stood in the file."""

from __future__ import annotations

import io
from datetime import date

import msgspec
import openpyxl
import pytest

from casework.imports.case_list import CaseList
from casework.imports.corrections import corrected
from casework.imports.reasons import Reason
from casework.imports.rows import read_case_list
from tests.imports.making_files import HEADERS, TODAY, case, workbook

TYPED = (
    ("Số QĐ THA", "777/QĐ-THADS"),
    ("Số QĐ THA", "2/QĐ-THADS"),  # that of another row
    ("Ngày ra QĐ", "05/03/2026"),
    ("Ngày ra QĐ", "hôm qua"),
    ("Người phải THA", "Công ty TNHH Đông Hải"),  # its number is no identity number then
    ("Người phải THA", ""),
    ("Số CCCD", "079081000001"),
    ("Số CCCD", "79081000001"),
    ("Số tiền phải thi hành (đồng)", ""),
    ("Số tiền phải thi hành (đồng)", "1 tỷ 2"),
    ("Nội dung phải thi hành", "Giao trả nhà đất"),  # no money: a sum is not missed then
    ("Đã thi hành (đồng)", "99.000.000.000"),
    ("Điện thoại", "9012345678"),
    ("Lãi chậm THA (%/năm)", "0,1"),
    ("Kết quả rà soát", "đã xong"),
    ("Địa chỉ (xã/TT)", ""),
)


def read(*rows: list[object]) -> CaseList:
    return read_case_list(workbook(rows), "danh-sach.xlsx", today=TODAY)


def compared(case_list: CaseList) -> object:
    rows = [msgspec.structs.replace(row, cells=b"") for row in case_list.rows]
    said = [(one.row, one.column, one.reason, one.sentence, one.proposal, one.severity) for one in case_list.findings]
    return rows, sorted(said, key=str)


@pytest.mark.parametrize(("header", "value"), TYPED)
def test_as_if_it_had_stood_in_the_file(header: str, value: str) -> None:
    rows = [case(number) for number in (1, 2, 3)]
    rows[1][8] = "=A1"  # a formula beside it stays one
    in_file = [list(row) for row in rows]
    in_file[1][HEADERS.index(header)] = value
    assert compared(corrected(read(*rows), {(4, header): value})) == compared(read(*in_file))


def test_what_the_list_does_not_have_is_passed_over() -> None:
    found = read(case(1))
    assert compared(corrected(found, {(99, "Số CCCD"): "1", (3, "không có cột này"): "1"})) == compared(found)


def test_a_sum_in_a_merged_cell_is_answered_row_by_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1), case(2)])))
    sheet = book.worksheets[0]
    column = HEADERS.index("Số tiền phải thi hành (đồng)") + 1
    sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    out = io.BytesIO()
    book.save(out)
    found = read_case_list(out.getvalue(), "x.xlsx", today=TODAY)
    header = "Số tiền phải thi hành (đồng)"
    assert [one.row for one in found.held if one.reason is Reason.CELL_MERGED] == [3]
    once = corrected(found, {(3, header): "10.000.000"})
    assert {one.row for one in once.held} == {4}
    both = corrected(found, {(3, header): "10.000.000", (4, header): "2.000.000"})
    assert [row.amount_owed for row in both.accepted] == [10_000_000, 2_000_000]


def test_one_answered_day_does_not_make_its_neighbours_look_right() -> None:
    texts = ["13/02/2025", "14/02/2025", "15/03/2025", "16/04/2025", "17/05/2025"]
    cells = [date(2025, 3, 2), date(2025, 1, 5), date(2025, 9, 6), date(2025, 2, 10), date(2025, 7, 1)]
    found = read(*[case(number, Ngày_ra_QĐ=day) for number, day in enumerate([*texts, *cells], 1)])
    swapped = [one.row for one in found.held if one.reason is Reason.DATE_SWAPPED]
    assert len(swapped) == 5
    for typed in ("02/03/2025", "03/02/2025", "2025-03-02"):
        left = corrected(found, {(swapped[0], "Ngày ra QĐ"): typed})
        assert [one.row for one in left.held if one.reason is Reason.DATE_SWAPPED] == swapped[1:]
    assert all(one.proposal for one in left.held)
