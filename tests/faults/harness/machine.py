"""How does one machine run through months in seconds: with a clock that can be set, processes that can be killed and started again?

The product's own bell and dispatcher, each with its own line to the books. Where nothing happens they are told to look less often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.channels.telegram.sender import TelegramSender
from casework.clock import VIETNAM, Clock
from scheduler.bell import ticker
from scheduler.bell.ticker import Ticker
from scheduler.delivery import dispatch, leases
from scheduler.delivery.dispatch import Dispatcher
from scheduler.delivery.pacing import Pace
from scheduler.guards.at_sending import GUARDS
from tests.fakes.bot_api.inner import BASE, InnerBotApi, InnerWire
from tests.faults.harness.virtual import LoopAlarms, LoopClock, LoopDatabase, VirtualLoop


class SteppedClock(LoopClock):
    """Remembers how it was set, so that it can be said afterwards what it showed at any time of the loop."""

    def __init__(self, start: datetime, loop: VirtualLoop) -> None:
        super().__init__(start, loop)
        self._zero = start
        self._steps = [(0.0, timedelta())]

    def step(self, far: timedelta) -> None:
        """The clock is set."""
        super().step(far)
        self._steps.append((self._loop.time(), self._steps[-1][1] + far))

    def showed(self, seconds: float) -> datetime:
        """What it showed then."""
        return self.true(seconds) + next(off for at, off in reversed(self._steps) if at <= seconds)

    def set_between(self, one: float, other: float) -> list[float]:
        """When it was set, of these seconds."""
        return [at for at, _ in self._steps if one < at <= other]

    def true(self, seconds: float) -> datetime:
        """What it would have shown, had nobody ever set it."""
        return self._zero + timedelta(seconds=seconds)


class WallAlarms(LoopAlarms):
    """An alarm rings when the clock shows its instant: set back meanwhile, it waits on. As it rings it is no longer set."""

    async def _once(self, ring: Callable[[], Any], wait: float) -> None:
        at = self._clock.now() + timedelta(seconds=wait)
        while (left := (at - self._clock.now()).total_seconds()) > 0:  # noqa: ASYNC110  # the clock may be set meanwhile
            await asyncio.sleep(max(left, 0.001))
        if not self._paused:
            await ring()

    def get_job(self, name: str) -> Any:
        """The alarm of that name, if it is set and does not ring."""
        alarm = super().get_job(name)
        rings = alarm is not None and alarm.next_run_time <= self._clock.now()
        return None if rings else alarm


@contextmanager
def in_time_of(clock: Clock) -> Iterator[None]:
    """Inside the block the bell's alarms go by this clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ticker, "SystemClock", lambda: clock)
        patch.setattr(ticker, "_scheduler", lambda: WallAlarms(clock))
        yield


MOST_SELDOM = timedelta(hours=12)
OWN = {name: getattr(leases, name) for name in ("TERM", "RENEW_EVERY", "LOOK_EVERY")}
BELL_LOOKS, SENDER_LOOKS = ticker.LOOK_AGAIN, dispatch.LOOK_AGAIN


@contextmanager
def looking_less_often(times: int) -> Iterator[None]:
    """Inside the block everybody looks at leases, bell and outbox so many times less often than the product does (1: as it does).

    What is due is done when it is due; how long a hint that was missed goes unnoticed is another matter.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, own in OWN.items():
            patch.setattr(leases, name, own * times)
        patch.setattr(ticker, "LOOK_AGAIN", min(BELL_LOOKS * times, MOST_SELDOM))
        patch.setattr(dispatch, "LOOK_AGAIN", min(SENDER_LOOKS * times, MOST_SELDOM.total_seconds()))
        yield


@dataclass(kw_only=True)
class Machine:
    """The machine on which bell and sender run. ``rate``: messages a second that its settings allow."""

    db: LoopDatabase
    clock: SteppedClock
    api: InnerBotApi
    rate: float
    starts: int = 0
    steps: int = 0
    _lines: list[LoopDatabase] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def on(self) -> None:
        """Both processes start."""
        self.starts += 1
        self._lines = [self.db.beside(), self.db.beside()]
        sender = TelegramSender("telegram", self.api.token, BASE, wire=InnerWire(self.api))
        bell = Ticker(self._lines[0], owner=f"bell {self.starts}")
        pace = Pace(per_second=self.rate)
        speaker = Dispatcher(self._lines[1], sender, GUARDS, pace=pace, owner=f"speaker {self.starts}")
        self._tasks = [asyncio.create_task(bell.run()), asyncio.create_task(speaker.run())]

    async def off(self) -> None:
        """Both are killed: nothing is written down any more."""
        for line in self._lines:
            line.before = _gone
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def off_for(self, seconds: float) -> None:
        """The power is cut for so long."""
        await self.off()
        await asyncio.sleep(seconds)
        self.on()

    async def until(self, day: date, hour: int, minute: int = 0) -> None:
        """Wait until the clock shows it."""
        wanted = datetime.combine(day, time(), VIETNAM) + timedelta(hours=hour, minutes=minute)
        await asyncio.sleep(max((wanted - self.clock.now()).total_seconds(), 0.0))
        for task in self._tasks:
            if task.done():
                task.result()  # a process that ended by itself: why

    def step(self, **far: float) -> None:
        """Somebody, or a time server, sets the clock."""
        self.steps += 1
        self.clock.step(timedelta(**far))


async def _gone() -> None:
    raise ConnectionError("the process was killed")
