"""How is the audit trail read and verified on a page? Ids and actions; nobody's data stands in it."""

from __future__ import annotations

from aiohttp import web

from bot.officers.visit import TurnedAway, Visit
from casework import audit, trail
from casework.audit import Action
from casework.trail import Wanted

LONGEST = 80


async def show(visit: Visit) -> web.StreamResponse:
    """The newest lines, or those that are looked for."""
    asked = visit.request.query
    wanted = Wanted(
        login=asked.get("login", "").strip()[:LONGEST],
        action=asked.get("action", ""),
        object=asked.get("object", "").strip()[:LONGEST],
        before=_before(asked.get("before", "")),
    )
    if wanted.action and wanted.action not in set(Action):
        raise TurnedAway(422, "bad_form")
    page = await visit.db.write(trail.page, visit.who, wanted)
    return visit.page("trail", page=page, wanted=wanted, actions=sorted(Action), verified=None)


async def verify(visit: Visit) -> web.StreamResponse:
    """Read the whole chain anew, with the newest lines below."""
    verified = await visit.db.read(audit.verify)
    page = await visit.db.write(trail.page, visit.who, Wanted())
    broken = verified.seq if isinstance(verified, audit.Broken) else None
    head = verified.head if isinstance(verified, audit.Verified) else None
    said = {"broken": broken, "head": head, "count": getattr(verified, "count", 0)}
    return visit.page("trail", page=page, wanted=Wanted(), actions=sorted(Action), verified=said)


def _before(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise TurnedAway(422, "bad_form")
    return int(text)
