"""How does one part learn at once that another has committed something for it?

Inside a process an event is set after the commit. Between processes PostgreSQL tells (NOTIFY inside the transaction,
LISTEN in a thread of ours); on SQLite a thread looks at ``PRAGMA data_version`` (a few microseconds) and wakes everybody
when another process has committed. A wake-up is only a hint: what is due is always a question to the database.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from casework.db.connect import line_to

_CHANNEL = "gandan"
_LOOK_EVERY = 0.1  # seconds; how late another process's commit on SQLite is seen at most
_log = logging.getLogger(__name__)


class Wakeups:
    """Waiting on topics, rung by commits here or in another process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}
        self._closing = threading.Event()
        self._listener: threading.Thread | None = None

    @contextmanager
    def listening(self, topic: str, event: asyncio.Event | None = None) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set whenever ``topic`` is rung, until the block ends.

        Whoever looks, finds nothing and then waits must be listening while it looks: what is rung in between counts. Clear
        the event before looking. ``event`` may be one that others set as well.
        """
        self._listen_to_others()
        event = event or asyncio.Event()
        entry = (asyncio.get_running_loop(), event)
        with self._lock:
            self._waiting.setdefault(topic, set()).add(entry)
        try:
            yield event
        finally:
            with self._lock:
                waiting = self._waiting[topic]
                waiting.discard(entry)
                if not waiting:
                    del self._waiting[topic]

    async def wait(self, topic: str, timeout: float) -> bool:
        """True when ``topic`` was rung within ``timeout`` seconds from now."""
        with self.listening(topic) as rung:
            try:
                async with asyncio.timeout(timeout):
                    await rung.wait()
            except TimeoutError:
                return False
            return True

    def ring(self, topics: Iterable[str]) -> None:
        """Wake this process's waiters."""
        with self._lock:
            entries = [entry for topic in topics for entry in self._waiting.get(topic, ())]
        for loop, event in entries:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def ring_inside(self, conn: Connection, topics: Iterable[str]) -> None:
        """Tell other processes, as part of the transaction (PostgreSQL delivers it after the commit)."""
        for topic in topics:
            conn.execute(text("SELECT pg_notify(:channel, :topic)"), {"channel": _CHANNEL, "topic": topic})

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        if self._listener is not None:
            self._listener.join(timeout=5)

    def _ring_all(self) -> None:
        with self._lock:
            topics = list(self._waiting)
        self.ring(topics)

    def _listen_to_others(self) -> None:
        if self._listener is None and not self._closing.is_set():
            listen = self._watch_file if self._engine.dialect.name == "sqlite" else self._listen
            self._listener = threading.Thread(target=listen, name="books-wakeups", daemon=True)
            self._listener.start()

    def _watch_file(self) -> None:
        with self._engine.connect() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None  # noqa: S101  # a live connection has one
            seen = raw.execute("PRAGMA data_version").fetchone()
            while not self._closing.wait(_LOOK_EVERY):
                try:
                    version = raw.execute("PRAGMA data_version").fetchone()
                except sqlite3.Error:  # whoever waits looks for themselves after a while; nobody stays deaf for good
                    _log.warning("wakeups_lost", exc_info=True)
                    continue
                if version != seen:
                    seen = version
                    self._ring_all()

    def _listen(self) -> None:
        import psycopg
        from psycopg.conninfo import make_conninfo

        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        address = make_conninfo(url, **line_to(self._engine.url))
        while not self._closing.is_set():
            try:
                with psycopg.connect(address, autocommit=True) as conn:
                    conn.execute(f"LISTEN {_CHANNEL}")
                    self._ring_all()  # what was rung while nobody listened
                    while not self._closing.is_set():
                        self.ring({notice.payload for notice in conn.notifies(timeout=1, stop_after=1)})
            except (psycopg.Error, DBAPIError):
                _log.warning("wakeups_lost", exc_info=True)
                self._closing.wait(1)
