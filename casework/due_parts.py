"""On which days do the parts of a line fall due? Alimony month by month, instalments that the judgment itself orders.

Each period of a periodic duty falls due for itself (ND152 Đ.10.1); one decision asks for what is due or falls due within
the year (ND152 Đ.11.2). Instalments that the parties agree on are something else: ``casework.agreements``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import bindparam, delete, insert, select

from casework.books import Books
from casework.clock import today
from casework.decision_events import record_event
from casework.decision_lock import hold_decision
from casework.decision_states import DecisionRefused
from casework.money_events import MoneyEvent
from casework.tables.decisions import due_part, obligation

MOST_PARTS = 240


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class DuePart:
    """``amount`` đồng of a line that fall due on a day."""

    due_on: date
    amount: int


def due_by(amount: int, parts: Iterable[DuePart], day: date) -> int:
    """Of a line that asks for ``amount``: what has fallen due by the end of ``day``. What lies in no part is due at once."""
    later = sum(part.amount for part in parts if part.due_on > day)
    return max(0, amount - later)


def parts_left(asked: int, paid: int, parts: Sequence[DuePart]) -> list[tuple[date | None, int, int]]:
    """(day, đồng, đồng not paid) of the parts of a line that asks for ``asked`` after what was waived, in their order.

    First, with no day, what lies in no part. What was waived and what was paid counts for the earliest first; a part of which
    nothing remains after the waiver is left out.
    """
    found: list[tuple[date | None, int, int]] = []
    later, before = sum(part.amount for part in parts), 0
    for due_on, amount in [(None, 0), *((part.due_on, part.amount) for part in parts)]:
        later -= amount
        by_then = max(0, asked - later)
        if by_then > before:
            found.append((due_on, by_then - before, max(0, by_then - paid) - max(0, before - paid)))
        before = by_then
    return found


def monthly(amount: int, first_day: date, months: int) -> tuple[DuePart, ...]:
    """``amount`` đồng a month, from ``first_day`` on; in shorter months on their last day."""
    days = []
    for later in range(months):
        year, month = divmod(first_day.year * 12 + first_day.month - 1 + later, 12)
        last = monthrange(year, month + 1)[1]
        days.append(date(year, month + 1, min(first_day.day, last)))
    return tuple(DuePart(due_on=day, amount=amount) for day in days)


def check_parts(parts: Sequence[DuePart], most: int) -> None:
    """Raises ``DecisionRefused`` unless the days ascend and the sums are above 0 and together at most ``most`` đồng."""
    if len(parts) > MOST_PARTS:
        raise DecisionRefused(f"Quá nhiều kỳ (nhiều nhất {MOST_PARTS}). Hãy tách thành nhiều khoản.")
    if any(part.amount <= 0 for part in parts):
        raise DecisionRefused("Số tiền mỗi kỳ phải lớn hơn 0 đồng. Hãy xem lại.")
    if any(later.due_on <= earlier.due_on for earlier, later in pairwise(parts)):
        raise DecisionRefused("Ngày các kỳ phải tăng dần, mỗi ngày một kỳ. Hãy xem lại.")
    if sum(part.amount for part in parts) > most:
        raise DecisionRefused("Các kỳ cộng lại nhiều hơn số tiền của khoản. Hãy xem lại.")


def set_parts(books: Books, obligation_id: int, parts: Sequence[DuePart], *, entered_by: int | None = None) -> None:
    """Write when the line falls due, anew. Raises ``DecisionRefused`` for a line or parts that cannot be."""
    row = books.conn.execute(_LINE, {"id": obligation_id}).one_or_none()
    if row is None:
        raise DecisionRefused("Không có khoản này trong sổ. Hãy xem lại các khoản của quyết định.")
    hold_decision(books, row.decision_id)
    check_parts(parts, row.amount)
    books.conn.execute(delete(due_part).where(due_part.c.obligation_id == obligation_id))
    insert_parts(books, obligation_id, parts)
    record_event(books, row.decision_id, MoneyEvent.PARTS_CHANGED, today(books.clock), entered_by=entered_by)
    books.ring("facts")


def insert_parts(books: Books, obligation_id: int, parts: Sequence[DuePart]) -> None:
    """Write the parts of a line that has none, checked before."""
    rows = [{"obligation_id": obligation_id, "due_on": part.due_on, "amount": part.amount} for part in parts]
    if rows:
        books.conn.execute(insert(due_part), rows)


def parts_of(books: Books, obligation_id: int) -> tuple[DuePart, ...]:
    """When the line falls due, by day; empty for one that is due as a whole."""
    rows = books.conn.execute(_PARTS, {"id": obligation_id})
    return tuple(DuePart(due_on=row.due_on, amount=row.amount) for row in rows)


_LINE = select(obligation.c.decision_id, obligation.c.amount).where(obligation.c.id == bindparam("id"))
_PARTS = select(due_part).where(due_part.c.obligation_id == bindparam("id")).order_by(due_part.c.due_on)
