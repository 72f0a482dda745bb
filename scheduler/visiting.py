"""Whom has nobody reached by message, so that the commune's team shall visit, and which visits are needed no more?

After as many tries as the campaign's plan says, none of which was answered, one visit is planned. A try is a reminder that
reached the chat, or a step that could not go out because there is no chat. Any sign of the person begins the count anew: a
reaction, a payment, a promise, an appointment, a question. Looked at each morning, decision by decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, and_, bindparam, func, null, or_, select, union_all

from casework.books import Books
from casework.decision_states import LIVE
from casework.decisions import PartyRole
from casework.obligations import decision_of_party
from casework.payment_claims import State as ClaimState
from casework.payment_claims import claims_of
from casework.tables.agreements import promise
from casework.tables.decisions import payment
from casework.tables.follow_ups import answer, visit
from casework.tables.questions import question
from casework.tables.receptions import booking
from casework.visits import State as VisitState
from casework.visits import Visit, Why, cancel_visit, opened, plan_visit
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler import marks
from scheduler.reasons import NO_CHAT
from scheduler.steps import State, Status
from scheduler.tables import campaign, planned_step

CHUNK = 200  # decisions looked at in one transaction
ANSWERED_WITHIN = timedelta(days=3)  # from the last try: nobody is visited while they may still answer
_MARK, _OPEN_MARK = "visits", "open_visits"
_REACHED = [one.value for one in (OutboxState.ACCEPTED, OutboxState.OPENED, OutboxState.UNCERTAIN)]


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
    """Look at the next ``CHUNK`` decisions of the campaigns whose plan has visits; how many it looked at."""
    after = marks.reached(books, _MARK)
    plans = {row.id: row.visit_after for row in books.conn.execute(_PLANS)}
    decisions: Sequence[int] = []
    if plans:
        asked = {"campaigns": sorted(plans), "after": after or 0, "most": CHUNK}
        decisions = books.conn.execute(_DECISIONS, asked).scalars().all()
        _plan_for(books, plans, decisions)
    full = len(decisions) == CHUNK
    marks.reach(books, _MARK, decisions[-1] if full else None)
    return len(decisions) if full else 0


def call_off_visits(books: Books) -> int:
    """Of the next ``CHUNK`` open visits, cancel those to people who have paid, agreed or answered since; how many it looked at."""
    after = marks.reached(books, _OPEN_MARK) or 0
    ahead = books.conn.execute(_OPEN, {"after": after, "most": CHUNK}).all()
    for row in ahead:
        if _is_needless(books, opened(books, row)):
            cancel_visit(books, row.id)
    full = len(ahead) == CHUNK
    marks.reach(books, _OPEN_MARK, ahead[-1].id if full else None)
    return len(ahead) if full else 0


def _plan_for(books: Books, plans: dict[int, int], decisions: Collection[int]) -> None:
    tries = _tries(books, plans, decisions)
    enough = {person: tried for person, tried in tries.items() if len(tried) >= plans[person.campaign_id]}
    if not enough:
        return
    signs = _signs(books, {person.party_id for person in enough}, {person.decision_id for person in enough})
    visited = _visited(books, {person.decision_id for person in enough})
    patience = books.clock.now() - ANSWERED_WITHIN
    for person, tried in enough.items():
        last_sign = max((at for at in signs[person.decision_id, person.party_id]), default=None)
        unanswered = [one for one in tried if last_sign is None or one.at > last_sign]
        if len(unanswered) < plans[person.campaign_id] or max(one.at for one in unanswered) > patience:
            continue
        if (person.decision_id, person.party_id) in visited or not _owes(books, person.decision_id, person.party_id):
            continue
        why = Why.NO_ANSWER if any(one.by_message for one in unanswered) else Why.NO_CHANNEL
        plan_visit(books, person.decision_id, person.party_id, why, person.campaign_id)


def _tries(books: Books, plans: Collection[int], decisions: Collection[int]) -> dict[_Person, list[_Tried]]:
    asked = {"campaigns": sorted(plans), "decisions": sorted(decisions), "now": books.clock.now()}
    found: dict[_Person, list[_Tried]] = defaultdict(list)
    for row in books.conn.execute(_TRIES, asked):
        tried = _Tried(at=row.sent_at or row.due_at, by_message=row.sent_at is not None)
        found[_Person(row.campaign_id, row.decision_id, row.party_id)].append(tried)
    return found


def _signs(books: Books, parties: Collection[int], decisions: Collection[int]) -> dict[tuple[int, int], list[datetime]]:
    """When each person gave a sign; what is about no decision in particular, or by nobody named, counts for all."""
    asked = {"parties": sorted(parties), "decisions": sorted(decisions)}
    found: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    for row in books.conn.execute(_SIGNS, asked):
        for decision_id in decisions if row.decision_id is None else (row.decision_id,):
            for party_id in parties if row.party_id is None else (row.party_id,):
                found[decision_id, party_id].append(row.at)
    return found


def _visited(books: Books, decisions: Collection[int]) -> set[tuple[int, int]]:
    """Who has a visit ahead, or had one in a campaign that still runs: the next is for people to decide."""
    rows = books.conn.execute(_VISITED, {"decisions": sorted(decisions)})
    return {(row.decision_id, row.party_id) for row in rows}


def _owes(books: Books, decision_id: int, party_id: int) -> bool:
    """Whether there is something to talk about: something left to pay, and no payment that is being looked for."""
    view = decision_of_party(books, party_id, decision_id)
    if view is None or view.role is not PartyRole.DEBTOR or view.status not in LIVE or view.left <= 0:
        return False
    return not any(one.state is ClaimState.OPEN for one in claims_of(books, decision_id, party_id))


def _is_needless(books: Books, one: Visit) -> bool:
    if not _owes(books, one.decision_id, one.party_id):
        return True
    if one.why not in (Why.NO_ANSWER, Why.NO_CHANNEL):
        return False
    signs = _signs(books, {one.party_id}, {one.decision_id})[one.decision_id, one.party_id]
    return any(at > one.made_at for at in signs)


_PLANS = select(campaign.c.id, campaign.c.visit_after).where(
    campaign.c.status == Status.RUNNING.value, campaign.c.visit_after.is_not(None), campaign.c.training.is_(False)
)
_OF_PLANS = planned_step.c.campaign_id.in_(bindparam("campaigns", expanding=True))
_SAID = [State.QUEUED.value, State.SKIPPED.value]
_DECISIONS = (
    select(planned_step.c.decision_id)
    .where(
        planned_step.c.decision_id > bindparam("after", type_=BigInteger), planned_step.c.state.in_(_SAID), _OF_PLANS
    )
    .distinct()
    .order_by(planned_step.c.decision_id)
    .limit(bindparam("most"))
)
_TRIES = (
    select(
        planned_step.c.campaign_id,
        planned_step.c.decision_id,
        planned_step.c.party_id,
        planned_step.c.due_at,
        func.coalesce(outbox.c.sent_at, outbox.c.not_before).label(
            "sent_at"
        ),  # nobody knows when an uncertain one went
    )
    .select_from(planned_step.outerjoin(outbox, outbox.c.id == planned_step.c.outbox_id))
    .where(
        planned_step.c.decision_id.in_(bindparam("decisions", expanding=True)),
        _OF_PLANS,
        or_(
            and_(planned_step.c.state == State.QUEUED.value, outbox.c.state.in_(_REACHED)),
            and_(
                planned_step.c.state == State.SKIPPED.value,
                planned_step.c.reason == NO_CHAT,
                planned_step.c.due_at <= bindparam("now"),
            ),
        ),
    )
)
_PARTIES: BindParameter[int] = bindparam("parties", expanding=True)
_ABOUT: BindParameter[int] = bindparam("decisions", expanding=True)
_OPEN = (
    select(visit)
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
_VISITED = (
    select(visit.c.decision_id, visit.c.party_id)
    .select_from(visit.outerjoin(campaign, campaign.c.id == visit.c.campaign_id))
    .where(
        visit.c.decision_id.in_(_ABOUT),
        or_(
            visit.c.state == VisitState.OPEN.value,
            and_(visit.c.state == VisitState.DONE.value, func.coalesce(campaign.c.status, "") == Status.RUNNING.value),
        ),
    )
)
