"""Who touches the database? A few book-keeper threads, each with its own connection; whole functions are sent to them.

A rule is a plain function of ``Books``. ``write`` runs it in one transaction, ``read`` in a read-only one. On SQLite one
thread writes: whatever waits is put into a single transaction (each function in its own savepoint) and answered after the
commit, so a disk flush is shared and nothing is acknowledged before it is durable. On PostgreSQL several threads write,
each function in its own transaction. Measured on SQLite: group commit makes full durability cheaper than one commit each
without it (0.016 against 0.039 ms), and a function a hop beats a statement a hop.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from casework.books import Books
from casework.clock import Clock
from casework.db.connect import make_engine, reading_connection, writing_connection
from casework.db.savepoints import still_open, undone_on_error
from casework.db.wakeups import Wakeups
from casework.db.work import Work, tell
from casework.encryption import Keys

P = ParamSpec("P")
T = TypeVar("T")
GROUP = 64  # functions in one SQLite transaction: bounds how long the first of them waits for the last
BREATHS = (  # SQLite keeps no queue: whoever worked so long (seconds) in one transaction leaves the file alone for so long,
    (1.0, 0.12),  # ... or other processes never get it,
    (0.003, 0.002),  # ... those of ours look every millisecond (casework.db.connect)
)
TRIES = 5  # a PostgreSQL deadlock or serialization failure is nobody's fault; the function is run again


class Database:
    """The agency's database: ``await db.write(rule, ...)``, ``await db.read(rule, ...)``."""

    def __init__(
        self,
        url: str,
        keys: Keys,
        clock: Clock,
        *,
        writers: int = 4,
        readers: int = 2,
        idle_limit: float | None = None,  # casework.db.connect.writing_connection: for processes that run side by side
    ) -> None:
        self.engine: Engine = make_engine(url)
        self.keys = keys
        self.clock = clock
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.wakeups = Wakeups(self.engine)
        self._idle_limit = idle_limit
        self._writing: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._reading: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        keep = self._keep_grouped if self.is_sqlite else self._keep_single
        self._writers = [
            threading.Thread(target=keep, name=f"books-write-{n}", daemon=True)
            for n in range(1 if self.is_sqlite else writers)
        ]
        self._readers = [
            threading.Thread(target=self._keep_reading, name=f"books-read-{n}", daemon=True) for n in range(readers)
        ]
        for thread in (*self._writers, *self._readers):
            thread.start()

    def books(self, conn: Connection) -> Books:
        """Books over an open connection (commands and tests that run their own transaction)."""
        return Books(conn, self.keys, self.clock)

    async def write(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``rule(books, ...)`` in a transaction; returns its result once it is committed."""
        work = Work(lambda books: rule(books, *args, **kwargs), asyncio.get_running_loop())
        self._writing.put(work)
        return cast(T, await cast("asyncio.Future[Any]", work.future))

    def submit(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """``write`` for callers without an event loop: a concurrent future."""
        work = Work(lambda books: rule(books, *args, **kwargs), None)
        self._writing.put(work)
        return cast("Future[T]", work.future)

    async def read(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``rule(books, ...)`` on one snapshot of the books; the database refuses it to write."""
        work = Work(lambda books: rule(books, *args, **kwargs), asyncio.get_running_loop())
        self._reading.put(work)
        return cast(T, await cast("asyncio.Future[Any]", work.future))

    def ask(self, rule: Callable[Concatenate[Books, P], T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """``read`` for callers without an event loop: a concurrent future."""
        work = Work(lambda books: rule(books, *args, **kwargs), None)
        self._reading.put(work)
        return cast("Future[T]", work.future)

    async def wait(self, topic: str, timeout: float) -> bool:
        """Wait until ``topic`` is rung or ``timeout`` seconds pass; True if it was rung."""
        return await self.wakeups.wait(topic, timeout)

    def listening(self, topic: str, event: asyncio.Event | None = None) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever ``topic`` is rung, for whoever looks again and again (``Wakeups.listening``)."""
        return self.wakeups.listening(topic, event)

    def close(self) -> None:
        """Finish what was taken, then let the threads and connections go."""
        for _ in self._writers:
            self._writing.put(None)
        for _ in self._readers:
            self._reading.put(None)
        for thread in (*self._writers, *self._readers):
            thread.join(timeout=30)
        self.wakeups.close()
        self.engine.dispose()

    # -- book-keepers ---------------------------------------------------------------------------------------------

    def _keep_grouped(self) -> None:
        """SQLite's one writer: takes what waits, one transaction, one commit."""
        with self.engine.connect() as conn:
            while (first := self._writing.get()) is not None:
                group, stop = _gather(self._writing, first)
                worked = self._commit_group(conn, group)
                if stop:
                    return
                if (breath := next((breath for long, breath in BREATHS if worked > long), None)) is not None:
                    time.sleep(breath)

    def _commit_group(self, conn: Connection, group: list[Work]) -> float:
        """Seconds that the functions took, while nobody else could write."""
        wanted = [work for work in group if work.is_wanted()]
        rings: set[str] = set()
        worked = 0.0
        try:
            with conn.begin():
                began = time.monotonic()
                for work in wanted:
                    rings |= self._try(conn, work)
                worked = time.monotonic() - began
        except BaseException as problem:  # the commit itself failed: nobody may be told otherwise
            rings.clear()
            for work in wanted:
                work.problem = work.problem or problem
        tell(wanted)
        self.wakeups.ring(rings)
        return worked

    def _try(self, conn: Connection, work: Work) -> set[str]:
        """Run one function of a group; if it fails what it wrote goes, and the others stay. The topics it rings."""
        books = self.books(conn)
        try:
            with undone_on_error(conn):
                work.result = work.call(books)
        except BaseException as problem:  # whatever it is belongs to the caller who waits
            work.problem = problem
            if not still_open(conn):  # SQLite has given up the transaction (disk full), and the others' work with it
                raise
            return set()
        return books.rings

    def _keep_single(self) -> None:
        """PostgreSQL's writers: a transaction for each function, on a connection of the writer's own."""
        conn: Connection | None = None
        while (work := self._writing.get()) is not None:
            if work.is_wanted():
                conn, rings = self._commit_one(conn, work)
                tell([work])
                self.wakeups.ring(rings)
        if conn is not None:
            conn.close()

    def _commit_one(self, kept: Connection | None, work: Work) -> tuple[Connection | None, set[str]]:
        """Run one function and commit; the connection to keep, and the topics to ring."""
        conn = kept
        for attempt in range(1, TRIES + 1):
            committing = False
            try:
                conn = conn or writing_connection(self.engine, self._idle_limit)
                with conn.begin():
                    books = self.books(conn)
                    work.result = work.call(books)
                    self.wakeups.ring_inside(conn, books.rings)
                    committing = True
            except DBAPIError as problem:
                broken = _let_go(conn, problem)
                conn = None if broken else conn
                if attempt < TRIES and ((broken and not committing) or _may_run_again(problem)):
                    continue
                work.problem = problem
            except BaseException as problem:  # belongs to the caller who waits
                work.problem = problem
            else:
                return conn, books.rings
            return conn, set()
        raise AssertionError("the last try returns")

    def _keep_reading(self) -> None:
        """A reader with a connection of its own: taking one for each read costs as much as a small query."""
        conn: Connection | None = None
        while (work := self._reading.get()) is not None:
            if work.is_wanted():
                conn = self._read(conn, work)
                tell([work])
        if conn is not None:
            conn.close()

    def _read(self, kept: Connection | None, work: Work) -> Connection | None:
        """Answer from the connection that was kept; the one to keep. If it broke meanwhile, once more from a new one."""
        conn = kept
        try:
            conn = conn or reading_connection(self.engine)
            with conn.begin():
                work.result = work.call(self.books(conn))
        except DBAPIError as problem:
            if _let_go(conn, problem):
                if kept is not None:
                    return self._read(None, work)
                conn = None
            work.problem = problem
        except BaseException as problem:  # belongs to the caller who waits
            work.problem = problem
        return conn


def _let_go(conn: Connection | None, problem: DBAPIError) -> bool:
    """Whether ``problem`` means that the connection is broken; then it has been given back."""
    if conn is None or not problem.connection_invalidated:
        return False
    conn.close()
    return True


def _gather(waiting: queue.SimpleQueue[Work | None], first: Work) -> tuple[list[Work], bool]:
    group = [first]
    while len(group) < GROUP:
        try:
            work = waiting.get_nowait()
        except queue.Empty:
            return group, False
        if work is None:
            return group, True
        group.append(work)
    return group, False


def _may_run_again(problem: DBAPIError) -> bool:
    """Deadlock (40P01) and serialization failure (40001): PostgreSQL rolled everything back and says to try again."""
    return getattr(problem.orig, "sqlstate", None) in ("40P01", "40001")
