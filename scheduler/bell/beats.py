"""Who should be at work, and has somebody fallen silent?

Each loop touches its pulse whenever it comes round; every few seconds a process writes down, in one statement, which of its
duties have. A loop that hangs touches nothing, a process that died writes nothing: after ``SILENT_AFTER`` without a word
whoever looks (health, doctor, staff page, the service manager) knows which duty it is. An orderly end takes the words away.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.engine import Database
from scheduler.tables import beat

EVERY = 4.0  # seconds; a disk that is full is known within five
SILENT_AFTER = timedelta(seconds=40)  # the longest that an idle loop sleeps is 30 (scheduler.bell.ticker.LOOK_AGAIN)
TICK, HEAR, WEB = "tick", "hear", "web"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beat:
    """The last word of a duty. ``silent``: it should have said another by now."""

    name: str
    owner: str
    at: datetime
    silent: bool


class Pulse:
    """Called by a loop each time it comes round: ``pulse()``; ``pulse(working=False)`` while another process has the duty."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._seen = time.monotonic()
        self._worked = False

    def __call__(self, *, working: bool = True) -> None:
        """The loop has come round; ``working``: and this process has the duty."""
        self._seen = time.monotonic()
        self._worked = self._worked or working

    def taken(self) -> bool:
        """Whether it has worked since this was asked last."""
        worked, self._worked = self._worked, False
        return worked

    @property
    def hangs(self) -> bool:
        """Whether the loop has not come round for longer than it ever sleeps."""
        return time.monotonic() - self._seen > SILENT_AFTER.total_seconds()


class Beats:
    """The pulses of one process. ``alive`` is called after each round in which all of them beat and the books were written."""

    def __init__(self, db: Database, owner: str, *, alive: Callable[[], None] | None = None) -> None:
        self._db = db
        self._owner = owner
        self._alive = alive
        self._pulses: list[Pulse] = []
        self._always: set[str] = set()
        self.failing: str | None = None  # what kept the books from being written, while it does

    def pulse(self, name: str) -> Pulse:
        """A pulse for the duty ``name``; several loops may have one of the same name."""
        made = Pulse(name)
        self._pulses.append(made)
        return made

    def lives(self, name: str) -> None:
        """``name`` is at work as long as this process's event loop goes round (a server that waits for callers)."""
        self._always.add(name)

    async def run(self, stopping: asyncio.Event) -> None:
        """Say it every few seconds until told to stop, then take the words away."""
        while not stopping.is_set():
            await self._say()
            try:
                await asyncio.wait_for(stopping.wait(), EVERY)
            except TimeoutError:
                continue
        await self._db.write(leave, self._owner)

    async def _say(self) -> None:
        names = sorted(self._always | {pulse.name for pulse in self._pulses if pulse.taken()})
        try:
            await self._db.write(say, names, self._owner)
        except Exception as problem:  # a full disk, a lost server: health says so, and the loop goes on
            _log.exception("beat_failed")
            self.failing = type(problem).__name__
            return
        self.failing = None
        if self._alive is not None and not any(pulse.hangs for pulse in self._pulses):
            self._alive()


def say(books: Books, names: Collection[str], owner: str) -> None:
    """These duties are at work in the process ``owner`` now."""
    if names:
        now = books.clock.now()
        rows = [{"name": name, "owner": owner, "at": now, "next_by": now + SILENT_AFTER} for name in names]
        books.conn.execute(_upsert(books.conn.dialect.name), rows)


def leave(books: Books, owner: str) -> None:
    """The process ends in good order: nobody need wait for its next word."""
    books.conn.execute(delete(beat).where(beat.c.owner == owner))


def beats(books: Books) -> tuple[Beat, ...]:
    """The last word of every duty, by name."""
    now = books.clock.now()
    rows = books.conn.execute(select(beat).order_by(beat.c.name))
    return tuple(Beat(name=row.name, owner=row.owner, at=row.at, silent=row.next_by < now) for row in rows)


def _upsert(dialect: str) -> Any:
    added = sqlite.insert(beat) if dialect == "sqlite" else postgresql.insert(beat)
    said = {name: added.excluded[name] for name in ("owner", "at", "next_by")}
    return added.on_conflict_do_update(index_elements=["name"], set_=said)
