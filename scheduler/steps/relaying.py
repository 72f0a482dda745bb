"""How are a campaign's planned steps for some decisions brought in line with the facts and with the plan as it is now?

Everything that decides is read in a few statements, whatever the number of decisions; ``scheduler.steps.laying`` says what to write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.clock import today
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared
from scheduler.plans.campaign_facts import Campaign, CampaignPlan
from scheduler.steps.anchor_facts import Pair, set_days
from scheduler.steps.laying import LAID_COLUMNS, Laid, Recipient, lay
from scheduler.steps.listed import listed, why_not_followed
from scheduler.steps.schedule import timetable
from scheduler.steps.sequence import sequence_ended
from scheduler.steps.step import State
from scheduler.steps.wave_fit import waves_in
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient, planned_step


def relay(books: Books, campaign: Campaign, decision_ids: Collection[int]) -> int:
    """Bring the steps of everybody on the campaign's list under these decisions in line; how many rows were written."""
    to = recipients_of(books, campaign, decision_ids)
    if not to:
        return 0
    found = laid_for(books, campaign, to)
    _write(
        books,
        [row for one in found.values() for row in one.new],
        [row for one in found.values() for row in one.changed],
    )
    return sum(len(one.new) + len(one.changed) for one in found.values())  # fmt: skip


def laid_for(
    books: Books, campaign: Campaign, to: Collection[Recipient], rows: Mapping[Pair, Sequence[Any]] | None = None
) -> dict[Pair, Laid]:
    """What there is to write for each of these recipients (``rows``: their steps, if they were read); nothing is written."""
    pairs = {(one.decision_id, one.party_id) for one in to}
    anchors = {step.anchor for step in campaign.plan.steps if step.anchor.comes_and_goes}
    days = set_days(books, anchors, pairs)
    if rows is None:
        rows = steps_of(books, campaign.id, {decision_id for decision_id, _ in pairs})
    table = timetable(books, campaign)
    return {
        pair: lay(table, one, rows.get(pair, ()), days.get(pair, ()))
        for one in to
        if (pair := (one.decision_id, one.party_id))
    }


def recipients_of(books: Books, campaign: Campaign, decision_ids: Collection[int]) -> list[Recipient]:
    """Who is on the campaign's list under these decisions, in their order, with the facts that decide."""
    asked = {"campaign": campaign.id, "decisions": as_json_list(decision_ids), "today": today(books.clock)}
    return [
        Recipient(
            decision_id=row.decision_id,
            party_id=row.party_id,
            served_on=row.served_on,
            waves=waves_in(row.waves),
            why_not=row.why_not_followed,
            held_out=row.held_out,
            ended=row.ended,
        )
        for row in books.conn.execute(_recipients(books.conn.dialect.name, campaign.plan), asked).all()
    ]


def steps_of(books: Books, campaign_id: int, decision_ids: Collection[int]) -> dict[Pair, list[Any]]:
    """The campaign's planned steps under these decisions."""
    found: dict[Pair, list[Any]] = defaultdict(list)
    for row in _STEPS.named(books.conn, decisions=as_json_list(decision_ids), campaign=campaign_id):
        found[row.decision_id, row.party_id].append(row)
    return found


@lru_cache(maxsize=16)
def _recipients(dialect: str, plan: CampaignPlan) -> Select[Any]:
    """Not prepared: a selection may have lists in it. The text is the same for any decisions all the same."""
    of = campaign_recipient.c
    more = (
        of.held_out,
        why_not_followed(plan).label("why_not_followed"),
        sequence_ended(of.decision_id, of.party_id, campaigns).label("ended"),
    )
    here = (
        of.campaign_id == bindparam("campaign"),
        of.decision_id.in_(ids_in(dialect, "decisions")),
    )
    return listed(plan).add_columns(*more).where(*here).order_by(of.decision_id, of.party_id)


_READ = ("id", "purpose", "step_id", "decision_id", "party_id", *LAID_COLUMNS)
_STEPS = Prepared.for_each_kind(
    lambda dialect: (
        select(*(planned_step.c[name] for name in _READ))
        .where(
            planned_step.c.decision_id.in_(ids_in(dialect, "decisions")),
            planned_step.c.campaign_id + 0
            == bindparam("campaign"),  # not by its index: it has far more rows than these
        )
        .order_by(planned_step.c.id)
    )
)
_CHANGE = Prepared(
    update(planned_step)
    .where(planned_step.c.id == bindparam("row"), planned_step.c.state != State.QUEUED.value)
    .values({name: bindparam(f"new_{name}") for name in LAID_COLUMNS})
)


def _write(books: Books, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    if new:
        upsert = sqlite.insert if books.conn.dialect.name == "sqlite" else postgresql.insert
        books.conn.execute(upsert(planned_step).on_conflict_do_nothing(index_elements=["purpose"]), new)
    _CHANGE.change_all(
        books.conn,
        [{"row": one["row"]} | {f"new_{name}": one[name] for name in LAID_COLUMNS} for one in changed],
    )
