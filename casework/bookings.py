"""Who has which seat at a reception? The database's unique indexes decide; the code only asks them.

A seat is held for ten minutes and then confirmed. One live booking for each party or guest and kind, one for each seat, one
number of a day. A hold that has run out, and an appointment that is over, give way as soon as somebody wants their place, even
if nobody has tidied up. Moving changes the same row, so the old seat is given up in the same moment as the new one is taken, or
not at all.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, and_, bindparam, case, null, or_, select, update

from casework.audit import Action, record, staff
from casework.booking_answers import AlreadyHas, Full, Lapsed, NotOffered, WhyNot
from casework.booking_facts import (
    LINGERS,
    Booking,
    booking_of_party,
    find_booking,
    is_live,
    live_bookings_of_day,
)
from casework.booking_taking import HOLD, Asked, change, note, note_changed, set_state, slot_on_offer, standing, take
from casework.booking_visitors import Guest, Visitor
from casework.books import Books
from casework.contacts import contact
from casework.db.prepared import Prepared, word
from casework.receptions import IS_LIVE, BookingKind, BookingSource, BookingState, close_day, nearest_free, takes_seat
from casework.tables.receptions import booking, reception_slot

__all__ = [
    "HOLD", "AlreadyHas", "Asked", "Booking", "BookingKind", "BookingSource", "BookingState", "Full", "Lapsed", "NotOffered", "WhyNot",
    "book", "booking_of_party", "call_off_day", "cancel", "confirm", "find_booking", "hold", "hold_for_guest", "move",
    "release_expired_holds",
]  # fmt: skip


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
    visitor = Visitor(party_id=party_id, contact_id=contact_id)
    return _hold(books, slot_id, visitor, Asked(kind=kind, reason=reason))


def hold_for_guest(
    books: Books, slot_id: int, guest: Guest, contact_id: int, *, reason: str | None = None
) -> Booking | Full | AlreadyHas | NotOffered:
    """The same at a leader's reception for somebody who is not linked; the desk looks at their papers.

    One live booking for each number, and one for each chat: else a chat could take every place under invented numbers.
    """
    if contact(books, contact_id) is None or guest.phone is None:
        return NotOffered(why=WhyNot.NOT_LINKED, nearest=())
    return _hold(books, slot_id, Visitor(guest=guest, contact_id=contact_id), Asked(reason=reason))


def book(books: Books, slot_id: int, visitor: Visitor, asked: Asked) -> Booking | Full | AlreadyHas | NotOffered:
    """A confirmed booking at once: made by staff or a team for somebody at the counter, on the phone, in a commune."""
    made = _hold(books, slot_id, visitor, asked, state=BookingState.CONFIRMED)
    if isinstance(made, Booking):
        note(books, Action.BOOKING_CONFIRMED, made, asked.staff_id)
    return made


def confirm(books: Books, booking_id: int) -> Booking | Lapsed:
    """Make what is held or offered a booking; pressing twice gives the same booking."""
    now = books.clock.now()
    confirmed = _CONFIRM.changed(books.conn, booking_=booking_id, now=now) == 1
    if confirmed:
        books.ring("bookings")
    there = find_booking(books, booking_id)
    if there is None or there.state is not BookingState.CONFIRMED or there.ends_at <= now:
        if there is None:
            return Lapsed(nearest=nearest_free(books, now))
        return Lapsed(nearest=nearest_free(books, there.starts_at, kind=there.kind))
    if confirmed:
        note(books, Action.BOOKING_CONFIRMED, there)
    return there


def cancel(books: Books, booking_id: int, *, staff_id: int | None = None) -> Booking | None:
    """Give the seat back, from this moment for others; None when the booking was not live."""
    live = [takes_seat(books.clock.now())]
    if not set_state(books, booking_id, live, state=BookingState.CANCELLED, revision=booking.c.revision + 1):
        return None
    there = find_booking(books, booking_id)
    if there is not None:
        note(books, Action.BOOKING_CANCELLED, there, staff_id)
    return there


def move(
    books: Books, booking_id: int, slot_id: int, *, staff_id: int | None = None
) -> Booking | Full | NotOffered | Lapsed:
    """Change to another slot in one step; if it is full or not offered, the old seat stays as it was."""
    there = find_booking(books, booking_id)
    kind = None if there is None else there.kind
    slot = slot_on_offer(books, slot_id, kind)
    if isinstance(slot, NotOffered):
        return slot
    if there is None or not is_live(there, books.clock.now()):
        return Lapsed(nearest=nearest_free(books, slot.starts_at, kind=kind or BookingKind.RECEPTION))
    moved = change(books, there, slot)
    if isinstance(moved, Booking) and moved.state is BookingState.CONFIRMED:
        note(books, Action.BOOKING_MOVED, moved, staff_id)
    return moved


def release_expired_holds(books: Books, now: datetime) -> int:
    """Tidy up holds and offers that have run out and appointments that are over; how many there were."""
    over = select(reception_slot.c.id).where(reception_slot.c.ends_at <= now)
    long_over = select(reception_slot.c.id).where(reception_slot.c.ends_at <= now - LINGERS)
    waits = booking.c.state.in_((BookingState.HELD.value, BookingState.OFFERED.value))
    ends = or_(
        and_(waits, booking.c.held_until <= now),
        and_(booking.c.state == BookingState.CONFIRMED.value, booking.c.slot_id.in_(over)),
        and_(booking.c.state == BookingState.ARRIVED.value, booking.c.slot_id.in_(long_over)),
    )
    becomes = case((waits, BookingState.EXPIRED.value), else_=BookingState.OVER.value)
    ended = books.conn.execute(update(booking).where(IS_LIVE, ends).values(state=becomes, changed_at=now)).rowcount
    if ended:
        books.ring("bookings")
    return ended


def call_off_day(books: Books, day_id: int, staff_id: int) -> tuple[Booking, ...]:
    """The leader cannot come: the day closes and its live bookings end; they are returned, for the people to be told."""
    if not close_day(books, day_id, staff_id):
        return ()
    now = books.clock.now()
    ended = tuple(
        one
        for one in live_bookings_of_day(books, day_id)
        if set_state(
            books,
            one.id,
            [booking.c.slot_id == one.slot_id, takes_seat(now)],
            state=BookingState.CANCELLED,
            revision=booking.c.revision + 1,
        )
    )
    note_changed(books, ended)
    record(books, staff(staff_id), Action.RECEPTION_DAY_CALLED_OFF, f"reception_day:{day_id}")
    books.ring("bookings")
    return ended


def _hold(
    books: Books, slot_id: int, visitor: Visitor, asked: Asked, state: BookingState = BookingState.HELD
) -> Booking | Full | AlreadyHas | NotOffered:
    slot = slot_on_offer(books, slot_id, asked.kind)
    if isinstance(slot, NotOffered):
        return slot
    there = standing(books, visitor, asked.kind)
    if there is not None:
        own_hold = (
            state is there.state is BookingState.HELD
            and there.contact_id == visitor.contact_id
            and (visitor.guest is None or there.guest == visitor.guest)
        )
        changed = change(books, there, slot) if own_hold else AlreadyHas(booking=there)
        if not isinstance(changed, Lapsed):  # else another process ended the hold just now, and the way is free
            return changed
    until = books.clock.now() + HOLD if state is BookingState.HELD else None
    return take(books, slot, visitor, asked, state=state.value, held_until=until)


_NOW = bindparam("now", type_=booking.c.held_until.type)
_CONFIRM = Prepared(  # asked for every booking that is made
    update(booking)
    .where(
        booking.c.id == bindparam("booking_", type_=BigInteger),
        booking.c.state.in_([word(BookingState.HELD), word(BookingState.OFFERED)]),
        booking.c.held_until > _NOW,
    )
    .values(state=word(BookingState.CONFIRMED), held_until=null(), changed_at=_NOW)
)
