"""What ends the reminders of a campaign to somebody, and under which condition does a step go out?

Both are asked as SQL: of all that stands pending when facts change (``scheduler.steps.refreshing``), of a step as it is queued, and
once more in the claim. What people set themselves (an instalment, a promise, an appointment) is followed up whatever ended
the rest: its own end is told by ``scheduler.steps.anchor_facts``.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from casework.agreements import AgreementState
from casework.books import Books
from casework.clock import today
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared, word
from casework.promises import PromiseState
from casework.reception_kinds import TOOK_PLACE, BookingState
from casework.tables.agreements import agreement, promise
from casework.tables.follow_ups import answer, visit
from casework.tables.receptions import booking, reception_slot
from casework.visits import State as VisitState
from messages.outbox import Guard
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.steps.anchor_facts import why_anchor_is_over
from scheduler.steps.step import COMES_AND_GOES
from scheduler.tables import campaign, campaign_step, planned_step

TODAY = bindparam("today", type_=Date)
"""The office's day: whoever executes a statement with what is said here gives it."""


FOLLOWS_UP = campaign_step.c.anchor.in_([word(anchor) for anchor in sorted(COMES_AND_GOES)])
"""Of ``campaign_step``: whether the step is counted from a day that the person set."""


class End(StrEnum):
    """What ends a campaign's sequence for somebody, where the plan says so. A payment in full and a closed case always do."""

    PROMISED = "promised"  # a promise whose day is still to come, or one made since the campaign began that was kept
    AGREED = "agreed"  # an agreement is in force or was kept
    ANSWERED = "answered"  # any reaction since the campaign began
    BOOKED = "booked"  # an appointment is ahead, or took place since the campaign began
    VISITED = "visited"  # the commune team was there since the campaign began

    @property
    def reason(self) -> str:
        """What is written down with a step that it ended."""
        return f"ended_{self.value}"


ENDED = frozenset(end.reason for end in End)


class Condition(StrEnum):
    """When a step goes out, looked at as it is queued and again as it is sent. Else it is skipped, for good.

    *Previous*: the last message of this campaign that was sent to this party about this decision, whatever step it was of.
    Where there is none, nothing could be opened or answered, and the step goes out.
    """

    ALWAYS = "always"
    NOT_OPENED = "not_opened"  # the previous one was not tapped
    NOT_ANSWERED = "not_answered"  # no reaction since the previous one
    NO_PROMISE = "no_promise"  # no promise whose day is still to come
    PROMISE_BROKEN = "promise_broken"  # the last promise was not kept and its day is over
    NO_AGREEMENT = "no_agreement"  # no agreement in force


NOT_MET = {
    Condition.NOT_OPENED: "was_opened",
    Condition.NOT_ANSWERED: "was_answered",
    Condition.NO_PROMISE: "has_promise",
    Condition.PROMISE_BROKEN: "no_broken_promise",
    Condition.NO_AGREEMENT: "has_agreement",
}
"""What is written down with a step whose condition was not met."""
UNMET = frozenset(NOT_MET.values())
NO_TEXT: ColumnElement[Any] = literal_column("NULL", Text)


def sequence_ended(
    decision_id: ColumnElement[Any], party_id: ColumnElement[Any], of: FromClause
) -> ColumnElement[str | None]:
    """Why the sequence of the campaign ``of`` (its table or an alias) is over for the party: ``End.reason``, or NULL.

    Needs the value ``today``. Steps that follow up what people set themselves are not ended by this.
    """
    since = of.c.started_at
    facts = {
        End.AGREED: _agreed(decision_id, (AgreementState.LIVE, AgreementState.KEPT)),
        End.PROMISED: or_(
            _promised(decision_id, party_id),
            _of(promise, decision_id, party_id, promise.c.state == word(PromiseState.KEPT), promise.c.entered_at >= since),
        ),
        End.BOOKED: _booked(party_id, since),
        End.VISITED: _of(visit, decision_id, party_id, visit.c.state == word(VisitState.DONE), visit.c.changed_at >= since),
        End.ANSWERED: _answered(decision_id, party_id, since),
    }  # fmt: skip
    return case(
        *((and_(of.c.ends_when.contains(f'"{end.value}"'), so), word(end.reason)) for end, so in facts.items()),
        else_=NO_TEXT,
    )


def step_is_over() -> ColumnElement[str | None]:
    """Why a planned step must not go out now, an end or a condition not met, or NULL. Needs the value ``today``.

    Said of ``planned_step``, ``campaign_step`` and ``campaign`` as whoever asks has joined them: the claim asks of many at once.
    """
    step = planned_step.c
    unmet = not_met(campaign_step.c.condition, step.decision_id, step.party_id, step.campaign_id)
    return func.coalesce(why_ended(), unmet)


def why_ended() -> ColumnElement[str | None]:
    """The same without the condition, which is looked at only when the step's time has come."""
    step, of = planned_step.c, campaign_step.c
    return case(
        (FOLLOWS_UP, why_anchor_is_over(of.anchor, step.anchor_id, step.purpose)),
        else_=sequence_ended(step.decision_id, step.party_id, campaign),
    )


def not_met(
    condition: ColumnElement[str],
    decision_id: ColumnElement[Any],
    party_id: ColumnElement[Any],
    campaign_id: ColumnElement[Any],
) -> ColumnElement[str | None]:
    """Why a step with this condition is not to go out now: a value of ``NOT_MET``, or NULL. Needs the value ``today``."""
    facts = {
        Condition.NOT_OPENED: _previous(decision_id, party_id, campaign_id, _before.c.opened_at).is_not(None),
        Condition.NOT_ANSWERED: _answered(
            decision_id, party_id, _previous(decision_id, party_id, campaign_id, _WHEN_SAID)
        ),
        Condition.NO_PROMISE: _promised(decision_id, party_id),
        Condition.PROMISE_BROKEN: ~_broken(decision_id, party_id),
        Condition.NO_AGREEMENT: _agreed(decision_id, (AgreementState.LIVE,)),
    }
    return case(*((and_(condition == word(one), so), word(NOT_MET[one])) for one, so in facts.items()), else_=NO_TEXT)


def why_not(books: Books, step_ids: Collection[int]) -> dict[int, str]:
    """Of these planned steps, those that must not be queued now, with the reason: an end, or a condition not met."""
    if not step_ids:
        return {}
    asked = {"steps": as_json_list(step_ids), "today": today(books.clock)}
    return {step: why for step, why in _OF_STEPS.rows(books.conn, **asked) if why is not None}


def _any(*tables: FromClause, where: Collection[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether ``tables`` have such a row; whatever else is named stands outside, however deep this is put."""
    return exists().where(*where).correlate_except(*tables)


def _of(table: FromClause, decision_id: Any, party_id: Any, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return _any(table, where=(table.c.decision_id == decision_id, table.c.party_id == party_id, *more))


def _promised(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A promise whose day has passed is missed even where nobody has written that down yet (``casework.promises``)."""
    return _of(promise, decision_id, party_id, promise.c.state == word(PromiseState.OPEN), promise.c.due_on >= TODAY)


def _broken(decision_id: ColumnElement[Any], party_id: ColumnElement[Any]) -> ColumnElement[bool]:
    later = promise.alias("later_promise")
    unkept = promise.c.state.in_([word(PromiseState.OPEN), word(PromiseState.MISSED)])
    newer = _of(later, decision_id, party_id, later.c.id > promise.c.id)
    return _of(promise, decision_id, party_id, unkept, promise.c.due_on < TODAY, ~newer)


def _agreed(decision_id: ColumnElement[Any], states: Collection[AgreementState]) -> ColumnElement[bool]:
    so = agreement.c.state.in_([word(state) for state in states])
    return _any(agreement, where=(agreement.c.decision_id == decision_id, so))


def _booked(party_id: ColumnElement[Any], since: ColumnElement[Any]) -> ColumnElement[bool]:
    took_place = and_(booking.c.state.in_([word(one) for one in TOOK_PLACE]), reception_slot.c.starts_at >= since)
    stands = or_(booking.c.state == word(BookingState.CONFIRMED), took_place)
    theirs = (reception_slot.c.id == booking.c.slot_id, booking.c.party_id == party_id, stands)
    return _any(booking, reception_slot, where=theirs)


def _answered(
    decision_id: ColumnElement[Any], party_id: ColumnElement[Any], since: ColumnElement[Any]
) -> ColumnElement[bool]:
    """What was said about no decision in particular counts for each."""
    about = or_(answer.c.decision_id == decision_id, answer.c.decision_id.is_(None))
    return _any(answer, where=(answer.c.party_id == party_id, about, answer.c.at >= since))


_before = outbox.alias("before")
_WHEN_SAID = func.coalesce(_before.c.sent_at, _before.c.made_at)
_SAID = [word(one) for one in (OutboxState.ACCEPTED, OutboxState.OPENED, OutboxState.UNCERTAIN)]


def _previous(decision_id: Any, party_id: Any, campaign_id: Any, what: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(what)
        .where(
            _before.c.party_id == party_id,
            _before.c.guard == word(Guard.REMINDER),  # literal: the partial index is found by it
            _before.c.decision_id == decision_id,
            _before.c.campaign_id == campaign_id,
            _before.c.state.in_(_SAID),
        )
        .order_by(_before.c.id.desc())
        .limit(literal_column("1"))
        .correlate_except(_before)
        .scalar_subquery()
    )


_OF_STEPS = Prepared.for_each_kind(
    lambda dialect: (
        select(planned_step.c.id, step_is_over().label("why"))
        .join(campaign_step, campaign_step.c.id == planned_step.c.step_id)
        .join(campaign, campaign.c.id == planned_step.c.campaign_id)
        .where(
            planned_step.c.id.in_(ids_in(dialect, "steps")),
            or_(campaign_step.c.condition != word(Condition.ALWAYS), campaign.c.ends_when != "[]", FOLLOWS_UP),
        )
    )
)
