"""A clock that was far ahead and is put right has ended nobody's link, and what it wrote down holds nobody back until then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.tables.contacts import contact
from messages.tables import attempt
from scheduler.bell.ticker import ring_once
from scheduler.delivery import claiming
from scheduler.guards import breaker
from scheduler.guards.at_sending import GUARDS
from scheduler.tables import answering_room, channel_breaker
from tests.scheduler import arranged
from tests.scheduler.arranged import a_step, at

AHEAD = timedelta(days=400)
MORNING = at(date(2026, 11, 16), 11, 30)


def reminded(books: Books, starts: date) -> None:
    office = arranged.an_office_with_leaders(books)
    arranged.a_debtor(books, office)
    plan = arranged.a_plan(office, a_step(), starts=starts, ends=starts + timedelta(days=30))
    arranged.a_running_campaign(books, office, plan)


def linked(books: Books) -> int:
    return books.conn.execute(select(func.count()).where(contact.c.party_id.is_not(None))).scalar_one()


def claimed(books: Books) -> int:
    return len(claiming.claim(books, "terminal", "sender", 5, (), GUARDS))


def tried_last(books: Books) -> datetime | None:
    return books.conn.execute(select(func.max(attempt.c.started_at))).scalar()


async def test_a_leap_of_the_clock_ends_no_link_until_the_next_morning_confirms_it(
    db: Database, clock: SetClock
) -> None:
    clock.set(MORNING)
    await db.write(reminded, date(2026, 11, 20))
    await ring_once(db)
    clock.set(MORNING + AHEAD)
    await ring_once(db)
    assert await db.read(linked) == 1
    clock.set(MORNING + AHEAD + timedelta(days=1))
    await ring_once(db)
    assert await db.read(linked) == 0


async def test_who_was_reminded_by_a_clock_of_next_year_is_reminded_again_when_it_is_right(
    db: Database, clock: SetClock
) -> None:
    clock.set(MORNING)
    await ring_once(db)
    clock.set(MORNING + AHEAD)
    await db.write(reminded, (MORNING + AHEAD).date())
    await ring_once(db)
    assert await db.write(claimed) == 1
    clock.set(MORNING)
    await ring_once(db)
    assert await db.read(tried_last) == MORNING, "at the latest when the clock was put right"


async def test_an_account_that_rested_and_a_day_that_was_measured_by_that_clock_are_looked_at_anew(
    db: Database, clock: SetClock
) -> None:
    def rests(books: Books) -> None:
        row = {"account": "terminal", "stopped_at": books.clock.now(), "opens_at": books.clock.now(), "turn": 0}
        books.conn.execute(insert(channel_breaker).values(**row, counts_from=books.clock.now(), bad=9, done=9))

    def measured(books: Books) -> set[date]:
        return set(books.conn.execute(select(answering_room.c.on_date)).scalars())

    clock.set(MORNING + AHEAD)
    await db.write(reminded, (MORNING + AHEAD).date())
    await db.write(rests)
    await db.write(breaker.note, "web", 9, 0)
    await ring_once(db)
    assert await db.read(measured) == {(MORNING + AHEAD).date()}
    assert (await db.read(breaker.health, "web")).done == 9
    clock.set(MORNING)
    assert await db.read(breaker.rests_until, "terminal") is not None
    await ring_once(db)
    assert await db.read(breaker.rests_until, "terminal") is None
    assert (await db.read(breaker.health, "web")).done == 0, "its minutes are of no day that has been"
    assert await db.read(measured) == {MORNING.date()}
