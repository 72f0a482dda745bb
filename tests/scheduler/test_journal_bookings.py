"""After a restore a clerk is told of every appointment that the books have otherwise, also of those whose whole day was moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.bookings import call_off_day
from casework.books import Books
from casework.clock import SetClock
from casework.day_moves import Moved, move_day
from casework.day_moves_undo import undo_move
from casework.reception_days import published_days
from casework.tables.receptions import booking
from scheduler.delivery import journal_bookings
from scheduler.delivery.journal import Journal
from scheduler.delivery.journal_lines import Booked
from tests.casework.meetings import Meeting, a_meeting
from tests.casework.moved_days import NEW, an_order
from tests.casework.reception_rooms import Office, a_plan, an_office_with_leader


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leader(books)


@pytest.fixture
def met(books: Books, office: Office) -> Meeting:
    """An appointment at 8:20 on 26/11 that stands in the journal already."""
    return a_meeting(books, office=office)


@pytest.fixture
def journal(tmp_path: Path, clock: SetClock) -> Iterator[Journal]:
    opened = Journal(tmp_path, clock, "me")
    yield opened
    opened.close()


def told(books: Books) -> list[Booked]:
    """What is written next."""
    lines, reached = journal_bookings.to_write(books)
    journal_bookings.written(books, reached)
    return lines


def moved(books: Books, office: Office, met: Meeting) -> Moved:
    return move_day(books, met.day, a_plan(office, on=NEW), an_order(office))


def test_a_day_that_is_moved_writes_down_everybody_on_it_with_the_new_hour(
    books: Books, office: Office, met: Meeting
) -> None:
    assert [(one.booking_id, one.state) for one in told(books)] == [(met.booking.id, "confirmed")]
    moved(books, office, met)
    (line,) = told(books)
    assert (line.booking_id, line.state, line.starts_at.date()) == (met.booking.id, "offered", NEW)
    assert told(books) == []


def test_a_move_that_is_undone_writes_down_the_old_hour_again(books: Books, office: Office, met: Meeting) -> None:
    told(books)
    moved(books, office, met)
    undo_move(books, met.day, office.leader)
    (line,) = told(books)
    assert (line.state, line.starts_at) == ("confirmed", met.booking.starts_at)


def test_a_day_that_is_called_off_writes_down_who_is_not_received(books: Books, office: Office, met: Meeting) -> None:
    told(books)
    call_off_day(books, met.day, office.leader)
    assert [(one.booking_id, one.state) for one in told(books)] == [(met.booking.id, "cancelled")]


async def test_books_that_have_the_old_hour_again_are_told_of_the_new_one(
    books: Books, office: Office, met: Meeting, journal: Journal, tmp_path: Path, clock: SetClock
) -> None:
    before = met.booking
    await journal.append(told(books))
    clock.set(clock.now().replace(minute=5))
    moved(books, office, met)
    (line,) = told(books)
    await journal.append([line, replaced(line)])
    assert [one.booking_id for one in journal_bookings.lost(books, tmp_path)] == [1], "known here as it is there"
    old = {"slot_id": before.slot_id, "day_id": before.day_id, "seat": before.seat, "slot_seats": 1}
    books.conn.execute(update(booking).values(state="confirmed", changed_at=before.made_at, **old))
    assert [(one.booking_id, one.state) for one in journal_bookings.lost(books, tmp_path)] == [
        (1, "offered"), (before.id, "offered"),
    ]  # fmt: skip
    assert [one.on_date for one in published_days(books)] == [NEW]


def replaced(line: Booked) -> Booked:
    """The same of a booking that these books have never seen."""
    return Booked(
        at=line.at, booking_id=1, reference="LH-222222", state=line.state, party_id=line.party_id,
        starts_at=line.starts_at, place=line.place,
    )  # fmt: skip
