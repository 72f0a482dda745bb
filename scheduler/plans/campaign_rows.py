"""How does a campaign lie in the books: written as a draft, read back as the plan of its present version?"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, or_, select

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.tidy import tidy
from scheduler.plans.campaign_facts import Campaign, CampaignPlan, Wave
from scheduler.plans.refusals import CampaignUnknown
from scheduler.plans.selection import as_seen, from_json, to_json
from scheduler.steps.step import Anchor, Status, Step
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_step, wave


def head_of(plan: CampaignPlan) -> dict[str, Any]:
    """The columns of ``campaign`` that come from its plan, but for waves and steps."""
    values = {name: getattr(plan, name) for name in _COPIED}
    written = {"name": tidy(plan.name), "plan_number": tidy(plan.plan_number), "legal_basis": tidy(plan.legal_basis)}
    ends = json.dumps(sorted(plan.ends_when))
    return values | written | {"selection": to_json(plan.selection), "ends_when": ends}


def write_parts(books: Books, campaign_id: int, plan: CampaignPlan) -> None:
    """Write the waves and steps of a plan that has none in the books yet."""
    ids = [new_id() for _ in plan.waves]
    waves = [wave_row(campaign_id, ids[number - 1], number, one) for number, one in enumerate(plan.waves, start=1)]
    if waves:
        books.conn.execute(insert(wave), waves)
    steps = [
        step_row(campaign_id, number, one, None if one.wave is None else ids[one.wave - 1])
        for number, one in enumerate(plan.steps, start=1)
    ]
    books.conn.execute(insert(campaign_step), steps)


def wave_row(campaign_id: int, wave_id: int, number: int, one: Wave) -> dict[str, Any]:
    """The row of a wave."""
    return {
        "id": wave_id,
        "campaign_id": campaign_id,
        "number": number,
        "focus": tidy(one.focus),
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "selection": to_json(one.selection),
    }


def step_row(campaign_id: int, number: int, step: Step, wave_id: int | None) -> dict[str, Any]:
    """A new row of ``campaign_step`` for the first version of a plan."""
    return {
        "id": new_id(),
        "campaign_id": campaign_id,
        "number": number,
        "wave_id": wave_id,
        "anchor": step.anchor.value,
        "offset_days": step.offset,
        "working": step.working,
        "text_key": step.text_key,
        "text_version": step.text_version,
        "condition": str(step.condition),
        "channels": ",".join(step.channels),
    }


def find(books: Books, campaign_id: int) -> Campaign | None:
    """The campaign with the waves and steps of its present version."""
    row = _CAMPAIGN.one(books.conn, of=campaign_id)
    return None if row is None else _opened(books, row)


def the_campaign(books: Books, campaign_id: int) -> Campaign:
    """``find``, raising ``CampaignUnknown``."""
    known = find(books, campaign_id)
    if known is None:
        raise CampaignUnknown
    return known


def every_campaign(books: Books, *statuses: Status) -> list[Campaign]:
    """All campaigns, or those of some statuses, newest first."""
    wanted = {status.value for status in statuses or Status}
    return [_opened(books, row) for row in _EVERY.named(books.conn) if row.status in wanted]


def _opened(books: Books, row: Any) -> Campaign:
    waves = _WAVES.named(books.conn, of=row.id)
    steps = _STEPS.named(books.conn, of=row.id, version=row.version)
    return Campaign(
        plan=_plan_of(row, tuple(waves), tuple(steps), today(books.clock)),
        step_ids=tuple(step.id for step in steps),
        step_numbers=tuple(step.number for step in steps),
        wave_ids=tuple(one.id for one in waves),
        status=Status(row.status),
        **{name: getattr(row, name) for name in _KEPT},
    )


@lru_cache(maxsize=64)
def _plan_of(row: Any, waves: tuple[Any, ...], steps: tuple[Any, ...], day: date) -> CampaignPlan:
    """The plan that these rows say, seen on that day: asked at every look at the facts, and seldom another."""
    numbers = {one.id: number for number, one in enumerate(waves, start=1)}
    return CampaignPlan(
        selection=as_seen(from_json(row.selection), day, row.id),
        ends_when=tuple(json.loads(row.ends_when)),
        waves=tuple(
            Wave(
                focus=one.focus,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                selection=as_seen(from_json(one.selection), day, row.id),
            )
            for one in waves
        ),
        steps=tuple(opened_step(one, numbers.get(one.wave_id)) for one in steps),
        name=row.name,
        plan_number=row.plan_number,
        legal_basis=row.legal_basis,
        **{name: getattr(row, name) for name in _COPIED},
    )


_CAMPAIGN = Prepared(select(campaigns).where(campaigns.c.id == bindparam("of")))
_EVERY = Prepared(select(campaigns).order_by(campaigns.c.id.desc()))
_WAVES = Prepared(select(wave).where(wave.c.campaign_id == bindparam("of")).order_by(wave.c.number))
_STEPS = Prepared(
    select(campaign_step)
    .where(
        campaign_step.c.campaign_id == bindparam("of"),
        campaign_step.c.since_version <= bindparam("version"),
        or_(campaign_step.c.until_version.is_(None), campaign_step.c.until_version >= bindparam("version")),
    )
    .order_by(campaign_step.c.number)
)


def opened_step(row: Any, wave_number: int | None) -> Step:
    """A step from its row."""
    return Step(
        anchor=Anchor(row.anchor),
        offset=row.offset_days,
        working=row.working,
        text_key=row.text_key,
        text_version=row.text_version,
        wave=wave_number,
        condition=row.condition,
        channels=tuple(row.channels.split(",")) if row.channels else (),
    )


_COPIED = (
    "agency_id", "starts_on", "ends_on", "steered_by", "target_cases", "target_money", "visit_after", "most_per_person",
    "canary", "training",
)  # fmt: skip
_KEPT = (
    "id", "version", "made_by", "made_at", "approved_by", "approved_at", "approved_hash", "started_at", "stopped_at",
    "planned_at", "canary_done_at", "paused_why",
)  # fmt: skip
