"""Which days does a report cover, and which days of the year before is it compared with?

The profession's year runs from 1 October to 30 September and bears the number of the year in which it ends, so that its
figures are ready for the autumn session of the National Assembly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from casework.clock import VIETNAM

_FIRST_MONTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From ``first`` to ``last``, both days included. Raises ``ValueError`` if they are in the wrong order."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on or after the day it begins")

    @property
    def begins_at(self) -> datetime:
        """The instant at which the first day begins in Viet Nam."""
        return datetime.combine(self.first, time(), VIETNAM)

    @property
    def over_at(self) -> datetime:
        """The instant at which the last day has ended in Viet Nam."""
        return datetime.combine(self.last + timedelta(days=1), time(), VIETNAM)

    @property
    def year(self) -> int | None:
        """The number of the profession's year that this period is; None for any other period."""
        year = self.last.year
        return year if self == statistical_year(year) else None

    def year_before(self) -> Period:
        """The same days a year earlier; 29 February becomes the 28th."""
        return Period(first=_a_year_earlier(self.first), last=_a_year_earlier(self.last))


def statistical_year(year: int) -> Period:
    """The profession's year ``year``: 1 October of the year before to 30 September."""
    return Period(first=date(year - 1, _FIRST_MONTH, 1), last=date(year, _FIRST_MONTH - 1, 30))


def year_with(day: date) -> int:
    """The number of the profession's year in which ``day`` lies."""
    return day.year + (day.month >= _FIRST_MONTH)


def _a_year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
