"""Who rings the bell, and when next?

One process at a time, whoever holds the lease ``bell``. APScheduler only wakes it: at the next due instant that the books
name, and when something was rung. What is due is a question to the database, so nothing is lost with a process or dropped
because it is late; after a silence of days everything due is done, or marked as too late by rule.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from casework.clock import VIETNAM, SystemClock
from casework.db.engine import Database
from scheduler.bell.duties import DUTIES, TOPICS, next_instant, run_duty
from scheduler.delivery import leases

LEASE = "bell"
RING_JOB = "ring"
JOBS = frozenset({RING_JOB})
LOOK_AGAIN = timedelta(seconds=30)  # a wake-up is a hint: the books are asked this often anyway
AFTER_TROUBLE = timedelta(seconds=10)
CALM = timedelta(seconds=0.25)  # between two rings, so that a stream of facts costs one look for many
_log = logging.getLogger(__name__)


async def ring_once(
    db: Database, stopping: asyncio.Event | None = None, pulse: Callable[..., None] | None = None
) -> datetime | None:
    """Do all that is due, chunk by chunk, and say when something is due next (None: only after a wake-up).

    A duty that fails is logged and the others go on; the failure of the first is raised when all had their turn. Once
    ``stopping`` is set no further chunk is begun: a million recipients are not planned in the seconds that an end may take.
    """
    stopping = stopping or asyncio.Event()
    problems: list[Exception] = []
    for duty in DUTIES:
        try:
            while not stopping.is_set() and await db.write(run_duty, duty):
                if pulse is not None:
                    pulse()  # a long plan is work, not silence
        except Exception as problem:
            _log.exception("duty_failed", extra={"duty": duty.name})
            problems.append(problem)
    if problems:
        raise problems[0]
    return await db.read(next_instant)


class Ticker:
    """Rings while it holds the lease; ``run`` it in one task, ``stop`` it from anywhere in the same loop."""

    def __init__(self, db: Database, *, owner: str | None = None, pulse: Callable[..., None] | None = None) -> None:
        self._db = db
        self._pulse = pulse
        self._owner = owner or leases.this_process()
        self._watch = leases.Watch()
        self._stopping = asyncio.Event()
        self._wanted = False
        self._leading = False
        self._renew_at = 0.0
        self._scheduler: Any = None
        self._ringing: asyncio.Task[Any] | None = None
        self.rings = 0

    @property
    def leading(self) -> bool:
        """Whether this one rings."""
        return self._leading

    def jobs(self) -> list[Any]:
        """What APScheduler has been told; nothing but the ``JOBS``."""
        return [] if self._scheduler is None else list(self._scheduler.get_jobs())

    def stop(self) -> None:
        """``run`` ends after the ring that is going on."""
        self._stopping.set()

    async def run(self) -> None:
        """Ring until ``stop``; stands by while another process holds the lease."""
        self._scheduler = _scheduler()
        self._scheduler.start()
        beside = [asyncio.create_task(self._listen(topic)) for topic in TOPICS]
        try:
            await self.hold_lease()
            beside.append(asyncio.create_task(self._keep_lease()))
            await self._stopping.wait()
        finally:
            self._stopping.set()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            self._scheduler.pause()
            await self._rest()
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # the scheduler ends in a callback of the loop
            if self._leading:
                self._leading = False
                await self._db.write(leases.give_up, LEASE, self._owner)

    async def hold_lease(self) -> None:
        """Take or renew the lease; whoever loses it, or cannot reach the books to renew it, rings no more."""
        now = asyncio.get_running_loop().time()
        if self._leading and now < self._renew_at:
            return
        try:
            held = await self._db.write(leases.take, LEASE, self._owner, self._watch, now)
        except Exception:
            _log.exception("bell_lease_failed", extra={"owner": self._owner})
            held = False
        self._renew_at = now + leases.RENEW_EVERY.total_seconds()
        if not held and self._pulse is not None:
            self._pulse(working=False)  # it stands by; who rings tells of each ring
        if held and not self._leading:
            _log.info("bell_taken", extra={"owner": self._owner})
            self._leading = True
            self._ring_in(timedelta(0))
        elif not held and self._leading:
            _log.warning("bell_lost", extra={"owner": self._owner})
            self._leading = False

    async def _keep_lease(self) -> None:
        """By the loop's own clock: the machine's may be set back, and whatever waits for an instant of it then waits on."""
        while not self._stopping.is_set():
            await asyncio.sleep(leases.LOOK_EVERY.total_seconds())
            await self.hold_lease()
            alarm = self._scheduler.get_job(RING_JOB)
            at = None if alarm is None else alarm.next_run_time
            if at is not None and at > SystemClock().now() + LOOK_AGAIN + CALM:
                self._ring_in(timedelta(0))

    async def _listen(self, topic: str) -> None:
        while not self._stopping.is_set():  # a cancellation that meets a ring is lost in Python 3.11's wait_for
            if await self._db.wait(topic, LOOK_AGAIN.total_seconds()) and self._leading:
                self._wanted = True
                self._ring_in(CALM)

    def _ring_in(self, wait: timedelta) -> None:
        """Set the alarm, unless it is set for earlier."""
        at = SystemClock().now() + wait
        alarm = self._scheduler.get_job(RING_JOB)
        if alarm is None or alarm.next_run_time is None or alarm.next_run_time > at:
            self._scheduler.add_job(self._ring, "date", run_date=at, id=RING_JOB, name=RING_JOB, replace_existing=True)

    async def _ring(self) -> None:
        self._ringing = asyncio.current_task()
        self._wanted = False
        wait = LOOK_AGAIN
        if not self._leading:
            return
        try:
            due = await ring_once(self._db, self._stopping, self._pulse)
            self.rings += 1
            if self._pulse is not None:
                self._pulse()
            if due is not None:
                wait = min(wait, max(due - self._db.clock.now(), CALM))
        except Exception:  # logged duty by duty; the bell must go on ringing for the others
            wait = AFTER_TROUBLE
        if not self._stopping.is_set():
            self._ring_in(CALM if self._wanted else wait)

    async def _rest(self) -> None:
        """Let the ring that is going on finish: it holds no transaction open, but it may be between two."""
        if self._ringing is not None and not self._ringing.done():
            await asyncio.gather(self._ringing, return_exceptions=True)


def _scheduler() -> Any:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # heavy: only the process that rings

    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    return AsyncIOScheduler(timezone=VIETNAM, job_defaults=defaults)
