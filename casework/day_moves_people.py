"""Who was booked on a day that was moved, what was each offered, and who still waits for a word of the office?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from casework.books import Books
from casework.contacts import contact
from casework.day_moves_kinds import OPEN, MoveAction, MoveReason, Person, PersonState, PhoneWhy
from casework.db.prepared import Prepared, word
from casework.links import live_links
from casework.people import party as party_named
from casework.reception_kinds import BookingKind, BookingState
from casework.receptions import takes_seat
from casework.tables.reception_follow_ups import day_move, day_move_person
from casework.tables.receptions import booking, reception_day, reception_slot

_OPEN = day_move_person.c.state.in_([word(one) for one in OPEN])
_PHONED = day_move_person.c.state == word(PersonState.PHONED)


def person(books: Books, person_id: int) -> Person | None:
    """One of them."""
    row = books.conn.execute(_people().where(day_move_person.c.id == person_id)).one_or_none()
    return None if row is None else _person(row)


def people_of(books: Books, move_id: int) -> tuple[Person, ...]:
    """All whom a move touched, in the order in which they had booked."""
    rows = books.conn.execute(_people().where(day_move_person.c.move_id == move_id).order_by(day_move_person.c.in_line))
    return tuple(_person(row) for row in rows)


def open_people(books: Books) -> tuple[Person, ...]:
    """Those who have not answered, of every move, oldest move first. Whoever was told by telephone and will answer later
    is among them until the place that is kept runs out."""
    if not _ANYBODY.rows(books.conn):  # asked at each ring
        return ()
    rows = books.conn.execute(
        _people().where(_FOLLOWED).order_by(day_move.c.at, day_move_person.c.move_id, day_move_person.c.in_line)
    )
    return tuple(_person(row) for row in rows)


def open_person_of(books: Books, *, booking_id: int | None = None, party_id: int | None = None) -> Person | None:
    """The newest offer about this booking, or to this party, that may be answered; None: there is none."""
    which = booking.c.id == booking_id if party_id is None else booking.c.party_id == party_id
    rows = books.conn.execute(
        _people()
        .where(which, or_(_OPEN, and_(_PHONED, _kept(books))))
        .order_by(day_move.c.at.desc(), day_move_person.c.id.desc())
        .limit(1)
    )
    row = rows.one_or_none()
    return None if row is None else _person(row)


def last_person_of(books: Books, reference: str) -> Person | None:
    """The newest word of a move about the booking with this reference, whatever has become of it."""
    row = books.conn.execute(
        _people()
        .where(booking.c.reference == reference)
        .order_by(day_move.c.at.desc(), day_move_person.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _person(row)


def reached_by(books: Books, party_id: int | None, chat_id: int | None) -> int | None:
    """The living chat in which the party hears of it: the one it booked from, else the one heard from last.

    None: no chat, or nobody who could read it any more.
    """
    if party_id is None or has_died(books, party_id):
        return None
    for one in sorted(live_links(books, party_id), key=lambda one: (one.contact_id == chat_id, one.seen_at))[::-1]:
        there = contact(books, one.contact_id)
        if there is not None and there.dead_since is None:
            return there.id
    return None


def has_died(books: Books, party_id: int) -> bool:
    """Whether the office knows that the person has died."""
    known = party_named(books, party_id)
    return known is not None and known.deceased


def named(books: Books, one: Person) -> tuple[str, str | None]:
    """Name and telephone, in full: for whoever calls."""
    if one.party_id is not None:
        known = party_named(books, one.party_id)
        return ("-", None) if known is None else (known.name, known.phone)
    row = books.conn.execute(
        select(booking.c.guest_name_sealed, booking.c.guest_phone_sealed).where(booking.c.id == one.booking_id)
    ).one()
    return (
        books.keys.open("booking", "guest_name", one.booking_id, row.guest_name_sealed),
        None
        if row.guest_phone_sealed is None
        else books.keys.open("booking", "guest_phone", one.booking_id, row.guest_phone_sealed),
    )


def other_booking(books: Books, one: Person) -> int | None:
    """A confirmed booking of the same kind that the person has besides this one."""
    same = [booking.c.party_id == one.party_id] if one.party_id is not None else []
    if one.guest_phone_print is not None:
        same.append(booking.c.guest_phone_print == one.guest_phone_print)
    if not same:
        return None
    confirmed = booking.c.state.in_((BookingState.CONFIRMED.value, BookingState.ARRIVED.value))
    found = select(booking.c.id).where(
        or_(*same), booking.c.kind == one.kind.value, booking.c.id != one.booking_id, confirmed,
        takes_seat(books.clock.now()),
    )  # fmt: skip
    return books.conn.execute(found.limit(1)).scalar()


def _kept(books: Books) -> ColumnElement[bool]:
    return and_(booking.c.state == BookingState.OFFERED.value, booking.c.held_until > books.clock.now())


# a second call after the place ran out is the last one: who was told then is not called without end
_TO_ANSWER = and_(
    _PHONED,
    day_move_person.c.offered_slot_id.is_not(None),
    or_(day_move_person.c.phone_why.is_(None), day_move_person.c.phone_why != word(PhoneWhy.LAPSED)),
)
_FOLLOWED = or_(_OPEN, _TO_ANSWER)
_old_slot, _old_day = reception_slot.alias("old_slot"), reception_day.alias("old_day")
_ANYBODY = Prepared(select(day_move_person.c.id).where(_FOLLOWED).limit(1))


def _people() -> Select[Any]:
    return (
        select(
            day_move_person,
            day_move.c.action,
            day_move.c.reason,
            day_move.c.at.label("moved_at"),
            booking.c.reference,
            booking.c.kind,
            booking.c.party_id,
            booking.c.contact_id,
            booking.c.guest_phone_print,
            booking.c.state.label("booking_state"),
            booking.c.held_until,
            booking.c.queue_number,
            booking.c.slot_id,
            reception_slot.c.starts_at,
            reception_slot.c.ends_at,
            reception_day.c.leader_id,
            reception_day.c.place,
            reception_day.c.address,
            _old_slot.c.starts_at.label("old_starts_at"),
            _old_day.c.place.label("old_place"),
        )
        .join(day_move, day_move.c.id == day_move_person.c.move_id)
        .join(booking, booking.c.id == day_move_person.c.booking_id)
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .join(_old_slot, _old_slot.c.id == day_move_person.c.from_slot_id)
        .join(_old_day, _old_day.c.id == _old_slot.c.day_id)
    )


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        move_id=row.move_id,
        in_line=row.in_line,
        state=PersonState(row.state),
        phone_why=None if row.phone_why is None else PhoneWhy(row.phone_why),
        action=MoveAction(row.action),
        reason=MoveReason(row.reason),
        moved_at=row.moved_at,
        told_at=row.told_at,
        told_outbox_id=row.told_outbox_id,
        followed_up_at=row.followed_up_at,
        calls=row.calls,
        booking_id=row.booking_id,
        reference=row.reference,
        kind=BookingKind(row.kind),
        party_id=row.party_id,
        chat_id=row.contact_id,
        guest_phone_print=row.guest_phone_print,
        booking_state=BookingState(row.booking_state),
        held_until=row.held_until,
        number=row.queue_number,
        slot_id=row.slot_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        leader_id=row.leader_id,
        place=row.place,
        address=row.address,
        old_slot_id=row.from_slot_id,
        old_starts_at=row.old_starts_at,
        old_place=row.old_place,
        offered_slot_id=row.offered_slot_id,
    )
