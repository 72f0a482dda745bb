"""Which decision is a question about, and who takes it: the decision's officer, or the queue of an office?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.db.prepared import Prepared
from casework.decision_states import CLOSED
from casework.tables.agency import staff
from casework.tables.decisions import decision, decision_party

_COLUMNS = (decision.c.id, decision.c.status, decision.c.office_id, staff.c.id.label("officer"))
_ENOUGH = 50  # a bank is a creditor in thousands: then neither one decision nor one officer is meant


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a question is about and who takes it. No officer: the queue of the office; no office: the agency's."""

    decision_id: int | None = None
    officer_id: int | None = None
    office_id: int | None = None


def place_of(books: Books, party_id: int | None, decision_id: int | None) -> Place:
    """The decision that was chosen, if it is the party's, or its only live one; else the officer of all its decisions."""
    if party_id is None:
        return Place()
    chosen = [] if decision_id is None else _CHOSEN.named(books.conn, party=party_id, decision=decision_id)
    meant = chosen or _ALL.named(books.conn, party=party_id)
    chosen = chosen or _the_one(meant)
    about = chosen[0].id if chosen else None
    meant = chosen or meant
    officers, offices = {row.officer for row in meant}, {row.office_id for row in meant}
    return Place(
        decision_id=about,
        officer_id=officers.pop() if len(officers) == 1 else None,
        office_id=offices.pop() if len(offices) == 1 else None,
    )


_of_party = (
    select(*_COLUMNS)
    .distinct()  # who is debtor and representative takes part twice
    .join(decision_party, decision_party.c.decision_id == decision.c.id)
    .outerjoin(staff, (staff.c.id == decision.c.officer_id) & staff.c.active)
    .where(decision_party.c.party_id == bindparam("party"))
    .order_by(decision.c.id.desc())
    .limit(_ENOUGH)
)
_ALL = Prepared(_of_party)
_CHOSEN = Prepared(_of_party.where(decision.c.id == bindparam("decision")))


def _the_one(rows: list[Any]) -> list[Any]:
    live = [row for row in rows if row.status not in CLOSED] or rows
    return live if len(live) == 1 else []
