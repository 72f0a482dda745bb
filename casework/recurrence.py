"""On which days does a rule fall, month after month, and where does a day go that is a rest day?

Pure: dates in, dates out. A monthly rule gives each month its day, a weekly one each week at most one; a day that is moved off a
rest day never leaves its month or week, so that no month loses the day which the law asks for (TCD13 Đ.18.2).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casework.working_days import WorkingDays

LAST = -1
_DAY, _WEEK = timedelta(days=1), 7


class Every(StrEnum):
    """How the rule counts."""

    MONTH_DAY = "month_day"  # the 15th; in a shorter month its last day
    NTH_WEEKDAY = "nth_weekday"  # the second Thursday of the month, or the last
    WEEKLY = "weekly"  # every Thursday


class OnRestDay(StrEnum):
    """What becomes of a day on which the agency rests."""

    NEXT = "next"  # the first working day after it; if that leaves the month or week, the last before it
    BEFORE = "before"  # the other way round
    SKIP = "skip"


class ExceptionKind(StrEnum):
    """What somebody decided for one day of a plan."""

    SKIP = "skip"
    MOVE = "move"


class Fate(StrEnum):
    """Why a day of the rule is held when it is."""

    BY_RULE = "by_rule"
    OFF_REST_DAY = "off_rest_day"  # moved
    RESTED = "rested"  # not held
    LEFT_OUT = "left_out"  # not held: somebody decided so
    MOVED = "moved"  # somebody decided so


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """``number``: day of the month 1..31, or which weekday of the month 1..4 or ``LAST``; ``weekday``: 0 is Monday."""

    every: Every
    number: int | None = None
    weekday: int | None = None
    on_rest_day: OnRestDay = OnRestDay.NEXT

    def __post_init__(self) -> None:
        wrong = {
            Every.MONTH_DAY: self.number not in range(1, 32) or self.weekday is not None,
            Every.NTH_WEEKDAY: self.number not in (*range(1, 5), LAST) or self.weekday not in range(_WEEK),
            Every.WEEKLY: self.number is not None or self.weekday not in range(_WEEK),
        }
        if wrong[self.every]:
            raise ValueError("a rule names the day of the month, the weekday and its number, or the weekday")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exceptional:
    """One day of the rule as somebody decided: left out (``to_date`` None) or held on ``to_date``."""

    to_date: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """A day of the rule, and the date on which it is held; None: it is not."""

    planned_on: date
    on_date: date | None
    fate: Fate


def coming(
    rule: Rule, first: date, last: date, calendar: WorkingDays, exceptions: Mapping[date, Exceptional]
) -> Iterator[Coming]:
    """The days whose date by the rule is within ``first`` and ``last``, in that order."""
    for planned in by_rule(rule, first, last):
        decided = exceptions.get(planned)
        if decided is not None:
            fate = Fate.LEFT_OUT if decided.to_date is None else Fate.MOVED
            yield Coming(planned_on=planned, on_date=decided.to_date, fate=fate)
            continue
        held = placed(rule, planned, calendar)
        fate = Fate.RESTED if held is None else Fate.BY_RULE if held == planned else Fate.OFF_REST_DAY
        yield Coming(planned_on=planned, on_date=held, fate=fate)


def by_rule(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The rule's dates within ``first`` and ``last``, whatever the calendar says."""
    if rule.every is Every.WEEKLY:
        assert rule.weekday is not None  # noqa: S101  # as the rule was made
        day = first + timedelta(days=(rule.weekday - first.weekday()) % _WEEK)
        while day <= last:
            yield day
            day += timedelta(days=_WEEK)
        return
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        day = _of_month(rule, year, month)
        if first <= day <= last:
            yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def placed(rule: Rule, planned: date, calendar: WorkingDays) -> date | None:
    """``planned`` itself on a working day; else where the rule moves it, within its month or week; None: nowhere."""
    if calendar.is_working_day(planned):
        return planned
    if rule.on_rest_day is OnRestDay.SKIP:
        return None
    ways = (_DAY, -_DAY) if rule.on_rest_day is OnRestDay.NEXT else (-_DAY, _DAY)
    for way in ways:
        day = planned + way
        while _together(rule, planned, day):
            if calendar.is_working_day(day):
                return day
            day += way
    return None


def _of_month(rule: Rule, year: int, month: int) -> date:
    weekday_of_first, length = monthrange(year, month)
    assert rule.number is not None  # noqa: S101  # as the rule was made
    if rule.every is Every.MONTH_DAY:
        return date(year, month, min(rule.number, length))
    assert rule.weekday is not None  # noqa: S101  # as the rule was made
    earliest = 1 + (rule.weekday - weekday_of_first) % _WEEK
    if rule.number == LAST:
        return date(year, month, earliest + (length - earliest) // _WEEK * _WEEK)
    return date(year, month, earliest + (rule.number - 1) * _WEEK)


def _together(rule: Rule, planned: date, day: date) -> bool:
    if rule.every is Every.WEEKLY:
        return planned.isocalendar()[:2] == day.isocalendar()[:2]
    return (planned.year, planned.month) == (day.year, day.month)
