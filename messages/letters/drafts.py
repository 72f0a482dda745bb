"""What do the drafts have in common that people take along when they apply for something: who signs, which decision, whose?

A draft holds what was chosen in the chat and, for a linked person, their own facts; everything else is a dotted line to be
filled in by hand. An identity number is never printed: of it there are at most the last three digits, so that the person
can see which number is on the books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from messages.letters.typesetting import Fact, LetterDoesNotFit, printable, typeset
from messages.vietnamese import short_day

TAIL = 3  # digits of an identity number that may be shown
MOST_DECISIONS = (6, 3, 1)  # named one by one, the more of them the shorter the names; the rest are counted
PARTS = "application_parts.typ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """Who signs, or whom somebody authorises; empty words are dotted lines."""

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)
    organisation: bool = False


NOBODY = Signer()  # all of it is filled in by hand


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedDecision:
    """An enforcement decision; ``judgment`` in words ("bản án số ... của ..."), or empty."""

    number: str
    issued_on: date
    judgment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What stands on each of them: whom it goes to, who made it and when, who signs, and about which decisions."""

    agency: str
    assistant: str
    made_on: date
    signer: Signer = NOBODY
    decisions: Sequence[NamedDecision] = ()


def drawn(template: str, title: str, draft: Draft, facts: Mapping[str, Fact]) -> bytes:
    """The one-page A4 PDF of ``template`` with ``facts`` beside what all drafts have. Raises ``LetterDoesNotFit``."""
    *roomy, tightest = MOST_DECISIONS
    for most in roomy:
        with suppress(LetterDoesNotFit):
            return _drawn(template, title, draft, facts, most)
    return _drawn(template, title, draft, facts, tightest)


def _drawn(template: str, title: str, draft: Draft, facts: Mapping[str, Fact], most: int) -> bytes:
    shown = [_named(one) for one in draft.decisions[:most]]
    common: dict[str, Fact] = {
        "title": title,
        "agency": printable(draft.agency),
        "assistant": printable(draft.assistant),
        "made_on": short_day(draft.made_on),
        "person": signer_facts(draft.signer),
        "decisions": shown,
        "more": len(draft.decisions) - len(shown),
    }
    return typeset(template, {**common, **facts}, written_on=draft.made_on, after=PARTS)


def signer_facts(signer: Signer) -> dict[str, Fact]:
    """The facts of a person as the templates take them."""
    return {
        "name": printable(signer.name),
        "address": printable(signer.address),
        "identity_tail": signer.identity[-TAIL:],
        "organisation": signer.organisation,
    }


def _named(one: NamedDecision) -> dict[str, Fact]:
    return {
        "number": printable(one.number),
        "issued": short_day(one.issued_on),
        "judgment": printable(one.judgment),
    }
