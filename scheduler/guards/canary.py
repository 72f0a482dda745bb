"""Which messages of a campaign go first, and when may the rest follow?

The first ``campaign.canary`` messages, spread over officers and communes, go out alone. When they have all gone and nobody has
shown a sign for ``CANARY_WAIT``, the rest may follow; a sign among them pauses the campaign. A person may look at them and let
the rest go at once. A campaign for a few needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.prepared import Prepared
from casework.tables.decisions import decision
from messages.outbox import State as OutboxState
from messages.tables import attempt, outbox
from scheduler.guards import brake
from scheduler.guards.brake import Excess, Place
from scheduler.guards.brake_log import Scope, Why
from scheduler.guards.brake_signs import SAID, Sign, seen
from scheduler.limits import (
    CANARY_BAD,
    CANARY_COMPLAINTS,
    CANARY_DISTRESS,
    CANARY_OPT_OUTS,
    CANARY_WAIT,
    CANARY_WRONG_PERSONS,
    NO_CANARY_UPTO,
    share_reached,
)
from scheduler.plans.campaigns import MAKERS, Campaign, note, require, ring_accounts, the_campaign
from scheduler.plans.refusals import WrongStatus
from scheduler.steps.step import State as StepState
from scheduler.steps.step import Status
from scheduler.tables import campaign, campaign_recipient, planned_step

WAITS = "canary"  # the reason of what waits for the first messages
OF_ONE_PERSON = (
    "cap",
    "capacity",
    "claim_open",
    "death_told",
    "distress",
    "muted",
    "plan_kept",
)  # why a message waits by itself
_NOT_ARRIVED = (OutboxState.REJECTED.value, OutboxState.FAILED_TECHNICAL.value)
_ENOUGH = {
    Sign.DISTRESS: (Why.DISTRESS, CANARY_DISTRESS),
    Sign.COMPLAINED: (Why.COMPLAINTS, CANARY_COMPLAINTS),
    Sign.WRONG_PERSON: (Why.WRONG_PERSONS, CANARY_WRONG_PERSONS),
    Sign.OPTED_OUT: (Why.OPT_OUTS, CANARY_OPT_OUTS),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class First:
    """How far the first messages are: ``gone`` (tried) of ``wanted``, ``bad`` of them not seen to arrive, the last at ``last``.

    ``queued``: they wait for their turn.
    """

    wanted: int
    gone: int
    bad: int
    queued: int
    last: datetime | None

    @property
    def all_gone(self) -> bool:
        """Whether as many have gone as were wanted."""
        return self.gone >= self.wanted

    @property
    def look_at(self) -> datetime | None:
        """When the rest may follow if nobody shows a sign; None while they have not all gone."""
        return self.last + CANARY_WAIT if self.all_gone and self.last is not None else None


def is_first(campaign_id: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Whether the campaign (of the row asked about) still sends its first messages only."""
    here = campaign_recipient.alias("first_ones")
    enough = (
        select(here.c.decision_id)
        .where(
            here.c.campaign_id == campaign.c.id,
            here.c.since_version <= campaign.c.list_version,
            here.c.held_out.is_(False),
        )
        .limit(literal_column("1"))
        .offset(literal_column(str(NO_CANARY_UPTO)))
        .scalar_subquery()
    )
    first = and_(campaign.c.canary > 0, campaign.c.canary_done_at.is_(None), enough.is_not(None))
    return first if campaign_id is None else and_(campaign.c.id == campaign_id, first)


def may_follow(books: Books, campaign_id: int) -> int | None:
    """How many more of the first messages may go now; None when the campaign is past them, or needs none."""
    rows = _FIRST.rows(books.conn, campaign=campaign_id)
    if not rows:
        return None
    wanted, gone = rows[0]
    return int(max(wanted - gone, 0))


def may_queue(books: Books, campaign_id: int) -> int | None:
    """How many more of the first messages may be queued now; None when there is nothing to hold back."""
    if may_follow(books, campaign_id) is None:
        return None
    here = first_messages(books, the_campaign(books, campaign_id))
    return max(here.wanted - here.gone - here.queued, 0)


def first_steps(books: Books, campaign_id: int, now: datetime, most: int) -> list[int]:
    """Which of the due steps go first: one of each officer in turn, and of each officer one of each commune in turn."""
    values = {"campaign": campaign_id, "now": now, "most": most}
    return list(books.conn.execute(_IN_TURN, values).scalars())


def holds_back() -> ColumnElement[bool]:
    """Whether due steps of the campaign (of the row asked about) wait because its first messages are all on their way."""
    here = (outbox.c.campaign_id == campaign.c.id, or_(_TRIED, _ON_ITS_WAY))
    many = select(func.count()).where(*here).scalar_subquery()
    return case((is_first(), many >= campaign.c.canary), else_=false())  # counted only where it matters


def first_messages(books: Books, one: Campaign) -> First:
    """How far they are."""
    row = books.conn.execute(_STAND, {"campaign": one.id}).one()
    return First(wanted=one.plan.canary, gone=row.gone, bad=row.bad, queued=row.queued, last=row.last)


def look(books: Books) -> int:
    """Let follow, or pause, every running campaign whose first messages have told enough; how many."""
    now, moved = books.clock.now(), 0
    for one in _waiting(books):
        here = first_messages(books, one)
        if (found := _sign(books, one, here)) is not None:
            brake.pull(books, one, found)
            moved += 1
        elif here.look_at is not None and here.look_at <= now:
            _done(books, one)
            note(books, None, audit.Action.CAMPAIGN_LET_GO, one.id, purpose=f"first:{here.gone}")
            moved += 1
    return moved


def next_look(books: Books) -> datetime | None:
    """When the first messages of the next campaign have been out long enough."""
    instants = [first_messages(books, one).look_at for one in _waiting(books)]
    return min((at for at in instants if at is not None), default=None)


def let_go(books: Books, campaign_id: int, staff_id: int) -> First:
    """A person has looked at the first messages: the rest may follow at once. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không điều hành đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    one = the_campaign(books, campaign_id)
    here = first_messages(books, one)
    if one.status is not Status.RUNNING or may_follow(books, campaign_id) is None:
        raise WrongStatus("Đợt này không có tin gửi thử nào đang chờ xem. Hãy mở lại đợt để xem.")
    if here.gone == 0:
        raise WrongStatus("Chưa có tin gửi thử nào đi. Hãy đợi tin gửi thử đi rồi xem kết quả.")
    _done(books, one)
    note(books, staff_id, audit.Action.CAMPAIGN_LET_GO, campaign_id, purpose=f"first:{here.gone}")
    return here


def _waiting(books: Books) -> list[Campaign]:
    return [the_campaign(books, one) for (one,) in _WAITING.rows(books.conn)]


def _sign(books: Books, one: Campaign, here: First) -> Excess | None:
    place = Place(Scope.FIRST, None, today(books.clock))
    people: dict[Sign, set[int]] = {sign: set() for sign in _ENOUGH}
    for each in seen(books, one.id, brake.since(books, one.id)):
        people[each.sign].add(each.person)
    for sign, (why, enough) in _ENOUGH.items():
        if len(people[sign]) >= enough:
            return Excess(why=why, place=place, counted=len(people[sign]), out_of=here.gone)
    if here.all_gone and share_reached(here.bad, here.gone, CANARY_BAD):
        return Excess(why=Why.FAILURES, place=place, counted=here.bad, out_of=here.gone)
    return None


def _done(books: Books, one: Campaign) -> None:
    now = books.clock.now()
    books.conn.execute(update(campaign).where(campaign.c.id == one.id).values(canary_done_at=now))
    held = (outbox.c.campaign_id == one.id, outbox.c.state == OutboxState.QUEUED.value, outbox.c.reason == WAITS)
    books.conn.execute(update(outbox).where(*held).values(not_before=now, reason=None))
    ring_accounts(books, one.id)
    books.ring("campaigns")


_WAITING = Prepared(
    select(campaign.c.id).where(campaign.c.status == Status.RUNNING.value, is_first()).order_by(campaign.c.id.desc())
)
_CAMPAIGN = bindparam("campaign", type_=BigInteger)
_TRIED = outbox.c.state.in_([literal_column(f"'{one}'") for one in (*SAID, *_NOT_ARRIVED)])
_ON_ITS_WAY = and_(  # what waits for something of its own person does not hold everybody up
    outbox.c.state == literal_column(f"'{OutboxState.QUEUED.value}'"),
    func.coalesce(outbox.c.reason, literal_column("''")).not_in([literal_column(f"'{one}'") for one in OF_ONE_PERSON]),
)
_FIRST = Prepared(
    select(
        campaign.c.canary,
        select(func.count()).where(outbox.c.campaign_id == _CAMPAIGN, _TRIED).scalar_subquery(),
    ).where(is_first(_CAMPAIGN))
)
_STAND = (
    select(
        func.count().filter(_TRIED).label("gone"),
        func.count().filter(outbox.c.state.in_([*_NOT_ARRIVED, OutboxState.UNCERTAIN.value])).label("bad"),
        func.count().filter(_ON_ITS_WAY).label("queued"),
        func.max(attempt.c.started_at).filter(_TRIED).label("last"),
    )
    .select_from(outbox)
    .outerjoin(attempt, and_(attempt.c.outbox_id == outbox.c.id, attempt.c.number == outbox.c.tries))
    .where(outbox.c.campaign_id == _CAMPAIGN)
)

_step, _whose = planned_step.c, (decision.c.officer_id, decision.c.commune_id)
_of_commune = (
    select(
        _step.id,
        _step.due_at,
        decision.c.officer_id,
        func.row_number().over(partition_by=_whose, order_by=(_step.due_at, _step.id)).label("turn"),
    )
    .join(decision, decision.c.id == _step.decision_id)
    .where(
        _step.campaign_id == _CAMPAIGN,
        _step.state == literal_column(f"'{StepState.PENDING.value}'"),  # literal: the partial index is found by it
        _step.due_at <= bindparam("now"),
        _step.useful_until > bindparam("now"),
    )
    .subquery()
)
_here = _of_commune.c
_of_officer = select(
    _here.id,
    func.row_number().over(partition_by=_here.officer_id, order_by=(_here.turn, _here.due_at, _here.id)).label("turn"),
).subquery()
_IN_TURN = select(_of_officer.c.id).order_by(_of_officer.c.turn, _of_officer.c.id).limit(bindparam("most"))
