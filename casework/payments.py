"""Which payment came in, from where, and which lines did it pay?

A payment is shared out at once (``casework.payment_order``), under a lock on its decision, so that two clerks cannot pay
one line twice. Reversing one shares out those that remain from the beginning, as if it had never been written. Money paid
does not change a decision's status: that a duty is finished is for the officer to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, cast, delete, func, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import EventKind, record_event
from casework.decisions import DecisionUnknown
from casework.obligations import due_lines
from casework.payment_order import Overpayment, share_out
from casework.tables.decisions import allocation, decision
from casework.tables.decisions import payment as payments
from casework.tidy import tidy

__all__ = [
    "Overpayment",
    "Payment",
    "PaymentRefused",
    "PaymentUnknown",
    "ReceiptTaken",
    "Recorded",
    "Source",
    "paid_towards",
    "payments_of",
    "record_payment",
    "reverse_payment",
    "share_out_anew",
]


class Source(StrEnum):
    """Where the money was taken in."""

    OPENING = "opening"  # carried over from a list that names only the sum
    OFFICE = "office"
    TREASURY = "treasury"
    PRISON = "prison"
    TRANSFER = "transfer"


class PaymentRefused(Exception):
    """The payment cannot be written as given; the message is for whoever enters it."""


class ReceiptTaken(PaymentRefused):
    """The decision already has this receipt number, for another sum or day: ``payment_id``."""

    def __init__(self, payment_id: int) -> None:
        super().__init__("Số biên lai này đã ghi cho quyết định này với số tiền hoặc ngày khác. Hãy xem lại biên lai.")
        self.payment_id = payment_id


class PaymentUnknown(PaymentRefused):
    """There is no such payment, or it was reversed before."""

    def __init__(self) -> None:
        super().__init__("Không có khoản thu này, hoặc khoản thu đã bị hủy. Hãy mở lại quyết định để xem.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A payment as written: how many đồng went to which line (id), and what is left under the decision.

    ``already``: the same receipt was there; nothing was written again.
    """

    payment_id: int
    shares: dict[int, int]
    left: int
    already: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """A payment of a decision. ``paid_on`` is None where a list named only the sum."""

    id: int
    amount: int
    paid_on: date | None
    receipt: str | None
    source: Source
    entered_by: int | None
    entered_at: datetime
    reversed_at: datetime | None


def record_payment(
    books: Books,
    decision_id: int,
    amount: int,
    *,
    paid_on: date | None,
    receipt: str | None,
    source: Source,
    entered_by: int | None = None,
) -> Recorded:
    """Write a payment of ``amount`` đồng and share it out over the decision's lines (L25 Đ.54.1, ND152 Đ.29.1).

    The same receipt with the same sum and day is the same payment: nothing is written twice. Raises ``Overpayment`` (with
    the surplus), ``ReceiptTaken``, ``DecisionUnknown`` or ``PaymentRefused``; then nothing is written.
    """
    receipt = tidy(receipt or "").upper() or None
    _refuse_impossible(books, amount, paid_on, receipt, source)
    _lock(books, decision_id)
    if receipt is not None and (known := _by_receipt(books, decision_id, receipt)) is not None:
        if (known.amount, known.paid_on) != (amount, paid_on):
            raise ReceiptTaken(known.id)
        return Recorded(
            payment_id=known.id, shares=_shares_of(books, known.id), left=_left(books, decision_id), already=True
        )
    lines = due_lines(books, decision_id)
    shares = share_out(amount, lines)
    payment_id = new_id()
    row = {
        "id": payment_id,
        "decision_id": decision_id,
        "amount": amount,
        "paid_on": paid_on,
        "receipt": receipt,
        "source": source,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(payments), row)
    _write_shares(books, payment_id, shares)
    left = sum(line.left for line in lines) - amount
    if left == 0:
        day = paid_on or today(books.clock)
        record_event(books, decision_id, EventKind.PAID_IN_FULL, day, entered_by=entered_by)
    books.ring("facts")
    return Recorded(payment_id=payment_id, shares=shares, left=left, already=False)


def reverse_payment(books: Books, payment_id: int, *, ground: str, reversed_by: int | None = None) -> int:
    """Take a wrong payment back and give what is left under its decision. Its row stays, marked; its receipt is free again.

    The payments that remain are shared out anew. Raises ``PaymentUnknown``, or ``PaymentRefused`` without a ground.
    """
    if not ground.strip():
        raise PaymentRefused("Chưa ghi lý do hủy khoản thu. Hãy ghi lý do.")
    decision_id = books.conn.execute(_DECISION_OF, {"id": payment_id}).scalar()
    if decision_id is None:
        raise PaymentUnknown
    _lock(books, decision_id)
    marked = update(payments).where(payments.c.id == payment_id, payments.c.reversed_at.is_(None))
    if not books.conn.execute(marked, {"reversed_at": books.clock.now(), "reversed_by": reversed_by}).rowcount:
        raise PaymentUnknown
    day = today(books.clock)
    record_event(books, decision_id, EventKind.PAYMENT_REVERSED, day, ground=tidy(ground), entered_by=reversed_by)
    return share_out_anew(books, decision_id)


def share_out_anew(books: Books, decision_id: int) -> int:
    """Share the decision's payments out from the beginning, in the order they were entered; gives what is left.

    For when lines or payments have changed under them. Raises ``Overpayment`` if the lines now ask for less than was paid.
    """
    _lock(books, decision_id)
    lines = [replace(line, left=line.amount) for line in due_lines(books, decision_id)]
    shares: dict[int, dict[int, int]] = {}
    for paid in payments_of(books, decision_id):
        if paid.reversed_at is None:
            mine = shares[paid.id] = share_out(paid.amount, lines)
            lines = [replace(line, left=line.left - mine.get(line.id, 0)) for line in lines]
    of_decision = select(payments.c.id).where(payments.c.decision_id == decision_id)
    books.conn.execute(delete(allocation).where(allocation.c.payment_id.in_(of_decision)))
    for payment_id, its_shares in shares.items():
        _write_shares(books, payment_id, its_shares)
    books.ring("facts")
    return sum(line.left for line in lines)


def payments_of(books: Books, decision_id: int) -> list[Payment]:
    """The decision's payments in the order they were entered, reversed ones too."""
    return [_payment(row) for row in books.conn.execute(_OF_DECISION, {"decision": decision_id})]


def paid_towards(books: Books, line_ids: Iterable[int]) -> list[tuple[date | None, int]]:
    """(day, đồng) of what was paid towards these lines together, by day; first what bears no day."""
    rows = books.conn.execute(_TOWARDS, {"lines": list(line_ids)})
    return sorted(((row[0], row[1]) for row in rows), key=lambda paid: (paid[0] is not None, paid[0] or date.min))


_OF_DECISION = select(payments).where(payments.c.decision_id == bindparam("decision")).order_by(payments.c.id)
_DECISION_OF = select(payments.c.decision_id).where(payments.c.id == bindparam("id"))
_BY_RECEIPT = select(payments.c.id, payments.c.amount, payments.c.paid_on).where(
    payments.c.decision_id == bindparam("decision"),
    payments.c.receipt == bindparam("receipt"),
    payments.c.reversed_at.is_(None),
)
_SHARES = select(allocation.c.obligation_id, allocation.c.amount).where(allocation.c.payment_id == bindparam("payment"))
_LOCK = select(decision.c.id).where(decision.c.id == bindparam("id")).with_for_update()
_TOWARDS = (
    select(payments.c.paid_on, cast(func.sum(allocation.c.amount), BigInteger))
    .select_from(allocation.join(payments, payments.c.id == allocation.c.payment_id))
    .where(allocation.c.obligation_id.in_(bindparam("lines", expanding=True)))
    .group_by(payments.c.paid_on)
)


def _refuse_impossible(books: Books, amount: int, paid_on: date | None, receipt: str | None, source: Source) -> None:
    if amount <= 0:
        raise PaymentRefused("Số tiền phải lớn hơn 0 đồng. Hãy nhập lại.")
    if source is not Source.OPENING and (paid_on is None or receipt is None):
        raise PaymentRefused("Thiếu ngày thu hoặc số biên lai. Hãy nhập như trên biên lai.")
    if paid_on is not None and paid_on > today(books.clock):
        raise PaymentRefused("Ngày thu chưa đến. Hãy xem lại ngày trên biên lai.")


def _lock(books: Books, decision_id: int) -> None:
    """Holds others off this decision's money until the transaction ends (SQLite has one writer anyway)."""
    if books.conn.execute(_LOCK, {"id": decision_id}).scalar() is None:
        raise DecisionUnknown


def _by_receipt(books: Books, decision_id: int, receipt: str) -> Row[Any, Any, Any] | None:
    return books.conn.execute(_BY_RECEIPT, {"decision": decision_id, "receipt": receipt}).one_or_none()


def _shares_of(books: Books, payment_id: int) -> dict[int, int]:
    return {row[0]: row[1] for row in books.conn.execute(_SHARES, {"payment": payment_id})}


def _left(books: Books, decision_id: int) -> int:
    return sum(line.left for line in due_lines(books, decision_id))


def _write_shares(books: Books, payment_id: int, shares: dict[int, int]) -> None:
    rows = [{"payment_id": payment_id, "obligation_id": line, "amount": share} for line, share in shares.items()]
    books.conn.execute(insert(allocation), rows)


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.id,
        amount=row.amount,
        paid_on=row.paid_on,
        receipt=row.receipt,
        source=Source(row.source),
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        reversed_at=row.reversed_at,
    )
