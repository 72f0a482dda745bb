"""Nobody knows whether it arrived, or it could not be sent: what does a person decide about such a message?

``arrived``: somebody asked, or saw it; it counts as accepted. ``again``: it may go once more, under the same reference, and
every check is made anew when it is claimed. Each decision is a line of the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Update, and_, func, literal_column, or_, select, true, update

from casework import audit
from casework.books import Books
from casework.references import LONG
from casework.scope import Reach, in_sight, reach
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from messages.outbox import DeliveryClass, State, topic
from messages.tables import attempt, outbox
from scheduler.delivery.replaying import JOURNAL_ONLY

OPEN_TO_PEOPLE = (State.UNCERTAIN, State.FAILED_TECHNICAL)


class Decision(StrEnum):
    """What a person decides."""

    ARRIVED = "arrived"
    AGAIN = "again"


class ResolveRefused(Exception):
    """It cannot be decided so; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unresolved:
    """A message that waits for a decision. ``name``: its reference, or its number where it has none."""

    id: int
    name: str
    account: str
    state: State
    reason: str | None
    delivery_class: DeliveryClass
    guard: str
    party_id: int | None
    decision_id: int | None
    tries: int
    tried_at: datetime | None


def unresolved(books: Books, *states: State, most: int = 200) -> tuple[Unresolved, ...]:
    """What waits for a decision, newest try first."""
    return _unresolved(books, outbox.c.state.in_([state.value for state in states or OPEN_TO_PEOPLE]), most)


def unresolved_in_sight(
    books: Books, who: Staff, *, before: int | None = None, only: int | None = None, most: int = 200
) -> tuple[Unresolved, ...]:
    """What this person may decide: about a decision or party that they see, and for the whole agency's eyes what is about none.

    ``before``: only older than this number; ``only``: this one.
    """
    wanted = [FOR_PEOPLE, _in_sight(who)]
    if before is not None:
        wanted.append(outbox.c.id < before)
    if only is not None:
        wanted.append(outbox.c.id == only)
    return _unresolved(books, and_(*wanted), most)


def waiting_for_people(books: Books, who: Staff, most: int = 1_000) -> int:
    """How many they may decide, or, for whoever looks after the machine and sees none of them, how many there are."""
    seen = true() if reach(who) is Reach.NONE else _in_sight(who)
    some = select(outbox.c.id).where(FOR_PEOPLE, seen).limit(most).subquery()
    return int(books.conn.execute(select(func.count()).select_from(some)).scalar_one())


FOR_PEOPLE = outbox.c.state.in_(
    [literal_column(f"'{state.value}'") for state in OPEN_TO_PEOPLE]  # literal: the partial index is found by it
)


def _in_sight(who: Staff) -> ColumnElement[bool]:
    """Asked of each message by itself: they are few, and the decisions many."""
    about = select(decision.c.id).where(decision.c.id == outbox.c.decision_id, in_sight(who, decision))
    takes_part = select(decision_party.c.party_id).join(decision, decision.c.id == decision_party.c.decision_id)
    to = takes_part.where(decision_party.c.party_id == outbox.c.party_id, in_sight(who, decision))
    of_none = outbox.c.decision_id.is_(None)
    seen = or_(about.correlate(outbox).exists(), and_(of_none, to.correlate(outbox).exists()))
    return or_(seen, and_(of_none, outbox.c.party_id.is_(None))) if reach(who) is Reach.ALL else seen


def _unresolved(books: Books, wanted: ColumnElement[bool], most: int) -> tuple[Unresolved, ...]:
    last = select(func.max(attempt.c.started_at)).where(attempt.c.outbox_id == outbox.c.id).scalar_subquery()
    rows = books.conn.execute(
        select(outbox, last.label("tried_at")).where(wanted).order_by(outbox.c.id.desc()).limit(most)
    )
    return tuple(
        Unresolved(
            id=row.id, name=row.reference or str(row.id), account=row.account, state=State(row.state),
            reason=row.reason, delivery_class=DeliveryClass(row.delivery_class), guard=row.guard,
            party_id=row.party_id, decision_id=row.decision_id, tries=row.tries, tried_at=row.tried_at,
        )
        for row in rows
    )  # fmt: skip


def named(books: Books, name: str) -> int:
    """The id of the message with this reference (which may be all digits) or number. Raises ``ResolveRefused``."""
    is_number = name.isascii() and name.isdigit() and len(name) > LONG
    same = outbox.c.id == int(name) if is_number else outbox.c.reference == name.upper()
    found: int | None = books.conn.execute(select(outbox.c.id).where(same)).scalar()
    if found is None:
        raise ResolveRefused(f"Không có tin «{name}». Xem danh sách: gandan message list")
    return found


def resolve(books: Books, row_id: int, decision: Decision, staff_id: int) -> State:
    """Carry the decision out; where the message is now. Raises ``ResolveRefused``."""
    row = books.conn.execute(select(outbox).where(outbox.c.id == row_id)).one()
    if State(row.state) not in OPEN_TO_PEOPLE:
        raise ResolveRefused("Tin này không còn chờ quyết định. Xem danh sách: gandan message list")
    if decision is Decision.ARRIVED:
        state = _arrived(books, row_id, State(row.state))
    else:
        _check_may_go_again(books, row.delivery_class, row.reason, row.useful_until)
        state = _again(books, row_id, row.account)
    purpose = f"{decision.value}: was {row.state}"
    audit.record(books, audit.staff(staff_id), audit.Action.MESSAGE_RESOLVED, f"message:{row_id}", purpose=purpose)
    return state


def _arrived(books: Books, row_id: int, state: State) -> State:
    if state is not State.UNCERTAIN:
        raise ResolveRefused("Tin này chưa từng rời máy nên không thể đã đến. Muốn gửi lại: thêm --again")
    last = select(func.max(attempt.c.started_at)).where(attempt.c.outbox_id == row_id).scalar_subquery()
    known = update(outbox).where(outbox.c.id == row_id, outbox.c.state == state.value)
    _decided(books, known.values(state=State.ACCEPTED.value, sent_at=func.coalesce(outbox.c.sent_at, last)))
    return State.ACCEPTED


def _check_may_go_again(books: Books, kind: str, reason: str | None, useful_until: datetime | None) -> None:
    if reason == JOURNAL_ONLY:
        raise ResolveRefused(
            "Nội dung tin này đã mất cùng sổ cũ, chỉ còn biết là đã gửi. Cần báo lại thì gọi điện hoặc lập tin mới."
        )
    if kind == DeliveryClass.NEVER_DOUBLE.value:
        raise ResolveRefused("Loại tin này không gửi lại: người dân tự hỏi lại là có. Nếu cần, hãy gọi điện.")
    if useful_until is not None and useful_until < books.clock.now():
        raise ResolveRefused("Tin này đã quá hạn, gửi lại không còn ích gì. Nếu cần, hãy gọi điện.")


def _again(books: Books, row_id: int, account: str) -> State:
    back = update(outbox).where(outbox.c.id == row_id, outbox.c.state.in_([state.value for state in OPEN_TO_PEOPLE]))
    values = {
        "state": State.QUEUED.value,
        "reason": None,
        "not_before": books.clock.now(),
        "owner": None,
        "lease_until": None,
    }
    _decided(books, back.values(**values))
    books.ring(topic(account))
    return State.QUEUED


def _decided(books: Books, change: Update) -> None:
    if books.conn.execute(change).rowcount == 0:
        raise ResolveRefused("Tin này vừa được người khác quyết định. Xem danh sách: gandan message list")
