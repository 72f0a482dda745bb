"""In which language are the pages? Vietnamese, or English for whoever has chosen so on this browser."""

from __future__ import annotations

from aiohttp import web

from bot.officers import PREFIX
from bot.officers.door import LANGUAGE
from bot.officers.rendering import LANGS
from bot.officers.visit import TurnedAway, Visit

KEPT = 365 * 24 * 3600  # seconds


async def choose(visit: Visit) -> web.StreamResponse:
    """Remember it, and back to the page."""
    lang, back = visit.form.get("lang", ""), visit.form.get("back", "")
    if lang not in LANGS:
        raise TurnedAway(422, "bad_form")
    response = visit.go(visit.renderer.ways.back(back))
    response.set_cookie(LANGUAGE, lang, path=PREFIX, max_age=KEPT, httponly=True, samesite="Lax", secure=visit.secure)
    return response
