"""When are officers at work, and who is away?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from math import log

from casework.clock import VIETNAM, local
from casework.office_time import CLOSES, OPENS
from casework.working_days import WorkingDays
from scheduler.rehearsal.agenda import Agenda
from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.lots import Lots

_DAY = timedelta(days=1)
Task = Callable[[], None]


def moment(day: date, hour: time) -> datetime:
    """This hour of the day in Viet Nam, as an aware UTC instant."""
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


class Office:
    """The office's days and its desks."""

    def __init__(self, agenda: Agenda, calendar: WorkingDays, habits: Habits, lots: Lots) -> None:
        self.agenda, self.calendar, self.habits, self.lots = agenda, calendar, habits, lots
        self._desks: dict[int, Desk] = {}

    def desk(self, officer: int | None, answers_a_day: int | None = None) -> Desk:
        """The desk of an officer; 0 is whoever is free."""
        who = officer or 0
        if who not in self._desks:
            self._desks[who] = Desk(self, who, answers_a_day)
        return self._desks[who]

    @property
    def desks(self) -> list[Desk]:
        """Every desk that has had work, by officer."""
        return [self._desks[who] for who in sorted(self._desks)]

    def working_day(self, day: date, later: int = 0) -> date:
        """``day`` if the office works then, else the next; and so many working days on."""
        return self.calendar.add(self.calendar.on_or_after(day), later) if later else self.calendar.on_or_after(day)

    def is_away(self, officer: int, day: date) -> bool:
        """Whether the officer is on leave, ill or on a course that day."""
        return self.lots.share(officer, "away", day.toordinal()) < self.habits.absent

    def cashier_at(self, payment: int, day: date) -> datetime:
        """When a payment made on ``day`` stands in the books: some working days later, in office hours."""
        waits = int(-self.habits.recorded_within_days * log(1 - self.lots.share(payment, "recorded")))
        hour = 8 + int(self.lots.share(payment, "hour") * 8)
        return moment(self.working_day(day, waits), time(hour, int(self.lots.share(payment, "minute") * 60)))


class Desk:
    """One officer's replies: one after another, within the minutes that a day has for them."""

    def __init__(self, office: Office, officer: int, answers_a_day: int | None) -> None:
        self._office, self.officer = office, officer
        minutes = office.habits.minutes_an_answer
        self._minutes = office.habits.answering_minutes if answers_a_day is None else answers_a_day * minutes
        self._waiting: deque[Task] = deque()
        self._day: date | None = None
        self._left = 0.0
        self._free_at = office.agenda.clock.now()
        self._called = False
        self.done = 0

    @property
    def waiting(self) -> int:
        """How many wait for this officer."""
        return len(self._waiting)

    def put(self, task: Task) -> None:
        """Another one on the pile."""
        self._waiting.append(task)
        self._call()

    def _call(self) -> None:
        if self._waiting and not self._called:
            self._called = True
            self._office.agenda.at(self._next_turn(), self._work)

    def _next_turn(self) -> datetime:
        """When the next one is done: in the hours of a day on which the officer is there and has minutes left."""
        now = max(self._office.agenda.clock.now(), self._free_at)
        here = local(now)
        day = here.date() if here.time() < CLOSES else here.date() + _DAY
        while True:
            day = self._office.working_day(day)
            if not self._office.is_away(self.officer, day) and self._minutes_left(day) >= self._each():
                begin = max(now, moment(day, OPENS))
                if local(begin).date() == day and local(begin).time() < CLOSES:
                    return begin + timedelta(minutes=self._each())
            day += _DAY

    def _work(self) -> None:
        day = local(self._office.agenda.clock.now()).date()
        self._left = self._minutes_left(day) - self._each()
        self._day, self._free_at, self._called = day, self._office.agenda.clock.now(), False
        task = self._waiting.popleft()
        self.done += 1
        task()
        self._call()

    def _minutes_left(self, day: date) -> float:
        return self._left if day == self._day else max(self._minutes, self._each())

    def _each(self) -> float:
        return self._office.habits.minutes_an_answer
