"""What can be screened for somebody who knows years and sums only roughly?

Who has no paper at hand knows "more than five years" and "under five million". The thresholds of L25 Đ.42 cut years and
sums into bands; within one the answer of ``casework.exemptions`` is the same, but for the days and shares it names. A band
is a place in ``AGES`` or ``SUMS``, so that a button can carry it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casework.exemptions import GROUNDS, years_over_on

_DAY = timedelta(days=1)
AGES = (0, *sorted({ground.after_years for ground in GROUNDS}))
"""Whole years that are over since the first decision: none that counts, five, ten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SumBand:
    """Sums that the law treats alike, in đồng; both ends belong to it, ``most`` None: all above."""

    least: int
    most: int | None

    def holds(self, amount: int) -> bool:
        """Whether ``amount`` is one of them."""
        return self.least <= amount and (self.most is None or amount <= self.most)


def _sum_bands() -> tuple[SumBand, ...]:
    starts = sorted({ground.least for ground in GROUNDS} | {ground.most + 1 for ground in GROUNDS if ground.most})
    ends = [start - 1 for start in starts[1:]]
    return tuple(SumBand(least=least, most=most) for least, most in zip(starts, [*ends, None], strict=True))


SUMS = _sum_bands()


def latest_first_decision(as_of: date, years: int) -> date:
    """The latest day of a first decision since which ``years`` years are over on ``as_of`` (L25 Đ.42.5)."""
    day = date(as_of.year - years, as_of.month, 1)  # somewhere near; the rule itself says where exactly
    while years_over_on(day + _DAY, years) <= as_of:
        day += _DAY
    while years_over_on(day, years) > as_of:
        day -= _DAY
    return day


def age_of(first_decision_on: date, as_of: date) -> int:
    """The band of a decision's age: its place in ``AGES``."""
    return max(
        place for place, years in enumerate(AGES) if not years or years_over_on(first_decision_on, years) <= as_of
    )


def a_day_of_age(age: int, as_of: date) -> date:
    """A first decision of this age, to screen with where the day itself is not known."""
    return latest_first_decision(as_of, AGES[age]) if AGES[age] else as_of


def sum_of(amount: int) -> int:
    """The band of a sum above nought: its place in ``SUMS``."""
    return next(place for place, band in enumerate(SUMS) if band.holds(amount))
