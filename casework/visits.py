"""Whom shall the commune's mobilisation team visit, why, and by when? (lượt vận động)

A visit is a friendly talk, no act of enforcement. A team gets no more visits a day than it can make
(``casework.visit_planning``); what came of one is written down by ``casework.visit_outcomes``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from casework.books import Books
from casework.db.prepared import Prepared
from casework.references import read_reference
from casework.tables.follow_ups import visit as visits

REFERENCE = "VD"


class Why(StrEnum):
    """Why somebody is visited. Stored by value."""

    NO_ANSWER = "no_answer"  # so many reminders as the plan says, and not a word
    NO_CHANNEL = "no_channel"  # no chat to write to
    ASKED = "asked"  # the person or an officer asked for it
    NOT_HOME = "not_home"  # nobody was there the first time


class State(StrEnum):
    """Where a visit stands. Stored by value."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"  # paid, agreed or called off before anybody went


class Outcome(StrEnum):
    """What came of a visit. Stored by value."""

    MET = "met"
    NOT_HOME = "not_home"
    MOVED = "moved"
    REFUSED = "refused"  # would not talk
    PAID = "paid"  # says that it is paid
    PROMISED = "promised"
    ASKED = "asked"  # wants something of the officer
    WRONG_ADDRESS = "wrong_address"
    DECEASED = "deceased"  # as told; an officer checks


class VisitRefused(Exception):
    """The visit cannot be written or ended as asked; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A visit as the books have it."""

    id: int
    reference: str
    decision_id: int
    party_id: int
    team_id: int | None
    commune_id: int | None
    campaign_id: int | None
    why: Why
    state: State
    made_at: datetime
    due_on: date
    visited_on: date | None
    outcome: Outcome | None
    note: str | None = field(repr=False)
    entered_by: int | None


def cancel_visit(books: Books, visit_id: int, *, staff_id: int | None = None) -> bool:
    """Nobody needs to go any more; False when it is not open."""
    return _CANCEL.changed(books.conn, visit=visit_id, who=staff_id, now=books.clock.now()) == 1


def cancel_visits(books: Books, visit_ids: Collection[int]) -> None:
    """The same for many, where nobody of the office has done it."""
    now = books.clock.now()
    _CANCEL.change_all(books.conn, [{"visit": one, "who": None, "now": now} for one in visit_ids])


def visit(books: Books, visit_id: int) -> Visit | None:
    """One visit."""
    row = _BY_ID.one(books.conn, visit=visit_id)
    return None if row is None else opened(books, row)


def visit_named(books: Books, text: str) -> Visit | None:
    """The visit with this reference, however it is written."""
    reference = read_reference(REFERENCE, text)
    row = books.conn.execute(select(visits).where(visits.c.reference == (reference or ""))).one_or_none()
    return None if row is None else opened(books, row)


def visits_of(books: Books, decision_id: int, party_id: int | None = None) -> list[Visit]:
    """All visits under the decision (to one party), oldest first."""
    rows = _OF_DECISION.named(books.conn, decision=decision_id)
    return [opened(books, row) for row in rows if party_id in (None, row.party_id)]


def open_visits(books: Books, *, commune_id: int | None = None, until: date | None = None) -> list[Visit]:
    """Those to be made (in one commune, up to a day), by commune, team and day."""
    query = select(visits).where(IS_OPEN)
    if commune_id is not None:
        query = query.where(visits.c.commune_id == commune_id)
    if until is not None:
        query = query.where(visits.c.due_on <= until)
    order = (visits.c.commune_id, visits.c.team_id, visits.c.due_on, visits.c.id)
    return [opened(books, row) for row in books.conn.execute(query.order_by(*order))]


def opened(books: Books, row: Any) -> Visit:
    """A visit from its row."""
    sealed = row.note_sealed
    return Visit(
        id=row.id,
        reference=row.reference,
        decision_id=row.decision_id,
        party_id=row.party_id,
        team_id=row.team_id,
        commune_id=row.commune_id,
        campaign_id=row.campaign_id,
        why=Why(row.why),
        state=State(row.state),
        made_at=row.made_at,
        due_on=row.due_on,
        visited_on=row.visited_on,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        note=None if sealed is None else books.keys.open("visit", "note", row.id, sealed),
        entered_by=row.entered_by,
    )


IS_OPEN = visits.c.state == literal_column(f"'{State.OPEN.value}'")  # literal: the partial index is found by it
_BY_ID = Prepared(select(visits).where(visits.c.id == bindparam("visit")))
_OF_DECISION = Prepared(select(visits).where(visits.c.decision_id == bindparam("decision")).order_by(visits.c.id))
_CANCEL = Prepared(
    update(visits)
    .where(visits.c.id == bindparam("visit"), IS_OPEN)
    .values(state=State.CANCELLED.value, entered_by=bindparam("who"), changed_at=bindparam("now"))
)
