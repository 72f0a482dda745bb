"""How do the campaigns that are under way stand today: how many messages have gone, are left, wait for something?

Cheap whatever the size of the campaign: only rows of today and of the queue are counted, each found by an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, literal_column, select

from casework.books import Books
from casework.clock import VIETNAM, today
from casework.staff import Staff
from messages.outbox import State
from messages.tables import outbox
from scheduler.plans.campaigns import Status, every_campaign
from scheduler.plans.in_sight import sees
from scheduler.steps.step import State as StepState
from scheduler.steps.step import end_of
from scheduler.tables import planned_step

_GONE = (State.ACCEPTED.value, State.OPENED.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulse:
    """A campaign under way. ``left``: steps of today, or before, that have not been queued; ``held``: queued, and waiting."""

    id: int
    name: str
    paused: bool
    paused_why: str | None
    sent: int
    left: int
    held: int


def pulses(books: Books, who: Staff) -> tuple[Pulse, ...]:
    """Of those in sight of this person that run or are paused."""
    return tuple(
        Pulse(
            id=one.id,
            name=one.plan.name,
            paused=status is Status.PAUSED,
            paused_why=one.paused_why,
            sent=_sent(books, one.id),
            left=_left(books, one.id),
            held=_held(books, one.id),
        )
        for status in (Status.PAUSED, Status.RUNNING)
        for one in every_campaign(books, status)
        if sees(books, who, one.id)
    )


def _sent(books: Books, campaign_id: int) -> int:
    morning = datetime.combine(today(books.clock), time(0), VIETNAM)
    gone = (outbox.c.campaign_id == campaign_id, outbox.c.state.in_(_GONE), outbox.c.sent_at >= morning)
    return int(books.conn.execute(select(func.count()).where(*gone)).scalar_one())


def _left(books: Books, campaign_id: int) -> int:
    due = (
        planned_step.c.campaign_id == campaign_id,
        planned_step.c.state
        == literal_column(f"'{StepState.PENDING.value}'"),  # literal: the partial index is found by it
        planned_step.c.due_at < end_of(today(books.clock)),
    )
    return int(books.conn.execute(select(func.count()).where(*due)).scalar_one())


def _held(books: Books, campaign_id: int) -> int:
    waits = (
        outbox.c.campaign_id == campaign_id,
        outbox.c.state == State.QUEUED.value,
        outbox.c.reason.is_not(None),
    )
    return int(books.conn.execute(select(func.count()).where(*waits)).scalar_one())
