"""How does an officer find a decision? Asked by POST: a name does not belong in an address that browsers and proxies keep."""

from __future__ import annotations

from aiohttp import web

from bot.cli.shown import STATUS_WORDS
from bot.officers.visit import TurnedAway, Visit
from casework import case_search, scope
from messages.vietnamese import masked_name


async def search(visit: Visit) -> web.StreamResponse:
    """The form, empty."""
    return visit.page("cases/search", words="", finding=None, longest=case_search.LONGEST)


async def find(visit: Visit) -> web.StreamResponse:
    """What was found, and where older ones are asked for."""
    words = visit.form.get("words", "")
    finding = await visit.db.write(case_search.find, visit.who, words, before(visit.form.get("before", "")))
    return visit.page(
        "cases/search",
        words=words[: case_search.LONGEST],
        longest=case_search.LONGEST,
        finding=finding if words.strip() else None,
        name=(lambda text: text) if scope.names(visit.who) else masked_name,
        status_words=STATUS_WORDS,
    )


def before(text: str) -> int | None:
    """The key from which older ones are asked for; None for the newest. Refuses what no page of ours has said."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise TurnedAway(422, "bad_form")
    return int(text)
