from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.bookings import (
    AlreadyHas,
    Booking,
    BookingKind,
    BookingState,
    Full,
    Lapsed,
    NotOffered,
    WhyNot,
    booking_of_party,
    call_off_day,
    cancel,
    confirm,
    find_booking,
    hold,
    move,
    release_expired_holds,
)
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.links import EndedBy, unlink
from casework.receptions import OpenedDay, free_slots
from casework.references import read_reference
from casework.tables.audit import audit_entry
from casework.tables.receptions import booking
from tests.casework.reception_rooms import Office, a_citizen, a_day, an_office_with_leader, another_chat


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leader(books)


@pytest.fixture
def day(books: Books, office: Office) -> OpenedDay:
    return a_day(books, office=office)


def held(books: Books, slot: int, address: str = "1001") -> Booking:
    citizen = a_citizen(books, address)
    made = hold(books, slot, citizen.party, citizen.chat)
    assert isinstance(made, Booking)
    return made


def booked(books: Books, slot: int, address: str = "1001") -> Booking:
    done = confirm(books, held(books, slot, address).id)
    assert isinstance(done, Booking)
    return done


def free(books: Books) -> dict[int, int]:
    return {slot.slot_id: slot.free for slot in free_slots(books, after=books.clock.now(), limit=100)}


def test_a_held_seat_is_gone_for_others_and_becomes_a_booking(books: Books, clock: SetClock, day: OpenedDay) -> None:
    made = held(books, day.slot_ids[0])
    assert (made.state, made.held_until) == (BookingState.HELD, clock.now() + timedelta(minutes=10))
    assert day.slot_ids[0] not in free(books)
    done = confirm(books, made.id)
    assert isinstance(done, Booking)
    assert (done.state, done.held_until, done.reference) == (BookingState.CONFIRMED, None, made.reference)
    assert read_reference("LH", made.reference) == made.reference
    assert booking_of_party(books, made.party_id) == done
    assert "bookings" in books.rings


def test_pressing_any_button_twice_has_one_effect(books: Books, day: OpenedDay) -> None:
    citizen = a_citizen(books)
    first = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert hold(books, day.slot_ids[0], citizen.party, citizen.chat) == first
    assert isinstance(first, Booking)
    assert confirm(books, first.id) == confirm(books, first.id)
    assert cancel(books, first.id) is not None
    assert cancel(books, first.id) is None
    noted = select(audit_entry.c.action).where(audit_entry.c.object == f"booking:{first.id}")
    assert list(books.conn.execute(noted).scalars()) == ["booking_confirmed", "booking_cancelled"]


def test_a_full_slot_names_the_nearest_free_ones(books: Books, day: OpenedDay) -> None:
    booked(books, day.slot_ids[0])
    other = a_citizen(books, "2002")
    full = hold(books, day.slot_ids[0], other.party, other.chat)
    assert isinstance(full, Full)
    assert [slot.slot_id for slot in full.nearest] == list(day.slot_ids[1:])


def test_two_seats_take_two_people(books: Books, office: Office) -> None:
    day = a_day(books, office=office, seats=2)
    seats = [held(books, day.slot_ids[0], address).seat for address in ("1001", "1002")]
    third = a_citizen(books, "1003")
    assert seats == [1, 2]
    assert isinstance(hold(books, day.slot_ids[0], third.party, third.chat), Full)


def test_a_hold_not_confirmed_in_ten_minutes_frees_the_seat_without_any_tidying(
    books: Books, clock: SetClock, day: OpenedDay
) -> None:
    lapsed = held(books, day.slot_ids[0])
    clock.set(clock.now() + timedelta(minutes=10))
    assert free(books)[day.slot_ids[0]] == 1
    assert booking_of_party(books, lapsed.party_id) is None
    assert isinstance(held(books, day.slot_ids[0], "2002"), Booking)
    assert isinstance(confirm(books, lapsed.id), Lapsed)


def test_confirming_after_ten_minutes_is_too_late_even_if_nobody_else_came(
    books: Books, clock: SetClock, day: OpenedDay
) -> None:
    made = held(books, day.slot_ids[0])
    clock.set(clock.now() + timedelta(minutes=10))
    late = confirm(books, made.id)
    assert isinstance(late, Lapsed)
    assert day.slot_ids[0] in [slot.slot_id for slot in late.nearest]


def test_tidying_ends_what_has_run_out_and_only_that(books: Books, clock: SetClock, day: OpenedDay) -> None:
    lapsed, sure = held(books, day.slot_ids[0]), booked(books, day.slot_ids[1], "2002")
    assert release_expired_holds(books, clock.now()) == 0
    assert release_expired_holds(books, clock.now() + timedelta(minutes=10)) == 1
    states = [found.state for one in (lapsed, sure) if (found := find_booking(books, one.id))]
    assert states == [BookingState.EXPIRED, BookingState.CONFIRMED]


def test_a_person_who_has_been_received_may_book_again(books: Books, clock: SetClock, office: Office) -> None:
    day, later = a_day(books, office=office), a_day(books, office=office, on=date(2026, 12, 10))
    citizen = a_citizen(books)
    first = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(first, Booking)
    confirm(books, first.id)
    assert hold(books, later.slot_ids[0], citizen.party, citizen.chat) == AlreadyHas(booking=find(books, first.id))
    clock.set(first.ends_at)
    assert booking_of_party(books, citizen.party) is None
    assert isinstance(hold(books, later.slot_ids[0], citizen.party, citizen.chat), Booking)
    assert find(books, first.id).state is BookingState.OVER


def find(books: Books, booking_id: int) -> Booking:
    found = find_booking(books, booking_id)
    assert found is not None
    return found


def test_the_partys_other_chat_sees_the_booking_of_the_first(books: Books, day: OpenedDay) -> None:
    citizen = a_citizen(books)
    second = another_chat(books, citizen.party, "1002")
    first = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(first, Booking)
    assert hold(books, day.slot_ids[1], citizen.party, second) == AlreadyHas(booking=first)


def test_choosing_another_time_before_confirming_changes_the_hold(
    books: Books, clock: SetClock, day: OpenedDay
) -> None:
    citizen = a_citizen(books)
    first = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    clock.set(clock.now() + timedelta(minutes=4))
    second = hold(books, day.slot_ids[2], citizen.party, citizen.chat)
    assert isinstance(first, Booking)
    assert isinstance(second, Booking)
    assert (second.id, second.slot_id) == (first.id, day.slot_ids[2])
    assert second.held_until == clock.now() + timedelta(minutes=10)
    assert free(books) == {day.slot_ids[0]: 1, day.slot_ids[1]: 1}


def test_a_meeting_with_the_officer_and_a_reception_do_not_exclude_each_other(
    books: Books, office: Office, day: OpenedDay
) -> None:
    citizen = a_citizen(books)
    meetings = a_day(books, office=office, on=date(2026, 11, 27), kind=BookingKind.OFFICER)
    hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    strange = hold(books, day.slot_ids[1], citizen.party, citizen.chat, kind=BookingKind.OFFICER)
    assert isinstance(strange, NotOffered)
    assert strange.why is WhyNot.UNKNOWN
    other = hold(books, meetings.slot_ids[1], citizen.party, citizen.chat, kind=BookingKind.OFFICER)
    assert isinstance(other, Booking)
    assert booking_of_party(books, citizen.party, BookingKind.OFFICER) == other


def test_moving_takes_the_new_seat_and_gives_back_the_old_in_one_step(books: Books, day: OpenedDay) -> None:
    first = booked(books, day.slot_ids[0])
    moved = move(books, first.id, day.slot_ids[2])
    assert isinstance(moved, Booking)
    assert (moved.id, moved.reference, moved.state) == (first.id, first.reference, BookingState.CONFIRMED)
    assert free(books) == {day.slot_ids[0]: 1, day.slot_ids[1]: 1}


def test_moving_to_a_full_slot_leaves_the_old_booking_as_it_was(books: Books, day: OpenedDay) -> None:
    first = booked(books, day.slot_ids[0])
    booked(books, day.slot_ids[1], "2002")
    full = move(books, first.id, day.slot_ids[1])
    assert isinstance(full, Full)
    assert booking_of_party(books, first.party_id) == first


def test_moving_what_is_cancelled_moves_nothing(books: Books, day: OpenedDay) -> None:
    first = booked(books, day.slot_ids[0])
    cancel(books, first.id)
    assert isinstance(move(books, first.id, day.slot_ids[1]), Lapsed)
    assert isinstance(move(books, 12345, day.slot_ids[1]), Lapsed)
    assert free(books) == dict.fromkeys(day.slot_ids, 1)


def test_a_cancelled_seat_can_be_booked_again(books: Books, day: OpenedDay) -> None:
    first = booked(books, day.slot_ids[0])
    cancelled = cancel(books, first.id)
    assert cancelled is not None
    assert cancelled.state is BookingState.CANCELLED
    booked(books, day.slot_ids[0], "2002")


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2026, 11, 26, 1, 0, tzinfo=UTC), WhyNot.PAST),  # it is beginning this minute
        (datetime(2026, 12, 1, 1, 0, tzinfo=UTC), WhyNot.PAST),
        (datetime(2026, 9, 27, 0, 59, tzinfo=UTC), WhyNot.TOO_FAR),  # sixty days and a minute ahead
    ],
)
def test_the_past_and_the_far_future_are_not_offered(
    books: Books, clock: SetClock, day: OpenedDay, moment: datetime, why: WhyNot
) -> None:
    citizen = a_citizen(books)
    clock.set(moment)
    refused = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(refused, NotOffered)
    assert refused.why is why


def test_sixty_days_ahead_to_the_minute_is_offered(books: Books, clock: SetClock, day: OpenedDay) -> None:
    clock.set(datetime(2026, 9, 27, 1, 0, tzinfo=UTC))
    assert isinstance(held(books, day.slot_ids[0]), Booking)


def test_a_slot_that_is_not_there_offers_the_next_free_ones(books: Books, day: OpenedDay) -> None:
    citizen = a_citizen(books)
    refused = hold(books, 12345, citizen.party, citizen.chat)
    assert isinstance(refused, NotOffered)
    assert refused.why is WhyNot.UNKNOWN
    assert [slot.slot_id for slot in refused.nearest] == list(day.slot_ids)


def test_only_a_linked_chat_books_and_only_for_its_own_party(books: Books, day: OpenedDay) -> None:
    citizen, stranger = a_citizen(books), meet(books, "telegram", "9999")
    for chat in (stranger.id, a_citizen(books, "2002").chat, 12345):
        refused = hold(books, day.slot_ids[0], citizen.party, chat)
        assert refused == NotOffered(why=WhyNot.NOT_LINKED, nearest=())
    unlink(books, citizen.chat, EndedBy.PERSON)
    assert isinstance(hold(books, day.slot_ids[0], citizen.party, citizen.chat), NotOffered)


def test_a_day_called_off_ends_its_bookings_and_names_them(books: Books, office: Office, day: OpenedDay) -> None:
    other_day = a_day(books, office=office, on=date(2026, 12, 10))
    first, second = booked(books, day.slot_ids[2]), held(books, day.slot_ids[1], "2002")
    stays = booked(books, other_day.slot_ids[0], "3003")
    assert call_off_day(books, day.day_id, office.leader) == (second, first)
    assert call_off_day(books, day.day_id, office.leader) == ()
    assert booking_of_party(books, first.party_id) is None
    assert booking_of_party(books, stays.party_id) == stays
    refused = move(books, stays.id, day.slot_ids[0])
    assert isinstance(refused, NotOffered)
    assert refused.why is WhyNot.CALLED_OFF
    assert isinstance(confirm(books, second.id), Lapsed)


def test_what_the_person_wants_to_talk_about_is_sealed(books: Books, day: OpenedDay) -> None:
    citizen = a_citizen(books)
    made = hold(books, day.slot_ids[0], citizen.party, citizen.chat, reason="xin miễn án phí")
    assert isinstance(made, Booking)
    assert made.reason == "xin miễn án phí"
    assert "xin" not in repr(made)
    sealed = books.conn.execute(select(booking.c.reason_sealed)).scalar_one()
    assert "miễn".encode() not in sealed
