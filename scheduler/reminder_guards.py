"""May this reminder still go out, at this moment? Asked inside the transaction that claims it.

Never after payment, suspension, death, withdrawal of consent or a stop of the campaign; never outside the window; never
more often than the cap, over all the person's cases and campaigns. A handful of indexed statements for each reminder.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, literal_column, select

from casework.books import Books
from casework.clock import VIETNAM, today
from casework.db.prepared import Prepared
from casework.obligations import decision_of_party
from casework.receptions import BookingState
from casework.tables.decisions import decision
from casework.tables.people import party
from casework.tables.receptions import booking, reception_slot
from messages.due_plan import plan_of
from messages.outbox import Guard, State
from messages.tables import attempt, outbox
from scheduler import conditions, quiet
from scheduler.claiming import Due, GoesLater, GoesNot, Verdict
from scheduler.steps import Status
from scheduler.tables import campaign, planned_step

CAP = timedelta(days=3)  # at most one reminder for each person in so long
DAYS_AHEAD = (
    7  # who pays in parts and has paid what is due is reminded of the next part so many days before it, not sooner
)
LOOK_AGAIN = timedelta(hours=1)  # a paused campaign's rows; resuming frees them at once

PLAN_KEPT = "plan_kept"
_LIVE = (Status.RUNNING.value, Status.PAUSED.value)
_PARTY = bindparam("party", type_=BigInteger)
_DECISION = bindparam("decision", type_=BigInteger)


class _Facts(NamedTuple):
    """What the books say at this moment about the person, the decision and the campaign."""

    deceased: bool
    status: str | None
    campaign_status: str | None
    left: int | None
    is_debtor: bool
    agreed: bool
    in_parts: bool


_FACTS = Prepared(
    select(
        party.c.deceased,
        select(decision.c.status).where(decision.c.id == _DECISION).scalar_subquery().label("status"),
        select(campaign.c.status)
        .where(campaign.c.id == bindparam("campaign", type_=BigInteger))
        .scalar_subquery()
        .label("campaign_status"),
        conditions.dong_left(_DECISION, _PARTY).label("left"),
        conditions.is_debtor(_DECISION, _PARTY).label("is_debtor"),
        conditions.agreed(bindparam("contact", type_=BigInteger), _PARTY).label("agreed"),
        conditions.pays_in_parts(_DECISION).label("in_parts"),
    )
    .where(party.c.id == _PARTY)
    .with_for_update(of=party, key_share=True)  # PostgreSQL: two accounts cannot both be the one reminder of the cap
)
_SAID: list[ColumnElement[str]] = [
    literal_column(f"'{one.value}'") for one in (State.SENDING, State.ACCEPTED, State.OPENED, State.UNCERTAIN)
]
_LAST = Prepared(
    select(func.max(attempt.c.started_at))
    .join_from(outbox, attempt)
    .where(
        outbox.c.party_id == _PARTY,
        outbox.c.guard == literal_column(f"'{Guard.REMINDER.value}'"),  # literal: the partial index is found by it
        outbox.c.state.in_(_SAID),
        attempt.c.started_at > bindparam("since"),
    )
)


def reminder_still_true(books: Books, row: Due) -> Verdict:
    """None if the reminder may go now; else that it never goes, or when to ask again."""
    now = books.clock.now()
    if row.party_id is None or row.linked_party != row.party_id:
        return _never("not_linked")
    (found,) = _FACTS.rows(
        books.conn, party=row.party_id, decision=row.decision_id, campaign=row.campaign_id, contact=row.contact_id
    )
    facts = _Facts._make(found)
    if (reason := _untrue(facts, row)) is not None:
        return _never(reason)
    if facts.in_parts and (waits := _not_due_yet(books, row)) is not None:
        return waits
    if facts.campaign_status == Status.PAUSED.value:
        return _later(books, row, now + LOOK_AGAIN, "campaign_paused")
    if row.muted_until is not None and row.muted_until > now:
        return _later(books, row, row.muted_until, "muted")
    if not quiet.is_open(books, now):
        return _later(books, row, now, "quiet_hours")
    ((last,),) = _LAST.rows(books.conn, party=row.party_id, since=now - CAP)
    return None if last is None else _later(books, row, last + CAP, "cap")


def _untrue(facts: _Facts, row: Due) -> str | None:
    """Why the reminder is no longer true, if it is not."""
    checks = (
        ("campaign_stopped", row.campaign_id is not None and facts.campaign_status not in _LIVE),
        ("deceased", facts.deceased),
        ("decision_closed", facts.status not in conditions.REMINDED_STATUSES),
        ("not_debtor", not facts.is_debtor),
        ("paid", facts.left is None or facts.left <= 0),
        ("no_consent", not facts.agreed),
    )
    return next((reason for reason, so in checks if so), None)


def _not_due_yet(books: Books, row: Due) -> Verdict:
    """Nobody is chased who keeps to the agreement or pays each part in time (L25 Đ.36.2): until the next part is near."""
    view = decision_of_party(books, row.party_id or 0, row.decision_id or 0)
    plan = None if view is None else plan_of(books, view)
    if plan is None or plan.due:
        return None
    if plan.next_on is None:
        return _never(PLAN_KEPT)
    near = plan.next_on - timedelta(days=DAYS_AHEAD)
    return (
        None if near <= today(books.clock) else _later(books, row, datetime.combine(near, time(), VIETNAM), PLAN_KEPT)
    )


_STEP_OF = (
    select(booking.c.state, booking.c.slot_id, booking.c.party_id, reception_slot.c.starts_at)
    .select_from(planned_step.join(booking, booking.c.id == planned_step.c.booking_id))
    .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
    .where(planned_step.c.purpose == bindparam("purpose"))
)


def appointment_still_stands(books: Books, row: Due) -> Verdict:
    """None while the booking it reminds of is confirmed, for the same slot, and still ahead.

    The person made the booking, so a silence asked for reminders does not hide it; the window holds all the same.
    """
    now = books.clock.now()
    if row.party_id is None or row.linked_party != row.party_id:
        return _never("not_linked")
    there = books.conn.execute(_STEP_OF, {"purpose": row.purpose}).one_or_none()
    if there is None or there.state != BookingState.CONFIRMED.value:
        return _never("booking_ended")
    if there.party_id != row.party_id or there.slot_id != slot_in(row.purpose):
        return _never("booking_moved")
    if there.starts_at <= now:
        return GoesNot(state=State.EXPIRED, reason="too_late")
    return None if quiet.is_open(books, now) else _later(books, row, now, "quiet_hours")


def appointment_purpose(booking_id: int, slot_id: int, step: str) -> str:
    """The unique purpose of one reminder of a booking; the slot is in it, so that a moved booking is reminded anew."""
    return f"b:{booking_id}:{slot_id}:{step}"


def slot_in(purpose: str) -> int:
    """The slot that an appointment reminder was planned for."""
    return int(purpose.split(":")[2])


def _later(books: Books, row: Due, instant: datetime, reason: str) -> Verdict:
    """Ask again at the first open hour from ``instant``; never, if it will be of no use by then."""
    when = quiet.next_window(books, instant)
    if row.useful_until is not None and when > row.useful_until:
        return _never(reason)
    return GoesLater(not_before=when, reason=reason)


def _never(reason: str) -> GoesNot:
    return GoesNot(state=State.SUPPRESSED, reason=reason)
