"""What does a plan say of itself: name, number, period, targets, limits?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.campaigns.theirs import may_write, rewritten, theirs
from bot.officers.visit import Visit
from casework import staff
from casework.books import Books
from casework.staff import Staff
from scheduler.plans.campaign_facts import CANARY, MOST_PER_PERSON, CampaignPlan
from scheduler.plans.refusals import CampaignRefused
from scheduler.steps.step_words import END_WORDS

FIELDS = (
    "name", "plan_number", "legal_basis", "starts_on", "ends_on", "steered_by", "target_cases", "target_money",
    "visit_after", "most_per_person", "canary", "training", *(f"end_{one.value}" for one in END_WORDS),
)  # fmt: skip


async def show(visit: Visit) -> web.StreamResponse:
    """The form as the plan stands."""
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"), None)
    return visit.page("campaigns/head", wrong="", **facts)


async def save(visit: Visit) -> web.StreamResponse:
    """Write it."""
    campaign_id = visit.number("campaign")
    try:
        await visit.db.write(_saved, visit.who, campaign_id, visit.form)
    except (FormWrong, CampaignRefused) as wrong:
        facts = await visit.db.read(_facts, visit.who, campaign_id, visit.form)
        return visit.page("campaigns/head", status=422, wrong=str(wrong), **facts)
    return visit.go(f"/campaigns/{campaign_id}/head")


def _facts(books: Books, who: Staff, campaign_id: int, form: Form | None) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    return {
        "campaign": campaign,
        "writable": may_write(books, who, campaign),
        "form": forms.Filled(fields(campaign.plan) if form is None else form),
        "ends": {one.value: words for one, words in END_WORDS.items()},
        "members": {str(one.id): one.name for one in staff.everybody(books)},
    }


def fields(plan: CampaignPlan) -> dict[str, str]:
    """The form as it stands for a plan."""
    numbers = ("target_cases", "target_money", "visit_after", "most_per_person", "canary", "steered_by")
    shown = {name: forms.shown(getattr(plan, name)) for name in numbers[:-1]}
    ticks = {f"end_{one}": "on" for one in plan.ends_when} | ({"training": "on"} if plan.training else {})
    return shown | ticks | {
        "name": plan.name,
        "plan_number": plan.plan_number,
        "legal_basis": plan.legal_basis,
        "starts_on": forms.shown_day(plan.starts_on),
        "ends_on": forms.shown_day(plan.ends_on),
        "steered_by": "" if plan.steered_by is None else str(plan.steered_by),
    }  # fmt: skip


def _saved(books: Books, who: Staff, campaign_id: int, form: Form) -> bool:
    members = {str(one.id) for one in staff.everybody(books)}

    def change(plan: CampaignPlan) -> CampaignPlan:
        steered = forms.chosen(form, "steered_by", members)
        most = forms.whole(form, "most_per_person", "Số tin nhiều nhất")
        canary = forms.whole(form, "canary", "Số tin gửi thử trước")
        return replace(
            plan,
            name=forms.text(form, "name"),
            plan_number=forms.text(form, "plan_number"),
            legal_basis=forms.text(form, "legal_basis", 2_000),
            starts_on=forms.needed_day(form, "starts_on", "ngày bắt đầu"),
            ends_on=forms.needed_day(form, "ends_on", "ngày kết thúc"),
            steered_by=int(steered) if steered else None,
            target_cases=forms.whole(form, "target_cases", "Chỉ tiêu số việc"),
            target_money=forms.amount(form, "target_money"),
            visit_after=forms.whole(form, "visit_after", "Số tin trước khi vận động"),
            most_per_person=MOST_PER_PERSON if most is None else most,
            canary=CANARY if canary is None else canary,
            training="training" in form,
            ends_when=tuple(sorted(one for one in forms.ticked(form, "end_") if one in list(END_WORDS))),
        )

    return rewritten(books, who, campaign_id, change)
