"""What the agency chooses where the law leaves it open changes what is computed, and leaves a trace."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from casework import audit
from casework.tables.audit import audit_entry
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

INTEREST = '{"principal":36500000,"rate":10,"from":"2026-08-01","until":"2026-08-31"}'
FEE = '{"received":100000000,"paid_within_voluntary_period":false}'


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def computed(office: Office, kind: str, asked: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(office.terminal.does("compute", kind, asked, "--json"))
    return answer


def test_at_first_a_year_has_365_days_and_fees_have_no_amount(office: Office) -> None:
    said = office.terminal.does("agency", "rules")
    assert "actual/365" in said
    assert "không, chỉ nói nguyên tắc" in said
    assert computed(office, "interest", INTEREST)["interest"] == 300_000
    assert computed(office, "fee", FEE)["amount"] is None


def test_a_leader_changes_how_days_are_counted(office: Office) -> None:
    said = office.terminal.does("agency", "rules", "--day-count", "actual/360", "--as", "truong")
    before, after = said.split("Sau:")
    assert "actual/365" in before
    assert "actual/360" in after
    answer = computed(office, "interest", INTEREST)
    assert (answer["interest"], answer["day_count"]) == (304_167, "actual/360")
    with office.terminal.books() as books:
        trail = books.conn.execute(select(audit_entry.c.actor, audit_entry.c.action, audit_entry.c.purpose)).all()
    assert trail == [(audit.staff(office.ids["truong"]), "day_count_set", "actual/360")]
    office.terminal.does("audit", "verify")


def test_a_leader_switches_amounts_of_the_fee_on_and_off(office: Office) -> None:
    office.terminal.does("agency", "rules", "--fee-amounts", "on", "--as", "pho")
    answer = computed(office, "fee", FEE)
    assert answer["amount"] == 3_000_000
    assert "theo Thông tư 216/2016/TT-BTC, cơ quan đã chọn áp dụng" in str(answer["reason"])
    office.terminal.does("agency", "rules", "--fee-amounts", "off", "--as", "truong")
    assert computed(office, "fee", FEE)["amount"] is None


def test_a_leader_lets_others_stand_in_at_receptions_and_takes_it_back(office: Office) -> None:
    assert "không, lãnh đạo tự tiếp" in office.terminal.does("agency", "rules")
    said = office.terminal.does("agency", "rules", "--stand-ins", "on", "--as", "truong")
    assert "lãnh đạo tự tiếp" not in said.partition("Sau:")[2]
    office.terminal.does("agency", "rules", "--stand-ins", "off", "--as", "truong")
    assert "không, lãnh đạo tự tiếp" in office.terminal.does("agency", "rules")


@pytest.mark.parametrize("login", ["tu", "huong", "quan-tri", "kiem-tra"])
def test_nobody_else_may(office: Office, login: str) -> None:
    refused = office.terminal.is_refused("agency", "rules", "--day-count", "actual/360", "--as", login)
    assert "thủ trưởng" in refused
    assert "actual/365" in office.terminal.does("agency", "rules")


def test_without_a_name_nothing_changes(office: Office) -> None:
    assert "--as" in office.terminal.is_refused("agency", "rules", "--fee-amounts", "on")


def test_an_unknown_way_of_counting_is_bad_usage(office: Office) -> None:
    assert office.terminal.types("agency", "rules", "--day-count", "30/360", "--as", "truong") == 2
