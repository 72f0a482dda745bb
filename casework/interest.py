"""How much late interest has run up, as an estimate?

Only where the judgment orders it and at the rate it orders (ND152 Đ.29.1); on the principal still owed each day, never on
interest (Đ.29.2); up to, not with, the day the money is received. The base of the day count and the rounding are not fixed
by the law, so they are settings, and what comes out is an estimate: the officer's figure rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from casework.citations import CIVIL_CODE, ENFORCEMENT_LAW, Citation

ENFORCEMENT_DECREE = "152/2026/NĐ-CP"
_ORDERED = Citation(law=ENFORCEMENT_DECREE, article="29", clause="1")
_NO_COMPOUND = Citation(law=ENFORCEMENT_DECREE, article="29", clause="2")
_LATE_PAYMENT = Citation(law=CIVIL_CODE, article="357")
_RATES = Citation(law=CIVIL_CODE, article="468")
_DEFERRED = Citation(law=ENFORCEMENT_LAW, article="46", clause="1", point="c")
_SUSPENDED = Citation(law=ENFORCEMENT_LAW, article="47")


class DayCount(StrEnum):
    """How many days a year has when a yearly rate is spread over days."""

    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"


_DAYS_A_YEAR = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    """Principal received: from this day on no interest runs on ``amount`` đồng."""

    on: date
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Days on which no interest runs: from ``start`` up to, not with, ``until``; still on if that is None."""

    start: date
    until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class InterestLine:
    """``days`` days from ``start`` up to, not with, ``until``, all on one principal; ``interest`` in whole đồng."""

    start: date
    until: date
    days: int
    principal: int
    interest: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """Late interest as an estimate: the sum of its lines, with the places in the law it rests on."""

    lines: tuple[InterestLine, ...]
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
    rate: Decimal | Fraction | int,
    start: date,
    until: date,
    *,
    payments: Sequence[Paid] = (),
    pauses: Sequence[Pause] = (),
    day_count: DayCount = DayCount.ACTUAL_365,
) -> Interest:
    """The interest on ``principal`` đồng at ``rate`` percent a year from ``start`` up to, not with, ``until``.

    A line for each stretch of days on one principal, rounded half up to a đồng. Payments reduce principal only; what is
    paid beyond it changes nothing here. Raises ``ValueError`` for a negative sum or rate, ``until`` before ``start``, a
    pause that ends before it starts, and ``TypeError`` for a rate that is a float: ten percent would no longer be ten.
    """
    if isinstance(rate, float):
        raise TypeError("a rate is a Decimal, Fraction or int, never a float")
    _refuse_impossible(principal, rate, start, until, payments, pauses)
    per_day = Fraction(rate) / 100 / _DAYS_A_YEAR[day_count]
    lines = []
    for first, end in pairwise(_turning_days(start, until, payments, pauses)):
        left = principal - sum(paid.amount for paid in payments if paid.on <= first)
        if left > 0 and not any(_rests(pause, first) for pause in pauses):
            lines.append(_line(first, end, left, per_day))
    extra = (_DEFERRED, _SUSPENDED) if pauses else ()
    return Interest(lines=tuple(lines), citations=(_ORDERED, _NO_COMPOUND, _LATE_PAYMENT, _RATES, *extra))


def _line(start: date, until: date, principal: int, per_day: Fraction) -> InterestLine:
    days = (until - start).days
    interest = _half_up(principal * per_day * days)
    return InterestLine(start=start, until=until, days=days, principal=principal, interest=interest)


def _half_up(amount: Fraction) -> int:
    """The nearest đồng; half a đồng is a đồng (``round`` would go to the even one)."""
    return int(amount + Fraction(1, 2))


def _turning_days(start: date, until: date, payments: Iterable[Paid], pauses: Iterable[Pause]) -> list[date]:
    """The days on which principal or pause changes, with both ends; empty stretches left out."""
    turns = {paid.on for paid in payments if paid.amount}
    turns |= {day for pause in pauses for day in (pause.start, pause.until) if day is not None}
    return sorted({start, until} | {day for day in turns if start < day < until})


def _rests(pause: Pause, day: date) -> bool:
    return pause.start <= day and (pause.until is None or day < pause.until)


def _refuse_impossible(
    principal: int,
    rate: Decimal | Fraction | int,
    start: date,
    until: date,
    payments: Iterable[Paid],
    pauses: Iterable[Pause],
) -> None:
    if principal < 0 or rate < 0 or any(paid.amount < 0 for paid in payments):
        raise ValueError("sums and rate are not negative")
    if until < start:
        raise ValueError("interest ends before it starts")
    if any(pause.until is not None and pause.until < pause.start for pause in pauses):
        raise ValueError("a pause ends before it starts")
