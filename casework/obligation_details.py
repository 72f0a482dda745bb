"""What is told of a decision beside its lines: when parts fall due, what was handed on, what is on its way, what came over?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from casework import obligation_queries as queries
from casework.books import Books
from casework.due_parts import DuePart
from casework.obligation_queries import More
from casework.surplus import Surplus


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTold:
    """By line id: ``parts``, ``paid_out``, ``waiting``; of the decision: ``surplus``. Sums in đồng."""

    parts: dict[int, list[DuePart]] = field(default_factory=dict)
    paid_out: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    surplus: Surplus = field(default_factory=Surplus)


NOTHING_MORE = MoreTold()


def more_told(books: Books, decision_ids: Sequence[int]) -> dict[int, MoreTold]:
    """What there is of these decisions; one statement, none for no decisions."""
    if not decision_ids:
        return {}
    found: dict[int, MoreTold] = {}
    came: dict[int, dict[int | None, int]] = {}
    given: dict[int, dict[int, int]] = {}
    for decision_id, what, about, due_on, amount in queries.more_of(books.conn, decision_ids):
        told = found.get(decision_id)
        if told is None:
            came[decision_id], given[decision_id] = {}, {}
            surplus = Surplus(came=came[decision_id], given=given[decision_id])
            told = found[decision_id] = MoreTold(surplus=surplus)
        match what:
            case More.PART:
                told.parts.setdefault(about, []).append(DuePart(due_on=due_on, amount=amount))
            case More.PAID_OUT:
                told.paid_out[about] = amount
            case More.WAITING:
                told.waiting[about] = amount
            case More.SURPLUS:
                came[decision_id][about] = amount
            case More.GIVEN_BACK:
                given[decision_id][about] = amount
    return found
