"""Which pending steps are no longer true, and which may be planned after all?

What was written down since the last look (events of decisions, links, consents; their ids rise with time) names the cases
to look at, so a payment empties its case's plan within a second however many steps are pending. Whatever this misses is
caught when a step comes due and, last of all, in the claim (``scheduler.reminder_guards``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, case, or_, select, tuple_, union, update

from casework.books import Books
from casework.db.ids import new_id
from casework.tables.contacts import consent, link
from casework.tables.decisions import decision, decision_event
from casework.tables.people import party
from scheduler import conditions
from scheduler.campaigns import Campaign, every_campaign
from scheduler.planning import NO_CHAT, NO_CONSENT
from scheduler.schedule import AFTER_END, MERGED, NO_ANCHOR_DATE, Slot, Timetable, timetable
from scheduler.selection import eligible
from scheduler.steps import SPREAD, State, Status
from scheduler.tables import campaign as campaigns
from scheduler.tables import planned_step

PAID, CLOSED, NOT_DEBTOR, DECEASED = "paid", "decision_closed", "not_debtor", "deceased"
RECONSIDERED = (NO_CHAT, NO_CONSENT, NO_ANCHOR_DATE, AFTER_END, PAID, CLOSED, NOT_DEBTOR, DECEASED)
MOST_PAIRS = 500  # reconsidered in one transaction
_MARGIN = timedelta(minutes=10)  # a transaction that took long commits rows with older ids
_ONE_MS = 1 << 22  # of an id (``casework.db.ids``)


def refresh(books: Books, *, whole: bool = False) -> int:
    """Bring the pending steps of running and paused campaigns in line with the facts; how many changed.

    ``whole``: look at every pending step, not only at the cases that something happened to (once a day, after repairs).
    """
    changed = 0
    for campaign in every_campaign(books, Status.RUNNING, Status.PAUSED):
        upto = new_id()
        since = _looked_to(books, campaign)
        changed += _cancel_untrue(books, campaign, since, whole) + _reconsider(books, campaign, since)
        here = update(campaigns).where(campaigns.c.id == campaign.id)
        books.conn.execute(here.values(refreshed_to=upto - _in_ids(_MARGIN)))
    return changed


def _looked_to(books: Books, campaign: Campaign) -> int:
    return books.conn.execute(select(campaigns.c.refreshed_to).where(campaigns.c.id == campaign.id)).scalar() or 0


def _in_ids(span: timedelta) -> int:
    return int(span.total_seconds() * 1000) * _ONE_MS


_SINCE = bindparam("since", type_=BigInteger)
_CAMPAIGN = bindparam("of_campaign", type_=BigInteger)
_TOUCHED_DECISIONS = select(decision_event.c.decision_id).where(decision_event.c.id > _SINCE)
_TOUCHED_PARTIES = union(
    select(link.c.party_id).where(link.c.id > _SINCE), select(consent.c.party_id).where(consent.c.id > _SINCE)
)


def _why_untrue() -> Any:
    step = planned_step.c
    dead = select(party.c.id).where(party.c.id == step.party_id, party.c.deceased.is_(True)).exists()
    return case(
        (conditions.decision_closed(step.decision_id), CLOSED),
        (conditions.dong_left(step.decision_id) <= 0, PAID),
        (~conditions.is_debtor(step.decision_id, step.party_id), NOT_DEBTOR),
        (dead, DECEASED),
        else_=None,
    )


_PENDING = (planned_step.c.campaign_id == _CAMPAIGN, planned_step.c.state == State.PENDING.value)
_CANCEL_ALL = (
    update(planned_step)
    .where(*_PENDING, _why_untrue().is_not(None))
    .values(state=State.CANCELLED.value, reason=_why_untrue())
)
_CANCEL_TOUCHED = _CANCEL_ALL.where(planned_step.c.decision_id.in_(_TOUCHED_DECISIONS))


def _cancel_untrue(books: Books, campaign: Campaign, since: int, whole: bool) -> int:
    if whole:
        return books.conn.execute(_CANCEL_ALL, {"of_campaign": campaign.id}).rowcount
    return books.conn.execute(_CANCEL_TOUCHED, {"of_campaign": campaign.id, "since": since}).rowcount


def _reconsider(books: Books, campaign: Campaign, since: int) -> int:
    """Plan anew whoever can be reached now, has a day of service now, or owes again; and move what moved with its day."""
    if campaign.status is not Status.RUNNING:
        return 0
    table, changed, last = timetable(books, campaign), 0, (0, 0)
    while touched := _touched(books, campaign, since, last):
        steps = _steps_of(books, campaign, {decision_id for decision_id, _ in touched})
        for pair in _recipients(books, campaign, touched):
            changed += _replan(books, table, pair, steps.get((pair.decision_id, pair.party_id), []))
        last = touched[-1]
    return changed


def _touched(books: Books, campaign: Campaign, since: int, last: tuple[int, int]) -> list[tuple[int, int]]:
    """The next (decision, party) pairs after ``last`` with steps that could change and to whom something happened."""
    steps = planned_step.c
    query = (
        select(steps.decision_id, steps.party_id)
        .where(
            steps.campaign_id == campaign.id,
            or_(
                (steps.state.in_([State.SKIPPED.value, State.CANCELLED.value])) & steps.reason.in_(RECONSIDERED),
                steps.state == State.PENDING.value,
            ),
            or_(steps.decision_id.in_(_TOUCHED_DECISIONS), steps.party_id.in_(_TOUCHED_PARTIES)),
            tuple_(steps.decision_id, steps.party_id) > tuple_(*last),
        )
        .distinct()
        .order_by(steps.decision_id, steps.party_id)
        .limit(MOST_PAIRS)
    )
    return [(row.decision_id, row.party_id) for row in books.conn.execute(query, {"since": since})]


def _recipients(books: Books, campaign: Campaign, pairs: list[tuple[int, int]]) -> Sequence[Any]:
    """Those of the pairs who may be reminded and can be reached, with the decision's day of service."""
    who = eligible(campaign.plan.selection).where(decision.c.id.in_({pair[0] for pair in pairs})).subquery("who")
    query = select(who.c.decision_id, who.c.party_id, who.c.served_on).where(conditions.reachable(who.c.party_id))
    wanted = set(pairs)
    return [row for row in books.conn.execute(query) if (row.decision_id, row.party_id) in wanted]


def _steps_of(books: Books, campaign: Campaign, decisions: set[int]) -> dict[tuple[int, int], list[Row[Any]]]:
    numbers = {step_id: number for number, step_id in enumerate(campaign.step_ids, start=1)}
    rows = books.conn.execute(
        select(planned_step).where(
            planned_step.c.campaign_id == campaign.id,
            planned_step.c.decision_id.in_(decisions),
        )
    )
    found: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: numbers[row.step_id]):
        found.setdefault((row.decision_id, row.party_id), []).append(row)
    return found


def _replan(books: Books, table: Timetable, pair: Any, steps: list[Row[Any]]) -> int:
    """Lay the steps that have not gone out, after the last that has, over the calendar again."""
    by_id = {row.step_id: row for row in steps}
    order = table.campaign.step_ids
    gone = [order.index(row.step_id) + 1 for row in steps if row.state == State.QUEUED.value]
    spoken_for = {f"{MERGED}{number}" for number in gone}
    said = {order.index(row.step_id) + 1 for row in steps if row.reason in spoken_for}
    changed = 0
    for slot in table.slots(pair.served_on, after=max(gone, default=0), said=said):
        row = by_id.get(slot.step_id)
        if row is not None and _movable(row) and (values := _values(slot, row, pair.party_id)):
            books.conn.execute(update(planned_step).where(planned_step.c.id == row.id).values(**values))
            changed += 1
    return changed


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
