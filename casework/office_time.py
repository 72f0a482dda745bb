"""When have so many minutes of office time passed?

The agency's own words for its hours are a text for people; what is counted here are the hours between which somebody can
be expected to look: 07:30 to 17:00 on working days. A demo agency is always there, like its people.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from casework.agency import the_agency
from casework.books import Books
from casework.clock import VIETNAM, local
from casework.working_days import WorkingDays, working_days

OPENS, CLOSES = time(7, 30), time(17, 0)
_DAY = timedelta(days=1)


def after(books: Books, instant: datetime, wait: timedelta) -> datetime:
    """The instant at which ``wait`` of office time has passed since ``instant``. Aware UTC."""
    agency = the_agency(books)
    if agency is not None and agency.demo:
        return instant + wait
    calendar = working_days(books)
    begin = _open_at(calendar, instant)
    while (left := _at(local(begin).date(), CLOSES) - begin) < wait:
        wait -= left
        begin = _open_at(calendar, _at(local(begin).date(), CLOSES))
    return begin + wait


def _open_at(calendar: WorkingDays, instant: datetime) -> datetime:
    """``instant`` itself inside the hours, else the next opening."""
    here = local(instant)
    if here.time() < CLOSES and calendar.is_working_day(here.date()):
        return max(instant, _at(here.date(), OPENS))
    day = here.date() if here.time() < CLOSES else here.date() + _DAY
    return _at(calendar.on_or_after(day), OPENS)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)
