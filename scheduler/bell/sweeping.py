"""What was left half done by somebody who is not there any more, and how is it put in order?

Nobody trusts the queue: at every ring what is being sent beyond its lease is dealt with although no sender has taken the
account over, each morning every campaign is compared with its list and once a week every step with its message. What is found is
mended by the same rules that would have made it, and told to the doctor.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from casework.books import Books
from casework.db.prepared import Prepared
from messages.outbox import State, topic
from messages.tables import outbox
from scheduler import marks
from scheduler.delivery import leases, troubles
from scheduler.delivery.claiming import GOES_ONCE_MORE
from scheduler.delivery.troubles import Trouble
from scheduler.plans.campaigns import TOPIC
from scheduler.steps.step import COMES_AND_GOES, Status
from scheduler.steps.step import State as StepState
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient as recipient
from scheduler.tables import campaign_step, planned_step

CHUNK = 2_000  # steps compared in one transaction
LOST_AFTER = timedelta(minutes=5)  # beyond its lease even a living sender has lost it
SENDER_DIED, LOST = "sender_died", "lost_by_sender"
_SENDING = outbox.c.state == State.SENDING.value
_log = logging.getLogger(__name__)


def sweep(books: Books) -> int:
    """Deal with what is being sent beyond its lease: class D once more, the rest is uncertain; how many messages."""
    now = books.clock.now()
    late = select(outbox.c.account).where(_SENDING, outbox.c.lease_until < now).distinct()
    return sum(_sweep_account(books, account, now) for account in books.conn.execute(late).scalars().all())


def next_sweep(books: Books) -> datetime | None:
    """When the first message that is being sent will be beyond its lease."""
    first: datetime | None = books.conn.execute(select(func.min(outbox.c.lease_until)).where(_SENDING)).scalar()
    return None if first is None else max(first, books.clock.now() + LOST_AFTER / 10)


def _sweep_account(books: Books, account: str, now: datetime) -> int:
    here = and_(outbox.c.account == account, _SENDING)
    holder = leases.holder(books, f"speak:{account}")
    if holder is not None:  # it took over what others left; what is its own it may still be waiting for
        lost = and_(here, outbox.c.lease_until < now - LOST_AFTER)
        return _told(books, account, _end(books, lost, LOST))
    late = and_(here, outbox.c.lease_until < now)
    again = update(outbox).where(late, GOES_ONCE_MORE)
    back = again.values(state=State.QUEUED.value, reason=SENDER_DIED, owner=None, lease_until=None)
    mended = books.conn.execute(back).rowcount
    if mended:
        books.ring(topic(account))
    return _told(books, account, mended + _end(books, late, SENDER_DIED))


def _end(books: Books, which: ColumnElement[bool], reason: str) -> int:
    ended = update(outbox).where(which)
    return books.conn.execute(
        ended.values(state=State.UNCERTAIN.value, reason=reason, owner=None, lease_until=None)
    ).rowcount


def _told(books: Books, account: str, many: int) -> int:
    if many:
        _log.warning("messages_swept", extra={"account": account, "messages": many})
        troubles.note(books, account, Trouble.LEFT_SENDING, times=many)
    return many


# -- on mornings ---------------------------------------------------------------------------------------------------------


def compare_steps(books: Books) -> int:
    """Compare a stretch of the queued steps with the outbox; how many were looked at.

    A step whose message is not there is joined to the one that bears its purpose, or waits to be queued again: the purpose
    keeps it from being said twice.
    """
    name = "compare_steps"
    after = marks.reached(books, name) or 0
    first, last, many, alone = _COMPARED.rows(books.conn, after=after)[0]
    if alone:
        _mend_steps(books, first, last)
    marks.reach(books, name, last if many == CHUNK else None)
    return int(many)


_IS_ALONE = or_(planned_step.c.outbox_id.is_(None), ~exists().where(outbox.c.id == planned_step.c.outbox_id))
_STRETCH = (
    select(planned_step.c.id, cast(_IS_ALONE, Integer).label("alone"))
    .where(
        planned_step.c.id > bindparam("after"), planned_step.c.state == literal_column(f"'{StepState.QUEUED.value}'")
    )
    .order_by(planned_step.c.id)
    .limit(literal_column(str(CHUNK)))
    .subquery()
)
_OF_STRETCH: tuple[ColumnElement[Any], ...] = (
    func.min(_STRETCH.c.id), func.max(_STRETCH.c.id), func.count(), func.sum(_STRETCH.c.alone)
)  # fmt: skip
_COMPARED = Prepared(select(*_OF_STRETCH).select_from(_STRETCH))


def _mend_steps(books: Books, first: int, last: int) -> None:
    alone = and_(
        planned_step.c.id.between(first, last),
        planned_step.c.state == StepState.QUEUED.value,
        _IS_ALONE,
    )
    same = select(outbox.c.id).where(outbox.c.purpose == planned_step.c.purpose).scalar_subquery()
    joined = update(planned_step).where(alone, same.is_not(None)).values(outbox_id=same)
    waits = update(planned_step).where(alone, same.is_(None))
    mended = books.conn.execute(joined).rowcount
    mended += books.conn.execute(waits.values(state=StepState.PENDING.value, outbox_id=None)).rowcount
    if mended:
        _log.warning("steps_mended", extra={"count": mended})
        troubles.note(books, troubles.CAMPAIGNS, Trouble.STEP_WITHOUT_MESSAGE, times=mended)


def compare_campaigns(books: Books) -> int:
    """Plan again what is planned through and has fewer rows than its list and steps ask for; how many campaigns."""
    through = select(campaigns.c.id).where(
        campaigns.c.status == Status.RUNNING.value, campaigns.c.planned_at.is_not(None)
    )
    short = [one for one in books.conn.execute(through).scalars().all() if _is_short(books, one)]
    for one in short:
        again = update(campaigns).where(campaigns.c.id == one)
        books.conn.execute(again.values(planned_at=None, planned_to=None))
        _log.warning("campaign_planned_again", extra={"campaign_id": one})
        troubles.note(books, troubles.CAMPAIGNS, Trouble.PLANNED_SHORT)
        books.ring(TOPIC)
    return len(short)


def _is_short(books: Books, campaign_id: int) -> bool:
    """Everybody on the list has a row for each step that was there from the start, for everybody, counted from a fixed day."""
    step = campaign_step.c
    plain = select(step.id).where(
        step.campaign_id == campaign_id,
        step.wave_id.is_(None),
        step.since_version == 1,
        step.until_version.is_(None),
        step.anchor.not_in([anchor.value for anchor in COMES_AND_GOES]),
    )
    steps = books.conn.execute(plain).scalars().all()
    if not steps:
        return False
    let_go = select(campaigns.c.list_version).where(campaigns.c.id == campaign_id).scalar_subquery()
    people = select(func.count()).where(recipient.c.campaign_id == campaign_id, recipient.c.since_version <= let_go)
    made = select(func.count()).where(planned_step.c.campaign_id == campaign_id, planned_step.c.step_id.in_(steps))
    return bool(books.conn.execute(made).scalar_one() < books.conn.execute(people).scalar_one() * len(steps))
