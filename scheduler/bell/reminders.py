"""Which planned steps have come due, and how do they become messages?

A step becomes a nudge in the outbox under its own purpose, for the chat that ``scheduler.steps.chat_choice`` names. Nothing is
judged here but whether it is of any use still and whether its condition is met: whether it is true is asked when it is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    Update,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from casework.books import Books
from casework.clock import today
from casework.db.for_each import ForEach, as_json_list, ids_in
from casework.db.prepared import Prepared
from messages import nudges
from messages.library import Lang, version_of
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, free_references, queue_all
from scheduler.bell.appointments import text_of
from scheduler.guards import canary, training
from scheduler.guards.brake import Excess, Place, pull
from scheduler.guards.brake_log import Scope, Why
from scheduler.guards.channel_guards import QUOTA, Rooms
from scheduler.guards.meeting_guards import STEP, step_in
from scheduler.plans.approval import is_as_approved
from scheduler.plans.campaigns import the_campaign
from scheduler.steps.chat_choice import chats_of
from scheduler.steps.schedule import MERGED
from scheduler.steps.sequence import UNMET, why_not
from scheduler.steps.step import State, Status
from scheduler.tables import campaign, campaign_step, planned_step

TOO_LATE = "too_late"
SAID_BEFORE = "said_before"
_PENDING = planned_step.c.state == literal_column(
    f"'{State.PENDING.value}'"
)  # literal: the partial index is found by it


def queue_due(books: Books, most: int = 500) -> int:
    """Queue at most ``most`` steps whose time has come; how many steps ended or were queued."""
    now = books.clock.now()
    due = _due(books, now, most)
    ends = [_Over(step.id, State.CANCELLED, TOO_LATE) for step in due if step.useful_until <= now]
    fresh = [step for step in due if step.useful_until > now]
    over = why_not(books, [step.id for step in fresh if step.campaign_id is not None])
    ends += [_Over(step, State.SKIPPED if why in UNMET else State.CANCELLED, why) for step, why in over.items()]
    ends += _say(books, [step for step in fresh if step.id not in over])
    _ended.change(books.conn, [{"step": one.step_id, "to": one.state.value, "why": one.why} for one in ends])
    return len(due)


class _Over(NamedTuple):
    """A step that does not become a message, and why."""

    step_id: int
    state: State
    why: str


def _say(books: Books, steps: Sequence[Any]) -> list[_Over]:
    """Queue the messages of these steps, or let them wait for room; those that get none."""
    if not steps:
        return []
    chats, rooms = chats_of(books, {step.party_id for step in steps}), Rooms(books)
    over, going = [], []
    for step in steps:
        chat = chats.choose(step, rooms.has)
        if isinstance(chat, str):
            over.append(_Over(step.id, State.SKIPPED, chat))
        elif step.campaign_id is not None and not rooms.take(chat.account):
            _goes_later(books, step, rooms.again(chat.account))
        else:
            going.append((step, chat))
    exercises = {one: training.is_on(books, one) for one in {step.campaign_id for step, _ in going}}
    drafts = [
        _draft(step, chat, reference, exercise=exercises[step.campaign_id])
        for (step, chat), reference in zip(going, free_references(books, len(going)), strict=True)
    ]
    said = [(step.id, row) for (step, _), row in zip(going, queue_all(books, drafts), strict=True)]
    _queued.change(books.conn, [{"step": step, "row": row} for step, row in said if row is not None])
    # the same purpose was said before: never twice
    return over + [_Over(step, State.CANCELLED, SAID_BEFORE) for step, row in said if row is None]


def next_due(books: Books) -> datetime | None:
    """When the next pending step of a running campaign, or of an appointment, comes due."""
    earliest: datetime | None = _NEXT.rows(books.conn)[0][0]
    return earliest


_FIRST_OF = (
    select(func.min(planned_step.c.due_at))
    .where(planned_step.c.campaign_id == campaign.c.id, _PENDING)
    .scalar_subquery()
)
_RUNNING = and_(  # one whose changed plan is not laid out to the end says nothing new until it is
    campaign.c.status == literal_column(f"'{Status.RUNNING.value}'"),
    or_(campaign.c.version == 1, campaign.c.planned_at.is_not(None)),
)
_first = (
    select(_FIRST_OF.label("at"))
    .where(_RUNNING, ~canary.holds_back())
    .union_all(select(func.min(planned_step.c.due_at)).where(planned_step.c.campaign_id.is_(None), _PENDING))
    .subquery()
)
_NEXT = Prepared(select(func.min(_first.c.at)))

_late = planned_step.alias("late")
_SPEAKS_FOR = (  # how many steps whose day had passed this one stands for
    select(func.count())
    .where(
        _late.c.decision_id == planned_step.c.decision_id,
        _late.c.state == literal_column(f"'{State.SKIPPED.value}'"),  # literal: there is a partial index by this word
        _late.c.campaign_id + 0 == planned_step.c.campaign_id,  # by the decision's index: a campaign has far more rows
        _late.c.party_id == planned_step.c.party_id,
        _late.c.reason == literal(MERGED) + cast(campaign_step.c.number, Text),
    )
    .scalar_subquery()
)
_ABOUT = (
    select(
        planned_step,
        campaign.c.plan_number,
        campaign.c.name.label("campaign_name"),
        campaign.c.approved_by,
        campaign_step.c.text_key,
        campaign_step.c.text_version,
        campaign_step.c.anchor,
        campaign_step.c.channels,
        _SPEAKS_FOR.label("speaks_for"),
    )
    .select_from(
        planned_step.outerjoin(campaign, campaign.c.id == planned_step.c.campaign_id).outerjoin(
            campaign_step, campaign_step.c.id == planned_step.c.step_id
        )
    )
    .where(_PENDING, planned_step.c.due_at <= bindparam("now"))
    .order_by(planned_step.c.due_at, planned_step.c.id)
    .limit(bindparam("most", type_=Integer))
)
_of_one = _ABOUT.where(planned_step.c.campaign_id == bindparam("of_campaign"))
_OF_CAMPAIGN = Prepared(_of_one)
_LATE_OF_CAMPAIGN = Prepared(_of_one.where(planned_step.c.useful_until <= bindparam("now")))
_FIRST_OF_CAMPAIGN = Prepared.for_each_kind(
    lambda dialect: _ABOUT.where(planned_step.c.id.in_(ids_in(dialect, "firsts")))
)
_OF_BOOKINGS = Prepared(_ABOUT.where(planned_step.c.campaign_id.is_(None)))
_RUNNING_NOW = Prepared(select(campaign.c.id).where(_RUNNING).order_by(campaign.c.id))


def _with_message(_dialect: str, step: Any, row: Any) -> Update:
    values = {"state": State.QUEUED.value, "outbox_id": row, "reason": None}
    return update(planned_step).where(planned_step.c.id == step).values(values)


_queued = ForEach(_with_message, step=BigInteger(), row=BigInteger())


def _without(_dialect: str, step: Any, to: Any, why: Any) -> Update:
    """Only one that still waits: another bell may have rung meanwhile, and its message has gone out."""
    return update(planned_step).where(planned_step.c.id == step, _PENDING).values(state=to, reason=why)


_ended = ForEach(_without, step=BigInteger(), to=Text(), why=Text())


def _due(books: Books, now: datetime, most: int) -> list[Any]:
    """Appointments first, then campaign by campaign, each probed by its own stretch of the index."""
    found = _OF_BOOKINGS.named(books.conn, now=now, most=most)
    for (running,) in _RUNNING_NOW.rows(books.conn):
        if len(found) >= most:
            break
        here = _of_campaign(books, running, now, most - len(found))
        if here and _is_as_approved(books, running):
            found += here
    return found


def _of_campaign(books: Books, campaign_id: int, now: datetime, most: int) -> Sequence[Any]:
    """What of the campaign is due, oldest first; while its first messages are out, only those (``scheduler.guards.canary``)."""
    firsts = canary.may_queue(books, campaign_id)
    if firsts is None:
        return _OF_CAMPAIGN.named(books.conn, now=now, most=most, of_campaign=campaign_id)
    wanted = min(firsts, most)
    steps = canary.first_steps(books, campaign_id, now, wanted)
    found = _FIRST_OF_CAMPAIGN.named(books.conn, now=now, most=most, firsts=as_json_list(steps))
    if len(steps) >= wanted:
        return found
    late = _LATE_OF_CAMPAIGN.named(books.conn, now=now, most=most - len(found), of_campaign=campaign_id)
    return [*found, *late]  # what else is due is of no use any more


def _goes_later(books: Books, step: Any, again: datetime) -> None:
    """The account has no room left for it today."""
    there = update(planned_step).where(planned_step.c.id == step.id, _PENDING)  # as `_without`
    if again >= step.useful_until:
        books.conn.execute(there.values(state=State.CANCELLED.value, reason=QUOTA))
    else:
        books.conn.execute(there.values(due_at=again, reason=QUOTA))


def _is_as_approved(books: Books, campaign_id: int) -> bool:
    """Whether what goes out is what was let go; if not, the campaign stops itself until a leader has looked."""
    running = the_campaign(books, campaign_id)
    if is_as_approved(books, running):
        return True
    place = Place(Scope.CAMPAIGN, None, today(books.clock))
    pull(books, running, Excess(why=Why.NOT_AS_APPROVED, place=place, counted=0, out_of=0))
    return False


def _draft(step: Any, chat: Any, reference: str, *, exercise: bool) -> Draft:
    mine = step.booking_id is not None
    of_step = step.purpose.startswith(STEP)
    nudge = training.nudge_for(nudges.APPOINTMENT if mine and not of_step else nudges.NEWS, exercise=exercise)
    return Draft(
        contact_id=chat.id,
        account=chat.account,
        purpose=step.purpose,
        message=partial(nudges.closed, nudge, Lang(chat.lang), reference),
        delivery_class=DeliveryClass.MUST_ARRIVE if mine else DeliveryClass.REPEATS_ANYWAY,
        lane=Lane.PERSONAL if mine else Lane.CAMPAIGN,
        guard=Guard.MEETING if of_step else Guard.APPOINTMENT if mine else Guard.REMINDER,
        text_key=nudge,
        text_version=version_of(nudge),
        party_id=step.party_id,
        decision_id=step.decision_id,
        campaign_id=step.campaign_id,
        content=_content(step, reference),
        reference=reference,
        useful_until=step.useful_until,
    )


def _content(step: Any, reference: str) -> Content:
    if step.booking_id is None:
        return Content(
            text_key=step.text_key,
            text_version=step.text_version,
            decision_id=step.decision_id,
            campaign_id=step.campaign_id,
            party_id=step.party_id,
            plan=step.plan_number,
            anchor=step.anchor,
            speaks_for=step.speaks_for or None,
            approved_by=step.approved_by,
            reference=reference,
        )
    if step.purpose.startswith(STEP):
        outcome_id, _, kind = step_in(step.purpose)
        key = f"meeting.remind_{kind}"
        version = version_of(key)
        return Content(
            text_key=key, text_version=version, outcome_id=outcome_id, party_id=step.party_id, reference=reference
        )
    key = text_of(step.purpose.rsplit(":", 1)[1])
    return Content(
        text_key=key,
        text_version=version_of(key),
        booking_id=step.booking_id,
        party_id=step.party_id,
        reference=reference,
    )
