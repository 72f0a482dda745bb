"""Which rows does a stretch of a campaign's list become? The database works them out, everybody of the stretch at once.

Python says what each kind of recipient gets (few kinds: days of service and waves), the database who is of which kind and may
be spoken to. On SQLite in two statements, the recipients numbered as they are put aside: numbering rows in the statement that
inserts them costs a tenth of all (measured, 1.2 of 10 µs a row).
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
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal_column,
    null,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.ids import new_run
from casework.db.prepared import Prepared
from casework.tables.decisions import decision
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.campaigns import Campaign
from scheduler.quiet import spread
from scheduler.steps.laying import purposes_of
from scheduler.steps.listed import listed
from scheduler.steps.schedule import Timetable, timetable
from scheduler.steps.step import State
from scheduler.steps.wave_fit import waves_in
from scheduler.tables import campaign_recipient as recipient
from scheduler.tables import planned_step

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "id", "purpose", "campaign_id", "step_id", "decision_id", "party_id", "due_at", "useful_until", "state", "reason",
)  # fmt: skip


def plan_stretch(books: Books, campaign: Campaign, after: int, upto: int) -> int:
    """Plan the steps counted from days that everybody has, for the decisions after ``after`` up to ``upto``; how many rows."""
    here = {"campaign": campaign.id, "after": after, "upto": upto}
    rows = _timetable_of(timetable(books, campaign), _kinds_of_recipients(books, campaign, here))
    said = {"timetable": json.dumps(rows), "first_id": new_run(), "steps": len(campaign.step_ids)}
    if books.conn.dialect.name != "sqlite":
        return _planned_at_once(campaign.plan).changed(books.conn, **here, **said)
    driver: Any = (
        books.conn.connection.driver_connection
    )  # through SQLAlchemy the small ones cost as much as fifty rows
    driver.execute(_MAKE_ASIDE)
    _put_aside(campaign.plan).changed(books.conn, **here)
    planned = _PLANNED_FROM_ASIDE.changed(books.conn, campaign=campaign.id, **said)
    driver.execute(_CLEAR_ASIDE)
    return planned


# -- what each kind of recipient gets --------------------------------------------------------------------------------


def _kinds_of_recipients(books: Books, campaign: Campaign, here: dict[str, int]) -> list[tuple[date | None, int]]:
    """The days of service in a stretch, each with the waves that somebody served then fits (``scheduler.steps.wave_fit``).

    Where no step is counted from the service, any day stands for all of them.
    """
    if campaign.plan.waves:
        return [(served_on, waves) for served_on, waves in _kinds(campaign.plan).rows(books.conn, **here)]
    if not _by_day(campaign.plan):
        return [(None, 0)]
    return [(day, 0) for (day,) in _DAYS_OF_SERVICE.rows(books.conn, **here)]


_IN_STRETCH = (
    recipient.c.campaign_id == bindparam("campaign", type_=BigInteger),
    recipient.c.decision_id > bindparam("after", type_=BigInteger),
    recipient.c.decision_id <= bindparam("upto", type_=BigInteger),
)
_DAYS_OF_SERVICE = Prepared(
    select(decision.c.served_on)
    .join_from(recipient, decision, decision.c.id == recipient.c.decision_id)
    .where(*_IN_STRETCH)
    .distinct()
)


@lru_cache(maxsize=16)
def _kinds(plan: CampaignPlan) -> Prepared:
    who = listed(plan).where(*_IN_STRETCH).subquery("recipient")
    served_on = who.c.served_on if _by_day(plan) else null().label("served_on")
    return Prepared(select(served_on, who.c.waves).distinct())


def _timetable_of(table: Timetable, kinds: Iterable[tuple[date | None, int]]) -> list[list[Any]]:
    """The timetable for each kind of recipient, as rows that the database joins with the recipients (``_CELLS``)."""
    plan = table.campaign.plan
    return [
        [
            _key(plan, day, waves),
            place,
            slot.step_id,
            purposes_of(table.campaign.id, slot.step_id),
            slot.state.value,
            slot.reason,
            _seconds(slot.opens),
            _seconds(slot.useful_until),
        ]
        for day, waves in kinds
        for place, slot in enumerate(table.slots(day, waves_in(waves)))
    ]


_CELLS = {
    "kind": Text, "place": Integer, "step_id": BigInteger, "purposes": Text, "state": Text, "reason": Text,
    "opens": BigInteger, "useful_until": BigInteger,
}  # fmt: skip


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


# -- the rows --------------------------------------------------------------------------------------------------------


def _reached(plan: CampaignPlan) -> Select[Any]:
    """Everybody of the stretch: ``decision_id, party_id, kind, why_not``."""
    who = listed(plan).where(*_IN_STRETCH).subquery("listed").c
    return select(who.decision_id, who.party_id, _key_of(plan, who.served_on, who.waves).label("kind"), who.why_not)


def _rows(dialect: str, number: ColumnElement[int], here: FromClause, slots: Subquery) -> Select[Any]:
    """The rows of ``_COLUMNS``, ``steps`` identifiers for each recipient by their ``number`` (1, 2, ...)."""
    who, slot = here.c, slots.c
    first_id, steps = bindparam("first_id", type_=BigInteger), bindparam("steps", type_=Integer)
    each = select(
        first_id + (number - 1) * steps + slot.place,
        slot.purposes + cast(who.decision_id, Text) + literal_column("':'", Text) + cast(who.party_id, Text),
        bindparam("campaign", type_=BigInteger),
        slot.step_id,
        who.decision_id,
        who.party_id,
        _instant(dialect, slot.opens + spread(who.party_id)),
        _instant(dialect, slot.useful_until),
        case((who.why_not.is_not(None), literal_column(f"'{State.SKIPPED.value}'", Text)), else_=slot.state),
        func.coalesce(who.why_not, slot.reason),
    )
    return each.select_from(here.join(slots, slot.kind == who.kind))


def _timetable(dialect: str) -> Subquery:
    """The timetable as a table of ``_CELLS``, instants as seconds since 1970."""
    given = bindparam("timetable", type_=Text)
    if dialect == "sqlite":
        each = func.json_each(given).table_valued("value", name="given")
        cells: list[ColumnElement[Any]] = [
            func.json_extract(each.c.value, literal_column(f"'$[{n}]'")) for n in range(len(_CELLS))
        ]
    else:
        each = func.jsonb_array_elements(cast(given, postgresql.JSONB)).table_valued(
            column("value", postgresql.JSONB), name="given"
        )
        cells = [each.c.value[n].as_string() for n in range(len(_CELLS))]
    columns: list[ColumnElement[Any]] = [
        cast(cell, kind).label(name) for cell, (name, kind) in zip(cells, _CELLS.items(), strict=True)
    ]
    return _once(dialect, select(*columns)).subquery("timetable")


def _once(dialect: str, rows: Select[Any]) -> Select[Any]:
    """``rows`` worked out once, not anew for each row and column they are joined into, as both databases would."""
    return rows.limit(literal_column("-1")) if dialect == "sqlite" else rows.offset(0)


def _instant(dialect: str, seconds: ColumnElement[int]) -> ColumnElement[Any]:
    """Seconds since 1970 as an ``Instant`` column keeps them."""
    return seconds * literal_column("1000000") if dialect == "sqlite" else func.to_timestamp(seconds)


@lru_cache(maxsize=16)
def _planned_at_once(plan: CampaignPlan) -> Prepared:
    """PostgreSQL's statement, built once for all stretches: building it costs as much as half its rows."""
    who = _reached(plan).add_columns(func.row_number().over().label("number"))
    here = _once("postgresql", who).subquery("reached")
    rows = _rows("postgresql", here.c.number, here, _timetable("postgresql"))
    return Prepared(
        postgresql.insert(planned_step).from_select(_COLUMNS, rows).on_conflict_do_nothing(index_elements=["purpose"])
    )


_ASIDE = table(
    "reached_aside",
    column("number", Integer),
    column("decision_id", BigInteger),
    column("party_id", BigInteger),
    column("kind", Text),
    column("why_not", Text),
)
_MAKE_ASIDE = (  # this connection's own, in memory; numbered from 1 each time, since it is empty in between
    "CREATE TEMPORARY TABLE IF NOT EXISTS reached_aside (number INTEGER PRIMARY KEY, decision_id, party_id, kind, why_not)"
)
_CLEAR_ASIDE = "DELETE FROM reached_aside"


@lru_cache(maxsize=16)
def _put_aside(plan: CampaignPlan) -> Prepared:
    """SQLite's first statement, built once for all stretches: who is reached."""
    return Prepared(insert(_ASIDE).from_select(["decision_id", "party_id", "kind", "why_not"], _reached(plan)))


_PLANNED_FROM_ASIDE = Prepared(
    sqlite.insert(planned_step)
    .from_select(_COLUMNS, _rows("sqlite", _ASIDE.c.number, _ASIDE, _timetable("sqlite")).where(literal_column("true")))
    .on_conflict_do_nothing(index_elements=["purpose"])
)
