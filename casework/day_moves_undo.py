"""The day takes place after all: how is everybody brought back to it?

Whoever has not heard of the move stands where they stood, with seat and number, as if nothing had been. Whoever has heard is
offered the old place, kept as any other offer is. Whoever has taken the new time, has another or comes no more, has decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.audit import Action, record, staff
from casework.books import Books
from casework.day_moves import begin_move, wanted_until
from casework.day_moves_kinds import (
    ANSWERABLE,
    OPEN,
    MoveAction,
    MoveReason,
    MoveRefused,
    Person,
    PersonState,
    PhoneWhy,
)
from casework.day_moves_people import people_of
from casework.day_moves_seats import MAY_MOVE, kept_until, on_seat, put
from casework.db.ids import new_id
from casework.party_events import PartyEvent, note_event
from casework.reception_kinds import LIVE, BookingState, DayStatus
from casework.receptions import close_day
from casework.tables.agency import agency
from casework.tables.reception_follow_ups import day_move, day_move_person
from casework.tables.receptions import booking, reception_day, reception_slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """How many stand as before, and who has been offered the old place (the move ``back_id``)."""

    day_id: int
    put_back: int
    back_id: int | None
    offered: tuple[Person, ...]
    decided: int
    new_day_closed: bool


def undo_move(books: Books, day_id: int, staff_id: int) -> Undone:
    """Open the day again and bring back whom its last move took away. Raises ``MoveRefused``."""
    books.conn.execute(select(agency.c.id).with_for_update(key_share=True)).all()
    move = _last_move(books, day_id)
    if move is None:
        raise MoveRefused("Ngày này chưa được dời hoặc hủy, nên không có gì để lấy lại. Xem: gandan reception list")
    _open_again(books, day_id)
    of_this_day = books.conn.execute(select(reception_slot.c.id).where(reception_slot.c.day_id == day_id)).scalars()
    slots, now = set(of_this_day), books.clock.now()
    there = [one for one in people_of(books, move.id) if one.old_slot_id in slots]  # others know of an earlier time
    unheard = [one for one in there if one.state in OPEN and one.told_at is None and not one.calls]
    back = [one for one in unheard if one.old_starts_at > now and _put_back(books, one)]
    heard = [one for one in there if one.state in ANSWERABLE and one not in back and one.old_starts_at > now]
    back_id = _offer_back(books, move, day_id, heard, staff_id) if heard else None
    books.conn.execute(update(day_move).where(day_move.c.id == move.id).values(undone_by=staff_id, undone_at=now))
    closed = _close_if_empty(books, move, staff_id)
    note_event(books, PartyEvent.BOOKING_CHANGED, [one.party_id for one in back if one.party_id is not None])
    record(books, staff(staff_id), Action.RECEPTION_MOVE_UNDONE, f"reception_day:{day_id}")
    books.ring("bookings")
    return Undone(
        day_id=day_id,
        put_back=len(back),
        back_id=back_id,
        offered=() if back_id is None else people_of(books, back_id),
        decided=len(there) - len(back) - len(heard),
        new_day_closed=closed,
    )


def _last_move(books: Books, day_id: int) -> Row[Any] | None:
    moves = select(day_move).where(
        day_move.c.from_day_id == day_id, day_move.c.undone_at.is_(None), day_move.c.action != MoveAction.BACK.value
    )
    return books.conn.execute(moves.order_by(day_move.c.at.desc(), day_move.c.id.desc()).limit(1)).one_or_none()


def _open_again(books: Books, day_id: int) -> None:
    ahead = exists().where(reception_slot.c.day_id == day_id, reception_slot.c.starts_at > books.clock.now())
    day = update(reception_day).where(
        reception_day.c.id == day_id, reception_day.c.status == DayStatus.CALLED_OFF.value, ahead
    )
    open_ = {"status": DayStatus.OPEN.value, "closed_by": None, "closed_at": None}
    try:
        with books.conn.begin_nested():
            opened = books.conn.execute(day.values(**open_, moved_to_id=None, moved_because_sealed=None)).rowcount
    except IntegrityError as clash:
        raise MoveRefused(
            "Người này đã có lịch tiếp khác ở nơi đó trong ngày ấy. Hãy dời mọi người bằng: gandan reception merge"
        ) from clash
    if not opened:
        raise MoveRefused("Ngày cũ đã qua hoặc đang mở, nên không lấy lại được. Xem: gandan reception list")


def _put_back(books: Books, one: Person) -> bool:
    """Confirmed, on the old seat with the old number. False: they have changed it themselves meanwhile."""
    old = books.conn.execute(
        select(reception_slot, day_move_person.c.from_seat, day_move_person.c.from_number)
        .join(reception_slot, reception_slot.c.id == day_move_person.c.from_slot_id)
        .where(day_move_person.c.id == one.id)
    ).one()
    waits = (BookingState.OFFERED.value, BookingState.CANCELLED.value, BookingState.EXPIRED.value)
    put_back = update(booking).where(
        booking.c.id == one.booking_id, booking.c.slot_id == one.slot_id, booking.c.state.in_(waits)
    )
    try:
        with books.conn.begin_nested():
            done = books.conn.execute(
                put_back.values(
                    **on_seat(old, old.from_seat), queue_number=old.from_number, state=BookingState.CONFIRMED.value, held_until=None,
                    revision=booking.c.revision + 1, changed_at=books.clock.now(),
                )
            ).rowcount  # fmt: skip
    except IntegrityError:  # has booked anew
        return False
    if done:
        _mark(books, one, PersonState.PUT_BACK)
    return done == 1


def _offer_back(books: Books, move: Row[Any], day_id: int, heard: list[Person], staff_id: int) -> int:
    from_day = day_id if move.to_day_id is None else move.to_day_id
    back_id = begin_move(books, from_day, day_id, MoveAction.BACK, MoveReason(move.reason), "", staff_id)
    for in_line, one in enumerate(heard, start=1):
        _mark(books, one, PersonState.PASSED_ON)
        old = books.conn.execute(
            select(reception_slot, reception_day.c.mode, booking.c.seat, booking.c.queue_number)
            .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
            .join(booking, booking.c.id == one.booking_id)
            .where(reception_slot.c.id == one.old_slot_id)
        ).one()
        taken = set(
            books.conn.execute(
                select(booking.c.seat).where(booking.c.slot_id == old.id, booking.c.state.in_(LIVE))
            ).scalars()
        )
        seats = [seat for seat in range(1, old.seats + 1) if seat not in taken]
        keep = kept_until(books, wanted_until(books), old.starts_at)
        offered = {"state": BookingState.OFFERED.value, "held_until": keep}
        kept = put(books, one.booking_id, one.slot_id, old, seats, only=MAY_MOVE, **offered) is True
        why = one.phone_why if kept else PhoneWhy.NO_PLACE
        if why in (PhoneWhy.NO_PLACE, PhoneWhy.LAPSED, PhoneWhy.SILENT, PhoneWhy.URGENT) and kept:
            why = None  # they have a chat, and something new to hear
        books.conn.execute(
            insert(day_move_person).values(
                id=new_id(), move_id=back_id, booking_id=one.booking_id, in_line=in_line, from_slot_id=one.slot_id,
                from_seat=old.seat, from_number=old.queue_number, offered_slot_id=old.id if kept else None,
                state=(PersonState.OFFERED if why is None else PersonState.TO_PHONE).value,
                phone_why=None if why is None else why.value,
            )
        )  # fmt: skip
    return back_id


def _mark(books: Books, one: Person, state: PersonState) -> None:
    marked = update(day_move_person).where(day_move_person.c.id == one.id)
    books.conn.execute(marked.values(state=state.value, answered_at=books.clock.now()))


def _close_if_empty(books: Books, move: Row[Any], staff_id: int) -> bool:
    """The day that was published for the move goes again, unless somebody has taken a place there."""
    if move.action != MoveAction.MOVE.value:
        return False
    kept = select(func.count()).where(booking.c.day_id == move.to_day_id, booking.c.state.in_(LIVE))
    if books.conn.execute(kept).scalar_one():
        return False
    return close_day(books, move.to_day_id, staff_id)
