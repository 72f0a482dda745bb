"""Which booking is it: whose, when, where, and does it still stand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LargeBinary, Select, bindparam, literal_column, select

from casework.booking_visitors import Guest, Visitor, guest_in, phone_print
from casework.books import Books
from casework.db.prepared import Prepared
from casework.reception_details import Need, read_words
from casework.receptions import IS_LIVE, BookingKind, BookingSource, BookingState, DayMode
from casework.tables.receptions import booking, reception_day, reception_slot

LINGERS = timedelta(hours=4)  # after the end of their slot somebody who has arrived may still wait to be received


@dataclass(frozen=True, kw_only=True, slots=True)
class Booking:
    """A booking with the time and place it is for. Instants are UTC. ``party_id`` or ``guest``: who comes."""

    id: int
    reference: str
    slot_id: int
    day_id: int
    seat: int
    queue_number: int | None  # on a day with numbers: the visitor's, over the day
    party_id: int | None
    contact_id: int | None  # the chat it was made from
    guest: Guest | None
    kind: BookingKind
    state: BookingState
    held_until: datetime | None
    reason: str | None = field(repr=False)
    companions: int
    needs: tuple[Need, ...]
    source: BookingSource
    team_id: int | None
    made_at: datetime
    coming_at: datetime | None  # when they said that they will come, to the time as it is now
    arrived_at: datetime | None
    revision: int  # counted up with each change of time or end
    mode: DayMode
    starts_at: datetime
    ends_at: datetime
    leader_id: int
    commune_id: int | None
    place: str
    address: str

    @property
    def visitor(self) -> Visitor:
        """For whom it is."""
        return Visitor(party_id=self.party_id, guest=self.guest, contact_id=self.contact_id)

    def is_of(self, party_id: int | None, contact_id: int | None) -> bool:
        """Whether the chat ``contact_id``, linked to ``party_id``, may see it: its party's, or as a guest its own."""
        if self.party_id is not None:
            return self.party_id == party_id
        return self.contact_id is not None and self.contact_id == contact_id


def is_live(there: Booking, now: datetime) -> bool:
    """Whether it still keeps its seat at ``now``."""
    return keeps_place(there.state, there.held_until, there.ends_at, now)


def keeps_place(state: BookingState, held_until: datetime | None, ends_at: datetime, now: datetime) -> bool:
    """The same of a row: what is held runs out, a confirmed one ends with its slot, who has arrived may wait longer."""
    if state in (BookingState.HELD, BookingState.OFFERED):
        return held_until is not None and held_until > now
    if state is BookingState.CONFIRMED:
        return ends_at > now
    return state is BookingState.ARRIVED and ends_at + LINGERS > now


def booking_of_party(books: Books, party_id: int | None, kind: BookingKind = BookingKind.RECEPTION) -> Booking | None:
    """The party's live booking of this kind; nobody (a guest, a chat that is not linked) has none by this way."""
    return _live_one(books, _OF_PARTY.named(books.conn, party=party_id, of_kind=kind.value))


def booking_of_guest(books: Books, phone: str, kind: BookingKind = BookingKind.RECEPTION) -> Booking | None:
    """The live booking of the guest with this number. Raises ``PartyRefused`` for what is no number."""
    return _live_one(books, _OF_PHONE.named(books.conn, phone=phone_print(books, phone), of_kind=kind.value))


def guest_booking_of_chat(books: Books, contact_id: int, kind: BookingKind = BookingKind.RECEPTION) -> Booking | None:
    """The live booking that somebody made as a guest in this chat."""
    return _live_one(books, _OF_CHAT.named(books.conn, contact=contact_id, of_kind=kind.value))


def in_the_way(books: Books, visitor: Visitor, kind: BookingKind) -> tuple[Booking, ...]:
    """The bookings that keep this visitor from another by the indexes: the party's, the guest's, that of the guest's chat.

    Some of them may have run out and wait for somebody to tidy up (``is_live``).
    """
    found: list[Any] = []
    if visitor.party_id is not None:
        found += _OF_PARTY.named(books.conn, party=visitor.party_id, of_kind=kind.value)
    elif visitor.guest is not None:
        if visitor.guest.phone is not None:
            print_ = phone_print(books, visitor.guest.phone)
            found += _OF_PHONE.named(books.conn, phone=print_, of_kind=kind.value)
        if visitor.contact_id is not None:
            found += _OF_CHAT.named(books.conn, contact=visitor.contact_id, of_kind=kind.value)
    return tuple(opened(books, row) for row in found)


def find_booking(books: Books, booking_id: int) -> Booking | None:
    """A booking in whatever state."""
    row = _BY_ID.one(books.conn, booking=booking_id)
    return None if row is None else opened(books, row)


def live_bookings_of_day(books: Books, day_id: int) -> tuple[Booking, ...]:
    """The day's live bookings, in order of time."""
    return tuple(one for one in bookings_of_day(books, day_id) if is_live(one, books.clock.now()))


def bookings_of_day(books: Books, day_id: int) -> tuple[Booking, ...]:
    """Every booking of the day that was confirmed, in order of time and number, whatever has become of it."""
    return tuple(opened(books, row) for row in _OF_DAY.named(books.conn, day=day_id))


def bookings_ever(books: Books, party_id: int) -> tuple[Booking, ...]:
    """All that were made for the party, whatever has become of them, in the order in which they were made."""
    return tuple(opened(books, row) for row in _EVER.named(books.conn, party=party_id))


def with_place() -> Select[Any]:
    """The columns that ``opened`` needs."""
    return (
        select(
            booking,
            reception_slot.c.starts_at,
            reception_slot.c.ends_at,
            reception_day.c.leader_id,
            reception_day.c.commune_id,
            reception_day.c.place,
            reception_day.c.address,
            reception_day.c.mode,
        )
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
    )


def opened(books: Books, row: Any) -> Booking:
    """The booking of a row of ``with_place``."""
    sealed = row.reason_sealed
    return Booking(
        id=row.id,
        reference=row.reference,
        slot_id=row.slot_id,
        day_id=row.day_id,
        seat=row.seat,
        queue_number=row.queue_number,
        party_id=row.party_id,
        contact_id=row.contact_id,
        guest=guest_in(books, "booking", row),
        kind=BookingKind(row.kind),
        state=BookingState(row.state),
        held_until=row.held_until,
        reason=None if sealed is None else books.keys.open("booking", "reason", row.id, sealed),
        companions=row.companions,
        needs=read_words(Need, row.needs),
        source=BookingSource(row.source),
        team_id=row.team_id,
        made_at=row.made_at,
        coming_at=row.coming_at,
        arrived_at=row.arrived_at,
        revision=row.revision,
        mode=DayMode(row.mode),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        leader_id=row.leader_id,
        commune_id=row.commune_id,
        place=row.place,
        address=row.address,
    )


def _live_one(books: Books, rows: Sequence[Any]) -> Booking | None:
    """The one that is live now; one that has run out, and that nobody has tidied up yet, does not count."""
    now = books.clock.now()
    there = (opened(books, row) for row in rows)
    return next((one for one in there if is_live(one, now)), None)


_KIND = booking.c.kind == bindparam("of_kind")
_BY_ID = Prepared(with_place().where(booking.c.id == bindparam("booking")))
_OF_PARTY = Prepared(with_place().where(booking.c.party_id == bindparam("party"), _KIND, IS_LIVE))
_OF_PHONE = Prepared(
    with_place().where(booking.c.guest_phone_print == bindparam("phone", type_=LargeBinary()), _KIND, IS_LIVE)
)
_OF_CHAT = Prepared(
    with_place().where(
        booking.c.contact_id == bindparam("contact"),
        _KIND,
        literal_column("booking.party_id IS NULL"),
        literal_column("booking.contact_id IS NOT NULL"),
        IS_LIVE,
    )
)
_OF_DAY = Prepared(
    with_place()
    .where(booking.c.day_id == bindparam("day"), literal_column("booking.state NOT IN ('cancelled', 'expired')"))
    .order_by(reception_slot.c.starts_at, booking.c.queue_number, booking.c.seat, booking.c.id)
)
_EVER = Prepared(with_place().where(booking.c.party_id == bindparam("party")).order_by(booking.c.made_at, booking.c.id))
