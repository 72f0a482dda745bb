"""Who said when they would pay how much, and did they? (lời hẹn)

A promise binds nobody: it is a plan that a person makes, and nothing bad follows from it. It is kept when what was paid
since the day it was made reaches its sum by its day; this follows from the payments, so it is looked at again whenever
they change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select, update

from casework.books import Books
from casework.clock import local, today
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.decision_events import record_event
from casework.decision_lock import hold_decision
from casework.decisions import PartyRole, parties_of
from casework.money_events import MoneyEvent
from casework.obligations import decision_of_party
from casework.payment_facts import Payment, payments_of
from casework.tables.agreements import promise
from casework.tidy import tidy

LONGEST_DAYS = 366  # a promise for later than that is no plan


class PromiseState(StrEnum):
    """How a promise ended, if it did."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class PromiseRefused(Exception):
    """The promise cannot be noted as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """A promise as it stands today: ``amount`` đồng by the end of ``due_on``. ``entered_by`` None: the party in the chat."""

    id: int
    decision_id: int
    party_id: int
    amount: int
    due_on: date
    state: PromiseState
    made_on: date
    entered_by: int | None


def make_promise(
    books: Books, decision_id: int, party_id: int, amount: int, due_on: date, *, entered_by: int | None = None
) -> int:
    """Note that the party means to pay ``amount`` đồng by ``due_on``; gives its id. An open promise of theirs is replaced.

    Raises ``DecisionUnknown`` or ``PromiseRefused``.
    """
    hold_decision(books, decision_id)
    _refuse_impossible(books, decision_id, party_id, amount, due_on)
    for one in promises_of(books, decision_id):
        if one.party_id == party_id and one.state is PromiseState.OPEN:
            _set_state(books, one.id, PromiseState.WITHDRAWN)
    now = books.clock.now()
    promise_id = new_id()
    _ADD.changed(
        books.conn,
        id=promise_id,
        decision_id=decision_id,
        party_id=party_id,
        amount=amount,
        due_on=due_on,
        state=PromiseState.OPEN.value,
        entered_by=entered_by,
        entered_at=now,
        changed_at=now,
    )
    record_event(books, decision_id, MoneyEvent.PROMISE_MADE, today(books.clock), entered_by=entered_by)
    books.ring("facts")
    return promise_id


def withdraw_promise(
    books: Books, promise_id: int, *, ground: str | None = None, entered_by: int | None = None
) -> None:
    """Take a promise back that was not kept yet; it stays in the books, marked. ``ground``: why, in words that are sealed.

    Raises ``PromiseRefused`` if there is none or it is over, or for a ground without words.
    """
    if ground is not None and not ground.strip():
        raise PromiseRefused("Chưa ghi lý do rút lời hẹn. Hãy ghi lý do.")
    decision_id = books.conn.execute(_DECISION_OF, {"id": promise_id}).scalar()
    if decision_id is not None:
        hold_decision(books, decision_id)
    row = books.conn.execute(_BY_ID, {"id": promise_id}).one_or_none()
    if row is None or _state(books, row, payments_of(books, row.decision_id)) is not PromiseState.OPEN:
        raise PromiseRefused("Không có lời hẹn nào đang chờ. Hãy xem lại danh sách lời hẹn.")
    _set_state(books, promise_id, PromiseState.WITHDRAWN)
    day = today(books.clock)
    words = None if ground is None else tidy(ground)
    record_event(books, row.decision_id, MoneyEvent.PROMISE_WITHDRAWN, day, ground=words, entered_by=entered_by)
    books.ring("facts")


def promises_of(books: Books, decision_id: int, party_id: int | None = None) -> list[Promise]:
    """The promises made under the decision (by one party), oldest first, each as it stands today."""
    rows = [row for row in _OF_DECISION.named(books.conn, decision=decision_id) if party_id in (None, row.party_id)]
    paid = payments_of(books, decision_id) if rows else []
    return [_opened(books, row, paid) for row in rows]


def look_again(books: Books, decision_id: int) -> None:
    """Write down how the decision's promises stand, after its payments changed."""
    rows = _OF_DECISION.named(books.conn, decision=decision_id)
    paid = payments_of(books, decision_id) if rows else []
    for row in rows:
        if (state := _state(books, row, paid)) != row.state:
            _set_state(books, row.id, state)


_DECISION_OF = select(promise.c.decision_id).where(promise.c.id == bindparam("id"))
_BY_ID = select(promise).where(promise.c.id == bindparam("id"))
_OF_DECISION = Prepared(select(promise).where(promise.c.decision_id == bindparam("decision")).order_by(promise.c.id))
_ADD = insert_of(
    promise, "id", "decision_id", "party_id", "amount", "due_on", "state", "entered_by", "entered_at", "changed_at"
)
_SET_STATE = Prepared(
    update(promise)
    .where(promise.c.id == bindparam("promise"))
    .values(state=bindparam("to"), changed_at=bindparam("now"))
)


def _refuse_impossible(books: Books, decision_id: int, party_id: int, amount: int, due_on: date) -> None:
    roles = {role for party, role in parties_of(books, decision_id) if party == party_id}
    if not roles & {PartyRole.DEBTOR, PartyRole.REPRESENTATIVE}:
        raise PromiseRefused("Chỉ người phải thi hành án hoặc người đại diện hẹn nộp tiền. Hãy xem lại tên.")
    view = decision_of_party(books, party_id, decision_id)
    if view is None or not 0 < amount <= view.left:
        raise PromiseRefused("Số tiền hẹn phải lớn hơn 0 đồng và không quá số còn phải nộp. Hãy xem lại số tiền.")
    days = (due_on - today(books.clock)).days
    if not 0 <= days <= LONGEST_DAYS:
        raise PromiseRefused("Ngày hẹn phải từ hôm nay đến một năm tới. Hãy chọn ngày khác.")


def _state(books: Books, row: Any, paid: Iterable[Payment]) -> PromiseState:
    if row.state == PromiseState.WITHDRAWN:
        return PromiseState.WITHDRAWN
    if _paid_in_time(row, paid) >= row.amount:
        return PromiseState.KEPT
    return PromiseState.OPEN if today(books.clock) <= row.due_on else PromiseState.MISSED


def _paid_in_time(row: Any, paid: Iterable[Payment]) -> int:
    """What was given of the decision's payments from the promise on to its last day, for this party or for nobody named."""
    return sum(
        one.amount - one.surplus
        for one in paid
        if one.live and one.payer_id in (None, row.party_id) and _is_since(one, row)
    )


def _is_since(one: Payment, row: Any) -> bool:
    """Between the promise and its day; on the day it was made, what was entered after it (ids grow in that order)."""
    made_on = _made_on(row.entered_at)
    day = one.given_on
    return day is not None and made_on <= day <= row.due_on and (day > made_on or one.id > row.id)


def _made_on(entered_at: datetime) -> date:
    return local(entered_at).date()


def _set_state(books: Books, promise_id: int, state: PromiseState) -> None:
    _SET_STATE.changed(books.conn, promise=promise_id, to=state.value, now=books.clock.now())


def _opened(books: Books, row: Any, paid: Iterable[Payment]) -> Promise:
    return Promise(
        id=row.id,
        decision_id=row.decision_id,
        party_id=row.party_id,
        amount=row.amount,
        due_on=row.due_on,
        state=_state(books, row, paid),
        made_on=_made_on(row.entered_at),
        entered_by=row.entered_by,
    )
