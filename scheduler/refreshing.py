"""Which pending steps are no longer true, and which may be planned after all?

What was written down since the last look (events of decisions, links, consents; their ids rise with time) names the cases
to look at, so a payment empties its case's plan within a second however many steps are pending. Whatever this misses is
found by the morning's look at every step and, last of all, in the claim (``scheduler.reminder_guards``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, case, null, select, union_all, update

from casework.books import Books
from casework.db.ids import new_id
from casework.tables.contacts import consent, link
from casework.tables.decisions import decision, decision_event, decision_party
from casework.tables.people import party
from scheduler import conditions, marks
from scheduler.campaigns import Campaign, every_campaign
from scheduler.planning import NO_CHAT, NO_CONSENT
from scheduler.quiet import SPREAD
from scheduler.schedule import AFTER_END, MERGED, NO_ANCHOR_DATE, Slot, Timetable, timetable
from scheduler.selection import eligible
from scheduler.steps import State, Status
from scheduler.tables import planned_step

PAID, CLOSED, NOT_DEBTOR, DECEASED = "paid", "decision_closed", "not_debtor", "deceased"
RECONSIDERED = (NO_CHAT, NO_CONSENT, NO_ANCHOR_DATE, AFTER_END, PAID, CLOSED, NOT_DEBTOR, DECEASED)
CHUNK = 500  # events, or decisions, looked at in one transaction
FACTS_MARK, STEPS_MARK = "refresh", "look_at_every_step"
_MARGIN = timedelta(minutes=1)  # a transaction that took long commits rows with older ids
_ONE_MS = 1 << 22  # of an id (``casework.db.ids``)


def refresh(books: Books) -> int:
    """Bring pending steps in line with the facts since the last look, at most ``CHUNK`` of them; how many it looked at."""
    upto = new_id() - int(_MARGIN.total_seconds() * 1000) * _ONE_MS
    since = marks.reached(books, FACTS_MARK)
    facts = books.conn.execute(_FACTS, {"since": upto if since is None else since, "most": CHUNK}).all()
    decisions = {fact.decision_id for fact in facts} - {None}
    linked = {fact.party_id for fact in facts} - {None}
    if decisions:
        cancel_untrue(books, decisions)
    if decisions or linked:
        _reconsider(books, decisions, linked)
    full = len(facts) == CHUNK
    if facts or since is None:
        marks.reach(books, FACTS_MARK, facts[-1].id if full else max(upto, since or 0))
    return len(facts) if full else 0


def look_at_every_step(books: Books) -> int:
    """Compare the pending steps of the next ``CHUNK`` decisions with the facts, whatever happened; how many decisions."""
    after = marks.reached(books, STEPS_MARK) or 0
    decisions = books.conn.execute(_WITH_PENDING, {"after": after, "most": CHUNK}).scalars().all()
    if decisions:
        cancel_untrue(books, decisions)
    full = len(decisions) == CHUNK
    marks.reach(books, STEPS_MARK, decisions[-1] if full else None)
    return len(decisions) if full else 0


def cancel_untrue(books: Books, decisions: Collection[int]) -> int:
    """Cancel those pending steps of campaigns for these decisions that are no longer true; how many."""
    return books.conn.execute(_CANCEL, {"decisions": sorted(decisions)}).rowcount


_SINCE = bindparam("since", type_=BigInteger)
_events = union_all(
    select(decision_event.c.id, decision_event.c.decision_id, null().label("party_id")).where(
        decision_event.c.id > _SINCE
    ),
    select(link.c.id, null(), link.c.party_id).where(link.c.id > _SINCE),
    select(consent.c.id, null(), consent.c.party_id).where(consent.c.id > _SINCE),
).subquery("fact")
_FACTS = select(_events).order_by(_events.c.id).limit(bindparam("most"))
_PENDING = planned_step.c.state == State.PENDING.value
_WITH_PENDING = (
    select(planned_step.c.decision_id)
    .where(_PENDING, planned_step.c.decision_id > bindparam("after", type_=BigInteger))
    .distinct()
    .order_by(planned_step.c.decision_id)
    .limit(bindparam("most"))
)


def _why_untrue() -> Any:
    step = planned_step.c
    dead = select(party.c.id).where(party.c.id == step.party_id, party.c.deceased.is_(True)).exists()
    return case(
        (conditions.decision_closed(step.decision_id), CLOSED),
        (conditions.dong_left(step.decision_id, step.party_id) <= 0, PAID),
        (~conditions.is_debtor(step.decision_id, step.party_id), NOT_DEBTOR),
        (dead, DECEASED),
        else_=None,
    )


_CANCEL = (
    update(planned_step)
    .where(planned_step.c.decision_id.in_(bindparam("decisions", expanding=True)), _PENDING, _why_untrue().is_not(None))
    .values(state=State.CANCELLED.value, reason=_why_untrue())
)


def _reconsider(books: Books, decisions: set[int], linked: set[int]) -> None:
    """Plan anew whoever can be reached now, has a day of service now, or owes again; and move what moved with its day."""
    theirs = select(decision_party.c.decision_id).where(decision_party.c.party_id.in_(linked))
    touched = decisions | set(books.conn.execute(theirs).scalars()) if linked else decisions
    for campaign in every_campaign(books, Status.RUNNING):
        table = timetable(books, campaign)
        steps = _steps_of(books, campaign, touched)
        for pair in _recipients(books, campaign, steps):
            if pair.decision_id in decisions or pair.party_id in linked:
                _replan(books, table, pair, steps[pair.decision_id, pair.party_id])


def _recipients(books: Books, campaign: Campaign, steps: Collection[tuple[int, int]]) -> Iterator[Any]:
    """Those with planned steps who may be reminded and can be reached, with the decision's day of service."""
    of_these = decision.c.id.in_({decision_id for decision_id, _ in steps})
    who = eligible(campaign.plan.selection).where(of_these).subquery("who")
    query = select(who.c.decision_id, who.c.party_id, who.c.served_on).where(conditions.reachable(who.c.party_id))
    return (row for row in books.conn.execute(query).all() if (row.decision_id, row.party_id) in steps)


def _steps_of(books: Books, campaign: Campaign, decisions: set[int]) -> dict[tuple[int, int], list[Row[Any]]]:
    numbers = {step_id: number for number, step_id in enumerate(campaign.step_ids, start=1)}
    of_campaign = planned_step.c.campaign_id + 0 == campaign.id  # not by its index: it has far more rows than these
    rows = books.conn.execute(select(planned_step).where(planned_step.c.decision_id.in_(decisions), of_campaign))
    found: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: numbers[row.step_id]):
        found.setdefault((row.decision_id, row.party_id), []).append(row)
    return found


def _replan(books: Books, table: Timetable, pair: Any, steps: list[Row[Any]]) -> None:
    """Lay the steps that have not gone out, after the last that has, over the calendar again."""
    by_id = {row.step_id: row for row in steps}
    order = table.campaign.step_ids
    gone = [order.index(row.step_id) + 1 for row in steps if row.state == State.QUEUED.value]
    spoken_for = {f"{MERGED}{number}" for number in gone}
    said = {order.index(row.step_id) + 1 for row in steps if row.reason in spoken_for}
    for slot in table.slots(pair.served_on, said=said | set(range(max(gone, default=0) + 1))):
        row = by_id.get(slot.step_id)
        if row is not None and _movable(row) and (values := _values(slot, row, pair.party_id)):
            books.conn.execute(update(planned_step).where(planned_step.c.id == row.id).values(**values))


def _movable(row: Row[Any]) -> bool:
    reason = row.reason or ""
    return row.state == State.PENDING.value or reason in RECONSIDERED or reason.startswith(MERGED)


def _values(slot: Slot, row: Row[Any], party_id: int) -> dict[str, Any]:
    """What to change so that the row says what the slot says; nothing if it says so already."""
    due_at = slot.opens + timedelta(seconds=party_id % int(SPREAD.total_seconds()))
    if slot.state is State.SKIPPED:
        same = row.state == State.SKIPPED.value and row.reason == slot.reason
        return {} if same else {"state": slot.state.value, "reason": slot.reason}
    if row.state == State.PENDING.value and row.due_at == due_at and row.useful_until == slot.useful_until:
        return {}
    return {"state": slot.state.value, "reason": None, "due_at": due_at, "useful_until": slot.useful_until}
