"""How is a part of a plan, a wave or a step, shown, written and taken away? By its number; a new one has none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms
from bot.officers.campaigns.choosing import WRONG
from bot.officers.campaigns.forms import Form
from bot.officers.visit import TurnedAway, Visit
from casework.books import Books
from casework.staff import Staff

Facts = Callable[[Books, Staff, int, int | None, Form | None], dict[str, Any]]
Beside = Callable[[Visit, dict[str, Any]], Awaitable[dict[str, Any]]]
Written = Callable[[Books, Staff, int, int | None, Form], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A kind of part. ``only_look``: the button that writes nothing; ``facts``: of its page, for what is kept or filled in;
    ``beside``: adds to them what is counted beside the page."""

    name: str  # of its template and, with an s, of the list that it stands in
    only_look: str
    facts: Facts
    saved: Written
    removed: Written
    beside: Beside | None = None


async def show(visit: Visit, part: Part) -> web.StreamResponse:
    """One, or a new one."""
    at = number(visit.request.query.get("number", ""))
    facts = await visit.db.read(part.facts, visit.who, visit.number("campaign"), at, None)
    return visit.page(f"campaigns/{part.name}", wrong="", **await _whole(visit, part, facts))


async def save(visit: Visit, part: Part) -> web.StreamResponse:
    """Write it, take it away, or only look at what it would be."""
    at, campaign_id, wrong = number(visit.form.get("number", "")), visit.number("campaign"), ""
    try:
        if visit.form.get("do") != part.only_look:
            rule = part.removed if visit.form.get("do") == "remove" else part.saved
            await visit.db.write(rule, visit.who, campaign_id, at, visit.form)
            return visit.go(f"/campaigns/{campaign_id}/{part.name}s")
        facts = await visit.db.read(part.facts, visit.who, campaign_id, at, visit.form)
    except WRONG as refused:
        wrong = str(refused)
        facts = await visit.db.read(part.facts, visit.who, campaign_id, at, None) | {"form": forms.Filled(visit.form)}
    told = await _whole(visit, part, facts)
    return visit.page(f"campaigns/{part.name}", status=422 if wrong else 200, wrong=wrong, **told)


async def _whole(visit: Visit, part: Part, facts: dict[str, Any]) -> dict[str, Any]:
    return facts if part.beside is None else await part.beside(visit, facts)


def number(said: str) -> int | None:
    """The number that a form or an address says; None for a new part. Raises ``TurnedAway``."""
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 3):
        raise TurnedAway(422, "bad_form")
    return int(said)
