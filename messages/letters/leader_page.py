"""What does a leader read the evening before about each visitor, and what is signed at the end of the talk?

A cover with everybody, then for each visitor one page of what the books hold, which stays with the agency, and one of draft
minutes (biên bản), which the visitor reads and signs. They are pages of their own, and nothing of the agency's own stands in
the minutes. Printed on one side; on both sides the minutes would carry the inner page out of the house.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from messages.letters.campaign_plan import Section
from messages.letters.typesetting import LONGEST_WORD, Fact, printable, typeset
from messages.vietnamese import day as day_in_words
from messages.vietnamese import short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    """The draft minutes. ``who``: label and words; empty words are a dotted line. ``story``: what the visitor has written;
    ``books``: what the books say that the visitor may see; ``settle``: what is ticked, and after a colon filled in."""

    who: Sequence[tuple[str, str]]
    story: Sequence[str]
    books: Sequence[str]
    settle: Sequence[str]
    law: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitorPage:
    """One visitor. ``at``: the hour or the number; ``marks``: what to see at once; ``facts``: label and words."""

    name: str
    at: str
    reference: str
    marks: Sequence[str]
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    minutes: Minutes


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaderPages:
    """The evening's document. ``summary``: lines of the cover; ``rows``: who comes, a row each under ``head``.

    ``minutes_title``: in capitals, as it stands on the paper.
    """

    agency: str
    place: str
    leader: str
    title: str
    minutes_title: str
    day: date
    summary: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    pages: Sequence[VisitorPage]
    printed_on: date


def leader_pages(document: LeaderPages) -> bytes:
    """The PDF: the cover, then a page and the draft minutes for each visitor. Raises ``LetterDoesNotFit``."""
    facts: dict[str, Fact] = {
        "agency": printable(document.agency),
        "place": printable(document.place),
        "leader": printable(document.leader),
        "title": printable(document.title),
        "minutes_title": printable(document.minutes_title),
        "on": day_in_words(document.day),
        "short": short_day(document.day),
        "printed": short_day(document.printed_on),
        "summary": [_tidy(line) for line in document.summary],
        "head": [printable(cell) for cell in document.head],
        "rows": [[_tidy(cell) for cell in row] for row in document.rows],
        "pages": [_page(one) for one in document.pages],
    }
    return typeset("leader_page.typ", facts, written_on=document.printed_on)


def _page(page: VisitorPage) -> Fact:
    return {
        "name": _tidy(page.name),
        "at": printable(page.at),
        "reference": printable(page.reference),
        "marks": [printable(one) for one in page.marks],
        "facts": [[printable(label), _tidy(words)] for label, words in page.facts],
        "sections": [_section(one) for one in page.sections],
        "minutes": {
            "who": [[printable(label), _tidy(words)] for label, words in page.minutes.who],
            "story": [_tidy(one) for one in page.minutes.story],
            "books": [_tidy(one) for one in page.minutes.books],
            "settle": [printable(one) for one in page.minutes.settle],
            "law": [printable(one) for one in page.minutes.law],
        },
    }


def _section(section: Section) -> Fact:
    table = section.table
    return {
        "title": printable(section.title),
        "lines": [_tidy(line) for line in section.lines],
        "head": [] if table is None else [printable(cell) for cell in table.head],
        "rows": [] if table is None else [[_tidy(cell) for cell in row] for row in table.rows],
        "widths": [] if table is None else list(table.widths),
    }


def _tidy(text: str) -> str:
    """``printable``, with a word that no line can hold broken: what people typed must not stop the evening's print."""
    words = (word[at : at + LONGEST_WORD] for word in text.split() for at in range(0, len(word), LONGEST_WORD))
    return printable(" ".join(words))
