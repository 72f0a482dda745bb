"""What does a leader read and sign before a campaign may go: its whole plan on paper (A4, as many pages as it takes)?

The same sections are printed at the terminal, so what is signed is what was looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messages.letters.typesetting import Fact, printable, typeset


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under a head; ``widths`` says how wide the columns are in relation to each other."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in (*self.rows, self.widths)):
            raise ValueError("each row of a table has a cell for each column")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A numbered part of the plan: lines, then a table if there is one."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDocument:
    """The plan. ``number`` as on the plan itself; ``standing``: whether it is a draft, approved and by whom; ``maker`` signs left."""

    agency: str
    place: str
    number: str
    title: str
    period: str
    standing: str
    maker: str
    sections: Sequence[Section]
    printed_on: date


def campaign_plan(document: PlanDocument) -> bytes:
    """The PDF. Raises ``LetterDoesNotFit`` for a word that no column can hold."""
    facts: dict[str, Fact] = {
        "agency": printable(document.agency),
        "place": printable(document.place),
        "number": printable(document.number),
        "title": printable(document.title),
        "period": printable(document.period),
        "standing": printable(document.standing),
        "maker": printable(document.maker),
        "day": f"{document.printed_on.day:02d}",
        "month": f"{document.printed_on.month:02d}",
        "year": document.printed_on.year,
        "sections": [_section(one) for one in document.sections],
    }
    return typeset("campaign_plan.typ", facts, written_on=document.printed_on)


def _section(section: Section) -> Fact:
    facts: dict[str, Fact] = {
        "title": printable(section.title),
        "lines": [printable(line) for line in section.lines],
        "head": [],
        "rows": [],
        "widths": [],
    }
    if section.table is not None:
        facts["head"] = [printable(cell) for cell in section.table.head]
        facts["rows"] = [[printable(cell) for cell in row] for row in section.table.rows]
        facts["widths"] = list(section.table.widths)
    return facts
