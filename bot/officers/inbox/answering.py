"""How does an officer answer? See it as the person will, learn what may not be said and where, send it, lose nothing.

A form that cannot be sent comes back with everything that was typed: refused words with their place, and a thread that went on
meanwhile with what was said in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.officers.inbox.holding import part
from bot.officers.inbox.reading import page, thread_of
from bot.officers.rendering import word
from bot.officers.visit import Missing, Visit
from casework import question_inbox
from casework.books import Books
from casework.question_rows import Act, Question, question
from casework.staff import Staff
from messages import nudges
from messages.answers import as_read
from messages.desk_answers import Draft, NotSent, Overtaken, Room, Wrong, compose, parts_named, room_of, send, verdict
from messages.law_parts import UnknownPart, tidy_words
from messages.library import Lang, say

_PREFIXES = {"law": "law:", "ready": "ready:"}
FIELDS = ("text", "more", "seen", "act", *(f"{prefix}*" for prefix in _PREFIXES.values()))
_ACTS = {"answer": Act.ANSWERED, "back": Act.ASKED_BACK}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A piece of the officer's own words; ``wrong``: the linter found something in it."""

    text: str
    wrong: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What the person would see locked and open, and what forbids it. ``pieces``: one's own words with the places marked."""

    locked: str | None
    content: str
    wrong: tuple[Wrong, ...]
    pieces: tuple[Piece, ...]
    room: Room
    own: bool


async def preview(visit: Visit) -> web.StreamResponse:
    """The page with the preview in it."""
    told, draft = await thread_of(visit), read_draft(visit)
    try:
        seen = await visit.db.read(previewed, told.asked.id, draft, _act(visit))
    except UnknownPart as unknown:
        return page(visit, told, status=422, problem=str(unknown), **_typed(visit, draft))
    return page(visit, told, preview=seen, **_typed(visit, draft))


async def check(visit: Visit) -> web.StreamResponse:
    """The preview alone, for the page's script while somebody types."""
    which = visit.number("question")
    if await visit.db.read(question_inbox.question_id, visit.who, which) is None:
        raise Missing
    draft = read_draft(visit)
    try:
        seen = await visit.db.read(previewed, which, draft, _act(visit)) if draft != Draft(own="") else None
    except UnknownPart as unknown:
        return web.Response(status=422, text=str(unknown))
    return part(visit, "inbox/preview_part", preview=seen)


async def answer(visit: Visit) -> web.StreamResponse:
    """Send it as the answer."""
    return await _send(visit, "answer", "answered")


async def ask_back(visit: Visit) -> web.StreamResponse:
    """Send it as a question back."""
    return await _send(visit, "back", "asked_back")


async def _send(visit: Visit, act: str, done: str) -> web.StreamResponse:
    draft, which = read_draft(visit), visit.number("question")
    try:
        read = int(visit.form.get("seen", ""))
    except ValueError:
        read = 0
    try:
        sent = await visit.db.write(_sent, visit.who, which, draft, _ACTS[act], read=read)
    except UnknownPart as unknown:
        return page(visit, await thread_of(visit), status=422, problem=str(unknown), **_typed(visit, draft, act))
    if isinstance(sent, Question):
        return visit.go(f"/inbox/{which}?done={done}")
    told = await thread_of(visit)
    seen = await visit.db.read(previewed, which, draft, _ACTS[act])
    if isinstance(sent, Overtaken):
        problem = word(visit.lang, _overtaken(sent))
        facts = _typed(visit, draft, act) | {"seen": told.last}
        return page(visit, told, status=409, problem=problem, preview=seen, **facts)
    problem = word(visit.lang, "inbox.refused" if sent.wrong else f"inbox_room.{sent.room.value}")
    return page(visit, told, status=422, problem=problem, preview=seen, **_typed(visit, draft, act))


def read_draft(visit: Visit) -> Draft:
    """What the form says: own words, explanations and ready answers that were ticked or chosen."""
    ticked = {
        name: [field.removeprefix(prefix) for field in visit.form if field.startswith(prefix)]
        for name, prefix in _PREFIXES.items()
    }
    laws = parts_named([*ticked["law"], visit.form.get("more", "")])
    return Draft(own=visit.form.get("text", ""), laws=laws, ready=parts_named(ticked["ready"]))


def previewed(books: Books, which: int, draft: Draft, act: Act) -> Preview:
    """The words as the person would read them, with everything that forbids sending them. Raises ``UnknownPart``."""
    asked = question(books, which)
    if asked is None:
        raise Missing
    said = compose(books, draft)
    wrong = verdict(books, draft, said)
    return Preview(
        locked=None if asked.party_id is None else say(Lang.VI, nudges.NEWS, reference="…"),
        content=as_read(books, asked, act, said.text),
        wrong=wrong,
        pieces=pieces(tidy_words(draft.own), wrong),
        room=room_of(books, asked),
        own=bool(draft.own.strip()),
    )


def pieces(text: str, wrong: tuple[Wrong, ...]) -> tuple[Piece, ...]:
    """``text`` cut at the places of what is wrong; nothing where nothing is."""
    spans = sorted((one.place.start, one.place.end) for one in wrong if one.place is not None)
    found, at = [], 0
    for start, end in spans:
        start = max(start, at)
        if end <= start:
            continue
        found += [Piece(text=text[at:start], wrong=False), Piece(text=text[start:end], wrong=True)]
        at = end
    return (*found, Piece(text=text[at:], wrong=False)) if found else ()


def _sent(books: Books, who: Staff, which: int, draft: Draft, act: Act, *, read: int) -> Question | Overtaken | NotSent:
    if question_inbox.question_id(books, who, which) is None:
        raise Missing
    return send(books, who, which, draft, act, read=read)


def _overtaken(sent: Overtaken) -> str:
    """The key of what happened meanwhile."""
    if any(one.staff_id is not None for one in sent.news):
        return "inbox.colleague_first"
    return "inbox.person_wrote" if sent.news else "inbox.not_open"


def _act(visit: Visit) -> Act:
    return _ACTS.get(visit.form.get("act", "answer"), Act.ANSWERED)


def _typed(visit: Visit, draft: Draft, act: str | None = None) -> dict[str, Any]:
    """What was typed, for the form to come back with."""
    seen = visit.form.get("seen", "")
    return {
        "draft": draft,
        "act": act or visit.form.get("act", "answer"),
        "seen": seen if seen.isascii() and seen.isdigit() else "0",
    }
