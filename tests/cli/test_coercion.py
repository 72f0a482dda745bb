"""Coercions at the terminal: decided, planned for a day the law leaves open, carried out or made needless."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from casework.tables.decisions import decision
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

NUMBER = "12/QĐ-CC"


@pytest.fixture
def office(terminal: Terminal) -> Office:
    """An office with one case, served on 5/10/2026: its ten days ended on 15/10/2026."""
    found = an_office(terminal)
    case = found.case()
    with terminal.books() as books:
        served = {"issued_on": date(2026, 10, 1), "served_on": date(2026, 10, 5)}
        books.conn.execute(update(decision).where(decision.c.id == case.decision).values(**served))
    return found


def decides(office: Office, *more: str, on: str = "02/11/2026") -> str:
    words = ("decide", DECISION, "--measure", "seizure", "--document", NUMBER, "--on", on, "--as", "huong")
    return office.terminal.does("coercion", *words, *more)


def test_a_coercion_from_its_decision_to_its_end(office: Office) -> None:
    said = decides(office, "--forces")
    assert "12/QĐ-CC" in said
    assert "kê biên, xử lý tài sản, có huy động lực lượng" in said
    assert "chưa định ngày" in said
    planned = office.terminal.does(
        "coercion", "plan", DECISION, "--document", NUMBER, "--on", "27/11/2026", "--real-estate", "--as", "huong"
    )
    assert "định ngày 27/11/2026" in planned
    assert "kê biên bất động sản chậm nhất ngày 23/11/2026" in planned
    assert "dự trù chi phí cho đương sự chậm nhất ngày 25/11/2026" in planned
    assert "chưa được xác nhận" in planned
    assert "định ngày 27/11/2026" in office.terminal.does("coercion", "list")
    ended = office.terminal.does(
        "coercion", "avoided", DECISION, "--document", NUMBER, "--on", "16/11/2026", "--as", "tu"
    )
    assert "đã tự nguyện 16/11/2026" in ended
    assert "Không có việc cưỡng chế nào còn chờ." in office.terminal.does("coercion", "list")
    assert "đã tự nguyện 16/11/2026" in office.terminal.does("coercion", "list", DECISION)


def test_within_the_ten_days_an_urgent_interim_measure_is_enforced_by_its_number(office: Office) -> None:
    early = ("decide", DECISION, "--measure", "seizure", "--document", NUMBER, "--on", "06/10/2026", "--as", "huong")
    assert "biện pháp khẩn cấp tạm thời" in office.terminal.is_refused("coercion", *early)
    decides(office, "--interim-order", "05/2026/QĐ-BPKCTT", on="06/10/2026")
    assert "05/2026/QĐ-BPKCTT (khoản 1 Điều 36)" in office.terminal.does("decision", "show", DECISION, "--as", "huong")


def test_a_holiday_is_refused_with_its_article_and_the_first_open_day(office: Office) -> None:
    decides(office)
    said = office.terminal.is_refused(
        "coercion", "plan", DECISION, "--document", NUMBER, "--on", "24/11/2026", "--as", "huong"
    )
    assert "ngày lễ (khoản 5 Điều 72, 106/2025/QH15)" in said
    assert "sớm nhất là 25/11/2026" in said


def test_near_tet_the_answer_says_that_it_is_caution(office: Office) -> None:
    decides(office, "--forces")
    said = office.terminal.is_refused(
        "coercion", "plan", DECISION, "--document", NUMBER, "--on", "20/01/2027", "--as", "huong"
    )
    assert "Luật chưa nói rõ" in said
    assert "sớm nhất là 26/02/2027" in said


def test_the_voluntary_period_is_waited_for(office: Office) -> None:
    words = ("decide", DECISION, "--measure", "money", "--document", NUMBER, "--on", "15/10/2026", "--as", "huong")
    assert "đến hết ngày 15/10/2026" in office.terminal.is_refused("coercion", *words)
    assert "chưa có quyết định cưỡng chế nào" in office.terminal.does("coercion", "list", DECISION)
    assert office.terminal.does("coercion", *words, "--dissipation", "Đang bán gấp đất")


def test_a_day_that_was_barred_is_written_and_pointed_out(office: Office) -> None:
    decides(office)
    said = office.terminal.does(
        "coercion", "done", DECISION, "--document", NUMBER, "--on", "15/11/2026", "--as", "huong"
    )
    assert "đã cưỡng chế 15/11/2026" in said
    assert "Lưu ý: Ngày 15/11/2026 không tổ chức cưỡng chế: ngày nghỉ" in said
    reopened = office.terminal.does(
        "coercion", "reopen", DECISION, "--document", NUMBER, "--ground", "Ghi nhầm ngày", "--as", "huong"
    )
    assert "chưa định ngày" in reopened


@pytest.mark.parametrize("login", ["quan-tri", "kiem-tra"])
def test_only_case_workers_write_coercions(office: Office, login: str) -> None:
    words = ("decide", DECISION, "--measure", "act", "--document", NUMBER, "--on", "02/11/2026", "--as", login)
    assert "không làm được việc này" in office.terminal.is_refused("coercion", *words)


def test_an_unknown_document_is_refused_with_where_to_look(office: Office) -> None:
    said = office.terminal.is_refused(
        "coercion", "done", DECISION, "--document", "99/QĐ-CC", "--on", "16/11/2026", "--as", "tu"
    )
    assert "gandan coercion list" in said
