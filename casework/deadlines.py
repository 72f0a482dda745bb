"""When does a period of the law end?

The day that starts a period is not counted; a period of days ends at 24:00 of its last day; if that is a rest day or a
holiday, at the end of the next working day (Civil Code, articles 147 and 148). The enforcement law has no counting rule
of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casework.books import Books
from casework.citations import CIVIL_CODE, ENFORCEMENT_LAW, Citation
from casework.working_days import working_days

VOLUNTARY_DAYS = 10
_FIRST_DAY_OUT = Citation(law=CIVIL_CODE, article="147", clause="2")
_MOVED_OFF_REST = Citation(law=CIVIL_CODE, article="148", clause="5")
_UNTIL_MIDNIGHT = Citation(law=CIVIL_CODE, article="148", clause="6")


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A period's end: 24:00 of ``last_day`` in Viet Nam.

    ``moved_from`` is the day it would have ended had that been a working day. ``unconfirmed_year``: the agency has not
    confirmed the calendar it was counted with, so the day may still move.
    """

    last_day: date
    moved_from: date | None
    unconfirmed_year: bool
    citations: tuple[Citation, ...]


def voluntary_period_end(books: Books, served_on: date) -> Deadline:
    """The last of the ten days in which a debtor pays of their own will, from the day of valid notice ``served_on``.

    Enforcement law 106/2025/QH15, article 36.1. Never to be counted from a chat message: that is no notice.
    """
    basis = Citation(law=ENFORCEMENT_LAW, article="36", clause="1")
    return calendar_days_after(books, served_on, VOLUNTARY_DAYS, basis)


def calendar_days_after(books: Books, start: date, days: int, *basis: Citation) -> Deadline:
    """The end of a period of ``days`` calendar days that begins with the event on ``start``; ``basis``: who sets it."""
    calendar = working_days(books)
    plain = start + timedelta(days=days)
    last = calendar.on_or_after(plain)
    moved = last != plain
    return Deadline(
        last_day=last,
        moved_from=plain if moved else None,
        unconfirmed_year=not all(calendar.year_confirmed(year) for year in {plain.year, last.year}),
        citations=(*basis, _FIRST_DAY_OUT, *((_MOVED_OFF_REST,) if moved else ()), _UNTIL_MIDNIGHT),
    )
