"""How many coercions were decided, carried out and avoided? Fewer is a success, so the year before stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, or_, select, true

from casework.books import Books
from casework.results.grouping import By, Key, key_of
from casework.results.periods import Period
from casework.tables.agreements import coercion
from casework.tables.decisions import decision, judgment, obligation


@dataclass(frozen=True, kw_only=True, slots=True)
class Coercions:
    """Coercions (L25 Đ.71) by the day on which each thing happened.

    ``avoided``: the duty was performed of the debtor's own will after the decision, before it came to coercion.
    """

    decided: int = 0
    carried_out: int = 0
    avoided: int = 0


def count_coercions(
    books: Books, period: Period, by: By, of: ColumnElement[bool] | None = None
) -> Mapping[Key, Coercions]:
    """The coercions of each group that has one. With ``By.KIND`` a coercion counts with every kind its decision asks for."""
    key = key_of(by)
    days = (coercion.c.decided_on, coercion.c.carried_out_on, coercion.c.avoided_on)
    source = coercion.join(decision, decision.c.id == coercion.c.decision_id)
    if by is By.MATTER:
        source = source.join(judgment, judgment.c.id == decision.c.judgment_id)
    if by is By.KIND:
        source = source.outerjoin(obligation, obligation.c.decision_id == decision.c.id)
    told = (
        select(coercion.c.id, key.label("key"), *days)
        .select_from(source)
        .where(or_(*(day.between(period.first, period.last) for day in days)), true() if of is None else of)
        .distinct()
        .subquery()
    )
    counts = [_within(told.c[day.name], period) for day in days]
    rows = books.conn.execute(select(told.c.key, *counts).group_by(told.c.key))
    return {row[0]: Coercions(decided=row[1], carried_out=row[2], avoided=row[3]) for row in rows}


def _within(day: ColumnElement[date], period: Period) -> ColumnElement[int]:
    return cast(func.sum(case((day.between(period.first, period.last), 1), else_=0)), BigInteger)
