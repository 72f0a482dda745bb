"""Where are the rooms that keep the rest safe, what waits in each, and how is everything stopped at once?"""

from __future__ import annotations

from aiohttp import web

from bot.officers.safety.typed import Unclear, choice
from bot.officers.safety.waiting import ROOMS, waiting
from bot.officers.visit import Visit
from casework.books import Books
from casework.scope import May, may
from scheduler.guards import holding, stopping
from scheduler.guards.stopping import Reason

_BESIDE = {May.AUDIT: "/trail", May.STAFF: "/staff"}


async def show(visit: Visit) -> web.StreamResponse:
    """A card for each room that they may enter."""
    return await _shown(visit)


async def stop(visit: Visit) -> web.StreamResponse:
    """Nothing more goes out unasked."""
    try:
        reason = choice(visit.form, "reason", Reason, "lý do dừng")
        await visit.db.write(stopping.stop_all, visit.who, reason)
    except Unclear as unclear:
        return await _shown(visit, wrong=str(unclear), status=422)
    except stopping.NotTheirs:
        said = "Vai trò này không dừng tin được. Hãy báo ngay lãnh đạo, thư ký hoặc người quản trị."
        return await _shown(visit, wrong=said, status=409)
    return visit.go("/safety")


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    found = await visit.db.read(waiting, visit.who, visit.settings)
    rooms = [
        (room.value, f"/safety/{room.value}", [one for one in found if one.room is room])
        for room in ROOMS
        if may(visit.who, room)
    ]
    rooms += [(room.value, path, []) for room, path in _BESIDE.items() if may(visit.who, room)]
    return visit.page(
        "safety/hub",
        status=status,
        cards=rooms,
        held=await visit.db.read(_held),
        may_stop=visit.who.role in stopping.MAY_STOP,
        reasons=list(Reason),
        wrong=wrong,
        typed=visit.form,
    )


def _held(books: Books) -> tuple[holding.Hold, ...]:
    return holding.holds(books)
