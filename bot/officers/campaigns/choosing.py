"""Whom does the campaign speak to, counted while somebody chooses?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms, selection_form
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.campaigns.theirs import may_write, rewritten, theirs
from bot.officers.campaigns.whom import whom
from bot.officers.visit import Visit
from casework.books import Books
from casework.clock import today
from casework.staff import Staff
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.selection import Selection, SelectionRefused, as_seen
from scheduler.plans.selection_counts import confined
from scheduler.plans.selection_words import in_words

WRONG = (FormWrong, CampaignRefused, SelectionRefused)


async def show(visit: Visit) -> web.StreamResponse:
    """The form as the plan stands, with its counts."""
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"), None)
    return visit.page("campaigns/selection", wrong="", **await _counted(visit, facts))


async def save(visit: Visit) -> web.StreamResponse:
    """Write it, or only count."""
    campaign_id, only_count = visit.number("campaign"), visit.form.get("do") == "count"
    wrong = ""
    try:
        if not only_count:
            await visit.db.write(_saved, visit.who, campaign_id, visit.form)
            return visit.go(f"/campaigns/{campaign_id}/selection")
        facts = await visit.db.read(_facts, visit.who, campaign_id, visit.form)
    except WRONG as refused:
        wrong = str(refused)
        facts = await visit.db.read(_facts_as_kept, visit.who, campaign_id, visit.form)
    return visit.page("campaigns/selection", status=422 if wrong else 200, wrong=wrong, **await _counted(visit, facts))


async def count(visit: Visit) -> web.StreamResponse:
    """The counts alone, for the page's script while somebody chooses."""
    return await counts_alone(visit, visit.db.read(_facts, visit.who, visit.number("campaign"), visit.form), _counted)


async def counts_alone(
    visit: Visit,
    facts: Awaitable[dict[str, Any]],
    counted: Callable[[Visit, dict[str, Any]], Awaitable[dict[str, Any]]],
) -> web.StreamResponse:
    """The part of a page with the counts, or with what is wrong. ``counted`` adds to the facts what is counted beside the page."""
    try:
        told = await facts
    except WRONG as refused:
        return visit.page(
            "campaigns/counts", status=422, wrong=str(refused), many=None, words="", uncounted=False, lately=None
        )
    return visit.page("campaigns/counts", wrong="", fragment=True, **await counted(visit, told))


async def _counted(visit: Visit, facts: dict[str, Any]) -> dict[str, Any]:
    return facts | await whom(visit, facts["campaign"].id, facts["seen"])


def _facts(books: Books, who: Staff, campaign_id: int, form: Form | None) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    choices = selection_form.offered(books, who)
    asked = campaign.plan.selection if form is None else selection_form.read(books, form, choices)
    seen = confined(who, asked) if form is not None else asked
    return {
        "campaign": campaign,
        "writable": may_write(books, who, campaign),
        "choices": choices,
        "form": forms.Filled(selection_form.fields(asked) if form is None else form),
        "words": in_words(books, as_seen(seen, today(books.clock), campaign_id)),
        "seen": seen,
    }


def _facts_as_kept(books: Books, who: Staff, campaign_id: int, form: Form) -> dict[str, Any]:
    """What was typed cannot be read: it is shown again, beside the counts of the plan as it stands."""
    return _facts(books, who, campaign_id, None) | {"form": forms.Filled(form)}


def _saved(books: Books, who: Staff, campaign_id: int, form: Form) -> bool:
    selection: Selection = confined(who, selection_form.read(books, form, selection_form.offered(books, who)))
    return rewritten(books, who, campaign_id, lambda plan: replace(plan, selection=selection))
