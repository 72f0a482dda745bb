"""Who could take part: to whom does the campaign speak, who of them can be reached, and in which stratum is each?

A person counts once, with all decisions together; the decision under which most is owed says officer, office and commune.
Who cannot be reached takes no part where persons are drawn: no reminder could make a difference to them. Where communes are
drawn everybody in them does, because a visit or a neighbour's talk reaches those without a chat as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, select

from casework.books import Books
from casework.tables.decisions import decision
from scheduler.experiments.facts import Stratum, Unit
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT, NO_CONSENT
from scheduler.tables import campaign_recipient

NO_COMMUNE = "no_commune"
BANDS = (5_000_000, 50_000_000, 500_000_000)  # đồng; a person's own band begins here


@dataclass(slots=True)
class Person:
    """A debtor with what the draw looks at. ``left``: đồng over all decisions; ``unreachable``: why, or None."""

    party_id: int
    left: int
    most: int
    officer_id: int | None
    office_id: int | None
    commune_id: int | None
    unreachable: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessed:
    """Those who take part, and how many do not, by reason."""

    taking_part: tuple[Person, ...]
    excluded: dict[str, int]


def assess(books: Books, pairs: Select[Any], unit: Unit) -> Assessed:
    """Everybody in ``pairs`` (rows ``decision_id, party_id, left``), looked at as the books stand now."""
    taking_part: list[Person] = []
    excluded: Counter[str] = Counter()
    for person in _people(books, pairs):
        why = _why_not(person, unit)
        if why is None:
            taking_part.append(person)
        else:
            excluded[why] += 1
    return Assessed(taking_part=tuple(taking_part), excluded=dict(sorted(excluded.items())))


def frozen_pairs(campaign_id: int) -> Select[Any]:
    """The recipients as they were frozen at the approval, with what each owes now."""
    of = campaign_recipient.c
    left = conditions.dong_left(of.decision_id, of.party_id)
    return select(of.decision_id, of.party_id, left.label("left")).where(of.campaign_id == campaign_id)


def stratum_of(person: Person, by: Collection[Stratum]) -> str:
    """The stratum's name: "officer=12;sum=2"; empty where nothing is balanced."""
    values = {
        Stratum.OFFICER: person.officer_id,
        Stratum.OFFICE: person.office_id,
        Stratum.SUM: sum(person.left >= start for start in BANDS),
    }
    return ";".join(f"{name.value}={values[name] or 0}" for name in Stratum if name in by)


def strata_of_communes(people: Iterable[Person], by: Collection[Stratum]) -> dict[int, str]:
    """The stratum of each commune: that of most of its people."""
    votes: dict[int, Counter[str]] = {}
    for person in people:
        if person.commune_id is not None:
            votes.setdefault(person.commune_id, Counter())[stratum_of(person, by)] += 1
    return {commune: min(found.items(), key=lambda vote: (-vote[1], vote[0]))[0] for commune, found in votes.items()}


def _why_not(person: Person, unit: Unit) -> str | None:
    if unit is Unit.PERSON:
        return person.unreachable
    return NO_COMMUNE if person.commune_id is None else None


def _people(books: Books, pairs: Select[Any]) -> Iterator[Person]:
    who = pairs.subquery("pair")
    reach = case(
        (conditions.reachable(who.c.party_id), None),
        (conditions.has_chat(who.c.party_id), NO_CONSENT),
        else_=NO_CHAT,
    )
    query = (
        select(who.c.party_id, who.c.left, decision.c.officer_id, decision.c.office_id, decision.c.commune_id,
               reach.label("unreachable"))
        .join_from(who, decision, decision.c.id == who.c.decision_id)
        .order_by(who.c.party_id, decision.c.id)
        .execution_options(yield_per=5000)
    )  # fmt: skip
    person: Person | None = None
    for row in books.conn.execute(query):
        if person is None or person.party_id != row.party_id:
            if person is not None:
                yield person
            person = Person(row.party_id, row.left, row.left, row.officer_id, row.office_id, row.commune_id,
                            row.unreachable)  # fmt: skip
            continue
        person.left += row.left
        if row.left > person.most:
            person.most = row.left
            person.officer_id, person.office_id, person.commune_id = row.officer_id, row.office_id, row.commune_id
    if person is not None:
        yield person
