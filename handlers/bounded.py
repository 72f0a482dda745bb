"""How long may one update be handled, and with how much memory? What takes more is stopped, so that nobody else waits for it.

A dialogue that awaits too long is stopped by its event loop (``handlers.work``). One that computes without end, or fills the
memory, is stopped from a thread of its own: the exception ``TooMuch`` is put into the handling thread, its savepoint is undone, the
try has failed. One that does not even hear that (it hangs in a library written in C) cannot be stopped without the process: then
the process ends itself and is started again by whoever keeps it, and ``handlers.begun`` counts the try.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 1.0  # seconds; the real dialogues take milliseconds
COMPUTED = 0.5  # of these it must really have computed so many: on a machine that is overloaded it gets more time
ANYHOW = 6.0  # seconds after which it is stopped whether it computes or not
GROWTH = 512 << 20  # bytes that the process may grow while an update is handled; the real ones need a few
LOOK_EVERY = 0.1  # seconds between two looks at who is being handled
LET_LOOP_STOP_IT = 0.25  # seconds beyond PATIENCE: what awaits is stopped by its loop
STUCK_AFTER = 9.0  # seconds; beyond any lock that a living process keeps in the database (bot.cli.run.IDLE_LIMIT)
HELD = 6.0  # seconds of computing in which not even the looking thread came to run
EXIT_STUCK = 70  # sysexits.h EX_SOFTWARE
_EVERYTHING = 2  # the generation whose collection goes through all that the process has
_log = logging.getLogger(__name__)


class TooMuch(BaseException):
    """An update took too long or too much memory. Not an ``Exception``: a dialogue's own except must not swallow it."""


@dataclass(eq=False)
class _Handling:
    """One update in one thread. ``grown_from``: the process's memory when it was first looked at; ``told``: it was stopped.

    ``collected``: seconds of its computing in which the interpreter looked for garbage of the whole process; ``collects_from``: it
    does so now, since so many seconds of computing.
    """

    thread: int
    began: float
    computed_before: float
    grown_from: int = 0
    told: str | None = None
    collected: float = 0.0
    collects_from: float | None = None


@dataclass
class _Watch:
    """Looks at what is being handled, as long as anything is."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    busy: threading.Event = field(default_factory=threading.Event)
    handled: dict[int, _Handling] = field(default_factory=dict)
    looking: threading.Thread | None = None

    def begin(self, one: _Handling) -> None:
        if not self.busy.is_set():
            _end_if_held(HELD)
        with self.lock:
            self.handled[one.thread] = one
            if self.looking is None or not self.looking.is_alive():  # also in a child that was forked
                self.looking = threading.Thread(target=self._look, name="bounded", daemon=True)
                self.looking.start()
                if self.note_collection not in gc.callbacks:
                    gc.callbacks.append(self.note_collection)
        self.busy.set()

    def end(self, one: _Handling) -> None:
        with self.lock:
            self.handled.pop(one.thread, None)
            if one.told is not None:
                _nothing_more_arrives(one.thread)  # it ended by itself in the same moment

    def note_collection(self, phase: str, info: dict[str, int]) -> None:
        """Whoever happens to be handled when the interpreter goes through everything has not computed that (``gc.callbacks``)."""
        one = self.handled.get(threading.get_ident())
        if one is None or info["generation"] < _EVERYTHING:
            return
        if phase == "start":
            one.collects_from = time.thread_time()
        elif one.collects_from is not None:
            one.collected += time.thread_time() - one.collects_from
            one.collects_from = None

    def _look(self) -> None:
        while True:
            self.busy.wait()
            time.sleep(LOOK_EVERY)  # real time: what it watches is this process, not the agency's day
            with self.lock:
                if not self.handled:
                    self.busy.clear()
                _end_if_held(HELD if self.handled else 0.0)
                for one in self.handled.values():
                    self._look_at(one, time.monotonic())

    def _look_at(self, one: _Handling, now: float) -> None:
        resident = _resident()
        one.grown_from = one.grown_from or resident
        took = now - one.began
        if took > STUCK_AFTER:
            _end_process(took)
        grown = resident - one.grown_from
        if grown > GROWTH or took > ANYHOW or (took > PATIENCE + LET_LOOP_STOP_IT and _computed(one) > COMPUTED):
            one.told = "too_long" if grown <= GROWTH else "too_much_memory"
            _raise_in(one.thread, TooMuch)


_watch = _Watch()


@contextmanager
def bounded() -> Iterator[None]:
    """What the block does is stopped by ``TooMuch`` when it takes more than ``PATIENCE`` or ``GROWTH``."""
    mine = _Handling(thread=threading.get_ident(), began=time.monotonic(), computed_before=time.thread_time())
    _watch.begin(mine)
    try:
        yield
    except TooMuch:
        raise TooMuch(mine.told) from None
    finally:
        while threading.get_ident() in _watch.handled:
            try:
                _watch.end(mine)
            except TooMuch:  # it came while we were leaving
                continue
    if mine.told is not None:
        raise TooMuch(mine.told)


def _computed(one: _Handling) -> float:
    """Seconds that the thread has computed for it; very many where the system does not tell."""
    if sys.platform != "linux":
        return float("inf")
    now = time.clock_gettime(time.pthread_getcpuclockid(one.thread))
    collects_from = one.collects_from
    return (now if collects_from is None else collects_from) - one.computed_before - one.collected


def _raise_in(thread: int, what: type[BaseException]) -> None:
    """Put an exception into another thread; one that has not arrived there yet is replaced."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(what))


def _nothing_more_arrives(thread: int) -> None:
    """One that may still be on its way to this very thread arrives here and now.

    Taking it back (NULL) would leave Python 3.11's interpreter looking for it for ever: at every call, and without end as soon as
    anything traces.
    """
    try:
        _raise_in(thread, TooMuch)
        for _ in range(100):  # it arrives at the first turn
            continue
    except TooMuch:
        return


def _resident() -> int:
    """Bytes of memory that the process really has; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _end_if_held(seconds: float) -> None:
    """Let the system end the process after so many seconds of computing without another look (0: no more)."""
    if sys.platform == "linux":
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def _end_process(took: float) -> None:
    _log.critical("update_stuck", extra={"seconds": round(took)})
    logging.shutdown()
    os._exit(EXIT_STUCK)
