"""Which rehearsal runs for the officers' pages, how far is it, and what did the last one foretell? One at a time.

Whoever runs it is another process (``bot.officers.campaigns.rehearsing``); here is what the books know of it. One that gave no
sign of life for ``SILENT`` is over: its machine was switched off.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from scheduler.plans import approval
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.campaigns import MAKERS, note, require, wrong_status
from scheduler.plans.refusals import CampaignRefused
from scheduler.steps.step import Status
from scheduler.tables import campaign_rehearsal

SILENT = timedelta(minutes=2)
WHOLE = 1_000  # parts
_OPEN = frozenset({Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED})
_here = campaign_rehearsal.c


class State(StrEnum):
    """Where it is. Stored by value."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A rehearsal. ``reached`` of ``WHOLE`` parts; ``plan_hash``: of the plan that was rehearsed; ``outlook``: what it told."""

    id: int
    campaign_id: int
    plan_hash: str
    begun_by: int
    begun_at: datetime
    state: State
    reached: int
    ended_at: datetime | None
    outlook: dict[str, Any] | None


def begin(books: Books, campaign_id: int, staff_id: int) -> int:
    """A rehearsal begins; its id. Raises ``CampaignRefused`` while another one runs."""
    require(books, staff_id, MAKERS, "Vai trò này không diễn tập đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    campaign = the_campaign(books, campaign_id)
    if campaign.status not in _OPEN:
        raise wrong_status(campaign)
    now, run_id = books.clock.now(), new_id()
    silent = update(campaign_rehearsal).where(_here.state == State.RUNNING.value, _here.seen_at < now - SILENT)
    books.conn.execute(silent.values(state=State.FAILED.value, ended_at=now))
    row = {
        "id": run_id,
        "campaign_id": campaign_id,
        "plan_hash": approval.head_digest(books, campaign),
        "begun_by": staff_id,
        "begun_at": now,
        "seen_at": now,
        "state": State.RUNNING.value,
    }
    try:
        with books.conn.begin_nested():
            books.conn.execute(insert(campaign_rehearsal), row)
    except IntegrityError as another:
        raise CampaignRefused("Đang có một lần diễn tập khác. Hãy chờ xong, hoặc dừng lần đó rồi làm lại.") from another
    note(books, staff_id, audit.Action.CAMPAIGN_REHEARSED, campaign_id)
    return run_id


def told(books: Books, run_id: int, reached: int) -> bool:
    """A sign of life; False when somebody has cancelled it."""
    running = update(campaign_rehearsal).where(_here.id == run_id, _here.state == State.RUNNING.value)
    values = {"reached": max(0, min(reached, WHOLE)), "seen_at": books.clock.now()}
    return books.conn.execute(running.values(**values)).rowcount == 1


def ended(books: Books, run_id: int, outlook: dict[str, Any] | None) -> None:
    """It is through, or (None) broke off."""
    state = State.FAILED if outlook is None else State.DONE
    values: dict[str, Any] = {"state": state.value, "ended_at": books.clock.now()}
    if outlook is not None:
        values |= {"outlook": json.dumps(outlook, ensure_ascii=False), "reached": WHOLE}
    running = update(campaign_rehearsal).where(_here.id == run_id, _here.state == State.RUNNING.value)
    books.conn.execute(running.values(**values))


def cancel(books: Books, campaign_id: int, staff_id: int) -> bool:
    """Stop the one that runs for this campaign; whether there was one. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không dừng diễn tập được. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    running = update(campaign_rehearsal).where(_here.campaign_id == campaign_id, _here.state == State.RUNNING.value)
    return books.conn.execute(
        running.values(state=State.CANCELLED.value, ended_at=books.clock.now())
    ).rowcount > 0  # fmt: skip


def last_of(books: Books, campaign_id: int, *states: State) -> Run | None:
    """The last rehearsal of a campaign, or the last in one of these states."""
    wanted = [one.value for one in states or State]
    asked = select(campaign_rehearsal).where(_here.campaign_id == campaign_id, _here.state.in_(wanted))
    row = books.conn.execute(asked.order_by(_here.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Run(
        id=row.id,
        campaign_id=row.campaign_id,
        plan_hash=row.plan_hash,
        begun_by=row.begun_by,
        begun_at=row.begun_at,
        state=State(row.state),
        reached=row.reached,
        ended_at=row.ended_at,
        outlook=None if row.outlook is None else json.loads(row.outlook),
    )
