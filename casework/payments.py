"""Which payment came in, from where, and which lines did it pay?

A payment is shared out at once (``casework.payment_order``), under a lock on its decision, so that two clerks cannot pay
one line twice. Reversing one shares out those that remain from the beginning, as if it had never been written. Money paid
does not change a decision's status: that a duty is finished is for the officer to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.db.prepared import insert_of
from casework.decision_events import EventKind, record_event
from casework.decision_lock import hold_decision
from casework.decisions import PartyRole, parties_of
from casework.money_events import MoneyEvent
from casework.obligations import left_of
from casework.payment_facts import (
    Payment,
    PaymentRefused,
    PaymentUnknown,
    ReceiptTaken,
    Source,
    paid_towards,
    payment,
    payments_of,
    shares_of,
)
from casework.payment_order import Overpayment
from casework.payment_shares import plan_shares, share_out_anew, shares_of_new, write_anew, write_moved
from casework.promises import look_again
from casework.sharing import Money
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
    "record_arrival",
    "record_payment",
    "reverse_payment",
    "share_out_anew",
]

_PAPER = re.compile(r"(?=.*[0-9])[0-9A-ZĐ][0-9A-ZĐ ./:_-]{0,39}")  # a receipt, on paper or electronic, bears a number


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A payment as written: how many đồng went to which line (id), and what is left under the decision.

    ``already``: the same receipt or slip was there; nothing was written again. ``surplus``: đồng to be given back.
    """

    payment_id: int
    shares: dict[int, int]
    left: int
    already: bool
    surplus: int = 0


def record_payment(
    books: Books,
    decision_id: int,
    amount: int,
    *,
    paid_on: date | None,
    receipt: str | None,
    source: Source,
    payer_id: int | None = None,
    slip: str | None = None,
    slip_on: date | None = None,
    keep_surplus: bool = False,
    entered_by: int | None = None,
) -> Recorded:
    """Write a payment of ``amount`` đồng and share it out over the decision's lines (L25 Đ.54.1, ND152 Đ.29.1).

    ``payer_id``: the debtor for whom it was paid; then it pays the joint lines and that debtor's own. Money paid at a prison
    comes with the prison's ``slip`` first, without receipt and day (ND152 Đ.35), and is completed by ``record_arrival``.
    ``keep_surplus``: what is more than was due has come in all the same and is to be given back. The same receipt with the
    same sum and day is the same payment: nothing is written twice. Raises ``Overpayment`` (with the surplus),
    ``ReceiptTaken``, ``DecisionUnknown`` or ``PaymentRefused``; then nothing is written.
    """
    receipt, slip = tidy_paper(receipt), tidy_paper(slip)
    _refuse_impossible(books, amount, paid_on, receipt, source, slip, slip_on)
    hold_decision(books, decision_id)
    if (known := _known(payments_of(books, decision_id), receipt, slip)) is not None:
        other_payer = payer_id not in (None, known.payer_id)
        if other_payer or (known.amount, known.paid_on, known.slip_on) != (amount, paid_on, slip_on):
            raise ReceiptTaken(known.id)
        left = left_of(books, decision_id)
        shares = shares_of(books, known.id)
        return Recorded(payment_id=known.id, shares=shares, left=left, already=True, surplus=known.surplus)
    _refuse_stranger(books, decision_id, payer_id)
    payment_id = new_id()
    money = Money(id=payment_id, amount=amount, payer_id=payer_id, given_on=slip_on or paid_on)
    shared = shares_of_new(books, decision_id, money)
    surplus = shared.over.get(payment_id, 0)
    if surplus and not keep_surplus:
        raise Overpayment(surplus)
    _ADD.changed(
        books.conn,
        id=payment_id,
        decision_id=decision_id,
        payer_id=payer_id,
        amount=amount,
        paid_on=paid_on,
        receipt=receipt,
        source=source.value,
        slip=slip,
        slip_on=slip_on,
        surplus=surplus,
        entered_by=entered_by,
        entered_at=books.clock.now(),
    )
    write_moved(books, shared.shares)
    if slip_on is not None and receipt is None:
        record_event(books, decision_id, MoneyEvent.PAID_AT_PRISON, slip_on, entered_by=entered_by)
    _after_money_changed(books, decision_id, paid_on, entered_by)
    left = left_of(books, decision_id)
    shares = shared.shares[payment_id]
    return Recorded(payment_id=payment_id, shares=shares, left=left, already=False, surplus=surplus)


def record_arrival(
    books: Books, payment_id: int, *, paid_on: date, receipt: str, entered_by: int | None = None
) -> None:
    """The money taken in at a prison has come: the agency's own receipt and its day (ND152 Đ.35).

    The same receipt and day again change nothing. Raises ``PaymentUnknown``, ``ReceiptTaken`` or ``PaymentRefused``.
    """
    found = payment(books, payment_id)
    if found is None:
        raise PaymentUnknown
    decision_id = found[0]
    hold_decision(books, decision_id)
    there = payments_of(books, decision_id)
    known = next((one for one in there if one.id == payment_id and one.live), None)
    if known is None:
        raise PaymentUnknown
    number = tidy_paper(receipt)
    _refuse_impossible(books, known.amount, paid_on, number, known.source, None, None)
    if (known.receipt, known.paid_on) == (number, paid_on):
        return
    if not known.waiting or known.slip_on is None:
        raise PaymentRefused("Khoản thu này không chờ chuyển từ trại giam. Hãy xem lại các khoản đã ghi.")
    if paid_on < known.slip_on:
        raise PaymentRefused("Ngày tiền về trước ngày trên phiếu thu của trại giam. Hãy xem lại hai ngày.")
    if (other := _known(there, number, None)) is not None:
        raise ReceiptTaken(other.id)
    books.conn.execute(update(payments).where(payments.c.id == payment_id).values(receipt=number, paid_on=paid_on))
    record_event(books, decision_id, MoneyEvent.CAME_FROM_PRISON, paid_on, entered_by=entered_by)
    _after_money_changed(books, decision_id, paid_on, entered_by)


def reverse_payment(books: Books, payment_id: int, *, ground: str, reversed_by: int | None = None) -> int:
    """Take a wrong payment back and give what is left under its decision. Its row stays, marked; its receipt is free again.

    The payments that remain are shared out anew. Raises ``PaymentUnknown``; ``PaymentRefused`` without a ground, or when its
    money has been handed on or its surplus given back already; then nothing is written.
    """
    if not ground.strip():
        raise PaymentRefused("Chưa ghi lý do hủy khoản thu. Hãy ghi lý do.")
    found = payment(books, payment_id)
    if found is None:
        raise PaymentUnknown
    decision_id = found[0]
    hold_decision(books, decision_id)
    if not any(one.id == payment_id and one.live for one in payments_of(books, decision_id)):
        raise PaymentUnknown
    new = plan_shares(books, decision_id, without=payment_id)
    marked = {"reversed_at": books.clock.now(), "reversed_by": reversed_by}
    books.conn.execute(update(payments).where(payments.c.id == payment_id), marked)
    write_anew(books, decision_id, new)
    day = today(books.clock)
    record_event(books, decision_id, EventKind.PAYMENT_REVERSED, day, ground=tidy(ground), entered_by=reversed_by)
    _after_money_changed(books, decision_id, day, reversed_by)
    return new.left


def tidy_paper(number: str | None) -> str | None:
    """The number of a receipt or slip as it is kept; None for none."""
    return tidy(number or "").upper() or None


def _after_money_changed(books: Books, decision_id: int, day: date | None, entered_by: int | None) -> None:
    """Note that all is paid once all is at the agency, and see which promises were kept."""
    there = [one for one in payments_of(books, decision_id) if one.live]
    if there and left_of(books, decision_id) == 0 and not any(one.waiting for one in there):
        on = day or today(books.clock)
        record_event(books, decision_id, EventKind.PAID_IN_FULL, on, entered_by=entered_by)
    look_again(books, decision_id)
    books.ring("facts")


def _refuse_impossible(
    books: Books,
    amount: int,
    paid_on: date | None,
    receipt: str | None,
    source: Source,
    slip: str | None,
    slip_on: date | None,
) -> None:
    if amount <= 0:
        raise PaymentRefused("Số tiền phải lớn hơn 0 đồng. Hãy nhập lại.")
    if (slip is None) is not (slip_on is None) or (slip is not None and source is not Source.PRISON):
        raise PaymentRefused(
            "Phiếu thu của trại giam phải có số và ngày, và chỉ dùng khi nộp tại trại giam. Hãy xem lại."
        )
    on_its_way = slip is not None and receipt is None and paid_on is None
    if source is not Source.OPENING and not on_its_way and (paid_on is None or receipt is None):
        raise PaymentRefused("Thiếu ngày thu hoặc số biên lai. Hãy nhập như trên biên lai.")
    if any(day is not None and day > today(books.clock) for day in (paid_on, slip_on)):
        raise PaymentRefused("Ngày thu chưa đến. Hãy xem lại ngày trên biên lai.")
    if any(paper is not None and not _PAPER.fullmatch(paper) for paper in (receipt, slip)):
        raise PaymentRefused("Số biên lai chỉ gồm chữ, số, dấu gạch và phải có chữ số. Hãy nhập như trên biên lai.")


def _refuse_stranger(books: Books, decision_id: int, payer_id: int | None) -> None:
    if payer_id is not None and (payer_id, PartyRole.DEBTOR) not in parties_of(books, decision_id):
        raise PaymentRefused(
            "Người được nộp thay không phải là người phải thi hành án của quyết định này. Hãy xem lại tên."
        )


def _known(there: Sequence[Payment], receipt: str | None, slip: str | None) -> Payment | None:
    """The live payment that bears this receipt or this slip."""
    live = [one for one in there if one.live]
    by_receipt = next((one for one in live if receipt is not None and one.receipt == receipt), None)
    return by_receipt or next((one for one in live if slip is not None and one.slip == slip), None)


_ADD = insert_of(
    payments, "id", "decision_id", "payer_id", "amount", "paid_on", "receipt", "source", "slip", "slip_on", "surplus",
    "entered_by", "entered_at",
)  # fmt: skip
