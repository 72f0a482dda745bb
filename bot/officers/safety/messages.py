"""Which messages does nobody know to have arrived, or could not be sent, and what does a leader decide about each?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.cli import shown
from bot.cli.why_message import said
from bot.officers.safety.typed import Unclear, before, choice
from bot.officers.visit import Missing, Visit
from casework import people
from casework.books import Books
from casework.staff import LEADERS, Staff
from messages.outbox import State
from messages.vietnamese import masked_name
from scheduler.delivery.resolving import Decision, ResolveRefused, Unresolved, resolve, unresolved_in_sight

LISTED = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A message; whom it is for is masked for everybody."""

    id: int
    name: str
    uncertain: bool
    channel: str
    whom: str
    tried_at: datetime | None
    why: str


async def show(visit: Visit) -> web.StreamResponse:
    """The list, newest first."""
    return await _shown(visit)


async def decide(visit: Visit) -> web.StreamResponse:
    """It arrived, or it goes once more."""
    asked = visit.number("message")
    there = await visit.db.read(_one, visit.who, asked)
    if there is None or visit.who.role not in LEADERS:
        raise Missing
    try:
        decision = choice(visit.form, "decision", Decision, "đã đến hay gửi lại")
        await visit.db.write(resolve, there.id, decision, visit.who.id)
    except Unclear as unclear:
        return await _shown(visit, wrong=str(unclear), status=422)
    except ResolveRefused as refused:
        return await _shown(visit, wrong=str(refused), status=409)
    return visit.saved("/safety/messages")


def _one(books: Books, who: Staff, asked: int) -> Unresolved | None:
    return next(iter(unresolved_in_sight(books, who, only=asked, most=1)), None)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    rows, older = await visit.db.read(_listed, visit.who, before(visit))
    return visit.page("safety/messages", status=status, rows=rows, older=older, wrong=wrong)


def _listed(books: Books, who: Staff, older_than: int | None) -> tuple[list[Row], int | None]:
    there = unresolved_in_sight(books, who, before=older_than, most=LISTED + 1)
    names = people.names_of(books, {one.party_id for one in there if one.party_id is not None})
    rows = [
        Row(
            id=one.id,
            name=one.name,
            uncertain=one.state is State.UNCERTAIN,
            channel=shown.CHANNEL_WORDS.get(one.account, one.account),
            whom="" if one.party_id is None else masked_name(names[one.party_id]),
            tried_at=one.tried_at,
            why=said(one.reason or ""),
        )
        for one in there[:LISTED]
    ]
    return rows, there[LISTED - 1].id if len(there) > LISTED else None
