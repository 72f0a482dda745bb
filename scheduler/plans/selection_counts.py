"""How many does a selection speak to, and in which communes? Counted now, among the cases that whoever asks may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from casework.books import Books
from casework.clock import today
from casework.scope import Reach, in_sight, reach
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from casework.tables.places import commune
from scheduler.plans.refusals import NotAllowed
from scheduler.plans.selection import Selection, as_seen, eligible
from scheduler.steps import conditions

MOST_COMMUNES = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Decisions, people, and those of them who can be written to now."""

    decisions: int
    people: int
    reachable: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CommuneCount:
    """A commune with what the rest of the selection fits there; None: not counted. ``name`` with its kind."""

    id: int
    name: str
    decisions: int | None
    people: int | None


def confined(who: Staff, selection: Selection) -> Selection:
    """The selection within reach of whoever selects: an officer's own cases, a regional leader's office. Raises ``NotAllowed``."""
    match reach(who):
        case Reach.ALL:
            return selection
        case Reach.OFFICE if who.office_id is not None:
            return replace(selection, offices=(who.office_id,))
        case Reach.OWN:
            return replace(selection, officer=who.id)
    raise NotAllowed("Vai trò này không chọn hồ sơ được. Hãy nhờ chấp hành viên hoặc lãnh đạo.")


def counts(books: Books, who: Staff, selection: Selection, campaign_id: int, *narrower: Selection) -> Counts:
    """How many the selection fits now; with ``narrower`` ones (of waves), all of them."""
    return counted(books, _in_sight(books, who, campaign_id, selection, *narrower))


def counted(books: Books, rows: Select[Any]) -> Counts:
    """The same of rows ``decision_id, party_id``."""
    found = rows.cte("found").prefix_with("MATERIALIZED")  # looked up once, counted three times
    people = select(found.c.party_id).distinct().cte("people")
    row = books.conn.execute(
        select(
            func.count(found.c.decision_id.distinct()),
            select(func.count()).select_from(people).scalar_subquery(),
            select(func.count()).select_from(people).where(conditions.reachable(people.c.party_id)).scalar_subquery(),
        )
    ).one()
    return Counts(decisions=row[0], people=row[1], reachable=row[2])


def by_commune(books: Books, who: Staff, selection: Selection, campaign_id: int) -> tuple[CommuneCount, ...]:
    """The communes that could be ticked: those with cases that the rest of the selection fits, and those ticked; most first."""
    found = _in_sight(books, who, campaign_id, replace(selection, communes=())).subquery("found")
    here = decision.c.commune_id
    rows = books.conn.execute(
        select(
            here,
            func.count(found.c.decision_id.distinct()).label("decisions"),
            func.count(found.c.party_id.distinct()).label("people"),
        )
        .select_from(found.join(decision, decision.c.id == found.c.decision_id))
        .where(here.is_not(None))
        .group_by(here)
        .order_by(func.count(found.c.decision_id.distinct()).desc(), here)
        .limit(MOST_COMMUNES)
    ).all()
    there: dict[int, tuple[int | None, int | None]] = {row[0]: (row.decisions, row.people) for row in rows}
    return _named(books, there | {one: (0, 0) for one in selection.communes if one not in there})


def ticked(books: Books, selection: Selection) -> tuple[CommuneCount, ...]:
    """The communes that the selection names, while nothing is counted yet."""
    return _named(books, dict.fromkeys(selection.communes, (None, None)))


def _named(books: Books, there: Mapping[int, tuple[int | None, int | None]]) -> tuple[CommuneCount, ...]:
    names = select(commune.c.id, commune.c.name).where(commune.c.id.in_(there))
    named = {row.id: row.name for row in books.conn.execute(names)}
    return tuple(
        CommuneCount(id=one, name=named.get(one, str(one)), decisions=many, people=people)
        for one, (many, people) in there.items()
    )


def fits_within(books: Books, who: Staff, selection: Selection, campaign_id: int) -> bool:
    """Whether whoever this is may see every case that the selection fits."""
    if reach(who) is Reach.ALL or (reach(who) is not Reach.NONE and confined(who, selection) == selection):
        return True
    day = today(books.clock)
    beyond = eligible(as_seen(selection, day, campaign_id)).where(~in_sight(who, decision))
    return books.conn.execute(beyond.limit(1)).first() is None


def _in_sight(books: Books, who: Staff, campaign_id: int, *selections: Selection) -> Select[Any]:
    """Rows ``decision_id, party_id``."""
    day = today(books.clock)
    found = eligible(*(as_seen(one, day, campaign_id) for one in selections)).where(in_sight(who, decision))
    return found.with_only_columns(decision.c.id.label("decision_id"), decision_party.c.party_id.label("party_id"))
