"""A year is proposed, corrected and confirmed at the terminal."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from casework import working_days
from casework.tables.agency import staff
from tests import builders
from tests.cli.conftest import Terminal


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """A clerk named ``tu`` and a head named ``truong``."""
    with terminal.books() as books:
        agency = builders.an_agency(books)
        for login, role in (("tu", "clerk"), ("truong", "head"), ("kiem-tra", "auditor")):
            one = builders.a_staff_member(books, agency, role=role)
            books.conn.execute(update(staff).where(staff.c.id == one).values(login=login))
    return terminal


def test_a_year_that_nobody_wrote_is_shown_as_a_proposal_and_stays_unwritten(office: Terminal) -> None:
    shown = office.does("calendar", "show", "2027")
    assert "chưa có trong sổ" in shown
    assert "01/01/2027" in shown
    assert "làm bù" in office.does("calendar", "show", "2026")
    with office.books() as books:
        assert working_days.special_days(books, 2027) == ()


def test_a_leader_confirms_what_a_clerk_has_put_right(office: Terminal) -> None:
    assert "chưa xác nhận" in office.does("calendar", "seed", "2027", "--as", "tu")
    assert "thứ Sáu" in office.does("calendar", "set", "08/01/2027", "holiday", "Nghỉ bù", "--as", "tu")
    assert "thủ trưởng" in office.is_refused("calendar", "confirm", "2027", "--as", "tu")
    assert "đã xác nhận" in office.does("calendar", "confirm", "2027", "--as", "truong")
    with office.books() as books:
        assert not working_days.is_working_day(books, date(2027, 1, 8))


def test_correcting_a_day_takes_the_confirmation_back(office: Terminal) -> None:
    office.does("calendar", "seed", "2027", "--as", "tu")
    office.does("calendar", "confirm", "2027", "--as", "truong")
    assert "chưa xác nhận" in office.does("calendar", "set", "2027-01-01", "plain", "--as", "tu")
    with office.books() as books:
        assert working_days.is_working_day(books, date(2027, 1, 1))


def test_auditors_and_odd_days_are_refused(office: Terminal) -> None:
    assert "kiểm tra viên" in office.is_refused("calendar", "seed", "2027", "--as", "kiem-tra")
    assert "chưa có lịch đề xuất" in office.is_refused("calendar", "confirm", "2027", "--as", "truong")
    assert office.types("calendar", "set", "31/02/2027", "plain", "--as", "tu") == 2
    assert "Hãy ghi như" in office.complained
