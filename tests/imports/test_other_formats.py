"""Old workbooks and OpenDocument spreadsheets are lists like any other, and are looked at as hard before they are read."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.imports.preflight import Kind, check_file
from casework.imports.reasons import Reason
from casework.imports.refusals import FileRefused, Refusal
from casework.imports.rows import read_case_list
from tests.imports.making_files import HEADERS, TODAY, case, workbook
from tests.imports.other_formats import (
    Formula,
    compound,
    ods,
    ods_cell,
    ods_of,
    ods_row,
    ods_sheet,
    old_book,
    old_sheet,
    record,
    xls,
)

TITLE = ["DANH SÁCH HỒ SƠ (dữ liệu hư cấu)"]
Rows = Sequence[Sequence[object]]
FORMATS = pytest.mark.parametrize(("made", "kind"), [(xls, Kind.XLS), (ods_of, Kind.ODS)], ids=["xls", "ods"])


def rows(*cases: Sequence[object]) -> list[Sequence[object]]:
    return [TITLE, HEADERS, *cases]


def refused(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as told:
        read_case_list(content, "danh-sach.xls", today=TODAY)
    assert told.value.remedy.startswith("Hãy ")
    return told.value


@FORMATS
def test_each_format_gives_the_same_list_as_a_new_workbook(made: Callable[[Rows], bytes], kind: Kind) -> None:
    cases = [case(number, Ghi_chú="Đã chết" if number == 3 else None) for number in range(1, 30)]
    content = made(rows(*cases))
    assert check_file(content).kind is kind
    given_list = read_case_list(content, "a", today=TODAY)
    same = read_case_list(workbook(cases), "a", today=TODAY)
    assert (given_list.rows, given_list.findings, given_list.sheet) == (same.rows, same.findings, same.sheet)


@FORMATS
def test_a_formula_is_told_and_its_row_waits(made: Callable[[Rows], bytes], kind: Kind) -> None:
    content = made(rows(case(1), case(2, Số_tiền_phải_thi_hành=Formula("=1000000*2", 2_000_000.0)), case(3)))
    held = read_case_list(content, "a", today=TODAY).held
    assert [(one.row, one.column, one.reason) for one in held] == [(4, "Số tiền phải thi hành (đồng)", Reason.FORMULA)]


@FORMATS
def test_a_number_that_lost_its_zero_is_held_in_each_format(made: Callable[[Rows], bytes], kind: Kind) -> None:
    held = read_case_list(made(rows(case(1, Số_CCCD=95_081_000_001))), "a", today=TODAY).held
    assert [(one.reason, one.proposal) for one in held] == [(Reason.IDENTITY_ZERO_LOST, "095081000001")]


# -- .ods -------------------------------------------------------------------------------------------------------------


def body(*cases: Sequence[object]) -> str:
    return "".join(ods_row(one) for one in rows(*cases))


def test_rows_said_to_be_repeated_are_each_read_and_a_formula_in_them_is_told_in_each() -> None:
    cells = "".join(map(ods_cell, case(1, Số_tiền_phải_thi_hành=Formula("=1", 1.0))))
    repeated = f'<table:table-row table:number-rows-repeated="3">{cells}</table:table-row>'
    found = read_case_list(ods(ods_sheet(body() + repeated)), "a", today=TODAY)
    assert [one.row for one in found.rows] == [3, 4, 5]
    assert {one.row for one in found.held if one.reason is Reason.FORMULA} == {3, 4, 5}


def test_cells_repeated_beyond_every_list_are_refused_before_they_take_memory() -> None:
    cell = '<table:table-cell table:number-columns-repeated="60" office:value-type="float" office:value="1"/>'
    bomb = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert refused(ods(ods_sheet(body() + bomb))).code is Refusal.SHEET_AREA
    formula = cell.replace("table:number", 'table:formula="of:=1" table:number')
    assert refused(ods(ods_sheet(bomb.replace(cell, formula)))).code is Refusal.SHEET_AREA


def test_a_header_merged_over_columns_is_refused() -> None:
    wide = "".join(map(ods_cell, HEADERS)).replace(
        "<table:table-cell office", '<table:table-cell table:number-columns-spanned="2" office', 1
    )
    content = ods(ods_sheet(ods_row(TITLE) + f"<table:table-row>{wide}</table:table-row>" + ods_row(case(1))))
    assert refused(content).code is Refusal.MERGED_HEADER
    merged = struct.pack("<HHHHH", 1, 1, 1, 0, 1)
    assert refused(xls(rows(case(1)), in_sheet=record(0x00E5, merged))).code is Refusal.MERGED_HEADER


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"META-INF/manifest.xml": "<manifest:encryption-data/>"}, Refusal.PASSWORD),
        ({"Basic/Standard/Module1.xml": "<x/>"}, Refusal.MACROS),
        ({"Object 1/content.xml": "<x/>"}, Refusal.NESTED),
        ({"styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, Refusal.DTD),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, Refusal.OTHER_KIND),
        ({"Pictures/a.png": b"PK\x03\x04 more"}, Refusal.NESTED),
    ],
)
def test_what_a_list_never_needs_is_refused(parts: dict[str, str | bytes], code: Refusal) -> None:
    assert refused(ods(ods_sheet(body(case(1))), parts=parts)).code is code


@pytest.mark.parametrize(
    "inside",
    [
        '<table:table-source xlink:href="http://example.org/a.ods"/>',
        '<draw:frame><draw:image xlink:href="https://example.org/a.png"/></draw:frame>',
        "<office:dde-source/>",
    ],
)
def test_data_from_outside_is_refused_but_a_link_typed_into_a_cell_is_not(inside: str) -> None:
    assert refused(ods(ods_sheet(inside + body(case(1))))).code is Refusal.EXTERNAL
    link = '<table:table-cell office:value-type="string"><text:p><text:a xlink:href="https://example.org">a</text:a></text:p></table:table-cell>'
    shown = ods(ods_sheet(f"<table:table-row>{link}</table:table-row>" + body(case(1))))
    assert len(read_case_list(shown, "a", today=TODAY).rows) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        '<table:table-cell table:formula=\'of:=1\' office:value-type="float" office:value="1"/>',
        '<table:table-row><table:table table:name="B"></table:table></table:table-row>',
        "<!-- <table:table-row> -->",
        '<table:table-row table:number-rows-repeated="-1"/>',
    ],
)
def test_spellings_that_would_hide_a_cell_from_the_look_are_refused(hidden: str) -> None:
    assert refused(ods(ods_sheet(hidden + body(case(1))))).code is Refusal.ODD_SHEET


def test_a_spreadsheet_cut_short_is_refused() -> None:
    content = ods(ods_sheet(body(case(1))), parts={"content.xml": "<office:document-content><table:table"})
    assert refused(content).code is Refusal.DAMAGED


# -- .xls -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xls(rows(case(1)), more=record(0x002F, bytes(6))), Refusal.PASSWORD),
        (xls(rows(case(1)), more=record(0x01AE, b"\x01\x00\x05\x00\x00other")), Refusal.EXTERNAL),
        (xls(rows(case(1)), in_sheet=record(0x01AD, bytes(4))), Refusal.EXTERNAL),
        (compound({"Workbook": old_book({"A": old_sheet([HEADERS])}, kind=1)}), Refusal.MACROS),
        (compound({"Workbook": old_book({"A": old_sheet([HEADERS])}), "_VBA_PROJECT_CUR": b""}), Refusal.MACROS),
        (compound({"Workbook": old_book({"A": old_sheet([HEADERS])}), "MBD0001": b""}), Refusal.NESTED),
        (compound({"WordDocument": b"x"}), Refusal.OTHER_KIND),
        (compound({"Something": b"x"}), Refusal.OTHER_KIND),
        (compound({"EncryptedPackage": b"x"}), Refusal.PASSWORD),
        (xls(rows(case(1)))[:3000], Refusal.DAMAGED),
    ],
)
def test_an_old_workbook_with_what_a_list_never_needs_is_refused(content: bytes, code: Refusal) -> None:
    assert refused(content).code is code


def test_a_reference_to_the_workbook_itself_is_no_link_to_outside() -> None:
    own = record(0x01AE, b"\x01\x00\x01\x04")
    assert len(read_case_list(xls(rows(case(1)), more=own), "a", today=TODAY).rows) == 1


def test_an_error_in_a_cell_is_told_like_a_formula() -> None:
    error = record(0x0205, struct.pack("<HHHBB", 2, 11, 0, 7, 1))  # #DIV/0! in row 3, column 12
    found = read_case_list(xls(rows(case(1, Số_tiền_phải_thi_hành=None)), in_sheet=error), "a", today=TODAY)
    assert [(one.row, one.value, one.reason) for one in found.held] == [(3, "#", Reason.FORMULA)]


def test_a_chain_of_sectors_that_bites_its_tail_ends() -> None:
    content = bytearray(xls(rows(case(1))))
    content[48:52] = struct.pack("<I", 0)  # the directory begins where the workbook does
    assert refused(bytes(content)).code in (Refusal.DAMAGED, Refusal.OTHER_KIND)
    looped = compound({"Workbook": bytes(5000)})
    at = looped.rindex(struct.pack("<II", 1, 2))
    looped = looped[:at] + struct.pack("<II", 0, 0) + looped[at + 8 :]
    assert refused(looped).code is Refusal.DAMAGED


def test_a_day_before_every_calendar_is_a_damaged_file() -> None:
    """The reader panics at it, which is no ordinary exception."""
    day = struct.pack("<d", (date(2026, 3, 2) - date(1899, 12, 30)).days)
    assert day in GOOD_XLS
    assert refused(GOOD_XLS.replace(day, struct.pack("<d", -1e300))).code is Refusal.DAMAGED


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    """A parser that fails in another way would be our bug, not the sender's."""
    whole = data.draw(st.sampled_from([GOOD_XLS, GOOD_ODS]))
    content = bytearray(whole)
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=12)):
        content[at] = byte
    cut = data.draw(st.none() | st.integers(1, len(whole)))
    assert told_or_read(bytes(content[:cut])).startswith("Hãy ")


def told_or_read(content: bytes) -> str:
    try:
        return "Hãy xem" if read_case_list(content, "a", today=TODAY).rows else "nothing"
    except FileRefused as told:
        return told.remedy


GOOD_XLS = xls(rows(case(1), case(2)))
GOOD_ODS = ods_of(rows(case(1), case(2)))
