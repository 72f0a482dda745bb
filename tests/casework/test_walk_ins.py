"""Numbers of a day, people who come on the spot, and what the desk notes of them."""

from datetime import date, time

import pytest
from sqlalchemy import select

from casework.booking_course import NoStep, arrive, end_visit, not_arrived
from casework.booking_visitors import Visitor, guest
from casework.bookings import (
    AlreadyHas,
    Asked,
    Booking,
    BookingState,
    Full,
    NotOffered,
    WhyNot,
    cancel,
    confirm,
    hold,
    move,
)
from casework.books import Books
from casework.clock import SetClock
from casework.receptions import DayMode, OpenedDay, Window, open_day
from casework.tables.receptions import booking, reception_slot
from casework.walk_ins import walk_in
from tests.casework.reception_rooms import Office, a_citizen, a_day, a_plan, an_office_with_leader

TODAY = date(2026, 11, 16)
MORNING, AFTERNOON = Window(opens=time(10), closes=time(11)), Window(opens=time(14), closes=time(15))


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leader(books)


@pytest.fixture
def day(books: Books, office: Office) -> OpenedDay:
    """Today with numbers: three places in the morning, three in the afternoon."""
    plan = a_plan(office, on=TODAY, windows=(MORNING, AFTERNOON), mode=DayMode.QUEUE)
    return open_day(books, plan, office.leader)


def booked(books: Books, slot: int, address: str) -> Booking:
    citizen = a_citizen(books, address)
    held = hold(books, slot, citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    done = confirm(books, held.id)
    assert isinstance(done, Booking)
    return done


def comes(books: Books, day: OpenedDay, office: Office, address: str) -> Booking:
    made = walk_in(books, day.day_id, Visitor(party_id=a_citizen(books, address).party), Asked(), office.leader)
    assert isinstance(made, Booking)
    return made


def test_the_mornings_numbers_come_before_the_afternoons_whoever_books_first(books: Books, day: OpenedDay) -> None:
    morning, afternoon = day.slot_ids
    slots = [afternoon, morning, afternoon, morning]
    assert [booked(books, slot, f"{n}").queue_number for n, slot in enumerate(slots)] == [4, 1, 5, 2]


def test_whoever_moves_gets_a_number_there_and_leaves_the_old_one_to_others(books: Books, day: OpenedDay) -> None:
    morning, afternoon = day.slot_ids
    first = booked(books, morning, "1")
    moved = move(books, first.id, afternoon)
    assert isinstance(moved, Booking)
    assert moved.queue_number == 4
    assert booked(books, morning, "2").queue_number == 1


def test_a_number_that_was_called_is_nobody_elses_that_day(books: Books, day: OpenedDay, office: Office) -> None:
    first = booked(books, day.slot_ids[0], "1")
    arrive(books, first.id, office.leader)
    end_visit(books, first.id, BookingState.DONE, office.leader)
    assert booked(books, day.slot_ids[0], "2").queue_number == 7


def test_who_comes_on_the_spot_takes_a_real_place_after_all_numbers(
    books: Books, day: OpenedDay, office: Office
) -> None:
    booked(books, day.slot_ids[0], "1")
    came = comes(books, day, office, "2")
    assert (came.state, came.slot_id, came.seat, came.queue_number) == (BookingState.ARRIVED, day.slot_ids[0], 2, 7)
    assert came.arrived_at == books.clock.now()


def test_nobody_is_sent_away_where_every_place_is_taken(books: Books, day: OpenedDay, office: Office) -> None:
    came = [comes(books, day, office, f"{n}") for n in range(8)]
    assert [one.slot_id for one in came] == [day.slot_ids[0]] * 3 + [day.slot_ids[1]] * 3 + [day.slot_ids[0]] * 2
    assert len({one.queue_number for one in came}) == 8
    seats = select(reception_slot.c.seats).where(reception_slot.c.id == day.slot_ids[0])
    assert books.conn.execute(seats).scalar_one() == 5
    of_slot = select(booking.c.slot_seats).where(booking.c.slot_id == day.slot_ids[0])
    assert set(books.conn.execute(of_slot).scalars()) == {5}


def test_somebody_without_a_phone_may_come_too(books: Books, day: OpenedDay, office: Office) -> None:
    for _ in range(2):  # two of one name are two people
        made = walk_in(books, day.day_id, Visitor(guest=guest("Cụ Thử Ba", None)), Asked(), office.leader)
        assert isinstance(made, Booking)


def test_who_has_booked_is_no_walk_in_and_who_comes_on_another_day_has_none(
    books: Books, day: OpenedDay, office: Office
) -> None:
    there = booked(books, day.slot_ids[1], "1")
    who = Visitor(party_id=there.party_id)
    assert walk_in(books, day.day_id, who, Asked(), office.leader) == AlreadyHas(booking=there)
    other = a_day(books, office=office)
    stranger = Visitor(party_id=a_citizen(books, "2").party)
    refused = walk_in(books, other.day_id, stranger, Asked(), office.leader)
    assert isinstance(refused, NotOffered)
    assert refused.why is WhyNot.UNKNOWN
    assert isinstance(walk_in(books, 12345, stranger, Asked(), office.leader), NotOffered | Full)


@pytest.mark.parametrize("crowd", [0, 6])
def test_who_has_an_appointment_on_a_later_day_and_comes_today_is_received_today(
    books: Books, day: OpenedDay, office: Office, crowd: int
) -> None:
    later = a_day(books, office=office)
    there = booked(books, later.slot_ids[0], "1")
    for number in range(crowd):
        comes(books, day, office, f"5{number}")
    came = walk_in(books, day.day_id, Visitor(party_id=there.party_id), Asked(), office.leader)
    assert isinstance(came, Booking)
    assert (came.id, came.reference, came.state) == (there.id, there.reference, BookingState.ARRIVED)
    assert came.day_id == day.day_id
    assert came.revision == there.revision + 1, "a calendar that knows the old hour takes the new one"
    other = booked(books, later.slot_ids[0], "2")
    assert other.seat == there.seat, "their place of that day is somebody else's now"


def test_the_desk_notes_arrivals_and_takes_them_back(books: Books, day: OpenedDay, office: Office) -> None:
    there = booked(books, day.slot_ids[0], "1")
    came = arrive(books, there.id, office.leader)
    assert isinstance(came, Booking)
    assert (came.state, came.arrived_at) == (BookingState.ARRIVED, books.clock.now())
    assert arrive(books, there.id, office.leader) == came
    back = not_arrived(books, there.id, office.leader)
    assert isinstance(back, Booking)
    assert (back.state, back.arrived_at) == (BookingState.CONFIRMED, None)
    cancel(books, there.id)
    assert arrive(books, there.id, office.leader) is NoStep.STATE
    assert arrive(books, 12345, office.leader) is NoStep.UNKNOWN


def test_nobody_has_arrived_before_their_day(books: Books, office: Office) -> None:
    there = booked(books, a_day(books, office=office).slot_ids[0], "1")
    assert arrive(books, there.id, office.leader) is NoStep.ANOTHER_DAY


def test_who_has_arrived_and_takes_another_time_is_awaited_there(books: Books, day: OpenedDay, office: Office) -> None:
    there = booked(books, day.slot_ids[0], "1")
    arrive(books, there.id, office.leader)
    moved = move(books, there.id, a_day(books, office=office).slot_ids[0])
    assert isinstance(moved, Booking)
    assert (moved.state, moved.arrived_at) == (BookingState.CONFIRMED, None)
    assert books.conn.execute(select(booking.c.checked_by)).scalar_one() is None


def test_nobody_is_missing_before_their_hour_and_who_comes_late_is_received(
    books: Books, clock: SetClock, day: OpenedDay, office: Office
) -> None:
    there = booked(books, day.slot_ids[0], "1")
    assert end_visit(books, there.id, BookingState.NO_SHOW, office.leader) is NoStep.TOO_EARLY
    clock.set(there.starts_at)
    missing = end_visit(books, there.id, BookingState.NO_SHOW, office.leader)
    assert isinstance(missing, Booking)
    assert missing.state is BookingState.NO_SHOW
    late = arrive(books, there.id, office.leader)
    assert isinstance(late, Booking)
    assert late.state is BookingState.ARRIVED


def test_who_comes_late_finds_the_seat_taken(books: Books, clock: SetClock, office: Office) -> None:
    plan = a_plan(office, on=TODAY, windows=(MORNING,), minutes_each=60)
    day = open_day(books, plan, office.leader)
    there = booked(books, day.slot_ids[0], "1")
    clock.set(there.starts_at)
    end_visit(books, there.id, BookingState.NO_SHOW, office.leader)
    assert comes(books, day, office, "2").seat == there.seat
    assert arrive(books, there.id, office.leader) is NoStep.TAKEN


def test_an_end_is_corrected_and_what_is_no_end_is_refused(books: Books, day: OpenedDay, office: Office) -> None:
    there = comes(books, day, office, "1")
    for state in (BookingState.DONE, BookingState.REFUSED, BookingState.DONE):
        ended = end_visit(books, there.id, state, office.leader)
        assert isinstance(ended, Booking)
        assert ended.state is state
    with pytest.raises(ValueError, match="no end"):
        end_visit(books, there.id, BookingState.CANCELLED, office.leader)
