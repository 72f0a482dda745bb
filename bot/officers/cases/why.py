"""Why was a message sent, or what holds it? All that ``gandan why`` tells of it, and nothing of what it says."""

from __future__ import annotations

from aiohttp import web

from bot.cli.why_message import of_message
from bot.officers.visit import Missing, Visit
from casework import audit
from casework.books import Books
from casework.staff import Staff
from messages.told import may_be_seen


async def show(visit: Visit) -> web.StreamResponse:
    """The page. In a transaction that may write: the guards lock whom they look at, and the look stands in the trail."""
    number = visit.number("message")
    lines = await visit.db.write(_told, visit.who, number)
    back = visit.request.query.get("case", "")
    case = int(back) if back.isascii() and back.isdigit() and len(back) <= 18 else None
    return visit.page("cases/why", title=lines[0], lines=[_indented(line) for line in lines[1:]], case=case)


def _told(books: Books, who: Staff, number: int) -> list[str]:
    if not may_be_seen(books, who, number):
        raise Missing
    lines = of_message(books, number)
    audit.record(books, audit.staff(who.id), audit.Action.MESSAGE_SEEN, f"message:{number}", purpose="why")
    return lines


def _indented(line: str) -> tuple[bool, str]:
    """Whether the line belongs under the one before, and its words."""
    return line.startswith(" "), line.strip()
