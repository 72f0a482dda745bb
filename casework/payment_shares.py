"""Which line did which payment pay, and how are they shared out anew when a payment or a line has changed?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from casework.books import Books
from casework.db.prepared import Prepared, insert_of
from casework.decision_lock import hold_decision
from casework.obligation_details import NOTHING_MORE, more_told
from casework.obligations import due_lines, unpaid_lines
from casework.payment_facts import Payment, PaymentRefused, payments_of, shares_of
from casework.payment_order import Due, Overpayment
from casework.sharing import HandedOn, Money, Shared, share_all, share_one
from casework.tables.decisions import allocation
from casework.tables.decisions import payment as payments


@dataclass(frozen=True, kw_only=True, slots=True)
class NewShares:
    """How a decision's payments lie now. ``shares``: payment id -> (line id -> đồng); ``surplus``: payment id -> đồng."""

    shares: Mapping[int, Mapping[int, int]]
    surplus: Mapping[int, int]
    left: int


def share_out_anew(books: Books, decision_id: int) -> int:
    """Share the decision's payments out from the beginning, in the order they were entered; gives what is left.

    For when lines or payments have changed under them. What was paid out stays on its line, what was given back of a
    surplus stays away; where that or lines added since leave no place for some money, all stays where it lies. Raises
    ``Overpayment`` if a line now asks for less than lies on it, ``PaymentRefused`` if the payments no longer cover what was
    paid out or given back; then nothing is written.
    """
    hold_decision(books, decision_id)
    shares = plan_shares(books, decision_id)
    write_anew(books, decision_id, shares)
    return shares.left


def plan_shares(books: Books, decision_id: int, *, without: int | None = None) -> NewShares:
    """How the decision's payments would lie if they were shared out now; ``without``: as if this one had never been.

    Nothing is written. Raises as ``share_out_anew``.
    """
    live = [one for one in payments_of(books, decision_id) if one.live and one.id != without]
    told = more_told(books, [decision_id]).get(decision_id, NOTHING_MORE)
    away = _kept_away(told.surplus.given, live)
    lines = unpaid_lines(books, decision_id)
    handed_on = {line.id: told.paid_out[line.id] for line in lines if line.id in told.paid_out}
    money = [
        Money(id=one.id, amount=one.amount - away.get(one.id, 0), payer_id=one.payer_id, given_on=one.given_on)
        for one in live
        if one.amount > away.get(one.id, 0)
    ]
    try:
        shared = share_all(money, lines, handed_on)
    except HandedOn as gone:
        raise PaymentRefused(str(gone)) from gone
    shares, over = shared.shares, {one.id: shared.over.get(one.id, 0) + away.get(one.id, 0) for one in live}
    if sum(over.values()) > sum(one.surplus for one in live):
        shares, over = _as_they_lie(books, live, lines, handed_on), {one.id: one.surplus for one in live}
    took = sum(sum(mine.values()) for mine in shares.values())
    return NewShares(shares=shares, surplus=over, left=sum(line.left for line in lines) - took)


def write_anew(books: Books, decision_id: int, new: NewShares) -> None:
    """Write the shares as planned, in the place of what was there."""
    of_decision = select(payments.c.id).where(payments.c.decision_id == decision_id)
    books.conn.execute(delete(allocation).where(allocation.c.payment_id.in_(of_decision)))
    for payment_id, its_shares in new.shares.items():
        write_shares(books, payment_id, its_shares)
    changed = [{"payment": payment_id, "surplus": amount} for payment_id, amount in new.surplus.items()]
    if changed:
        books.conn.execute(_SET_SURPLUS, changed)
    books.ring("facts")


def shares_of_new(books: Books, decision_id: int, money: Money) -> Shared:
    """How a payment that comes now would lie, and which of its day would move for it. Nothing is written."""
    there = [one for one in payments_of(books, decision_id) if one.live and one.given_on == money.given_on]
    alone = all(one.payer_id == money.payer_id for one in there)
    lying = {} if alone else {one.id: (_money(one), shares_of(books, one.id)) for one in there}
    return share_one(money, due_lines(books, decision_id), lying)


def write_moved(books: Books, shares: Mapping[int, Mapping[int, int]]) -> None:
    """Write the shares of these payments in the place of what they had."""
    _TAKE_OFF.change_all(books.conn, [{"payment": payment_id} for payment_id in shares])
    for payment_id, its_shares in shares.items():
        write_shares(books, payment_id, its_shares)


def _money(one: Payment) -> Money:
    return Money(id=one.id, amount=one.amount, payer_id=one.payer_id, given_on=one.given_on)


def write_shares(books: Books, payment_id: int, shares: Mapping[int, int]) -> None:
    """Write the lines (id -> đồng) that a payment paid."""
    rows = [{"payment_id": payment_id, "obligation_id": line, "amount": share} for line, share in shares.items()]
    _PUT_ON.change_all(books.conn, rows)


def _as_they_lie(
    books: Books, live: Iterable[Payment], lines: Iterable[Due], handed_on: Mapping[int, int]
) -> dict[int, dict[int, int]]:
    shares = {one.id: shares_of(books, one.id) for one in live}
    for line in lines:
        paid = sum(mine.get(line.id, 0) for mine in shares.values())
        if paid > line.left:
            raise Overpayment(paid - line.left)
        if paid < handed_on.get(line.id, 0):
            raise PaymentRefused(str(HandedOn()))
    return shares


def _kept_away(given: Mapping[int, int], live: Sequence[Payment]) -> dict[int, int]:
    """payment id -> đồng of its surplus that were given back, the earliest first. ``given``: party id -> đồng.

    As ``casework.surplus`` has it: first of what was paid for the party itself, the rest of what nobody's name stands beside.
    """
    here = sorted(live, key=lambda one: one.waiting)  # what is on its way cannot have been given back
    away: dict[int, int] = {}
    rest = 0
    for party_id, amount in given.items():
        rest += _take_away(amount, [one for one in here if one.payer_id == party_id], away)
    if _take_away(rest, [one for one in here if one.payer_id is None], away):
        raise PaymentRefused(
            "Phần thừa của khoản thu này đã trả lại người nộp, nên không hủy được. "
            "Hãy hủy lần trả lại trước, nếu lần trả lại đó ghi sai."
        )
    return away


def _take_away(amount: int, payments_of_one: Iterable[Payment], away: dict[int, int]) -> int:
    """Put ``amount`` đồng upon the surplus of these payments; what is left of it."""
    for one in payments_of_one:
        if part := min(amount, one.surplus):
            away[one.id] = part
            amount -= part
    return amount


_SET_SURPLUS = (
    update(payments)
    .where(payments.c.id == bindparam("payment"), payments.c.surplus != bindparam("surplus"))
    .values(surplus=bindparam("surplus"))
)
_TAKE_OFF = Prepared(delete(allocation).where(allocation.c.payment_id == bindparam("payment")))
_PUT_ON = insert_of(allocation, "payment_id", "obligation_id", "amount")
