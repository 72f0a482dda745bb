"""How is a rate printed, and how much is it above the target or the year before?

Whole numbers throughout: a rate is rounded once, half up, to the two decimals that are printed. Points are the difference
of two printed rates, so that whoever subtracts what is printed gets what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PLACES = 2


def percent(part: int, whole: int, *, places: int = PLACES) -> Decimal | None:
    """``part`` in percent of ``whole``, rounded half up (away from nought); None where ``whole`` is nothing.

    ``percent(17_653, 23_625)`` is ``Decimal("74.72")``. Raises ``ValueError`` for a negative ``whole``.
    """
    if whole < 0:
        raise ValueError("a rate is a share of something")
    if whole == 0:
        return None
    scaled = (abs(part) * 100 * 10**places * 2 + whole) // (2 * whole)
    return Decimal(scaled if part >= 0 else -scaled).scaleb(-places)


def points(rate: Decimal | None, other: Decimal | None) -> Decimal | None:
    """How many points ``rate`` is above ``other``; None where one of them is missing."""
    return None if rate is None or other is None else rate - other


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """How much more (or, below nought, less) than before: ``amount``, and in percent of before (None if that was nothing)."""

    amount: int
    percent: Decimal | None


def change(now: int, before: int) -> Change:
    """From ``before`` to ``now``; neither is negative."""
    return Change(amount=now - before, percent=percent(now - before, before))
