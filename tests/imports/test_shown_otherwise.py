"""What a clerk sees in a program and what the file holds: another sheet, other lines, another unit, too much at once."""

from __future__ import annotations

import re
import struct
import time

import pytest

from bot.cli import import_shown
from casework.imports import rows
from casework.imports.number_formats import refuse_other_unit
from casework.imports.reasons import Reason
from casework.imports.refusals import FileRefused, Refusal
from casework.imports.rows import read_case_list
from tests.imports.making_files import HEADERS, NAMESPACE, SHEET, TODAY, case, csv_text, part, with_parts, workbook
from tests.imports.other_formats import ods_of, record, xls


def test_a_sheet_that_is_not_there_is_not_replaced_by_another() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_case_list(workbook([case(1)]), "x.xlsx", today=TODAY, sheet="Đợt 9")
    assert refusal.value.code is Refusal.NO_SUCH_SHEET
    assert "“Đợt 9”" in str(refusal.value)
    assert "“Danh sách”" in str(refusal.value)


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0b", "\x1e"])
def test_only_line_breaks_begin_a_new_row_of_a_csv_file(sign: str) -> None:
    text = csv_text([case(1, Người_phải_THA=f"Trần{sign}Văn B"), case(2)])
    found = read_case_list(text.encode(), "x.csv", today=TODAY)
    assert [(row.row, row.amount_owed) for row in found.rows] == [(2, 10_000_000), (3, 10_000_000)]
    assert not found.held_rows


def test_very_long_results_are_flagged_without_being_compared() -> None:
    content = csv_text([case(number, Kết_quả_rà_soát="(" * 32_000) for number in range(1, 101)]).encode()
    begun = time.process_time()
    found = read_case_list(content, "x.csv", today=TODAY)
    assert time.process_time() - begun < 20, "each took 0.7 s when it was compared"
    assert Reason.REVIEW_UNKNOWN in {one.reason for one in found.findings}


SUM = "9999999"
MARKED = '<r><t>10000000</t></r><r><rPr><b/><vertAlign val="superscript"/></rPr><t>1</t></r>'
BEFORE_IT = '<r><rPr><vertAlign val="subscript"/></rPr><t xml:space="preserve">1 </t></r><r><t>10000000</t></r>'


@pytest.mark.parametrize("runs", [MARKED, BEFORE_IT])
@pytest.mark.parametrize("shared", [True, False])
def test_a_footnotes_mark_beside_a_sum_is_not_read_into_it(runs: str, shared: bool) -> None:
    content = workbook([case(1, Số_tiền_phải_thi_hành=int(SUM))])
    cell = re.search(rf'<c r="[A-Z]+3"[^>]*><v>{SUM}</v></c>', part(content, SHEET))
    assert cell is not None
    name = re.search(r'r="([A-Z]+3)"', cell[0])
    assert name is not None
    rich = f'<c r="{name[1]}" t="inlineStr"><is>{runs}</is></c>'
    parts = {SHEET: part(content, SHEET).replace(cell[0], rich)}
    if shared:
        kept = f'<sst xmlns="{NAMESPACE}" count="1" uniqueCount="1"><si>{runs}</si></sst>'
        placed = part(content, SHEET).replace(cell[0], f'<c r="{name[1]}" t="s"><v>0</v></c>')
        parts = {SHEET: placed, "xl/sharedStrings.xml": kept}
    with pytest.raises(FileRefused) as refusal:
        read_case_list(with_parts(content, parts), "x.xlsx", today=TODAY)
    assert refusal.value.code is Refusal.JOINED_DIGITS
    assert "10000000" in str(refusal.value)


def test_marks_beside_words_do_no_harm() -> None:
    content = workbook([case(1, Ghi_chú="THAY")])
    runs = '<r><t>đất 100 m</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r><r><t> còn lại</t></r>'
    sheet = re.sub(r"<is><t[^>]*>THAY</t></is>", f"<is>{runs}</is>", part(content, SHEET))
    assert runs in sheet
    assert read_case_list(with_parts(content, {SHEET: sheet}), "x.xlsx", today=TODAY).accepted


@pytest.mark.parametrize(
    "paragraph", ["10000000<text:line-break/>20000000", '10000000<text:span text:style-name="T9">1</text:span>']
)
def test_digits_that_an_open_document_shows_apart_are_not_joined(paragraph: str) -> None:
    small = '<style:style style:name="T9" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    content = ods_of([list(HEADERS), case(1, Số_tiền_phải_thi_hành="THAY")])
    xml = part(content, "content.xml").replace("THAY", paragraph)
    xml = xml.replace("<office:body>", f"<office:automatic-styles>{small}</office:automatic-styles><office:body>")
    assert small in xml
    with pytest.raises(FileRefused) as refusal:
        read_case_list(with_parts(content, {"content.xml": xml}), "x.ods", today=TODAY)
    assert refusal.value.code is Refusal.JOINED_DIGITS


def test_two_decision_numbers_under_each_other_are_flagged() -> None:
    found = read_case_list(workbook([case(1, Số_QĐ_THA="12/QĐ-THADS\n13")]), "x.xlsx", today=TODAY)
    assert Reason.NUMBER_ODD in {one.reason for one in found.findings}


def test_the_format_of_an_old_workbook_may_not_show_thousands_either() -> None:
    code = '#,##0" nghìn đồng"'
    written = struct.pack("<HHB", 164, len(code), 1) + code.encode("utf-16-le")
    style = record(0x00E0, struct.pack("<HH", 0, 164) + bytes(16))
    with pytest.raises(FileRefused) as refusal:
        read_case_list(xls([list(HEADERS), case(1)], more=record(0x041E, written) + style), "x.xls", today=TODAY)
    assert refusal.value.code is Refusal.UNIT
    assert "nghìn đồng" in str(refusal.value)


@pytest.mark.parametrize(
    "code",
    [
        "#,##0",
        '#,##0,," triệu"',
        '#,##0\\ "đồng"',
        '000"/QĐ-THADS"',
        '"K"000',
        "[$-42A]dd mmmm yyyy",
        '"ngày "dd',
        "0%",
    ],
)
def test_formats_that_show_what_is_there_are_let_through(code: str) -> None:
    refuse_other_unit(code)


def test_a_list_that_is_wrong_nearly_everywhere_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_FINDINGS", 20)
    with pytest.raises(FileRefused) as refusal:
        read_case_list(workbook([["x"] * len(HEADERS)] * 5), "x.xlsx", today=TODAY)
    assert refusal.value.code is Refusal.TOO_MANY_FINDINGS
    assert refusal.value.remedy.startswith("Hãy ")


def test_what_a_file_says_gives_the_terminal_no_orders() -> None:
    rude = "\x1b[2J\u202e" + "x" * 5_000
    headers = [*HEADERS[:1], f"Mã {rude}", *HEADERS[2:]]
    with pytest.raises(FileRefused) as refusal:
        read_case_list(csv_text([case(1)], headers=headers).encode(), "x.csv", today=TODAY)
    found = read_case_list(csv_text([case(1, Số_CCCD=rude, Đã_thi_hành=rude)]).encode(), "x.csv", today=TODAY)
    for said in (str(refusal.value), *import_shown.lines(found, None, None)):
        assert said == "" or said.isprintable()
        assert len(said) < 1_500
    assert str(found.held[0].value).endswith(rude), "programs get the cell as it is"
