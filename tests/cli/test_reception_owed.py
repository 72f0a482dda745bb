"""At the terminal: what is still owed after a reception, that it was given, and when a day reminds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from casework.bookings import Booking, confirm, hold
from casework.books import Books
from casework.contacts import meet
from casework.links import begin_link
from casework.reception_grounds import Ground
from casework.reception_outcomes import OutcomeFacts, What, record_outcome
from casework.receptions import open_day
from casework.tables.receptions import booking, reception_day
from tests.builders import a_person
from tests.casework.reception_rooms import Office as Room
from tests.casework.reception_rooms import a_plan
from tests.cli.conftest import Terminal
from tests.cli.offices import Office, an_office

ON = date(2026, 12, 3)
AFTER = datetime(2026, 12, 3, 3, tzinfo=UTC)


@pytest.fixture
def office(terminal: Terminal) -> Office:
    return an_office(terminal)


def met(office: Office, facts: OutcomeFacts) -> str:
    """The reference of a meeting on 3/12/2026 of which this came."""
    leader = office.ids["truong"]

    def write(books: Books) -> Booking:
        day = open_day(books, a_plan(Room(agency=office.agency, leader=leader), on=ON), leader)
        party = a_person(books)
        chat = meet(books, "telegram", "1").id
        begin_link(books, chat, party)
        held = hold(books, day.slot_ids[0], party, chat)
        assert isinstance(held, Booking)
        made = confirm(books, held.id)
        assert isinstance(made, Booking)
        return made

    made = office.terminal.writes(write)
    office.terminal.clock.set(AFTER)
    office.terminal.writes(lambda books: books.conn.execute(update(booking).values(state="done")) and None)
    office.terminal.writes(lambda books: record_outcome(books, made.id, facts, leader))
    return made.reference


def test_what_is_owed_is_listed_by_day_until_it_is_given(office: Office) -> None:
    assert "Không còn nợ" in office.terminal.does("reception", "owed")
    reference = met(office, OutcomeFacts(what=What.ANSWER_LATER, note="Hỏi lại kế toán"))
    said = office.terminal.does("reception", "owed")
    assert reference in said
    assert "17/12/2026" in said
    assert "trả lời người đã đến" in said
    assert "kế toán" not in said
    assert "Đã ghi" in office.terminal.does("reception", "answered", reference.lower(), "--as", "tu")
    assert "Không còn nợ" in office.terminal.does("reception", "owed")
    office.terminal.is_refused("reception", "answered", reference, "--as", "tu")


def test_a_notice_of_refusal_is_owed_in_three_working_days(office: Office) -> None:
    met(office, OutcomeFacts(what=What.REFUSED, ground=Ground.SETTLED))
    said = office.terminal.does("reception", "owed")
    assert "08/12/2026" in said
    assert "thông báo từ chối" in said


def test_a_leader_chooses_when_a_day_reminds_and_the_agency(office: Office) -> None:
    met(office, OutcomeFacts(what=What.AGREED))
    office.terminal.clock.set(datetime(2026, 11, 16, 3, tzinfo=UTC))
    said = office.terminal.does("reception", "remind", "03/12/2026", "7d,1d", "--as", "truong")
    assert "nhắc trước 7d,1d" in said
    with office.terminal.books() as books:
        assert books.conn.execute(select(reception_day.c.reminders_before)).scalar_one() == "7d,1d"
    office.terminal.is_refused("reception", "remind", "03/12/2026", "7 ngày", "--as", "truong")
    office.terminal.is_refused("reception", "remind", "03/12/2026", "7d", "--as", "tu")
    rules = office.terminal.does("agency", "rules", "--reminders", "5d,3h", "--as", "truong")
    before, after = rules.split("Sau:")
    assert "3d,1d,2h" in before
    assert "5d,3h" in after
    assert "5d,3h" in office.terminal.does("reception", "remind", "03/12/2026", "agency", "--as", "truong")
