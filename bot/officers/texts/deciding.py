"""Who lets an office's own words go, sends them back, or takes them away? Never whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.officers.texts.asked import key_of, version
from bot.officers.texts.text_page import shown
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import audit
from casework.books import Books
from messages import office_text_writing as writing
from messages.office_text_writing import NotTheirs, Overtaken, TextRefused, Unfit

Rule = Callable[[Books, str, int], object]
ALL = "all"


async def submit(visit: Visit) -> web.StreamResponse:
    """Ask another person to read a draft."""
    return await _done(visit, lambda books, key, number: writing.submit(books, key, number, visit.who), None)


async def approve(visit: Visit) -> web.StreamResponse:
    """Let the words go, exactly as they were shown."""
    seen = visit.form.get("words", "")
    return await _done(
        visit,
        lambda books, key, number: writing.approve(books, key, number, seen, visit.who),
        audit.Action.TEXT_DECIDED,
    )


async def send_back(visit: Visit) -> web.StreamResponse:
    """They are to be written anew."""
    note = visit.form.get("note", "")
    return await _done(
        visit,
        lambda books, key, number: writing.send_back(books, key, number, note, visit.who),
        audit.Action.TEXT_DECIDED,
    )


async def retire(visit: Visit) -> web.StreamResponse:
    """One version, or all of the office's own: back to the shipped text."""
    if visit.form.get("version") == ALL:
        return await _done(visit, lambda books, key, _: writing.retire_all(books, key, visit.who), None)
    return await _done(visit, lambda books, key, number: writing.retire(books, key, number, visit.who), None)


async def _done(visit: Visit, rule: Rule, tried: audit.Action | None) -> web.StreamResponse:
    key = key_of(visit)
    if not writing.may_be_worded(key):
        raise Missing
    typed = visit.form.get("version", "")
    number = 0 if typed == ALL else version(typed)
    if number is None:
        raise TurnedAway(422, "bad_form")
    try:
        await visit.db.write(rule, key, number)
    except NotTheirs as problem:
        if tried is not None:
            await visit.db.write(writing.note_refused, key, number, visit.who, tried)
        return await shown(visit, key, wrong=str(problem), status=403)
    except Overtaken as problem:
        return await shown(visit, key, wrong=str(problem), status=409)
    except Unfit as unfit:
        said = " ".join([str(unfit), *(one.says for one in unfit.verdicts[:3])])
        return await shown(visit, key, wrong=said, status=422)
    except TextRefused as problem:
        return await shown(visit, key, wrong=str(problem), status=422)
    return visit.go(f"/texts/t/{key}")
