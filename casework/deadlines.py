"""When does a period of the law end?

The enforcement law and its decree have no counting rule of their own. The periods are therefore counted by the Civil Code
(91/2015/QH13), which is the usual reading, not one that a court or the ministry has laid down:

- the day of the event is not counted (article 147.2, 147.3);
- a period of days ends with its last day (148.1), one of months on the same date of its last month, or on that month's last
  day if it has no such date (148.3), one of years on the same date of its last year (148.4; 29 February: the 28th);
- an end on a day of rest moves to the end of the next working day (148.5); a day ends at 24:00 (148.6).

Two readings are this program's own, for a lawyer to confirm. A period that is a most (a deferral of three months, L25
Đ.46.2), or that has to be over before something may be done (the two years of Đ.38.4), ends on its date also when that is
a day of rest: 148.5 helps whoever must act on the last day, and here nobody must. Whether limitation and the periods for
complaints (thời hiệu: Đ.34.2, Đ.96) move off days of rest like others is not said anywhere: they are moved here, and each
answer about them sends the officer to check.

Working days (ngày làm việc) are those of the agency's own calendar. Which periods there are: ``casework.periods``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from casework.books import Books
from casework.citations import CIVIL_CODE, Citation
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS, Period, Unit
from casework.working_days import WorkingDays, working_days

VOLUNTARY_DAYS = PERIODS[PeriodKind.VOLUNTARY_PERIOD].length
_FIRST_DAY_OUT = Citation(law=CIVIL_CODE, article="147", clause="2")
_SAME_DATE_OF_MONTH = Citation(law=CIVIL_CODE, article="148", clause="3")
_SAME_DATE_OF_YEAR = Citation(law=CIVIL_CODE, article="148", clause="4")
_MOVED_OFF_REST = Citation(law=CIVIL_CODE, article="148", clause="5")
_UNTIL_MIDNIGHT = Citation(law=CIVIL_CODE, article="148", clause="6")
_DAY = timedelta(days=1)


class Counted(StrEnum):
    """On which calendar a period runs: every day, or only days on which the agency works."""

    CALENDAR = "calendar"
    WORKING = "working"


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
    counted: Counted = Counted.CALENDAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Days that are left out of a period: from ``start`` up to, not with, ``until``."""

    start: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        return self.start <= day < self.until


class NotExcludable(ValueError):
    """The law leaves no days out of this period."""


def deadline(calendar: WorkingDays, kind: PeriodKind, start: date, *, not_counted: Sequence[Span] = ()) -> Deadline:
    """The end of the period ``kind`` whose event is on ``start``; its article is among the citations.

    For the kinds that run backwards (``Period.before``) the event is what lies ahead, and the answer is the latest day on
    which the thing may be done. ``not_counted``: proved emergency, obstacle or force majeure (L25 Đ.34.2, Đ.96.4); raises
    ``NotExcludable`` for a period from which the law leaves nothing out.
    """
    period = PERIODS[kind]
    if not_counted and not period.excludable:
        raise NotExcludable(kind)
    if period.unit is Unit.WORKING_DAYS:
        return _in_working_days(calendar, period, start)
    plain = _after_spans(start, plain_end(start, period.length, period.unit), not_counted)
    basis = (*period.basis, _FIRST_DAY_OUT, *_same_date(period.unit))
    return _fixed(plain, basis) if period.fixed_end else _ending(calendar, plain, basis, not_counted)


def deadline_of(books: Books, kind: PeriodKind, start: date) -> Deadline:
    """``deadline`` by the agency's own calendar."""
    return deadline(working_days(books), kind, start)


def voluntary_period_end(books: Books, served_on: date) -> Deadline:
    """The last of the ten days in which a debtor pays of their own will, from the day of valid notice ``served_on``.

    Enforcement law 106/2025/QH15, article 36.1. Never to be counted from a chat message: that is no notice.
    """
    return deadline_of(books, PeriodKind.VOLUNTARY_PERIOD, served_on)


def earliest_after_notice(calendar: WorkingDays, kind: PeriodKind, notified_on: date) -> date:
    """The first working day on which the event may take place when it was announced on ``notified_on``.

    The other way round from ``deadline`` for the kinds that run backwards, such as ``SEIZURE_NOTICE`` (L25 Đ.80.2.a: at
    least 3 working days before) and ``COST_ESTIMATE`` (Đ.72.7: at least 2). Raises ``ValueError`` for any other kind.
    """
    period = PERIODS[kind]
    if not period.before:
        raise ValueError(f"{kind} does not run back from an event")
    return calendar.add(notified_on, period.length)


def plain_end(start: date, length: int, unit: Unit) -> date:
    """Where a period of calendar days, months or years ends before rest days are looked at (Civil Code 148.1, .3, .4)."""
    match unit:
        case Unit.CALENDAR_DAYS:
            return start + timedelta(days=length)
        case Unit.MONTHS:
            return _same_date_after(start, length)
        case Unit.YEARS:
            return _same_date_after(start, 12 * length)
        case Unit.WORKING_DAYS:
            raise ValueError("working days are counted on a calendar")
        case _:
            assert_never(unit)


def _same_date_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _same_date(unit: Unit) -> tuple[Citation, ...]:
    return {Unit.MONTHS: (_SAME_DATE_OF_MONTH,), Unit.YEARS: (_SAME_DATE_OF_YEAR,)}.get(unit, ())


def _after_spans(start: date, end: date, spans: Sequence[Span]) -> date:
    """``end``, later by as many days after ``start`` as ``spans`` take out of the period, overlaps taken once."""
    free = start + _DAY  # the first day that no span has taken yet
    for span in sorted(spans, key=lambda one: one.start):
        first = max(span.start, free)
        if first > end:
            break
        if span.until > first:
            end += span.until - first
            free = span.until
    return end


def _in_working_days(calendar: WorkingDays, period: Period, start: date) -> Deadline:
    """``period.length`` working days after the event, or before it; the day of the event is not counted."""
    last = calendar.add(start, -period.length if period.before else period.length)
    return Deadline(
        last_day=last,
        moved_from=None,
        unconfirmed_year=_unconfirmed(calendar, min(start, last), max(start, last)),
        citations=(*period.basis, _FIRST_DAY_OUT, _UNTIL_MIDNIGHT),
        counted=Counted.WORKING,
    )


def _fixed(plain: date, basis: tuple[Citation, ...]) -> Deadline:
    """An end that no day of rest moves; so no calendar that is still to be confirmed can move it either."""
    return Deadline(last_day=plain, moved_from=None, unconfirmed_year=False, citations=(*basis, _UNTIL_MIDNIGHT))


def _ending(
    calendar: WorkingDays, plain: date, basis: tuple[Citation, ...], not_counted: Sequence[Span] = ()
) -> Deadline:
    last = calendar.on_or_after(plain)
    while any(span.holds(last) for span in not_counted):  # nothing can be done on the day it moved to
        last = calendar.on_or_after(last + _DAY)
    moved = last != plain
    return Deadline(
        last_day=last,
        moved_from=plain if moved else None,
        unconfirmed_year=_unconfirmed(calendar, plain, last),
        citations=(*basis, *((_MOVED_OFF_REST,) if moved else ()), _UNTIL_MIDNIGHT),
    )


def _unconfirmed(calendar: WorkingDays, first: date, last: date) -> bool:
    return not all(calendar.year_confirmed(year) for year in range(first.year, last.year + 1))
