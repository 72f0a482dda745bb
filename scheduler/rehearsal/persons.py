"""Who are the people of a rehearsal: what do they owe, under which officer, and in which chat are they reached?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from casework.books import Books
from casework.tables.contacts import contact
from casework.tables.decisions import decision
from scheduler.steps import conditions
from scheduler.tables import campaign_recipient


@dataclass(slots=True)
class Case:
    """One decision as the person knows it. ``left``: đồng; ``given``: payments on their way into the books."""

    id: int
    officer: int | None
    left: int
    given: int = 0
    rests: bool = False

    @property
    def open(self) -> int:
        """Đồng that the person still has to think about."""
        return 0 if self.rests else max(self.left - self.given, 0)


@dataclass(slots=True)
class Person:
    """One debtor with every decision that a campaign speaks of. ``got``: reminders that arrived."""

    party: int
    cases: list[Case] = field(default_factory=list)
    contact: int | None = None
    account: str | None = None
    got: int = 0
    blocked: bool = False
    silent: bool = False
    died: bool = False
    spoken: bool = False

    def case(self, decision_id: int | None) -> Case | None:
        """The case of this decision; the largest open one for None."""
        if decision_id is not None:
            return next((one for one in self.cases if one.id == decision_id), None)
        return max(self.cases, key=lambda one: (one.open, one.id), default=None)


def people_of(books: Books, campaigns: Collection[int]) -> dict[int, Person]:
    """Everybody on the lists of these campaigns, by party, in the order of their ids."""
    found: dict[int, Person] = {}
    for row in books.conn.execute(_owing(campaigns)):
        person = found.setdefault(row.party_id, Person(party=row.party_id))
        person.cases.append(Case(id=row.decision_id, officer=row.officer_id, left=row.left))
    chats = (
        select(contact.c.id, contact.c.account, contact.c.party_id)
        .where(contact.c.party_id.is_not(None), contact.c.dead_since.is_(None))
        .order_by(contact.c.seen_at, contact.c.id)
    )
    for row in books.conn.execute(chats):
        if (person_there := found.get(row.party_id)) is not None:
            person_there.contact, person_there.account = row.id, row.account
    return found


def _owing(campaigns: Collection[int]) -> Select[Any]:
    of = campaign_recipient.c
    pairs = select(of.decision_id, of.party_id).where(of.campaign_id.in_(sorted(campaigns))).distinct().subquery("pair")
    left = conditions.dong_left(pairs.c.decision_id, pairs.c.party_id)
    return (
        select(pairs.c.party_id, pairs.c.decision_id, decision.c.officer_id, left.label("left"))
        .join_from(pairs, decision, decision.c.id == pairs.c.decision_id)
        .order_by(pairs.c.party_id, pairs.c.decision_id)
    )
