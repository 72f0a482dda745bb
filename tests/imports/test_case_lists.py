"""A file becomes a case list: headers found, rows told apart, cells that wait named with their place."""

from __future__ import annotations

import io
import json
import time
import unicodedata
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from casework.decisions import ReviewResult
from casework.imports.case_list import CaseList
from casework.imports.findings import Finding
from casework.imports.header_names import _NAMES, Field, comparable
from casework.imports.reasons import Reason
from casework.imports.refusals import FileRefused, Refusal
from casework.imports.repairs import NothingToConfirm, apply_repairs
from casework.imports.row_kinds import RowKind
from casework.imports.rows import read_case_list
from casework.imports.vocabulary import NoteFlag
from casework.payment_order import Kind
from tests.imports.making_files import HEADERS, TODAY, case, csv_text, saved, sheet_xml, workbook

TONES = "\u0300\u0301\u0303\u0309\u0323"


def read(content: bytes, **options: object) -> CaseList:
    return read_case_list(content, "danh sách.xlsx", today=TODAY, **options)  # type: ignore[arg-type]  # forwarded


def read_rows(*rows: list[object]) -> CaseList:
    return read(workbook(rows))


def places(findings: tuple[Finding, ...]) -> list[tuple[int, str, Reason]]:
    return [(one.row, one.column, one.reason) for one in findings]


def refused(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        read(content)
    return refusal.value


def test_an_unremarkable_row_is_read_to_the_last_cell() -> None:
    case_list = read_rows(case(1, Ghi_chú="Gia đình chính sách"))
    row = case_list.rows[0]
    assert (row.row, row.decision_number, row.decision_date) == (3, "001/QĐ-THADS", date(2026, 3, 2))
    assert (row.judgment_number, row.debtor_name, row.identity_number) == ("1/2025/DSST", "Trần Văn B", "095081000001")
    assert (row.birth_year, row.address, row.commune) == (1981, "xã Vĩnh Thanh", "xã Vĩnh Thanh")
    assert (row.phone, row.creditor_name) == ("+84900000001", "Ngân hàng X")
    assert (row.obligation, row.obligation_kind) == ("Trả nợ ngân hàng", Kind.BANK_DEBT)
    assert (row.amount_owed, row.amount_paid, row.interest_rate) == (10_000_000, 0, Decimal(10))
    assert (row.notice_date, row.officer) == (date(2026, 3, 9), "Lê Thị Mai Hương")
    assert row.review_result is ReviewResult.WITH_MEANS
    assert row.note_flags == {NoteFlag.POLICY_FAMILY}
    assert case_list.findings == ()
    assert case_list.accepted == case_list.rows
    assert (case_list.sheet, case_list.header_row, case_list.file) == ("Danh sách", 2, "danh sách.xlsx")


def test_nothing_of_a_person_is_shown_by_a_row_or_a_finding_in_a_log() -> None:
    case_list = read_rows(case(1, Số_CCCD=95081000001, Điện_thoại="0900 000 77"))
    shown = repr(case_list.rows[0]) + repr(case_list.findings)
    for secret in ("Trần", "95081000001", "0900", "Vĩnh Thanh"):
        assert secret not in shown


def test_the_raw_cells_are_kept_as_json_in_the_order_of_the_headers() -> None:
    case_list = read_rows(case(1, Số_CCCD=95081000001))
    cells = dict(zip(case_list.columns.headers, json.loads(case_list.rows[0].cells), strict=True))
    assert (cells["Số CCCD"], cells["Ngày ra QĐ"], cells["Ghi chú"]) == (95081000001, "2026-03-02", "")


def test_columns_are_found_by_name_in_any_order_and_spelling() -> None:
    headers = [
        "Ghi chú",
        "CMND/CCCD",
        "Họ và tên người phải THA",
        "Số quyết định thi hành án",
        "NGÀY QUYẾT ĐỊNH",
        "Nghĩa vụ phải thi hành",
        "Tổng số tiền phải THA\n(đồng)",
        "Màu hồ sơ",
    ]
    row = ["", "095081000001", "Trần Văn B", "1/QĐ-THADS", date(2026, 3, 2), "Án phí", "300.000", "xanh"]
    case_list = read(workbook([row], headers))
    assert case_list.rows[0].debtor_name == "Trần Văn B"
    assert case_list.rows[0].amount_owed == 300_000
    assert case_list.columns.unknown == ("Màu hồ sơ",)
    assert case_list.accepted == case_list.rows


def test_no_spelling_of_a_header_stands_for_two_fields() -> None:
    fields: dict[str, set[Field]] = {}
    for field, names in _NAMES.items():
        for name in names:
            fields.setdefault(comparable(name), set()).add(field)
    assert {name: both for name, both in fields.items() if len(both) > 1} == {}


def test_missing_columns_are_named() -> None:
    refusal = refused(workbook([case(1)[:5]], HEADERS[:5]))
    assert refusal.code is Refusal.MISSING_COLUMNS
    for header in ("“Số CCCD”", "“Nội dung phải thi hành”", "“Số tiền phải thi hành”"):
        assert header in refusal.sentence
    assert "Ngày ra QĐ" not in refusal.sentence


def test_doubled_columns_are_named() -> None:
    refusal = refused(workbook([[*case(1), "x"]], [*HEADERS, "CMND/CCCD"]))
    assert refusal.code is Refusal.DOUBLED_COLUMNS
    assert "“Số CCCD” và “CMND/CCCD”" in refusal.sentence


def test_a_header_merged_over_two_columns_is_refused_and_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    assert book.active is not None
    book.active.merge_cells("L2:M2")
    refusal = refused(saved(book))
    assert refusal.code is Refusal.MERGED_HEADER
    assert "Số tiền phải thi hành" in refusal.sentence


def test_a_header_merged_downwards_and_a_row_of_column_numbers_are_understood() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([[f"({n})" for n in range(1, 19)], case(1)])))
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(3)
    sheet.merge_cells("A2:A3")
    case_list = read(saved(book))
    assert [row.row for row in case_list.rows] == [5]
    assert [(one.first, one.kind) for one in case_list.skipped] == [
        (1, RowKind.TITLE),
        (2, RowKind.HEADER),
        (3, RowKind.GAP),
        (4, RowKind.LABELS),
    ]


def test_a_sheet_without_a_header_is_refused() -> None:
    assert refused(workbook([["a", "b"]], ["x", "y"])).code is Refusal.NO_HEADER


def test_a_header_without_rows_is_refused() -> None:
    assert refused(workbook([])).code is Refusal.NO_ROWS


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "ĐVT: 1.000 đồng",
            "Đơn vị tính: triệu đồng",
            "(Đơn vị: nghìn đồng)",
            "ĐVT: triệu",
            "(đvt: tr.đ)",
            "Đvt: ngđ",
        ),
        *("Đơn vị: 1.000.000 đ", "(triệu)", "(tỷ đồng)", "Đơn vị tiền: nghìn đồng", "ĐVT: tỉ đồng"),
    ],
)
def test_sums_in_thousands_or_millions_are_refused(unit: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    assert book.active is not None
    book.active["R1"] = unit
    assert refused(saved(book)).code is Refusal.UNIT


@pytest.mark.parametrize("unit", ["(triệu đồng)", "nghìn đồng", "1.000 đ", "ĐVT: tr.đ", "triệu"])
def test_a_unit_under_the_header_of_the_sums_is_refused_too(unit: str) -> None:
    under: list[object] = [""] * len(HEADERS)
    under[11] = unit
    assert refused(workbook([under, case(1)])).code is Refusal.UNIT


def test_a_short_sum_in_the_first_row_is_not_taken_for_the_unit_of_all() -> None:
    case_list = read_rows(case(1, Số_tiền_phải_thi_hành="15 triệu đồng"), case(2))
    assert [(one.row, one.proposal) for one in case_list.held] == [(3, "15000000")]


def test_a_list_in_dong_or_of_a_bank_is_not_taken_for_thousands() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    assert book.active is not None
    book.active["R1"] = "Đơn vị tính: đồng"
    book.active["Q1"] = "Đơn vị: Ngân hàng X"
    assert len(read(saved(book)).rows) == 1


def test_the_list_is_found_among_other_sheets_and_hidden_ones_are_left_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    book.create_sheet("Hướng dẫn", 0).append(["Điền vào trang sau"])
    hidden = book.copy_worksheet(book["Danh sách"])
    hidden.title, hidden.sheet_state = "Cũ", "hidden"
    case_list = read(saved(book))
    assert (case_list.sheet, case_list.unread_sheets) == ("Danh sách", ("Hướng dẫn", "Cũ"))


def test_of_two_lists_in_one_file_one_must_be_chosen() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1)])))
    book.copy_worksheet(book["Danh sách"]).title = "Đợt 2"
    refusal = refused(saved(book))
    assert refusal.code is Refusal.SEVERAL_SHEETS
    assert "“Danh sách”, “Đợt 2”" in refusal.sentence
    assert read(saved(book), sheet="Đợt 2").sheet == "Đợt 2"


def test_gaps_headings_totals_and_signatures_are_passed_over_and_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([case(1), [], case(2)])))
    sheet = book.active
    assert sheet is not None
    sheet.append(["I", "Xã Vĩnh Thanh"])
    sheet.append(case(3))
    sheet.append(["Tổng cộng: 3 việc", *[None] * 10, 30_000_000, 0])
    sheet.append([None, None, None, "Người lập biểu"])
    case_list = read(saved(book))
    assert [row.row for row in case_list.rows] == [3, 5, 7]
    assert [(one.first, one.kind, one.text) for one in case_list.skipped[2:]] == [
        (4, RowKind.GAP, ""),
        (6, RowKind.REMARK, "I"),
        (8, RowKind.TOTALS, "Tổng cộng: 3 việc"),
        (9, RowKind.REMARK, "Người lập biểu"),
    ]
    assert case_list.findings == ()


def test_a_total_that_is_not_the_sum_is_flagged_and_one_by_formula_is_not_trusted() -> None:
    wrong = read_rows(case(1), case(2), ["Tổng cộng", *[None] * 10, 25_000_000, 0])
    assert places(wrong.doubtful) == [(5, "Số tiền phải thi hành (đồng)", Reason.TOTAL_DIFFERS)]
    assert "20.000.000 đồng" in wrong.doubtful[0].sentence
    formula = read_rows(case(1), case(2), ["Tổng cộng", *[None] * 10, "=SUM(L3:L4)", 0])
    assert formula.findings == ()
    assert formula.totals[0].stated == {Field.AMOUNT_OWED: None, Field.AMOUNT_PAID: 0}


def test_totals_of_parts_and_of_all_are_both_understood() -> None:
    parts = read_rows(
        case(1),
        ["Cộng xã Vĩnh Thanh", *[None] * 10, 10_000_000],
        case(2),
        ["Cộng", *[None] * 10, 10_000_000],
        ["Tổng cộng", *[None] * 10, 20_000_000],
    )
    assert (len(parts.rows), parts.findings) == (2, ())


@pytest.mark.parametrize(
    ("header", "formula"),
    [
        ("Số tiền phải thi hành", "=A3*2"),
        ("Người phải THA", '=HYPERLINK("http://127.0.0.1","Trần Văn A")'),
        ("Ngày ra QĐ", "=TODAY()"),
        ("Kết quả rà soát", '=IF(1,"Thi hành xong","")'),
    ],
)
def test_a_formula_in_a_cell_of_the_list_holds_its_row_and_shows_the_formula(header: str, formula: str) -> None:
    case_list = read_rows(case(1, **{header.replace(" ", "_"): formula}), case(2))
    assert [(one.row, one.column.startswith(header), one.reason) for one in case_list.held] == [
        (3, True, Reason.FORMULA)
    ]
    assert str(case_list.held[0].value).replace("&quot;", '"') == formula
    assert [row.row for row in case_list.accepted] == [4]


def test_formulas_that_only_count_the_rows_disturb_nothing() -> None:
    assert read_rows(case(1, STT="=ROW()-2"), case(2, STT="=A3+1")).findings == ()


def test_a_cell_in_error_is_not_taken_for_empty() -> None:
    xml = '<row r="4"><c r="B4" t="inlineStr"><is><t>9/QĐ-THADS</t></is></c><c r="M4" t="e"><v>#REF!</v></c>'
    xml += '<c r="E4" t="inlineStr"><is><t>Trần Văn C</t></is></c><c r="L4"><v>5000</v></c></row>'
    case_list = read(sheet_xml(workbook([case(1)]), rows=xml))
    assert (4, "Đã thi hành (đồng)", Reason.FORMULA) in places(case_list.held)


def test_required_cells_that_are_empty_hold_the_row() -> None:
    case_list = read_rows(case(1, Người_phải_THA=None, Số_tiền_phải_thi_hành=None, Ngày_ra_QĐ="-"))
    assert {(one.column, one.reason) for one in case_list.held} == {
        ("Người phải THA", Reason.MISSING),
        ("Số tiền phải thi hành (đồng)", Reason.MISSING),
        ("Ngày ra QĐ", Reason.MISSING),
    }


def test_a_duty_that_is_not_money_needs_no_sum() -> None:
    case_list = read_rows(case(1, Nội_dung_phải_thi_hành="Giao nhà", Số_tiền_phải_thi_hành=None))
    assert (case_list.rows[0].obligation_kind, case_list.findings) == (Kind.LAND_HANDOVER, ())


def test_a_company_may_have_a_tax_code_where_people_have_their_number() -> None:
    case_list = read_rows(case(1, Người_phải_THA="Công ty TNHH An Bình", Số_CCCD="1900123456", Năm_sinh=None))
    assert (case_list.rows[0].identity_number, case_list.held) == (None, ())
    assert [one.reason for one in case_list.doubtful] == [Reason.IDENTITY_ORGANISATION]


def test_one_identity_number_for_two_names_holds_both_rows_and_each_names_the_other() -> None:
    case_list = read_rows(case(1), case(2, Số_CCCD="095081000001"), case(3))
    assert places(case_list.held) == [
        (3, "Số CCCD", Reason.IDENTITY_TWO_NAMES),
        (4, "Số CCCD", Reason.IDENTITY_TWO_NAMES),
    ]
    assert ["dòng 4" in case_list.held[0].sentence, "dòng 3" in case_list.held[1].sentence] == [True, True]
    assert [row.row for row in case_list.accepted] == [5]


def test_one_person_with_two_decisions_is_no_contradiction_but_another_phone_is_asked_about() -> None:
    same = {"Số_CCCD": "095081000001", "Người_phải_THA": "TRẦN VĂN B"}
    assert read_rows(case(1), case(2, **same, Điện_thoại="0900000001")).findings == ()
    other = read_rows(case(1), case(2, **same, Điện_thoại="0900000099"))
    assert places(other.findings) == [(4, "Điện thoại", Reason.TWO_PHONES)]


@pytest.mark.parametrize("typed", ["095081000010", "095018000001", "385123456"])
def test_one_person_with_a_slip_in_the_number_is_pointed_out_on_both_rows(typed: str) -> None:
    case_list = read_rows(case(1), case(2, Số_CCCD=typed, Người_phải_THA="TRẦN VĂN B"), case(3))
    slips = [one for one in case_list.doubtful if one.reason is Reason.IDENTITY_TWO_NUMBERS]
    assert [one.row for one in slips] == [3, 4]
    assert ["dòng 4" in slips[0].sentence, "dòng 3" in slips[1].sentence] == [True, True]


def test_namesakes_of_one_year_in_one_commune_are_two_persons() -> None:
    assert read_rows(case(1), case(2, Số_CCCD="095081734268", Người_phải_THA="Trần Văn B")).findings == ()


def test_a_name_whose_tone_stands_on_the_other_vowel_is_the_same_name() -> None:
    same = {"Số_CCCD": "095081000001", "Điện_thoại": "0900000001"}
    one = case(1, Người_phải_THA="Trần Thị Hoà")
    assert read_rows(one, case(2, **same, Người_phải_THA="TRẦN THỊ HÒA")).findings == ()
    marks = read_rows(one, case(2, **same, Người_phải_THA="Trần Thị Hoa"))
    assert [one.reason for one in marks.findings] == [Reason.IDENTITY_NAME_MARKS]


def test_a_decision_number_that_stands_twice_holds_both_rows() -> None:
    case_list = read_rows(case(1), case(2, Số_QĐ_THA="001/qđ-thads"))
    assert places(case_list.held) == [(3, "Số QĐ THA", Reason.DECISION_TWICE), (4, "Số QĐ THA", Reason.DECISION_TWICE)]


def test_one_debt_under_two_numbers_is_flagged_on_both_rows() -> None:
    same = {"Số_CCCD": "095081000001", "Người_phải_THA": "Trần Văn B", "Điện_thoại": None, "Bản_án": "1/2025/DSST"}
    case_list = read_rows(case(1), case(2, **same), case(3, **same, Người_được_THA="Ngân hàng Y"))
    assert places(case_list.findings) == [(3, "Số QĐ THA", Reason.DUTY_TWICE), (4, "Số QĐ THA", Reason.DUTY_TWICE)]
    assert "dòng 4" in case_list.doubtful[0].sentence


def test_decision_numbers_begin_anew_each_year_of_enforcement() -> None:
    assert read_rows(case(1), case(2, Số_QĐ_THA="001/QĐ-THADS", Ngày_ra_QĐ=date(2025, 9, 30))).held == ()


def test_a_joint_duty_of_two_debtors_is_flagged_and_not_held() -> None:
    case_list = read_rows(case(1), case(2, Số_QĐ_THA="001/QĐ-THADS", Bản_án="1/2025/DSST"))
    assert case_list.held == ()
    assert [one.reason for one in case_list.doubtful] == [Reason.DECISION_JOINT, Reason.DECISION_JOINT]


def test_the_same_row_twice_is_held_twice() -> None:
    assert [one.reason for one in read_rows(case(1), case(1)).held] == [Reason.DECISION_TWICE] * 2


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"Đã_thi_hành": 10_000_001}, "Đã thi hành (đồng)", Reason.PAID_TOO_MUCH),
        ({"Đã_thi_hành": 9_999_999, "Kết_quả_rà_soát": "Thi hành xong"}, "Kết quả rà soát", Reason.FINISHED_UNPAID),
        ({"Đã_thi_hành": 10_000_000}, "Kết quả rà soát", Reason.PAID_UNFINISHED),
        ({"Số_tiền_phải_thi_hành": 0}, "Số tiền phải thi hành (đồng)", Reason.AMOUNT_NONE),
        ({"Ngày_thông_báo_hợp_lệ": date(2026, 3, 1)}, "Ngày thông báo hợp lệ", Reason.NOTICE_EARLY),
        ({"Ngày_thông_báo_hợp_lệ": None}, "Ngày thông báo hợp lệ", Reason.NOTICE_MISSING),
        ({"Ghi_chú": "Đã chết"}, "Ghi chú", Reason.NOTE_DECEASED),
        ({"Năm_sinh": 1982}, "Số CCCD", Reason.IDENTITY_YEAR_DIFFERS),
        ({"Địa_chỉ": None}, "Địa chỉ (xã/TT)", Reason.COMMUNE_NONE),
    ],
)
def test_what_does_not_agree_is_written_and_flagged(changed: dict[str, object], column: str, reason: Reason) -> None:
    case_list = read_rows(case(1, **changed))
    assert places(case_list.findings) == [(3, column, reason)]
    assert case_list.held == ()
    assert len(case_list.accepted) == 1


def test_unknown_officers_hold_their_rows_and_are_listed_once() -> None:
    content = workbook([case(1), case(2, Chấp_hành_viên="Ai Đó"), case(3, Chấp_hành_viên="Ai Đó")])
    case_list = read(content, officers=["LÊ THỊ MAI HƯƠNG"])
    assert [row.row for row in case_list.accepted] == [3]
    assert case_list.unknown_officers == ("Ai Đó",)


def test_a_confirmed_proposal_frees_the_row_and_the_rest_goes_on_waiting() -> None:
    case_list = read_rows(case(1, Số_CCCD=95081000001), case(2, Số_CCCD=95081000002))
    repaired = apply_repairs(case_list, {(4, "Số CCCD")})
    assert [(row.row, row.identity_number) for row in repaired.accepted] == [(4, "095081000002")]
    assert places(repaired.held) == [(3, "Số CCCD", Reason.IDENTITY_ZERO_LOST)]
    assert len(apply_repairs(repaired, "all").accepted) == 2
    assert len(case_list.held) == 2


def test_a_repair_is_compared_with_the_other_rows_again() -> None:
    case_list = read_rows(case(1), case(2, Số_CCCD=95081000001))
    assert [one.row for one in case_list.held] == [4]
    repaired = apply_repairs(case_list, "all")
    assert places(repaired.held) == [
        (3, "Số CCCD", Reason.IDENTITY_TWO_NAMES),
        (4, "Số CCCD", Reason.IDENTITY_TWO_NAMES),
    ]


def test_every_kind_of_proposal_can_be_confirmed() -> None:
    case_list = read_rows(
        case(
            1,
            Số_QĐ_THA="001/QÐ-THADS",
            Ngày_ra_QĐ=46000,
            Người_phải_THA="Ðỗ Văn A",
            Số_CCCD=95081000001,
            Điện_thoại=900000001,
            Lãi_chậm_THA=0.1,
            Số_tiền_phải_thi_hành="1,5 tỷ",
            Đã_thi_hành="12tr5",
        )
    )
    row = apply_repairs(case_list, "all")
    assert row.findings == ()
    assert (row.rows[0].decision_number, row.rows[0].decision_date) == ("001/QĐ-THADS", date(2025, 12, 9))
    assert (row.rows[0].debtor_name, row.rows[0].identity_number) == ("Đỗ Văn A", "095081000001")
    assert (row.rows[0].phone, row.rows[0].interest_rate) == ("+84900000001", Decimal(10))
    assert (row.rows[0].amount_owed, row.rows[0].amount_paid) == (1_500_000_000, 12_500_000)


def test_a_cell_without_a_proposal_cannot_be_confirmed() -> None:
    case_list = read_rows(case(1, Số_tiền_phải_thi_hành="1.500"))
    with pytest.raises(NothingToConfirm, match="dòng 3, cột “Số tiền phải thi hành"):
        apply_repairs(case_list, {(3, "Số tiền phải thi hành (đồng)")})
    assert apply_repairs(case_list, "all").held == case_list.held


def test_a_finding_is_told_as_the_command_line_promises() -> None:
    case_list = read_rows(case(1, Số_CCCD=95081000001, Ngày_ra_QĐ=date(2062, 1, 1)))
    assert [one.as_cell() for one in case_list.held] == [
        {
            "row": 3,
            "column": "Ngày ra QĐ",
            "value": "2062-01-01",
            "reason": "Ngày ở tương lai. Hãy kiểm tra lại năm và tháng.",
            "proposal": None,
        },
        {
            "row": 3,
            "column": "Số CCCD",
            "value": 95081000001,
            "reason": "Số định danh chỉ có 11 chữ số, có thể thiếu số 0 ở đầu. Hãy xác nhận số đề xuất.",
            "proposal": "095081000001",
        },
    ]


def test_progress_is_told_and_ends_with_all_rows() -> None:
    told: list[tuple[int, int]] = []
    read(workbook([case(n) for n in range(1, 400)] * 5), progress=lambda done, of: told.append((done, of)))
    assert told == [(1000, 1997), (1997, 1997)]


def test_one_number_in_every_row_is_told_in_a_second_and_not_in_every_pair() -> None:
    begun = time.process_time()
    case_list = read(("\ufeff" + csv_text([case(1)] * 3_000)).encode())
    assert time.process_time() - begun < 5
    assert len(case_list.held_rows) == 3_000
    assert len(case_list.held) < 20_000


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_in_unicode_with_any_of_three_separators(separator: str, encoding: str) -> None:
    rows = [
        case(1, Số_tiền_phải_thi_hành="1,000,000", Ghi_chú='hai "dòng"\nmột ô; vậy'),
        case(2, Số_CCCD="95081000002"),
    ]
    case_list = read(csv_text(rows, separator).encode(encoding))
    assert (case_list.sheet, case_list.header_row) == ("CSV", 1)
    assert [(row.row, row.amount_owed) for row in case_list.rows] == [(2, 1_000_000), (3, 10_000_000)]
    assert case_list.rows[0].note == 'hai "dòng" một ô; vậy'
    assert [(one.row, one.proposal) for one in case_list.held] == [(3, "095081000002")]


def test_csv_rows_whose_sums_were_cut_by_commas_are_held() -> None:
    text = csv_text([case(1), case(2)]).replace("10000000", "10,000,000", 1)
    case_list = read(text.encode())
    assert (2, Reason.CELLS_TOO_MANY) in [(one.row, one.reason) for one in case_list.held]
    assert [row.row for row in case_list.accepted] == [3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_text([case(1)]).encode("utf-8") + b"\xff\xfe", "không phải UTF-8"),
        (csv_text([case(1)]).encode("utf-16-le"), "UTF-8"),
        (csv_text([case(1), case(2)]).replace("Trần Văn C", "Trần\0").encode(), "dòng 3"),
        ((csv_text([case(1)]) + "x" * 70_000).encode(), "dòng 3"),
        ((csv_text([case(1)]) + '2,"Trần Văn').encode(), "dòng 3"),
    ],
)
def test_csv_that_cannot_be_read_is_refused_with_its_line(content: bytes, said: str) -> None:
    with pytest.raises(Exception, match=said) as refusal:
        read(content)
    assert "Hãy" in str(refusal.value)


def in_1258(text: str) -> bytes:
    """Code page 1258 has letters with their hats and horns, and the five tones as marks of their own."""
    letters = []
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        bare = "".join(mark for mark in spread if mark not in TONES)
        letters.append(unicodedata.normalize("NFC", bare) + "".join(mark for mark in spread if mark in TONES))
    return "".join(letters).encode("cp1258")


def test_a_csv_in_an_old_code_page_is_refused_with_a_hint() -> None:
    refusal = refused(in_1258(csv_text([case(number) for number in range(1, 9)])))
    assert (refusal.code, "Windows-1258" in refusal.sentence) == (Refusal.ENCODING, True)
    old = "STT,Hä tªn,§Þa chØ\r\n" + "1,NguyÔn V¨n An,x· VÜnh Thanh\r\n" * 5
    assert "TCVN3" in refused(old.encode("latin-1")).sentence


@pytest.mark.parametrize("name", ["NguyÔn V¨n An", "TrÇn ThÞ Hång", "Nguyeãn Vaên Taâm"])
def test_a_workbook_typed_in_an_old_font_is_refused_whole(name: str) -> None:
    refusal = refused(workbook([case(n, Người_phải_THA=name, Địa_chỉ="x· VÜnh Thanh") for n in range(1, 9)]))
    assert refusal.code is Refusal.OLD_FONT
    assert "dòng 3" in refusal.sentence
    assert "Unicode" in refusal.remedy


@pytest.mark.parametrize("column", ["Người_phải_THA", "Địa_chỉ", "Người_được_THA", "Ghi_chú"])
@pytest.mark.parametrize("as_csv", [False, True])
def test_one_column_in_an_old_font_is_enough_to_refuse_the_list(column: str, as_csv: bool) -> None:
    old = ["NguyÔn V¨n An", "TrÇn ThÞ Hång", "Lª ThÞ Hoµ", "Ph¹m V¨n Tµi"]
    rows = [case(n, **{column: old[n % 4]}) for n in range(1, 13)]
    refusal = refused(csv_text(rows).encode() if as_csv else workbook(rows))
    assert refusal.code is Refusal.OLD_FONT
    assert "Unicode" in refusal.remedy


def test_rows_pasted_from_an_old_file_wait_alone() -> None:
    rows = [case(n) for n in range(1, 60)]
    rows[4][4], rows[9][4] = "NguyÔn V¨n An", "Lª ThÞ Hoµ"
    assert places(read_rows(*rows).held) == [
        (7, "Người phải THA", Reason.NAME_OLD_FONT),
        (12, "Người phải THA", Reason.NAME_OLD_FONT),
    ]


def test_a_foreign_name_or_two_do_not_make_an_old_font() -> None:
    rows = [case(n) for n in range(1, 9)]
    assert (
        len(read_rows(*rows, case(10, Người_được_THA="Jürgen Müller"), case(9, Người_được_THA="François")).rows) == 10
    )
