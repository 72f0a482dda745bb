"""Who met the leader? A debtor with a decision, a linked chat and a booking that is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from casework import bookings
from casework.bookings import Booking
from casework.books import Books
from tests.builders import a_decision, a_line
from tests.casework import reception_rooms


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The second time of the morning."""

    booking: Booking
    day: int
    leader: int
    party: int
    chat: int
    decision: int


def a_meeting(books: Books, address: str = "1001", *, office: reception_rooms.Office | None = None) -> Meeting:
    office = office if office is not None else reception_rooms.an_office_with_leader(books)
    day = reception_rooms.a_day(books, office=office)
    citizen = reception_rooms.a_citizen(books, address)
    held = bookings.hold(books, day.slot_ids[1], citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    made = bookings.confirm(books, held.id)
    assert isinstance(made, Booking)
    decision = a_decision(books, office.agency, debtor=citizen.party, lines=[a_line()])
    return Meeting(
        booking=made, day=day.day_id, leader=office.leader, party=citizen.party, chat=citizen.chat, decision=decision
    )
