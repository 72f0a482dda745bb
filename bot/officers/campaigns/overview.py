"""Where does a campaign stand, what holds what back and why, and what can be done about it now?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from bot.cli.campaign_reasons import why
from bot.cli.campaign_standing import PAUSED_WORDS
from bot.officers.campaigns import changing, forms, newly_fitting
from bot.officers.campaigns.listing import listed
from bot.officers.campaigns.theirs import may_write, status_of, theirs, wrongs
from bot.officers.desk import desk_of
from bot.officers.visit import Missing, Visit
from casework import staff
from casework.books import Books
from casework.receptions_in_sight import days_of_campaign
from casework.staff import LEADERS, Staff
from scheduler.guards import canary, holding
from scheduler.plans import approval, campaigns, changes, discarding, handing_in, launching, steering
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaign_progress import progress_of
from scheduler.plans.refusals import CampaignRefused, NotAllowed
from scheduler.plans.selection_words import in_words
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.step import Status

WORDS = ("words",)
DONE = frozenset({changing.APPROVED, changing.WITHDRAWN, newly_fitting.ADMITTED})


async def show(visit: Visit) -> web.StreamResponse:
    """The campaign's own page."""
    return await _shown(visit)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    facts |= await _figures(visit, facts["campaign"])
    done = visit.request.query.get("done", "")
    done = done if done in DONE and not wrong else ""
    return visit.page("campaigns/overview", status=status, wrong=wrong, done=done, **facts)


async def progress(visit: Visit) -> web.StreamResponse:
    """The figures alone, for the page's script."""
    facts = await visit.db.read(_live, visit.who, visit.number("campaign"))
    return visit.page("campaigns/progress", **facts | await _figures(visit, facts["campaign"]))


async def start(visit: Visit) -> web.StreamResponse:
    """Begin; what was signed is read again before."""
    await visit.db.read(_may_start, visit.who, visit.number("campaign"))
    return await _done(visit, asyncio.to_thread(launching.start, visit.db, visit.number("campaign"), visit.who.id))


async def let_go(visit: Visit) -> web.StreamResponse:
    """The first messages were looked at: the rest may follow."""
    await visit.db.read(theirs, visit.who, visit.number("campaign"))
    return await _done(visit, visit.db.write(canary.let_go, visit.number("campaign"), visit.who.id))


async def pause(visit: Visit) -> web.StreamResponse:
    """Nothing more goes out until a leader resumes it."""
    return await _steered(visit, steering.pause)


async def resume(visit: Visit) -> web.StreamResponse:
    """A leader has looked and lets it go on."""
    return await _steered(visit, steering.resume)


async def stop(visit: Visit) -> web.StreamResponse:
    """For good: seen at once, what waits is then cancelled chunk by chunk."""
    campaign_id = visit.number("campaign")
    answer = await _steered(visit, steering.stop)
    if answer.status == 303:
        while await visit.db.write(campaigns.cancel_what_waits, campaign_id, campaigns.STOPPED):
            pass
    return answer


async def discard(visit: Visit) -> web.StreamResponse:
    """A draft that nobody wants."""
    campaign_id = visit.number("campaign")
    campaign = await visit.db.read(theirs, visit.who, campaign_id)
    try:
        if campaign.made_by != visit.who.id and visit.who.role not in LEADERS:
            raise NotAllowed(_NOT_YOURS)
        await visit.db.write(discarding.discard, campaign_id, visit.who.id)
    except CampaignRefused as refused:
        return await _refused(visit, refused)
    return visit.go("/campaigns")


async def stop_all(visit: Visit) -> web.StreamResponse:
    """The one button for nothing more going out, of whatever campaign."""
    try:
        await visit.db.write(steering.stop_all, visit.who.id, visit.form.get("words", ""))
    except CampaignRefused as refused:
        found = await visit.db.read(listed, visit.who, None)
        return visit.page("campaigns/list", status=422, found=found, form=forms.Filled(), wrong=str(refused))
    return visit.go("/campaigns")


async def _steered(visit: Visit, rule: Any) -> web.StreamResponse:
    campaign_id = visit.number("campaign")
    await visit.db.read(theirs, visit.who, campaign_id)
    return await _done(visit, visit.db.write(rule, campaign_id, visit.who.id, visit.form.get("words", "")))


async def _done(visit: Visit, doing: Awaitable[Any]) -> web.StreamResponse:
    try:
        await doing
    except CampaignRefused as refused:
        return await _refused(visit, refused)
    return visit.go(f"/campaigns/{visit.number('campaign')}")


async def _refused(visit: Visit, refused: CampaignRefused) -> web.Response:
    return await _shown(visit, wrong=str(refused), status=status_of(refused))


_NOT_YOURS = "Chỉ người lập đợt hoặc lãnh đạo được bỏ bản nháp. Hãy nhờ người đó bỏ."


def _may_start(books: Books, who: Staff, campaign_id: int) -> None:
    """Whoever made it, or a leader, who may see every case on its list. Raises ``Missing`` as for a foreign one."""
    campaign = theirs(books, who, campaign_id)
    if campaign.made_by != who.id and (who.role not in LEADERS or handing_in.beyond(books, who.id, campaign_id)):
        raise Missing


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    draft = campaign.status is Status.DRAFT
    started = campaign.started_at is not None
    change = changes.open_proposal(books, campaign_id) if campaign.status in approval.LIVE else None
    return _live(books, who, campaign_id) | {
        "names": {one.id: one.name for one in staff.everybody(books)},
        "whom": in_words(books, campaign.plan.selection),
        "writable": may_write(books, who, campaign),
        "mine": campaign.made_by == who.id,
        "leader": who.role in LEADERS,
        "wrongs": wrongs(books, campaign) if draft else (),
        "waits": handing_in.waiting(books, campaign_id) if draft else None,
        "last": handing_in.last_of(books, campaign_id),
        "said": steering.words_of(books, campaign_id),
        "started": started,
        "change": change,
        "approves": change is not None and changing.may_approve(books, who, change),
        "receptions": days_of_campaign(books, who, campaign_id),
    }


async def _figures(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    """Of a campaign that has begun: ``lately`` None while it is being counted for the first time."""
    if campaign.started_at is None:
        return {"counted": False, "lately": None}
    return {
        "counted": True,
        "lately": await desk_of(visit.db).lately(("progress", campaign.id), progress_of, campaign),
    }


def _live(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    return {
        "campaign": campaign,
        "state": campaign.status.value,
        "status_words": STATUS_WORDS[campaign.status],
        "why": why,
        "paused": _paused(campaign),
        "first": _first(books, campaign),
        "held": bool(holding.holds(books)),
    }


def _paused(campaign: Campaign) -> str:
    told = campaign.paused_why
    return "" if told is None else PAUSED_WORDS.get(told, told)


def _first(books: Books, campaign: Campaign) -> canary.First | None:
    if campaign.status is not Status.RUNNING or canary.may_follow(books, campaign.id) is None:
        return None
    return canary.first_messages(books, campaign)
