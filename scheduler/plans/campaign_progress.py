"""How far is a campaign that runs: steps by where they are, and what waits, by why? Counted, never remembered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casework.books import Books
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.reports import End, ends_of
from scheduler.steps.step import State
from scheduler.tables import planned_step


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Steps: ``planned`` = sent + waiting + cancelled + skipped. ``held``: of those that wait, how many by which reason.

    ``dropped``: of those that will not go. ``laid_out``: all steps are planned. ``next_at``: when the next one is due.
    """

    planned: int
    sent: int
    waiting: int
    cancelled: int
    skipped: int
    held: dict[str, int]
    dropped: dict[str, int]
    laid_out: bool
    next_at: datetime | None

    @property
    def share_sent(self) -> int:
        """Of a hundred."""
        return 100 * self.sent // self.planned if self.planned else 0


def progress_of(books: Books, campaign: Campaign) -> Progress:
    """As the books stand now."""
    ends, dropped = Counter[End](), Counter[str]()
    for end, reason, many in ends_of(books, campaign.id):
        ends[end] += many
        if end in (End.CANCELLED, End.SKIPPED):
            dropped[reason] += many
    of_it = (planned_step.c.campaign_id == campaign.id, planned_step.c.state == State.PENDING.value)
    return Progress(
        planned=ends.total(),
        sent=ends[End.SENT],
        waiting=ends[End.PENDING],
        cancelled=ends[End.CANCELLED],
        skipped=ends[End.SKIPPED],
        held=_held(books, campaign.id),
        dropped=dict(dropped.most_common()),
        laid_out=campaign.planned_at is not None,
        next_at=books.conn.execute(select(func.min(planned_step.c.due_at)).where(*of_it)).scalar(),
    )


def _held(books: Books, campaign_id: int) -> dict[str, int]:
    waits = (outbox.c.campaign_id == campaign_id, outbox.c.state == OutboxState.QUEUED.value)
    asked = select(outbox.c.reason, func.count().label("many")).where(*waits, outbox.c.reason.is_not(None))
    rows = books.conn.execute(asked.group_by(outbox.c.reason).order_by(func.count().desc()))
    return {row.reason: row.many for row in rows}
