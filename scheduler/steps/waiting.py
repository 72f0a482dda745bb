"""Which reminders of campaigns wait for somebody about a decision, planned or queued already?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select

from casework.books import Books
from casework.clock import local
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.steps.step import State
from scheduler.tables import campaign, planned_step


def reminders_waiting(books: Books, decision_id: int, party_id: int) -> list[tuple[date, str]]:
    """(day, campaign) of each that has not gone out and is not called off, the next first."""
    step = planned_step.c
    waits = or_(
        step.state == State.PENDING.value,
        and_(step.state == State.QUEUED.value, outbox.c.state == OutboxState.QUEUED.value),
    )
    asked = (
        select(step.due_at, campaign.c.name)
        .join(campaign, campaign.c.id == step.campaign_id)
        .outerjoin(outbox, outbox.c.id == step.outbox_id)
        .where(step.decision_id == decision_id, step.party_id == party_id, waits)
    )
    rows = books.conn.execute(asked.order_by(step.due_at, step.id))
    return [(local(row.due_at).date(), row.name) for row in rows]
