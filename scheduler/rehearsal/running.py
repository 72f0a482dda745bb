"""How are several rehearsals run at once, each from the same books, without touching those books?

The books are copied into memory once; each rehearsal is a process of its own that begins with that copy. Whoever stops
waiting ends the processes that were begun here, and nothing is left behind.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from casework.books import Books
from scheduler.plans.campaigns import every_campaign, the_campaign
from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.halves import Officers, halve_what_is_shared, keep_only
from scheduler.rehearsal.keeping import keep
from scheduler.rehearsal.machine import as_one_transaction, copy_books, throw_away
from scheduler.rehearsal.starting import start
from scheduler.rehearsal.summary import Summary, summarise, together
from scheduler.rehearsal.world import World
from scheduler.steps.step import Status

_SELDOM = (
    100_000,
    20,
    50,
)  # the collector: rules leave hardly any cycles, and looking for them took 6 % of a rehearsal
Progress = Callable[[int, date], None]
"""Told which rehearsal (0...) has reached which day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One rehearsal of a campaign; ``officers`` empty: of all of it, else of this half."""

    number: int
    campaign_id: int
    habits: Habits
    seed: int
    officers: Officers = frozenset()
    days: int | None = None  # none: until the campaign's last day


def rehearse(
    template: Books, job: Job, told: Callable[[date], None] | None = None, kept_in: Path | None = None
) -> Summary:
    """One rehearsal in this process, on a copy of ``template`` (throw-away books, or a snapshot that is only read).

    ``kept_in``: an empty folder for what the books are at its end (``scheduler.rehearsal.keeping``).
    """
    with throw_away(template.keys, template.clock.now(), job.seed) as books:
        copy_books(template.conn, books)
        as_one_transaction(books)
        if job.officers:
            halve_what_is_shared(books)
        start(books, job.campaign_id)
        if job.officers:
            keep_only(books, job.officers)
        world = World(
            books,
            campaigns=[one.id for one in every_campaign(books, Status.RUNNING, Status.PAUSED)],
            last=the_campaign(books, job.campaign_id).plan.ends_on,
            habits=job.habits,
            seed=job.seed,
            halved=bool(job.officers),
            progress=told,
        )
        summary = summarise(books, job.campaign_id, job.seed, world.run())
        if kept_in is not None:
            keep(books, kept_in)
        return summary


def rehearse_all(
    template: Books,
    jobs: Sequence[Job],
    halves: Sequence[Officers],
    *,
    at_once: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Summary]:
    """Every job, in order, each over all ``halves``; at most ``at_once`` processes (none: one for each core)."""
    pieces = [(job, half) for job in jobs for half in halves]
    done: dict[int, dict[int, Summary]] = {}
    waiting = list(enumerate(pieces))
    given = 0
    with _Children(template, at_once or os.cpu_count() or 1, progress) as children:
        while given < len(jobs):
            while waiting and children.has_room:
                place, (job, half) = waiting.pop(0)
                children.begin(place, job, half)
            for place, summary in children.finished():
                done.setdefault(place // len(halves), {})[place % len(halves)] = summary
            while given < len(jobs) and len(done.get(given, {})) == len(halves):
                yield together([found for _, found in sorted(done.pop(given).items())])
                given += 1


class RehearsalFailed(Exception):
    """A rehearsal broke off; the message says why, for the log."""


class _Children:
    """Processes begun here, and only they."""

    def __init__(self, template: Books, most: int, progress: Progress | None) -> None:
        self._template, self._most, self._progress = template, most, progress
        self._running: dict[Connection, tuple[int, int, Job]] = {}

    def __enter__(self) -> _Children:
        return self

    def __exit__(self, *_: object) -> None:
        for line, (_place, child, _job) in self._running.items():
            line.close()
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    @property
    def has_room(self) -> bool:
        """Whether another may begin."""
        return len(self._running) < self._most

    def begin(self, place: int, job: Job, half: Officers) -> None:
        """A process for this piece."""
        mine, theirs = Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            mine.close()
            _work(self._template, replace(job, officers=half), theirs)
        theirs.close()
        self._running[mine] = (place, child, job)

    def finished(self) -> Iterator[tuple[int, Summary]]:
        """Wait for news; whatever has come to its end."""
        for line in wait(list(self._running)):
            assert isinstance(line, Connection)  # noqa: S101  # nothing else is waited for
            place, child, job = self._running[line]
            try:
                news: Any = line.recv()
            except EOFError:
                news = RehearsalFailed("a rehearsal ended without a word")
            if isinstance(news, date):
                if self._progress is not None:
                    self._progress(job.number, news)
                continue
            del self._running[line]
            line.close()
            os.waitpid(child, 0)
            if isinstance(news, BaseException):
                raise news
            yield place, news


def _work(template: Books, job: Job, line: Connection) -> None:
    """The child's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    gc.freeze()  # what the parent made stays as it is
    gc.set_threshold(*_SELDOM)
    try:
        news: Any = rehearse(template, job, line.send)
    except Exception as problem:
        news = _portable(problem)
    with suppress(BrokenPipeError):
        line.send(news)
    line.close()
    os._exit(0)


def _portable(problem: Exception) -> Exception:
    """The problem itself if it can be handed over, else its kind."""
    try:
        pickle.loads(pickle.dumps(problem))  # noqa: S301  # our own object, seen whether it survives the trip
    except Exception:
        return RehearsalFailed(f"{type(problem).__name__}: {problem}")
    return problem
