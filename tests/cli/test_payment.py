"""Money is written with its receipt and taken back with a ground; the sums before and after are shown."""

from __future__ import annotations

import pytest

from casework import obligations, payments
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

RECORD = ("payment", "record", DECISION, "--on", "15/11/2026", "--receipt", "BL-00012", "--as", "tu")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def test_a_payment_is_shared_out_and_both_sums_are_shown(office: Office) -> None:
    case = office.case()
    said = office.terminal.does(*RECORD, "--amount", "5 triệu")
    assert "Trước: phải nộp 50.000.000 đồng, đã nộp 0 đồng, còn 50.000.000 đồng" in said
    assert "Sau:   phải nộp 50.000.000 đồng, đã nộp 5.000.000 đồng, còn 45.000.000 đồng" in said
    assert "N***n T. N. Á." in said
    with office.terminal.books() as books:
        assert obligations.left_of(books, case.decision) == 45_000_000
        assert [one.entered_by for one in payments.payments_of(books, case.decision)] == [office.ids["tu"]]


def test_the_same_receipt_is_written_once(office: Office) -> None:
    office.case()
    office.terminal.does(*RECORD, "--amount", "5.000.000")
    assert "không ghi lại" in office.terminal.does(*RECORD, "--amount", "5000000")
    assert "số tiền, ngày hoặc người" in office.terminal.is_refused(*RECORD, "--amount", "6.000.000")


def test_more_than_is_left_is_refused_with_the_surplus(office: Office) -> None:
    office.case()
    assert "1.000.000 đồng" in office.terminal.is_refused(*RECORD, "--amount", "51 triệu")
    assert "còn 50.000.000 đồng" in office.terminal.does("payment", "list", DECISION)


def test_a_wrong_payment_is_taken_back_and_its_receipt_is_free_again(office: Office) -> None:
    office.case()
    office.terminal.does(*RECORD, "--amount", "5.000.000")
    reverse = ("payment", "reverse", DECISION, "--receipt", "bl-00012", "--ground", "Ghi nhầm việc", "--as", "huong")
    assert "Sau:   phải nộp 50.000.000 đồng, đã nộp 0 đồng" in office.terminal.does(*reverse)
    assert "Không có khoản thu" in office.terminal.is_refused(*reverse)
    office.terminal.does(*RECORD, "--amount", "4.000.000")
    assert office.terminal.does("payment", "list", DECISION).count("BL-00012") == 2


def test_who_may_not_and_what_does_not_exist_is_said_in_a_sentence(office: Office) -> None:
    office.case()
    admin = [word if word != "tu" else "quan-tri" for word in RECORD]
    assert "quản trị" in office.terminal.is_refused(*admin, "--amount", "5.000.000")
    assert "--as" in office.terminal.is_refused(*RECORD[:-2], "--amount", "5.000.000")
    assert "Không có quyết định số 999" in office.terminal.is_refused("payment", "list", "999/QĐ-THADS")
    assert office.terminal.types(*RECORD, "--amount", "mấy triệu") == 2
    assert "Số tiền" in office.terminal.complained


def test_a_number_used_in_two_years_needs_the_day(office: Office) -> None:
    from datetime import date

    from tests import builders

    office.case()
    with office.terminal.books() as books:
        builders.a_decision(books, office.agency, number=DECISION, issued_on=date(2025, 7, 15), served_on=None)
    assert "15/07/2025, 15/07/2026" in office.terminal.is_refused("payment", "list", DECISION)
    assert "ngày 15/07/2025" in office.terminal.does("payment", "list", DECISION, "--issued", "15/07/2025")


def test_what_came_over_is_kept_only_when_that_is_said(office: Office) -> None:
    office.case()
    assert "--keep-surplus" in office.terminal.is_refused(*RECORD, "--amount", "51 triệu")
    said = office.terminal.does(*RECORD, "--amount", "51 triệu", "--keep-surplus")
    assert "còn 0 đồng, thừa chưa trả lại 1.000.000 đồng" in said
    assert "thừa 1.000.000 đồng" in office.terminal.does("payment", "list", DECISION)


def test_money_paid_at_a_prison_comes_in_two_steps(office: Office) -> None:
    office.case()
    slip = ("payment", "record", DECISION, "--slip", "pt-7", "--slip-on", "10/11/2026", "--as", "tu")
    said = office.terminal.does(*slip, "--amount", "2.000.000")
    assert "còn 48.000.000 đồng, chờ chuyển từ trại giam 2.000.000 đồng" in said
    arrive = ("payment", "arrive", DECISION, "--slip", "PT-7", "--receipt", "BL-9", "--on", "16/11/2026", "--as", "tu")
    assert "chờ chuyển" not in office.terminal.does(*arrive).splitlines()[-1]
    assert "phiếu PT-7, về ngày 16/11/2026" in office.terminal.does("payment", "list", DECISION)
    assert "Không có khoản thu" in office.terminal.is_refused(*arrive[:4], "PT-8", *arrive[5:])


def test_a_slip_typed_wrong_is_taken_back_by_its_number(office: Office) -> None:
    office.case()
    slip = ("payment", "record", DECISION, "--slip", "pt-7", "--slip-on", "10/11/2026", "--as", "tu")
    office.terminal.does(*slip, "--amount", "2.000.000")
    reverse = ("payment", "reverse", DECISION, "--ground", "Ghi nhầm", "--as", "tu")
    assert "--receipt hoặc --slip" in office.terminal.is_refused(*reverse)
    assert "đã nộp 0 đồng" in office.terminal.does(*reverse, "--slip", "PT-7").splitlines()[-1]


def test_a_receipt_without_day_or_number_is_refused(office: Office) -> None:
    office.case()
    without = ("payment", "record", DECISION, "--amount", "5 triệu", "--as", "tu")
    assert "biên lai" in office.terminal.is_refused(*without)
    assert "biên lai" in office.terminal.is_refused(*without, "--on", "15/11/2026", "--receipt", "không số")
