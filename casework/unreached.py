"""Whom does no message reach, of those that a member of staff sees; what is known of one, and where do they take part?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from casework import audit, people, places, scope
from casework.books import Books
from casework.links import LiveLink, live_links
from casework.people import Party
from casework.repairs import Repair, State, Why, repair
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from casework.tables.follow_ups import repair as repairs

PAGE = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreached:
    """One who is not reached, in a list. ``decision``: id and number of their newest one in sight."""

    id: int
    why: Why
    since: datetime
    name: str = field(repr=False)
    commune: str | None
    decision: tuple[int, str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of the list, newest first: how many there are by what is wrong, and where to go on from."""

    counts: dict[Why, int]
    rows: tuple[Unreached, ...]
    older: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of one. ``party`` is the whole person: whoever shows it masks it where the role sees no names."""

    repair: Repair
    party: Party
    commune: str | None
    decisions: tuple[tuple[int, str], ...]
    chats: tuple[LiveLink, ...]


def counted(books: Books, who: Staff) -> dict[Why, int]:
    """How many nobody reaches, by what is wrong."""
    waits = (repairs.c.state == State.OPEN.value, in_sight(who, repairs))
    asked = select(repairs.c.why, func.count().label("many")).where(*waits).group_by(repairs.c.why)
    return {Why(row.why): int(row.many) for row in books.conn.execute(asked)}


def page(books: Books, who: Staff, why: Why | None = None, before: int | None = None) -> Page:
    """Those whom nobody reaches; that names were listed stands in the trail."""
    waits = (repairs.c.state == State.OPEN.value, in_sight(who, repairs))
    counts = counted(books, who)
    asked = select(repairs).where(*waits).order_by(repairs.c.id.desc()).limit(PAGE + 1)
    if why is not None:
        asked = asked.where(repairs.c.why == why.value)
    if before is not None:
        asked = asked.where(repairs.c.id < before)
    rows = books.conn.execute(asked).all()
    listed = rows[:PAGE]
    names = people.names_of(books, [row.party_id for row in listed])
    newest = _newest(books, who, [row.party_id for row in listed])
    found = tuple(
        Unreached(
            id=row.id,
            why=Why(row.why),
            since=row.made_at,
            name=names[row.party_id],
            commune=_commune(books, row.commune_id),
            decision=newest.get(row.party_id),
        )
        for row in listed
    )
    if found and scope.names(who):
        audit.record(books, audit.staff(who.id), audit.Action.REPAIRS_SEEN, "repair", purpose=str(len(found)))
    return Page(counts=counts, rows=found, older=listed[-1].id if len(rows) > PAGE else None)


def is_in_sight(books: Books, who: Staff, repair_id: int) -> bool:
    """Whether this person may see to it."""
    asked = select(repairs.c.id).where(repairs.c.id == repair_id, in_sight(who, repairs))
    return books.conn.execute(asked).first() is not None


def known(books: Books, who: Staff, repair_id: int) -> Known | None:
    """One of them with what is known, if this person may see it; the look stands in the trail."""
    there = repair(books, repair_id) if is_in_sight(books, who, repair_id) else None
    whole = None if there is None else people.party(books, there.party_id)
    if there is None or whole is None:
        return None
    told = Known(
        repair=there,
        party=whole,
        commune=_commune(books, there.commune_id),
        decisions=_decisions(books, who, there.party_id),
        chats=live_links(books, there.party_id),
    )
    audit.record(books, audit.staff(who.id), audit.Action.REPAIR_SEEN, f"repair:{repair_id}", purpose="console")
    return told


def _decisions(books: Books, who: Staff, party_id: int) -> tuple[tuple[int, str], ...]:
    asked = (
        select(decision.c.id, decision.c.number)
        .join(decision_party, decision_party.c.decision_id == decision.c.id)
        .where(decision_party.c.party_id == party_id, in_sight(who, decision))
        .distinct()
        .order_by(decision.c.id.desc())
    )
    return tuple((row.id, row.number) for row in books.conn.execute(asked))


def _newest(books: Books, who: Staff, parties: Iterable[int]) -> dict[int, tuple[int, str]]:
    asked = (
        select(decision_party.c.party_id, decision.c.id, decision.c.number)
        .join(decision, decision.c.id == decision_party.c.decision_id)
        .where(decision_party.c.party_id.in_(list(parties)), in_sight(who, decision))
        .order_by(decision.c.id)
    )
    return {row.party_id: (row.id, row.number) for row in books.conn.execute(asked)}


def _commune(books: Books, commune_id: int | None) -> str | None:
    there = None if commune_id is None else places.find_by_id(books, commune_id)
    return None if there is None else there.name
