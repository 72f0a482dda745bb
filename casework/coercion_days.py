"""May coercion take place on this day, at this hour?

Two bans hold for every coercion (L25 Đ.72.5): from 22:00 to 06:00, and on days of rest and holidays. Two more hold when
forces are called in (ND152 Đ.42.2): the 15 days before and after Tết Nguyên đán, and the traditional days of a debtor who
belongs to a policy family. The decree also bars special cases of public order and custom; those only people can judge.

How the 15 days lie around a feast of several days is not laid down. Here the widest reading is taken: 15 days before the
first and 15 days after the last day off that the agency's calendar gives to the feast. An answer that rests on it says so
(``widest_reading``): it is caution, not law.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation
from casework.clock import local
from casework.working_days import DayKind, WorkingDays, first_day_of_tet

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
DAYS_AROUND_TET = 15
_HOURS_AND_REST = Citation(law=ENFORCEMENT_LAW, article="72", clause="5")
_WITH_FORCES = Citation(law=ENFORCEMENT_DECREE, article="42", clause="2")
_DAY = timedelta(days=1)
_FARTHEST = 120  # days looked ahead for a permitted one: more than Tết, its 30 days and a month of traditional days


class Bar(StrEnum):
    """Why coercion may not take place."""

    NIGHT = "night"  # 22:00-06:00
    REST_DAY = "rest_day"  # a weekend, or a day off in exchange
    HOLIDAY = "holiday"
    TET = "tet"  # 15 days before and after, with forces
    TRADITIONAL_DAY = "traditional_day"  # of a policy family, with forces


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What stands against it; nothing, if ``allowed``.

    ``widest_reading``: the bar of Tết counts, and how its 15 days are counted is not laid down. ``unconfirmed_year``: the
    agency has not confirmed the calendar it was looked up in.
    """

    bars: tuple[Bar, ...]
    unconfirmed_year: bool

    @property
    def allowed(self) -> bool:
        """Whether nothing that a calendar and a clock can know stands against it."""
        return not self.bars

    @property
    def widest_reading(self) -> bool:
        """Whether the answer is caution rather than law."""
        return Bar.TET in self.bars

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the bars stand in the law, each place once."""
        return tuple(dict.fromkeys(_BASIS[bar] for bar in self.bars))


_BASIS = {
    Bar.NIGHT: _HOURS_AND_REST,
    Bar.REST_DAY: _HOURS_AND_REST,
    Bar.HOLIDAY: _HOURS_AND_REST,
    Bar.TET: _WITH_FORCES,
    Bar.TRADITIONAL_DAY: _WITH_FORCES,
}


def on_day(calendar: WorkingDays, day: date, *, with_forces: bool, traditional_days: Collection[date] = ()) -> Verdict:
    """Whether ``day`` is open to coercion between 06:00 and 22:00.

    ``traditional_days``: those of the debtor's policy family, known to staff only. A Saturday worked in exchange counts as a
    working day, as the agency's calendar has it.
    """
    bars = [*_rest(calendar, day)]
    if with_forces and _first_around_tet(calendar, day.year) <= day <= _last_around_tet(calendar, day.year):
        bars.append(Bar.TET)
    if with_forces and day in traditional_days:
        bars.append(Bar.TRADITIONAL_DAY)
    return Verdict(bars=tuple(bars), unconfirmed_year=not calendar.year_confirmed(day.year))


def at_instant(
    calendar: WorkingDays, instant: datetime, *, with_forces: bool, traditional_days: Collection[date] = ()
) -> Verdict:
    """Whether coercion may be under way at ``instant`` (aware): from 06:00 up to, not with, 22:00 of a permitted day."""
    here = local(instant)
    found = on_day(calendar, here.date(), with_forces=with_forces, traditional_days=traditional_days)
    if NIGHT_ENDS <= here.time() < NIGHT_BEGINS:
        return found
    return Verdict(bars=(Bar.NIGHT, *found.bars), unconfirmed_year=found.unconfirmed_year)


def first_open_day(
    calendar: WorkingDays, day: date, *, with_forces: bool, traditional_days: Collection[date] = ()
) -> date | None:
    """``day`` itself if coercion may take place then, else the first such day after it; None if none comes in 120 days."""
    for ahead in range(_FARTHEST):
        one = day + ahead * _DAY
        if on_day(calendar, one, with_forces=with_forces, traditional_days=traditional_days).allowed:
            return one
    return None


def feast_of_tet(calendar: WorkingDays, year: int) -> tuple[date, date]:
    """The first and last day off that the calendar gives to Tết of ``year``, mùng 1 always among them.

    Days off that touch mùng 1, also over a weekend; a weekend at either end is no day of the feast.
    """
    mung_1 = first_day_of_tet(year)
    return _farthest(calendar, mung_1, -_DAY), _farthest(calendar, mung_1, _DAY)


def _farthest(calendar: WorkingDays, mung_1: date, step: timedelta) -> date:
    found, day = mung_1, mung_1 + step
    while not calendar.is_working_day(day):
        if calendar.kind_of(day) is not None:
            found = day
        day += step
    return found


def _first_around_tet(calendar: WorkingDays, year: int) -> date:
    return feast_of_tet(calendar, year)[0] - DAYS_AROUND_TET * _DAY


def _last_around_tet(calendar: WorkingDays, year: int) -> date:
    return feast_of_tet(calendar, year)[1] + DAYS_AROUND_TET * _DAY


def _rest(calendar: WorkingDays, day: date) -> tuple[Bar, ...]:
    if calendar.kind_of(day) is DayKind.HOLIDAY:
        return (Bar.HOLIDAY,)
    return () if calendar.is_working_day(day) else (Bar.REST_DAY,)
