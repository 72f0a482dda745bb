"""On which days does what go out to whom, and how does it look on their telephone?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms, part_pages, step_form
from bot.officers.campaigns.choosing import WRONG
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.campaigns.part_pages import Part
from bot.officers.campaigns.theirs import may_write, rewritten, theirs
from bot.officers.visit import Missing, Visit
from casework.books import Books
from casework.staff import Staff
from messages.blanks import TextError
from messages.contents import campaign_texts
from messages.library import version_of
from scheduler.plans.campaign_facts import Campaign, CampaignPlan
from scheduler.plans.step_previews import Said, Somebody, people_to_show, said_to, said_to_nobody
from scheduler.steps.step import Anchor, Step
from scheduler.steps.step_words import when_in_words

FIELDS = ("number", "wave", *step_form.NAMES, "person", "do")
NOBODY = "invented"


async def listed(visit: Visit) -> web.StreamResponse:
    """The steps in the order of the plan."""
    facts = await visit.db.read(_listed, visit.who, visit.number("campaign"))
    return visit.page("campaigns/steps", **facts)


def _listed(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    steps = [(number, step, when_in_words(step)) for number, _, step in campaign.numbered()]
    return {"campaign": campaign, "writable": may_write(books, who, campaign), "steps": steps}


async def show(visit: Visit) -> web.StreamResponse:
    """One step, or a new one, beside the telephone."""
    return await part_pages.show(visit, _PART)


async def save(visit: Visit) -> web.StreamResponse:
    """Write it, take it away, or only look at it as somebody."""
    return await part_pages.save(visit, _PART)


async def preview(visit: Visit) -> web.StreamResponse:
    """The telephone alone, for the page's script while somebody writes."""
    number = part_pages.number(visit.form.get("number", ""))
    try:
        facts = await visit.db.read(_facts, visit.who, visit.number("campaign"), number, visit.form)
    except WRONG as refused:
        return visit.page("campaigns/phone", status=422, said=None, wrong=str(refused))
    return visit.page("campaigns/phone", said=facts["said"], not_theirs=facts["not_theirs"], wrong="")


def _facts(books: Books, who: Staff, campaign_id: int, number: int | None, form: Form | None) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    step = _kept(campaign, number) if form is None else step_form.read(campaign.plan, form)
    people = people_to_show(books, who, campaign.plan, step)
    person = NOBODY if form is None else form.get("person", NOBODY)
    return {
        "campaign": campaign,
        "writable": may_write(books, who, campaign),
        "number": number,
        "form": forms.Filled(step_form.fields(step) if form is None else form),
        "choices": step_form.offered(campaign.plan),
        "people": people,
        "person": person,
        "not_theirs": person != NOBODY and all(one.key != person for one in people),
        "said": _said(books, campaign.plan, step, people, person),
    }


def _said(books: Books, plan: CampaignPlan, step: Step, people: tuple[Somebody, ...], person: str) -> Said:
    """Only to somebody who was offered: nobody else's letter is opened by a form."""
    chosen = next((one for one in people if one.key == person), None)
    try:
        if chosen is None:
            return said_to_nobody(books, plan, step)
        return said_to(books, plan, step, chosen.decision_id, chosen.party_id)
    except TextError:
        raise FormWrong("Mẫu tin này chưa xem thử được. Hãy chọn mẫu khác hoặc xem thử lúc khác.") from None


def _kept(campaign: Campaign, number: int | None) -> Step:
    """The step by its number, or what a new one begins with. Raises ``Missing``."""
    if number is None:
        key = campaign_texts()[0]
        return Step(anchor=Anchor.CAMPAIGN_START, offset=0, working=True, text_key=key, text_version=version_of(key))
    for known, _, step in campaign.numbered():
        if known == number:
            return step
    raise Missing


def _saved(books: Books, who: Staff, campaign_id: int, number: int | None, form: Form) -> bool:
    place = None if number is None else _place(theirs(books, who, campaign_id), number)

    def change(plan: CampaignPlan) -> CampaignPlan:
        step, steps = step_form.read(plan, form), list(plan.steps)
        if place is None:
            steps.append(step)
        else:
            steps[place] = step
        return replace(plan, steps=tuple(steps))

    return rewritten(books, who, campaign_id, change)


def _removed(books: Books, who: Staff, campaign_id: int, number: int | None, _form: Form) -> bool:
    if number is None:
        raise Missing
    place = _place(theirs(books, who, campaign_id), number)
    return rewritten(
        books, who, campaign_id, lambda plan: replace(plan, steps=(*plan.steps[:place], *plan.steps[place + 1 :]))
    )


def _place(campaign: Campaign, number: int) -> int:
    """Where in the plan the step by this number stands. Raises ``Missing``."""
    if number not in campaign.step_numbers:
        raise Missing
    return campaign.step_numbers.index(number)


_PART = Part(name="step", only_look="look", facts=_facts, saved=_saved, removed=_removed)
