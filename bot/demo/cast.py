"""Who and what of the demo has been written so far, and how is something written that happened days ago?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from casework.books import Books
from casework.clock import VIETNAM, SetClock

SET_UP = 300  # days ago
MORNING = time(9, 15)


@dataclass(kw_only=True)
class Cast:
    """What has been written, by the keys of the data files. ``lines``: a case's lines in their order there."""

    today: date
    agency_id: int = 0
    communes: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    decisions: dict[int, int] = field(default_factory=dict)
    lines: dict[int, list[int]] = field(default_factory=dict)

    def day(self, days_ago: int) -> date:
        """That many days before today; below 0 it is ahead."""
        return self.today - timedelta(days=days_ago)


def then(books: Books, day: date, days_ago: int, at: time = MORNING) -> Books:
    """The same books with a clock that stands at ``at`` of the day ``days_ago`` before ``day``.

    Nothing is written before the agency was set up: what is older was entered on that day.
    """
    instant = datetime.combine(day - timedelta(days=min(days_ago, SET_UP)), at, VIETNAM)
    return Books(books.conn, books.keys, SetClock(instant), books.rings)
