"""When may the agency speak unasked, and when is the next such hour?

From 07:30 to 20:00 on working days of the agency's own calendar; never on rest days, public holidays or Tết. Replies are
not bound by this: somebody waits for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.clock import VIETNAM, local
from casework.tables.calendar import calendar_day, calendar_year
from casework.working_days import DayKind, WorkingDays, working_days

OPENS = time(7, 30)
CLOSES = time(20, 0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The open hours over a calendar that was read once. Instants are aware UTC, days are the office's."""

    calendar: WorkingDays

    def is_open(self, instant: datetime) -> bool:
        """Whether ``instant`` lies inside the window (07:30 does, 20:00 no longer)."""
        here = local(instant)
        return OPENS <= here.time() < CLOSES and self.calendar.is_working_day(here.date())

    def next(self, instant: datetime) -> datetime:
        """``instant`` itself if it lies inside the window, else the next opening after it."""
        if self.is_open(instant):
            return instant
        here = local(instant)
        day = here.date() if here.time() < OPENS else here.date() + _DAY
        return opening(self.calendar.on_or_after(day))

    def on_or_before(self, instant: datetime) -> datetime:
        """``instant`` if its day is a working day, else the same hour of the last working day before it."""
        while not self.calendar.is_working_day(local(instant).date()):
            instant -= _DAY
        return instant


def opening(day: date) -> datetime:
    """07:30 of ``day`` in Viet Nam, as a UTC instant; whether it is a working day is not looked at."""
    return datetime.combine(day, OPENS, VIETNAM).astimezone(UTC)


def closing(day: date) -> datetime:
    """20:00 of ``day`` in Viet Nam, as a UTC instant; whether it is a working day is not looked at."""
    return datetime.combine(day, CLOSES, VIETNAM).astimezone(UTC)


def window(books: Books) -> Window:
    """The window over the agency's calendar as it stands now."""
    return Window(working_days(books))


def next_window(books: Books, instant: datetime) -> datetime:
    """``instant`` itself if the agency may speak unasked then, else the next instant at which it may."""
    return instant if is_open(books, instant) else window(books).next(instant)


_THAT_DAY = (
    select(calendar_day.c.kind)
    .select_from(calendar_year.outerjoin(calendar_day, calendar_day.c.on_date == bindparam("day")))
    .where(calendar_year.c.year == bindparam("year"))
)


def is_open(books: Books, instant: datetime) -> bool:
    """Whether the agency may speak unasked at ``instant``. One statement at most: it is asked for each reminder."""
    here = local(instant)
    if not OPENS <= here.time() < CLOSES:
        return False
    day = here.date()
    found = books.conn.execute(_THAT_DAY, {"day": day, "year": day.year}).one_or_none()
    if found is None:  # nobody has proposed that year: the forecast decides
        return window(books).is_open(instant)
    kinds = {} if found.kind is None else {day: DayKind(found.kind)}
    one_day = WorkingDays(days=kinds, proposed=frozenset({day.year}), confirmed=frozenset())
    return Window(one_day).is_open(instant)
