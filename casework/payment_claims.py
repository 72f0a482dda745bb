"""Who says that they have paid already, and has an officer looked? Until then no reminder of it goes out.

The number of the receipt or transfer is kept sealed, as typed; no picture, card or password is ever asked for. A claim
changes nothing in the books: the officer finds the payment and records it in the ordinary way, or does not find it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, exists, insert, literal_column, or_, select, update

from casework import audit
from casework.books import Books
from casework.clock import local, today
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.decision_lock import hold_decision
from casework.decisions import PartyRole, parties_of
from casework.payment_facts import payments_of
from casework.tables.decisions import decision, decision_party, obligation
from casework.tables.follow_ups import payment_claim as claims
from casework.tidy import tidy
from casework.working_days import add_working_days

LONGEST = 60  # characters of a number as typed
LOOK_WITHIN = 3  # working days in which the office looks; named to the person


class State(StrEnum):
    """Where a claim stands. Stored by value."""

    OPEN = "open"
    FOUND = "found"
    NOT_FOUND = "not_found"
    WITHDRAWN = "withdrawn"  # said by mistake


class ClaimRefused(Exception):
    """The claim cannot be written or decided as asked; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A claim as the books have it. ``receipt`` None: no number at hand; ``payment_id``: the payment that was found.

    ``contact_id`` None: told to the commune team on a visit.
    """

    id: int
    decision_id: int
    party_id: int
    contact_id: int | None
    receipt: str | None = field(repr=False)
    paid_on: date | None
    state: State
    made_at: datetime
    look_by: date
    payment_id: int | None
    looked_by: int | None
    looked_at: datetime | None


def claim_payment(
    books: Books,
    decision_id: int,
    party_id: int,
    *,
    contact_id: int | None,
    receipt: str | None,
    paid_on: date | None,
) -> int:
    """The party says it has paid; gives the claim's id. One that is open already takes the new number and day.

    Raises ``ClaimRefused`` (no payer, a day still to come) or ``DecisionUnknown``.
    """
    hold_decision(books, decision_id)
    roles = {role for one, role in parties_of(books, decision_id) if one == party_id}
    if not roles & {PartyRole.DEBTOR, PartyRole.REPRESENTATIVE}:
        raise ClaimRefused("Chỉ người phải thi hành án hoặc người đại diện báo đã nộp. Hãy xem lại tên.")
    if paid_on is not None and paid_on > today(books.clock):
        raise ClaimRefused("Ngày nộp chưa tới. Hãy xem lại ngày.")
    number = tidy(receipt or "")[:LONGEST] or None
    there = _OPEN_OF.scalar(books.conn, decision=decision_id, party=party_id)
    claim_id = int(there) if there is not None else new_id()
    sealed = None if number is None else books.keys.seal("payment_claim", "receipt", claim_id, number)
    said: dict[str, Any] = {"receipt_sealed": sealed, "paid_on": paid_on, "contact_id": contact_id}
    if there is not None:
        books.conn.execute(update(claims).where(claims.c.id == claim_id), said)
        return claim_id
    whose = {"id": claim_id, "decision_id": decision_id, "party_id": party_id}
    books.conn.execute(insert(claims), {**whose, **said, "state": State.OPEN.value, "made_at": books.clock.now()})
    books.ring("facts")
    return claim_id


def withdraw_claim(books: Books, claim_id: int) -> bool:
    """The person says it was a mistake; False when it is not open any more."""
    return _settled(books, claim_id, state=State.WITHDRAWN.value)


def found(books: Books, claim_id: int, payment_id: int, staff_id: int) -> Claim:
    """The office has found the money: it stands in the books as this payment. Raises ``ClaimRefused``."""
    asked = _open(books, claim_id)
    if payment_id not in {one.id for one in payments_of(books, asked.decision_id) if one.live}:
        raise ClaimRefused(
            "Quyết định này chưa có khoản nộp đó. Hãy ghi khoản nộp bằng `gandan payment record`, rồi ghi lại kết quả."
        )
    return _decided(books, asked, State.FOUND, staff_id, payment_id)


def not_found(books: Books, claim_id: int, staff_id: int) -> Claim:
    """The office has looked and found nothing under this number and day. Raises ``ClaimRefused``."""
    return _decided(books, _open(books, claim_id), State.NOT_FOUND, staff_id, None)


def claim(books: Books, claim_id: int) -> Claim | None:
    """One claim."""
    row = _BY_ID.one(books.conn, claim=claim_id)
    return None if row is None else _opened(books, row)


def open_claims(books: Books, *, officer_id: int | None = None) -> list[Claim]:
    """Those that wait for an officer, oldest first; of one officer's decisions, if given."""
    query = select(claims).where(claims.c.state == State.OPEN.value).order_by(claims.c.made_at, claims.c.id)
    if officer_id is not None:
        query = query.join(decision, decision.c.id == claims.c.decision_id).where(decision.c.officer_id == officer_id)
    return [_opened(books, row) for row in books.conn.execute(query)]


def claims_of(books: Books, decision_id: int, party_id: int | None = None) -> list[Claim]:
    """The claims under a decision (of one party), oldest first."""
    query = select(claims).where(claims.c.decision_id == decision_id).order_by(claims.c.id)
    if party_id is not None:
        query = query.where(claims.c.party_id == party_id)
    return [_opened(books, row) for row in books.conn.execute(query)]


def holds_reminders(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether reminders of the decision to this debtor rest because a payment is being looked for.

    The debtor's own claim holds them, a representative's, and a fellow debtor's where any line is owed jointly: whoever of
    them paid, it counts for all.
    """
    made = claims.alias("claim_made")
    debtor = decision_party.alias("claiming_debtor")
    joint = obligation.alias("joint_line")
    role: ColumnElement[str] = literal_column(f"'{PartyRole.DEBTOR.value}'")
    by_a_debtor = exists().where(
        debtor.c.decision_id == made.c.decision_id, debtor.c.party_id == made.c.party_id, debtor.c.role == role
    )
    owed_jointly = exists().where(joint.c.decision_id == made.c.decision_id, joint.c.debtor_id.is_(None))
    return exists().where(
        made.c.decision_id == decision_id,
        made.c.state == literal_column(f"'{State.OPEN.value}'"),  # literal: the partial index is found by it
        or_(made.c.party_id == party_id, ~by_a_debtor, owed_jointly),
    )


_BY_ID = Prepared(select(claims).where(claims.c.id == bindparam("claim")))
_OPEN_OF = Prepared(
    select(claims.c.id).where(
        claims.c.decision_id == bindparam("decision", type_=BigInteger),
        claims.c.party_id == bindparam("party", type_=BigInteger),
        claims.c.state == literal_column(f"'{State.OPEN.value}'"),
    )
)


def _open(books: Books, claim_id: int) -> Claim:
    asked = claim(books, claim_id)
    if asked is None or asked.state is not State.OPEN:
        raise ClaimRefused("Không có lời báo đã nộp nào đang chờ với mã này. Hãy xem lại `gandan claim list`.")
    return asked


def _decided(books: Books, asked: Claim, state: State, staff_id: int, payment_id: int | None) -> Claim:
    looked = {"looked_by": staff_id, "looked_at": books.clock.now(), "payment_id": payment_id}
    if not _settled(books, asked.id, state=state.value, **looked):
        raise ClaimRefused("Lời báo này vừa được người khác xử lý. Hãy xem lại `gandan claim list`.")
    about = f"decision:{asked.decision_id}"
    audit.record(books, audit.staff(staff_id), audit.Action.CLAIM_DECIDED, about, purpose=state.value)
    decided = claim(books, asked.id)
    assert decided is not None  # noqa: S101  # it was just written
    return decided


def _settled(books: Books, claim_id: int, **values: Any) -> bool:
    ended = update(claims).where(claims.c.id == claim_id, claims.c.state == State.OPEN.value).values(**values)
    changed = books.conn.execute(ended).rowcount == 1
    if changed:
        books.ring("facts")
    return changed


def _opened(books: Books, row: Any) -> Claim:
    sealed = row.receipt_sealed
    return Claim(
        id=row.id,
        decision_id=row.decision_id,
        party_id=row.party_id,
        contact_id=row.contact_id,
        receipt=None if sealed is None else books.keys.open("payment_claim", "receipt", row.id, sealed),
        paid_on=row.paid_on,
        state=State(row.state),
        made_at=row.made_at,
        look_by=add_working_days(books, local(row.made_at).date(), LOOK_WITHIN),
        payment_id=row.payment_id,
        looked_by=row.looked_by,
        looked_at=row.looked_at,
    )
