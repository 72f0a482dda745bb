"""How does a running campaign become planned steps, for any number of recipients, and once only?

Set-based: one INSERT ... SELECT for a stretch of the list that was let go, at most ``CHUNK`` rows in a transaction so that
nobody who writes to us waits for it. The unique purpose makes it repeatable, the stretch reached is kept, so a killed run
goes on. Whoever is held out, no longer fits or cannot be reached gets rows too, skipped with the reason:
planned = sent + pending + cancelled + skipped, always.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_run
from casework.db.prepared import Prepared
from casework.tables.decisions import decision
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.campaigns import TOPIC, Campaign, find
from scheduler.quiet import spread
from scheduler.steps.anchored import follow_up_stretch, relay_stretch
from scheduler.steps.listed import listed
from scheduler.steps.reasons import NO_CHAT as NO_CHAT
from scheduler.steps.reasons import NO_CONSENT as NO_CONSENT
from scheduler.steps.schedule import Timetable, timetable
from scheduler.steps.step import State, Status
from scheduler.steps.wave_fit import waves_in
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient as recipient
from scheduler.tables import planned_step

CHUNK = 2_000  # rows in one transaction (measured: an inbound write then waits a few milliseconds at p99)
RELAID = 60  # recipients looked at one by one in a transaction (measured: some 20 ms)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "id", "purpose", "campaign_id", "step_id", "decision_id", "party_id", "due_at", "useful_until", "state", "reason",
)  # fmt: skip


def plan_chunk(books: Books, campaign_id: int) -> int | None:
    """Plan the next stretch of a running campaign; how many rows, or None when nothing is left to plan."""
    campaign = find(books, campaign_id)
    if campaign is None or campaign.status is not Status.RUNNING or campaign.planned_at is not None:
        return None
    here = select(campaigns.c.planned_to).where(campaigns.c.id == campaign_id).with_for_update()
    after = books.conn.execute(here).scalar() or 0
    anew = campaign.version > 1  # what was planned under an earlier version is looked at one by one
    upto = _stretch(books, campaign.id, after, RELAID if anew else CHUNK // len(campaign.step_ids))
    if upto is None:
        _planned_through(books, campaign_id)
        return None
    if anew:
        planned = relay_stretch(books, campaign, after, upto)
    else:
        planned = _plan_stretch(books, campaign, after, upto) + follow_up_stretch(books, campaign, after, upto)
    books.conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(planned_to=upto))
    return planned


def plan_campaign(books: Books, campaign_id: int) -> int:
    """Plan all of it in this transaction (commands on a small campaign, rehearsals, tests); how many rows."""
    total = 0
    while (planned := plan_chunk(books, campaign_id)) is not None:
        total += planned
    return total


def plan_next(books: Books) -> int:
    """Plan one chunk of whatever running campaign is not planned through; 1 if there may be more to do."""
    unplanned = books.conn.execute(_UNPLANNED).scalar()
    if unplanned is None:
        return 0
    plan_chunk(books, unplanned)
    return 1


def next_unplanned(books: Books) -> datetime | None:
    """Now, while a running campaign is not planned through; else None."""
    return None if books.conn.execute(_UNPLANNED).scalar() is None else books.clock.now()


def _planned_through(books: Books, campaign_id: int) -> None:
    done = update(campaigns).where(campaigns.c.id == campaign_id)
    books.conn.execute(done.values(planned_at=books.clock.now()))
    books.ring(TOPIC)


_UNPLANNED = (  # the newest first
    select(campaigns.c.id)
    .where(campaigns.c.status == Status.RUNNING.value, campaigns.c.planned_at.is_(None))
    .order_by(campaigns.c.id.desc())
    .limit(1)
)
_AFTER, _UPTO = bindparam("after", type_=BigInteger), bindparam("upto", type_=BigInteger)
_inside = (
    select(recipient.c.decision_id)
    .where(recipient.c.campaign_id == bindparam("of", type_=BigInteger), recipient.c.decision_id > _AFTER)
    .order_by(recipient.c.decision_id)
    .limit(bindparam("many"))
    .subquery()
)
_LAST_INSIDE = Prepared(select(func.max(_inside.c.decision_id)))


def _stretch(books: Books, campaign_id: int, after: int, many: int) -> int | None:
    """The last decision of a stretch after ``after`` with about so many recipients; None when there are none left."""
    last: int | None = _LAST_INSIDE.rows(books.conn, of=campaign_id, after=after, many=max(many, 1))[0][0]
    return last


def _plan_stretch(books: Books, campaign: Campaign, after: int, upto: int) -> int:
    here = {"campaign": campaign.id, "after": after, "upto": upto}
    rows = _rows_of(timetable(books, campaign), _kinds_of_recipients(books, campaign, here))
    values = here | {"timetable": json.dumps(rows), "first_id": new_run()}
    return books.conn.execute(_planning(books.conn.dialect.name, campaign.plan), values).rowcount


def _kinds_of_recipients(books: Books, campaign: Campaign, here: dict[str, int]) -> list[tuple[date | None, int]]:
    """The days of service in a stretch, each with the waves that somebody served then fits (``scheduler.steps.wave_fit``).

    Where no step is counted from the service, any day stands for all of them.
    """
    if not campaign.plan.waves:
        return (
            [(day, 0) for (day,) in _DAYS_OF_SERVICE.rows(books.conn, **here)]
            if _by_day(campaign.plan)
            else [(None, 0)]
        )
    return [(row.served_on, row.waves) for row in books.conn.execute(_kinds(campaign.plan), here)]


_IN_STRETCH = (
    recipient.c.campaign_id == bindparam("campaign", type_=BigInteger),
    recipient.c.decision_id > _AFTER,
    recipient.c.decision_id <= _UPTO,
)
_DAYS_OF_SERVICE = Prepared(
    select(decision.c.served_on)
    .join_from(recipient, decision, decision.c.id == recipient.c.decision_id)
    .where(*_IN_STRETCH)
    .distinct()
)


@lru_cache(maxsize=16)
def _kinds(plan: CampaignPlan) -> Select[Any]:
    who = listed(plan).where(*_IN_STRETCH).subquery("recipient")
    return select(who.c.served_on if _by_day(plan) else null().label("served_on"), who.c.waves).distinct()


@lru_cache(maxsize=16)
def _planning(dialect: str, plan: CampaignPlan) -> Any:
    """The statement that plans a stretch, built once for all stretches: building it costs as much as half its rows."""
    return _insert(dialect, listed(plan).where(*_IN_STRETCH), plan)


def _rows_of(table: Timetable, kinds: Iterable[tuple[date | None, int]]) -> list[list[Any]]:
    """The timetable for each kind of recipient, as rows that the database joins with the recipients."""
    plan = table.campaign.plan
    return [
        [
            _key(plan, day, waves),
            slot.step_id,
            slot.state.value,
            slot.reason,
            _seconds(slot.opens),
            _seconds(slot.useful_until),
        ]
        for day, waves in kinds
        for slot in table.slots(day, waves_in(waves))
    ]


def _by_day(plan: CampaignPlan) -> bool:
    """Whether it matters when a decision was served."""
    return any(step.anchor.of_the_case for step in plan.steps)


def _key(plan: CampaignPlan, day: date | None, waves: int) -> str:
    """A kind of recipient as text; ``_key_of`` says the same in SQL."""
    served = "-" if day is None or not _by_day(plan) else day.isoformat()
    return f"{served}/{waves}" if plan.waves else served


def _key_of(plan: CampaignPlan, served_on: ColumnElement[Any], waves: ColumnElement[int]) -> ColumnElement[str]:
    never = literal_column("'-'", Text)
    served = func.coalesce(cast(served_on, Text), never) if _by_day(plan) else never
    return served + literal_column("'/'", Text) + cast(waves, Text) if plan.waves else served


def _seconds(instant: datetime) -> int:
    return int((instant - _EPOCH).total_seconds())


def _insert(dialect: str, who: Select[Any], plan: CampaignPlan) -> Any:
    table = _timetable(dialect)
    reached = _once(dialect, who).subquery("reached")
    here = reached.c
    campaign_id = bindparam("campaign", type_=BigInteger)
    parts = (campaign_id, table.c.step_id, here.decision_id, here.party_id)
    words: ColumnElement[str] = literal_column("'c'", Text)
    for part in parts:
        words = words + literal_column("':'", Text) + cast(part, Text)
    each = select(
        bindparam("first_id", type_=BigInteger) + func.row_number().over() - 1,
        words,
        *parts,
        _instant(dialect, table.c.opens + spread(here.party_id)),
        _instant(dialect, table.c.useful_until),
        case((here.why_not.is_not(None), State.SKIPPED.value), else_=table.c.state),
        func.coalesce(here.why_not, table.c.reason),
    )
    rows = each.select_from(reached.join(table, true())).where(
        table.c.served == _key_of(plan, here.served_on, here.waves)
    )
    upsert = sqlite.insert(planned_step) if dialect == "sqlite" else postgresql.insert(planned_step)
    once = upsert.from_select(_COLUMNS, rows).on_conflict_do_nothing(index_elements=["purpose"])
    return once.execution_options(preserve_rowcount=True)  # an INSERT does not keep it otherwise


def _timetable(dialect: str) -> Subquery:
    """The timetable as a table: ``served, step_id, state, reason, opens, useful_until`` (seconds since 1970)."""
    given = bindparam("timetable", type_=Text)
    if dialect == "sqlite":
        each = func.json_each(given).table_valued("value", name="given")
        cells: list[ColumnElement[Any]] = [func.json_extract(each.c.value, f"$[{n}]") for n in range(6)]
    else:
        each = func.jsonb_array_elements(cast(given, postgresql.JSONB)).table_valued(
            column("value", postgresql.JSONB), name="given"
        )
        cells = [each.c.value[n].as_string() for n in range(6)]
    names = ("served", "step_id", "state", "reason", "opens", "useful_until")
    kinds = (Text, BigInteger, Text, Text, BigInteger, BigInteger)
    columns: list[ColumnElement[Any]] = [
        cast(cell, kind).label(name) for cell, kind, name in zip(cells, kinds, names, strict=True)
    ]
    return _once(dialect, select(*columns)).subquery("timetable")


def _once(dialect: str, rows: Select[Any]) -> Select[Any]:
    """``rows`` worked out once, not anew for each row and column they are joined into, as both databases would."""
    return rows.limit(-1) if dialect == "sqlite" else rows.offset(0)


def _instant(dialect: str, seconds: ColumnElement[int]) -> ColumnElement[Any]:
    """Seconds since 1970 as an ``Instant`` column keeps them."""
    return seconds * 1_000_000 if dialect == "sqlite" else func.to_timestamp(seconds)
