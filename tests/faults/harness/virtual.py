"""How do the product's own loops run through days in seconds? An event loop whose time passes only when nobody has anything to do.

Nothing waits for the world outside: the books are asked in the loop's own thread, the platform is the fake without a wire. So one
seed gives one course of things.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from casework.books import Books
from casework.clock import Clock
from casework.db.engine import Database
from casework.encryption import Keys

P = ParamSpec("P")
T = TypeVar("T")


class NothingMore(Exception):
    """Everybody waits, and no alarm is set: the loop would wait for ever."""


class _Jump(selectors.SelectSelector):
    """Instead of waiting, time jumps to the next alarm."""

    def __init__(self) -> None:
        super().__init__()
        self.jump: Callable[[float], None] = lambda _seconds: None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is there at once; else time passes."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise NothingMore
        self.jump(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Begins at zero."""

    def __init__(self) -> None:
        selector = _Jump()
        super().__init__(selector)
        selector.jump = self._pass
        self._seconds = 0.0
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Seconds since it began."""
        return self._seconds

    def _pass(self, seconds: float) -> None:
        self._seconds += seconds


class LoopClock:
    """Business time over a virtual loop; ``step`` puts it forward or back, as somebody does who sets a machine's clock."""

    def __init__(self, start: datetime, loop: VirtualLoop) -> None:
        self._start = start.astimezone(UTC)
        self._loop = loop

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._start + timedelta(seconds=self._loop.time())

    def step(self, far: timedelta) -> None:
        """The clock is set."""
        self._start += far

    def at(self, seconds: float) -> datetime:
        """What it shows, as it is set now, at that time of the loop."""
        return self._start + timedelta(seconds=seconds)


class LoopDatabase(Database):
    """The books, asked in the loop's own thread, one rule after another; ``before`` and ``after`` are what happens to the line."""

    def __init__(self, engine: Engine, conn: Connection, keys: Keys, clock: Clock) -> None:  # no threads are begun
        self.engine = engine
        self.keys = keys
        self.clock = clock
        self.is_sqlite = True
        self._conn = conn
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.before: Callable[[], Any] | None = None
        self.after: Callable[[], Any] | None = None

    def beside(self) -> LoopDatabase:
        """Another process's line to the same books."""
        other = LoopDatabase(self.engine, self._conn, self.keys, self.clock)
        other._waiting = self._waiting
        return other

    def do(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A rule in a transaction, at once."""
        with self._conn.begin():
            books = self.books(self._conn)
            result = rule(books, *args, **kwargs)
        for topic in books.rings:
            for event in self._waiting.get(topic, ()):
                event.set()
        return result

    async def write(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As in ``Database``."""
        if self.before is not None:
            await self.before()
        result = self.do(rule, *args, **kwargs)
        if self.after is not None:
            await self.after()
        return result

    async def read(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As in ``Database``."""
        return await self.write(rule, *args, **kwargs)

    async def wait(self, topic: str, timeout: float) -> bool:
        """As in ``Database``."""
        with self.listening(topic) as rung:
            try:
                async with asyncio.timeout(timeout):
                    await rung.wait()
            except TimeoutError:
                return False
            return True

    def listening(self, topic: str, event: asyncio.Event | None = None) -> AbstractContextManager[asyncio.Event]:
        """As in ``Database``."""
        return self._listening(topic, event or asyncio.Event())

    @contextmanager
    def _listening(self, topic: str, event: asyncio.Event) -> Iterator[asyncio.Event]:
        self._waiting.setdefault(topic, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)

    def close(self) -> None:
        """Nothing of its own."""


class LoopAlarms:
    """What ``scheduler.bell.ticker`` asks of APScheduler, in the loop's time: the library itself asks the machine's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: dict[str, tuple[datetime | None, asyncio.Task[None]]] = {}
        self._paused = False

    def start(self) -> None:
        """Nothing to start."""

    def pause(self) -> None:
        """No alarm rings any more."""
        self._paused = True

    def shutdown(self, *, wait: bool) -> None:
        """Forget every alarm."""
        for _, task in self._jobs.values():
            task.cancel()

    def get_job(self, name: str) -> Any:
        """The alarm of that name, if it is set."""
        if name not in self._jobs or self._jobs[name][1].done():
            return None
        return type("Alarm", (), {"next_run_time": self._jobs[name][0]})

    def add_job(self, ring: Callable[[], Any], kind: str, **given: Any) -> None:
        """Set an alarm at ``run_date``."""
        assert kind == "date"
        if (before := self._jobs.get(given["id"])) is not None and before[1] is not asyncio.current_task():
            before[1].cancel()
        wait = (given["run_date"] - self._clock.now()).total_seconds()
        self._jobs[given["id"]] = given["run_date"], asyncio.create_task(self._once(ring, wait))

    async def _once(self, ring: Callable[[], Any], wait: float) -> None:
        await asyncio.sleep(max(wait, 0.0))
        if not self._paused:
            await ring()


def run_virtually(main: Callable[[VirtualLoop], Any]) -> Any:
    """Run ``main(loop)`` to its end in a loop of its own; tasks that are left are dropped."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
