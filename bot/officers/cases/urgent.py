"""How does somebody look at a case out of their sight because it is urgent? With its number and a written reason, for half an hour."""

from __future__ import annotations

from aiohttp import web

from bot.officers.rendering import word
from bot.officers.visit import Visit
from casework.case_openings import LASTS, LONGEST, MOST_A_DAY, SHORTEST, Asked, Refusal, open_case, open_now
from casework.clock import today
from messages.typed_day import read_day

FIELDS = ("number", "issued_on", "reason")
_CONFLICT = frozenset({Refusal.LOCKED})


async def show(visit: Visit) -> web.StreamResponse:
    """The form, and what is open now."""
    return await _shown(visit)


async def open_one(visit: Visit) -> web.StreamResponse:
    """Open it, and tell whoever leads."""
    typed = visit.form.get("issued_on", "").strip()
    issued_on = read_day(typed, today(visit.db.clock), ahead=False) if typed else None
    if typed and issued_on is None:
        return await _shown(visit, wrong=word(visit.lang, "case_form.day", typed=typed[:40]), status=422)
    asked = Asked(
        number=visit.form.get("number", "")[:100],
        issued_on=issued_on,
        reason=visit.form.get("reason", "")[: LONGEST + 1],
    )
    found = await visit.db.write(open_case, visit.who, asked)
    if not isinstance(found, Refusal):
        return visit.go(f"/cases/{found}")
    wrong = word(visit.lang, f"urgent.{found.value}")
    return await _shown(visit, wrong=wrong, status=409 if found in _CONFLICT else 422)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    there = await visit.db.read(open_now, visit.who)
    return visit.page(
        "cases/urgent",
        status=status,
        wrong=wrong,
        there=there,
        values={name: visit.form.get(name, "")[: LONGEST + 1] for name in FIELDS},
        minutes=int(LASTS.total_seconds()) // 60,
        most=MOST_A_DAY,
        shortest=SHORTEST,
        longest=LONGEST,
    )
