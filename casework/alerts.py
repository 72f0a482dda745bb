"""Whom must somebody call at once, who has taken it, and when did they call?

An alert is raised by words of distress, stays until a call is recorded, and is told again and again in office hours: to the
next turn of the list after fifteen minutes in which nobody took it, and after thirty in which whoever took it has not
called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.office_time import after
from casework.question_rows import Act, State, fitted, move, write_entry
from casework.tables.alerts import alert as alerts
from casework.tables.questions import question as questions

TAKE_WITHIN = timedelta(minutes=15)  # of office time
CALL_WITHIN = timedelta(minutes=30)  # of office time, after taking it


class Outcome(StrEnum):
    """What came of a call. Stored by value."""

    REACHED = "reached"
    FAMILY = "family"  # somebody close was reached and stays with the person
    EMERGENCY = "emergency"  # handed to 115, 113 or the commune
    MEANT_OTHERWISE = "meant_otherwise"  # the words were no sign of distress
    NOT_REACHED = "not_reached"  # the alert goes on


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """One alert. ``called_at``: when the call that ended it was recorded; ``told``: how many times somebody was told."""

    id: int
    question_id: int
    reference: str
    raised_at: datetime
    told: int
    next_at: datetime | None
    taken_by: int | None
    taken_at: datetime | None
    called_by: int | None
    called_at: datetime | None
    outcome: Outcome | None


def raise_for(books: Books, question_id: int) -> None:
    """Raise the alert of a question; one that is open already stays as it is."""
    if _one(books, (alerts.c.question_id == question_id) & alerts.c.called_at.is_(None)) is not None:
        return
    now = books.clock.now()
    books.conn.execute(insert(alerts).values(id=new_id(), question_id=question_id, raised_at=now, next_at=now))
    books.ring("alerts")


def open_alerts(books: Books) -> tuple[Alert, ...]:
    """Those where nobody has called yet, oldest first."""
    return _found(books, alerts.c.called_at.is_(None))


def alert_named(books: Books, alert_id: int) -> Alert | None:
    """The alert of this id."""
    found = _found(books, alerts.c.id == alert_id)
    return found[0] if found else None


def alert_of(books: Books, question_id: int) -> Alert | None:
    """The last alert of a question."""
    found = _found(books, alerts.c.question_id == question_id)
    return found[-1] if found else None


def due(books: Books, *, limit: int) -> tuple[Alert, ...]:
    """Those of which somebody has to be told now."""
    return _found(books, alerts.c.next_at <= books.clock.now(), limit=limit)


def next_due(books: Books) -> datetime | None:
    """When somebody has to be told next."""
    return books.conn.execute(select(func.min(alerts.c.next_at)).where(alerts.c.next_at.is_not(None))).scalar()


def next_told(books: Books, one: Alert) -> bool:
    """Note that a turn is told now, and when the next is; False if another process was quicker."""
    wait = TAKE_WITHIN if one.taken_at is None else CALL_WITHIN
    noted = books.conn.execute(
        update(alerts)
        .where(alerts.c.id == one.id, alerts.c.next_at == one.next_at)
        .values(told=one.told + 1, next_at=after(books, books.clock.now(), wait))
    )
    return noted.rowcount == 1


def take(books: Books, question_id: int, staff_id: int, *, over: bool = False) -> Alert | None:
    """The member of staff takes it: calls now. The alert with whoever has it, which is somebody else where it was taken.

    ``over`` takes it from them. None when the question never had an alert.
    """
    now = books.clock.now()
    free = alerts.c.taken_by.is_(None)
    taken = books.conn.execute(
        update(alerts)
        .where(alerts.c.question_id == question_id, alerts.c.called_at.is_(None), *(() if over else (free,)))
        .values(taken_by=staff_id, taken_at=now, next_at=after(books, now, CALL_WITHIN))
    )
    if taken.rowcount == 0:
        return alert_of(books, question_id)
    books.conn.execute(update(questions).where(questions.c.id == question_id).values(officer_id=staff_id))
    books.ring("questions")
    audit.record(books, audit.staff(staff_id), audit.Action.ALERT_TAKEN, f"question:{question_id}")
    return alert_of(books, question_id)


def called(books: Books, question_id: int, staff_id: int, outcome: Outcome, note: str) -> Alert | None:
    """Record a call, with a note for the office. Nobody reached: the alert goes on. None when nothing is open.

    The thread keeps every call: the outcome in a line, and the note below it.
    """
    there = _one(books, (alerts.c.question_id == question_id) & alerts.c.called_at.is_(None))
    if there is None:
        return None
    now = books.clock.now()
    values: dict[str, Any] = {"called_by": staff_id, "called_at": now, "outcome": outcome.value, "next_at": None}
    if outcome is Outcome.NOT_REACHED:
        values = {"next_at": after(books, now, TAKE_WITHIN), "outcome": outcome.value}
    if there.taken_by is None:
        values |= {"taken_by": staff_id, "taken_at": now}
    books.conn.execute(update(alerts).where(alerts.c.id == there.id).values(**values))
    write_entry(books, question_id, Act.CALLED, fitted(f"{outcome.value}\n{note}"), staff_id=staff_id)
    books.ring("questions")
    if outcome is not Outcome.NOT_REACHED:
        move(books, questions.c.id == question_id, State.ANSWERED, frm=_OPEN, waiting_since=None, unanswered=0)
    audit.record(
        books, audit.staff(staff_id), audit.Action.ALERT_CALLED, f"question:{question_id}", purpose=outcome.value
    )
    return alert_of(books, question_id)


_OPEN = (State.WAITING, State.ASKED_BACK)
_COLUMNS = (*alerts.columns, questions.c.reference)


def _found(books: Books, which: Any, *, limit: int = 200) -> tuple[Alert, ...]:
    rows: Sequence[Row[Any]] = books.conn.execute(
        select(*_COLUMNS)
        .join(questions, questions.c.id == alerts.c.question_id)
        .where(which)
        .order_by(alerts.c.raised_at, alerts.c.id)
        .limit(limit)
    ).all()
    return tuple(
        Alert(**dict(row._mapping) | {"outcome": None if row.outcome is None else Outcome(row.outcome)}) for row in rows
    )


def _one(books: Books, which: Any) -> Row[Any] | None:
    return books.conn.execute(select(alerts).where(which).order_by(alerts.c.id.desc()).limit(1)).one_or_none()
