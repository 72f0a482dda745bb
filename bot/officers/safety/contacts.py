"""Whom does no message reach, what is to be done about each, and what came of it? Names and numbers as the role may see them."""

from __future__ import annotations

from aiohttp import web

from bot.cli import shown
from bot.officers.safety.typed import Unclear, before, choice
from bot.officers.visit import Missing, TurnedAway, Visit
from casework import scope, unreached
from casework.books import Books
from casework.own_data import masked
from casework.repairs import RepairRefused, State, Why, end_repair
from casework.staff import Staff
from messages.vietnamese import masked_name

LONGEST_NOTE = 1_000


async def show(visit: Visit) -> web.StreamResponse:
    """The list, of one reason or of all."""
    asked = visit.request.query.get("why", "")
    if asked and asked not in set(Why):
        raise TurnedAway(422, "bad_form")
    why = Why(asked) if asked else None
    page = await visit.db.write(unreached.page, visit.who, why, before(visit))
    named = scope.names(visit.who)
    return visit.page(
        "safety/contacts", page=page, why=why, whys=list(Why), name=(lambda text: text) if named else masked_name
    )


async def one(visit: Visit) -> web.StreamResponse:
    """One person, with what to do."""
    return await _shown(visit)


async def end(visit: Visit) -> web.StreamResponse:
    """They were reached, or could not be found."""
    repair_id = visit.number("repair")
    if not await visit.db.read(unreached.is_in_sight, visit.who, repair_id):
        raise Missing
    note = visit.form.get("note", "")
    try:
        state = choice(visit.form, "state", State, "kết quả")
        if state is State.OPEN:
            raise TurnedAway(422, "bad_form")
        if len(note) > LONGEST_NOTE:
            raise Unclear(f"Ghi chú quá {LONGEST_NOTE} ký tự. Hãy ghi gọn lại.")
        await visit.db.write(_ended, visit.who, repair_id, state, note)
    except Unclear as unclear:
        return await _shown(visit, wrong=str(unclear), status=422)
    except RepairRefused:
        said = "Việc này đã có người ghi kết quả. Hãy xem lại danh sách."
        return await _shown(visit, wrong=said, status=409)
    return visit.saved("/safety/contacts")


def _ended(books: Books, who: Staff, repair_id: int, state: State, note: str) -> None:
    end_repair(books, repair_id, state, who.id, note=note)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    known = await visit.db.write(unreached.known, visit.who, visit.number("repair"))
    if known is None:
        raise Missing
    named = scope.names(visit.who)
    return visit.page(
        "safety/contact",
        status=status,
        known=known,
        named=named,
        name=known.party.name if named else masked_name(known.party.name),
        phone=known.party.phone if named else masked(known.party.phone),
        address=known.party.address if named else None,
        channels=[shown.CHANNEL_WORDS.get(chat.account, chat.account) for chat in known.chats],
        is_open=known.repair.state is State.OPEN,
        wrong=wrong,
        typed=visit.form,
    )
