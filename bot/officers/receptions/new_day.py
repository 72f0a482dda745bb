"""How is a day published, or a plan of days made? What should be minded is said first; whoever has read it publishes all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from aiohttp import web

from bot.cli.reception_campaign import given_to
from bot.cli.reception_options import said
from bot.cli.reception_words import REST_DAYS, rule
from bot.officers.receptions import forms
from bot.officers.receptions.common import REFUSED, on_page
from bot.officers.visit import Visit
from casework import receptions_in_sight as sight
from casework.books import Books
from casework.clock import today
from casework.reception_details import Language, Matter, Need
from casework.reception_laying import lay_days
from casework.reception_plans import make_plan
from casework.receptions import checked, day_warnings, open_day
from casework.recurrence import OnRestDay
from casework.staff import Staff
from messages.library import Lang
from messages.reception_words import word
from scheduler.plans import reception_days
from scheduler.plans.in_sight import Head

_DIGITS_OF_AN_ID = 19
DAY = (*forms.DAY, "on", "campaign", "sure")
PLAN = (*forms.DAY, "every", "since", "until", "rest_day", "campaign", "sure")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What the form lets choose among."""

    people: list[Staff]
    stand_ins: list[Staff]
    campaigns: tuple[Head, ...]
    focal: tuple[str, ...]  # communes


class ToMind(Exception):
    """Nothing is wrong, but whoever does it should read this first."""

    def __init__(self, told: tuple[StrEnum, ...]) -> None:
        super().__init__()
        self.told = told


async def show_day(visit: Visit) -> web.StreamResponse:
    """The form of a day; ``?on=2026-12-03`` from the calendar."""
    return await _form(
        visit, "receptions/new_day", {"on": forms.shown_day(visit.request.query.get("on", "")), **_USUAL}
    )


async def make_day(visit: Visit) -> web.StreamResponse:
    """Publish it, or say what to mind."""
    try:
        day_id = await visit.db.write(_open, visit.who, visit.form)
    except ToMind as mind:
        return await _form(visit, "receptions/new_day", visit.form, status=409, mind=mind.told)
    except REFUSED as problem:
        return await _form(visit, "receptions/new_day", visit.form, status=422, wrong=on_page(problem))
    return visit.go(f"/receptions/days/{day_id}")


async def show_plan(visit: Visit) -> web.StreamResponse:
    """The form of a plan."""
    return await _form(visit, "receptions/new_plan", {"rest_day": OnRestDay.NEXT.value, **_USUAL})


async def make(visit: Visit) -> web.StreamResponse:
    """Write the plan; what is due of it is published at once."""
    try:
        plan_id = await visit.db.write(_make_plan, visit.who, visit.form)
    except ToMind as mind:
        return await _form(visit, "receptions/new_plan", visit.form, status=409, mind=mind.told)
    except REFUSED as problem:
        return await _form(visit, "receptions/new_plan", visit.form, status=422, wrong=on_page(problem))
    return visit.go(f"/receptions/plans/{plan_id}")


_USUAL = {"kind": "reception", "mode": "slots", "minutes": "20", "seats": "1", "hours": "07:30-11:00"}


async def _form(
    visit: Visit,
    template: str,
    fields: Mapping[str, str],
    *,
    status: int = 200,
    wrong: str = "",
    mind: tuple[StrEnum, ...] = (),
) -> web.Response:
    choices = await visit.db.read(_choices, visit.who)
    return visit.page(
        template,
        status=status,
        fields=fields,
        choices=choices,
        wrong=wrong,
        mind=mind,
        rest_days=REST_DAYS,
        matters=_named(Matter),
        languages=_named(Language),
        needs=_named(Need),
    )


def _named(kind: type[Matter] | type[Language] | type[Need]) -> list[tuple[str, str]]:
    return [(one.value, word(Lang.VI, one)) for one in kind]


def _choices(books: Books, who: Staff) -> Choices:
    people = forms.leaders_first(books, who)
    return Choices(
        people=people,
        stand_ins=people if sight.stand_ins_allowed(books) else [],
        campaigns=reception_days.campaigns_to_choose(books, who),
        focal=reception_days.focal_names(books, who),
    )


def _open(books: Books, who: Staff, form: Mapping[str, str]) -> int:
    on = forms.a_day(form.get("on", ""), books, "Ngày")
    what = said(books, forms.options(books, who, form))
    campaign = campaign_chosen(books, who, form, what.commune_id)
    plan = what.day(on, None if campaign is None else campaign.id)
    checked(books, plan)
    against = () if campaign is None else reception_days.to_mind(books, campaign.id, what.commune_id, on)
    found = (*day_warnings(books, on), *against)
    if found and form.get("sure") != "yes":
        raise ToMind(found)
    return open_day(books, plan, who.id).day_id


def campaign_chosen(books: Books, who: Staff, form: Mapping[str, str], commune_id: int | None) -> Head | None:
    """The campaign that was chosen, if any. Raises ``PlanWrong``."""
    typed = form.get("campaign", "")
    if not typed:
        return None
    known = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _DIGITS_OF_AN_ID else 0
    return reception_days.chosen(books, who, known, commune_id)


def _make_plan(books: Books, who: Staff, form: Mapping[str, str]) -> int:
    every = rule(form.get("every", ""))
    what = said(books, forms.options(books, who, form))
    since, until = form.get("since", ""), form.get("until", "")
    campaign = campaign_chosen(books, who, form, what.commune_id)
    ends = [forms.a_day(until, books, "Ngày hết hạn")] if until.strip() else []
    if campaign is not None:
        ends.append(campaign.ends_on)
        found = reception_days.to_mind(books, campaign.id, what.commune_id, None)
        if found and form.get("sure") != "yes":
            raise ToMind(found)
    rest = form.get("rest_day", "")
    facts = what.plan(
        replace(every, on_rest_day=OnRestDay(rest) if rest in set(OnRestDay) else OnRestDay.NEXT),
        forms.a_day(since, books, "Ngày bắt đầu") if since.strip() else today(books.clock) + timedelta(days=1),
        min(ends, default=None),
    )
    plan_id = make_plan(books, facts, who.id)
    lay_days(books)
    if campaign is not None:
        given_to(books, plan_id, campaign.id)
    return plan_id
