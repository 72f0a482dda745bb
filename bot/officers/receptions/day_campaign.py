"""How does a published day come to count for a campaign, or for another, or for none?

The days of a plan follow one another: they have the campaign that their plan was made for, and are not changed one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.officers.receptions.common import REFUSED, on_page, the_day
from bot.officers.receptions.new_day import ToMind, campaign_chosen
from bot.officers.visit import Missing, Visit
from casework.books import Books
from casework.reception_laying import give_day
from casework.receptions_in_sight import Day
from casework.staff import Staff
from scheduler.plans import reception_days

FIELDS = ("campaign", "sure")


async def show(visit: Visit) -> web.StreamResponse:
    """The form, with the campaign of now chosen."""
    facts = await visit.db.read(_facts, visit.who, visit.number("day"))
    known = facts["one"].campaign_id
    return _page(visit, facts, {"campaign": "" if known is None else str(known)})


async def give(visit: Visit) -> web.StreamResponse:
    """Write it, or say what to mind."""
    day_id = visit.number("day")
    facts = await visit.db.read(_facts, visit.who, day_id)
    try:
        await visit.db.write(_give, visit.who, day_id, visit.form)
    except ToMind as mind:
        return _page(visit, facts | {"mind": mind.told}, visit.form, status=409)
    except REFUSED as problem:
        return _page(visit, facts | {"wrong": on_page(problem)}, visit.form, status=422)
    return visit.go(f"/receptions/days/{day_id}")


def _page(visit: Visit, facts: dict[str, Any], fields: Mapping[str, str], *, status: int = 200) -> web.Response:
    return visit.page("receptions/day_campaign", status=status, fields=fields, **facts)


def _facts(books: Books, who: Staff, day_id: int) -> dict[str, Any]:
    one = _open_day(books, who, day_id)
    campaigns = [(head.id, head.name) for head in reception_days.campaigns_to_choose(books, who)]
    if one.campaign_id is not None and one.campaign_id not in dict(campaigns):  # one that is over: it may stay
        campaigns.append((one.campaign_id, reception_days.name_in_sight(books, who, one.campaign_id)))
    return {"one": one, "campaigns": campaigns, "wrong": "", "mind": ()}


def _give(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> None:
    one = _open_day(books, who, day_id)
    if form.get("campaign", "") == str(one.campaign_id or ""):
        return
    campaign = campaign_chosen(books, who, form, one.commune_id)
    if campaign is not None and form.get("sure") != "yes":
        against = reception_days.to_mind(books, campaign.id, one.commune_id, one.on_date)
        if against:
            raise ToMind(against)
    give_day(books, one.id, None if campaign is None else campaign.id, who.id)


def _open_day(books: Books, who: Staff, day_id: int) -> Day:
    """The day, not called off and of no plan; one that counts for a campaign out of sight is not theirs to change. Raises ``Missing``."""
    one = the_day(books, who, day_id)
    hidden = one.campaign_id is not None and not reception_days.name_in_sight(books, who, one.campaign_id)
    if hidden or not one.is_open or one.plan_id is not None:
        raise Missing
    return one
