"""What do the books say about the payments of a decision?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, or_, select

from casework.books import Books
from casework.db.prepared import Prepared
from casework.tables.decisions import allocation
from casework.tables.decisions import payment as payments


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
    """The decision already has this receipt number, for another sum, day or debtor: ``payment_id``."""

    def __init__(self, payment_id: int) -> None:
        super().__init__(
            "Số biên lai này đã ghi cho quyết định này với số tiền, ngày hoặc người được nộp thay khác. Hãy xem lại biên lai."
        )
        self.payment_id = payment_id


class PaymentUnknown(PaymentRefused):
    """There is no such payment, or it was reversed before."""

    def __init__(self) -> None:
        super().__init__("Không có khoản thu này, hoặc khoản thu đã bị hủy. Hãy mở lại quyết định để xem.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """A payment of a decision, in đồng. ``paid_on``: the agency had the money; None where a list named only the sum.

    ``slip``, ``slip_on``: the prison's own paper, where it took the money in. ``surplus``: what came over what was due.
    ``payer_id``: the debtor for whom it was paid, where that was said.
    """

    id: int
    amount: int
    paid_on: date | None
    receipt: str | None
    source: Source
    entered_by: int | None
    entered_at: datetime
    reversed_at: datetime | None
    payer_id: int | None = None
    slip: str | None = None
    slip_on: date | None = None
    surplus: int = 0

    @property
    def live(self) -> bool:
        """Whether it stands; one that was reversed does not."""
        return self.reversed_at is None

    @property
    def waiting(self) -> bool:
        """Whether the money lies at a prison and has not come to the agency yet (ND152 Đ.35: within a month)."""
        return self.live and self.slip is not None and self.receipt is None

    @property
    def given_on(self) -> date | None:
        """The day on which the payer gave it out of hand, at the prison or to the agency."""
        return self.slip_on or self.paid_on


def payments_of(books: Books, decision_id: int) -> list[Payment]:
    """The decision's payments in the order they were entered, reversed ones too."""
    return [_payment(row) for row in _OF_DECISION.named(books.conn, decision=decision_id)]


def payments_of_many(books: Books, decision_ids: Iterable[int]) -> dict[int, list[Payment]]:
    """``payments_of`` for many decisions; one without payments is missing."""
    found: dict[int, list[Payment]] = {}
    for row in books.conn.execute(_OF_MANY, {"decisions": list(decision_ids)}):
        found.setdefault(row.decision_id, []).append(_payment(row))
    return found


def payment(books: Books, payment_id: int) -> tuple[int, Payment] | None:
    """(decision, payment), reversed or not; None for an unknown one."""
    row = books.conn.execute(_BY_ID, {"id": payment_id}).one_or_none()
    return None if row is None else (row.decision_id, _payment(row))


def paid_towards(books: Books, line_ids: Iterable[int]) -> list[tuple[date | None, int]]:
    """(day, đồng) of what the agency received towards these lines together, by day; first what bears no day.

    What lies at a prison is not in it: late interest ends on the day the agency has the money (ND152 Đ.29.2).
    """
    rows = books.conn.execute(_TOWARDS, {"lines": list(line_ids)})
    return sorted(((row[0], row[1]) for row in rows), key=lambda paid: (paid[0] is not None, paid[0] or date.min))


def shares_of(books: Books, payment_id: int) -> dict[int, int]:
    """line id -> đồng that the payment brought to it."""
    return {row[0]: row[1] for row in _SHARES.rows(books.conn, payment=payment_id)}


_OF_DECISION = Prepared(select(payments).where(payments.c.decision_id == bindparam("decision")).order_by(payments.c.id))
_OF_MANY = (
    select(payments).where(payments.c.decision_id.in_(bindparam("decisions", expanding=True))).order_by(payments.c.id)
)
_BY_ID = select(payments).where(payments.c.id == bindparam("id"))
_SHARES = Prepared(
    select(allocation.c.obligation_id, allocation.c.amount).where(allocation.c.payment_id == bindparam("payment"))
)
_TOWARDS = (
    select(payments.c.paid_on, cast(func.sum(allocation.c.amount), BigInteger))
    .select_from(allocation.join(payments, payments.c.id == allocation.c.payment_id))
    .where(
        allocation.c.obligation_id.in_(bindparam("lines", expanding=True)),
        or_(payments.c.slip.is_(None), payments.c.receipt.is_not(None)),
    )
    .group_by(payments.c.paid_on)
)


def _payment(row: Any) -> Payment:
    return Payment(
        id=row.id,
        amount=row.amount,
        paid_on=row.paid_on,
        receipt=row.receipt,
        source=Source(row.source),
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        reversed_at=row.reversed_at,
        payer_id=row.payer_id,
        slip=row.slip,
        slip_on=row.slip_on,
        surplus=row.surplus,
    )
