"""When may the agency speak unasked, and when is the next such hour?

From 07:30 to 20:00 on working days of the agency's own calendar; never on rest days, public holidays or Tết. Replies are
not bound by this: somebody waits for them. A demo agency, whose people are invented, speaks at any hour: who tries the
product on a Sunday night shall see what it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, select

from casework.books import Books
from casework.clock import VIETNAM, local
from casework.db.prepared import Prepared
from casework.tables.agency import agency
from casework.tables.calendar import calendar_day, calendar_year
from casework.working_days import DayKind, WorkingDays, working_days

T = TypeVar("T", int, ColumnElement[int])
OPENS = time(7, 30)
CLOSES = time(20, 0)
SPREAD = timedelta(hours=3, minutes=30)  # steps of one day are spread from 07:30 to 11:00
_APART = timedelta(minutes=5)  # in groups: to the second, every row planned would lie on another page of the index
_DAY = timedelta(days=1)


class _Certain(WorkingDays):
    """A calendar in which a Saturday is worked only where the agency has confirmed its year.

    A year that was only proposed may be wrong about the days worked in exchange, and what was said on a rest day cannot be
    taken back; a rest day that it names is kept.
    """

    __slots__ = ()

    def kind_of(self, day: date) -> DayKind | None:
        kind = WorkingDays.kind_of(self, day)
        return None if kind is DayKind.WORKED and not self.year_confirmed(day.year) else kind


class _EveryDay(WorkingDays):
    """A calendar without rest days."""

    __slots__ = ()

    def is_working_day(self, day: date) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Window:
    """The open hours over a calendar that was read once. Instants are aware UTC, days are the office's."""

    calendar: WorkingDays
    opens: time = OPENS
    closes: time = CLOSES

    def is_open(self, instant: datetime) -> bool:
        """Whether ``instant`` lies inside the window (07:30 does, 20:00 no longer)."""
        here = local(instant)
        return self.opens <= here.time() < self.closes and self.calendar.is_working_day(here.date())

    def next(self, instant: datetime) -> datetime:
        """``instant`` itself if it lies inside the window, else the next opening after it."""
        if self.is_open(instant):
            return instant
        here = local(instant)
        day = here.date() if here.time() < self.opens else here.date() + _DAY
        return self.opening(self.calendar.on_or_after(day))

    def opening(self, day: date) -> datetime:
        """The beginning of the window on ``day``, as a UTC instant; whether it is a working day is not looked at."""
        return datetime.combine(day, self.opens, VIETNAM).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """The end of the window on ``day``, as a UTC instant; whether it is a working day is not looked at."""
        return datetime.combine(day, self.closes, VIETNAM).astimezone(UTC)

    def on_or_before(self, instant: datetime) -> datetime:
        """``instant`` if its day is a working day, else the same hour of the last working day before it."""
        while not self.calendar.is_working_day(local(instant).date()):
            instant -= _DAY
        return instant


class _AnyHour(Window):
    """Open day and night."""

    __slots__ = ()

    def opening(self, day: date) -> datetime:
        """So early that all that is spread over the day's first hours is due when the day begins."""
        return Window.opening(self, day) - SPREAD


def spread(party_id: T) -> T:
    """Seconds from a day's opening to when a step of that day is due for this party; of a number or of a column."""
    return party_id % (SPREAD // _APART) * int(_APART.total_seconds())


def any_hour() -> Window:
    """The window of a demo agency."""
    every_day = _EveryDay(days={}, proposed=frozenset(), confirmed=frozenset())
    return _AnyHour(every_day, opens=time.min, closes=time.max)


def for_speaking(calendar: WorkingDays) -> Window:
    """The window over this calendar, in which unconfirmed make-up days stay quiet."""
    return Window(_Certain(days=calendar.days, proposed=calendar.proposed, confirmed=calendar.confirmed))


def window(books: Books) -> Window:
    """The window over the agency's calendar as it stands now."""
    return any_hour() if _IS_DEMO.rows(books.conn)[0][0] else for_speaking(working_days(books))


def next_window(books: Books, instant: datetime) -> datetime:
    """``instant`` itself if the agency may speak unasked then, else the next instant at which it may."""
    return instant if is_open(books, instant) else window(books).next(instant)


_DEMO = select(agency.c.demo).limit(1).scalar_subquery()
_IS_DEMO = Prepared(select(_DEMO.label("demo")))
_THE_YEAR = calendar_year.c.year == bindparam("year")
OF_THE_DAY = (
    _DEMO.label("demo"),
    select(calendar_year.c.year).where(_THE_YEAR).scalar_subquery().label("year"),
    select(calendar_year.c.confirmed_at).where(_THE_YEAR).scalar_subquery().label("confirmed_at"),
    select(calendar_day.c.kind).where(calendar_day.c.on_date == bindparam("day")).scalar_subquery().label("kind"),
)
"""What decides on a ``day`` of a ``year``, for whoever asks for more at once: ``is_open_by``."""
_THAT_DAY = Prepared(select(*OF_THE_DAY))


def is_open(books: Books, instant: datetime) -> bool:
    """Whether the agency may speak unasked at ``instant``."""
    day = local(instant).date()
    return is_open_by(books, instant, _THAT_DAY.rows(books.conn, day=day, year=day.year)[0])


def is_open_by(books: Books, instant: datetime, of_the_day: Sequence[Any]) -> bool:
    """The same, by what was read of that day (``OF_THE_DAY``)."""
    day = local(instant).date()
    demo, proposed_year, confirmed_at, kind = of_the_day
    if demo:
        return any_hour().is_open(instant)
    if proposed_year is None:  # nobody has proposed that year: the forecast decides
        return for_speaking(working_days(books)).is_open(instant)
    kinds = {} if kind is None else {day: DayKind(kind)}
    confirmed = frozenset() if confirmed_at is None else frozenset({day.year})
    return for_speaking(WorkingDays(days=kinds, proposed=frozenset({day.year}), confirmed=confirmed)).is_open(instant)
