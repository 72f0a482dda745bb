"""Who fits a campaign that runs by now, and who lets them in? Counted beside the page; a leader admits them."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.officers.campaigns.theirs import status_of, theirs
from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework import audit
from casework.books import Books
from casework.staff import LEADERS, Staff
from scheduler.plans import approval, handing_in, launching
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.newcomers import newcomers
from scheduler.plans.refusals import CampaignRefused, NotAllowed
from scheduler.plans.selection_counts import fits_within

ADMITTED = "newcomers"


async def show(visit: Visit) -> web.StreamResponse:
    """How many they are."""
    return await _shown(visit)


async def admit(visit: Visit) -> web.StreamResponse:
    """Let them in: the list is written anew, stretch by stretch. One's own is refused, and the try stands in the trail."""
    campaign_id = visit.number("campaign")
    try:
        await visit.db.read(_may_admit, visit.who, campaign_id)
        await asyncio.to_thread(launching.admit_newcomers, visit.db, campaign_id, visit.who.id)
    except CampaignRefused as refused:
        if isinstance(refused, NotAllowed):
            await visit.db.write(handing_in.note_refused, campaign_id, visit.who.id, audit.Action.CAMPAIGN_NEWCOMERS)
        return await _shown(visit, wrong=str(refused), status=status_of(refused))
    return visit.go(f"/campaigns/{campaign_id}?done={ADMITTED}")


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    campaign: Campaign = facts["campaign"]
    if facts["live"]:
        key = ("newcomers", campaign.id, campaign.approved_hash, visit.who.id)
        facts["lately"] = await desk_of(visit.db).lately(key, newcomers, visit.who, campaign)
    return visit.page("campaigns/newcomers", status=status, wrong=wrong, **facts)


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    live = campaign.status in approval.LIVE
    return {
        "campaign": campaign,
        "live": live,
        "leader": who.role in LEADERS,
        "admits": live and who.role in LEADERS and _is_anothers(books, who, campaign),
    }


def _is_anothers(books: Books, who: Staff, campaign: Campaign) -> bool:
    """Whether they see all whom it speaks to is asked only when they let people in: that looks at every case."""
    try:
        approval.refuse_own(books, who.id, campaign.made_by)
    except NotAllowed:
        return False
    return True


def _may_admit(books: Books, who: Staff, campaign_id: int) -> None:
    """Raises ``Missing`` as for a foreign one, or ``NotAllowed``; the rule itself refuses whoever is no leader."""
    campaign = theirs(books, who, campaign_id)
    if who.role not in LEADERS:
        return
    if not fits_within(books, who, campaign.plan.selection, campaign.id):
        raise NotAllowed(handing_in.BEYOND)
