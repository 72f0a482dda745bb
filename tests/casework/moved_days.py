"""Sixty people are booked on one day; ten of them no chat reaches. Who is who, and where does each stand?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from casework.books import Books
from casework.contacts import mark_dead, meet
from casework.day_moves import Order
from casework.day_moves_kinds import MoveReason
from casework.day_moves_seats import on_seat
from casework.db.ids import new_id
from casework.links import begin_link
from casework.reception_kinds import LIVE, BookingState
from casework.receptions import DayPlan, OpenedDay, Window, open_day
from casework.tables.receptions import booking, reception_slot
from tests.builders import a_person
from tests.casework.reception_rooms import Office, a_plan, an_office_with_leader

OLD = date(2026, 11, 26)  # a Thursday, ten days after the clock of the tests
NEW = date(2026, 12, 3)
MORNING = (Window(opens=time(7, 30), closes=time(11, 30)),)  # twelve times of 20 minutes


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Bookings in the order in which they were made. ``deaf``: their chat is gone already; ``blocked``: it will be found so."""

    office: Office
    day: OpenedDay
    bookings: tuple[int, ...]
    deaf: tuple[int, ...]
    blocked: tuple[int, ...]
    phone_only: tuple[int, ...]


def a_long_morning(office: Office, on: date, *, seats: int = 5, place: str = "Trụ sở") -> DayPlan:
    """Twelve times, so many seats each."""
    return a_plan(office, on=on, windows=MORNING, seats=seats, place=place)


def sixty(books: Books, *, account: str = "terminal") -> Crowd:
    """56 parties and 4 guests with a telephone only; the last times were booked first."""
    office = an_office_with_leader(books)
    day = open_day(books, a_long_morning(office, OLD), office.leader)
    made = [one_booking(books, day, at, account=account, guest=at >= 56) for at in range(60)]
    deaf, blocked = tuple(made[3:8]), tuple(made[20:25])
    for one in deaf:
        row = books.conn.execute(select(booking.c.contact_id).where(booking.c.id == one)).scalar_one()
        mark_dead(books, row, "blocked")
    return Crowd(office=office, day=day, bookings=tuple(made), deaf=deaf, blocked=blocked, phone_only=tuple(made[56:]))


def one_booking(
    books: Books, day: OpenedDay, at: int, *, account: str = "terminal", guest: bool = False, sign: str = "0",
    chat: str | None = None,
) -> int:  # fmt: skip
    """The ``at``-th confirmed booking of the day, made ``at`` seconds after the first, from ``chat``; its id."""
    row_id, slots = new_id(), day.slot_ids
    slot_id = slots[len(slots) - 1 - at % len(slots)]
    slot = books.conn.execute(select(reception_slot).where(reception_slot.c.id == slot_id)).one()
    row: dict[str, Any] = {
        **on_seat(slot, at // len(slots) % slot.seats + 1), "id": row_id, "kind": "reception",
        "state": BookingState.CONFIRMED.value,
        "reference": f"LH-{sign}{at:05}", "source": "desk" if guest else "chat",
        "made_at": books.clock.now() - timedelta(days=1) + timedelta(seconds=at), "changed_at": books.clock.now(),
    }  # fmt: skip
    if guest:
        row["guest_name_sealed"] = books.keys.seal("booking", "guest_name", row_id, "Khách Vãng Lai")
        row["guest_phone_sealed"] = books.keys.seal("booking", "guest_phone", row_id, f"0900000{at:03}")
        row["guest_phone_print"] = books.keys.fingerprint("phone", f"0900000{at:03}")
    else:
        row["party_id"] = a_person(books, phone=f"0900000{at:03}")
        row["contact_id"] = meet(books, account, chat or f"chat-{row_id}").id
        begin_link(books, row["contact_id"], row["party_id"])
    books.conn.execute(insert(booking).values(**row))
    return row_id


def an_order(office: Office, reason: MoveReason = MoveReason.CALLED_AWAY) -> Order:
    """The leader's own."""
    return Order(reason=reason, staff_id=office.leader, because="Họp đột xuất ở tỉnh.")


def state_of(books: Books, booking_id: int) -> tuple[str, int]:
    """Where a booking stands, and on which day."""
    row = books.conn.execute(select(booking.c.state, booking.c.day_id).where(booking.c.id == booking_id)).one()
    return row.state, row.day_id


def live_on(books: Books, day_id: int) -> list[int]:
    """The bookings that keep a seat of the day."""
    live = select(booking.c.id).where(booking.c.day_id == day_id, booking.c.state.in_(LIVE))
    return list(books.conn.execute(live.order_by(booking.c.made_at)).scalars())
