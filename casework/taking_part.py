"""In which decisions does a party take part, as what, and how does each stand?

One cheap statement without sums and names: for whoever has to choose before reading a decision in full.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.decisions import PartyRole, Status
from casework.tables.decisions import decision, decision_party


@dataclass(frozen=True, kw_only=True, slots=True)
class TakesPart:
    """One decision of a party; ``roles`` in the order of ``PartyRole``, more than one where it stands on both sides."""

    decision_id: int
    status: Status
    roles: tuple[PartyRole, ...]


def takes_part_in(books: Books, party_id: int) -> list[TakesPart]:
    """The party's decisions, newest first; empty for an unknown party."""
    status: dict[int, Status] = {}
    roles: dict[int, list[PartyRole]] = {}
    for decision_id, standing, role in books.conn.execute(_OF_PARTY, {"party": party_id}):
        status[decision_id] = Status(standing)
        roles.setdefault(decision_id, []).append(PartyRole(role))
    return [
        TakesPart(decision_id=one, status=status[one], roles=tuple(sorted(roles[one], key=_IN_ORDER.index)))
        for one in status
    ]


_IN_ORDER = list(PartyRole)
_OF_PARTY = (
    select(decision.c.id, decision.c.status, decision_party.c.role)
    .join_from(decision_party, decision, decision.c.id == decision_party.c.decision_id)
    .where(decision_party.c.party_id == bindparam("party"))
    .order_by(decision.c.issued_on.desc(), decision.c.id.desc())
)
