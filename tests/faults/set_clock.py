"""G-R7 on real processes: the machine's clock is set while bell and sender run, with libfaketime (or, without it, by the harness), and both are killed and started.

Only the wall clock is set, as an administrator or a time server sets it; the monotonic one runs on. What happens is what
``tests.faults.clocks`` plays through 400 days, here in a minute, and the same judge counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import glob
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from casework.books import Books
from casework.clock import VIETNAM
from casework.db.ids import named_by
from messages.tables import attempt
from scheduler.plans.reports import CampaignReport, report
from tests.faults import crowd
from tests.faults.clocks import begun_on, people, states
from tests.faults.harness.children import Child, Nurse, nursery, nursing
from tests.faults.harness.clock_counts import Ran, counted
from tests.faults.harness.outcome import Count, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import Platform, platform
from tests.faults.installation import Installation, until

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
PATIENCE = 60.0
ROLES = ("tick", "speak")


@dataclass(frozen=True, kw_only=True)
class Size:
    """``people`` who are reminded at each turn, ``restarts`` while one is going on; ``rate``: messages a second."""

    people: int
    restarts: int = 50
    rate: float = 10.0

    def __str__(self) -> str:
        return f"real processes, {self.people} people, {self.restarts} restarts"


def library() -> str | None:
    """Where libfaketime is, if it is installed."""
    return next(iter(sorted(glob.glob(LIBRARY))), None)


class MachineClock:
    """The wall clock of the machine on which the product runs, as everybody there sees it; told to them in a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self._wall = time.time() - time.monotonic()
        self._steps: list[tuple[float, timedelta]] = []
        self.many = 0

    def now(self) -> datetime:
        """What it shows."""
        return self.showed(time.monotonic())

    def showed(self, seconds: float) -> datetime:
        """What it showed at that instant of the monotonic clock."""
        off = next((off for at, off in reversed(self._steps) if at <= seconds), self._steps[0][1])
        return datetime.fromtimestamp(seconds + self._wall, UTC) + off

    def set_between(self, one: float, other: float) -> list[float]:
        """When it was set, of these seconds."""
        return [at for at, _ in self._steps if one < at <= other]

    def set(self, wanted: datetime) -> None:
        """Somebody sets it."""
        now = time.monotonic()
        off = wanted - datetime.fromtimestamp(now + self._wall, UTC)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{off.total_seconds():+.3f}\n")
        fresh.replace(self.file)
        self._steps.append((now, off))
        self.many += 1

    def environment(self) -> dict[str, str]:
        """By which a process sees this clock, if libfaketime is there."""
        found = library()
        if found is None:
            return {}
        return {
            "LD_PRELOAD": found,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def altered(self) -> dict[str, Any]:
        """What is other about such a process besides."""
        return {"wall": str(self.file)} if library() is None else {"naps": True}


@dataclass(kw_only=True)
class Machine:
    """Bell and sender as processes."""

    nurse: Nurse
    installation: Installation
    clock: MachineClock
    seen: Platform
    starts: int = 0
    children: list[Child] = field(default_factory=list)

    async def on(self) -> None:
        """Start both."""
        self.starts += 1
        altered, settings = self.clock.altered(), self.clock.environment()
        self.children = [await self.nurse.start(self.installation, role, altered=altered, **settings) for role in ROLES]

    async def off(self) -> None:
        """Kill both."""
        for child in self.children:
            await child.kill()

    def do(self, rule: Callable[..., Any], *given: Any) -> Any:
        """A rule of somebody else on that machine."""
        with named_by(self.clock.now):
            return self.installation.write(rule, *given)

    def said(self) -> int:
        """How many messages the platform has had."""
        return self.seen.log.grown()

    async def all_sent(self, campaign: int) -> None:
        """Everything of a campaign is sent, in doubt or given up."""
        await until(lambda: not self._waits(campaign), PATIENCE, f"campaign {campaign} is over", every=0.2)
        for child in self.children:
            child.check()

    def _waits(self, campaign: int) -> bool:
        found: CampaignReport = self.installation.read(report, campaign)
        return found.planned == 0 or found.pending > 0


async def run(place: Place, size: Size) -> list[Count]:
    """The whole course; every figure."""
    folder = place.empty_folder("machine")
    clock = MachineClock(folder)
    clock.set(_at(date(2026, 12, 29), 11, 5))
    prefix = ["env", *(f"{name}={value}" for name, value in clock.environment().items())]
    async with contextlib.AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(place.installation(seen, SEND_RATE=str(size.rate), LOG_LEVEL="INFO"))
        del installation.settings["GANDAN_CLOCK"]
        installation.db.clock = clock
        process = stack.enter_context(nursery(prefix))
        nurse = await stack.enter_async_context(nursing(process, *ROLES))
        await seen.opened_by(crowd.FIRST_CHAT, size.people, 0.05)
        machine = Machine(nurse=nurse, installation=installation, clock=clock, seen=seen)
        by = "a clock of the harness: no libfaketime here" if library() is None else "libfaketime"
        counts = counted(await _course(machine, size), size.people, size.rate, size.restarts)
        return [*counts, told("the clock was set by", by)]


async def _course(machine: Machine, size: Size) -> Ran:
    office = machine.do(people, size.people)
    first = machine.do(begun_on, office, date(2026, 12, 29))
    await machine.on()
    await until(lambda: machine.said() >= size.people // 3, PATIENCE, "the first messages")
    await _closes_and_opens(machine, first)
    second = machine.do(begun_on, office, date(2026, 12, 31))
    await _year_ends(machine, second)
    third = machine.do(begun_on, office, date(2027, 1, 8))
    await machine.off()
    machine.clock.set(_at(date(2027, 1, 11), 11, 5))  # a Monday: the bell was off from Friday on
    await machine.on()
    await machine.all_sent(third)
    fourth = machine.do(begun_on, office, date(2027, 1, 15))
    await _restarts(machine, fourth, size)
    there = machine.do(begun_on, office, date(2028, 2, 22))
    machine.clock.set(_at(date(2028, 2, 22), 11, 5))
    await machine.all_sent(there)
    machine.clock.set(_at(date(2027, 1, 18), 9))
    after = machine.do(begun_on, office, date(2027, 1, 26))
    await until(lambda: not machine.installation.read(_of_the_future), PATIENCE, "what was written ahead is set right")
    machine.clock.set(_at(date(2027, 1, 26), 11, 5))
    await machine.all_sent(after)
    await machine.off()
    reports = [machine.installation.read(report, one) for one in (first, second, third, fourth, there, after)]
    return Ran(
        clock=machine.clock,
        calls=machine.seen.calls(),
        before=reports[:4],
        there=reports[4],
        after=reports[5],
        states=Counter(machine.installation.read(states)),
        violations=len(await machine.seen.violations()),
        starts=machine.starts,
        steps=machine.clock.many,
    )


async def _closes_and_opens(machine: Machine, campaign: int) -> None:
    """The evening comes all of a sudden and closes the window; an hour of it comes again, and next morning what is left goes."""
    machine.clock.set(_at(date(2026, 12, 29), 19, 59) + timedelta(seconds=58.5))
    await asyncio.sleep(4)
    machine.clock.set(_at(date(2026, 12, 29), 19))
    await asyncio.sleep(2)
    machine.clock.set(_at(date(2026, 12, 30), 7, 29) + timedelta(seconds=58))
    await machine.all_sent(campaign)


async def _year_ends(machine: Machine, campaign: int) -> None:
    """New Year's Day is a holiday, and a weekend follows."""
    machine.clock.set(_at(date(2026, 12, 31), 23, 59) + timedelta(seconds=58))
    await asyncio.sleep(4)
    machine.clock.set(_at(date(2027, 1, 4), 7, 29) + timedelta(seconds=58))
    await asyncio.sleep(3)
    machine.clock.set(_at(date(2027, 1, 4), 11, 5))
    await machine.all_sent(campaign)


async def _restarts(machine: Machine, campaign: int, size: Size) -> None:
    machine.clock.set(_at(date(2027, 1, 15), 11, 5))
    for _ in range(size.restarts):
        await asyncio.sleep(0.2)
        await machine.off()
        await machine.on()
    await machine.all_sent(campaign)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def _of_the_future(books: Books) -> bool:
    """Whether any message was tried later than now."""
    last: datetime | None = books.conn.execute(select(func.max(attempt.c.started_at))).scalar()
    return last is not None and last > books.clock.now()
