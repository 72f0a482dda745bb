"""How does an officer find a decision? Asked by POST: a name does not belong in an address that browsers and proxies keep."""

from __future__ import annotations

from aiohttp import web

from bot.cli.shown import STATUS_WORDS
from bot.officers.rendering import word
from bot.officers.visit import TurnedAway, Visit
from casework import case_search, scope
from messages.vietnamese import masked_name


async def search(visit: Visit) -> web.StreamResponse:
    """The form, empty."""
    return _nothing(visit)


async def find(visit: Visit) -> web.StreamResponse:
    """What was found, and where older ones are asked for."""
    words = visit.form.get("words", "")
    if not words.strip():
        return _nothing(visit, wrong=word(visit.lang, "cases.nothing_typed"), status=422)
    finding = await visit.db.write(case_search.find, visit.who, words, before(visit.form.get("before", "")))
    return visit.page(
        "cases/search",
        words=words[: case_search.LONGEST],
        longest=case_search.LONGEST,
        finding=finding,
        wrong="",
        name=(lambda text: text) if scope.names(visit.who) else masked_name,
        status_words=STATUS_WORDS,
    )


def _nothing(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    return visit.page("cases/search", status=status, words="", finding=None, longest=case_search.LONGEST, wrong=wrong)


def before(text: str) -> int | None:
    """The key from which older ones are asked for; None for the newest. Refuses what no page of ours has said."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise TurnedAway(422, "bad_form")
    return int(text)
