"""How much late interest has run up, as an estimate?

Only where the judgment orders it and at the rate it orders (ND152 Đ.29.1); on the principal still owed each day, never on
interest (Đ.29.2); up to, not with, the day the money is received. The base of the day count and the rounding are not fixed
by the law, so they are settings, and what comes out is an estimate: the officer's figure rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, groupby, pairwise

from casework.citations import CIVIL_CODE, ENFORCEMENT_DECREE, ENFORCEMENT_LAW, Citation

_ORDERED = Citation(law=ENFORCEMENT_DECREE, article="29", clause="1")
_NO_COMPOUND = Citation(law=ENFORCEMENT_DECREE, article="29", clause="2")
_LATE_PAYMENT = Citation(law=CIVIL_CODE, article="357")
_RATES = Citation(law=CIVIL_CODE, article="468")
_DEFERRED = Citation(law=ENFORCEMENT_LAW, article="46", clause="1", point="c")
_DEFERRED_FOR_PROTEST = Citation(law=ENFORCEMENT_LAW, article="46", clause="2")
_SUSPENDED_FOR_PROTEST = Citation(law=ENFORCEMENT_LAW, article="47", clause="2")
_PAUSES = (_DEFERRED, _DEFERRED_FOR_PROTEST, _SUSPENDED_FOR_PROTEST)  # the only three for which the law stops interest


class DayCount(StrEnum):
    """How many days a year has when a yearly rate is spread over days."""

    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"
    ACTUAL_ACTUAL = "actual/actual"  # 366 for the days of a leap year, 365 for others


_FIXED_YEAR = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    """Principal received: from this day on no interest runs on ``amount`` đồng."""

    on: date
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BecomesLate:
    """Principal that is late from the day ``on`` only, the day after it fell due: alimony of a month, say."""

    on: date
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Days on which no interest runs: from ``start`` up to, not with, ``until``; still on if that is None."""

    start: date
    until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RateFrom:
    """The rate in percent a year from the day ``since`` on, until another begins."""

    since: date
    percent: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class InterestLine:
    """``days`` days from ``start`` up to, not with, ``until``, all on one principal, at one rate, in years of one length.

    ``interest`` is ``principal`` x ``rate`` % x ``days`` / ``year_days``, rounded half up to a đồng.
    """

    start: date
    until: date
    days: int
    principal: int
    rate: Decimal
    year_days: int
    interest: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """Late interest as an estimate: the sum of its lines, with the places in the law it rests on."""

    lines: tuple[InterestLine, ...]
    day_count: DayCount
    citations: tuple[Citation, ...]

    @property
    def interest(self) -> int:
        """Đồng."""
        return sum(line.interest for line in self.lines)

    @property
    def estimate(self) -> bool:
        """Always: neither day count nor rounding is fixed by law, and the officer's figure rules."""
        return True


def late_interest(
    principal: int,
    rate: Decimal | int | Sequence[RateFrom],
    start: date,
    until: date,
    *,
    payments: Sequence[Paid] = (),
    pauses: Sequence[Pause] = (),
    later: Sequence[BecomesLate] = (),
    day_count: DayCount = DayCount.ACTUAL_365,
) -> Interest:
    """The interest on ``principal`` đồng at ``rate`` percent a year from ``start`` up to, not with, ``until``.

    ``rate`` is one rate, or rates that follow each other; then one of them must be in force on ``start``. A line for each
    stretch of days on one principal at one rate, rounded half up to a đồng. Payments reduce principal only, those before
    ``start`` too; what is paid beyond it changes nothing here. ``later`` adds to it. Pauses may overlap. Raises ``ValueError`` for a negative
    sum or rate, ``until`` before ``start``, a pause that ends before it starts, no rate on ``start`` or two on one day,
    and ``TypeError`` for a rate that is neither ``Decimal`` nor ``int``: ten percent would no longer be ten.
    """
    rates = _in_order(rate, start)
    _refuse_impossible(principal, rates, start, until, [*payments, *later], pauses)
    days, sums = _running_sums(payments, later)
    rests = _without_overlaps(pauses)
    stretches = []
    for first, end in pairwise(_turning_days(start, until, days, pauses, rates, day_count)):
        left = principal + sums[bisect_right(days, first)]
        if left > 0 and not _rests(first, rests):
            stretches.append(_Stretch(first, end, (left, _rate_on(first, rates), _days_of_year(first, day_count))))
    extra = _PAUSES if pauses else ()
    return Interest(
        lines=tuple(_line(stretch) for stretch in _joined(stretches)),
        day_count=day_count,
        citations=(_ORDERED, _NO_COMPOUND, _LATE_PAYMENT, _RATES, *extra),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: date
    until: date
    terms: tuple[int, Decimal, int]  # principal, rate, days of the year


def _joined(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Neighbours on the same terms are one stretch: a pause of no days, say, must not cost a second rounding."""
    runs: list[list[_Stretch]] = []
    for stretch in stretches:
        if runs and runs[-1][-1].until == stretch.start:
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    for run in runs:
        for terms, same in groupby(run, key=lambda stretch: stretch.terms):
            first, *others = same
            yield _Stretch(first.start, (others or [first])[-1].until, terms)


def _line(stretch: _Stretch) -> InterestLine:
    principal, rate, year_days = stretch.terms
    days = (stretch.until - stretch.start).days
    exact = Fraction(rate) * Fraction(principal * days, 100 * year_days)
    return InterestLine(
        start=stretch.start,
        until=stretch.until,
        days=days,
        principal=principal,
        rate=rate,
        year_days=year_days,
        interest=_half_up(exact),
    )


def _half_up(amount: Fraction) -> int:
    """The nearest đồng; half a đồng is a đồng (``round`` would go to the even one)."""
    return int(amount + Fraction(1, 2))


def _turning_days(
    start: date,
    until: date,
    changes: Iterable[date],
    pauses: Iterable[Pause],
    rates: Iterable[RateFrom],
    day_count: DayCount,
) -> list[date]:
    """The days on which principal, pause, rate or the length of the year may change, with both ends, in order."""
    turns = set(changes) | {rate.since for rate in rates}
    turns |= {day for pause in pauses for day in (pause.start, pause.until) if day is not None}
    if day_count is DayCount.ACTUAL_ACTUAL:
        turns |= {date(year, 1, 1) for year in range(start.year + 1, until.year + 1)}
    return sorted({start, until} | {day for day in turns if start < day < until})


def _running_sums(payments: Iterable[Paid], later: Iterable[BecomesLate]) -> tuple[list[date], list[int]]:
    """The days on which principal changes, and its change before the first of them, by the first, by the second, ..."""
    changes = [(paid.on, -paid.amount) for paid in payments] + [(part.on, part.amount) for part in later]
    changes.sort()
    return [day for day, _ in changes], list(accumulate((change for _, change in changes), initial=0))


def _without_overlaps(pauses: Iterable[Pause]) -> list[tuple[date, date]]:
    """The days at rest, from a day up to (not with) a day, in order."""
    rests: list[tuple[date, date]] = []
    for start, until in sorted((pause.start, pause.until or date.max) for pause in pauses):
        if rests and start <= rests[-1][1]:
            rests[-1] = (rests[-1][0], max(rests[-1][1], until))
        else:
            rests.append((start, until))
    return rests


def _rests(day: date, rests: Sequence[tuple[date, date]]) -> bool:
    at = bisect_right(rests, day, key=lambda rest: rest[0])
    return at > 0 and day < rests[at - 1][1]


def _rate_on(day: date, rates: Sequence[RateFrom]) -> Decimal:
    return rates[bisect_right(rates, day, key=lambda rate: rate.since) - 1].percent


def _days_of_year(day: date, day_count: DayCount) -> int:
    return _FIXED_YEAR.get(day_count) or (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


def _in_order(rate: Decimal | int | Sequence[RateFrom], start: date) -> list[RateFrom]:
    if isinstance(rate, Sequence):
        rates = sorted(rate, key=lambda one: one.since)
    elif isinstance(rate, (Decimal, int)):
        rates = [RateFrom(since=start, percent=Decimal(rate))]
    else:
        raise TypeError("a rate is a Decimal or an int, never a float")
    if not all(isinstance(one.percent, Decimal) for one in rates):
        raise TypeError("a rate of a history is a Decimal, never a float")
    return rates


def _refuse_impossible(
    principal: int,
    rates: Sequence[RateFrom],
    start: date,
    until: date,
    sums: Iterable[Paid | BecomesLate],
    pauses: Iterable[Pause],
) -> None:
    if principal < 0 or any(rate.percent < 0 for rate in rates) or any(one.amount < 0 for one in sums):
        raise ValueError("sums and rate are not negative")
    if until < start:
        raise ValueError("interest ends before it starts")
    if any(pause.until is not None and pause.until < pause.start for pause in pauses):
        raise ValueError("a pause ends before it starts")
    if not rates or rates[0].since > start:
        raise ValueError("no rate is in force on the first day")
    if len({rate.since for rate in rates}) < len(rates):
        raise ValueError("two rates begin on one day")
