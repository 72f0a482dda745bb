"""``gandan screening``: which lines of the books may be waived or reduced, and what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from casework.decision_states import Status
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import Kind, LineFacts
from tests import builders as a
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

FEE = a.a_line(Kind.COURT_FEE, 4_000_000, "Án phí")
FINE = a.a_line(Kind.FINE, 60_000_000, "Tiền phạt")
DEBT = a.a_line(Kind.DEBT, 3_000_000)


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def a_decision(
    office: Office,
    number: str,
    *lines: LineFacts,
    issued_on: date = date(2020, 3, 10),
    status: Status = Status.NO_MEANS,
) -> a.Case:
    with office.terminal.books() as books:
        return a.a_case(
            books, agency=office.agency, lines=lines, number=number, issued_on=issued_on, served_on=None, status=status
        )


def test_only_money_for_the_state_is_screened_and_each_line_by_what_is_left_of_it(office: Office) -> None:
    case = a_decision(office, "01/QĐ-THADS", FEE, FINE, DEBT)
    with office.terminal.books() as books:
        a.a_payment(books, case.decision, 10_000_000, paid_on=date(2021, 5, 5))
    said = office.terminal.does("screening", "01/QĐ-THADS")
    # by L25 Đ.54.1 the fee is paid first, then 6.000.000 of the fine
    assert "án phí: không còn phải nộp" in said
    assert "còn 54.000.000 đồng: xét giảm, tối đa 13.500.000 đồng" in said
    assert "3.000.000" not in said
    assert "Cơ quan thi hành án dân sự lập hồ sơ" in said
    for told in (said, office.terminal.does("screening")):
        assert told.count("theo cách hiểu của phần mềm; cán bộ đối chiếu hướng dẫn liên ngành.") == 1


def test_over_all_books_what_is_ripe_and_what_waits_for_verification(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", FEE)
    a_decision(office, "02/QĐ-THADS", FINE, status=Status.ENFORCING)
    a_decision(office, "03/QĐ-THADS", FEE, issued_on=date(2023, 1, 1))
    a_decision(office, "04/QĐ-THADS", FEE, status=Status.FINISHED)
    a_decision(office, "05/QĐ-THADS", DEBT)
    now, verify = office.terminal.does("screening").split("cần xác minh điều kiện")
    assert "Có thể lập hồ sơ: 1 khoản." in now
    assert "01/QĐ-THADS" in now
    assert "xét miễn, tối đa 4.000.000 đồng" in now
    assert "02/QĐ-THADS" in verify
    assert not any(number in now + verify for number in ("03/QĐ", "04/QĐ", "05/QĐ"))


def test_the_day_after_five_years_it_appears(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", FEE, issued_on=date(2021, 11, 16))
    assert "Không có khoản nào" in office.terminal.does("screening")
    assert "01/QĐ-THADS" in office.terminal.does("screening", "--as-of", "17/11/2026")
    said = office.terminal.does("screening", "01/QĐ-THADS")
    assert "sớm nhất từ ngày 17/11/2026" in said


def test_an_older_first_decision_counts_when_it_is_named(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", FEE, issued_on=date(2024, 1, 5))
    assert "chưa đủ điều kiện" in office.terminal.does("screening", "01/QĐ-THADS")
    assert "xét miễn" in office.terminal.does("screening", "01/QĐ-THADS", "--first", "05/01/2019")
    refused = office.terminal.is_refused("screening", "01/QĐ-THADS", "--first", "05/01/2025")
    assert "--first" in refused


def test_what_a_court_granted_within_the_year_stands_in_the_way(office: Office) -> None:
    case = a_decision(office, "01/QĐ-THADS", FINE)
    with office.terminal.books() as books:
        paper = file_exemption(books, case.lines[0], Measure.REDUCE, 15_000_000, date(2026, 8, 1))
        decide_exemption(books, paper, 15_000_000, decided_on=date(2026, 9, 1), document="12/2026/QĐ-TA")
    said = office.terminal.does("screening", "01/QĐ-THADS")
    assert "còn 45.000.000 đồng: chưa đủ điều kiện" in said
    assert "sớm nhất từ ngày 02/09/2027" in said
    assert "Không có khoản nào" in office.terminal.does("screening")


def test_one_office_or_one_officer_may_be_asked_for(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", FEE)
    assert "Không có khoản nào" in office.terminal.does("screening", "--officer", "huong")
    assert "Không có cán bộ" in office.terminal.is_refused("screening", "--officer", "ai-do")


def test_days_before_the_law_or_the_decision_are_refused(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", FEE, issued_on=date(2026, 9, 1))
    assert "01/7/2026" in office.terminal.is_refused("screening", "--as-of", "30/06/2026")
    assert "trước ngày ra quyết định" in office.terminal.is_refused("screening", "01/QĐ-THADS", "--as-of", "01/08/2026")


def test_a_decision_without_money_for_the_state_says_so(office: Office) -> None:
    a_decision(office, "01/QĐ-THADS", DEBT)
    assert "không có khoản nộp ngân sách" in office.terminal.does("screening", "01/QĐ-THADS")


def test_a_long_list_is_cut_and_says_how_much_is_left(office: Office) -> None:
    for number in range(1, 5):
        a_decision(office, f"0{number}/QĐ-THADS", FEE, issued_on=date(2020, 3, number))
    said = office.terminal.does("screening", "--limit", "3")
    assert "Có thể lập hồ sơ: 4 khoản." in said
    assert "... và 1 khoản khác." in said
    assert "04/QĐ-THADS" not in said
