"""How does a running campaign become planned steps, for any number of recipients, and once only?

Set-based: one INSERT ... SELECT for a stretch of decisions, at most ``CHUNK`` rows in a transaction so that nobody who
writes to us waits for it. The unique purpose makes it repeatable, the stretch reached is kept, so a killed run goes on.
Whoever cannot be reached gets rows too, skipped with the reason: planned = sent + pending + cancelled + skipped, always.
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
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_run
from casework.db.prepared import Prepared
from casework.tables.decisions import decision, decision_party
from scheduler import conditions
from scheduler.campaign_facts import CampaignPlan
from scheduler.campaigns import TOPIC, Campaign, every_campaign, find
from scheduler.schedule import Timetable, timetable
from scheduler.selection import eligible
from scheduler.steps import SPREAD, State, Status
from scheduler.tables import campaign as campaigns
from scheduler.tables import planned_step
from scheduler.wave_fit import waves_fit, waves_in

CHUNK = 2_000  # rows in one transaction (measured: an inbound write then waits a few milliseconds at p99)
NO_CHAT, NO_CONSENT = "no_chat", "no_consent"
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
    upto = _stretch(books, after, CHUNK // len(campaign.step_ids))
    if upto is None:
        _planned_through(books, campaign_id)
        return None
    planned = _plan_stretch(books, campaign, after, upto)
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
    for campaign in every_campaign(books, Status.RUNNING):
        if campaign.planned_at is None:
            plan_chunk(books, campaign.id)
            return 1
    return 0


def next_unplanned(books: Books) -> datetime | None:
    """Now, while a running campaign is not planned through; else None."""
    waiting = [one for one in every_campaign(books, Status.RUNNING) if one.planned_at is None]
    return books.clock.now() if waiting else None


def purpose(campaign_id: int, step_id: int, decision_id: int, party_id: int) -> str:
    """The unique purpose of a step for a person under a decision; its message in the outbox bears the same."""
    return f"c:{campaign_id}:{step_id}:{decision_id}:{party_id}"


def _planned_through(books: Books, campaign_id: int) -> None:
    done = update(campaigns).where(campaigns.c.id == campaign_id)
    books.conn.execute(done.values(planned_at=books.clock.now()))
    books.ring(TOPIC)


_AFTER, _UPTO = bindparam("after", type_=BigInteger), bindparam("upto", type_=BigInteger)
_STRETCH = (decision.c.id > _AFTER, decision.c.id <= _UPTO)
_inside = (
    select(decision_party.c.decision_id)
    .where(decision_party.c.role == conditions.DEBTOR, decision_party.c.decision_id > _AFTER)
    .order_by(decision_party.c.decision_id)
    .limit(bindparam("debtors"))
    .subquery()
)
_LAST_INSIDE = Prepared(select(func.max(_inside.c.decision_id)))
_DAYS_OF_SERVICE = Prepared(select(decision.c.served_on).where(*_STRETCH).distinct())


def _stretch(books: Books, after: int, debtors: int) -> int | None:
    """The last decision of a stretch after ``after`` with about so many debtors; None when there are none left."""
    last: int | None = _LAST_INSIDE.rows(books.conn, after=after, debtors=max(debtors, 1))[0][0]
    return last


def _plan_stretch(books: Books, campaign: Campaign, after: int, upto: int) -> int:
    rows = _rows_of(timetable(books, campaign), _kinds_of_recipients(books, campaign, after, upto))
    values = {"timetable": json.dumps(rows), "campaign": campaign.id, "first_id": new_run()}
    statement = _planning(books.conn.dialect.name, campaign.plan)
    return books.conn.execute(statement, values | {"after": after, "upto": upto}).rowcount


def _kinds_of_recipients(books: Books, campaign: Campaign, after: int, upto: int) -> list[tuple[date | None, int]]:
    """The days of service in a stretch, each with the waves that somebody served then fits (``scheduler.wave_fit``)."""
    here = {"after": after, "upto": upto}
    if not campaign.plan.waves:
        return [(day, 0) for (day,) in _DAYS_OF_SERVICE.rows(books.conn, **here)]
    return [(row.served_on, row.waves) for row in books.conn.execute(_kinds(campaign.plan), here)]


@lru_cache(maxsize=16)
def _kinds(plan: CampaignPlan) -> Select[Any]:
    who = _recipients(plan)
    return select(who.c.served_on, waves_fit(plan, who.c.decision_id, who.c.party_id).label("waves")).distinct()


@lru_cache(maxsize=16)
def _planning(dialect: str, plan: CampaignPlan) -> Any:
    """The statement that plans a stretch, built once for all stretches: building it costs as much as half its rows."""
    return _insert(dialect, _recipients(plan), plan)


def _recipients(plan: CampaignPlan) -> Subquery:
    return eligible(plan.selection).where(*_STRETCH).subquery("recipient")


def _rows_of(table: Timetable, kinds: Iterable[tuple[date | None, int]]) -> list[list[Any]]:
    """The timetable for each kind of recipient, as rows that the database joins with the recipients."""
    waved = bool(table.campaign.plan.waves)
    return [
        [
            _key(day, waves if waved else None),
            slot.step_id,
            slot.state.value,
            slot.reason,
            _seconds(slot.opens),
            _seconds(slot.useful_until),
        ]
        for day, waves in kinds
        for slot in table.slots(day, waves_in(waves))
    ]


def _key(day: date | None, waves: int | None) -> str:
    """A kind of recipient as text; ``_key_of`` says the same in SQL."""
    served = "-" if day is None else day.isoformat()
    return served if waves is None else f"{served}/{waves}"


def _key_of(served_on: ColumnElement[Any], waves: ColumnElement[int] | None) -> ColumnElement[str]:
    served = func.coalesce(cast(served_on, Text), "-")
    return served if waves is None else served + literal_column("'/'", Text) + cast(waves, Text)


def _seconds(instant: datetime) -> int:
    return int((instant - _EPOCH).total_seconds())


def _insert(dialect: str, pairs: Any, plan: CampaignPlan) -> Any:
    table = _timetable(dialect)
    who = pairs.c
    unreachable = case(
        (conditions.reachable(who.party_id), None),
        (conditions.has_chat(who.party_id), NO_CONSENT),
        else_=NO_CHAT,
    )
    waves = waves_fit(plan, who.decision_id, who.party_id).label("waves")
    reached = _once(
        dialect, select(who.decision_id, who.party_id, who.served_on, unreachable.label("unreachable"), waves)
    ).subquery("reached")
    here = reached.c
    campaign_id = bindparam("campaign", type_=BigInteger)
    parts = (campaign_id, table.c.step_id, here.decision_id, here.party_id)
    words: ColumnElement[str] = literal_column("'c'", Text)
    for part in parts:
        words = words + literal_column("':'", Text) + cast(part, Text)
    spread = here.party_id % int(SPREAD.total_seconds())
    rows = select(
        bindparam("first_id", type_=BigInteger) + func.row_number().over() - 1,
        words,
        *parts,
        _instant(dialect, table.c.opens + spread),
        _instant(dialect, table.c.useful_until),
        case((here.unreachable.is_not(None), State.SKIPPED.value), else_=table.c.state),
        func.coalesce(here.unreachable, table.c.reason),
    ).where(table.c.served == _key_of(here.served_on, here.waves if plan.waves else None))
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
