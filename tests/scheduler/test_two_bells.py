"""Two bells at one moment, as when a host that was thought lost rings once more: what one has queued the other does not call off."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.encryption import Keys
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.tables import planned_step
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
