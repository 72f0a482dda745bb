"""How many cases and how many đồng does each group answer for, by where they stood? One statement over the books.

Each part of the statement adds up one table over ``standing.cases``; nothing is fetched row by row, so a million decisions
are a matter of seconds. Sums are linear (asked, waived, paid), which is why no decision needs a row of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from casework.books import Books
from casework.results.grouping import By, Key
from casework.results.periods import Period
from casework.results.standing import Standing, cases
from casework.tables.agreements import exemption
from casework.tables.decisions import allocation, obligation, payment

_CASES, _LINES, _PAID, _WAIVED = "cases", "lines", "paid", "waived"


@dataclass(kw_only=True, slots=True)
class Sums:
    """What one group has in one standing. Cases, then đồng; see ``count``."""

    cases: int = 0
    fresh: int = 0
    undated: int = 0
    coerced: int = 0
    asked: int = 0
    waived: int = 0  # up to now
    paid_before: int = 0
    paid_within: int = 0
    paid_undated: int = 0  # of paid_within
    waived_within: int = 0
    waived_after: int = 0

    @property
    def due(self) -> int:
        """What was to be collected when the period began, or when the decision was issued in it."""
        return self.asked - (self.waived - self.waived_within - self.waived_after) - self.paid_before

    @property
    def left(self) -> int:
        """What was still to be collected when the period ended."""
        return self.due - self.paid_within - self.waived_within


Counted = Mapping[tuple[Key, Standing], Sums]


def count(books: Books, period: Period, by: By) -> Counted:
    """The sums of each group and standing that occurs. A payment without a day counts on the day it was entered."""
    told = cases(period, by)
    parts = (_cases(told), _lines(told, by), _paid(told, period, by), _waived(told, period, by))
    sums: dict[tuple[Key, Standing], Sums] = {}
    for part, key, standing, *numbers in books.conn.execute(union_all(*parts)):
        mine = sums.setdefault((key, Standing(standing)), Sums())
        for name, number in zip(_NAMES[part], numbers, strict=False):
            setattr(mine, name, number)
    return sums


_NAMES = {
    _CASES: ("cases", "fresh", "undated", "coerced"),
    _LINES: ("asked", "waived"),
    _PAID: ("paid_before", "paid_within", "paid_undated"),
    _WAIVED: ("waived_within", "waived_after"),
}


def _cases(told: CTE) -> Select[Any]:
    return _part(_CASES, told, func.count(), *(func.sum(told.c[name]) for name in ("fresh", "undated", "coerced")))


def _lines(told: CTE, by: By) -> Select[Any]:
    source = told.join(obligation, _line_of(told, by))
    return _part(_LINES, told, func.sum(obligation.c.amount), func.sum(obligation.c.waived)).select_from(source)


def _paid(told: CTE, period: Period, by: By) -> Select[Any]:
    """By kind a payment is told apart as it was shared out; otherwise it is its decision's as a whole."""
    undated, dated = payment.c.paid_on.is_(None), payment.c.paid_on.is_not(None)
    before = or_(and_(dated, payment.c.paid_on < period.first), and_(undated, payment.c.entered_at < period.begins_at))
    after = or_(and_(dated, payment.c.paid_on > period.last), and_(undated, payment.c.entered_at >= period.over_at))
    within = and_(~before, ~after)
    kept: ColumnElement[int] = payment.c.amount - payment.c.surplus
    source = told.join(payment, payment.c.decision_id == told.c.id)
    if by is By.KIND:
        kept = allocation.c.amount
        shares = told.join(obligation, _line_of(told, by)).join(
            allocation, allocation.c.obligation_id == obligation.c.id
        )
        source = shares.join(payment, payment.c.id == allocation.c.payment_id)
    sums = (_sum_if(one, kept) for one in (before, within, and_(within, undated)))
    return _part(_PAID, told, *sums).select_from(source).where(payment.c.reversed_at.is_(None))


def _waived(told: CTE, period: Period, by: By) -> Select[Any]:
    source = told.join(obligation, _line_of(told, by)).join(exemption, exemption.c.obligation_id == obligation.c.id)
    within = exemption.c.decided_on.between(period.first, period.last)
    sums = (_sum_if(one, exemption.c.granted) for one in (within, exemption.c.decided_on > period.last))
    return _part(_WAIVED, told, *sums).select_from(source)


def _line_of(told: CTE, by: By) -> ColumnElement[bool]:
    mine = obligation.c.decision_id == told.c.id
    return and_(mine, obligation.c.kind == told.c.key) if by is By.KIND else mine


def _sum_if(condition: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.sum(case((condition, amount), else_=0))


_WIDEST = max(map(len, _NAMES.values()))


def _part(name: str, told: CTE, *numbers: ColumnElement[int]) -> Select[Any]:
    """A part of the union: its name, group, standing, and its numbers (nought for those that another part has)."""
    filled = [cast(func.coalesce(one, 0), BigInteger) for one in numbers]  # a sum of BIGINT is NUMERIC on PostgreSQL
    empty = [literal_column("0", BigInteger)] * (_WIDEST - len(filled))
    cells = [one.label(f"n{place}") for place, one in enumerate([*filled, *empty])]
    return select(cast(literal(name), Text).label("part"), told.c.key, told.c.standing, *cells).group_by(
        told.c.key, told.c.standing
    )
