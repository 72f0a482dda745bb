"""What does somebody say to the place that is kept for them on another day: yes, another time, no more; in the chat or by phone?

The booking keeps its reference. Where the kept place has run out, a late yes still gets it while nobody else has it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from casework.audit import Action, record, staff, whoever
from casework.bookings import release_expired_holds
from casework.books import Books
from casework.day_moves_kinds import ANSWERABLE, MoveRefused, Person, PersonState, PhoneWhy, Result
from casework.day_moves_people import other_booking, person
from casework.day_moves_seats import MAY_MOVE, day_places, put
from casework.party_events import PartyEvent, note_event
from casework.reception_kinds import BookingState, DayStatus
from casework.receptions import FARTHEST
from casework.tables.reception_follow_ups import day_move_person
from casework.tables.receptions import booking, reception_day, reception_slot
from casework.tidy import tidy

_CONFIRMED: dict[str, Any] = {"state": BookingState.CONFIRMED.value, "held_until": None}
_UNANSWERED = (PersonState.OFFERED.value, PersonState.PHONED.value)
_WAITING = (BookingState.OFFERED, BookingState.EXPIRED, BookingState.CANCELLED)


def accept(books: Books, one: Person, staff_id: int | None = None) -> bool:
    """Take the place that is kept; pressing twice is one yes. False: it is gone, another time has to be chosen."""
    if one.state is PersonState.ACCEPTED:
        return one.booking_state is BookingState.CONFIRMED
    if one.state not in ANSWERABLE or one.offered_slot_id is None:
        return False
    if one.keeps_place(books.clock.now()):
        kept = [booking.c.state == BookingState.OFFERED.value, booking.c.slot_id == one.slot_id]
        taken = books.conn.execute(
            update(booking)
            .where(booking.c.id == one.booking_id, *kept)
            .values(**_CONFIRMED, revision=booking.c.revision + 1, changed_at=books.clock.now())
        )
        return taken.rowcount == 1 and _settled(books, one, PersonState.ACCEPTED, staff_id)
    return _seated(books, one, one.offered_slot_id) and _settled(books, one, PersonState.ACCEPTED, staff_id)


def take_other(books: Books, one: Person, slot_id: int, staff_id: int | None = None) -> bool:
    """Take another time instead, with the same reference. False: that time is not free; what is kept stays kept."""
    if one.state not in ANSWERABLE or not _seated(books, one, slot_id):
        return False
    state = PersonState.ACCEPTED if slot_id == one.offered_slot_id else PersonState.REBOOKED
    return _settled(books, one, state, staff_id)


def give_up(books: Books, one: Person, staff_id: int | None = None) -> bool:
    """The person does not want to come any more; the place is free for others from now on."""
    if one.state is PersonState.CANCELLED:
        return True
    if one.state not in ANSWERABLE:
        return False
    _release(books, one)
    return _settled(books, one, PersonState.CANCELLED, staff_id)


def called(
    books: Books, one: Person, result: Result, staff_id: int, *, slot_id: int | None = None, note: str = ""
) -> Person:
    """What came of a call. Raises ``MoveRefused`` where nothing is open, or the place cannot be had."""
    if one.state not in ANSWERABLE:
        raise MoveRefused(f"Lịch {one.reference} đã xong, không cần gọi nữa. Xem: gandan reception phone-list")
    match result:
        case Result.TAKES:
            done = accept(books, one, staff_id)
        case Result.OTHER_TIME:
            done = slot_id is not None and take_other(books, one, slot_id, staff_id)
        case Result.GIVES_UP:
            done = give_up(books, one, staff_id)
        case Result.TOLD:
            done = _settled(books, one, PersonState.PHONED, staff_id)
        case Result.NO_ANSWER:
            done = _still_to_phone(books, one)
    if not done:
        raise MoveRefused("Giờ này không còn trống. Hãy hỏi người dân giờ khác: --result other_time --at NGÀY_GIỜ")
    words = tidy(note)
    sealed = {"note_sealed": books.keys.seal("day_move_person", "note", one.id, words)} if words else {}
    books.conn.execute(
        update(day_move_person)
        .where(day_move_person.c.id == one.id)
        .values(calls=day_move_person.c.calls + 1, called_at=books.clock.now(), **sealed)
    )
    record(books, staff(staff_id), Action.BOOKING_CALLED, f"booking:{one.booking_id}", purpose=result.value)
    return person(books, one.id) or one


def note_of(books: Books, person_id: int) -> str | None:
    """What the officer noted after the last call."""
    sealed = books.conn.execute(select(day_move_person.c.note_sealed).where(day_move_person.c.id == person_id)).scalar()
    return None if sealed is None else books.keys.open("day_move_person", "note", person_id, sealed)


def notice_what_happened(books: Books, one: Person) -> bool:
    """Bring an open one in line with what became of the booking by any other way; whether something was settled.

    Whoever has confirmed, moved or cancelled it, or booked anew, has answered; what ran out unanswered goes to the telephone.
    """
    now = books.clock.now()
    if one.keeps_place(now):
        return False
    if one.booking_state in (BookingState.HELD, BookingState.CONFIRMED, BookingState.ARRIVED):
        same = one.slot_id == one.offered_slot_id
        return _settled(books, one, PersonState.ACCEPTED if same else PersonState.REBOOKED, None)
    if other_booking(books, one) is not None:
        _release(books, one)
        return _settled(books, one, PersonState.REBOOKED, None)
    if one.booking_state is BookingState.CANCELLED and one.offered_slot_id is not None:
        return _settled(books, one, PersonState.CANCELLED, None)
    if one.booking_state is BookingState.OFFERED:  # it ran out and nobody has tidied up yet
        _release(books, one, BookingState.EXPIRED)
    return one.state is not PersonState.TO_PHONE and to_phone(books, one, PhoneWhy.LAPSED)


def to_phone(books: Books, one: Person, why: PhoneWhy) -> bool:
    """Somebody of the office has to call; the place stays kept until its time."""
    changed = books.conn.execute(
        update(day_move_person)
        .where(day_move_person.c.id == one.id, day_move_person.c.state.in_(_UNANSWERED))
        .values(state=PersonState.TO_PHONE.value, phone_why=why.value)
    )
    return changed.rowcount == 1


def told(books: Books, one: Person, outbox_id: int | None, *, again: bool) -> None:
    """A message about it is on its way, the first or the second one."""
    now = books.clock.now()
    when = {"followed_up_at": now} if again else {"told_at": now}
    books.conn.execute(
        update(day_move_person)
        .where(day_move_person.c.id == one.id)
        .values(told_outbox_id=outbox_id or one.told_outbox_id, **when)
    )


def _settled(books: Books, one: Person, state: PersonState, staff_id: int | None) -> bool:
    changed = books.conn.execute(
        update(day_move_person)
        .where(day_move_person.c.id == one.id, day_move_person.c.state.in_([state.value for state in ANSWERABLE]))
        .values(state=state.value, answered_at=books.clock.now(), phoned_by=staff_id)
    )
    if changed.rowcount == 1:
        _note(books, one, state, staff_id)
    return changed.rowcount == 1


def _note(books: Books, one: Person, state: PersonState, staff_id: int | None) -> None:
    actions = {
        PersonState.ACCEPTED: Action.BOOKING_CONFIRMED,
        PersonState.REBOOKED: Action.BOOKING_MOVED,
        PersonState.CANCELLED: Action.BOOKING_CANCELLED,
    }
    if one.party_id is not None:
        note_event(books, PartyEvent.BOOKING_CHANGED, [one.party_id])
    if (action := actions.get(state)) is not None:
        actor = whoever(staff_id, one.chat_id)
        record(books, actor, action, f"booking:{one.booking_id}", purpose=f"day_move:{one.move_id}")
    books.ring("bookings")


def _seated(books: Books, one: Person, slot_id: int) -> bool:
    """Put the booking, kept or ended, on a free seat of the slot, confirmed."""
    if one.booking_state not in _WAITING:
        return False
    slot = _slot(books, slot_id)
    if slot is None or slot.kind != one.kind.value:
        return False
    if slot_id == one.slot_id and one.keeps_place(books.clock.now()):
        return False  # their own seat: ``accept``
    release_expired_holds(books, books.clock.now())
    if not one.keeps_place(books.clock.now()):
        _release(books, one, BookingState.EXPIRED)  # what ran out does not stand in its own way
    seats = day_places(books, slot.day_id).free.get(slot_id, [])
    return put(books, one.booking_id, one.slot_id, slot, seats, only=MAY_MOVE, **_CONFIRMED) is True


def _slot(books: Books, slot_id: int) -> Row[Any] | None:
    """The slot, if it can be had; its day stays open until the transaction ends."""
    now: datetime = books.clock.now()
    return books.conn.execute(
        select(reception_slot, reception_day.c.mode, reception_day.c.kind)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(
            reception_slot.c.id == slot_id,
            reception_slot.c.starts_at > now,
            reception_slot.c.starts_at <= now + FARTHEST,
            reception_day.c.status == DayStatus.OPEN.value,
        )
        .with_for_update(read=True, of=[reception_slot, reception_day])
    ).one_or_none()


def _release(books: Books, one: Person, becomes: BookingState = BookingState.CANCELLED) -> None:
    books.conn.execute(
        update(booking)
        .where(booking.c.id == one.booking_id, booking.c.state == BookingState.OFFERED.value)
        .values(state=becomes.value, revision=booking.c.revision + 1, changed_at=books.clock.now())
    )


def _still_to_phone(books: Books, one: Person) -> bool:
    if one.state is PersonState.OFFERED:
        to_phone(books, one, PhoneWhy.SILENT)
    return True
