"""What is planned or queued for some decisions that is not true any more? It is taken back, each with its reason.

Paid, closed, dead, no debtor any more, a sequence that something ended, a day that counts no more.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, case, func, literal_column, null, select, update

from casework.books import Books
from casework.clock import today
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared
from casework.tables.people import party
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.steps import conditions, reasons
from scheduler.steps.sequence import why_ended
from scheduler.steps.step import State
from scheduler.tables import campaign, campaign_step, planned_step


def cancel_untrue(books: Books, decisions: Collection[int]) -> int:
    """Cancel those pending steps of campaigns for these decisions that are no longer true; how many."""
    asked = {"decisions": as_json_list(decisions), "today": today(books.clock)}
    untrue = [{"step": step, "why": why} for step, why in _PENDS.rows(books.conn, **asked) if why is not None]
    _CANCEL.change_all(books.conn, untrue)
    return len(untrue)


def cancel_queued(books: Books, decisions: Collection[int]) -> int:
    """The same for messages that are queued already; how many. What is being sent at this moment cannot be called back."""
    asked = {"decisions": as_json_list(decisions), "today": today(books.clock)}
    untrue = [{"row": row, "why": why} for row, why in _WAITS.rows(books.conn, **asked) if why is not None]
    _TAKE_BACK.change_all(books.conn, untrue)
    return len(untrue)


_QUEUED = outbox.c.state == literal_column(f"'{OutboxState.QUEUED.value}'")  # a literal, as all that is asked so often
_PENDING = planned_step.c.state == literal_column(f"'{State.PENDING.value}'")


def _why_untrue() -> Any:
    step = planned_step.c
    dead = select(party.c.id).where(party.c.id == step.party_id, party.c.deceased.is_(True)).exists()
    return case(
        (conditions.decision_closed(step.decision_id), reasons.CLOSED),
        (conditions.dong_left(step.decision_id, step.party_id) <= 0, reasons.PAID),
        (~conditions.is_debtor(step.decision_id, step.party_id), reasons.NOT_DEBTOR),
        (dead, reasons.DECEASED),
        else_=null(),
    )


def _ended() -> Any:
    """Why the campaign's sequence is over for the recipient of the step, or its own day counts no more."""
    of, ends = campaign_step.c, why_ended()
    joined = campaign_step.join(campaign, campaign.c.id == of.campaign_id)
    return (
        select(ends)
        .select_from(joined)
        .where(of.id == planned_step.c.step_id)
        .correlate(planned_step)
        .scalar_subquery()
    )


# Read first and written by id: one UPDATE would work out for each row twice, and for most rows in vain, why it is over.
def _pends(dialect: str) -> Select[Any]:
    return select(planned_step.c.id, func.coalesce(_why_untrue(), _ended()).label("why")).where(
        planned_step.c.decision_id.in_(ids_in(dialect, "decisions")), _PENDING, planned_step.c.campaign_id.is_not(None)
    )


def _waits(dialect: str) -> Select[Any]:
    return (
        select(planned_step.c.outbox_id, func.coalesce(_why_untrue(), _ended()).label("why"))
        .join(outbox, outbox.c.id == planned_step.c.outbox_id)
        .where(
            planned_step.c.decision_id.in_(ids_in(dialect, "decisions")),
            planned_step.c.state == literal_column(f"'{State.QUEUED.value}'"),
            _QUEUED,
        )
    )


_PENDS, _WAITS = (Prepared.for_each_kind(asked) for asked in (_pends, _waits))
_CANCEL = Prepared(
    update(planned_step)
    .where(planned_step.c.id == bindparam("step"), _PENDING)
    .values(state=literal_column(f"'{State.CANCELLED.value}'"), reason=bindparam("why"))
)
_TAKE_BACK = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), _QUEUED)
    .values(state=literal_column(f"'{OutboxState.CANCELLED.value}'"), reason=bindparam("why"))
)
