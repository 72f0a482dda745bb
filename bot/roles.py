"""Which work does this process do? ``hear``, ``speak``, ``tick`` and ``web``: all in one process, or each on a host of its own.

Any of them may be killed: what is heard is in the inbox before it is acknowledged, what is to be said is in the outbox, what
is due is a question to the database, and duties that only one may have are leases.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum

_log = logging.getLogger(__name__)


class Role(StrEnum):
    """A part of the product that can run by itself."""

    HEAR = "hear"  # dialogues: works through the inbox; polls Telegram
    SPEAK = "speak"  # sends the outbox of each channel account
    TICK = "tick"  # rings the bell: plans, queues what is due, folds
    WEB = "web"  # web chat, Telegram's webhook, the staff page


ALL = tuple(Role)
Duty = Callable[[asyncio.Event], Awaitable[None]]  # runs until the event is set, then ends what it began
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds before a duty that failed is started again
GRACE = 9.0  # seconds a duty has to end by itself (a service manager's own limit is usually ten)


async def keep(name: str, duty: Duty, stopping: asyncio.Event) -> None:
    """Run a duty until told to stop; one that fails is started again after a moment, and says so."""
    pause, loop = SHORTEST_PAUSE, asyncio.get_running_loop()
    while not stopping.is_set():
        began = loop.time()
        try:
            await duty(stopping)
        except Exception as problem:
            if getattr(problem, "fatal", False):
                raise
            _log.exception("duty_failed", extra={"duty": name})
        else:
            if stopping.is_set():
                return
            _log.warning("duty_ended", extra={"duty": name})
        if loop.time() - began > LONGEST_PAUSE:
            pause = SHORTEST_PAUSE  # it went well for a while: this is another trouble
        try:
            await asyncio.wait_for(stopping.wait(), pause)
        except TimeoutError:
            pause = min(pause * 2, LONGEST_PAUSE)


async def run_until_stopped(duties: Iterable[tuple[str, Duty]], *, ready: Callable[[], None] | None = None) -> None:
    """Run all duties until SIGTERM or SIGINT, then let each end; raises what a duty could not survive."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    tasks = [asyncio.create_task(keep(name, duty, stopping), name=name) for name, duty in duties]
    if ready is not None:
        ready()
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        stopping.set()
        _, late = await asyncio.wait(tasks, timeout=GRACE) if tasks else (set(), set())
        for task in late:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        waiting.cancel()
    for problem in results:
        if isinstance(problem, Exception):
            raise problem
