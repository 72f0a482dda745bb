"""How is the copy of a person's own data laid out to be read and printed: the same content as its file, under headings in words?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.cli.reception_outcome_words import REFUSALS
from bot.officers.cases.messages_sent import channel_key
from casework.reception_grounds import Ground
from messages.vietnamese import dong

WordsOf = Callable[[str], str]
MONEY = frozenset(
    ["amount", "waived", "paid", "left", "surplus", "surplus_to_give_back", "asked", "granted"],
)
MOMENTS = frozenset(
    [
        "made_at",
        "linked_at",
        "last_heard_at",
        "starts_at",
        "at",
        "withdrawn_at",
        "asked_at",
        "said_at",
        "answered_at",
        "since",
    ]
)
GROUPS = {  # (what the value stands in, its key) -> the words' topic
    ("party", "kind"): "own_kinds",
    ("decisions", "status"): "own_statuses",
    ("decisions", "my_role"): "party_roles",
    ("agreements", "state"): "own_agreements",
    ("promises", "state"): "promise_states",
    ("exemption_files", "measure"): "own_measures",
    ("appointments", "kind"): "own_bookings",
    ("appointments", "state"): "own_appointments",
    ("appointments", "needs"): "own_needs",
    ("consents", "purpose"): "own_purposes",
    ("said", "by"): "own_said",
    ("answers_to_reminders", "answer"): "own_reactions",
    ("payments_said_to_be_made", "state"): "own_claims",
    ("visits", "state"): "own_visits",
    ("visits", "outcome"): "visit_outcomes",
    ("meetings", "outcome"): "own_meetings",
    ("meetings", "next_step"): "own_steps",
    ("waits_for_a_place", "kind"): "own_bookings",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A heading with what stands under it: (name, value) pairs, then smaller headings."""

    title: str = field(repr=False)
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    inner: tuple[Block, ...] = field(repr=False)


def laid_out(copy: Mapping[str, Any], words_of: WordsOf) -> Block:
    """The whole copy; ``words_of`` gives the words of a key. Nothing is left out: of what there is nothing is said at the end."""
    empty = {key: value for key, value in copy.items() if value == []}
    there = {key: value for key, value in copy.items() if key not in empty}
    whole = _block("", there, words_of("own_page.title"), words_of)
    rest = (_block("", empty, words_of("own_page.empty"), words_of),) if empty else ()
    return Block(title=whole.title, facts=whole.facts, inner=(*whole.inner, *rest))


def _block(where: str, told: Mapping[str, Any], title: str, words_of: WordsOf) -> Block:
    facts: list[tuple[str, str]] = []
    inner: list[Block] = []
    for key, value in told.items():
        label = words_of(f"own_keys.{key}")
        if isinstance(value, Mapping):
            inner.append(_block(key, value, label, words_of))
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            alone = len(value) == 1
            entries = tuple(
                _block(key, one, _named(one, number, alone=alone), words_of)
                for number, one in enumerate(value, start=1)
            )
            inner.append(Block(title=label, facts=(), inner=entries))
        else:
            facts.append((label, _text(where, key, value, words_of)))
    return Block(title=title, facts=tuple(facts), inner=tuple(inner))


def _named(one: Mapping[str, Any], number: int, *, alone: bool) -> str:
    """What an entry of a list is headed by; an only one without a name of its own needs no heading."""
    known = one.get("number") if "issued_on" in one else one.get("reference")
    return f"{number}. {known}" if known else "" if alone else f"{number}."


def _text(where: str, key: str, value: Any, words_of: WordsOf) -> str:
    if value is None or value in ("", []):
        return words_of("own_page.nothing")
    if isinstance(value, list):
        return "; ".join(_text(where, key, one, words_of) for one in value)
    if isinstance(value, bool):
        return words_of("own_page.yes" if value else "own_page.no")
    if isinstance(value, int):
        return dong(value) if key in MONEY else str(value)
    return _words(where, key, str(value), words_of)


def _words(where: str, key: str, value: str, words_of: WordsOf) -> str:
    if key in MOMENTS:
        return f"{datetime.fromisoformat(value):%H:%M %d/%m/%Y}"
    if key.endswith("_on") or key == "planned_for":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if key == "channel":
        return words_of(channel_key(value))
    if key == "refused_because":
        return REFUSALS[Ground(value)]
    group = GROUPS.get((where, key))
    return value if group is None else words_of(f"{group}.{value}")
