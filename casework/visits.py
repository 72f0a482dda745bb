"""Whom shall the commune's mobilisation team visit, why, and by when? (lượt vận động)

A visit is a friendly talk, no act of enforcement. A team gets no more visits a day than it can make; what came of one is
written down by ``casework.visit_outcomes``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.people import PartyKind
from casework.references import new_reference, read_reference
from casework.tables.follow_ups import mobilisation_team as teams
from casework.tables.follow_ups import visit as visits
from casework.tables.people import party
from casework.working_days import WorkingDays, working_days

REFERENCE = "VD"
FIRST_DAY = 2  # working days from now to the earliest visit: the list has to reach the commune
LATEST_DAY = (
    60  # a team that is full for so many working days gets the visit on the last of them, and the office sees it
)


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


def plan_visit(
    books: Books,
    decision_id: int,
    party_id: int,
    why: Why,
    campaign_id: int | None = None,
    *,
    after: date | None = None,
) -> int | None:
    """Put a visit to the party on the list of its commune's team and give its id; ``after``: not before this day.

    None where nobody is to be visited: one is open already, the person has died or is in prison (nobody else at that door is
    to hear of it), or it is the State.
    """
    known = _WHO.one(books.conn, party=party_id)
    if known is None or known.deceased or known.in_prison or known.kind == PartyKind.STATE.value:
        return None
    if open_visit(books, decision_id, party_id) is not None:
        return None
    calendar = working_days(books)
    earliest = max(calendar.add(today(books.clock), FIRST_DAY), after or date.min)
    team_id, due_on = _place(books, known.commune_id, earliest, calendar)
    row_id, now = new_id(), books.clock.now()
    _ADD.changed(
        books.conn,
        id=row_id,
        reference=_free_reference(books),
        decision_id=decision_id,
        party_id=party_id,
        team_id=team_id,
        commune_id=known.commune_id,
        campaign_id=campaign_id,
        why=why.value,
        state=State.OPEN.value,
        made_at=now,
        due_on=due_on,
        changed_at=now,
    )
    return row_id


def cancel_visit(books: Books, visit_id: int, *, staff_id: int | None = None) -> bool:
    """Nobody needs to go any more; False when it is not open."""
    return _CANCEL.changed(books.conn, visit=visit_id, who=staff_id, now=books.clock.now()) == 1


def visit(books: Books, visit_id: int) -> Visit | None:
    """One visit."""
    row = _BY_ID.one(books.conn, visit=visit_id)
    return None if row is None else opened(books, row)


def visit_named(books: Books, text: str) -> Visit | None:
    """The visit with this reference, however it is written."""
    reference = read_reference(REFERENCE, text)
    row = books.conn.execute(select(visits).where(visits.c.reference == (reference or ""))).one_or_none()
    return None if row is None else opened(books, row)


def open_visit(books: Books, decision_id: int, party_id: int) -> Visit | None:
    """The one that somebody still has to make."""
    row = _OPEN_OF.one(books.conn, decision=decision_id, party=party_id)
    return None if row is None else opened(books, row)


def visits_of(books: Books, decision_id: int, party_id: int | None = None) -> list[Visit]:
    """All visits under the decision (to one party), oldest first."""
    rows = _OF_DECISION.named(books.conn, decision=decision_id)
    return [opened(books, row) for row in rows if party_id in (None, row.party_id)]


def open_visits(books: Books, *, commune_id: int | None = None, until: date | None = None) -> list[Visit]:
    """Those to be made (in one commune, up to a day), by commune, team and day."""
    query = select(visits).where(_OPEN)
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


def _free_reference(books: Books) -> str:
    while True:
        reference = new_reference(REFERENCE)
        if not _WITH_REFERENCE.rows(books.conn, reference=reference):
            return reference


def _place(books: Books, commune_id: int | None, earliest: date, calendar: WorkingDays) -> tuple[int | None, date]:
    """The team of the commune that can go first, and its day; without a team the day is when one should have gone."""
    found = [] if commune_id is None else _TEAMS_OF.named(books.conn, commune=commune_id)
    if not found:
        return None, earliest
    days = {team.id: _first_free(books, team.id, team.visits_a_day, earliest, calendar) for team in found}
    first = min(days, key=lambda team_id: (days[team_id], team_id))
    return first, days[first]


def _first_free(books: Books, team_id: int, most: int, earliest: date, calendar: WorkingDays) -> date:
    taken = {row[0]: row[1] for row in _TAKEN.rows(books.conn, team=team_id, earliest=earliest)}
    day = earliest
    for _ in range(LATEST_DAY):
        if taken.get(day, 0) < most:
            return day
        day = calendar.add(day, 1)
    return day


_OPEN = visits.c.state == literal_column(f"'{State.OPEN.value}'")  # literal: the partial index is found by it
_WHO = Prepared(
    select(party.c.commune_id, party.c.kind, party.c.deceased, party.c.in_prison).where(
        party.c.id == bindparam("party")
    )
)
_BY_ID = Prepared(select(visits).where(visits.c.id == bindparam("visit")))
_OPEN_OF = Prepared(
    select(visits).where(visits.c.decision_id == bindparam("decision"), visits.c.party_id == bindparam("party"), _OPEN)
)
_OF_DECISION = Prepared(select(visits).where(visits.c.decision_id == bindparam("decision")).order_by(visits.c.id))
_WITH_REFERENCE = Prepared(select(visits.c.id).where(visits.c.reference == bindparam("reference")))
_ADD = insert_of(
    visits, "id", "reference", "decision_id", "party_id", "team_id", "commune_id", "campaign_id", "why", "state",
    "made_at", "due_on", "changed_at",
)  # fmt: skip
_CANCEL = Prepared(
    update(visits)
    .where(visits.c.id == bindparam("visit"), _OPEN)
    .values(state=State.CANCELLED.value, entered_by=bindparam("who"), changed_at=bindparam("now"))
)
_TAKEN = Prepared(
    select(visits.c.due_on, func.count())
    .where(visits.c.team_id == bindparam("team"), _OPEN, visits.c.due_on >= bindparam("earliest"))
    .group_by(visits.c.due_on)
)
_TEAMS_OF = (
    Prepared(  # held until the transaction ends, so that two planners cannot both fill a team's last place of a day
        select(teams.c.id, teams.c.visits_a_day)
        .where(teams.c.commune_id == bindparam("commune"), teams.c.active.is_(True))
        .order_by(teams.c.id)
        .with_for_update()
    )
)
