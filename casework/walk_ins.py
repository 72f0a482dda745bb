"""Where does somebody sit who comes on the spot? On a free place of the day; where there is none, on one more.

Anyone may come without a booking (a booking is a service, Law on receiving citizens Đ.24): nobody is sent away for want of a place.
They take a real place all the same, so that nobody else is given it, and on a day with numbers the next number after all others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from casework.audit import Action
from casework.booking_answers import AlreadyHas, Full, NotOffered, WhyNot
from casework.booking_course import arrive
from casework.booking_facts import Booking
from casework.booking_places import enlarge, lock_for_enlarging, locked_slot
from casework.booking_taking import Asked, change, note, standing, take
from casework.booking_visitors import Visitor
from casework.books import Books
from casework.clock import local, today
from casework.receptions import BookingSource, BookingState, DayStatus
from casework.tables.receptions import reception_slot


def walk_in(
    books: Books, day_id: int, visitor: Visitor, asked: Asked, staff_id: int
) -> Booking | AlreadyHas | NotOffered | Full:
    """A place on today's day for somebody who is there, noted as arrived; ``asked.team_id``: the team that brought them.

    Who has an appointment on a later day is received today with it. ``AlreadyHas``: they have one today (their arrival:
    ``casework.booking_course.arrive``), or one that still waits for their answer. ``Full`` only where a slot has its most seats.
    """
    slots = _slots(books, day_id)
    if not slots:
        return NotOffered(why=WhyNot.UNKNOWN, nearest=())
    there = standing(books, visitor, asked.kind)
    now = books.clock.now()
    if there is not None and not _is_on_a_later_day(there, now):
        return AlreadyHas(booking=there)
    ahead = [one for one in slots if one.ends_at > now] or slots[
        -1:
    ]  # the leader may still be there after the last hour
    arrived = {"state": BookingState.ARRIVED.value, "arrived_at": now, "checked_by": staff_id}
    of_walk_in = _as_walk_in(asked, staff_id)
    lock_for_enlarging(
        books, ahead[0].id
    )  # first of all: who shares a lock and wants more of it waits for the others who do
    made: Booking | Full | AlreadyHas | NotOffered = NotOffered(why=WhyNot.UNKNOWN, nearest=())
    for one in ahead:
        slot = _open_today(books, one.id, asked)
        if not isinstance(slot, NotOffered) and there is not None:
            return _brought_forward(books, there, slot, staff_id)
        made = slot if isinstance(slot, NotOffered) else take(books, slot, visitor, of_walk_in, at_end=True, **arrived)
        if not isinstance(made, Full):
            break
    if isinstance(made, Full):
        made = _on_one_more(books, ahead[0].id, visitor, of_walk_in, arrived)
    if isinstance(made, Booking):
        note(books, Action.BOOKING_CONFIRMED, made, staff_id)
    return made


def _is_on_a_later_day(there: Booking, now: datetime) -> bool:
    return there.state is BookingState.CONFIRMED and local(now).date() < local(there.starts_at).date()


def _brought_forward(books: Books, there: Booking, slot: Any, staff_id: int) -> Booking | AlreadyHas | Full:
    """The appointment of a later day becomes today's: its place there is somebody else's from now on."""
    moved = change(books, there, slot)
    if isinstance(moved, Full):
        larger = enlarge(books, slot.id)
        moved = moved if larger is None else change(books, there, larger)
    if isinstance(moved, Full):
        return moved
    if not isinstance(moved, Booking):
        return AlreadyHas(booking=there)  # changed by themselves in this moment: look again
    note(books, Action.BOOKING_MOVED, moved, staff_id)
    came = arrive(books, moved.id, staff_id)
    return came if isinstance(came, Booking) else AlreadyHas(booking=moved)


def _on_one_more(
    books: Books, slot_id: int, visitor: Visitor, asked: Asked, arrived: dict[str, Any]
) -> Booking | Full | AlreadyHas:
    """Every seat is taken: the slot that is going on, or comes next, gets one more for them."""
    larger = enlarge(books, slot_id)
    return Full(nearest=()) if larger is None else take(books, larger, visitor, asked, at_end=True, **arrived)


def _as_walk_in(asked: Asked, staff_id: int) -> Asked:
    return Asked(
        kind=asked.kind, source=BookingSource.WALK_IN, reason=asked.reason, companions=asked.companions,
        needs=asked.needs, staff_id=staff_id, team_id=asked.team_id,
    )  # fmt: skip


def _slots(books: Books, day_id: int) -> list[Any]:
    rows = select(reception_slot.c.id, reception_slot.c.ends_at).where(reception_slot.c.day_id == day_id)
    return list(books.conn.execute(rows.order_by(reception_slot.c.starts_at)))


def _open_today(books: Books, slot_id: int, asked: Asked) -> Any:
    slot = locked_slot(books, slot_id)
    if slot is None or slot.kind != asked.kind.value or slot.on_date != today(books.clock):
        return NotOffered(why=WhyNot.UNKNOWN, nearest=())
    if slot.status != DayStatus.OPEN.value:
        return NotOffered(why=WhyNot.CALLED_OFF, nearest=())
    return slot
