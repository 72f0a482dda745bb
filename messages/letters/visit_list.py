"""What does a mobilisation team take along: whom to look for, where, by when, what to say and what to write down?

Need-to-know: no sum, no number of a decision, no identity number, no telephone of the person, not even what it is about. What
is left would tell a neighbour enough, so each page says whose it is and that it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messages.letters.typesetting import Fact, printable, typeset
from messages.vietnamese import short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitRow:
    """One visit. ``address``: hamlet, street, group, as the books have it."""

    reference: str
    name: str
    address: str
    due_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamList:
    """The visits of one team of one commune; ``team`` is empty where the commune has none yet."""

    commune: str
    team: str
    rows: Sequence[VisitRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitLists:
    """All lists of one print. ``say``: what the team says and keeps to; ``outcomes``: what is written down, by number."""

    agency: str
    lists: Sequence[TeamList]
    say: Sequence[str]
    outcomes: Sequence[str]
    printed_on: date


def visit_lists(made: VisitLists) -> bytes:
    """The PDF, a list after another. Raises ``LetterDoesNotFit`` for a word that no column can hold."""
    lists: list[Fact] = [
        {"commune": printable(one.commune), "team": printable(one.team), "rows": [_row(row) for row in one.rows]}
        for one in made.lists
    ]
    facts: dict[str, Fact] = {
        "agency": printable(made.agency),
        "lists": lists,
        "say": [printable(line) for line in made.say],
        "outcomes": [printable(words) for words in made.outcomes],
        "printed_on": short_day(made.printed_on),
    }
    return typeset("visit_list.typ", facts, written_on=made.printed_on)


def _row(row: VisitRow) -> dict[str, Fact]:
    return {
        "reference": row.reference,
        "name": printable(row.name),
        "address": printable(row.address),
        "due_on": short_day(row.due_on),
    }
