"""G-R7: the scheduler is off, its clock is set wrong and right again, the year ends, it is restarted again and again. Is every due
reminder handled once, or given up by rule; does anything leave at night, on a rest day or at Tết; does it ever come in a storm?

The product's own bell, dispatcher and Telegram sender run through 400 days in virtual time, against the strict fake without a
wire. Its log is the judge, with the hours that the machine's clock showed: they are all that the machine knows. Each campaign
speaks once to everybody, on the day on which its fault happens.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from casework.books import Books
from casework.clock import VIETNAM
from casework.tables.contacts import contact
from messages.tables import outbox
from scheduler.plans import approval, campaigns
from scheduler.plans.reports import report
from tests.fakes.bot_api.inner import InnerBotApi
from tests.faults import crowd
from tests.faults.harness.clock_counts import Ran, counted
from tests.faults.harness.machine import Machine, SteppedClock, in_time_of, looking_less_often
from tests.faults.harness.outcome import Count, at_most
from tests.faults.harness.place import Place
from tests.faults.harness.small_office import books_in_memory
from tests.faults.harness.virtual import VirtualLoop, run_virtually
from tests.scheduler.arranged import Office, a_plan, an_office_with_leaders

FIRST = datetime(2026, 11, 16, 6, 0, tzinfo=VIETNAM)  # a Monday
LASTS = 12  # days: how long each campaign may speak
AHEAD = timedelta(days=400)
HOUR, MINUTE = 3600.0, 60.0
RESTARTS = 50
ANSWERS_AFTER = 0.3
CLOSELY, CALMLY = 60, 3_600  # times less often than the product
SECONDS_FOR_400_DAYS = 60.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """``people`` who are all reminded on each of the days; ``days`` altogether; ``rate``: messages a second that are allowed."""

    people: int
    days: int = 400
    rate: float = 1.0

    def __str__(self) -> str:
        return f"{self.days} days, {self.people} people"


async def run(place: Place, size: Size) -> list[Count]:
    """All of it in virtual time; every figure."""
    random.seed(place.seed)
    return await asyncio.to_thread(_timed, size)


def _timed(size: Size) -> list[Count]:
    """By the processor's time: what else the machine does is no matter."""
    began = time.thread_time()
    counts: list[Count] = run_virtually(lambda loop: _live(loop, size))
    return [*counts, at_most("seconds of a processor", time.thread_time() - began, SECONDS_FOR_400_DAYS)]


# -- what happens, and on which day --------------------------------------------------------------------------------------


async def _nothing(machine: Machine, day: date) -> None:
    await machine.until(day, 21)


async def _off_a_minute(machine: Machine, day: date) -> None:
    await machine.until(day, 8)
    await machine.off_for(MINUTE)


async def _off_two_hours(machine: Machine, day: date) -> None:
    await machine.until(day, 7)
    await machine.off_for(2 * HOUR)


async def _off_three_days(machine: Machine, day: date) -> None:
    await machine.until(day - timedelta(days=1), 18)
    await machine.off_for(72 * HOUR)


async def _over_new_year(machine: Machine, day: date) -> None:
    """Off until the year is over; then the clock is set back into the old one, and shows the turn again."""
    await machine.until(day, 7)
    await machine.off_for(17.5 * HOUR)
    await machine.until(day + timedelta(days=1), 0, 40)
    machine.step(hours=-1)


async def _back_an_hour(machine: Machine, day: date) -> None:
    """In the middle of the day's reminders, and once more in the evening: the window seems to open again."""
    await machine.until(day, 9)
    machine.step(hours=-1)
    await machine.until(day, 20, 15)
    machine.step(hours=-1)


async def _on_an_hour(machine: Machine, day: date) -> None:
    """Before the window opens, and shortly before it closes."""
    await machine.until(day, 6, 45)
    machine.step(hours=1)
    await machine.until(day, 19, 20)
    machine.step(hours=1)


async def _off_into_rest_days(machine: Machine, day: date) -> None:
    """What was due on the last working day is found in the middle of Tết, or on a holiday."""
    await machine.until(day, 7)
    await machine.off_for(49 * HOUR)


async def _restarts(machine: Machine, day: date) -> None:
    """In ten minutes, while all that was due goes out at once: nobody was there in the morning."""
    await machine.until(day - timedelta(days=1), 21)
    await machine.off_for(14 * HOUR)
    with looking_less_often(1):
        await machine.off_for(0.0)
        for _ in range(RESTARTS):
            await asyncio.sleep(600 / RESTARTS)
            await machine.off_for(0.0)


async def _a_day_on(machine: Machine, day: date) -> None:
    """In the middle of a Friday's reminders the clock shows Saturday; it is set right in the afternoon."""
    await machine.until(day, 8, 30)
    machine.step(days=1)
    await machine.until(day + timedelta(days=1), 14)
    machine.step(days=-1)


async def _far_ahead(machine: Machine, day: date) -> None:
    """A clock that shows more than a year too much, for a morning's hours, and is set right."""
    await machine.until(day, 9)
    machine.clock.step(AHEAD)
    await machine.until(day + AHEAD, 12)
    machine.clock.step(-AHEAD)


@dataclass(frozen=True, kw_only=True)
class Happens:
    """On ``day`` everybody is due, and ``fault`` happens; it is looked at closely from ``hours`` after midnight of that day."""

    day: date
    fault: Callable[[Machine, date], Awaitable[None]] = _nothing
    hours: int = 5


CALENDAR = (
    Happens(day=date(2026, 11, 26), fault=_off_a_minute),
    Happens(day=date(2026, 12, 7), fault=_off_two_hours),
    Happens(day=date(2026, 12, 15), fault=_off_three_days, hours=-7),
    Happens(day=date(2026, 12, 31), fault=_over_new_year),
    Happens(day=date(2027, 1, 13), fault=_back_an_hour),
    Happens(day=date(2027, 1, 21), fault=_on_an_hour),
    Happens(day=date(2027, 2, 4), fault=_off_into_rest_days),
    Happens(day=date(2027, 2, 25), fault=_restarts, hours=-4),
    Happens(day=date(2027, 3, 12), fault=_a_day_on),
    Happens(day=date(2027, 4, 29), fault=_off_into_rest_days),
)
QUIET = tuple(Happens(day=day) for day in (date(2027, 6, 1), date(2027, 7, 15), date(2027, 9, 1), date(2027, 10, 20)))


# -- the course of things ------------------------------------------------------------------------------------------------


async def _live(loop: VirtualLoop, size: Size) -> list[Count]:
    clock = SteppedClock(FIRST, loop)
    with books_in_memory(clock) as db, in_time_of(clock):
        api = InnerBotApi(loop.time)
        await api.do("crowd", first=crowd.FIRST_CHAT, count=size.people)
        await api.do("fault", trouble="latency", seconds=ANSWERS_AFTER, times=10**9)
        machine = Machine(db=db, clock=clock, api=api, rate=size.rate)
        return counted(await _through(machine, size), size.people, size.rate, RESTARTS)


async def _through(machine: Machine, size: Size) -> Ran:
    """Every day on which something happens, closely; what lies between them, less so."""
    db, last = machine.db, FIRST.date() + timedelta(days=size.days)
    turns = [one for one in (*CALENDAR, *QUIET) if one.day < last - timedelta(days=60)]
    far = _working_day(last - timedelta(days=45))
    office = db.do(people, size.people)
    begun = []
    for one in (*turns, Happens(day=far, fault=_far_ahead)):
        db.do(_everybody_writes)
        begun.append(db.do(begun_on, office, one.day if one.day < far else far + AHEAD))
        await _calmly(machine, one.day, one.hours)
        with looking_less_often(CLOSELY):
            machine.on()
            await one.fault(machine, one.day)
            await asyncio.sleep(2 * HOUR)
            await machine.off()
    after = db.do(begun_on, office, _working_day(far + timedelta(days=7)))
    await _calmly(machine, last)
    return Ran(
        clock=machine.clock,
        calls=[call.as_json() for call in machine.api.calls],
        before=[db.do(report, one) for one in begun[:-1]],
        there=db.do(report, begun[-1]),
        after=db.do(report, after),
        states=Counter(db.do(states)),
        violations=len(machine.api.violations),
        starts=machine.starts,
        steps=machine.steps,
    )


async def _calmly(machine: Machine, day: date, hours: int = 5) -> None:
    """Until then nothing happens but what is due."""
    with looking_less_often(CALMLY):
        machine.on()
        await machine.until(day, hours)
        await machine.off()


def _working_day(day: date) -> date:
    """From that day on, the first Tuesday to Thursday."""
    while day.weekday() not in (1, 2, 3):
        day += timedelta(days=1)
    return day


def people(books: Books, many: int) -> Office:
    """An office whose officer has so many cases; everybody has a chat and agreed."""
    office = an_office_with_leaders(books)
    crowd.debtors(books, office, many)
    return office


def begun_on(books: Books, office: Office, day: date) -> int:
    """A campaign that speaks to everybody on that day, approved and started."""
    plan = a_plan(office, starts=day, ends=day + timedelta(days=LASTS), name=f"Đợt {day}")
    made = campaigns.create(books, replace(plan, plan_number=f"{day.day}/KH-THADS"), office.officer)
    approval.approve(books, made, office.head)
    approval.start(books, made, office.officer)
    return made


def _everybody_writes(books: Books) -> None:
    """A link that nobody writes under for half a year ends, and rightly so."""
    books.conn.execute(update(contact).values(seen_at=books.clock.now()))


def states(books: Books) -> list[str]:
    """Of every message."""
    return list(books.conn.execute(select(outbox.c.state)).scalars())
