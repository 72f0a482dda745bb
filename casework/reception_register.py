"""What stands in the register of receptions (sổ tiếp công dân): who came when, with what, and what was done about it?

Only leaders' receptions of citizens: a working meeting with the officer is none and is not entered. Who did not come was not
received and has no row; how many there were, and how many meetings nobody has written up yet, is told beside the rows, so that
a register is never taken for complete when it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from casework import obligations, people
from casework.booking_facts import Booking, opened, with_place
from casework.books import Books
from casework.clock import local
from casework.leader_page import name_of, phone_of
from casework.own_data import masked
from casework.reception_kinds import BookingKind, BookingSource, BookingState
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_day, reception_slot

_ENTERED = (BookingState.ARRIVED, BookingState.DONE, BookingState.REFUSED)
_NOT_WRITTEN_UP = (BookingState.CONFIRMED, BookingState.OVER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row of the register. ``identity``: only its last digits; the papers themselves were looked at by ``checked``."""

    number: int
    on_date: date
    reference: str
    leader_id: int
    place: str
    name: str = field(repr=False)
    address: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    identity: str | None = field(repr=False)
    checked: bool
    people: int
    walk_in: bool
    reason: str | None = field(repr=False)
    cases: tuple[str, ...]  # numbers of the decisions in which they take part
    office: str | None
    state: BookingState
    outcome: Outcome | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of it, as ``casework.tables.reception_follow_ups`` keeps it."""

    what: str
    note: str | None = field(repr=False)
    next_step: str | None
    next_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    refusal_ground: str | None
    notice_due_on: date | None
    noticed_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The rows from ``first`` to ``last``, both included; ``no_shows`` and ``not_written_up`` have none."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    no_shows: int
    not_written_up: int


def register(books: Books, first: date, last: date, who: Staff | None = None) -> Register:
    """The register of these days, in the order in which people were received; ``who``: only of the days that they see."""
    days = _days(first, last) if who is None else and_(_days(first, last), in_sight(who, reception_day))
    asked = with_place().add_columns(reception_day.c.on_date).where(days, booking.c.state.in_(_values(_ENTERED)))
    rows = books.conn.execute(
        asked.order_by(reception_day.c.on_date, reception_slot.c.starts_at, booking.c.queue_number, booking.c.seat)
    ).all()
    told = _outcomes(books, days)
    return Register(
        first=first,
        last=last,
        entries=tuple(
            _entry(books, number, row.on_date, row.checked_by is not None, opened(books, row), told.get(row.id))
            for number, row in enumerate(rows, start=1)
        ),
        no_shows=_count(books, days, [BookingState.NO_SHOW]),
        not_written_up=_count(books, and_(days, reception_slot.c.ends_at <= books.clock.now()), _NOT_WRITTEN_UP),
    )


def _entry(books: Books, number: int, on_date: date, checked: bool, there: Booking, outcome: Outcome | None) -> Entry:
    known = None if there.party_id is None else people.party(books, there.party_id)
    views = [] if known is None else obligations.of_party(books, known.id)
    return Entry(
        number=number,
        on_date=on_date,
        reference=there.reference,
        leader_id=there.leader_id,
        place=there.place,
        name=name_of(there, known),
        address=None if known is None else known.address,
        phone=phone_of(there, known),
        identity=None if known is None else masked(known.identity),
        checked=checked,
        people=1 + there.companions,
        walk_in=there.source is BookingSource.WALK_IN,
        reason=there.reason,
        cases=tuple(one.number for one in views),
        office=views[0].office_name if views else None,
        state=there.state,
        outcome=outcome,
    )


def _days(first: date, last: date) -> ColumnElement[bool]:
    return and_(
        reception_day.c.on_date >= first,
        reception_day.c.on_date <= last,
        reception_day.c.kind == BookingKind.RECEPTION.value,
    )


def _outcomes(books: Books, days: ColumnElement[bool]) -> dict[int, Outcome]:
    rows = books.conn.execute(
        select(reception_outcome)
        .join(booking, booking.c.id == reception_outcome.c.booking_id)
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .where(days)
    )
    return {row.booking_id: _outcome(books, row) for row in rows.all()}


def _outcome(books: Books, row: Any) -> Outcome:
    sealed = row.note_sealed
    return Outcome(
        what=row.what,
        note=None if sealed is None else books.keys.open("reception_outcome", "note", row.id, sealed),
        next_step=row.next_step,
        next_on=row.next_on,
        answer_due_on=row.answer_due_on,
        answered_on=_day(row.answered_at),
        refusal_ground=row.refusal_ground,
        notice_due_on=row.notice_due_on,
        noticed_on=_day(row.noticed_at),
    )


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local(instant).date()


def _count(books: Books, where: ColumnElement[bool], states: Sequence[BookingState]) -> int:
    asked = (
        select(func.count())
        .select_from(booking)
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .where(where, booking.c.state.in_(_values(states)))
    )
    return books.conn.execute(asked).scalar_one()


def _values(states: Sequence[BookingState]) -> list[str]:
    return [one.value for one in states]
