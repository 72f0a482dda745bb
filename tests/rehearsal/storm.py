"""What else goes wrong in a stormy rehearsal: processes die at the worst moment, the bell is silent for hours, the clock is set.

All of it stands on the test's side. The world of ``scheduler.rehearsal`` is given these parts instead of its own; what they
drive (claiming, recording, duties) is the product. Each fault is drawn by lot, so a seed gives one course of things.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.books import Books
from casework.clock import SetClock
from scheduler.bell.duties import TOPICS, Duty, run_duty
from scheduler.delivery.claiming import Claimed
from scheduler.delivery.left_sending import recover
from scheduler.delivery.senders import Accepted, Uncertain
from scheduler.rehearsal import bell as bells
from scheduler.rehearsal import running
from scheduler.rehearsal import world as worlds
from scheduler.rehearsal.agenda import Agenda
from scheduler.rehearsal.bell import Bell
from scheduler.rehearsal.log import Known, Log, Sent
from scheduler.rehearsal.lots import Lots
from scheduler.rehearsal.speaking import OWNER, Speaker
from scheduler.rehearsal.summary import Summary, summarise
from scheduler.rehearsal.world import Rehearsed, World

DIES_BEFORE, DIES_AFTER = (
    0.04,
    0.08,
)  # of the messages: the sender dies before it leaves, or when nothing of it is written yet
DUTY_DIES = 0.01  # of the duties: the bell dies in the middle of one
SILENT = 0.15  # of the days: the bell is off for some hours, of ten times once for three days
SETS = 0.1  # of the days: the clock is set an hour on or back
OFF, DUTY, SET = "the bell is off", "a duty dies", "the clock is set"
BEFORE, AFTER = "the sender dies before a message leaves", "the sender dies before it writes down"
FAULTS = (OFF, DUTY, SET, BEFORE, AFTER)
"""By name. Channels that are away, refused and lost requests, absent officers are habits of every rehearsal."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Died(Exception):
    """A process was killed."""


@dataclass(kw_only=True)
class Weather:
    """What one rehearsal (one process) has seen. ``off``: how far the clock is from true; ``seen``: faults by name."""

    lots: Lots
    clock: SetClock
    off: timedelta
    seen: Counter[str]

    def strikes(self, what: str, chance: float) -> bool:
        """Whether it happens this time."""
        self.seen[f"asked: {what}"] += 1
        if self.lots.share(self.seen[f"asked: {what}"], what) >= chance:
            return False
        self.seen[what] += 1
        return True

    def hours(self, what: str, most: float) -> timedelta:
        """How long it lasts."""
        return timedelta(hours=most * self.lots.share(self.seen[what], f"{what} lasts"))


_weather: Weather  # of the rehearsal that this process runs


@dataclass(frozen=True)
class Stamped(Sent):
    """``at`` is the true instant, ``shown`` what the machine's clock said."""

    shown: datetime


@dataclass(frozen=True)
class Endured(Summary):
    """A summary with the faults that happened."""

    faults: Counter[str]


class _Lines(list[Sent]):
    def append(self, one: Sent) -> None:
        values = {name: getattr(one, name) for name in ("party", "contact", "decision", "campaign", "purpose")}
        super().append(Stamped(at=one.at - _weather.off, shown=one.at, **values))


class TrueLog(Log):
    """Writes down when things really happened, however the clock was set meanwhile."""

    def __init__(self) -> None:
        super().__init__(sent=_Lines())

    def note(self, at: datetime, fact: Any, about: int, until: datetime | None = None) -> None:
        """At the true instant."""
        ends = None if until is None else until - _weather.off
        self.known.append(Known(at - _weather.off, fact, about, ends))


class StormyAgenda(Agenda):
    """The clock is set by somebody now and then; what was to happen at an hour happens when the clock shows it."""

    def __init__(self, clock: SetClock, end: datetime) -> None:
        super().__init__(clock, end)
        self._was_set = False
        day, number = clock.now(), 0
        while day < end:
            number += 1
            if _weather.lots.share(number, "sets the clock") < SETS:
                far = HOUR if _weather.lots.share(number, "which way") < 0.5 else -HOUR
                at = day + DAY * _weather.lots.share(number, "at what hour")
                self.at(at, self._set, far)
            day += DAY

    def until(self, instant: datetime) -> None:
        """As in ``Agenda``; the clock is never put back by what is late."""
        while self._coming and self._coming[0][0] <= instant:
            self._was_set = False
            when, _, happening, args = heapq.heappop(self._coming)
            self.clock.set(max(when, self.clock.now()))
            self.happened += 1
            happening(*args)
            if self._was_set:
                return
        self.clock.set(max(instant, self.clock.now()))

    def _set(self, far: timedelta) -> None:
        """Never beyond an hour off: what has been set wrong is set right."""
        if abs(_weather.off + far) > HOUR:
            far = -far
        _weather.off += far
        _weather.seen[SET] += 1
        self.clock.set(self.clock.now() + far)
        self._was_set = True


class StormyBell(Bell):
    """Is silent for hours, and dies in the middle of a duty; whoever rings after it knows nothing but the books."""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self._day, self._off_until = books.clock.now(), books.clock.now()

    def ring(self) -> None:
        """Unless it is off, or dies."""
        now = self._books.clock.now()
        while self._day + DAY <= now:
            self._day += DAY
            if _weather.strikes(OFF, SILENT):
                most = 144.0 if _weather.seen[OFF] % 10 == 5 else 12.0
                self._off_until = now + _weather.hours(OFF, most)
        if now < self._off_until:
            self.due_at = self._off_until
            return
        try:
            super().ring()
        except Died:
            fresh = Bell(self._books)
            self._rung, self._next = set(TOPICS), fresh._next
            self.due_at = self._books.clock.now() + _weather.hours(DUTY, 0.5)


def _dying_duty(books: Books, duty: Duty) -> bool:
    if not _weather.strikes(DUTY, DUTY_DIES):
        return run_duty(books, duty)
    within = books.conn.begin_nested()
    run_duty(books, duty)
    within.rollback()  # its transaction was never committed
    books.rings.clear()
    raise Died


class StormySpeaker(Speaker):
    """Dies between claim and record; what takes the account over finds what it left."""

    def speak(self) -> int:
        """One batch, or a part of it."""
        try:
            return super().speak()
        except Died:
            books, now = self._books, self._books.clock.now()
            self.free_at = now + _weather.hours(BEFORE, 1.0)
            recover(books, self.account, f"{OWNER} after")
            self.due_at = max(self.free_at, now)
            return 1

    def _say(self, claimed: Sequence[Claimed], at: datetime) -> None:
        for place, one in enumerate(claimed):
            if _weather.strikes(BEFORE, DIES_BEFORE):
                super()._say(claimed[:place], at)
                raise Died
            if _weather.strikes(AFTER, DIES_AFTER):
                super()._say(claimed[:place], at)
                outcome = self._channel.take(one, at)
                if isinstance(outcome, Accepted | Uncertain):
                    self._left(one, at, outcome)
                raise Died
        super()._say(claimed, at)


class StormyWorld(World):
    """The world with these parts."""

    def __init__(self, books: Books, *, seed: int, **given: Any) -> None:
        global _weather
        assert isinstance(books.clock, SetClock)
        _weather = Weather(lots=Lots(seed * 31 + 7), clock=books.clock, off=timedelta(), seen=Counter())
        super().__init__(books, seed=seed, **given)


def _summarise(books: Books, campaign_id: int, seed: int, ran: Rehearsed) -> Summary:
    plain = summarise(books, campaign_id, seed, ran)
    faults = Counter({name: many for name, many in _weather.seen.items() if not name.startswith("asked: ")})
    return Endured(**{name: getattr(plain, name) for name in Summary.__dataclass_fields__}, faults=faults)


@contextmanager
def storm() -> Iterator[None]:
    """Inside the block every rehearsal is a stormy one."""
    with pytest.MonkeyPatch.context() as patch:
        for name, part in (
            ("Agenda", StormyAgenda),
            ("Bell", StormyBell),
            ("Speaker", StormySpeaker),
            ("Log", TrueLog),
        ):
            patch.setattr(worlds, name, part)
        patch.setattr(bells, "run_duty", _dying_duty)
        patch.setattr(running, "World", StormyWorld)
        patch.setattr(running, "summarise", _summarise)
        yield


def as_shown(sent: tuple[Sent, ...]) -> list[Sent]:
    """By the machine's clock."""
    return [replace(one, at=one.shown) if isinstance(one, Stamped) else one for one in sent]
