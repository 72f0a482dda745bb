"""What of the books may this member of staff open, and what do they find? Every condition is ``casework.scope``'s.

What is out of sight is None or not in the list, exactly as what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from casework import audit, people
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.decision_states import Status
from casework.decisions import PartyRole
from casework.people import names_of
from casework.question_desk import most_urgent_first
from casework.question_rows import State as QuestionState
from casework.reception_kinds import BookingState, DayStatus
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.agreements import promise
from casework.tables.decisions import decision, decision_party
from casework.tables.follow_ups import repair
from casework.tables.questions import question
from casework.tables.receptions import booking, reception_day
from casework.tidy import tidy

LISTED = 20
AHEAD = timedelta(days=1)  # promises that fall due by tomorrow
LONGEST_SEARCH = 200
_COMING = [state.value for state in (BookingState.CONFIRMED, BookingState.ARRIVED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A decision among those found."""

    id: int
    number: str
    issued_on: date
    status: Status
    debtors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a search gave: the newest ones first, and whether there are more."""

    found: tuple[Found, ...]
    more: bool


def decision_id(books: Books, who: Staff, asked: int) -> int | None:
    """``asked``, if it is a decision that this person may see; None for a foreign or missing one alike."""
    query = select(decision.c.id).where(decision.c.id == asked, in_sight(who, decision))
    found: int | None = books.conn.execute(query).scalar()
    return found


def find(books: Books, who: Staff, words: str) -> Finding:
    """Decisions in sight by part of their number, or by a party's whole name (with or without tone marks), identity number or
    telephone. A line in the trail says that somebody searched, never for what.
    """
    wanted = tidy(words[:LONGEST_SEARCH])
    rows = []
    if wanted:
        parties = {*people.find_by_name(books, wanted), *people.find_by_phone(books, wanted)}
        parties |= {known for known in (people.find_by_identity(books, wanted),) if known is not None}
        takes_part = select(decision_party.c.decision_id).where(decision_party.c.party_id.in_(parties))
        numbered = decision.c.number.contains(wanted.replace(" ", ""), autoescape=True)
        asked = (
            select(decision.c.id, decision.c.number, decision.c.issued_on, decision.c.status)
            .where(in_sight(who, decision), numbered | decision.c.id.in_(takes_part))
            .order_by(decision.c.issued_on.desc(), decision.c.id.desc())
            .limit(LISTED + 1)
        )
        rows = list(books.conn.execute(asked).all())
        audit.record(
            books, audit.staff(who.id), audit.Action.CASES_SEARCHED, "decision", purpose=str(min(len(rows), LISTED))
        )
    debtors = _debtors(books, [row.id for row in rows])
    found = [
        Found(
            id=row.id,
            number=row.number,
            issued_on=row.issued_on,
            status=Status(row.status),
            debtors=debtors.get(row.id, ()),
        )
        for row in rows[:LISTED]
    ]
    return Finding(found=tuple(found), more=len(rows) > LISTED)


def _debtors(books: Books, ids: list[int]) -> dict[int, tuple[str, ...]]:
    asked = select(decision_party.c.decision_id, decision_party.c.party_id).where(
        decision_party.c.decision_id.in_(ids), decision_party.c.role == PartyRole.DEBTOR.value
    )
    rows = books.conn.execute(asked.order_by(decision_party.c.party_id)).all()
    names = names_of(books, {row.party_id for row in rows})
    told: dict[int, tuple[str, ...]] = {}
    for row in rows:
        told[row.decision_id] = (*told.get(row.decision_id, ()), names[row.party_id])
    return told


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question that waits, without its words. ``decision_id``: what it is about, if this person may open it."""

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
    asked = select(
        reception_day.c.place, reception_day.c.kind, reception_day.c.leader_id, coming.label("coming")
    ).where(
        reception_day.c.on_date == today(books.clock),
        reception_day.c.status == DayStatus.OPEN.value,
        in_sight(who, reception_day),
    )
    rows = books.conn.execute(asked.order_by(reception_day.c.id).limit(LISTED))
    return tuple(Receiving(place=row.place, kind=row.kind, leader_id=row.leader_id, coming=row.coming) for row in rows)


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
