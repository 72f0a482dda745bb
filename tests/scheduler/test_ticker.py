"""The bell wakes for what is due, catches up after any silence, and is rung by one process only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from casework import bookings
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.reception_plans import PlanFacts, make_plan
from casework.recurrence import Every, Rule
from casework.tables.receptions import booking, reception_day
from casework.working_days import confirm_year, seed_year
from messages.outbox import State
from messages.tables import outbox
from scheduler.bell import duties, ticker
from scheduler.bell.ticker import Ticker, ring_once
from scheduler.delivery import leases
from scheduler.guards.at_sending import GUARDS
from scheduler.plans import approval, campaigns
from scheduler.tables import duty, planned_step
from tests import builders
from tests.casework import reception_rooms
from tests.scheduler import arranged
from tests.scheduler.arranged import a_step, at

MONDAY = date(2026, 11, 16)


def started(books: Books, *steps: campaigns.Step, debtors: int = 3) -> int:
    """A campaign that was started and is not planned yet."""
    office = arranged.an_office_with_leaders(books)
    for _ in range(debtors):
        arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office, *steps))
    approval.start(books, campaign, office.officer)
    return campaign


def states(books: Books) -> list[str]:
    return sorted(books.conn.execute(select(planned_step.c.state)).scalars())


def queued(books: Books) -> int:
    return int(books.conn.execute(select(func.count()).select_from(outbox)).scalar_one())


async def test_one_ring_plans_what_was_started_and_names_the_first_due_instant(db: Database, clock: SetClock) -> None:
    await db.write(started, a_step(offset=1))
    due = await ring_once(db)
    assert await db.read(states) == ["pending"] * 3
    assert due is not None
    assert at(date(2026, 11, 17), 6, 30) == due  # the morning's upkeep comes before the first reminder
    clock.set(due)
    due = await ring_once(db)
    assert due is not None
    assert at(date(2026, 11, 17), 7, 30) <= due < at(date(2026, 11, 17), 11)
    clock.set(due)
    now_due = select(func.count()).where(planned_step.c.due_at <= due)  # one, or those whom the same minute was given
    first = await db.read(lambda books: int(books.conn.execute(now_due).scalar_one()))
    await ring_once(db)
    assert await db.read(queued) == first >= 1


async def test_after_days_of_silence_everything_due_is_done_or_ended_by_rule(db: Database, clock: SetClock) -> None:
    await db.write(started, a_step(offset=1), a_step(offset=3), a_step(offset=30))
    await ring_once(db)
    clock.set(at(date(2026, 11, 25), 12))  # nobody rang for nine days
    await ring_once(db)
    rows = await db.read(lambda books: books.conn.execute(select(planned_step.c.state, planned_step.c.reason)).all())
    assert [row.state for row in rows].count("queued") == 3, "one message to each, for both steps that were missed"
    assert [row.state for row in rows].count("pending") == 3
    assert {row.reason for row in rows if row.state in ("cancelled", "skipped")} <= {"too_late", "merged into step 2"}
    assert len(rows) == 9


async def test_a_campaign_that_is_over_finishes_and_cancels_what_waits(db: Database, clock: SetClock) -> None:
    campaign = await db.write(started, a_step(offset=30))
    await ring_once(db)
    clock.set(at(date(2027, 1, 1), 0, 1))
    await ring_once(db)
    assert (await db.read(campaigns.the_campaign, campaign)).status is campaigns.Status.FINISHED
    assert await db.read(states) == ["cancelled"] * 3


async def test_holds_that_run_out_are_given_back_when_the_bell_rings(db: Database, clock: SetClock) -> None:
    def held(books: Books) -> None:
        citizen = reception_rooms.a_citizen(books)
        bookings.hold(books, reception_rooms.a_day(books).slot_ids[0], citizen.party, citizen.chat)

    await db.write(held)
    due = await ring_once(db)
    assert due == clock.now() + bookings.HOLD
    clock.set(due)
    await ring_once(db)
    assert await db.read(lambda books: books.conn.execute(select(booking.c.state)).scalar_one()) == "expired"


async def test_the_days_of_a_reception_plan_are_published_when_the_bell_rings(db: Database) -> None:
    def planned(books: Books) -> None:
        office = reception_rooms.an_office_with_leader(books)
        seed_year(books, 2026)
        confirm_year(books, 2026, office.leader)
        every_fifteenth = PlanFacts(
            agency_id=office.agency, leader_id=office.leader, rule=Rule(every=Every.MONTH_DAY, number=15), place="Trụ sở",
            address="Số 1 đường Hòa Bình", windows=(reception_rooms.MORNING,), valid_from=MONDAY,
        )  # fmt: skip
        make_plan(books, every_fifteenth, office.leader)

    await db.write(planned)
    await ring_once(db)
    published = await db.read(lambda books: books.conn.execute(select(reception_day.c.on_date)).scalars().all())
    assert published == [date(2026, 12, 15)]


async def test_the_duties_of_the_mornings_are_done_once_and_made_up_for_when_their_morning_was_missed(
    db: Database, clock: SetClock
) -> None:
    every = {one.name: one.every for one in duties.DUTIES if one.daily}

    def done(books: Books) -> dict[str, Any]:
        return {row.name: row.done_at for row in books.conn.execute(select(duty)) if row.name in every}

    await ring_once(db)
    first = await db.read(done)
    assert set(first) == set(every)
    clock.set(clock.now() + timedelta(hours=5))
    await ring_once(db)
    assert await db.read(done) == first
    clock.set(at(date(2026, 11, 19), 23))
    await ring_once(db)
    assert await db.read(done) == {name: clock.now() if days == 1 else first[name] for name, days in every.items()}
    clock.set(at(date(2026, 11, 23), 6, 30))
    await ring_once(db)
    assert set((await db.read(done)).values()) == {clock.now()}, "a week after the first"


async def test_the_bell_never_rings_in_circles(db: Database, clock: SetClock) -> None:
    await db.write(started, a_step(), a_step(offset=4))
    for _ in range(20):
        due = await ring_once(db)
        assert due is not None
        assert due > clock.now(), "nothing changed, so nothing may be due at once"
        clock.set(due)


async def test_a_duty_that_fails_does_not_keep_the_others_from_theirs(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(books: Books) -> int:
        raise RuntimeError("broken on purpose")

    first = duties.Duty(name="broken", run=broken)
    monkeypatch.setattr(ticker, "DUTIES", (first, *duties.DUTIES))
    await db.write(started, a_step(offset=1))
    with pytest.raises(RuntimeError, match="broken on purpose"):
        await ring_once(db)
    assert await db.read(states) == ["pending"] * 3
    assert "duty_failed" in caplog.text


def test_the_duties_are_those_of_the_table() -> None:
    assert [one.name for one in duties.DUTIES] == [
        "set_right",
        "tell_alerts",
        "sweep",
        "fold_faces",
        "release_holds",
        "lay_reception_days",
        "follow_moves",
        "offer_places",
        "expire_links",
        "forget_minutes",
        "look_at_lapsed",
        "look_at_every_step",
        "compare_steps",
        "compare_campaigns",
        "call_off_visits",
        "plan_visits",
        "end_campaigns",
        "finish_ended",
        "tell_missed",
        "tell_notes",
        "plan_next_steps",
        "warn_of_answers",
        "plan_appointments",
        "refresh",
        "thank",
        "brake",
        "first_messages",
        "plan_campaigns",
        "measure_answering",
        "spread_reminders",
        "queue_reminders",
    ]


async def until(db: Database, met: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what happens in other threads; given up only when it will never come."""
    async with asyncio.timeout(60):
        while not await met():
            await db.wait("facts", 0.02)


async def test_a_payment_wakes_the_bell_and_its_next_ring_empties_the_plan(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "LOOK_AGAIN", timedelta(hours=1))  # so that nothing but the fact can wake it
    await db.write(started, a_step(offset=2), debtors=1)
    bell = Ticker(db)
    running = asyncio.create_task(bell.run())

    async def planned() -> bool:
        return await db.read(states) == ["pending"]

    async def emptied() -> bool:
        return await db.read(states) == ["cancelled"]

    await until(db, planned)
    rung = bell.rings
    await db.write(_pay)
    await until(db, emptied)
    assert bell.rings - rung <= 2, "the ring that was going on when it was paid, and the next"
    assert {job.id for job in bell.jobs()} <= ticker.JOBS
    bell.stop()
    await running


def _pay(books: Books) -> None:
    decision = books.conn.execute(select(planned_step.c.decision_id)).scalar_one()
    builders.a_payment(books, decision, 50_000_000)


async def test_of_two_tickers_one_rings_and_the_other_takes_over_when_it_ends(db: Database) -> None:
    one, other = (Ticker(db, owner=leases.this_process(name)) for name in ("one", "other"))
    first = asyncio.create_task(one.run())

    async def one_rang() -> bool:
        return one.rings > 0

    await until(db, one_rang)
    second = asyncio.create_task(other.run())
    await db.write(started, a_step(), debtors=1)

    async def planned() -> bool:
        return await db.read(states) != []

    await until(db, planned)
    assert (one.leading, other.leading, other.rings) == (True, False, 0)
    one.stop()
    await first
    await other.hold_lease()  # what its own job does every four seconds

    async def other_rang() -> bool:
        return other.rings > 0

    await until(db, other_rang)
    assert other.leading
    other.stop()
    await second


async def test_a_whole_campaign_goes_out_through_the_bell_and_the_dispatcher(db: Database, clock: SetClock) -> None:
    from bot.channels.terminal.screen import Screen
    from scheduler.delivery.dispatch import Dispatcher
    from scheduler.delivery.pacing import Pace

    await db.write(started, a_step(), a_step(offset=8), debtors=4)
    screen = Screen()
    dispatcher = Dispatcher(db, screen, GUARDS, pace=Pace(per_second=100_000, chat_gap=0))
    day = clock.now()
    while day < at(date(2026, 12, 5), 0):
        clock.set(day)
        await ring_once(db)
        await dispatcher.send_due()
        day += timedelta(minutes=90)
    rows = await db.read(lambda books: books.conn.execute(select(outbox.c.state, outbox.c.sent_at)).all())
    assert [row.state for row in rows] == [State.ACCEPTED.value] * 8
    assert all(at(MONDAY, 7, 30).time() <= row.sent_at.astimezone(at(MONDAY, 0).tzinfo).time() for row in rows)
