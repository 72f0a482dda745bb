"""Who must be called at once, and which questions wait for an officer? Without anybody's words or name but the staff's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework import alerts
from casework.books import Books
from casework.clock import today
from casework.question_desk import most_urgent_first
from casework.question_rows import State
from casework.tables.agency import regional_office, staff
from casework.tables.questions import question

LISTED = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Urgent:
    """An alert that no call has ended. Instants are UTC; ``outcome``: of a call that reached nobody."""

    reference: str
    raised_at: datetime
    told: int
    taken_by: str | None
    taken_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question that waits for an officer, without its words. ``taker``: the officer, or else the office's queue."""

    reference: str
    at: datetime
    kind: str
    late: bool
    times: int
    promised_on: date | None
    officer: str | None
    office: str | None


def urgent(books: Books) -> tuple[Urgent, ...]:
    """Everybody who waits for a call, longest first."""
    names = {row.id: row.name for row in books.conn.execute(select(staff.c.id, staff.c.name))}
    return tuple(
        Urgent(
            reference=one.reference,
            raised_at=one.raised_at,
            told=one.told,
            taken_by=None if one.taken_by is None else names.get(one.taken_by, "-"),
            taken_at=one.taken_at,
            outcome=None if one.outcome is None else one.outcome.value,
        )
        for one in alerts.open_alerts(books)
    )


def asked(books: Books) -> tuple[Asked, ...]:
    """What waits, most urgent first."""
    on = today(books.clock)
    rows = books.conn.execute(
        select(question, staff.c.name.label("officer"), regional_office.c.name.label("office"))
        .outerjoin(staff, staff.c.id == question.c.officer_id)
        .outerjoin(regional_office, regional_office.c.id == question.c.office_id)
        .where(question.c.state == State.WAITING.value)
        .order_by(*most_urgent_first(on))
        .limit(LISTED)
    )
    return tuple(
        Asked(
            reference=row.reference,
            at=row.waiting_since or row.asked_at,
            kind=row.kind,
            late=row.promised_on is not None and row.promised_on < on,
            times=row.unanswered,
            promised_on=row.promised_on,
            officer=row.officer,
            office=row.office,
        )
        for row in rows
    )
