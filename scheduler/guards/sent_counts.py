"""How many unasked messages has an account sent, and how many reminders an officer's decisions, on a day of the office?

Counted in the transaction that claims them; what is known not to have left is taken back. Who asks reads one small row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.clock import local, today
from casework.db.for_each import as_json_list, ids_in
from casework.db.prepared import Prepared
from casework.tables.agency import staff
from casework.tables.decisions import decision
from messages.outbox import Guard
from messages.tables import attempt, outbox
from scheduler.tables import channel_day, officer_day

UNASKED = frozenset(Guard) - {Guard.REPLY, Guard.FOLD}  # nobody waits for them at this moment
NOBODY = 0  # stands for the officer of decisions that nobody in office has


def count(books: Books, account: str, reminders: Collection[int], others: int) -> None:
    """These reminders (ids of the outbox) and so many other unasked messages go out on ``account`` today."""
    day = today(books.clock)
    if reminders or others:
        _ACCOUNT.changed(books.conn, account=account, on_date=day, unasked=len(reminders) + others)
    if reminders:
        _OFFICERS.changed(books.conn, on_date=day, ids=as_json_list(reminders))


def take_back(books: Books, outbox_id: int, try_number: int) -> None:
    """One that was counted is known not to have left: it does not count on the day on which it was tried."""
    found = books.conn.execute(_TRIED, {"row": outbox_id, "which": try_number}).one_or_none()
    if found is None or Guard(found.guard) not in UNASKED:
        return
    day = local(found.started_at).date()
    of_account = (channel_day.c.account == found.account, channel_day.c.on_date == day)
    books.conn.execute(update(channel_day).where(*of_account).values(unasked=channel_day.c.unasked - 1))
    if Guard(found.guard) is Guard.REMINDER:
        of_officer = (officer_day.c.officer_id == found.officer_id, officer_day.c.on_date == day)
        books.conn.execute(update(officer_day).where(*of_officer).values(reminders=officer_day.c.reminders - 1))


def of_account(books: Books, account: str, since: date, upto: date) -> int:
    """Unasked messages of the account from ``since`` to ``upto``, both included."""
    days = channel_day.c.on_date.between(since, upto)
    query = select(func.coalesce(func.sum(channel_day.c.unasked), 0)).where(channel_day.c.account == account, days)
    return int(books.conn.execute(query).scalar_one())


def of_officers(books: Books, on: date) -> dict[int, int]:
    """Reminders of that day by officer; ``NOBODY`` for decisions without one."""
    return dict(_OF_OFFICERS.rows(books.conn, on=on))


def reminders_since(books: Books, since: datetime) -> int:
    """Reminders that left on the days from ``since``'s on."""
    return int(_SINCE.rows(books.conn, since=local(since).date())[0][0])


def officer_of(decision_officer: ColumnElement[Any]) -> ColumnElement[int]:
    """The officer who answers for a decision: its own while in office, else ``NOBODY``; ``staff`` is outer-joined to it."""
    nobody = literal_column(str(NOBODY), BigInteger)  # literal: what is grouped by is the same expression to PostgreSQL
    return cast(case((staff.c.active.is_(True), decision_officer), else_=nobody), BigInteger)


def _by_account(insert: sqlite.Insert | postgresql.Insert) -> Any:
    row: dict[str, Any] = {name: bindparam(name) for name in ("account", "on_date", "unasked")}
    more = {"unasked": channel_day.c.unasked + insert.excluded.unasked}
    return insert.values(row).on_conflict_do_update(index_elements=["account", "on_date"], set_=more)


def _by_officer(dialect: str, insert: sqlite.Insert | postgresql.Insert) -> Any:
    whose = officer_of(decision.c.officer_id).label("officer_id")
    day = bindparam("on_date", type_=officer_day.c.on_date.type)
    rows = (
        select(whose, day, cast(func.count(), Integer))
        .select_from(outbox.join(decision, decision.c.id == outbox.c.decision_id))
        .outerjoin(staff, staff.c.id == decision.c.officer_id)
        .where(outbox.c.id.in_(ids_in(dialect, "ids")))
        .group_by(whose)
        .order_by(whose)  # two senders lock the officers' rows in the same order
    )
    named = insert.from_select(("officer_id", "on_date", "reminders"), rows)
    more = {"reminders": officer_day.c.reminders + insert.excluded.reminders}
    return named.on_conflict_do_update(index_elements=["officer_id", "on_date"], set_=more)


_ACCOUNT = Prepared(
    {
        "sqlite": _by_account(sqlite.insert(channel_day)),
        "postgresql": _by_account(postgresql.insert(channel_day)),
    }
)
_OFFICERS = Prepared(
    {
        "sqlite": _by_officer("sqlite", sqlite.insert(officer_day)),
        "postgresql": _by_officer("postgresql", postgresql.insert(officer_day)),
    }
)
_OF_OFFICERS = Prepared(
    select(officer_day.c.officer_id, officer_day.c.reminders).where(officer_day.c.on_date == bindparam("on"))
)
_SINCE = Prepared(
    select(func.coalesce(func.sum(officer_day.c.reminders), 0)).where(officer_day.c.on_date >= bindparam("since"))
)
_TRIED = (
    select(
        outbox.c.account, outbox.c.guard, attempt.c.started_at, officer_of(decision.c.officer_id).label("officer_id")
    )
    .select_from(outbox.join(attempt, attempt.c.outbox_id == outbox.c.id))
    .outerjoin(decision, decision.c.id == outbox.c.decision_id)
    .outerjoin(staff, staff.c.id == decision.c.officer_id)
    .where(outbox.c.id == bindparam("row"), attempt.c.number == bindparam("which"))
)
