"""What does a commune's team have in hand on a reception day: who is expected, whom to call, whom to invite, who came unasked?

Need-to-know, as for its visits: no case, no sum, no matter; a telephone only of those who are to be called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messages.letters.typesetting import Fact, printable, typeset
from messages.vietnamese import day as day_in_words
from messages.vietnamese import short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamDay:
    """``expected``: hour or number, name, where they live, what the team does; ``invited``: number of the visit, name, where
    they live; ``say``: what the team keeps to."""

    agency: str
    commune: str
    teams: str
    place: str
    on: date
    expected: Sequence[tuple[str, str, str, str]]
    invited: Sequence[tuple[str, str, str]]
    say: Sequence[str]
    printed_on: date


def team_day(made: TeamDay) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit`` for a word that no column can hold."""
    facts: dict[str, Fact] = {
        "agency": printable(made.agency),
        "commune": printable(made.commune),
        "teams": printable(made.teams),
        "place": printable(made.place),
        "on": day_in_words(made.on),
        "expected": [[printable(cell) for cell in row] for row in made.expected],
        "invited": [[printable(cell) for cell in row] for row in made.invited],
        "say": [printable(line) for line in made.say],
        "printed_on": short_day(made.printed_on),
    }
    return typeset("reception_team.typ", facts, written_on=made.printed_on)
