"""What came of the campaign: both targets, messages, money, and whether reminding did it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.cli.campaign_reasons import why
from bot.officers.campaigns.theirs import theirs
from bot.officers.desk import desk_of
from bot.officers.visit import Visit
from casework.books import Books
from casework.clock import local, today
from casework.staff import Staff
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.reports import CampaignReport, report


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A target and how far it is; ``share`` of a hundred, None without a target."""

    done: int
    target: int | None

    @property
    def share(self) -> int | None:
        """Of a hundred, rounded down."""
        return None if not self.target else 100 * self.done // self.target


async def show(visit: Visit) -> web.StreamResponse:
    """The figures; of a comparison that still runs nothing but what was registered."""
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    return visit.page("campaigns/results", wrong="", **facts, **await _figures(visit, facts["campaign"]))


async def look(visit: Visit) -> web.StreamResponse:
    """Look at a comparison before its end: each such look is counted."""
    campaign_id = visit.number("campaign")
    facts = await visit.db.read(_facts, visit.who, campaign_id)
    facts |= await _figures(visit, facts["campaign"])
    try:
        seen = await visit.db.write(_looked, visit.who, campaign_id)
    except CampaignRefused as refused:
        return visit.page("campaigns/results", status=422, wrong=str(refused), **facts)
    return visit.page("campaigns/results", wrong="", **facts | seen)


async def _figures(visit: Visit, campaign: Campaign) -> dict[str, Any]:
    """``lately`` None while they are being counted for the first time."""
    lately = await desk_of(visit.db).lately(("results", campaign.id), report, campaign.id)
    if lately is None:
        return {"lately": None, "found": None}
    found: CampaignReport = lately.told
    return {
        "lately": lately,
        "found": found,
        "cases": Target(done=found.cases_settled, target=campaign.plan.target_cases),
        "money": Target(done=found.paid_since, target=campaign.plan.target_money),
    }


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    return {
        "campaign": campaign,
        "why": why,
        "sentences": (),
        "flow": (),
    } | _registered(books, who, campaign_id)


def _registered(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    """What was registered; the registered analysis too, once it is over."""
    from bot.cli import experiment_shown
    from scheduler.experiments.rows import find

    known = find(books, campaign_id)
    if known is None:
        return {"registered": (), "running": False}
    campaign = theirs(books, who, campaign_id)
    begun = known.drawn_at is not None and campaign.started_at is not None
    over = begun and (today(books.clock) - local(campaign.started_at).date()).days >= known.days  # type: ignore[arg-type]
    told = {"registered": tuple(experiment_shown.registered(known)), "running": begun and not over}
    return told | _looked(books, who, campaign_id) if over else told


def _looked(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    from bot.cli import experiment_shown
    from scheduler.experiments.results import result

    seen = result(books, campaign_id, who.id)
    flow = experiment_shown.flow_sheet(seen.flow).rows
    return {"sentences": tuple(experiment_shown.sentences(seen)), "flow": flow}
