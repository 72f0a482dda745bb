"""How many cases and how many đồng does each group answer for, by where they stood? One statement over the books.

Each part of the statement adds up one table over ``standing.cases``; nothing is fetched row by row, so a million decisions
are a matter of seconds. Sums are linear (asked, waived, paid), which is why no decision needs a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Executable,
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
from casework.payment_order import BY_THE_AGENCY
from casework.results.grouping import By, Key
from casework.results.periods import Period
from casework.results.standing import Standing, cases
from casework.tables.agreements import exemption
from casework.tables.decisions import allocation, decision, obligation, payment

_CASES, _LINES, _PAID, _WAIVED, _WHOLE = "cases", "lines", "paid", "waived", "whole"


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


Held = dict[Standing, Sums]


def count(books: Books, period: Period, by: By, of: ColumnElement[bool] | None = None) -> tuple[dict[Key, Held], Held]:
    """The sums of each group by standing, and those of all together.

    A payment without a day counts on the day it was entered. Groups of ``By.KIND`` overlap in cases, never in đồng.
    ``of``: only of decisions for which this holds.
    """
    told = cases(period, by, of)
    parts = [_cases(told, by), _lines(told, by), _paid(told, period, by), _waived(told, period, by)]
    if by is By.KIND:
        parts.append(_cases(told, By.AGENCY, _WHOLE))
    groups: dict[Key, Held] = {}
    whole: Held = {}
    asked: Iterable[Executable] = _of_a_few(parts, of) if by is By.DECISION and of is not None else [union_all(*parts)]
    for part, key, standing, *numbers in chain.from_iterable(map(books.conn.execute, asked)):
        if part != _WHOLE:
            _put(groups.setdefault(key, {}), Standing(standing), part, numbers)
        if part != _CASES or by is not By.KIND:
            _put(whole, Standing(standing), part, numbers)
    return groups, whole


def _of_a_few(parts: Sequence[Select[Any]], of: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """Each part by itself: all in one statement SQLite takes a few decisions for many, and reads every line and every payment there is
    to know which it need not look for (100,000 decisions: 84 ms for a hundred of them, and 17 so).
    """
    these = select(decision.c.id).where(of)
    for part, table in zip(parts, (None, obligation, payment, obligation), strict=True):
        yield part if table is None else part.where(table.c.decision_id.in_(these))


def _put(held: Held, standing: Standing, part: str, numbers: Sequence[int]) -> None:
    mine = held.setdefault(standing, Sums())
    for name, number in zip(_NAMES[part], numbers, strict=False):
        setattr(mine, name, getattr(mine, name) + number)


_NAMES = {
    _CASES: ("cases", "fresh", "undated", "coerced"),
    _LINES: ("asked", "waived"),
    _PAID: ("paid_before", "paid_within", "paid_undated"),
    _WAIVED: ("waived_within", "waived_after"),
    _WHOLE: ("cases", "fresh", "undated", "coerced"),
}


def _cases(told: CTE, by: By, name: str = _CASES) -> Select[Any]:
    """With ``By.KIND`` a decision counts once for each kind of its lines: with the first line of the kind."""
    flags = (func.sum(told.c[flag]) for flag in ("fresh", "undated", "coerced"))
    part = _part(name, told, by, func.count(), *flags)
    if by is not By.KIND:
        return part
    earlier = obligation.alias("earlier")
    same = (earlier.c.decision_id == obligation.c.decision_id, earlier.c.kind == obligation.c.kind)
    again = select(earlier.c.id).where(*same, earlier.c.id < obligation.c.id).exists()
    source = told.outerjoin(obligation, obligation.c.decision_id == told.c.id)
    return part.select_from(source).where(~again)


def _lines(told: CTE, by: By) -> Select[Any]:
    """What was asked for. What the agency itself gives back is nobody's debt, so no payment could ever come for it."""
    owed = obligation.c.kind.not_in([kind.value for kind in sorted(BY_THE_AGENCY)])
    source = told.join(obligation, and_(obligation.c.decision_id == told.c.id, owed))
    return _part(_LINES, told, by, func.sum(obligation.c.amount), func.sum(obligation.c.waived)).select_from(source)


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
        source = source.join(allocation, allocation.c.payment_id == payment.c.id)
        source = source.join(obligation, obligation.c.id == allocation.c.obligation_id)
    sums = (_sum_if(one, kept) for one in (before, within, and_(within, undated)))
    return _part(_PAID, told, by, *sums).select_from(source).where(payment.c.reversed_at.is_(None))


def _waived(told: CTE, period: Period, by: By) -> Select[Any]:
    line = obligation.c.decision_id == told.c.id
    source = told.join(obligation, line).join(exemption, exemption.c.obligation_id == obligation.c.id)
    within = exemption.c.decided_on.between(period.first, period.last)
    sums = (_sum_if(one, exemption.c.granted) for one in (within, exemption.c.decided_on > period.last))
    return _part(_WAIVED, told, by, *sums).select_from(source)


def _sum_if(condition: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.sum(case((condition, amount), else_=0))


_WIDEST = max(map(len, _NAMES.values()))


def _part(name: str, told: CTE, by: By, *numbers: ColumnElement[int]) -> Select[Any]:
    """A part of the union: its name, group, standing, and its numbers (nought for those that another part has)."""
    filled = [cast(func.coalesce(one, 0), BigInteger) for one in numbers]  # a sum of BIGINT is NUMERIC on PostgreSQL
    empty = [literal_column("0", BigInteger)] * (_WIDEST - len(filled))
    cells = [one.label(f"n{place}") for place, one in enumerate([*filled, *empty])]
    key: ColumnElement[Key] = obligation.c.kind if by is By.KIND else told.c.key
    head = (cast(literal(name), Text).label("part"), key.label("key"), told.c.standing)
    return select(*head, *cells).group_by(key, told.c.standing)
