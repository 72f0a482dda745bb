"""Somebody who is not linked books with name and phone: one place a number, one a chat, and only that chat sees it."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from casework.booking_facts import guest_booking_of_chat
from casework.booking_visitors import Guest, guest, visitor_name
from casework.bookings import (
    AlreadyHas,
    Booking,
    BookingState,
    Full,
    NotOffered,
    WhyNot,
    cancel,
    confirm,
    hold,
    hold_for_guest,
    move,
)
from casework.books import Books
from casework.contacts import meet
from casework.people import PartyRefused
from casework.receptions import OpenedDay
from casework.tables.receptions import booking
from tests.casework.reception_rooms import a_citizen, a_day

BINH = guest("Trần Thử Bình", "+84 900 000 001")
CHI = guest("Lê Thử Chi", "0900 000 002")


@pytest.fixture
def day(books: Books) -> OpenedDay:
    return a_day(books, seats=2)


def chat(books: Books, address: str = "g1") -> int:
    return meet(books, "telegram", address).id


def held(books: Books, day: OpenedDay, who: Guest = BINH, address: str = "g1") -> Booking:
    made = hold_for_guest(books, day.slot_ids[0], who, chat(books, address))
    assert isinstance(made, Booking)
    return made


def test_a_guest_holds_confirms_moves_and_cancels_as_a_party_does(books: Books, day: OpenedDay) -> None:
    made = held(books, day)
    assert (made.party_id, made.guest, made.state) == (None, BINH, BookingState.HELD)
    assert visitor_name(books, made.visitor) == "Trần Thử Bình"
    assert isinstance(confirm(books, made.id), Booking)
    moved = move(books, made.id, day.slot_ids[2])
    assert isinstance(moved, Booking)
    assert (moved.slot_id, moved.revision, moved.guest) == (day.slot_ids[2], 1, BINH)
    assert cancel(books, made.id) is not None
    assert guest_booking_of_chat(books, chat(books)) is None


def test_a_number_has_one_place_whatever_chat_it_comes_from(books: Books, day: OpenedDay) -> None:
    first = held(books, day)
    second = hold_for_guest(books, day.slot_ids[1], guest("Người Thử Khác", "0900000001"), chat(books, "g2"))
    assert second == AlreadyHas(booking=first)


def test_a_chat_has_one_guest_whatever_numbers_it_invents(books: Books, day: OpenedDay) -> None:
    first = held(books, day)
    assert hold_for_guest(books, day.slot_ids[1], CHI, chat(books)) == AlreadyHas(booking=first)
    again = hold_for_guest(books, day.slot_ids[1], BINH, chat(books))
    assert isinstance(again, Booking)
    assert (again.id, again.slot_id) == (first.id, day.slot_ids[1])


def test_only_the_chat_that_made_it_sees_a_guests_booking(books: Books, day: OpenedDay) -> None:
    made = held(books, day)
    assert made.is_of(None, chat(books))
    assert not made.is_of(None, chat(books, "g2"))
    assert not made.is_of(None, None)
    citizen = a_citizen(books, "2002")
    theirs = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(theirs, Booking)
    assert theirs.is_of(citizen.party, chat(books, "g3"))
    assert not theirs.is_of(None, chat(books))


def test_name_and_number_are_sealed_and_named_by_no_repr(books: Books, day: OpenedDay) -> None:
    made = held(books, day)
    row = books.conn.execute(select(booking)).one()
    assert "Bình".encode() not in row.guest_name_sealed
    assert b"0900000001" not in row.guest_phone_sealed + row.guest_phone_print
    assert "Trần" not in repr(made)
    assert "0900" not in repr(made)


@pytest.mark.parametrize(
    ("name", "phone"), [("", "0900000001"), ("A1", "0900000001"), ("Bình", "12"), ("?!", "0900000001")]
)
def test_what_is_no_name_or_number_is_refused_in_a_sentence(name: str, phone: str) -> None:
    with pytest.raises(PartyRefused, match=r"Xin|Hãy"):
        guest(name, phone)


def test_a_guest_without_a_number_or_from_no_chat_cannot_hold(books: Books, day: OpenedDay) -> None:
    refused = NotOffered(why=WhyNot.NOT_LINKED, nearest=())
    assert hold_for_guest(books, day.slot_ids[0], guest("Trần Thử Bình", None), chat(books)) == refused
    assert hold_for_guest(books, day.slot_ids[0], BINH, 12345) == refused


def test_guests_and_parties_share_the_seats(books: Books, day: OpenedDay) -> None:
    held(books, day)
    citizen = a_citizen(books, "2002")
    hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(hold_for_guest(books, day.slot_ids[0], CHI, chat(books, "g2")), Full)


def test_the_database_itself_knows_no_third_seat_of_two(books: Books, day: OpenedDay) -> None:
    made = held(books, day)
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        books.conn.execute(update(booking).where(booking.c.id == made.id).values(seat=3))
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        books.conn.execute(update(booking).where(booking.c.id == made.id).values(seat=3, slot_seats=3))
