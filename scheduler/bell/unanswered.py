"""Whom has a campaign tried to reach as often as its plan says, without a sign of them, and who has just come to that point?

A try is a reminder that reached the chat, or a step that could not go out because there is no chat. A sign is a reaction, a
payment, a promise, an appointment, a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Exists,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
)

from casework.books import Books
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared, word
from casework.decision_states import LIVE
from casework.payment_claims import State as ClaimState
from casework.tables.agreements import promise
from casework.tables.decisions import decision, decision_party, payment
from casework.tables.follow_ups import answer, payment_claim, visit
from casework.tables.questions import question
from casework.tables.receptions import booking
from casework.visits import State as VisitState
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT
from scheduler.steps.step import State, Status
from scheduler.tables import campaign, planned_step

ANSWERED_WITHIN = timedelta(days=3)  # from the last try: nobody is visited while they may still answer


class Person(NamedTuple):
    """Somebody under a decision, in a campaign."""

    campaign_id: int
    decision_id: int
    party_id: int


class Tried(NamedTuple):
    """One try: when, and whether there was a chat for it."""

    at: datetime
    by_message: bool


class Signs:
    """When somebody last gave a sign; what is about no decision in particular, or by nobody named, counts for all."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._last: dict[tuple[int | None, int | None], datetime] = {}
        for party_id, decision_id, at in rows:
            about = (decision_id, party_id)
            self._last[about] = max(self._last.get(about, at), at)

    def last(self, decision_id: int, party_id: int) -> datetime | None:
        """The latest that counts for the party under the decision."""
        about = ((decision_id, party_id), (decision_id, None), (None, party_id))
        return max((self._last[one] for one in about if one in self._last), default=None)


def visits_after(books: Books) -> dict[int, int]:
    """The campaigns whose plan has visits now, and after how many tries each."""
    return dict(_PLANS.rows(books.conn))


def stretch(books: Books, after: int, most: int) -> list[int]:
    """The next decisions, in their order, that any step is planned for."""
    return [row[0] for row in _STRETCH.rows(books.conn, after=after, most=most)]


def newly_due(books: Books, campaigns: Iterable[int], since: datetime, after: int, most: int) -> list[int]:
    """The next decisions under which somebody's patience with one of their tries has ended since then, in their order."""
    ended = {"since": since - ANSWERED_WITHIN, "patience": books.clock.now() - ANSWERED_WITHIN}
    found: set[int] = set()
    for campaign_id in campaigns:
        asked = {"campaign": campaign_id, "after": after, "most": most}
        found.update(row[0] for row in _NEWLY_DUE.rows(books.conn, **asked, **ended))
    return sorted(found)[:most]


def tried_in_vain(books: Books, decisions: Collection[int]) -> list[Person]:
    """Who owes, was tried often enough, the last time long enough ago, and has no visit.

    Most have a visit, or owe nothing more: their many steps and messages are not read for that.
    """
    left = [row[0] for row in _UNVISITED.rows(books.conn, decisions=as_json_list(decisions))]
    if not left:
        return []
    now = books.clock.now()
    asked = {"decisions": as_json_list(left), "now": now, "patience": now - ANSWERED_WITHIN}
    return [Person(*row) for row in _IN_VAIN.rows(books.conn, **asked)]


def tries(books: Books, decisions: Collection[int]) -> dict[Person, list[Tried]]:
    """Every try under these decisions."""
    found: dict[Person, list[Tried]] = defaultdict(list)
    asked = {"decisions": as_json_list(decisions), "now": books.clock.now()}
    for campaign_id, decision_id, party_id, due_at, sent_at in _TRIES.rows(books.conn, **asked):
        tried = Tried(at=sent_at or due_at, by_message=sent_at is not None)
        found[Person(campaign_id, decision_id, party_id)].append(tried)
    return found


def signs(books: Books, parties: Collection[int], decisions: Collection[int]) -> Signs:
    """Every sign of these parties, and under these decisions."""
    return Signs(_SIGNS.rows(books.conn, parties=as_json_list(parties), decisions=as_json_list(decisions)))


def owing(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether there is something to talk about: something left to pay, and no payment that is being looked for."""
    looked_for = payment_claim.c.state == word(ClaimState.OPEN)  # a literal: its partial index
    return and_(
        conditions.is_debtor(decision_id, party_id),
        exists().where(decision.c.id == decision_id, _IS_LIVE),
        conditions.dong_left(decision_id, party_id) > 0,
        ~exists().where(payment_claim.c.decision_id == decision_id, payment_claim.c.party_id == party_id, looked_for),
    )


def _of(dialect: str, column: ColumnElement[int], name: str) -> ColumnElement[bool]:
    return column.in_(ids_in(dialect, name))


_IS_LIVE = decision.c.status.in_([literal_column(f"'{status.value}'") for status in sorted(LIVE)])
_AFTER, _MOST = bindparam("after", type_=BigInteger), bindparam("most", type_=Integer)
_WITH_VISITS = (
    campaign.c.status == word(Status.RUNNING), campaign.c.visit_after.is_not(None), campaign.c.training.is_(False)
)  # fmt: skip
_PLANS = Prepared(select(campaign.c.id, campaign.c.visit_after).where(*_WITH_VISITS).order_by(campaign.c.id))
_STRETCH = Prepared(
    select(planned_step.c.decision_id)
    .where(planned_step.c.decision_id > _AFTER)
    .distinct()
    .order_by(planned_step.c.decision_id)
    .limit(_MOST)
)
_INSTANT = outbox.c.sent_at.type
_SINCE, _PATIENCE = (bindparam(name, type_=_INSTANT) for name in ("since", "patience"))
_ARRIVED = outbox.c.state.in_([word(one) for one in (OutboxState.ACCEPTED, OutboxState.OPENED)])
_UNCERTAIN = outbox.c.state == word(OutboxState.UNCERTAIN)
_SENT_AT = func.coalesce(outbox.c.sent_at, outbox.c.not_before)  # nobody knows when an uncertain one went
_HAD_NO_CHAT = and_(planned_step.c.state == word(State.SKIPPED), planned_step.c.reason == word(NO_CHAT))


_CAMPAIGN = bindparam("campaign", type_=BigInteger)


def _due_under(table: Table, *where: ColumnElement[bool], at: ColumnElement[Any]) -> Select[Any]:
    """Each part by the stretch of an index that the campaign begins, not by that of decisions: hence the sum."""
    of = table.c
    here = (of.campaign_id == _CAMPAIGN, at > _SINCE, at <= _PATIENCE, of.decision_id + 0 > _AFTER)
    return select(of.decision_id).where(*where, *here)


_due = union(
    _due_under(outbox, _ARRIVED, at=outbox.c.sent_at),
    _due_under(outbox, _UNCERTAIN, at=_SENT_AT),
    _due_under(planned_step, _HAD_NO_CHAT, at=planned_step.c.due_at),
)
_NEWLY_DUE = Prepared(_due.order_by("decision_id").limit(_MOST))

_WITH_MESSAGE = planned_step.outerjoin(outbox, outbox.c.id == planned_step.c.outbox_id)
_IS_TRY = and_(
    planned_step.c.state.in_([word(one) for one in (State.QUEUED, State.SKIPPED)]),  # as the index of decisions has it
    or_(
        and_(planned_step.c.state == word(State.QUEUED), or_(_ARRIVED, _UNCERTAIN)),
        and_(_HAD_NO_CHAT, planned_step.c.due_at <= bindparam("now", type_=_INSTANT)),
    ),
)
_TRIES = Prepared.for_each_kind(
    lambda dialect: (
        select(
            planned_step.c.campaign_id,
            planned_step.c.decision_id,
            planned_step.c.party_id,
            planned_step.c.due_at,
            _SENT_AT.label("sent_at"),
        )
        .select_from(_WITH_MESSAGE)
        .where(_of(dialect, planned_step.c.decision_id, "decisions"), _IS_TRY)
    )
)
_the_campaign = campaign.alias("visiting")
_VISITED = or_(  # one is ahead, or was made in a campaign that still runs: the next is for people to decide
    visit.c.state == word(VisitState.OPEN),  # words: with values the statement would be prepared anew at each call
    and_(
        visit.c.state == word(VisitState.DONE),
        exists().where(_the_campaign.c.id == visit.c.campaign_id, _the_campaign.c.status == word(Status.RUNNING)),
    ),
)


def _visited(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> Exists:
    return exists().where(visit.c.decision_id == decision_id, visit.c.party_id == party_id, _VISITED)


_UNVISITED = Prepared.for_each_kind(
    lambda dialect: (
        select(decision_party.c.decision_id)
        .where(
            _of(dialect, decision_party.c.decision_id, "decisions"),
            decision_party.c.role == conditions.DEBTOR,
            exists().where(decision.c.id == decision_party.c.decision_id, _IS_LIVE),
            ~_visited(decision_party.c.decision_id, decision_party.c.party_id),
        )
        .distinct()
    )
)
# In a call of a function, so that SQLite takes the index of decisions and not that of the whole campaign.
_OF_STEP = func.coalesce(planned_step.c.campaign_id, literal_column("0"))


def _in_vain(dialect: str) -> Select[Any]:
    step = planned_step.c
    return (
        select(step.campaign_id, step.decision_id, step.party_id)
        .select_from(_WITH_MESSAGE.join(campaign, campaign.c.id == _OF_STEP))
        .where(_of(dialect, step.decision_id, "decisions"), *_WITH_VISITS, _IS_TRY)
        .group_by(step.campaign_id, step.decision_id, step.party_id, campaign.c.visit_after)
        .having(
            func.count() >= campaign.c.visit_after,
            func.max(func.coalesce(_SENT_AT, step.due_at)) <= _PATIENCE,
            ~_visited(step.decision_id, step.party_id).correlate(planned_step),
            owing(step.decision_id, step.party_id),
        )
        .order_by(step.decision_id, step.party_id, step.campaign_id)
    )


_IN_VAIN = Prepared.for_each_kind(_in_vain)


def _all_signs(dialect: str) -> Any:
    def theirs(column: ColumnElement[Any]) -> ColumnElement[bool]:
        return _of(dialect, column, "parties")

    def about(column: ColumnElement[Any]) -> ColumnElement[bool]:
        return _of(dialect, column, "decisions")

    return union_all(
        select(answer.c.party_id, answer.c.decision_id, answer.c.at.label("at")).where(theirs(answer.c.party_id)),
        select(payment.c.payer_id, payment.c.decision_id, payment.c.entered_at).where(
            about(payment.c.decision_id), payment.c.reversed_at.is_(None)
        ),
        select(promise.c.party_id, promise.c.decision_id, promise.c.entered_at).where(about(promise.c.decision_id)),
        select(booking.c.party_id, null(), booking.c.made_at).where(theirs(booking.c.party_id)),
        select(question.c.party_id, null(), question.c.asked_at).where(theirs(question.c.party_id)),
    )


_SIGNS = Prepared.for_each_kind(_all_signs)
