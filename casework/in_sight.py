"""What of the books may this member of staff open, and what do they find? Every condition is ``casework.scope``'s.

What is out of sight is None or not in the list, exactly as what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.question_desk import most_urgent_first
from casework.question_rows import State as QuestionState
from casework.reception_kinds import BookingState, DayStatus
from casework.scope import in_sight, in_sight_to_look
from casework.staff import Staff
from casework.tables.agreements import promise
from casework.tables.decisions import decision
from casework.tables.follow_ups import repair
from casework.tables.questions import question
from casework.tables.receptions import booking, reception_day

LISTED = 20
AHEAD = timedelta(days=1)  # promises that fall due by tomorrow
_COMING = [state.value for state in (BookingState.CONFIRMED, BookingState.ARRIVED)]


def decision_id(books: Books, who: Staff, asked: int) -> int | None:
    """``asked``, if it is a decision that this person may see; None for a foreign or missing one alike."""
    query = select(decision.c.id).where(decision.c.id == asked, in_sight(who, decision))
    found: int | None = books.conn.execute(query).scalar()
    return found


def decision_to_look_at(books: Books, who: Staff, asked: int) -> int | None:
    """``asked``, if this person may read its page: a decision in sight, or one that they opened because it was urgent."""
    query = select(decision.c.id).where(decision.c.id == asked, in_sight_to_look(who, books.clock.now()))
    found: int | None = books.conn.execute(query).scalar()
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question that waits, without its words. ``decision_id``: what it is about, if this person may open it."""

    id: int
    reference: str
    since: datetime
    kind: str
    late: bool
    promised_on: date | None
    decision_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Promised:
    """Money that somebody means to pay by tomorrow, or meant to have paid."""

    decision_id: int
    number: str
    amount: int
    due_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiving:
    """A reception of today. ``coming``: who has booked and not cancelled."""

    day_id: int
    place: str
    kind: str
    leader_id: int
    coming: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Failing:
    """People whom no message reaches, by what is wrong."""

    why: str
    count: int
    oldest: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """What waits for this person today; ``questions_in_all`` counts those beyond the list too."""

    questions: tuple[Asked, ...]
    questions_in_all: int
    promises: tuple[Promised, ...]
    receptions: tuple[Receiving, ...]
    failing: tuple[Failing, ...]


def todays_work(books: Books, who: Staff) -> Today:
    """What of the agency's work is this person's, without anybody's name or words."""
    waits = (question.c.state == QuestionState.WAITING.value, in_sight(who, question))
    count = books.conn.execute(select(func.count()).select_from(question).where(*waits)).scalar_one()
    return Today(
        questions=_questions(books, who, waits),
        questions_in_all=int(count),
        promises=_promises(books, who),
        receptions=_receptions(books, who),
        failing=_failing(books, who),
    )


def _questions(books: Books, who: Staff, waits: tuple[object, ...]) -> tuple[Asked, ...]:
    on = today(books.clock)
    open_to_them = select(decision.c.id).where(decision.c.id == question.c.decision_id, in_sight(who, decision))
    asked = select(question, open_to_them.scalar_subquery().label("opens")).where(*waits)  # type: ignore[arg-type]
    rows = books.conn.execute(asked.order_by(*most_urgent_first(on)).limit(LISTED))
    return tuple(
        Asked(
            id=row.id,
            reference=row.reference,
            since=row.waiting_since or row.asked_at,
            kind=row.kind,
            late=row.promised_on is not None and row.promised_on < on,
            promised_on=row.promised_on,
            decision_id=row.opens,
        )
        for row in rows
    )


def _promises(books: Books, who: Staff) -> tuple[Promised, ...]:
    asked = (
        select(promise.c.decision_id, promise.c.amount, promise.c.due_on, decision.c.number)
        .join(decision, decision.c.id == promise.c.decision_id)
        .where(promise.c.state == "open", promise.c.due_on <= today(books.clock) + AHEAD, in_sight(who, promise))
        .order_by(promise.c.due_on, promise.c.id)
        .limit(LISTED)
    )
    return tuple(
        Promised(decision_id=row.decision_id, number=row.number, amount=row.amount, due_on=row.due_on)
        for row in books.conn.execute(asked)
    )


def _receptions(books: Books, who: Staff) -> tuple[Receiving, ...]:
    coming = (
        select(func.count())
        .select_from(booking)
        .where(booking.c.day_id == reception_day.c.id, booking.c.state.in_(_COMING))
        .scalar_subquery()
    )
    day = reception_day.c
    asked = select(day.id, day.place, day.kind, day.leader_id, coming.label("coming")).where(
        reception_day.c.on_date == today(books.clock),
        reception_day.c.status == DayStatus.OPEN.value,
        in_sight(who, reception_day),
    )
    rows = books.conn.execute(asked.order_by(reception_day.c.id).limit(LISTED))
    return tuple(
        Receiving(day_id=row.id, place=row.place, kind=row.kind, leader_id=row.leader_id, coming=row.coming)
        for row in rows
    )


def _failing(books: Books, who: Staff) -> tuple[Failing, ...]:
    asked = (
        select(repair.c.why, func.count().label("many"), func.min(repair.c.made_at).label("oldest"))
        .where(repair.c.state == "open", in_sight(who, repair))
        .group_by(repair.c.why)
        .order_by(repair.c.why)
    )
    return tuple(Failing(why=row.why, count=row.many, oldest=row.oldest) for row in books.conn.execute(asked))


def agency_name(books: Books) -> str:
    """Whose pages these are; empty before the agency is set up."""
    agency = the_agency(books)
    return agency.name if agency is not None else ""
