"""What has a PostgreSQL server worked for one database? The CPU seconds of its backends, read from the kernel.

On a machine that others use too, the wall says more about them than about us; what both ends have computed does not.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psycopg

from benchmarks.measure import TICKS

_THEIRS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class BothEnds:
    """CPU seconds of this process and of the backends that serve the database, between entering and ``cpu``.

    A backend that comes later counts from its birth; one that has gone before ``cpu`` is asked counts for nothing, so it is
    asked while the connections are open.
    """

    def __init__(self, url: str) -> None:
        self._conn = psycopg.connect(url, autocommit=True)
        self._backends: dict[int, float] = {}
        self._own = self._wall = 0.0

    def __enter__(self) -> BothEnds:
        self._backends = self._spent()
        self._own, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._conn.close()

    def cpu(self) -> float:
        """CPU seconds of both ends so far."""
        own = time.process_time() - self._own
        return own + sum(spent - self._backends.get(pid, 0.0) for pid, spent in self._spent().items())

    def wall(self) -> float:
        """Seconds of the wall so far."""
        return time.perf_counter() - self._wall

    def _spent(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for (pid,) in self._conn.execute(_THEIRS).fetchall():
            with suppress(OSError):  # it has just gone
                user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
                found[pid] = (int(user) + int(system)) / TICKS
        return found
