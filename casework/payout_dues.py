"""What lies at the agency for somebody, since when, and by which day must it be paid out?

What came in on a line goes to its creditor within ten days of the day the agency had it (L25 Đ.54.6). Money for the State
budget goes another way and is not in this list, nor is what a case list carried over without a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, or_, select

from casework.books import Books
from casework.db.bulk import in_pieces
from casework.deadlines import deadline
from casework.obligation_details import more_told
from casework.payment_order import BY_THE_AGENCY, FOR_THE_STATE, NOT_MONEY, Kind
from casework.period_kinds import PeriodKind
from casework.tables.agreements import payout
from casework.tables.decisions import allocation, decision, obligation, payment
from casework.working_days import working_days


@dataclass(frozen=True, kw_only=True, slots=True)
class ToPayOut:
    """``amount`` đồng that lie at the agency. ``kind`` None: a surplus. ``due_on`` None: no day is set for it."""

    decision_id: int
    number: str
    line_id: int | None
    kind: Kind | None
    creditor_id: int | None
    amount: int
    received_on: date | None
    due_on: date | None


def to_pay_out(books: Books, agency_id: int) -> list[ToPayOut]:
    """Everything that is to be paid out or given back, by the day it is due; what has no such day last."""
    found = [*_of_lines(books, agency_id), *_deposits(books, agency_id), *_surpluses(books, agency_id)]
    return sorted(
        found, key=lambda one: (one.due_on is None, one.due_on or date.max, one.decision_id, one.line_id or 0)
    )


def oldest_kept(received: Iterable[tuple[date, int]], paid_out: int) -> tuple[date, int] | None:
    """(day of the oldest money still kept, đồng kept): what came first goes out first. None when nothing is kept."""
    oldest, kept = None, 0
    for day, amount in sorted(received):
        gone = min(amount, paid_out)
        paid_out -= gone
        if amount > gone:
            oldest = oldest or day
            kept += amount - gone
    return None if oldest is None else (oldest, kept)


def _of_lines(books: Books, agency_id: int) -> Iterator[ToPayOut]:
    calendar = working_days(books)
    heads = {row.id: row for row in books.conn.execute(_KEPT, {"agency": agency_id})}
    for piece in in_pieces(list(heads)):
        received: dict[int, list[tuple[date, int]]] = {}
        for row in books.conn.execute(_RECEIVED, {"lines": list(piece)}):
            received.setdefault(row.obligation_id, []).append((row.paid_on, row.amount))
        for line_id in piece:
            head = heads[line_id]
            oldest = oldest_kept(received[line_id], head.paid_out)
            if oldest is not None:
                last_day = deadline(calendar, PeriodKind.PAYOUT, oldest[0]).last_day
                yield _to_pay_out(head, oldest[1], received_on=oldest[0], due_on=last_day)


def _deposits(books: Books, agency_id: int) -> Iterator[ToPayOut]:
    for row in books.conn.execute(_DEPOSITS, {"agency": agency_id}):
        yield _to_pay_out(row, row.amount - row.paid_out)


def _surpluses(books: Books, agency_id: int) -> Iterator[ToPayOut]:
    numbers = {row.id: row.number for row in books.conn.execute(_OVERPAID, {"agency": agency_id})}
    for piece in in_pieces(list(numbers)):
        told: Sequence[Any] = sorted(more_told(books, list(piece)).items())
        for decision_id, more in told:
            if more.surplus.left > 0:
                yield ToPayOut(
                    decision_id=decision_id,
                    number=numbers[decision_id],
                    line_id=None,
                    kind=None,
                    creditor_id=None,
                    amount=more.surplus.left,
                    received_on=None,
                    due_on=None,
                )


def _to_pay_out(head: Any, amount: int, *, received_on: date | None = None, due_on: date | None = None) -> ToPayOut:
    return ToPayOut(
        decision_id=head.decision_id,
        number=head.number,
        line_id=head.id,
        kind=Kind(head.kind),
        creditor_id=head.creditor_id,
        amount=amount,
        received_on=received_on,
        due_on=due_on,
    )


_IS_HERE = (
    payment.c.reversed_at.is_(None),
    payment.c.paid_on.is_not(None),
    or_(payment.c.slip.is_(None), payment.c.receipt.is_not(None)),
)
_OUT = cast(
    select(func.coalesce(func.sum(payout.c.amount), 0))
    .where(
        payout.c.decision_id == obligation.c.decision_id,
        payout.c.obligation_id == obligation.c.id,
        payout.c.reversed_at.is_(None),
    )
    .scalar_subquery(),
    BigInteger,
)
_IN = (
    select(func.coalesce(func.sum(allocation.c.amount), 0))
    .join_from(allocation, payment, payment.c.id == allocation.c.payment_id)
    .where(allocation.c.obligation_id == obligation.c.id, *_IS_HERE)
    .scalar_subquery()
)
_LINES = select(
    obligation.c.id,
    obligation.c.decision_id,
    obligation.c.kind,
    obligation.c.creditor_id,
    obligation.c.amount,
    decision.c.number,
    _OUT.label("paid_out"),
).join_from(obligation, decision, decision.c.id == obligation.c.decision_id)
_KEPT = _LINES.where(
    decision.c.agency_id == bindparam("agency"),
    or_(
        obligation.c.kind.not_in([kind.value for kind in FOR_THE_STATE | BY_THE_AGENCY | NOT_MONEY]),
        obligation.c.creditor_id.is_not(None) & obligation.c.kind.in_([kind.value for kind in FOR_THE_STATE]),
    ),
    _IN > _OUT,
)
_DEPOSITS = _LINES.where(
    decision.c.agency_id == bindparam("agency"),
    obligation.c.kind == Kind.DEPOSIT_REFUND.value,
    obligation.c.amount > _OUT,
)
_RECEIVED = (
    select(
        allocation.c.obligation_id, payment.c.paid_on, cast(func.sum(allocation.c.amount), BigInteger).label("amount")
    )
    .join_from(allocation, payment, payment.c.id == allocation.c.payment_id)
    .where(allocation.c.obligation_id.in_(bindparam("lines", expanding=True)), *_IS_HERE)
    .group_by(allocation.c.obligation_id, payment.c.paid_on)
)
_OVERPAID = (
    select(decision.c.id, decision.c.number)
    .join_from(payment, decision, decision.c.id == payment.c.decision_id)
    .where(decision.c.agency_id == bindparam("agency"), payment.c.surplus > 0, payment.c.reversed_at.is_(None))
    .distinct()
)
