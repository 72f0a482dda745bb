"""What do the books say at this moment about the reminders that are about to go? One statement for all of them.

Read after the parties have been locked, inside the transaction that claims: what was committed before is seen, and of two
accounts that would remind one person at once, the second waits and sees the first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)

from casework.books import Books
from casework.clock import today
from casework.db.for_each import as_json_list
from casework.db.metadata import Instant
from casework.db.prepared import Prepared
from casework.payment_claims import holds_reminders
from casework.repairs import death_is_checked
from casework.tables.agency import staff
from casework.tables.decisions import decision
from casework.tables.people import party
from messages.outbox import Guard, State
from messages.tables import attempt, outbox
from scheduler.guards import canary, training
from scheduler.guards.brake_signs import rests_in_distress
from scheduler.guards.sent_counts import officer_of
from scheduler.limits import CAP, DISTRESS_RESTS, MONTH
from scheduler.plans import recipients
from scheduler.steps import conditions, sequence
from scheduler.tables import answering_room, campaign, campaign_step, officer_day, planned_step


class Facts(NamedTuple):
    """About one reminder. ``left`` in đồng; ``said_*``: reminders to this party that went out, or may have."""

    id: int
    deceased: bool
    status: str | None
    campaign_status: str | None
    let_go: bool
    left: int | None
    is_debtor: bool
    agreed: bool
    in_parts: bool
    over: str | None  # why its sequence is over, or its condition not met
    claim_open: bool
    death_told: bool  # on a visit; an officer checks
    distress: bool
    exercise: bool
    staff_chat: bool
    said_in_campaign: int
    most_per_person: int | None
    said_in_month: int
    last_said: datetime | None
    is_first: bool
    officer_id: int
    answers_a_day: int | None
    room: int | None
    sent_today: int


def facts_of(books: Books, parties: Collection[int], rows: Collection[int]) -> dict[int, Facts]:
    """The facts of these reminders (ids of the outbox) to these parties, by id."""
    now = books.clock.now()
    if books.conn.dialect.name != "sqlite":  # SQLite writes one transaction at a time
        _lock().rows(books.conn, parties=as_json_list(parties))
    found = _facts().rows(
        books.conn,
        rows=as_json_list(rows),
        today=today(books.clock),
        month_ago=now - MONTH,
        cap_ago=now - CAP,
        long_ago=now - DISTRESS_RESTS,
    )
    return {row[0]: Facts._make(row) for row in found}


def month_opens(books: Books, party_id: int, most: int) -> datetime:
    """When fewer than ``most`` reminders to this party lie in the last ``MONTH``."""
    (row,) = _NTH_LAST.rows(books.conn, party=party_id, skip=most - 1)
    last: datetime = row[0]
    return last + MONTH


SAID: list[ColumnElement[str]] = [
    literal_column(f"'{one.value}'") for one in (State.SENDING, State.ACCEPTED, State.OPENED, State.UNCERTAIN)
]
_IS_REMINDER = outbox.c.guard == literal_column(
    f"'{Guard.REMINDER.value}'"
)  # literal: the partial index is found by it


def _said(of: FromClause, *more: ColumnElement[bool]) -> tuple[FromClause, tuple[ColumnElement[bool], ...]]:
    """Reminders to the party of ``of`` that went out, or may have."""
    other = outbox.alias("said")
    is_reminder = other.c.guard == literal_column(f"'{Guard.REMINDER.value}'")
    return other, (other.c.party_id == of.c.party_id, is_reminder, other.c.state.in_(SAID), *more)


def _tries_since(of: FromClause, since: str) -> tuple[Any, Any]:
    """Of the reminders tried since then: how many they are, and when the last was."""
    other, said = _said(of)
    tried = other.join(attempt, attempt.c.outbox_id == other.c.id)
    recently = attempt.c.started_at > bindparam(since, type_=Instant())
    many, last = func.count(other.c.id.distinct()), func.max(attempt.c.started_at)
    of_them = select(many).select_from(tried).where(*said, recently)
    return of_them.scalar_subquery(), of_them.with_only_columns(last).scalar_subquery()


def _said_in_campaign(of: FromClause) -> Any:
    other, said = _said(of)
    return (
        select(func.count()).select_from(other).where(*said, other.c.campaign_id == of.c.campaign_id).scalar_subquery()
    )


def _room(what: Any, table: FromClause, whose: ColumnElement[int]) -> Any:
    day = table.c.on_date == bindparam("today", type_=Date)
    return select(what).where(table.c.officer_id == whose, day).scalar_subquery()


def statement_of(dialect: str) -> Select[Any]:
    """What ``facts_of`` asks, on this kind of database."""
    given, row = _listed(dialect, "rows"), outbox.alias("due")
    whose = officer_of(decision.c.officer_id)
    sent = func.coalesce(_room(officer_day.c.reminders, officer_day, whose), literal_column("0"))
    columns: dict[str, ColumnElement[Any]] = {
        "id": row.c.id,
        "deceased": party.c.deceased,
        "status": decision.c.status,
        "campaign_status": campaign.c.status,
        "let_go": recipients.is_let_go(row.c.campaign_id, row.c.decision_id, row.c.party_id, sequence.FOLLOWS_UP),
        "left": conditions.dong_left(row.c.decision_id, row.c.party_id),
        "is_debtor": conditions.is_debtor(row.c.decision_id, row.c.party_id),
        "agreed": conditions.agreed(row.c.contact_id, row.c.party_id),
        "in_parts": conditions.pays_in_parts(row.c.decision_id),
        "over": sequence.step_is_over(),
        "claim_open": holds_reminders(row.c.decision_id, row.c.party_id),
        "death_told": death_is_checked(row.c.party_id),
        "distress": rests_in_distress(row.c.party_id, row.c.contact_id, bindparam("long_ago", type_=Instant())),
        "exercise": training.in_exercise(row.c.campaign_id),
        "staff_chat": training.is_staff_chat(row.c.contact_id),
        "said_in_campaign": _said_in_campaign(row),
        "most_per_person": campaign.c.most_per_person,
        "said_in_month": _tries_since(row, "month_ago")[0],
        "last_said": _tries_since(row, "cap_ago")[1],
        "is_first": canary.is_first(),
        "officer_id": whose,
        "answers_a_day": staff.c.answers_a_day,
        "room": _room(answering_room.c.reminders, answering_room, whose),
        "sent_today": sent,
    }
    assert tuple(columns) == Facts._fields  # noqa: S101  # a column out of place would be another fact
    return select(*(what.label(name) for name, what in columns.items())).select_from(
        given.join(row, row.c.id == given.c.value)
        .join(party, party.c.id == row.c.party_id)
        .outerjoin(decision, decision.c.id == row.c.decision_id)
        .outerjoin(staff, staff.c.id == decision.c.officer_id)
        .outerjoin(campaign, campaign.c.id == row.c.campaign_id)
        .outerjoin(planned_step, planned_step.c.purpose == row.c.purpose)
        .outerjoin(campaign_step, campaign_step.c.id == planned_step.c.step_id)
    )


def _listed(dialect: str, name: str) -> FromClause:
    given = bindparam(name, type_=Text)
    if dialect == "sqlite":
        return func.json_each(given).table_valued(column("value", BigInteger), name="given")
    each = func.json_array_elements_text(cast(given, JSON)).table_valued(column("value", Text), name="each_given")
    return select(cast(each.c.value, BigInteger).label("value")).subquery("given")


@cache
def _facts() -> Prepared:
    return Prepared.for_each_kind(statement_of)


@cache
def _lock() -> Prepared:
    given = _listed("postgresql", "parties")
    inside = party.c.id.in_(select(given.c.value))
    return Prepared(select(party.c.id).where(inside).order_by(party.c.id).with_for_update(key_share=True))


_NTH_LAST = Prepared(
    select(attempt.c.started_at)
    .join_from(outbox, attempt)
    .where(outbox.c.party_id == bindparam("party", type_=BigInteger), _IS_REMINDER, outbox.c.state.in_(SAID))
    .order_by(attempt.c.started_at.desc())
    .limit(1)
    .offset(bindparam("skip"))
)
