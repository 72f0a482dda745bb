"""How is a row named before it is written? 63-bit integers, rising with time, made without asking the database.

Layout: 41 bits of milliseconds since 2024, 10 bits drawn at random for each process, 12 bits of counter. A row's name is
known before it is inserted because its encrypted columns are bound to it. Two processes that draw the same 10 bits and
count alike in the same millisecond meet the primary key, which refuses the second: loud, never silent.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterator

RUN = 4096  # identifiers of one millisecond
_START_MS = 1_704_067_200_000
_lock = threading.Lock()
_last = 0
_process = secrets.randbits(10)
_pid = os.getpid()


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


def _floor() -> int:
    return (time.time_ns() // 1_000_000 - _START_MS) << 12


def _draw_if_forked() -> None:
    """A forked child must not go on with its parent's numbers."""
    global _process, _pid
    if os.getpid() != _pid:
        _pid, _process = os.getpid(), secrets.randbits(10)


def _named(ticks: int) -> int:
    return ((ticks >> 12) << 22) | (_process << 12) | (ticks & 0xFFF)
