"""On how much does late interest run under a decision, from which day, and what has been paid of it?

On what the decision asks to be paid and is not paid (ND152 Đ.29.2): to persons; to the State only if the decision asks for
nothing else. A part that falls due later, alimony of a month, is late from the day after; paid in advance it never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from casework.books import Books
from casework.due_parts import DuePart, due_by
from casework.interest import BecomesLate, Paid
from casework.payment_order import BY_THE_AGENCY, FOR_THE_STATE, NOT_MONEY, Kind
from casework.payments import paid_towards
from casework.tables.decisions import due_part, obligation

_DAY = timedelta(days=1)
Line = Row[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """``at_start`` đồng on the first day, and how it changes after.

    ``undated``: what was paid on a day that the books do not know; it counts as paid before the first day.
    """

    at_start: int
    payments: tuple[Paid, ...]
    later: tuple[BecomesLate, ...]
    undated: int


def principal_of(books: Books, decision_id: int, start: date) -> Principal:
    """What bears interest from ``start`` on. What the court has waived bears none from the start (L25 Đ.42.4)."""
    asked = {"decision": decision_id}
    lines = _bearing(books.conn.execute(_LINES, asked).all())
    parts: dict[int, list[DuePart]] = {}
    for line_id, due_on, amount in books.conn.execute(_PARTS, asked):
        parts.setdefault(line_id, []).append(DuePart(due_on=due_on, amount=amount))
    at_once = [line for line in lines if line.id not in parts]
    paid = paid_towards(books, [line.id for line in at_once])
    at_start = sum(line.amount - line.waived for line in at_once)
    payments = [Paid(on=day or start, amount=amount) for day, amount in paid]
    later: list[BecomesLate] = []
    for line in lines:
        if line.id in parts:
            towards = paid_towards(books, [line.id])
            paid = [*paid, *towards]
            first, falls, rises = _in_parts(line.amount - line.waived, parts[line.id], towards, start)
            at_start, payments, later = at_start + first, payments + falls, later + rises
    undated = sum(amount for day, amount in paid if day is None)
    return Principal(at_start=at_start, payments=tuple(payments), later=tuple(later), undated=undated)


def _in_parts(
    amount: int, parts: Sequence[DuePart], paid: Sequence[tuple[date | None, int]], start: date
) -> tuple[int, list[Paid], list[BecomesLate]]:
    """What is late of a line on ``start``, and each fall and rise of it after."""

    def late_on(day: date) -> int:
        received = sum(money for on, money in paid if on is None or on <= day)
        return max(0, due_by(amount, parts, day - _DAY) - received)

    days = {part.due_on + _DAY for part in parts} | {on for on, _ in paid if on is not None}
    before = first = late_on(start)
    falls, rises = [], []
    for day in sorted(day for day in days if day > start):
        now = late_on(day)
        if now < before:
            falls.append(Paid(on=day, amount=before - now))
        elif now > before:
            rises.append(BecomesLate(on=day, amount=now - before))
        before = now
    return first, falls, rises


def _bearing(lines: Sequence[Line]) -> list[Line]:
    """Never interest itself (ND152 Đ.29.2), nor duties that are not money, nor what the agency gives back."""
    none = {Kind.LATE_INTEREST, *NOT_MONEY, *BY_THE_AGENCY}
    principal = [line for line in lines if line.kind not in none]
    return [line for line in principal if line.kind not in FOR_THE_STATE] or principal


_LINES = (
    select(obligation.c.id, obligation.c.kind, obligation.c.amount, obligation.c.waived)
    .where(obligation.c.decision_id == bindparam("decision"))
    .order_by(obligation.c.id)
)
_PARTS = (
    select(due_part.c.obligation_id, due_part.c.due_on, due_part.c.amount)
    .join_from(due_part, obligation, obligation.c.id == due_part.c.obligation_id)
    .where(obligation.c.decision_id == bindparam("decision"))
    .order_by(due_part.c.due_on)
)
