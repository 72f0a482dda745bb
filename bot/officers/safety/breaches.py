"""Which breaches of personal data are open, how long is left of each one's 72 hours, and how is a new file begun?"""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from bot.cli import shown
from bot.officers.rendering import word
from bot.officers.safety.typed import Unclear, before, instant, number
from bot.officers.visit import Visit
from casework import breaches
from casework.breaches import BASIS, BreachFacts, BreachRefused

_TEXTS = ("what", "whose", "cause", "harm")
_IN_DAYS = 72  # hours
FIELDS = ("noticed_on", "noticed_time", "people", *_TEXTS)


async def show(visit: Visit) -> web.StreamResponse:
    """Open ones, whichever must be told first on top; closed ones; a form."""
    return await _shown(visit)


async def begin(visit: Visit) -> web.StreamResponse:
    """A new file: what is known at this moment."""
    try:
        made = await visit.db.write(breaches.open_breach, visit.who, facts_of(visit))
    except (Unclear, BreachRefused) as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved(f"/safety/breaches/{made}")


def facts_of(visit: Visit) -> BreachFacts:
    """What was filled in; an empty field: not known yet."""
    return BreachFacts(
        noticed_at=instant(visit, "noticed_on", "noticed_time", "phát hiện"),
        people=number(visit, "people", "số người bị ảnh hưởng"),
        **{name: visit.form.get(name, "") for name in _TEXTS},
    )


def left(visit: Visit, due_at: datetime) -> str:
    """Hours and minutes until then, or since then; what is long over, in days."""
    minutes = int((due_at - visit.db.clock.now()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    if minutes >= 0:
        return word(visit.lang, "breach.left", h=hours, m=rest)
    if hours < _IN_DAYS:
        return word(visit.lang, "breach.over", h=hours, m=rest)
    return word(visit.lang, "breach.over_days", d=shown.count(hours // 24), h=hours % 24)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    agency = visit.who.agency_id
    ended, older = await visit.db.read(breaches.closed_breaches, agency, before(visit))
    return visit.page(
        "safety/breaches",
        status=status,
        waiting=await visit.db.read(breaches.open_breaches, agency),
        ended=ended,
        older=older,
        left=lambda due_at: left(visit, due_at),
        basis=[str(one) for one in BASIS],
        wrong=wrong,
        typed=visit.form,
    )
