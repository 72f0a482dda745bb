"""What is going on right now, told without anybody's name, number, sum or words? Ids, counts, times and reasons.

The one exception are masked names beside appointments, so that the reception desk can tell two people apart; and which leader's
reception day is missing or wrong, for the schedule is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.cli import reception_warn
from bot.console.asked import Asked, Urgent, asked, urgent
from casework.agency import the_agency
from casework.books import Books
from casework.payment_claims import State as ClaimState
from casework.people import names_of
from casework.questions import State as QuestionState
from casework.receptions import takes_seat
from casework.repairs import State as RepairState
from casework.tables.follow_ups import payment_claim, repair, visit
from casework.tables.questions import question
from casework.tables.receptions import booking, reception_day, reception_slot
from casework.visits import State as VisitState
from handlers.inbox import State as InboxState
from handlers.tables import inbox
from messages.outbox import State
from messages.tables import outbox
from messages.vietnamese import masked_name
from scheduler.bell.beats import Beat, beats
from scheduler.guards import breaker, holding
from scheduler.guards.breaker import Standing
from scheduler.plans.reports import CampaignReport, reports

NEWEST = 50
LISTED = 20
AHEAD = timedelta(days=14)
CAMPAIGNS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A row of the outbox. Instants are UTC."""

    id: int
    at: datetime
    account: str
    delivery_class: str
    guard: str
    state: str
    reason: str | None
    act: str
    text: str | None  # key and version; none: nothing was said, a press answered or a message taken out
    reference: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest of them has."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """A booking ahead, with the name masked."""

    starts_at: datetime
    place: str
    reference: str
    state: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Happenings:
    """Everything the page shows, as the books stood at ``now``."""

    now: datetime
    agency: str
    demo: bool
    training: bool
    resting: tuple[str, ...]  # accounts whose campaigns rest
    campaigns: tuple[CampaignReport, ...]
    inbox_waiting: Waiting
    inbox_parked: int
    due: Waiting
    sending: int
    sent_last: datetime | None
    held: tuple[str, ...]  # scheduler.guards.holding.Why, for each hold
    silent: tuple[Beat, ...]
    uncertain: tuple[Said, ...]
    newest: tuple[Said, ...]
    alerts: tuple[Urgent, ...]
    questions: Waiting
    asked: tuple[Asked, ...]
    claims: Waiting  # "I have paid already"
    visits: Waiting
    repairs: Waiting
    appointments: tuple[Appointment, ...]
    concerns: tuple[str, ...]  # what is wrong with the receptions ahead, each with what to do


def happenings(books: Books) -> Happenings:
    """Read it all in one transaction. Before the agency is set up its name is empty."""
    now = books.clock.now()
    agency = the_agency(books)
    parked = select(func.count()).where(inbox.c.state == InboxState.PARKED.value)
    sending = select(func.count()).where(outbox.c.state == State.SENDING.value)
    waits = question.c.state == QuestionState.WAITING.value
    due = (outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now)
    return Happenings(
        now=now,
        agency=agency.name if agency else "",
        demo=agency is not None and agency.demo,
        training=agency is not None and agency.training,
        resting=tuple(one.account for one in breaker.every_health(books) if one.standing is Standing.RESTING),
        campaigns=tuple(reports(books)[:CAMPAIGNS]),
        inbox_waiting=_waiting(books, inbox.c.received_at, inbox.c.state == InboxState.WAITING.value),
        inbox_parked=books.conn.execute(parked).scalar_one(),
        due=_waiting(books, outbox.c.not_before, *due),
        sending=books.conn.execute(sending).scalar_one(),
        sent_last=books.conn.execute(select(func.max(outbox.c.sent_at))).scalar(),
        held=tuple(one.why.value for one in holding.holds(books)),
        silent=tuple(one for one in beats(books) if one.silent),
        uncertain=_said(books, outbox.c.state == State.UNCERTAIN.value, most=LISTED),
        newest=_said(books, most=NEWEST),
        alerts=urgent(books),
        questions=_waiting(books, question.c.waiting_since, waits),
        asked=asked(books),
        claims=_waiting(books, payment_claim.c.made_at, payment_claim.c.state == ClaimState.OPEN.value),
        visits=_waiting(books, visit.c.made_at, visit.c.state == VisitState.OPEN.value),
        repairs=_waiting(books, repair.c.made_at, repair.c.state == RepairState.OPEN.value),
        appointments=_appointments(books, now),
        concerns=tuple(reception_warn.above(books)),
    )


def _waiting(books: Books, since: Any, *which: Any) -> Waiting:
    row = books.conn.execute(select(func.count(), func.min(since)).where(*which)).one()
    return Waiting(count=row[0], oldest=row[1])


def _said(books: Books, *which: Any, most: int) -> tuple[Said, ...]:
    rows = books.conn.execute(select(*_SAID).where(*which).order_by(outbox.c.id.desc()).limit(most))
    return tuple(
        Said(
            id=row.id,
            at=row.opened_at or row.sent_at or row.made_at,
            account=row.account,
            delivery_class=row.delivery_class,
            guard=row.guard,
            state=row.state,
            reason=row.reason,
            act=row.act,
            text=f"{row.text_key} v{row.text_version}" if row.text_key else None,
            reference=row.reference,
        )
        for row in rows
    )


def _appointments(books: Books, now: datetime) -> tuple[Appointment, ...]:
    query = (
        select(
            booking.c.reference, booking.c.state, booking.c.party_id, reception_slot.c.starts_at, reception_day.c.place
        )
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(takes_seat(now), reception_slot.c.ends_at > now, reception_slot.c.starts_at <= now + AHEAD)
        .order_by(reception_slot.c.starts_at, booking.c.seat)
        .limit(NEWEST)
    )
    rows = books.conn.execute(query).all()
    names = names_of(books, {row.party_id for row in rows})
    return tuple(
        Appointment(
            starts_at=row.starts_at,
            place=row.place,
            reference=row.reference,
            state=row.state,
            name=masked_name(names.get(row.party_id, "")),
        )
        for row in rows
    )


_SAID = [
    outbox.c[name]
    for name in (
        "id", "account", "delivery_class", "guard", "state", "reason", "act", "text_key", "text_version", "reference",
        "made_at", "sent_at", "opened_at",
    )
]  # fmt: skip
