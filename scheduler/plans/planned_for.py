"""Which decisions did a campaign, or one of its waves, plan for? As conditions, for whoever counts results by them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select

from casework.books import Books
from casework.clock import local, today
from casework.results.extent import Extent
from casework.results.grouping import Key
from casework.results.periods import Period
from casework.tables.decisions import decision
from scheduler.plans.campaigns import Campaign, every_campaign
from scheduler.tables import campaign_step, planned_step

MOST_CAMPAIGNS = 20  # counted beside each other


def in_campaign(campaign_id: int) -> ColumnElement[bool]:
    """The condition on ``decision`` that the campaign planned a step for it."""
    return decision.c.id.in_(select(planned_step.c.decision_id).where(planned_step.c.campaign_id == campaign_id))


def in_wave(wave_id: int) -> ColumnElement[bool]:
    """Likewise, for a step of one wave."""
    steps = select(campaign_step.c.id).where(campaign_step.c.wave_id == wave_id)
    return decision.c.id.in_(select(planned_step.c.decision_id).where(planned_step.c.step_id.in_(steps)))


def started_campaigns(books: Books) -> list[Campaign]:
    """The campaigns that have begun, the newest first; the latest twenty."""
    return [one for one in every_campaign(books) if one.started_at is not None][:MOST_CAMPAIGNS]


def days_of(books: Books, campaign: Campaign) -> Period:
    """The days of a campaign that has begun, up to today."""
    first = local(campaign.started_at).date() if campaign.started_at is not None else campaign.plan.starts_on
    over = local(campaign.stopped_at).date() if campaign.stopped_at is not None else campaign.plan.ends_on
    return Period(first=first, last=max(first, min(over, today(books.clock))))


def campaigns_within(books: Books, period: Period) -> dict[Key, Extent]:
    """The campaigns that ran on a day of the period, each with its decisions."""
    return {
        one.id: Extent(name=one.plan.name, condition=in_campaign(one.id))
        for one in started_campaigns(books)
        if _meet(days_of(books, one), period.first, period.last)
    }


def waves_of(campaign: Campaign) -> dict[Key, Extent]:
    """The waves of a campaign, each with its decisions."""
    named = zip(campaign.wave_ids, campaign.plan.waves, strict=True)
    return {
        wave_id: Extent(name=f"Đợt trọng tâm {number}: {wave.focus}", condition=in_wave(wave_id))
        for number, (wave_id, wave) in enumerate(named, start=1)
    }


def _meet(days: Period, first: date, last: date) -> bool:
    return days.first <= last and first <= days.last
