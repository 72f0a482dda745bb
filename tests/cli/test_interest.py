"""``gandan interest``: what the judgment says goes in, the estimate of a decision comes out with its working."""

from __future__ import annotations

import pytest

from bot.cli.lookup import decision_numbered
from casework.decision_events import events_of
from casework.obligations import Kind
from tests import builders as a
from tests.cli.conftest import Terminal
from tests.cli.offices import DECISION, Office, an_office

SET = ("interest", "set", DECISION, "--as", "huong")


@pytest.fixture
def office(terminal: Terminal) -> Office:
    made = an_office(terminal)
    made.case(lines=[a.a_line(Kind.DEBT, 36_500_000)])
    return made


def test_without_an_order_there_is_nothing_to_show(office: Office) -> None:
    assert "không tuyên lãi" in office.terminal.is_refused("interest", "show", DECISION)


def test_without_a_first_day_what_is_missing_is_said(office: Office) -> None:
    office.terminal.does(*SET, "--rate", "10")
    refused = office.terminal.is_refused("interest", "show", DECISION)
    assert "--from" in refused
    assert "--requested" in refused
    said = office.terminal.does("interest", "show", DECISION, "--assume", "01/08/2026", "--until", "31/08/2026")
    assert "ngày giả định" in said
    assert "Cộng lãi ước tính: 300.000 đồng." in said


def test_rates_that_change_and_the_day_of_the_request(office: Office) -> None:
    said = office.terminal.does(*SET, "--rate", "10", "--requested", "01/08/2026", "--then", "11/08/2026=9,5")
    assert "Trước: không có lãi chậm thi hành án." in said
    assert "10% một năm, 9,5% từ 11/08/2026, ngày yêu cầu 01/08/2026" in said
    shown = office.terminal.does("interest", "show", DECISION, "--until", "31/08/2026")
    assert "36.500.000 × 10% × 10 ÷ 365 = 100.000 đồng" in shown
    assert "36.500.000 × 9,5% × 20 ÷ 365 = 190.000 đồng" in shown
    assert "Cộng lãi ước tính: 290.000 đồng." in shown
    assert "ngày yêu cầu thi hành án, vì bản án không nêu ngày" in shown


def test_what_is_not_named_stays_and_the_change_is_in_the_events(office: Office) -> None:
    office.terminal.does(*SET, "--rate", "10", "--from", "01/08/2026")
    office.terminal.does(*SET, "--rate", "9")
    shown = office.terminal.does("interest", "show", DECISION, "--until", "11/08/2026")
    assert "theo bản án" in shown
    assert "Cộng lãi ước tính: 90.000 đồng." in shown
    with office.terminal.books() as books:
        last = events_of(books, decision_numbered(books, DECISION))[-1]
    assert last.entered_by == office.ids["huong"]
    assert last.ground == ("Lãi chậm thi hành án: 9% một năm từ 01/08/2026. Trước đó: 10% một năm từ 01/08/2026.")


def test_none_takes_it_away_again(office: Office) -> None:
    office.terminal.does(*SET, "--rate", "10", "--from", "01/08/2026", "--then", "01/09/2026=9")
    assert "Sau:   không có lãi chậm thi hành án." in office.terminal.does(*SET, "--none")
    assert "không tuyên lãi" in office.terminal.is_refused("interest", "show", DECISION)


def test_a_payment_and_the_agencys_way_of_counting_days_change_the_estimate(office: Office) -> None:
    office.terminal.does(*SET, "--rate", "10", "--from", "01/08/2026")
    pay = ("payment", "record", DECISION, "--amount", "18.250.000", "--on", "11/08/2026", "--receipt", "BL-1")
    office.terminal.does(*pay, "--as", "tu")
    office.terminal.does("agency", "rules", "--day-count", "actual/360", "--as", "truong")
    shown = office.terminal.does("interest", "show", DECISION, "--until", "21/08/2026")
    assert "36.500.000 × 10% × 10 ÷ 360 = 101.388,8888… → 101.389 đồng" in shown
    assert "18.250.000 × 10% × 10 ÷ 360 = 50.694,4444… → 50.694 đồng" in shown
    assert "một năm 360 ngày" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "01/08/2026"), "Hãy ghi mức lãi trước"),
        (("--rate", "0"), "lớn hơn 0"),
        (("--rate", "100,5"), "lớn hơn 0"),
        (("--rate", "9,1234"), "ba chữ số lẻ"),
        (("--rate", "10", "--from", "01/08/2026", "--then", "01/08/2026=9"), "sau ngày tính lãi"),
        (("--rate", "10", "--then", "01/08/2026=9", "--then", "01/08/2026=8"), "mỗi ngày một mức"),
        (("--none", "--rate", "10"), "bỏ một trong hai"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_nothing_is_written(
    office: Office, words: tuple[str, ...], says: str
) -> None:
    assert says in office.terminal.is_refused(*SET, *words)
    assert "không tuyên lãi" in office.terminal.is_refused("interest", "show", DECISION)


@pytest.mark.parametrize("rate", ["mười", "NaN", "1e1", "-5", "", "10%%"])
def test_a_rate_that_is_no_number_is_bad_usage(office: Office, rate: str) -> None:
    assert office.terminal.types(*SET, f"--rate={rate}") == 2
    assert "không đọc được" in office.terminal.complained


def test_an_auditor_writes_nothing(office: Office) -> None:
    assert "kiểm tra viên" in office.terminal.is_refused(
        "interest", "set", DECISION, "--rate", "10", "--as", "kiem-tra"
    )


def test_the_same_again_adds_no_event(office: Office) -> None:
    office.terminal.does(*SET, "--rate", "10")
    with office.terminal.books() as books:
        decision = decision_numbered(books, DECISION)
        before = len(events_of(books, decision))
    office.terminal.does(*SET, "--rate", "10,000")
    with office.terminal.books() as books:
        assert len(events_of(books, decision)) == before
