"""Which pending steps are no longer true, and which may be planned after all?

What was written down since the last look (events of decisions, payments, links, consents, answers, what else changed about a
party; their ids rise with time) names the cases to look at, so a payment empties its case's plan within a second however many
steps are pending. A reaction and a visit matter only where a plan's sequence ends with them. One thing comes true by the calendar
alone, a promise's day that passes: looked for each morning. Whatever this misses is found by the week's look at every step and,
before anything goes out, in the claim (``scheduler.guards.reminder_guards``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    case,
    cast,
    delete,
    literal_column,
    null,
    select,
    union_all,
)

from casework.books import Books
from casework.clock import local, today
from casework.db.for_each import as_json_list, ids_in
from casework.db.ids import new_id
from casework.db.prepared import Prepared, word
from casework.party_events import PartyEvent
from casework.promises import PromiseState
from casework.tables.agreements import promise
from casework.tables.contacts import consent, link
from casework.tables.decisions import decision_event, decision_party, payment
from casework.tables.follow_ups import answer
from casework.tables.people import party_event
from scheduler import marks
from scheduler.plans.campaigns import Campaign, every_campaign
from scheduler.steps import conditions
from scheduler.steps.relaying import relay
from scheduler.steps.sequence import NO_TEXT, End
from scheduler.steps.step import State, Status
from scheduler.steps.withdrawing import cancel_queued, cancel_untrue
from scheduler.tables import planned_step

CHUNK = 500  # events, or decisions, looked at in one transaction
FACTS_MARK, STEPS_MARK, LAPSED_MARK = "refresh", "look_at_every_step", "look_at_lapsed"
LAPSED = timedelta(
    days=8
)  # how long ago a promise may have lapsed to be looked at in the morning; the bell may be silent
_MARGIN = {  # a transaction that took long commits rows with older ids; SQLite's take turns, on one machine's clock
    "postgresql": timedelta(minutes=1),
    "sqlite": timedelta(seconds=2),
}
_ONE_MS = 1 << 22  # of an id (``casework.db.ids``)
LOOKED_BACK = timedelta(
    days=1
)  # once a wrong clock has been put right: what came in since then, and nobody had looked at
AHEAD = timedelta(minutes=5)  # what machines' clocks may differ by; rows of a later instant were named by a wrong clock
_LIVE = (Status.RUNNING, Status.PAUSED)


def refresh(books: Books) -> int:
    """Bring pending steps in line with the facts since the last look, at most ``CHUNK`` of them; how many it looked at."""
    since = marks.reached(books, FACTS_MARK)
    margin = _MARGIN["postgresql" if since is None else books.conn.dialect.name]
    here = new_id()
    upto = here - _ids_of(margin)
    if (
        since is not None and since > here
    ):  # written by a clock that was ahead and was put right: facts would wait for it
        since = upto - _ids_of(LOOKED_BACK)
    asked = {"since": upto if since is None else since, "ahead": here + _ids_of(AHEAD), "most": CHUNK}
    facts = _FACTS.named(books.conn, **asked)
    live = every_campaign(books, *_LIVE) if facts else []
    ends = {end for one in live for end in one.plan.ends_when}
    telling = [fact for fact in facts if fact.only_ends is None or fact.only_ends in ends]
    decisions = {fact.decision_id for fact in telling} - {None}
    parties = {fact.party_id for fact in telling if fact.decision_id is None} - {None}
    if parties:
        decisions |= {row[0] for row in _OF_PARTIES.rows(books.conn, parties=as_json_list(parties))}
    _bring_in_line(books, live, decisions)
    full = len(facts) == CHUNK
    if facts or since is None:
        marks.reach(books, FACTS_MARK, facts[-1].id if full else max(upto, since or 0))
        _FORGET.changed(books.conn, before=min(upto, since or upto))
    return len(facts) if full else 0


def _ids_of(time: timedelta) -> int:
    """How far apart the ids of two rows are that were named so long after one another."""
    return int(time.total_seconds() * 1000) * _ONE_MS


def look_at(books: Books, decisions: Collection[int]) -> None:
    """Bring everything that is planned for these decisions in line with the facts."""
    _bring_in_line(books, every_campaign(books, *_LIVE) if decisions else [], decisions)


def _bring_in_line(books: Books, live: Iterable[Campaign], decisions: Collection[int]) -> None:
    """``look_at`` for whoever has read the campaigns that run or rest."""
    if not decisions:
        return
    cancel_untrue(books, decisions)
    for one in live:
        relay(books, one, decisions)
    cancel_queued(books, decisions)


def look_at_lapsed(books: Books) -> int:
    """Bring in line what is planned for those whose promised day has passed since the last such morning; how many decisions."""
    day, last = today(books.clock), marks.last_done(books, LAPSED_MARK)
    known = last is not None and last <= books.clock.now()
    lately = day - LAPSED if last is None or not known else local(last).date()
    decisions = {row[0] for row in _LAPSED_PROMISES.rows(books.conn, today=day, lately=max(lately, day - LAPSED))}
    look_at(books, decisions)
    return len(decisions)


def look_at_every_step(books: Books) -> int:
    """Compare the pending steps of the next ``CHUNK`` decisions with the facts, whatever happened; how many decisions."""
    after = marks.reached(books, STEPS_MARK) or 0
    decisions = [row[0] for row in _WITH_PENDING.rows(books.conn, after=after, most=CHUNK)]
    if decisions:
        cancel_untrue(books, decisions)
    full = len(decisions) == CHUNK
    marks.reach(books, STEPS_MARK, decisions[-1] if full else None)
    return len(decisions) if full else 0


_SINCE = bindparam("since", type_=BigInteger)
_NOBODY, _NO_DECISION = (cast(null(), BigInteger).label(name) for name in ("party_id", "decision_id"))
# What matters to no plan but those whose sequence it ends. In a rehearsal, reactions and visits are the larger part of the rows.
_ALWAYS, _IF_ANSWERS_END = (one.label("only_ends") for one in (NO_TEXT, word(End.ANSWERED)))
_IF_VISITS_END = case((party_event.c.kind == word(PartyEvent.VISITED), word(End.VISITED)), else_=NO_TEXT)
_events = union_all(
    select(decision_event.c.id, decision_event.c.decision_id, _NOBODY, _ALWAYS).where(decision_event.c.id > _SINCE),
    select(payment.c.id, payment.c.decision_id, _NOBODY, _ALWAYS).where(payment.c.id > _SINCE),
    select(link.c.id, _NO_DECISION, link.c.party_id, _ALWAYS).where(link.c.id > _SINCE),
    select(consent.c.id, _NO_DECISION, consent.c.party_id, _ALWAYS).where(consent.c.id > _SINCE),
    select(answer.c.id, answer.c.decision_id, answer.c.party_id, _IF_ANSWERS_END).where(answer.c.id > _SINCE),
    select(party_event.c.id, _NO_DECISION, party_event.c.party_id, _IF_VISITS_END).where(party_event.c.id > _SINCE),
).subquery("fact")
_FACTS = Prepared(
    select(_events)
    .where(_events.c.id < bindparam("ahead", type_=BigInteger))
    .order_by(_events.c.id)
    .limit(bindparam("most", type_=Integer))
)
_OF_PARTIES = Prepared.for_each_kind(
    lambda dialect: select(decision_party.c.decision_id).where(
        decision_party.c.party_id.in_(ids_in(dialect, "parties")), decision_party.c.role == conditions.DEBTOR
    )
)
_FORGET = Prepared(delete(party_event).where(party_event.c.id <= bindparam("before", type_=BigInteger)))
_PENDING = planned_step.c.state == literal_column(f"'{State.PENDING.value}'")
_WITH_PENDING = Prepared(
    select(planned_step.c.decision_id)
    .where(_PENDING, planned_step.c.decision_id > bindparam("after", type_=BigInteger))
    .distinct()
    .order_by(planned_step.c.decision_id)
    .limit(bindparam("most"))
)
_NOT_KEPT: list[ColumnElement[str]] = [
    literal_column(f"'{state.value}'") for state in (PromiseState.OPEN, PromiseState.MISSED)
]
_LAPSED_PROMISES = Prepared(
    select(promise.c.decision_id).where(
        promise.c.state.in_(_NOT_KEPT), promise.c.due_on < bindparam("today"), promise.c.due_on >= bindparam("lately")
    )
)
