"""How does a good answer become an explanation for everybody? A draft, which somebody else approves (``messages.proposing``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import web

from bot.officers.inbox.reading import thread_of
from bot.officers.inbox.thread import Thread
from bot.officers.visit import Missing, Visit
from casework import question_inbox
from casework.books import Books
from casework.clock import today
from casework.proposals import Proposal, ProposalRefused
from casework.question_rows import question
from casework.staff import Staff
from messages import explanations, proposing
from messages.folding import in_order
from messages.law_file import LONGEST_TITLE

_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """The form as it was typed, or as it begins."""

    topic: str = ""
    title: str = ""
    text: str = ""
    advice: str = ""
    cite: str = ""
    asked: str = ""


FIELDS = tuple(Fields.__dataclass_fields__)


async def show(visit: Visit) -> web.StreamResponse:
    """The form, begun with the answer that was given."""
    told = await thread_of(visit, look="console")
    return await _page(visit, told, _begun(told))


async def propose(visit: Visit) -> web.StreamResponse:
    """Write the draft, or say everything that forbids it."""
    typed = Fields(**{name: visit.form.get(name, "") for name in FIELDS})
    try:
        await visit.db.write(_proposed, visit.who, visit.number("question"), typed)
    except ProposalRefused as refused:
        return await _page(visit, await thread_of(visit), typed, status=422, wrong=refused.sentences)
    return visit.go(f"/inbox/{visit.number('question')}?done=proposed")


async def _page(
    visit: Visit, told: Thread, typed: Fields, *, status: int = 200, wrong: tuple[str, ...] = ()
) -> web.Response:
    named = await visit.db.read(_topics)
    return visit.page(
        "inbox/explanation", status=status, told=told, typed=typed, wrong=wrong, topics=named, longest=LONGEST_TITLE
    )


def _begun(told: Thread) -> Fields:
    """With the answer's words and the provisions of what fits best. How people ask is written anew: nobody's own words."""
    best = told.offers[0] if told.offers else None
    return Fields(
        topic=told.asked.topic or (best.topic if best else ""),
        text=told.asked.answer or "",
        cite=" ".join(best.by) if best else "",
    )


def _topics(books: Books) -> tuple[tuple[str, str], ...]:
    """Each topic with its title, by title."""
    on = today(books.clock)
    there = ((topic, explanations.of_topic(topic, on)) for topic in explanations.topics())
    return tuple(sorted(((topic, found[0].title) for topic, found in there if found), key=lambda one: in_order(one[1])))


def _proposed(books: Books, who: Staff, which: int, typed: Fields) -> Proposal:
    known = question_inbox.question_id(books, who, which)
    asked = None if known is None else question(books, known)
    if asked is None:
        raise Missing
    ways = [one for one in typed.asked.splitlines() if one.strip()]
    if not ways:
        raise ProposalRefused("Chưa ghi cách người dân hỏi. Hãy viết ít nhất một câu hỏi chung.")
    return proposing.propose(
        books,
        asked,
        who.id,
        topic=typed.topic,
        title=typed.title,
        text=typed.text,
        advice=typed.advice,
        cited=[one for one in _BETWEEN.split(typed.cite) if one],
        asked_words=ways,
    )
