"""Two bells at one moment, as when a host that was thought lost rings once more: what one has queued the other does not call off."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from casework import bookings
from casework.bookings import Booking
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.encryption import Keys
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.bell.ticker import ring_once
from scheduler.plans import approval
from scheduler.tables import planned_step
from tests.casework import reception_rooms
from tests.scheduler import arranged
from tests.scheduler.arranged import at
from tests.scheduler.test_reminders import MONDAY

PEOPLE = 40


def a_campaign_of_many(books: Books) -> None:
    office = arranged.an_office_with_leaders(books)
    for _ in range(PEOPLE):
        arranged.a_debtor(books, office)
    arranged.a_running_campaign(books, office, arranged.a_plan(office))


def states(books: Books) -> Counter[str]:
    return Counter(books.conn.execute(select(planned_step.c.state)).scalars())


def messages(books: Books) -> int:
    return len(books.conn.execute(select(outbox.c.id)).all())


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.slow)])  # SQLite has one writer
async def test_a_step_that_two_bells_take_up_is_queued_and_stays_so(
    db: Database, database_url: str, keys: Keys, clock: SetClock
) -> None:
    await db.write(a_campaign_of_many)
    clock.set(at(MONDAY, 12))
    other = Database(database_url, keys, clock)
    try:
        await asyncio.gather(*(one.write(reminders.queue_due) for one in (db, other)))
    finally:
        other.close()
    assert await db.read(messages) == PEOPLE
    assert await db.read(states) == {"queued": PEOPLE}


def a_week_ahead(books: Books) -> None:
    """Two campaigns that nobody has planned yet, and appointments that nobody is reminded of yet."""
    office = arranged.an_office_with_leaders(books)
    for _ in range(PEOPLE):
        arranged.a_debtor(books, office)
    for name in ("Đợt một", "Đợt hai"):
        approval.start(
            books, arranged.an_approved_campaign(books, office, arranged.a_plan(office, name=name)), office.officer
        )
    day = reception_rooms.a_day(books)
    for slot in day.slot_ids[:3]:
        citizen = reception_rooms.a_citizen(books)
        held = bookings.hold(books, slot, citizen.party, citizen.chat)
        assert isinstance(held, Booking)
        bookings.confirm(books, held.id)


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_everything_two_bells_do_is_done_once(
    db: Database, database_url: str, keys: Keys, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    await db.write(a_week_ahead)
    other = Database(database_url, keys, clock)
    try:
        for hour in (9, 12, 15):
            clock.set(at(MONDAY, hour))
            await asyncio.gather(*(ring_once(one) for one in (db, other)))
    finally:
        other.close()
    assert await db.read(messages) == 2 * PEOPLE
    assert await db.read(states) == {"queued": 2 * PEOPLE, "pending": 9}
    assert [line for line in caplog.records if line.levelname in ("WARNING", "ERROR")] == []
