"""Who has which seat at a reception? The database's unique indexes decide; the code only asks them.

A seat is held for ten minutes and then confirmed. One live booking for each party and kind, one for each seat. A hold that
has run out, and an appointment that is over, give way as soon as somebody wants their place, even if nobody has tidied up.
Moving changes the same row, so the old seat is given up in the same moment as the new one is taken, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from casework.audit import Action, record, staff
from casework.booking_facts import (
    Booking,
    booking_of_party,
    find_booking,
    is_live,
    live_bookings_of_day,
)
from casework.books import Books
from casework.contacts import contact
from casework.db.ids import new_id
from casework.party_events import PartyEvent, note_event
from casework.receptions import (
    FARTHEST,
    BookingKind,
    BookingState,
    DayStatus,
    FreeSlot,
    close_day,
    nearest_free,
    takes_seat,
)
from casework.references import new_reference
from casework.tables.receptions import booking, reception_day, reception_slot

__all__ = [
    "AlreadyHas", "Booking", "BookingKind", "BookingState", "Full", "Lapsed", "NotOffered", "WhyNot",
    "booking_of_party", "call_off_day", "cancel", "confirm", "find_booking", "hold", "move", "release_expired_holds",
]  # fmt: skip

HOLD = timedelta(minutes=10)
REFERENCE = "LH"


class WhyNot(StrEnum):
    """Why a slot cannot be taken by anybody, or not by this chat."""

    PAST = "past"
    TOO_FAR = "too_far"  # more than 60 days ahead
    CALLED_OFF = "called_off"
    UNKNOWN = "unknown"
    NOT_LINKED = "not_linked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Full:
    """Every seat of the slot is taken; ``nearest`` are free now."""

    nearest: tuple[FreeSlot, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyHas:
    """The party has this live booking, perhaps made from its other chat a moment ago."""

    booking: Booking


@dataclass(frozen=True, kw_only=True, slots=True)
class NotOffered:
    """The slot cannot be had; ``nearest`` are free now."""

    why: WhyNot
    nearest: tuple[FreeSlot, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lapsed:
    """The booking is not live any more (hold run out, cancelled, over); ``nearest`` are free now."""

    nearest: tuple[FreeSlot, ...]


def hold(
    books: Books,
    slot_id: int,
    party_id: int,
    contact_id: int,
    *,
    kind: BookingKind = BookingKind.RECEPTION,
    reason: str | None = None,
) -> Booking | Full | AlreadyHas | NotOffered:
    """Keep a seat for ten minutes. A chat that already holds one (not yet confirmed) changes to this slot instead."""
    chat = contact(books, contact_id)
    if chat is None or chat.party_id != party_id:
        return NotOffered(why=WhyNot.NOT_LINKED, nearest=())
    slot = _slot_on_offer(books, slot_id)
    if isinstance(slot, NotOffered):
        return slot
    _give_way(books, or_(booking.c.slot_id == slot_id, booking.c.party_id == party_id))
    there = booking_of_party(books, party_id, kind)
    if there is not None:
        own_hold = there.state is BookingState.HELD and there.contact_id == contact_id
        changed = _change(books, there, slot) if own_hold else AlreadyHas(booking=there)
        if not isinstance(changed, Lapsed):  # else another process ended the hold just now, and the way is free
            return changed
    return _take_new(books, slot, {"party_id": party_id, "contact_id": contact_id, "kind": kind.value}, reason)


def confirm(books: Books, booking_id: int) -> Booking | Lapsed:
    """Make the hold a booking; pressing twice gives the same booking."""
    now = books.clock.now()
    confirmed = _set(
        books,
        booking_id,
        [booking.c.state == BookingState.HELD.value, booking.c.held_until > now],
        state=BookingState.CONFIRMED,
    )
    there = find_booking(books, booking_id)
    if there is None or there.state is not BookingState.CONFIRMED or there.ends_at <= now:
        return Lapsed(nearest=nearest_free(books, now if there is None else there.starts_at))
    if confirmed:
        _note(books, Action.BOOKING_CONFIRMED, there)
    return there


def cancel(books: Books, booking_id: int, *, staff_id: int | None = None) -> Booking | None:
    """Give the seat back, from this moment for others; None when the booking was not live."""
    if not _set(books, booking_id, [takes_seat(books.clock.now())], state=BookingState.CANCELLED):
        return None
    there = find_booking(books, booking_id)
    if there is not None:
        _note(books, Action.BOOKING_CANCELLED, there, staff_id)
    return there


def move(books: Books, booking_id: int, slot_id: int) -> Booking | Full | NotOffered | Lapsed:
    """Change to another slot in one step; if it is full or not offered, the old seat stays as it was."""
    slot = _slot_on_offer(books, slot_id)
    if isinstance(slot, NotOffered):
        return slot
    there = find_booking(books, booking_id)
    now = books.clock.now()
    if there is None or not is_live(there, now):
        return Lapsed(nearest=nearest_free(books, slot.starts_at))
    _give_way(books, booking.c.slot_id == slot_id)
    moved = _change(books, there, slot)
    if isinstance(moved, Booking) and moved.state is BookingState.CONFIRMED:
        _note(books, Action.BOOKING_MOVED, moved)
    return moved


def release_expired_holds(books: Books, now: datetime) -> int:
    """Tidy up holds that have run out and appointments that are over; how many there were."""
    return _give_way(books, true(), now)


def call_off_day(books: Books, day_id: int, staff_id: int) -> tuple[Booking, ...]:
    """The leader cannot come: the day closes and its live bookings end; they are returned, for the people to be told."""
    if not close_day(books, day_id):
        return ()
    now = books.clock.now()
    ended = live_bookings_of_day(books, day_id)
    same_place = {one.id: [booking.c.slot_id == one.slot_id, takes_seat(now)] for one in ended}
    ended = tuple(one for one in ended if _set(books, one.id, same_place[one.id], state=BookingState.CANCELLED))
    note_event(books, PartyEvent.BOOKING_CHANGED, [one.party_id for one in ended])
    record(books, staff(staff_id), Action.RECEPTION_DAY_CALLED_OFF, f"reception_day:{day_id}")
    books.ring("bookings")
    return ended


def _slot_on_offer(books: Books, slot_id: int) -> Row[Any] | NotOffered:
    """The slot's row; its day is held until the transaction ends, so that it is not called off meanwhile."""
    slot = books.conn.execute(
        select(reception_slot, reception_day.c.status)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(reception_slot.c.id == slot_id)
        .with_for_update(read=True, of=reception_day)
    ).one_or_none()
    now = books.clock.now()
    if slot is None:
        return NotOffered(why=WhyNot.UNKNOWN, nearest=nearest_free(books, now))
    if slot.starts_at <= now:
        return NotOffered(why=WhyNot.PAST, nearest=nearest_free(books, now))
    if slot.starts_at > now + FARTHEST:
        return NotOffered(why=WhyNot.TOO_FAR, nearest=nearest_free(books, now))
    if slot.status != DayStatus.OPEN.value:
        return NotOffered(why=WhyNot.CALLED_OFF, nearest=nearest_free(books, slot.starts_at))
    return slot


def _take_new(books: Books, slot: Row[Any], who: dict[str, Any], reason: str | None) -> Booking | Full | AlreadyHas:
    now = books.clock.now()
    for seat in _free_seats(books, slot):
        row_id = new_id()
        row = {
            "id": row_id,
            "slot_id": slot.id,
            "seat": seat,
            "state": BookingState.HELD.value,
            "held_until": now + HOLD,
            "reference": new_reference(REFERENCE),
            "reason_sealed": books.keys.seal("booking", "reason", row_id, reason) if reason else None,
            "made_at": now,
            "changed_at": now,
        }
        if _written(books, insert(booking).values(row | who)):
            books.ring("bookings")
            return _found(books, row_id)
        there = booking_of_party(books, who["party_id"], BookingKind(who["kind"]))
        if there is not None:  # the party's other chat was faster
            return AlreadyHas(booking=there)
    return Full(nearest=nearest_free(books, slot.starts_at))


def _change(books: Books, there: Booking, slot: Row[Any]) -> Booking | Full | Lapsed:
    now = books.clock.now()
    values: dict[str, Any] = {"slot_id": slot.id, "changed_at": now}
    if there.state is BookingState.HELD:
        values["held_until"] = now + HOLD
    same = slot.id == there.slot_id
    for seat in [there.seat] if same else _free_seats(books, slot):
        still = update(booking).where(booking.c.id == there.id, booking.c.state == there.state.value)
        moved = _written(books, still.values(seat=seat, **values))
        if moved == 0:
            return Lapsed(nearest=nearest_free(books, slot.starts_at))
        if moved:
            books.ring("bookings")
            return _found(books, there.id)
    return Full(nearest=nearest_free(books, slot.starts_at))


def _free_seats(books: Books, slot: Row[Any]) -> list[int]:
    live = booking.c.state.in_((BookingState.HELD.value, BookingState.CONFIRMED.value))
    taken = set(books.conn.execute(select(booking.c.seat).where(booking.c.slot_id == slot.id, live)).scalars())
    return [seat for seat in range(1, slot.seats + 1) if seat not in taken]


def _written(books: Books, statement: Executable) -> int | None:
    """How many rows it wrote; None when a unique index refused (somebody else was faster)."""
    try:
        with books.conn.begin_nested():
            return books.conn.execute(statement).rowcount
    except IntegrityError:
        return None


def _give_way(books: Books, which: ColumnElement[bool], now: datetime | None = None) -> int:
    """End holds that have run out and appointments that are over, so that the indexes do not keep their places."""
    now = now or books.clock.now()
    past = select(reception_slot.c.id).where(reception_slot.c.ends_at <= now)
    lapsed = update(booking).where(which, booking.c.state == BookingState.HELD.value, booking.c.held_until <= now)
    over = update(booking).where(which, booking.c.state == BookingState.CONFIRMED.value, booking.c.slot_id.in_(past))
    ended = books.conn.execute(lapsed.values(state=BookingState.EXPIRED.value, changed_at=now)).rowcount
    ended += books.conn.execute(over.values(state=BookingState.OVER.value, changed_at=now)).rowcount
    if ended:
        books.ring("bookings")
    return ended


def _set(books: Books, booking_id: int, only: list[ColumnElement[bool]], *, state: BookingState) -> bool:
    changed = books.conn.execute(
        update(booking)
        .where(booking.c.id == booking_id, *only)
        .values(state=state.value, held_until=None, changed_at=books.clock.now())
    )
    if changed.rowcount == 1:
        books.ring("bookings")
    return changed.rowcount == 1


def _note(books: Books, action: Action, there: Booking, staff_id: int | None = None) -> None:
    note_event(books, PartyEvent.BOOKING_CHANGED, [there.party_id])
    actor = f"contact:{there.contact_id}" if staff_id is None else staff(staff_id)
    record(books, actor, action, f"booking:{there.id}", purpose=f"slot:{there.slot_id} seat:{there.seat}")


def _found(books: Books, booking_id: int) -> Booking:
    there = find_booking(books, booking_id)
    if there is None:
        raise LookupError("no such booking")
    return there
