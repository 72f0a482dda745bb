"""Whom has nobody reached by message, so that the commune's team shall visit, and which visits are needed no more?

After as many tries as the campaign's plan says, none of which was answered, one visit is planned. A try is a reminder that
reached the chat, or a step that could not go out because there is no chat. Any sign of the person begins the count anew: a
reaction, a payment, a promise, an appointment, a question. Looked at each morning, decision by decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)  # fmt: skip

from casework.books import Books
from casework.db.prepared import Prepared
from casework.decision_states import LIVE
from casework.payment_claims import State as ClaimState
from casework.tables.agreements import promise
from casework.tables.decisions import decision, payment
from casework.tables.follow_ups import answer, payment_claim, visit
from casework.tables.questions import question
from casework.tables.receptions import booking
from casework.visits import State as VisitState
from casework.visits import Why, cancel_visit, plan_visit
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler import marks
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT
from scheduler.steps.step import State, Status
from scheduler.tables import campaign, planned_step

CHUNK = 2_000  # planned steps, or open visits, looked at in one transaction
ANSWERED_WITHIN = timedelta(days=3)  # from the last try: nobody is visited while they may still answer
_MARK, _OPEN_MARK = "visits", "open_visits"
_UNHEARD = (Why.NO_ANSWER.value, Why.NO_CHANNEL.value)
_REACHED: list[ColumnElement[str]] = [
    literal_column(f"'{one.value}'") for one in (OutboxState.ACCEPTED, OutboxState.OPENED, OutboxState.UNCERTAIN)
]


class _Person(NamedTuple):
    """Somebody under a decision, in a campaign."""

    campaign_id: int
    decision_id: int
    party_id: int


class _Tried(NamedTuple):
    """One try: when, and whether there was a chat for it."""

    at: datetime
    by_message: bool


def plan_visits(books: Books) -> int:
    """Look at the next ``CHUNK`` steps of the campaigns whose plan has visits; how many it looked at."""
    after = marks.reached(books, _MARK) or 0
    plans = {row.id: row.visit_after for row in books.conn.execute(_PLANS)}
    last, many = (None, 0)
    if plans:
        last, many = books.conn.execute(_STRETCH, {"after": after, "most": CHUNK}).one()
    if last is not None:
        _plan_for(books, plans, _tried_in_vain(books, after, last))
    full = many == CHUNK
    marks.reach(books, _MARK, last if full else None)
    return many if full else 0


def call_off_visits(books: Books) -> int:
    """Of the next ``CHUNK`` open visits, cancel those to people who have paid, agreed or answered since; how many it looked at."""
    after = marks.reached(books, _OPEN_MARK) or 0
    ahead = books.conn.execute(_OPEN, {"after": after, "most": CHUNK}).all()
    signs = _signs(books, {row.party_id for row in ahead}, {row.decision_id for row in ahead})
    for row in ahead:
        if not row.owes or (row.why in _UNHEARD and _is_later(signs.last(row.decision_id, row.party_id), row.made_at)):
            cancel_visit(books, row.id)
    full = len(ahead) == CHUNK
    marks.reach(books, _OPEN_MARK, ahead[-1].id if full else None)
    return len(ahead) if full else 0


def _plan_for(books: Books, plans: dict[int, int], people: Collection[_Person]) -> None:
    if not people:
        return
    tries = _tries(books, plans, {person.decision_id for person in people})
    signs = _signs(books, {person.party_id for person in people}, {person.decision_id for person in people})
    for person in people:
        last_sign = signs.last(person.decision_id, person.party_id)
        unanswered = [one for one in tries[person] if last_sign is None or one.at > last_sign]
        if len(unanswered) < plans[person.campaign_id]:
            continue
        why = Why.NO_ANSWER if any(one.by_message for one in unanswered) else Why.NO_CHANNEL
        plan_visit(books, person.decision_id, person.party_id, why, person.campaign_id)


def _tried_in_vain(books: Books, after: int, upto: int) -> list[_Person]:
    """Who owes, was tried often enough, the last time long enough ago, and has no visit."""
    now = books.clock.now()
    asked = {"after": after, "upto": upto, "now": now, "patience": now - ANSWERED_WITHIN}
    return [_Person(*row) for row in _IN_VAIN.rows(books.conn, **asked)]


def _tries(books: Books, plans: Collection[int], decisions: Collection[int]) -> dict[_Person, list[_Tried]]:
    asked = {"campaigns": sorted(plans), "decisions": sorted(decisions), "now": books.clock.now()}
    found: dict[_Person, list[_Tried]] = defaultdict(list)
    for row in books.conn.execute(_TRIES, asked):
        tried = _Tried(at=row.sent_at or row.due_at, by_message=row.sent_at is not None)
        found[_Person(row.campaign_id, row.decision_id, row.party_id)].append(tried)
    return found


class _Signs:
    """When somebody last gave a sign; what is about no decision in particular, or by nobody named, counts for all."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._last: dict[tuple[int | None, int | None], datetime] = {}
        for row in rows:
            about = (row.decision_id, row.party_id)
            self._last[about] = max(self._last.get(about, row.at), row.at)

    def last(self, decision_id: int, party_id: int) -> datetime | None:
        """The latest that counts for the party under the decision."""
        about = ((decision_id, party_id), (decision_id, None), (None, party_id))
        return max((self._last[one] for one in about if one in self._last), default=None)


def _signs(books: Books, parties: Collection[int], decisions: Collection[int]) -> _Signs:
    return _Signs(books.conn.execute(_SIGNS, {"parties": sorted(parties), "decisions": sorted(decisions)}))


def _is_later(at: datetime | None, than: datetime) -> bool:
    return at is not None and at > than


def _owing(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether there is something to talk about: something left to pay, and no payment that is being looked for."""
    live = decision.c.status.in_([literal_column(f"'{status.value}'") for status in sorted(LIVE)])
    looked_for = payment_claim.c.state == literal_column(f"'{ClaimState.OPEN.value}'")  # a literal: its partial index
    return and_(
        conditions.is_debtor(decision_id, party_id),
        exists().where(decision.c.id == decision_id, live),
        conditions.dong_left(decision_id, party_id) > 0,
        ~exists().where(payment_claim.c.decision_id == decision_id, payment_claim.c.party_id == party_id, looked_for),
    )


_WITH_VISITS = (
    campaign.c.status == Status.RUNNING.value, campaign.c.visit_after.is_not(None), campaign.c.training.is_(False)
)  # fmt: skip
_PLANS = select(campaign.c.id, campaign.c.visit_after).where(*_WITH_VISITS)
_next = (
    select(planned_step.c.decision_id)
    .where(planned_step.c.decision_id > bindparam("after", type_=BigInteger))
    .order_by(planned_step.c.decision_id)
    .limit(bindparam("most"))
    .subquery()
)
_STRETCH = select(func.max(_next.c.decision_id), func.count())
_SENT_AT = func.coalesce(outbox.c.sent_at, outbox.c.not_before)  # nobody knows when an uncertain one went
_WITH_MESSAGE = planned_step.outerjoin(outbox, outbox.c.id == planned_step.c.outbox_id)
_IS_TRY = or_(
    and_(planned_step.c.state == State.QUEUED.value, outbox.c.state.in_(_REACHED)),
    and_(
        planned_step.c.state == State.SKIPPED.value,
        planned_step.c.reason == NO_CHAT,
        planned_step.c.due_at <= bindparam("now"),
    ),
)
_TRIES = (
    select(
        planned_step.c.campaign_id,
        planned_step.c.decision_id,
        planned_step.c.party_id,
        planned_step.c.due_at,
        _SENT_AT.label("sent_at"),
    )
    .select_from(_WITH_MESSAGE)
    .where(
        planned_step.c.decision_id.in_(bindparam("decisions", expanding=True)),
        planned_step.c.campaign_id.in_(bindparam("campaigns", expanding=True)),
        _IS_TRY,
    )
)
_the_campaign = campaign.alias("visiting")
_VISITED = or_(  # one is ahead, or was made in a campaign that still runs: the next is for people to decide
    visit.c.state == VisitState.OPEN.value,
    and_(
        visit.c.state == VisitState.DONE.value,
        exists().where(_the_campaign.c.id == visit.c.campaign_id, _the_campaign.c.status == Status.RUNNING.value),
    ),
)
# In a call of a function, so that SQLite takes the stretch's index and not that of the whole campaign.
_OF_STEP = func.coalesce(planned_step.c.campaign_id, literal_column("0"))
_IN_VAIN = Prepared(
    select(planned_step.c.campaign_id, planned_step.c.decision_id, planned_step.c.party_id)
    .select_from(_WITH_MESSAGE.join(campaign, campaign.c.id == _OF_STEP))
    .where(
        planned_step.c.decision_id > bindparam("after", type_=BigInteger),
        planned_step.c.decision_id <= bindparam("upto", type_=BigInteger),
        *_WITH_VISITS,
        _IS_TRY,
    )
    .group_by(planned_step.c.campaign_id, planned_step.c.decision_id, planned_step.c.party_id, campaign.c.visit_after)
    .having(
        func.count() >= campaign.c.visit_after,
        func.max(func.coalesce(_SENT_AT, planned_step.c.due_at)) <= bindparam("patience", type_=outbox.c.sent_at.type),
        ~exists()
        .where(
            visit.c.decision_id == planned_step.c.decision_id,
            visit.c.party_id == planned_step.c.party_id,
            _VISITED,
        )
        .correlate(planned_step),
        _owing(planned_step.c.decision_id, planned_step.c.party_id),
    )
    .order_by(planned_step.c.decision_id, planned_step.c.party_id, planned_step.c.campaign_id)
)
_PARTIES: BindParameter[int] = bindparam("parties", expanding=True)
_ABOUT: BindParameter[int] = bindparam("decisions", expanding=True)
_OPEN = (
    select(
        visit.c.id,
        visit.c.decision_id,
        visit.c.party_id,
        visit.c.why,
        visit.c.made_at,
        _owing(visit.c.decision_id, visit.c.party_id).label("owes"),
    )
    .where(visit.c.state == VisitState.OPEN.value, visit.c.id > bindparam("after", type_=BigInteger))
    .order_by(visit.c.id)
    .limit(bindparam("most"))
)
_SIGNS = union_all(
    select(answer.c.party_id, answer.c.decision_id, answer.c.at.label("at")).where(answer.c.party_id.in_(_PARTIES)),
    select(payment.c.payer_id, payment.c.decision_id, payment.c.entered_at).where(
        payment.c.decision_id.in_(_ABOUT), payment.c.reversed_at.is_(None)
    ),
    select(promise.c.party_id, promise.c.decision_id, promise.c.entered_at).where(promise.c.decision_id.in_(_ABOUT)),
    select(booking.c.party_id, null(), booking.c.made_at).where(booking.c.party_id.in_(_PARTIES)),
    select(question.c.party_id, null(), question.c.asked_at).where(question.c.party_id.in_(_PARTIES)),
)
