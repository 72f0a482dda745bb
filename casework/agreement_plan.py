"""Which instalment of an agreement is next, and how much is overdue, given what has been paid since?

What is paid counts towards the instalments in the order of their days, whatever day it came on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Instalment:
    """``amount`` đồng by the end of ``due_on``."""

    due_on: date
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An instalment with what has been paid of it, in đồng."""

    due_on: date
    amount: int
    paid: int

    @property
    def left(self) -> int:
        """What is still to be paid of it."""
        return self.amount - self.paid


def standing(instalments: Iterable[Instalment], paid: int) -> tuple[Standing, ...]:
    """The instalments in their order, with ``paid`` đồng counted towards them one after the other."""
    found = []
    for one in sorted(instalments):
        part = min(paid, one.amount)
        paid -= part
        found.append(Standing(due_on=one.due_on, amount=one.amount, paid=part))
    return tuple(found)


def next_instalment(stands: Sequence[Standing]) -> Standing | None:
    """The first that is not paid in full; None when all are."""
    return next((one for one in stands if one.left), None)


def overdue(stands: Iterable[Standing], as_of: date) -> int:
    """Đồng that should have been paid before ``as_of`` and are not. An instalment's own day is still in time."""
    return sum(one.left for one in stands if one.due_on < as_of)
