"""How is a row named before it is written? 63-bit integers, rising with time, made without asking the database.

Layout: 41 bits of milliseconds since 2024, 10 bits drawn at random for each process, 12 bits of counter. A row's name is
known before it is inserted because its encrypted columns are bound to it. Two processes that draw the same 10 bits and
count alike in the same millisecond meet the primary key, which refuses the second: loud, never silent. A rehearsal, whose
rows nobody else ever sees, names them by its own clock and always alike (``named_by``).
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

RUN = 4096  # identifiers of one millisecond
_START_MS = 1_704_067_200_000
_START = datetime(2024, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last = 0
_process = secrets.randbits(10)
_pid = os.getpid()
_clock: Callable[[], datetime] | None = None  # none: the machine's


def new_id() -> int:
    """A fresh identifier, larger than any this process gave before (a row's order of birth, not business time)."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[int]:
    """So many fresh identifiers, rising."""
    global _last
    with _lock:
        _draw_if_forked()
        first = max(_floor(), _last + 1)
        _last = first + count - 1
        process = _process << 12
        return [((ticks >> 12) << 22) | process | (ticks & 0xFFF) for ticks in range(first, first + count)]


def id_stream() -> Iterator[int]:
    """Fresh identifiers without end, drawn a thousand at a time: for whoever needs one now and then, a great many times."""
    while True:
        yield from new_ids(1_000)


def new_run() -> int:
    """A fresh identifier that ``RUN - 1`` others follow without a gap, all fresh: for rows that the database numbers."""
    global _last
    with _lock:
        _draw_if_forked()
        first = max(_floor(), ((_last >> 12) + 1) << 12)
        _last = first + RUN - 1
        return _named(first)


def born_since(past: timedelta) -> int:
    """No identifier that was made within so long is smaller: where a search from the newest back may stop."""
    return max(0, (_floor() >> 12) - int(past.total_seconds() * 1000)) << 22


@contextmanager
def named_by(now: Callable[[], datetime]) -> Iterator[None]:
    """Until the block ends identifiers follow ``now`` and carry no chance: the same calls give the same identifiers.

    For a whole process, on books that nobody else writes to: a rehearsal. Identifiers of real rows are never made so.
    """
    global _last, _process, _clock
    with _lock:
        before = (_last, _process, _clock)
        _last, _process, _clock = 0, 0, now
    try:
        yield
    finally:
        with _lock:
            _last, _process, _clock = before


def _floor() -> int:
    if _clock is not None:
        return (int((_clock() - _START).total_seconds() * 1000)) << 12
    return (time.time_ns() // 1_000_000 - _START_MS) << 12


def _draw_if_forked() -> None:
    """A forked child must not go on with its parent's numbers."""
    global _process, _pid
    if os.getpid() != _pid and _clock is None:
        _pid, _process = os.getpid(), secrets.randbits(10)


def _named(ticks: int) -> int:
    return ((ticks >> 12) << 22) | (_process << 12) | (ticks & 0xFFF)
