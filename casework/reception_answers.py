"""What is owed after a reception, to whom is it owed, and by which day: an answer, a notice of refusal?

Both are counted in working days of the agency's own calendar (42/2013/QH13 Đ.28.1: ten; Đ.9.3 with 154/2026/NĐ-CP Đ.4.1.h: three).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all, update

from casework.audit import Action, record, staff
from casework.books import Books
from casework.clock import today
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_day

_C = reception_outcome.c


class Owes(StrEnum):
    """What the office owes."""

    ANSWER = "answer"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One thing that the office owes after a meeting, by the end of ``due_on``. ``reference``: the booking's."""

    outcome_id: int
    booking_id: int
    reference: str
    party_id: int | None
    leader_id: int
    recorded_by: int
    met_on: date
    owes: Owes
    due_on: date
    overdue: bool


def owed(books: Books, *, by: date | None = None) -> tuple[Owed, ...]:
    """What is owed and has not been given, the most urgent first; ``by``: only what is due by that day."""
    day = today(books.clock)
    asked = [_of(which, due, by) for which, (due, _) in _KINDS.items()]
    rows = books.conn.execute(union_all(*asked).order_by("due_on", "outcome_id"))
    return tuple(Owed(**dict(row._mapping) | {"owes": Owes(row.owes), "overdue": row.due_on < day}) for row in rows)


def give(books: Books, outcome_id: int, what: Owes, staff_id: int) -> bool:
    """What was owed has been given; False when it was not owed, or had been given."""
    due, given = _KINDS[what]
    values: dict[Any, Any] = {given: books.clock.now()}
    if what is Owes.ANSWER:
        values[_C.answered_by] = staff_id
    there = update(reception_outcome).where(_C.id == outcome_id, due.is_not(None), given.is_(None))
    if books.conn.execute(there.values(values)).rowcount != 1:
        return False
    record(books, staff(staff_id), Action.RECEPTION_ANSWERED, f"reception_outcome:{outcome_id}", purpose=what.value)
    books.ring("bookings")
    return True


def first_due(books: Books) -> date | None:
    """The earliest day by which something is owed."""
    open_ = [and_(due.is_not(None), given.is_(None)) for due, given in _KINDS.values()]
    days = [select(func.min(due)).where(one) for (due, _), one in zip(_KINDS.values(), open_, strict=True)]
    found = [books.conn.execute(one).scalar() for one in days]
    return min((one for one in found if one is not None), default=None)


_KINDS: dict[Owes, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    Owes.ANSWER: (_C.answer_due_on, _C.answered_at),
    Owes.NOTICE: (_C.notice_due_on, _C.noticed_at),
}


def _of(which: Owes, due: ColumnElement[Any], by: date | None) -> Any:
    given = _KINDS[which][1]
    asked = (
        select(
            _C.id.label("outcome_id"),
            _C.booking_id,
            booking.c.reference,
            booking.c.party_id,
            reception_day.c.leader_id,
            _C.recorded_by,
            reception_day.c.on_date.label("met_on"),
            literal(which.value).label("owes"),
            due.label("due_on"),
        )
        .join(booking, booking.c.id == _C.booking_id)
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .where(due.is_not(None), given.is_(None))
    )
    return asked if by is None else asked.where(due <= by)
