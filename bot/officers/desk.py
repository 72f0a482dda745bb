"""Who counts, and who waits? What is counted over all of a large book takes seconds, so it is counted beside the event loop, on
connections of their own (the readers of the books stay free for everybody), two at a time; nobody's page waits long for it.

What was counted is told again for a while: the longer it took, the longer, so a small office always reads its books as they
are, and a large one does not count a million decisions for each click. The page says when it was counted. docs/decisions/0026.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary, ref

from casework.books import Books
from casework.db.connect import reading_connection
from casework.db.engine import Database

P = ParamSpec("P")
T = TypeVar("T")
COUNTING_AT_ONCE = 2
PATIENCE = 0.1  # seconds that a page waits for its figures before it says that they are being counted
KEPT_FOR = 50  # times as long as the counting took ...
AT_LEAST, AT_MOST = 2.0, 600.0  # ... but within these, in seconds; a picture is of the same counting as its page
MOST_KEPT = 64


class Busy(Exception):
    """This person's file is being made already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lately(Generic[T]):
    """What was counted ``at`` a time. ``is_old``: it is being counted anew."""

    told: T
    at: datetime
    is_old: bool = False


@dataclass(slots=True)
class _Kept:
    """A counting under way or done. ``until``: on the machine's own clock, once done; ``before``: what was counted last time."""

    task: asyncio.Task[Any]
    until: float = field(default=float("inf"))
    before: Any = None


class Desk:
    """What counts for one server."""

    def __init__(self, db: Database) -> None:
        self._db = ref(db)  # the desk does not keep books open
        self._turns = asyncio.Semaphore(COUNTING_AT_ONCE)
        self._files = asyncio.Semaphore(1)
        self._taking: set[int] = set()
        self._kept: OrderedDict[object, _Kept] = OrderedDict()

    async def told(
        self, key: object, rule: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What ``rule`` says, counted now or lately under this ``key``."""
        counting = self._counting(key, lambda: self.apart(rule, *args, **kwargs))
        found: T = await asyncio.shield(counting.task)
        return found

    async def told_soon(
        self, key: object, rule: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Likewise; None while it is still being counted."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.told(key, rule, *args, **kwargs)
        except TimeoutError:
            return None

    async def lately(
        self, key: object, rule: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Lately[T] | None:
        """What ``rule`` says now, where that is quickly counted; else what was counted last under this ``key``, while it is being
        counted anew; None while it is being counted for the first time.
        """
        counting = self._counting(
            key, lambda: self.apart(_timed, lambda books: rule(books, *args, **kwargs)), keep_quick=False
        )
        try:
            async with asyncio.timeout(PATIENCE):
                found: Lately[T] = await asyncio.shield(counting.task)
        except TimeoutError:
            return None if counting.before is None else replace(counting.before, is_old=True)
        return found

    async def apart(self, rule: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a long rule that only reads, on a thread and a connection of its own."""
        async with self._turns:
            return await asyncio.to_thread(self._read, rule, *args, **kwargs)

    @asynccontextmanager
    async def making_a_file(self, staff_id: int) -> AsyncIterator[None]:
        """One file at a time for each person, and one for all. Raises ``Busy``."""
        if staff_id in self._taking:
            raise Busy
        self._taking.add(staff_id)
        try:
            async with self._files:
                yield
        finally:
            self._taking.discard(staff_id)

    def forget(self) -> None:
        """Something that everybody's figures stand beside has changed: count anew."""
        self._kept.clear()

    def _counting(self, key: object, begin: Callable[[], Any], *, keep_quick: bool = True) -> _Kept:
        """What is under this ``key``, begun anew where it has run out. ``keep_quick``: also what was counted in no time."""
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() < kept.until and not _failed(kept.task):
            self._kept.move_to_end(key)
            return kept
        before = None if kept is None else kept.before if _failed(kept.task) else kept.task.result()
        began = time.monotonic()
        kept = self._kept[key] = _Kept(task=asyncio.ensure_future(begin()), before=before)
        kept.task.add_done_callback(lambda _: _note(kept, began, keep_quick=keep_quick))
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept

    def _read(self, rule: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        db = self._db()
        if db is None:
            raise LookupError("these books are closed")
        with _connection(db) as books:
            return rule(books, *args, **kwargs)


def desk_of(db: Database) -> Desk:
    """The desk of the server that has these books."""
    found = _desks.get(db)
    if found is None:
        found = _desks[db] = Desk(db)
    return found


_desks: WeakKeyDictionary[Database, Desk] = WeakKeyDictionary()


@contextmanager
def _connection(db: Database) -> Iterator[Books]:
    conn = reading_connection(db.engine)
    try:
        with conn.begin():
            yield db.books(conn)
    finally:
        conn.invalidate()  # it can only read from now on: nobody else may get it
        conn.close()


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _timed(books: Books, rule: Callable[[Books], T]) -> Lately[T]:
    return Lately(told=rule(books), at=books.clock.now())


def _note(kept: _Kept, began: float, *, keep_quick: bool) -> None:
    now = time.monotonic()
    took = now - began
    kept.until = now + min(AT_MOST, max(AT_LEAST, KEPT_FOR * took)) if keep_quick or took > PATIENCE else now
    if not kept.task.cancelled():
        kept.task.exception()  # whoever waits is told; nobody may be waiting any more
