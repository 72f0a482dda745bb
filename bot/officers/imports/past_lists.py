"""What did a list of before bring, which of its rows still wait, and what would taking it back mean?"""

from __future__ import annotations

from aiohttp import web

from bot.officers.imports.at_hand import AT_ONCE, work_of
from bot.officers.imports.cell_text import written
from bot.officers.visit import Missing, Visit
from casework.imports import past
from casework.imports.past import PastList
from casework.imports.second_person import ImportRefused
from casework.imports.undoing import Undone, consequences


async def show(visit: Visit) -> web.StreamResponse:
    """The list, and the rows that wait."""
    one = await _list_of(visit)
    if work_of(visit).step(one.id) is not None:
        await work_of(visit).settle(one.id, AT_ONCE)
        one = await _list_of(visit)
    return await _shown(visit, one)


async def _shown(visit: Visit, one: PastList) -> web.Response:
    work = work_of(visit)
    step = work.step(one.id)
    if step is not None:
        return visit.page("imports/undoing", one=one)
    text = visit.request.query.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    waiting = await visit.db.write(past.waiting_rows, visit.who, one.id, after) if one.held else None
    return visit.page(
        "imports/past",
        one=one,
        waiting=waiting,
        after=after,
        undone=work.undone(one.id),
        wrong=work.refusal(one.id),
        written=written,
    )


async def ask_undo(visit: Visit) -> web.StreamResponse:
    """What taking it back would mean; nothing is done."""
    one = await _list_of(visit)
    meant: Undone | None = None
    wrong = ""
    try:
        meant = await visit.db.write(consequences, one.id)
    except ImportRefused as refused:
        wrong = str(refused)
    return visit.page("imports/undo", status=409 if wrong else 200, one=one, meant=meant, wrong=wrong)


async def undo(visit: Visit) -> web.StreamResponse:
    """Take it back, in the background where it is long."""
    one = await _list_of(visit)
    work_of(visit).take_back(one.id, visit.who.id)
    return visit.go(f"/imports/past/{one.id}")


async def _list_of(visit: Visit) -> PastList:
    known = await visit.db.read(past.past_list, visit.who, visit.number("batch"))
    if known is None:
        raise Missing
    return known
