"""Which days does a page of the calendar show, week by week?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from casework.reception_laying import Planned, Standing
from casework.receptions_in_sight import Day
from casework.working_days import WorkingDays

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_TO_BE = (Standing.DUE, Standing.LATER, Standing.YEAR_UNCONFIRMED, Standing.TOO_LATE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A day of the calendar. ``outside``: of the month before or after; ``days``: published, ``to_be``: only planned so far."""

    on: date
    outside: bool
    is_today: bool
    rests: bool
    past: bool
    days: tuple[Day, ...]
    to_be: tuple[Planned, ...]

    @property
    def bare(self) -> bool:
        """Nothing is said of it."""
        return not self.days and not self.to_be


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """What a page covers, and which pages come before and after it."""

    first: date
    last: date
    month: date | None  # its first day; None: the page is a week
    before: str
    after: str

    @property
    def weeks(self) -> list[list[date]]:
        """From Monday to Sunday."""
        return [
            [monday + at * _DAY for at in range(7)]
            for monday in (self.first + _WEEK * n for n in range((self.last - self.first).days // 7 + 1))
        ]


def month_of(text: str, today: date) -> Span:
    """The weeks of the month ``2026-12``; of today's month for anything else."""
    found = _MONTH.fullmatch(text)
    first = today.replace(day=1) if found is None else date(int(found[1]), int(found[2]), 1)
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - _DAY).replace(day=1)
    return Span(
        first=_monday(first),
        last=_monday(after - _DAY) + 6 * _DAY,
        month=first,
        before=f"month={before:%Y-%m}",
        after=f"month={after:%Y-%m}",
    )


def week_of(text: str, today: date) -> Span:
    """The week in which the day ``2026-12-03`` is; of today for anything else."""
    monday = _monday(_read(text) or today)
    return Span(
        first=monday, last=monday + 6 * _DAY, month=None,
        before=f"week={monday - _WEEK:%Y-%m-%d}", after=f"week={monday + _WEEK:%Y-%m-%d}",
    )  # fmt: skip


def cells(
    span: Span, days: Iterable[Day], planned: Iterable[Planned], calendar: WorkingDays, today: date
) -> list[list[Cell]]:
    """The weeks of the page with what is on each day; what is published is not told a second time as planned."""
    found: dict[date, list[Day]] = {}
    for one in days:
        found.setdefault(one.on_date, []).append(one)
    to_be: dict[date, list[Planned]] = {}
    for coming in planned:
        if coming.standing in _TO_BE and coming.coming.on_date is not None:
            to_be.setdefault(coming.coming.on_date, []).append(coming)
    return [
        [
            Cell(
                on=day,
                outside=span.month is not None and (day.year, day.month) != (span.month.year, span.month.month),
                is_today=day == today,
                rests=not calendar.is_working_day(day),
                past=day < today,
                days=tuple(found.get(day, ())),
                to_be=tuple(to_be.get(day, ())),
            )
            for day in week
        ]
        for week in span.weeks
    ]


def _read(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2099 else None


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
