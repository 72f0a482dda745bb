"""The page of a thread, whole or only what changes in it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.officers.inbox.holding import changed, part
from bot.officers.inbox.thread import Thread, looked, opened
from bot.officers.visit import Missing, Visit
from casework import question_inbox
from casework.alerts import Outcome
from casework.question_desk import Closed
from messages.desk_answers import Draft
from messages.library import Lang

DONE = ("answered", "asked_back", "taken", "back", "handed", "closed", "call_taken", "called", "proposed")
NOTHING = Draft(own="")


async def show(visit: Visit) -> web.StreamResponse:
    """The whole page; that it was opened stands in the trail."""
    everything = "all" in visit.request.query
    told = await thread_of(visit, look="console", everything=everything)
    done = visit.request.query.get("done", "")
    return page(visit, told, done=done if done in DONE else "")


async def news(visit: Visit) -> web.StreamResponse:
    """What changes in it, as soon as it is other than the page shows; new words are a look of their own."""
    which = visit.number("question")
    if await visit.db.read(question_inbox.question_id, visit.who, which) is None:
        raise Missing
    told_nothing = await changed(visit, lambda: visit.db.read(question_inbox.thread_stamp, which))
    if told_nothing is not None:
        return told_nothing
    told = await thread_of(visit, look="live", everything="all" in visit.request.query, beside=False)
    return part(visit, "inbox/thread_news", told=told, everything="all" in visit.request.query)


async def thread_of(visit: Visit, *, look: str | None = None, everything: bool = False, beside: bool = True) -> Thread:
    """The thread that the address names. ``look``: why it is opened, for the trail; None where that stands there already."""
    which = visit.number("question")
    if look is not None and not await visit.db.write(looked, visit.who, which, look):
        raise Missing
    told = await visit.db.read(opened, visit.who, which, Lang(visit.lang), everything=everything, beside=beside)
    if told is None:
        raise Missing
    return told


def page(visit: Visit, told: Thread, *, status: int = 200, **facts: Any) -> web.Response:
    """The page with whatever else there is to tell; forms that are not in error are empty."""
    empty: dict[str, Any] = {
        "draft": NOTHING,
        "act": "answer",
        "seen": told.last,
        "preview": None,
        "problem": "",
        "hand": {"to": "", "note": ""},
        "call": {"outcome": "", "note": ""},
        "done": "",
        "everything": "all" in visit.request.query,
        "outcomes": tuple(Outcome),
        "reasons": tuple(Closed),
    }
    return visit.page("inbox/thread", status=status, told=told, **(empty | facts))
