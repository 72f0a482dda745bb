"""In which waves does the campaign run, and whom is each for?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms, part_pages, selection_form
from bot.officers.campaigns.choosing import counts_alone
from bot.officers.campaigns.forms import Form
from bot.officers.campaigns.part_pages import Part
from bot.officers.campaigns.theirs import may_write, rewritten, theirs
from bot.officers.campaigns.whom import many, whom
from bot.officers.visit import Missing, Visit
from casework.books import Books
from casework.clock import today
from casework.staff import Staff
from scheduler.plans.campaign_facts import Campaign, CampaignPlan, Wave
from scheduler.plans.selection import Selection, as_seen
from scheduler.plans.selection_counts import Counts
from scheduler.plans.selection_words import narrowing

TAKES = (*selection_form.TAKES, "number", "focus", "starts_on", "ends_on")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A wave in the list, with how many it is for; ``many`` None: it is being counted."""

    number: int
    wave: Wave
    words: str
    many: Counts | None
    steps: int


async def listed(visit: Visit) -> web.StreamResponse:
    """The waves."""
    facts = await visit.db.read(_listed, visit.who, visit.number("campaign"))
    campaign: Campaign = facts["campaign"]
    counted = await asyncio.gather(
        *(many(visit, campaign.id, campaign.plan.selection, one.wave.selection) for one in facts["shown"])
    )
    shown = [replace(one, many=told) for one, told in zip(facts["shown"], counted, strict=True)]
    return visit.page("campaigns/waves", **facts | {"shown": shown})


def _listed(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    plan = campaign.plan
    shown = [
        Shown(
            number=number,
            wave=one,
            words=narrowing(books, one.selection),
            many=None,
            steps=sum(step.wave == number for step in plan.steps),
        )
        for number, one in enumerate(plan.waves, start=1)
    ]
    return {"campaign": campaign, "writable": may_write(books, who, campaign), "shown": shown}


async def show(visit: Visit) -> web.StreamResponse:
    """One wave, or a new one."""
    return await part_pages.show(visit, _PART)


async def save(visit: Visit) -> web.StreamResponse:
    """Write it, take it away, or only count."""
    return await part_pages.save(visit, _PART)


async def count(visit: Visit) -> web.StreamResponse:
    """The counts alone, for the page's script while somebody chooses."""
    number = part_pages.number(visit.form.get("number", ""))
    facts = visit.db.read(_facts, visit.who, visit.number("campaign"), number, visit.form)
    return await counts_alone(visit, facts, _counted)


async def _counted(visit: Visit, facts: dict[str, Any]) -> dict[str, Any]:
    campaign: Campaign = facts["campaign"]
    return facts | await whom(visit, campaign.id, campaign.plan.selection, facts["seen"])


def _facts(books: Books, who: Staff, campaign_id: int, number: int | None, form: Form | None) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    choices = selection_form.offered(books, who)
    kept = _kept(campaign, number)
    asked = kept.selection if form is None else selection_form.read(books, form, choices)
    seen = as_seen(asked, today(books.clock), campaign_id)
    return {
        "campaign": campaign,
        "writable": may_write(books, who, campaign),
        "choices": choices,
        "number": number,
        "form": forms.Filled(_fields(kept) if form is None else form),
        "words": narrowing(books, seen),
        "seen": asked,
    }


def _kept(campaign: Campaign, number: int | None) -> Wave:
    """The wave by its number, or what a new one begins with. Raises ``Missing``."""
    plan = campaign.plan
    if number is None:
        return Wave(focus="", starts_on=plan.starts_on, ends_on=plan.ends_on)
    if not 1 <= number <= len(plan.waves):
        raise Missing
    return plan.waves[number - 1]


def _fields(wave: Wave) -> dict[str, str]:
    head = {
        "focus": wave.focus,
        "starts_on": forms.shown_day(wave.starts_on),
        "ends_on": forms.shown_day(wave.ends_on),
    }
    return selection_form.fields(wave.selection) | head


def _saved(books: Books, who: Staff, campaign_id: int, number: int | None, form: Form) -> bool:
    selection: Selection = selection_form.read(books, form, selection_form.offered(books, who))
    wave = Wave(
        focus=forms.text(form, "focus"),
        starts_on=forms.needed_day(form, "starts_on", "ngày bắt đầu"),
        ends_on=forms.needed_day(form, "ends_on", "ngày kết thúc"),
        selection=selection,
    )

    def change(plan: CampaignPlan) -> CampaignPlan:
        there = list(plan.waves)
        if number is None:
            there.append(wave)
        elif 1 <= number <= len(there):
            there[number - 1] = wave
        else:
            raise Missing
        return replace(plan, waves=tuple(there))

    return rewritten(books, who, campaign_id, change)


def _removed(books: Books, who: Staff, campaign_id: int, number: int | None, _form: Form) -> bool:
    """The steps of the wave go with it; those of later ones keep to theirs."""

    def change(plan: CampaignPlan) -> CampaignPlan:
        if number is None or not 1 <= number <= len(plan.waves):
            raise Missing
        kept = tuple(one for place, one in enumerate(plan.waves, start=1) if place != number)
        steps = tuple(
            replace(one, wave=one.wave - 1) if one.wave is not None and one.wave > number else one
            for one in plan.steps
            if one.wave != number
        )
        return replace(plan, waves=kept, steps=steps)

    return rewritten(books, who, campaign_id, change)


_PART = Part(name="wave", only_look="count", facts=_facts, saved=_saved, removed=_removed, beside=_counted)
