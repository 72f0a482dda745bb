"""Which place on another day is kept for somebody whose day was moved? The unique indexes decide; nobody's seat is taken.

Whoever booked first chooses first: the hour nearest to the old one, then, where that day is full, the next place elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError

from casework.booking_places import number_of
from casework.books import Books
from casework.clock import local
from casework.reception_kinds import LIVE, BookingState, DayStatus
from casework.receptions import FARTHEST
from casework.tables.receptions import booking, reception_day, reception_slot

LAST_CALL = timedelta(hours=2)  # before the hour itself: later the place is of no use to anybody else


@dataclass(kw_only=True, slots=True)
class Places:
    """The slots that can be offered, with their free seats as they were read; each is asked of the database again."""

    first: Sequence[Row[Any]]  # of the day that takes the old one's place
    others: Sequence[Row[Any]]  # of other days, the most fitting first
    free: dict[int, list[int]]

    def for_hour(self, starts_at: datetime) -> Iterable[Row[Any]]:
        """Those with a free seat, in the order in which they suit somebody who had this hour."""
        nearest = sorted(self.first, key=lambda slot: (_apart(slot.starts_at, starts_at), slot.starts_at))
        return (slot for slot in (*nearest, *self.others) if self.free[slot.id])


def places(books: Books, day: Row[Any], to_day_id: int | None) -> Places:
    """What can be offered to those who were booked on ``day``: the day ``to_day_id`` first, then open ones of its kind."""
    now = books.clock.now()
    rows = books.conn.execute(
        select(
            reception_slot, reception_day.c.leader_id, reception_day.c.commune_id, reception_day.c.place,
            reception_day.c.mode,
        )
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(
            reception_day.c.status == DayStatus.OPEN.value,
            reception_day.c.kind == day.kind,
            reception_day.c.id != day.id,
            reception_slot.c.starts_at > now,
            reception_slot.c.starts_at <= now + FARTHEST,
        )
        .order_by(reception_slot.c.starts_at, reception_slot.c.id)
        .with_for_update(read=True, of=[reception_slot, reception_day])  # neither called off nor enlarged meanwhile
    ).all()  # fmt: skip
    first = [row for row in rows if row.day_id == to_day_id]
    others = [row for row in rows if row.day_id != to_day_id and _fits(row, day)]
    others.sort(key=lambda row: (row.commune_id != day.commune_id, row.leader_id != day.leader_id, row.starts_at))
    return Places(first=first, others=others, free=_free(books, (*first, *others)))


def day_places(books: Books, day_id: int) -> Places:
    """The slots of one day alone that have not begun, and their free seats."""
    rows = books.conn.execute(
        select(reception_slot, reception_day.c.mode)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(reception_slot.c.day_id == day_id, reception_slot.c.starts_at > books.clock.now())
        .order_by(reception_slot.c.starts_at)
    ).all()
    return Places(first=rows, others=(), free=_free(books, rows))


def put(
    books: Books, booking_id: int, now_on: int, slot: Row[Any], seats: list[int], *, only: Sequence[str], **values: Any
) -> bool | None:  # fmt: skip
    """Put the booking, which stands on the slot ``now_on``, on one of these seats of ``slot``, and count its revision up.

    ``only``: the states from which it may be moved.
    False: all were taken meanwhile. None: the booking itself was changed by somebody else, and is left as it is.
    """
    while seats:
        place = on_seat(slot, seats[0])
        moved = (
            update(booking)
            .where(booking.c.id == booking_id, booking.c.slot_id == now_on, booking.c.state.in_(only))
            .values(
                **place,
                queue_number=number_of(slot, seats[0], booking_id),
                coming_at=None,
                revision=booking.c.revision + 1,
                changed_at=books.clock.now(),
                **values,
            )
        )
        try:
            with books.conn.begin_nested():
                written = books.conn.execute(moved).rowcount
        except IntegrityError:
            seats.pop(0)
            continue
        if written:
            seats.pop(0)
        return True if written else None
    return False


def on_seat(slot: Row[Any], seat: int) -> dict[str, Any]:
    """The columns by which a booking stands on this seat."""
    return {"slot_id": slot.id, "day_id": slot.day_id, "slot_seats": slot.seats, "seat": seat}


def kept_until(books: Books, wanted: datetime, starts_at: datetime) -> datetime:
    """Until when a place at ``starts_at`` is kept if ``wanted`` is when the office would give it to others."""
    latest = starts_at - LAST_CALL
    return min(wanted, latest if latest > books.clock.now() else starts_at)


# an offer that ran out, or a booking that ended for want of a place, may come to life again on a free seat
MAY_MOVE = (*LIVE, BookingState.EXPIRED.value, BookingState.CANCELLED.value)


def _free(books: Books, slots: Sequence[Row[Any]]) -> dict[int, list[int]]:
    taken: dict[int, set[int]] = {slot.id: set() for slot in slots}
    live = select(booking.c.slot_id, booking.c.seat).where(
        booking.c.slot_id.in_(list(taken)), booking.c.state.in_(LIVE)
    )
    for slot_id, seat in books.conn.execute(live):
        taken[slot_id].add(seat)
    return {
        slot.id: [seat for seat in range(1, slot.seats + 1) if seat not in taken[slot.id]] for slot in slots
    }  # fmt: skip


def _fits(slot: Row[Any], day: Row[Any]) -> bool:
    """Working meetings are with the same officer; a leader's reception may be another's, at the same place or the office."""
    if day.kind == "officer":
        return bool(slot.leader_id == day.leader_id)
    return slot.commune_id in (None, day.commune_id)


def _apart(one: datetime, other: datetime) -> int:
    here, there = local(one).time(), local(other).time()
    return abs((here.hour - there.hour) * 60 + here.minute - there.minute)
