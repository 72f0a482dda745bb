"""Lines of one debtor, agreements, promises, payouts and waivers at the terminal: what was done is shown, or refused in words."""

from __future__ import annotations

import pytest

from casework.decisions import PartyRole, add_party_to
from casework.obligations import Kind
from tests import builders
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

PAY = ("payment", "record", DECISION, "--on", "10/11/2026", "--as", "tu")
BY_TU = ("--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


@pytest.fixture
def brothers(office: Office) -> Office:
    """Two debtors, one bank, 50,000,000 đồng owed by both and a court fee."""
    lines = [builders.a_line(), builders.a_line(Kind.COURT_FEE, 8_000_000, "Án phí dân sự")]
    case = office.case(lines=lines)
    with office.terminal.books() as books:
        add_party_to(books, case.decision, builders.a_person(books, name=builders.MAN), PartyRole.DEBTOR)
    return office


def test_a_line_of_one_debtor_is_added_and_only_that_debtors_payment_reaches_it(brothers: Office) -> None:
    add = ("obligation", "add", DECISION, "--kind", "compensation", "--content", "Phần của ông Lợi", *BY_TU)
    said = brothers.terminal.does(*add, "--amount", "3 triệu", "--debtor", "Huỳnh Đức Lợi")
    assert "3. Bồi thường: Phần của ông Lợi; 3.000.000 đồng, đã nộp 0 đồng, còn 3.000.000 đồng; chỉ của H***h" in said
    brothers.terminal.does(*PAY, "--receipt", "BL-1", "--amount", "58 triệu", "--payer", "Nguyễn Thị Ngọc Ánh")
    listed = brothers.terminal.does("obligation", "list", DECISION)
    assert "phải nộp 61.000.000 đồng, đã nộp 58.000.000 đồng, còn 3.000.000 đồng" in listed
    assert "N***n" in brothers.terminal.does("payment", "list", DECISION)
    refused = brothers.terminal.is_refused(*add, "--amount", "3 triệu", "--debtor", "Người Lạ")
    assert "--name" in refused


def test_the_decisions_own_words_are_for_case_workers_and_their_look_is_noted(office: Office) -> None:
    office.case(lines=[builders.a_line(content="Trả nợ gốc cho bà Tám")])
    sign = ("agreement", "sign", DECISION, "--signed", "01/10/2026", "--content", "Bà Tám nhận dần", *BY_TU)
    office.terminal.does(*sign, "--costs", "bà Tám chịu")
    for verbs in (("obligation", "list"), ("agreement", "show")):
        assert "Tám" not in office.terminal.does(*verbs, DECISION)
        assert "à Tám" in office.terminal.does(*verbs, DECISION, *BY_TU)
        assert "quản trị" in office.terminal.is_refused(*verbs, DECISION, "--as", "quan-tri")
    with office.terminal.books() as books:
        rows = books.conn.exec_driver_sql("SELECT actor FROM audit_entry WHERE action = 'decision_seen'").all()
    assert [row.actor for row in rows] == [f"staff:{office.ids['tu']}"] * 2


def test_parts_fall_due_month_by_month_or_one_by_one(brothers: Office) -> None:
    alimony = ("obligation", "add", DECISION, "--kind", "alimony", "--content", "Cấp dưỡng", "--amount", "12 triệu")
    monthly = ("--monthly", "3 triệu", "--first", "31/12/2026", "--months", "4")
    said = brothers.terminal.does(*alimony, *monthly, *BY_TU)
    assert "đến hạn 31/12/2026: 3.000.000 đồng" in said
    assert "đến hạn 28/02/2027: 3.000.000 đồng" in said
    parts = ("obligation", "parts", DECISION, "--line", "1", *BY_TU)
    said = brothers.terminal.does(*parts, "--part", "05/12/2026=5.000.000", "--part", "05/01/2027=7.000.000")
    assert "đến hạn 05/01/2027: 7.000.000 đồng" in said
    assert "28/02/2027" not in said
    assert "Xem số của từng khoản" in brothers.terminal.is_refused(*parts[:4], "9", *BY_TU)
    assert "--months" in brothers.terminal.is_refused(*alimony, *monthly[:4], *BY_TU)
    assert brothers.terminal.types(*parts, "--part", "05/12/2026") == 2


def test_a_deposit_is_given_back_and_counted_as_nobodys_debt(brothers: Office) -> None:
    add = ("obligation", "add", DECISION, "--kind", "deposit_refund", "--content", "Hoàn trả tạm ứng án phí", *BY_TU)
    said = brothers.terminal.does(*add, "--amount", "300.000", "--creditor", "Ngân hàng")
    assert "không cộng vào số phải nộp" in said
    assert "phải nộp 58.000.000 đồng" in said
    assert "Cơ quan hoàn trả tiền dự nộp" in brothers.terminal.does("payout", "due")
    out = ("payout", "record", DECISION, "--on", "12/11/2026", "--document", "UNC-3", "--to", "Ngân hàng", *BY_TU)
    brothers.terminal.does(*out, "--line", "3", "--amount", "300.000")
    assert "Không có khoản nào" in brothers.terminal.does("payout", "due")


def test_an_agreement_with_instalments_is_signed_followed_and_ended(office: Office) -> None:
    office.case()
    sign = ("agreement", "sign", DECISION, "--signed", "01/10/2026", "--content", "Trả dần", *BY_TU)
    plan = ("--costs", "bên phải thi hành án", "--part", "01/11/2026=10.000.000", "--part", "01/12/2026=20.000.000")
    said = office.terminal.does(*sign, *plan, "--stops-interest")
    assert "kỳ tới: 10.000.000 đồng, chậm nhất 01/11/2026" in said
    assert "đang chậm: 10.000.000 đồng" in said
    assert "không tính lãi chậm" in said
    assert "đang có một thỏa thuận" in office.terminal.is_refused(*sign, *plan)
    office.terminal.does(*PAY, "--receipt", "BL-1", "--amount", "12 triệu")
    said = office.terminal.does("agreement", "show", DECISION)
    assert "kỳ tới: 18.000.000 đồng, chậm nhất 01/12/2026" in said
    assert "đang chậm" not in said
    end = ("agreement", "end", DECISION, "--on", "16/11/2026", "--why", "Trả đủ", *BY_TU)
    assert "Còn kỳ chưa trả đủ" in office.terminal.is_refused(*end, "--state", "kept")
    assert "đã hủy từ 16/11/2026" in office.terminal.does(*end, "--state", "cancelled")
    assert "không có thỏa thuận" in office.terminal.is_refused(*end, "--state", "cancelled")


def test_a_promise_is_noted_without_a_threat_and_kept_by_paying(office: Office) -> None:
    office.case()
    promise = ("agreement", "promise", DECISION, "--amount", "5 triệu", "--by", "20/11/2026", *BY_TU)
    said = office.terminal.does(*promise)
    assert "nộp 5.000.000 đồng chậm nhất 20/11/2026: đang chờ" in said
    office.terminal.does(
        "payment", "record", DECISION, "--on", "16/11/2026", *BY_TU, "--receipt", "1", "--amount", "5tr"
    )
    assert "đã nộp như hẹn" in office.terminal.does("agreement", "show", DECISION)
    assert "không có lời hẹn" in office.terminal.is_refused("agreement", "forget", DECISION, *BY_TU)
    office.terminal.does(*promise)
    assert "đã bỏ" in office.terminal.does("agreement", "forget", DECISION, *BY_TU)


def test_what_came_in_is_paid_out_once_and_late_ones_stand_first(office: Office) -> None:
    office.case()
    office.terminal.does(
        "payment", "record", DECISION, "--on", "01/10/2026", *BY_TU, "--receipt", "1", "--amount", "5tr"
    )
    assert "QUÁ HẠN" in office.terminal.does("payout", "due")
    out = ("payout", "record", DECISION, "--on", "12/11/2026", "--document", "UNC-3", "--to", "Ngân hàng", *BY_TU)
    assert "(5.000.000 đồng)" in office.terminal.is_refused(*out, "--line", "1", "--amount", "6 triệu")
    said = office.terminal.does(*out, "--line", "1", "--amount", "4 triệu")
    assert "UNC-3" in said
    assert "còn giữ 1.000.000 đồng" in said
    reversal = ("payment", "reverse", DECISION, "--receipt", "1", "--ground", "Nhầm", *BY_TU)
    assert "hủy lần chi trả trước" in office.terminal.is_refused(*reversal)
    back = ("payout", "reverse", DECISION, "--document", "unc-3", "--ground", "Sai tài khoản", *BY_TU)
    assert "đã hủy" in office.terminal.does(*back)
    assert "Không có lần chi trả" in office.terminal.is_refused(*back)
    assert "Không có ai tên «Ai Đó»" in office.terminal.is_refused(
        *out[:-3], "Ai Đó", *BY_TU, "--line", "1", "--amount", "1tr"
    )


def test_one_document_for_two_lines_is_taken_back_line_by_line(office: Office) -> None:
    office.case(lines=[builders.a_line(), builders.a_line(Kind.WAGE, 2_000_000, "Tiền lương")])
    office.terminal.does(*PAY, "--receipt", "1", "--amount", "7tr")
    out = ("payout", "record", DECISION, "--on", "12/11/2026", "--document", "UNC-3", "--to", "Ngân hàng", *BY_TU)
    office.terminal.does(*out, "--line", "1", "--amount", "2tr")
    office.terminal.does(*out, "--line", "2", "--amount", "5tr")
    back = ("payout", "reverse", DECISION, "--document", "UNC-3", "--ground", "Sai tài khoản", *BY_TU)
    assert "--line" in office.terminal.is_refused(*back)
    assert "Không có lần chi trả" in office.terminal.is_refused(*back, "--surplus")
    assert "còn giữ 5.000.000 đồng" in office.terminal.does(*back, "--line", "2")
    assert "còn giữ 7.000.000 đồng" in office.terminal.does(*back, "--to", "Ngân hàng")


def test_money_for_the_state_is_not_kept_for_anybody(brothers: Office) -> None:
    brothers.terminal.does(*PAY, "--receipt", "BL-1", "--amount", "58 triệu")
    assert "còn giữ 50.000.000 đồng" in brothers.terminal.does("payout", "list", DECISION)
    assert "Điều 54 Luật Thi hành án dân sự" in brothers.terminal.does("payout", "due")


def test_a_surplus_is_given_back_to_the_payer(office: Office) -> None:
    office.case()
    office.terminal.does(*PAY, "--receipt", "BL-1", "--amount", "51 triệu", "--keep-surplus")
    assert "phần nộp thừa" in office.terminal.does("payout", "due")
    out = ("payout", "record", DECISION, "--on", "12/11/2026", "--document", "PC-1", "--surplus", *BY_TU)
    assert "chỉ trả lại cho người đã nộp" in office.terminal.is_refused(
        *out, "--to", "Ngân hàng", "--amount", "1 triệu"
    )
    said = office.terminal.does(*out, "--to", "Ngọc Ánh", "--amount", "1 triệu")
    assert "thừa chưa trả lại" not in said


def test_a_waiver_is_filed_decided_and_undone(brothers: Office) -> None:
    file = ("exemption", "file", DECISION, "--measure", "reduce", "--amount", "2 triệu", "--on", "01/10/2026", *BY_TU)
    assert "ngân sách" in brothers.terminal.is_refused(*file, "--line", "2")
    assert "đề nghị giảm 2.000.000 đồng  chờ tòa án" in brothers.terminal.does(*file, "--line", "1")
    decide = ("exemption", "decide", DECISION, "--line", "1", "--on", "01/11/2026", "--document", "12/QĐ-TA", *BY_TU)
    said = brothers.terminal.does(*decide, "--granted", "1.500.000")
    assert "được 1.500.000 đồng, quyết định 12/QĐ-TA ngày 01/11/2026" in said
    assert "được miễn, giảm 1.500.000 đồng, còn 56.500.000 đồng" in said
    undo = ("exemption", "undo", DECISION, "--line", "1", "--ground", "Ghi nhầm", *BY_TU)
    assert "còn 58.000.000 đồng" in brothers.terminal.does(*undo)
    assert "đã có kết quả" in brothers.terminal.is_refused(*undo)
    assert "không được chấp nhận" in brothers.terminal.does(*decide, "--granted", "0")
    withdraw = ("exemption", "withdraw", DECISION, "--line", "1", "--ground", "Thiếu giấy", *BY_TU)
    assert "đang chờ kết quả" in brothers.terminal.is_refused(*withdraw)
    assert "12/QĐ-TA" in brothers.terminal.does("exemption", "list", DECISION)


def test_whoever_changes_money_stands_in_the_audit_trail_and_who_is_refused_changed_nothing(office: Office) -> None:
    case = office.case()
    office.terminal.does(*PAY, "--receipt", "BL-1", "--amount", "7 triệu")
    reverse = ("payment", "reverse", DECISION, "--ground", "Nhầm", "--as", "huong")
    office.terminal.does(*reverse, "--receipt", "BL-1")
    office.terminal.is_refused(*reverse, "--receipt", "BL-1")
    with office.terminal.books() as books:
        asked = "SELECT actor, object, purpose FROM audit_entry WHERE action = 'decision_changed' ORDER BY seq"
        rows = [tuple(row) for row in books.conn.exec_driver_sql(asked)]
    assert rows == [
        (f"staff:{office.ids[login]}", f"decision:{case.decision}", done)
        for login, done in (("tu", "payment record"), ("huong", "payment reverse"))
    ]


def test_who_manages_the_machine_does_not_write_money(office: Office) -> None:
    office.case()
    for words in (
        ("obligation", "add", DECISION, "--kind", "debt", "--content", "Nợ", "--amount", "1tr"),
        ("agreement", "promise", DECISION, "--amount", "1tr", "--by", "20/11/2026"),
        (
            "payout",
            "record",
            DECISION,
            "--on",
            "12/11/2026",
            "--document",
            "1",
            "--surplus",
            "--to",
            "A",
            "--amount",
            "1tr",
        ),
        ("exemption", "withdraw", DECISION, "--line", "1", "--ground", "Thử"),
    ):
        assert "quản trị" in office.terminal.is_refused(*words, "--as", "quan-tri")
