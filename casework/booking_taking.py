"""How does a visitor come to a seat, or to another one? The steps that every way of getting a place takes.

Whoever takes a place locks the slot first, ends what stands in its way and has run out, and then lets the unique indexes
decide, seat by seat, until one is taken or none is free.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, update

from casework.audit import Action, record, whoever
from casework.booking_answers import AlreadyHas, Full, Lapsed, NotOffered, WhyNot
from casework.booking_facts import Booking, find_booking, in_the_way, is_live
from casework.booking_places import change_seat, give_way, locked_slot, take_seat, taken_seats
from casework.booking_visitors import Visitor, columns
from casework.books import Books
from casework.db.ids import new_id
from casework.party_events import PartyEvent, note_event
from casework.reception_details import Need, written
from casework.receptions import FARTHEST, BookingKind, BookingSource, BookingState, DayStatus, nearest_free
from casework.references import new_reference
from casework.tables.receptions import booking

HOLD = timedelta(minutes=10)
REFERENCE = "LH"
_TRIES = 1_000  # each time somebody else was faster, so each brings the end nearer


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What comes with a booking besides its place. ``staff_id``: who made it for the person; ``team_id``: who brings them."""

    kind: BookingKind = BookingKind.RECEPTION
    source: BookingSource = BookingSource.CHAT
    reason: str | None = None
    companions: int = 0
    needs: tuple[Need, ...] = ()
    staff_id: int | None = None
    team_id: int | None = None


def slot_on_offer(books: Books, slot_id: int, kind: BookingKind | None = None) -> Any | NotOffered:
    """The slot's row, which stays as it is until the transaction ends; a slot for the other kind is none to them."""
    slot = locked_slot(books, slot_id)
    now, wanted = books.clock.now(), kind or BookingKind.RECEPTION
    if slot is None or (kind is not None and slot.kind != kind.value):
        return NotOffered(why=WhyNot.UNKNOWN, nearest=nearest_free(books, now, kind=wanted))
    if slot.starts_at <= now:
        return NotOffered(why=WhyNot.PAST, nearest=nearest_free(books, now, kind=wanted))
    if slot.starts_at > now + FARTHEST:
        return NotOffered(why=WhyNot.TOO_FAR, nearest=nearest_free(books, now, kind=wanted))
    if slot.status != DayStatus.OPEN.value:
        return NotOffered(why=WhyNot.CALLED_OFF, nearest=nearest_free(books, slot.starts_at, kind=wanted))
    return slot


def take(
    books: Books, slot: Any, visitor: Visitor, asked: Asked, *, at_end: bool = False, **stands: Any
) -> Booking | Full | AlreadyHas:
    """A new booking on any free seat of the slot. ``stands``: its state and what belongs to that."""
    now, row_id = books.clock.now(), new_id()
    row = {
        "id": row_id, "kind": asked.kind.value, "source": asked.source.value, "team_id": asked.team_id,
        "made_by": asked.staff_id, "companions": asked.companions, "needs": written(asked.needs), "held_until": None,
        "arrived_at": None, "checked_by": None, "made_at": now, "changed_at": now,
        "reason_sealed": books.keys.seal("booking", "reason", row_id, asked.reason) if asked.reason else None,
        **columns(books, "booking", row_id, visitor), **stands,
    }  # fmt: skip
    for _ in range(_TRIES):
        seat = free_seat(books, slot)
        if seat is None:
            return Full(nearest=nearest_free(books, slot.starts_at, kind=asked.kind))
        if take_seat(books, slot, seat, row | {"reference": new_reference(REFERENCE)}, at_end=at_end):
            books.ring("bookings")
            return found(books, row_id)
        there = standing(books, visitor, asked.kind)
        if there is not None:  # their other chat was faster
            return AlreadyHas(booking=there)
    raise RuntimeError("no seat was taken, and none refused")


def standing(books: Books, visitor: Visitor, kind: BookingKind) -> Booking | None:
    """The visitor's live booking of this kind; what has run out or is over gives way here and now."""
    now = books.clock.now()
    for there in in_the_way(books, visitor, kind):
        if is_live(there, now):
            return there
        give_way(books, there.id, there.state, now)
    return None


def set_state(
    books: Books, booking_id: int, only: list[ColumnElement[bool]], *, state: BookingState, **values: Any
) -> bool:
    """Change the state where ``only`` holds at that moment; whether it was changed."""
    changed = books.conn.execute(
        update(booking)
        .where(booking.c.id == booking_id, *only)
        .values(state=state.value, held_until=None, changed_at=books.clock.now(), **values)
    )
    if changed.rowcount == 1:
        books.ring("bookings")
    return changed.rowcount == 1


def note(books: Books, action: Action, there: Booking, staff_id: int | None = None) -> None:
    """A line in the audit trail, and the plans of the party are looked at again."""
    note_changed(books, [there])
    actor = whoever(staff_id, there.contact_id)
    record(books, actor, action, f"booking:{there.id}", purpose=f"slot:{there.slot_id} seat:{there.seat}")


def note_changed(books: Books, those: Iterable[Booking]) -> None:
    """Have the plans of the parties who made these looked at again."""
    note_event(books, PartyEvent.BOOKING_CHANGED, [one.party_id for one in those if one.party_id is not None])


def change(books: Books, there: Booking, slot: Any) -> Booking | Full | Lapsed:
    """The same booking on any free seat of another slot; of its own slot what is held is held anew."""
    now = books.clock.now()
    values: dict[str, Any] = {"changed_at": now}
    if there.state is BookingState.HELD:
        values["held_until"] = now + HOLD
    if slot.id == there.slot_id:
        only = [booking.c.slot_id == slot.id, booking.c.state == there.state.value]
        same = update(booking).where(booking.c.id == there.id, *only).values(**values)
        if books.conn.execute(same).rowcount == 1:
            return found(books, there.id)
        moved_away = found(books, there.id)  # by another process, just now: then it is moved back
        if moved_away.state is not there.state:
            return Lapsed(nearest=nearest_free(books, slot.starts_at, kind=there.kind))
    values |= _of_another_time(there)
    for _ in range(_TRIES):
        seat = free_seat(books, slot)
        if seat is None:
            return Full(nearest=nearest_free(books, slot.starts_at, kind=there.kind))
        moved = change_seat(books, there.id, there.state, slot, seat, **values)
        if moved == 0:
            return Lapsed(nearest=nearest_free(books, slot.starts_at, kind=there.kind))
        if moved:
            books.ring("bookings")
            return found(books, there.id)
    raise RuntimeError("no seat was taken, and none refused")


def _of_another_time(there: Booking) -> dict[str, Any]:
    """What a booking is no more at another time: said to be kept, arrived (who goes on to another time is not there any more)."""
    values: dict[str, Any] = {"coming_at": None}
    if there.state is not BookingState.HELD:
        values["revision"] = booking.c.revision + 1
    if there.state is BookingState.ARRIVED:
        values |= {"state": BookingState.CONFIRMED.value, "arrived_at": None, "checked_by": None}
    return values


def free_seat(books: Books, slot: Any) -> int | None:
    """The first seat of the slot that nobody keeps."""
    kept = taken_seats(books, slot)
    return next((seat for seat in range(1, slot.seats + 1) if seat not in kept), None)


def found(books: Books, booking_id: int) -> Booking:
    """The booking that was just written. Raises ``LookupError``."""
    there = find_booking(books, booking_id)
    if there is None:
        raise LookupError("no such booking")
    return there
