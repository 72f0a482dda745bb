"""What was handed on to a creditor or given back to a payer, and what is still to be handed on, by which day?

What came in on a line is paid out within ten days (L25 Đ.54.6), by transfer; never more than came in. A surplus goes back to
the one for whom it was paid, a deposit to the one who made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.decision_events import record_event
from casework.decision_lock import hold_decision
from casework.decisions import PartyRole, decision, parties_of
from casework.money import with_dots
from casework.money_events import MoneyEvent
from casework.obligation_details import NOTHING_MORE, more_told
from casework.obligations import of_decision
from casework.payment_order import BY_THE_AGENCY, FOR_THE_STATE
from casework.tables.agreements import payout
from casework.tidy import tidy


class PayoutRefused(Exception):
    """The payout cannot be written or taken back as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Payout:
    """``amount`` đồng that left the agency for a party. ``line_id`` None: a surplus given back."""

    id: int
    decision_id: int
    party_id: int
    line_id: int | None
    amount: int
    paid_on: date
    document: str
    entered_by: int | None
    entered_at: datetime
    reversed_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether it stands."""
        return self.reversed_at is None


def record_payout(
    books: Books,
    decision_id: int,
    party_id: int,
    amount: int,
    *,
    line_id: int | None,
    paid_on: date,
    document: str,
    entered_by: int | None = None,
) -> int:
    """Write that ``amount`` đồng were paid out to the party for a line, or (``line_id`` None) given back of a surplus.

    The same document with the same party, line, sum and day is the same payout: nothing is written twice. Gives its id.
    Raises ``PayoutRefused`` or ``DecisionUnknown``; then nothing is written.
    """
    hold_decision(books, decision_id)
    paper = tidy(document).upper()
    _refuse_impossible(books, decision_id, amount, paid_on, paper)
    same = (party_id, line_id, amount, paid_on, paper)
    for one in payouts_of(books, decision_id):
        if one.live and (one.party_id, one.line_id, one.amount, one.paid_on, one.document) == same:
            return one.id
    may = (
        _surplus_for(books, decision_id, party_id)
        if line_id is None
        else _may_get(books, decision_id, line_id, party_id)
    )
    if amount > may:
        raise PayoutRefused(
            f"Số tiền nhiều hơn số đang giữ để chi trả ({with_dots(may)} đồng). Hãy xem lại các khoản đã thu."
        )
    payout_id = new_id()
    row = {
        "id": payout_id,
        "decision_id": decision_id,
        "party_id": party_id,
        "obligation_id": line_id,
        "amount": amount,
        "paid_on": paid_on,
        "document": paper,
        "entered_by": entered_by,
        "entered_at": books.clock.now(),
    }
    books.conn.execute(insert(payout), row)
    record_event(books, decision_id, MoneyEvent.PAID_OUT, paid_on, entered_by=entered_by)
    books.ring("facts")
    return payout_id


def reverse_payout(books: Books, payout_id: int, *, ground: str, reversed_by: int | None = None) -> None:
    """Take a payout back that was written wrongly, or whose transfer came back. Raises ``PayoutRefused``."""
    if not (reason := tidy(ground)):
        raise PayoutRefused("Chưa ghi lý do hủy lần chi trả. Hãy ghi lý do.")
    decision_id = books.conn.execute(_DECISION_OF, {"id": payout_id}).scalar()
    if decision_id is None:
        raise PayoutRefused("Không có lần chi trả này. Hãy xem lại danh sách chi trả.")
    hold_decision(books, decision_id)
    marked = update(payout).where(payout.c.id == payout_id, payout.c.reversed_at.is_(None))
    if not books.conn.execute(marked, {"reversed_at": books.clock.now(), "reversed_by": reversed_by}).rowcount:
        raise PayoutRefused("Lần chi trả này đã hủy trước đây. Hãy xem lại danh sách chi trả.")
    day = today(books.clock)
    record_event(books, decision_id, MoneyEvent.PAYOUT_REVERSED, day, ground=reason, entered_by=reversed_by)
    books.ring("facts")


def payouts_of(books: Books, decision_id: int) -> list[Payout]:
    """The decision's payouts in the order they were entered, reversed ones too."""
    return [_opened(row) for row in books.conn.execute(_OF_DECISION, {"decision": decision_id})]


def _refuse_impossible(books: Books, decision_id: int, amount: int, paid_on: date, document: str) -> None:
    if amount <= 0:
        raise PayoutRefused("Số tiền phải lớn hơn 0 đồng. Hãy nhập lại.")
    if not document:
        raise PayoutRefused("Thiếu số chứng từ chi trả. Hãy nhập số ủy nhiệm chi hoặc phiếu chi.")
    known = decision(books, decision_id)
    if known is not None and not known.facts.issued_on <= paid_on <= today(books.clock):
        raise PayoutRefused("Ngày chi phải từ ngày ra quyết định đến hôm nay. Hãy xem lại chứng từ.")


def _may_get(books: Books, decision_id: int, line_id: int, party_id: int) -> int:
    """Đồng of the line that lie at the agency for this party."""
    view = of_decision(books, decision_id)
    lines = () if view is None else (*view.lines, *view.refunds)
    line = next((one for one in lines if one.id == line_id), None)
    if line is None:
        raise PayoutRefused("Quyết định này không có khoản như vậy. Hãy xem lại các khoản của quyết định.")
    if line.kind in FOR_THE_STATE and line.creditor_id is None:
        raise PayoutRefused("Khoản này nộp ngân sách nhà nước, không chi trả cho ai. Hãy xem lại khoản.")
    roles = {role for party, role in parties_of(books, decision_id) if party == party_id}
    of_the_agency = line.kind in BY_THE_AGENCY
    may_be = bool(roles) if of_the_agency else PartyRole.CREDITOR in roles
    if not may_be or line.creditor_id not in (None, party_id):
        raise PayoutRefused("Người này không phải là người được nhận khoản đó. Hãy xem lại tên và khoản.")
    return max(0, (line.amount if of_the_agency else line.paid - line.waiting) - line.paid_out)


def _surplus_for(books: Books, decision_id: int, party_id: int) -> int:
    roles = {role for party, role in parties_of(books, decision_id) if party == party_id}
    if not roles & {PartyRole.DEBTOR, PartyRole.REPRESENTATIVE}:
        raise PayoutRefused("Phần thừa chỉ trả lại cho người đã nộp. Hãy xem lại tên.")
    return more_told(books, [decision_id]).get(decision_id, NOTHING_MORE).surplus.left_for(party_id)


_OF_DECISION = select(payout).where(payout.c.decision_id == bindparam("decision")).order_by(payout.c.id)
_DECISION_OF = select(payout.c.decision_id).where(payout.c.id == bindparam("id"))


def _opened(row: Row[Any]) -> Payout:
    return Payout(
        id=row.id,
        decision_id=row.decision_id,
        party_id=row.party_id,
        line_id=row.obligation_id,
        amount=row.amount,
        paid_on=row.paid_on,
        document=row.document,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        reversed_at=row.reversed_at,
    )
