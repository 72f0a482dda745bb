"""Which pending steps are no longer true, and which may be planned after all?

What was written down since the last look (events of decisions, links, consents, answers, what else changed about a party;
their ids rise with time) names the cases to look at, so a payment empties its case's plan within a second however many steps
are pending. Whatever this misses is found by the morning's look at every step and, last of all, in the claim
(``scheduler.reminder_guards``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, delete, func, literal_column, null, or_, select, union_all, update

from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.promises import PromiseState
from casework.tables.agreements import promise
from casework.tables.contacts import consent, link
from casework.tables.decisions import decision_event, decision_party
from casework.tables.follow_ups import answer
from casework.tables.people import party, party_event
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler import conditions, marks, reasons
from scheduler.campaigns import every_campaign
from scheduler.relaying import cancel_queued, relay
from scheduler.sequence import why_ended
from scheduler.steps import State, Status
from scheduler.tables import campaign, campaign_step, planned_step

CHUNK = 500  # events, or decisions, looked at in one transaction
FACTS_MARK, STEPS_MARK = "refresh", "look_at_every_step"
LAPSED = timedelta(
    days=8
)  # how long ago a promise may have lapsed to be looked at in the morning; the bell may be silent
_MARGIN = {  # a transaction that took long commits rows with older ids; SQLite's take turns, on one machine's clock
    "postgresql": timedelta(minutes=1),
    "sqlite": timedelta(seconds=2),
}
_ONE_MS = 1 << 22  # of an id (``casework.db.ids``)
_LIVE = (Status.RUNNING, Status.PAUSED)


def refresh(books: Books) -> int:
    """Bring pending steps in line with the facts since the last look, at most ``CHUNK`` of them; how many it looked at."""
    since = marks.reached(books, FACTS_MARK)
    margin = _MARGIN["postgresql" if since is None else books.conn.dialect.name]
    upto = new_id() - int(margin.total_seconds() * 1000) * _ONE_MS
    facts = books.conn.execute(_FACTS, {"since": upto if since is None else since, "most": CHUNK}).all()
    decisions = {fact.decision_id for fact in facts} - {None}
    parties = {fact.party_id for fact in facts if fact.decision_id is None} - {None}
    if parties:
        theirs = {"parties": sorted(parties)}
        decisions |= set(books.conn.execute(_OF_PARTIES, theirs).scalars())
    look_at(books, decisions)
    full = len(facts) == CHUNK
    if facts or since is None:
        marks.reach(books, FACTS_MARK, facts[-1].id if full else max(upto, since or 0))
        books.conn.execute(_FORGET, {"before": min(upto, since or upto)})
    return len(facts) if full else 0


def look_at(books: Books, decisions: Collection[int]) -> None:
    """Bring everything that is planned for these decisions in line with the facts."""
    if not decisions:
        return
    cancel_untrue(books, decisions)
    for one in every_campaign(books, *_LIVE):
        relay(books, one, decisions)
    _cancel_what_waits(books, decisions)


def look_at_every_step(books: Books) -> int:
    """Compare the pending steps of the next ``CHUNK`` decisions with the facts, whatever happened; how many decisions."""
    after = marks.reached(books, STEPS_MARK) or 0
    if not after:
        look_at(books, set(books.conn.execute(_LAPSED_PROMISES, _lately(books)).scalars()))
    decisions = books.conn.execute(_WITH_PENDING, {"after": after, "most": CHUNK}).scalars().all()
    if decisions:
        cancel_untrue(books, decisions)
    full = len(decisions) == CHUNK
    marks.reach(books, STEPS_MARK, decisions[-1] if full else None)
    return len(decisions) if full else 0


def cancel_untrue(books: Books, decisions: Collection[int]) -> int:
    """Cancel those pending steps of campaigns for these decisions that are no longer true; how many. One statement."""
    return books.conn.execute(_CANCEL, {"decisions": sorted(decisions), "today": today(books.clock)}).rowcount


def _cancel_what_waits(books: Books, decisions: Collection[int]) -> int:
    """Cancel the messages of these decisions that are queued and no longer true."""
    asked = {"decisions": sorted(decisions), "today": today(books.clock)}
    untrue = {row.outbox_id: row.why for row in books.conn.execute(_WAITS, asked) if row.why is not None}
    return cancel_queued(books, untrue)


def _lately(books: Books) -> dict[str, Any]:
    day = today(books.clock)
    return {"today": day, "lately": day - LAPSED}


_SINCE = bindparam("since", type_=BigInteger)
_NOBODY, _NO_DECISION = (literal_column("NULL", BigInteger).label(name) for name in ("party_id", "decision_id"))
_events = union_all(
    select(decision_event.c.id, decision_event.c.decision_id, _NOBODY).where(decision_event.c.id > _SINCE),
    select(link.c.id, _NO_DECISION, link.c.party_id).where(link.c.id > _SINCE),
    select(consent.c.id, _NO_DECISION, consent.c.party_id).where(consent.c.id > _SINCE),
    select(answer.c.id, answer.c.decision_id, answer.c.party_id).where(answer.c.id > _SINCE),
    select(party_event.c.id, _NO_DECISION, party_event.c.party_id).where(party_event.c.id > _SINCE),
).subquery("fact")
_FACTS = select(_events).order_by(_events.c.id).limit(bindparam("most"))
_OF_PARTIES = select(decision_party.c.decision_id).where(
    decision_party.c.party_id.in_(bindparam("parties", expanding=True)), decision_party.c.role == conditions.DEBTOR
)
_FORGET = delete(party_event).where(party_event.c.id <= bindparam("before", type_=BigInteger))
_OF_THESE = planned_step.c.decision_id.in_(bindparam("decisions", expanding=True))
_PENDING = planned_step.c.state == State.PENDING.value
_WITH_PENDING = (
    select(planned_step.c.decision_id)
    .where(_PENDING, planned_step.c.decision_id > bindparam("after", type_=BigInteger))
    .distinct()
    .order_by(planned_step.c.decision_id)
    .limit(bindparam("most"))
)
_LAPSED_PROMISES = select(promise.c.decision_id).where(
    promise.c.state.in_([PromiseState.OPEN.value, PromiseState.MISSED.value]),
    promise.c.due_on < bindparam("today"),
    promise.c.due_on >= bindparam("lately"),
)


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


_CANCEL = (
    update(planned_step)
    .where(_OF_THESE, _PENDING, planned_step.c.campaign_id.is_not(None), or_(_why_untrue().is_not(None), _ended().is_not(None)))
    .values(state=State.CANCELLED.value, reason=func.coalesce(_why_untrue(), _ended()))
)  # fmt: skip
_WAITS = (
    select(planned_step.c.outbox_id, func.coalesce(_why_untrue(), _ended()).label("why"))
    .join(outbox, outbox.c.id == planned_step.c.outbox_id)
    .where(_OF_THESE, planned_step.c.state == State.QUEUED.value, outbox.c.state == OutboxState.QUEUED.value)
)
