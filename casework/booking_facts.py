"""Which booking is it: whose, when, where, and does it still stand?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from casework.books import Books
from casework.receptions import BookingKind, BookingState, takes_seat
from casework.tables.receptions import booking, reception_day, reception_slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """A booking with the time and place it is for. Instants are UTC."""

    id: int
    reference: str
    slot_id: int
    seat: int
    party_id: int
    contact_id: int
    kind: BookingKind
    state: BookingState
    held_until: datetime | None
    reason: str | None = field(repr=False)
    starts_at: datetime
    ends_at: datetime
    leader_id: int
    commune_id: int | None
    place: str
    address: str


def is_live(there: Booking, now: datetime) -> bool:
    """Whether it still keeps its seat at ``now``."""
    if there.state is BookingState.HELD:
        return there.held_until is not None and there.held_until > now
    return there.state is BookingState.CONFIRMED and there.ends_at > now


def booking_of_party(books: Books, party_id: int, kind: BookingKind = BookingKind.RECEPTION) -> Booking | None:
    """The party's live booking of this kind."""
    now = books.clock.now()
    row = books.conn.execute(
        _with_place().where(
            booking.c.party_id == party_id,
            booking.c.kind == kind.value,
            takes_seat(now),
            reception_slot.c.ends_at > now,
        )
    ).one_or_none()
    return None if row is None else _opened(books, row)


def find_booking(books: Books, booking_id: int) -> Booking | None:
    """A booking in whatever state."""
    row = books.conn.execute(_with_place().where(booking.c.id == booking_id)).one_or_none()
    return None if row is None else _opened(books, row)


def live_bookings_of_day(books: Books, day_id: int) -> tuple[Booking, ...]:
    """The day's live bookings, in order of time."""
    live = _with_place().where(reception_slot.c.day_id == day_id, takes_seat(books.clock.now()))
    rows = books.conn.execute(live.order_by(reception_slot.c.starts_at, booking.c.seat))
    return tuple(_opened(books, row) for row in rows)


def _with_place() -> Select[Any]:
    return (
        select(
            booking,
            reception_slot.c.starts_at,
            reception_slot.c.ends_at,
            reception_day.c.leader_id,
            reception_day.c.commune_id,
            reception_day.c.place,
            reception_day.c.address,
        )
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
    )


def _opened(books: Books, row: Row[Any]) -> Booking:
    sealed = row.reason_sealed
    return Booking(
        id=row.id,
        reference=row.reference,
        slot_id=row.slot_id,
        seat=row.seat,
        party_id=row.party_id,
        contact_id=row.contact_id,
        kind=BookingKind(row.kind),
        state=BookingState(row.state),
        held_until=row.held_until,
        reason=None if sealed is None else books.keys.open("booking", "reason", row.id, sealed),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        leader_id=row.leader_id,
        commune_id=row.commune_id,
        place=row.place,
        address=row.address,
    )
