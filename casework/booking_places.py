"""Which seat of a slot, and which number of a day, does somebody get? One statement takes it; the unique indexes decide.

On a day with numbers a place that is booked ahead has the number of its seat, counted on over the day's stretches, so that
the morning's come before the afternoon's; where that number was somebody's already, and for whoever comes on the spot, it is
the next after all others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Case,
    ColumnElement,
    Executable,
    Integer,
    Select,
    Text,
    Update,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from casework.booking_facts import keeps_place
from casework.books import Books
from casework.db.prepared import Prepared
from casework.db.savepoints import undone_on_error
from casework.reception_times import MOST_NUMBERS
from casework.receptions import IS_LIVE, BookingState, DayMode
from casework.tables.receptions import booking, reception_day, reception_slot

GIVEN = (
    "id", "party_id", "contact_id", "guest_name_sealed", "guest_phone_sealed", "guest_phone_print", "kind", "state",
    "held_until", "reference", "source", "team_id", "made_by", "companions", "needs", "reason_sealed", "arrived_at",
    "checked_by", "made_at", "changed_at",
)  # fmt: skip
"""What a new booking brings besides its place."""


def locked_slot(books: Books, slot_id: int) -> Any | None:
    """The slot with its day's status, kind, mode and date. Both stay as they are until the transaction ends: the day is not
    called off and the slot not enlarged meanwhile. None where there is no such slot."""
    return _SLOT.one(books.conn, slot=slot_id)


def taken_seats(books: Books, slot: Any) -> set[int]:
    """The seats that somebody keeps. What has run out, and an appointment that is over, give way here and now."""
    now = books.clock.now()
    kept: set[int] = set()
    for row_id, seat, state, held_until in _TAKEN.rows(books.conn, slot=slot.id):
        if keeps_place(BookingState(state), held_until, slot.ends_at, now):
            kept.add(seat)
        else:
            give_way(books, row_id, BookingState(state), now)
    return kept


def give_way(books: Books, booking_id: int, state: BookingState, now: datetime) -> int:
    """End a booking that keeps its place no more, unless somebody has changed it meanwhile; how many ended (0 or 1)."""
    ended = BookingState.EXPIRED if state in (BookingState.HELD, BookingState.OFFERED) else BookingState.OVER
    changed = _GIVE_WAY.changed(books.conn, booking_=booking_id, was=state.value, becomes=ended.value, now=now)
    if changed:
        books.ring("bookings")
    return changed


def take_seat(books: Books, slot: Any, seat: int, row: dict[str, Any], *, at_end: bool = False) -> bool:
    """Write the booking ``row`` (``GIVEN``) on this seat; False when an index refused: somebody was faster.

    ``at_end``: a number after all others.
    """
    place = {"slot_id": slot.id, "day_id": slot.day_id, "seat": seat, "slot_seats": slot.seats}
    if slot.mode == DayMode.QUEUE.value:
        return _TAKE_NUMBER.changed(books.conn, **row, **place, starts=slot.starts_at, last=int(at_end)) == 1
    return _TAKE.changed(books.conn, **row, **place) == 1


def change_seat(books: Books, booking_id: int, was: BookingState, slot: Any, seat: int, **values: Any) -> int | None:
    """Put a booking that still is what it ``was`` on this seat; how many rows it wrote, None when an index refused."""
    number = number_of(slot, seat, booking_id)
    place = {"slot_id": slot.id, "day_id": slot.day_id, "seat": seat, "slot_seats": slot.seats, "queue_number": number}
    there = update(booking).where(booking.c.id == booking_id, booking.c.state == was.value)
    return _written(books, there.values(**place, **values))


def number_of(slot: Any, seat: int, booking_id: int) -> ColumnElement[Any] | None:
    """The number that this booking gets with this seat of the slot, for the statement that puts it there; None on days without
    numbers."""
    if slot.mode != DayMode.QUEUE.value:
        return None
    return _number(
        _bound("day", slot.day_id, BigInteger()), _bound("starts", slot.starts_at, reception_slot.c.starts_at.type),
        _bound("seat_there", seat, Integer()), _bound("last", 0, Integer()), besides=booking_id,
    )  # fmt: skip


def enlarge(books: Books, slot_id: int) -> Any | None:
    """One more seat, for somebody who comes on the spot; the slot as it is then. None where the table allows no more.

    Whoever calls this has locked the slot (``lock_for_enlarging``).
    """
    if _ENLARGE.changed(books.conn, slot_=slot_id, most=MOST_NUMBERS) == 0:
        return None
    return locked_slot(books, slot_id)


def lock_for_enlarging(books: Books, slot_id: int) -> None:
    """Nobody else books or enlarges this slot until the transaction ends (SQLite has one writer anyhow)."""
    _ALONE.rows(books.conn, slot=slot_id)


def _written(books: Books, statement: Executable) -> int | None:
    try:
        with undone_on_error(books.conn):
            return books.conn.execute(statement).rowcount
    except IntegrityError:
        return None


def _bound(name: str, value: Any, kind: Any) -> ColumnElement[Any]:
    return bindparam(name, value, type_=kind)


def _number(
    day: ColumnElement[Any], starts: ColumnElement[Any], seat: ColumnElement[Any], last: ColumnElement[Any],
    besides: int = 0,
) -> Case[Any]:  # fmt: skip
    """The number of a place: of its seat, or the next after all (``last`` is 1, or that one is used)."""
    other, stretch = booking.alias("other"), reception_slot.alias("stretch")
    numbered: tuple[ColumnElement[bool], ...] = (
        other.c.day_id == day,
        other.c.id != besides,
        literal_column("other.state NOT IN ('cancelled', 'expired')"),
    )
    before = select(func.coalesce(func.sum(stretch.c.seats), 0)).where(
        stretch.c.day_id == day, stretch.c.starts_at < starts
    )
    own = before.scalar_subquery() + seat
    used = exists(select(other.c.id).where(*numbered, other.c.queue_number == own))
    all_there = union_all(
        select(func.coalesce(func.max(other.c.queue_number), 0).label("number")).where(*numbered),
        select(func.coalesce(func.sum(stretch.c.seats), 0)).where(stretch.c.day_id == day),
    ).subquery("numbers")
    after_all = select(func.max(all_there.c.number)).scalar_subquery() + 1
    return case((or_(last == 1, used), after_all), else_=own)


def _take(dialect: str, *, numbered: bool) -> Any:
    def given(name: str) -> Any:
        return bindparam(name, type_=booking.c[name].type)

    values = {name: given(name) for name in (*GIVEN, "slot_id", "day_id", "seat", "slot_seats")}
    if numbered:
        starts, last = bindparam("starts", type_=reception_slot.c.starts_at.type), bindparam("last", type_=Integer())
        values["queue_number"] = _number(given("day_id"), starts, given("seat"), last)
    insert = sqlite.insert(booking) if dialect == "sqlite" else postgresql.insert(booking)
    rows = select(*values.values()).where(true())  # SQLite's grammar: no ON CONFLICT right after a SELECT without it
    return insert.from_select(list(values), rows).on_conflict_do_nothing()


def _slot() -> Select[Any]:
    return (
        select(
            reception_slot, reception_day.c.status, reception_day.c.kind, reception_day.c.mode, reception_day.c.on_date
        )
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(reception_slot.c.id == bindparam("slot"))
    )


def _ended() -> Update:
    instant = booking.c.changed_at.type
    return (
        update(booking)
        .where(booking.c.id == bindparam("booking_"), booking.c.state == bindparam("was", type_=Text()))
        .values(state=bindparam("becomes", type_=Text()), changed_at=bindparam("now", type_=instant))
    )


_SLOT = Prepared(_slot().with_for_update(read=True, of=[reception_slot, reception_day]))
_ALONE = Prepared(
    select(reception_slot.c.id)
    .where(reception_slot.c.id == bindparam("slot"))
    .with_for_update()
)  # fmt: skip
_TAKEN = Prepared(
    select(booking.c.id, booking.c.seat, booking.c.state, booking.c.held_until).where(
        booking.c.slot_id == bindparam("slot"), IS_LIVE
    )
)
_GIVE_WAY = Prepared(_ended())
_TAKE = Prepared.for_each_kind(lambda dialect: _take(dialect, numbered=False))
_TAKE_NUMBER = Prepared.for_each_kind(lambda dialect: _take(dialect, numbered=True))
_ENLARGE = Prepared(
    update(reception_slot)
    .where(
        reception_slot.c.id == bindparam("slot_", type_=BigInteger()),
        reception_slot.c.seats < bindparam("most", type_=Integer()),
    )
    .values(seats=reception_slot.c.seats + literal_column("1"))
)
