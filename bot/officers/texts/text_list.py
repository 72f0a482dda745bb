"""Which texts are there, in whose words is each said today, and which are being changed?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from aiohttp import web

from bot.officers.texts.asked import called, words_of
from bot.officers.visit import Visit
from casework.books import Books
from casework.clock import today
from casework.folding import fold
from messages import library
from messages.library import Kind
from messages.office_text_writing import may_be_worded
from messages.office_texts import OfficeText, State, every, standing

AT_ONCE = 50
SHIPPED, OWN, ENDED = "shipped", "own", "ended"
STATES = (SHIPPED, State.DRAFT.value, State.WAITING.value, State.RETURNED.value, OWN, ENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A text in the list. ``states``: whose words are said, then what is being written."""

    key: str
    topic: str
    kind: Kind
    words: str
    version: int
    starts_on: date
    ends_on: date | None
    states: tuple[str, ...]
    own: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for; empty: all."""

    words: str
    topic: str
    state: str
    after: str


async def show(visit: Visit) -> web.StreamResponse:
    """The list, in the order of the keys, a page at a time."""
    asked = visit.request.query
    wanted = Wanted(
        words=words_of(visit), topic=asked.get("topic", ""), state=asked.get("state", ""), after=asked.get("after", "")
    )
    name = partial(called, visit.lang)
    found = await visit.db.read(listed, wanted, name)
    rows, more = found[:AT_ONCE], len(found) > AT_ONCE
    return visit.page(
        "texts/list",
        wanted=wanted,
        rows=rows,
        called=name,
        after=rows[-1].key if more else None,
        topics=library.topics(),
        states=STATES,
    )


def listed(books: Books, wanted: Wanted, name: Callable[[str], str]) -> Sequence[Row]:
    """The texts wanted, at most one more than a page shows; ``name``: what a key is called."""
    own, on = every(books), today(books.clock)
    found: list[Row] = []
    folded = fold(wanted.words)
    for key in sorted(library.keys(wanted.topic if wanted.topic in library.topics() else None)):
        if key <= wanted.after:
            continue
        row = _row(key, own, on)
        if (not wanted.state or wanted.state in row.states) and folded in fold(f"{key} {name(key)} {row.words}"):
            found.append(row)
            if len(found) > AT_ONCE:
                break
    return found


def _row(key: str, own: Mapping[str, tuple[OfficeText, ...]], on: date) -> Row:
    mine = own.get(key, ())
    stands = standing(mine, on)
    said = stands.as_text() if stands is not None else library.text_of(key)
    return Row(
        key=key,
        topic=key.partition(".")[0],
        kind=said.kind,
        words=said.vi,
        version=said.version,
        starts_on=said.start,
        ends_on=said.until,
        states=tuple(states_of(mine, stands, on)),
        own=may_be_worded(key),
    )


def states_of(mine: Sequence[OfficeText], stands: OfficeText | None, on: date) -> Sequence[str]:
    """Whose words are said, and what is being written."""
    told = [OWN if stands is not None else SHIPPED]
    ended = any(one.state is State.RETIRED or (one.state is State.APPROVED and _over(one, on)) for one in mine)
    if stands is None and ended:
        told.append(ENDED)
    waiting = [one.state.value for one in mine if one.state in (State.DRAFT, State.WAITING, State.RETURNED)]
    return told + waiting


def _over(one: OfficeText, on: date) -> bool:
    return one.ends_on is not None and one.ends_on < on
