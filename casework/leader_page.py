"""What does the leader have to know of each visitor the evening before: who comes, in which cases, what was said so far?

Only what the books hold, gathered in one reading and judged by nobody here: how it is worded and what of it may be opened is
decided above. A guest is known by name and phone alone, so nothing of any case stands beside that name until the desk has
looked at papers (ND154 Đ.12).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from casework import obligations, people
from casework.agreements import Agreement, agreements_of
from casework.booking_facts import Booking, bookings_of_day
from casework.books import Books
from casework.clock import today
from casework.coercion_queries import Coercion
from casework.coercion_queries import of_decision as coercions_of
from casework.course_duties import Duty, duties
from casework.course_state import Standing, standing
from casework.decision_events import Event, events_of, in_force
from casework.decision_states import LIVE
from casework.exemption_screening import ScreenedLine, screen_decision
from casework.interest_of_decision import DecisionInterest, Missing, interest_of_decision
from casework.obligations import DecisionView
from casework.payment_claims import Claim, claims_of
from casework.payment_facts import Payment, payments_of
from casework.people import Party
from casework.promises import Promise, promises_of
from casework.question_rows import Question, opened
from casework.reception_kinds import BookingState
from casework.tables.questions import question
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_day
from casework.working_days import working_days

EXPECTED = (
    BookingState.CONFIRMED,
    BookingState.ARRIVED,
    BookingState.OVER,
    BookingState.DONE,
    BookingState.NO_SHOW,
    BookingState.REFUSED,
)
IN_FULL = 2  # cases of one visitor, for they share one page; the others stand in a list


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitorCase:
    """One decision, with what its parties paid, promised and agreed, and what the rules say of it today.

    ``own``: as the visitor may see it, the others' several lines left out.
    """

    view: DecisionView
    own: DecisionView
    where: Standing
    events: tuple[Event, ...]  # those that stand, newest first
    payments: tuple[Payment, ...]  # those that stand, newest first
    promises: tuple[Promise, ...]
    agreements: tuple[Agreement, ...]
    claims: tuple[Claim, ...]
    coercions: tuple[Coercion, ...]
    duties: tuple[Duty, ...]
    waivers: tuple[ScreenedLine, ...]
    interest: DecisionInterest | Missing


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A reception or working meeting before this one. ``note``: what both sides saw of it."""

    on_date: date
    place: str
    leader_id: int
    state: BookingState
    what: str | None
    note: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitorFacts:
    """Who comes, and what the books hold. ``known`` None: a guest."""

    booking: Booking
    known: Party | None = field(repr=False)
    cases: tuple[VisitorCase, ...]
    other_cases: tuple[DecisionView, ...]  # beyond ``IN_FULL``, or closed
    asked: tuple[Question, ...]  # newest first, complaints among them
    earlier: tuple[Earlier, ...]

    @property
    def name(self) -> str:
        """As in the books; of a guest as it was typed."""
        return name_of(self.booking, self.known)

    @property
    def phone(self) -> str | None:
        """The number at which the visitor can be called."""
        return phone_of(self.booking, self.known)


def expected(books: Books, day_id: int) -> tuple[Booking, ...]:
    """The bookings of everybody who is received on the day, or was, in order; not those who only hold a place."""
    return tuple(one for one in bookings_of_day(books, day_id) if one.state in EXPECTED)


def visitors(books: Books, day_id: int) -> tuple[VisitorFacts, ...]:
    """Everybody expected on the day with what the books hold, in the order in which they are received."""
    return tuple(_visitor(books, one) for one in expected(books, day_id))


def name_of(there: Booking, known: Party | None) -> str:
    """The visitor's name: a party's as in the books, a guest's as typed."""
    if known is not None:
        return known.name
    return there.guest.name if there.guest is not None else ""


def phone_of(there: Booking, known: Party | None) -> str | None:
    """The visitor's number, if one is known."""
    if known is not None:
        return known.phone
    return there.guest.phone or None if there.guest is not None else None


def _visitor(books: Books, there: Booking) -> VisitorFacts:
    known = None if there.party_id is None else people.party(books, there.party_id)
    mine = [] if known is None else obligations.of_party(books, known.id)
    in_full = [one for one in mine if one.status in LIVE][:IN_FULL]
    shown = {one.id for one in in_full}
    return VisitorFacts(
        booking=there,
        known=known,
        cases=tuple(one for own in in_full if (one := _case(books, own)) is not None),
        other_cases=tuple(one for one in mine if one.id not in shown),
        asked=() if known is None else _asked(books, known.id),
        earlier=() if known is None else _earlier(books, known.id, there.id),
    )


def _case(books: Books, own: DecisionView) -> VisitorCase | None:
    view = obligations.of_decision(books, own.id)
    if view is None:
        return None
    where, day = standing(books, view.id), today(books.clock)
    return VisitorCase(
        view=view,
        own=own,
        where=where,
        events=tuple(reversed(in_force(events_of(books, view.id)))),
        payments=tuple(one for one in reversed(payments_of(books, view.id)) if one.live),
        promises=tuple(reversed(promises_of(books, view.id))),
        agreements=tuple(reversed(agreements_of(books, view.id))),
        claims=tuple(reversed(claims_of(books, view.id))),
        coercions=tuple(reversed(coercions_of(books, view.id))),
        duties=tuple(duties(working_days(books), where, day)),
        waivers=tuple(screen_decision(books, view.id, day)),
        interest=interest_of_decision(books, view.id, day),
    )


def _asked(books: Books, party_id: int) -> tuple[Question, ...]:
    rows = books.conn.execute(
        select(question).where(question.c.party_id == party_id).order_by(question.c.asked_at.desc())
    )
    return opened(books, rows.all())


def _earlier(books: Books, party_id: int, but: int) -> tuple[Earlier, ...]:
    told = (BookingState.DONE, BookingState.NO_SHOW, BookingState.REFUSED, BookingState.OVER)
    rows = books.conn.execute(
        select(
            booking.c.state,
            reception_day.c.on_date,
            reception_day.c.place,
            reception_day.c.leader_id,
            reception_outcome.c.id,
            reception_outcome.c.what,
            reception_outcome.c.note_sealed,
        )
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .outerjoin(reception_outcome, reception_outcome.c.booking_id == booking.c.id)
        .where(booking.c.party_id == party_id, booking.c.id != but, booking.c.state.in_([one.value for one in told]))
        .order_by(reception_day.c.on_date.desc())
    )
    return tuple(_met(books, row) for row in rows.all())


def _met(books: Books, row: Any) -> Earlier:
    sealed = row.note_sealed
    return Earlier(
        on_date=row.on_date,
        place=row.place,
        leader_id=row.leader_id,
        state=BookingState(row.state),
        what=row.what,
        note=None if sealed is None else books.keys.open("reception_outcome", "note", row.id, sealed),
    )
