"""Who has looked at a case out of their sight because it was urgent, and why? For whoever leads them, or the case's office."""

from __future__ import annotations

from aiohttp import web

from bot.officers.safety.typed import before
from bot.officers.visit import Missing, Visit
from casework import case_openings


async def show(visit: Visit) -> web.StreamResponse:
    """The list, newest first."""
    page, older = await visit.db.read(case_openings.openings, visit.who, before(visit))
    return visit.page("safety/openings", page=page, older=older, now=visit.db.clock.now())


async def read(visit: Visit) -> web.StreamResponse:
    """This leader has read of it."""
    if not await visit.db.write(case_openings.mark_seen, visit.who, visit.number("opening")):
        raise Missing
    return visit.go("/safety/openings")


async def close(visit: Visit) -> web.StreamResponse:
    """It ends at once."""
    if not await visit.db.write(case_openings.close, visit.who, visit.number("opening")):
        raise Missing
    return visit.go("/safety/openings")
