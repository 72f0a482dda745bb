"""Who waits for a place is offered the next one in turn, for a while, and never the same one twice."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.bookings import (
    AlreadyHas,
    Booking,
    BookingState,
    Full,
    Lapsed,
    cancel,
    confirm,
    find_booking,
    hold,
    release_expired_holds,
)
from casework.books import Books
from casework.clock import SetClock
from casework.links import EndedBy, unlink
from casework.receptions import OpenedDay, free_slots
from casework.repairs import Why, open_repair
from casework.tables.people import party
from casework.waiting_list import (
    KEPT,
    Waiting,
    WaitState,
    Wish,
    accept,
    join,
    leave,
    offer_places,
    refuse,
    settle,
    waiting_of,
)
from tests.builders import a_staff_member, an_agency
from tests.casework.reception_rooms import Citizen, a_citizen, a_day


@pytest.fixture
def day(books: Books) -> OpenedDay:
    return a_day(books)


@pytest.fixture
def full(books: Books, day: OpenedDay) -> list[Booking]:
    """All three places of the day, booked."""
    return [booked(books, slot, f"{n}") for n, slot in enumerate(day.slot_ids)]


def booked(books: Books, slot: int, address: str) -> Booking:
    citizen = a_citizen(books, address)
    held = hold(books, slot, citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    done = confirm(books, held.id)
    assert isinstance(done, Booking)
    return done


def waits(books: Books, clock: SetClock, address: str, wish: Wish | None = None) -> Citizen:
    citizen = a_citizen(books, address)
    assert isinstance(join(books, citizen.party, citizen.chat, wish or Wish()), Waiting)
    clock.set(clock.now() + timedelta(seconds=1))
    return citizen


def offers(books: Books) -> list[Booking]:
    settle(books)
    return list(offer_places(books, books.clock.now()))


def state(books: Books, who: Citizen) -> WaitState | None:
    line = waiting_of(books, who.party)
    return None if line is None else line.state


def test_a_freed_place_is_kept_for_the_first_who_asked(books: Books, clock: SetClock, full: list[Booking]) -> None:
    first, second = waits(books, clock, "601"), waits(books, clock, "602")
    assert offers(books) == []
    cancel(books, full[1].id)
    (made,) = offers(books)
    assert (made.party_id, made.slot_id, made.state) == (first.party, full[1].slot_id, BookingState.OFFERED)
    assert made.held_until == clock.now() + KEPT
    assert (state(books, first), state(books, second)) == (WaitState.OFFERED, WaitState.WAITING)
    other = a_citizen(books, "603")
    assert isinstance(hold(books, full[1].slot_id, other.party, other.chat), Full)
    assert offers(books) == []


def test_taking_an_offer_twice_gives_one_booking_and_ends_the_wait(
    books: Books, clock: SetClock, full: list[Booking]
) -> None:
    first = waits(books, clock, "601")
    cancel(books, full[0].id)
    (made,) = offers(books)
    taken = accept(books, made.id)
    assert isinstance(taken, Booking)
    assert taken.state is BookingState.CONFIRMED
    assert accept(books, made.id) == taken
    assert waiting_of(books, first.party) is None


def test_who_refuses_waits_on_and_the_place_goes_to_the_next(
    books: Books, clock: SetClock, full: list[Booking]
) -> None:
    first, second = waits(books, clock, "601"), waits(books, clock, "602")
    cancel(books, full[0].id)
    (made,) = offers(books)
    assert refuse(books, made.id)
    assert not refuse(books, made.id)
    (then,) = offers(books)
    assert (then.party_id, then.slot_id) == (second.party, made.slot_id)
    assert state(books, first) is WaitState.WAITING
    cancel(books, full[1].id)
    assert [one.party_id for one in offers(books)] == [first.party]


def test_an_offer_that_nobody_answers_runs_out_and_after_three_the_wait_ends(
    books: Books, clock: SetClock, full: list[Booking]
) -> None:
    first = waits(books, clock, "601")
    for number, one in enumerate(full, 1):
        cancel(books, one.id)
        (made,) = offers(books)
        clock.set(clock.now() + KEPT)
        assert isinstance(accept(books, made.id), Lapsed)
        release_expired_holds(books, clock.now())
        settle(books)
        assert state(books, first) is (WaitState.WAITING if number < 3 else None)
    assert len(free_slots(books, after=clock.now())) == 3


def test_a_place_goes_to_the_first_whose_wish_it_meets(
    books: Books, clock: SetClock, day: OpenedDay, full: list[Booking]
) -> None:
    elsewhere = waits(books, clock, "601", Wish(leader_id=a_staff_member(books, an_agency(books))))
    there = waits(books, clock, "602", Wish(day_id=day.day_id))
    cancel(books, full[0].id)
    assert [one.party_id for one in offers(books)] == [there.party]
    assert state(books, elsewhere) is WaitState.WAITING


def test_who_leaves_gives_an_offer_to_the_next(books: Books, clock: SetClock, full: list[Booking]) -> None:
    first, second = waits(books, clock, "601"), waits(books, clock, "602")
    cancel(books, full[0].id)
    (made,) = offers(books)
    assert leave(books, first.party)
    assert not leave(books, first.party)
    there = find_booking(books, made.id)
    assert there is not None
    assert there.state is BookingState.CANCELLED
    assert [one.party_id for one in offers(books)] == [second.party]


def test_leaving_does_not_take_back_what_was_taken(books: Books, clock: SetClock, full: list[Booking]) -> None:
    first = waits(books, clock, "601")
    cancel(books, full[0].id)
    (made,) = offers(books)
    confirm(books, made.id)
    leave(books, first.party)
    there = find_booking(books, made.id)
    assert there is not None
    assert there.state is BookingState.CONFIRMED


def test_who_has_a_booking_does_not_wait_and_who_books_meanwhile_waits_no_more(
    books: Books, clock: SetClock, full: list[Booking]
) -> None:
    there = full[0]
    assert there.party_id is not None
    assert there.contact_id is not None
    assert join(books, there.party_id, there.contact_id, Wish()) == AlreadyHas(booking=there)
    first = waits(books, clock, "601")
    cancel(books, there.id)
    held = hold(books, there.slot_id, first.party, first.chat)
    assert isinstance(held, Booking)
    confirm(books, held.id)
    settle(books)
    assert waiting_of(books, first.party) is None


def test_joining_twice_keeps_the_turn(books: Books, clock: SetClock, full: list[Booking]) -> None:
    first = waits(books, clock, "601")
    line = waiting_of(books, first.party)
    assert line is not None
    again = join(books, first.party, first.chat, Wish(leader_id=full[0].leader_id))
    assert isinstance(again, Waiting)
    assert (again.id, again.asked_at, again.wish.leader_id) == (line.id, line.asked_at, full[0].leader_id)


def test_nothing_is_kept_for_somebody_whom_no_chat_reaches(books: Books, clock: SetClock, full: list[Booking]) -> None:
    first = waits(books, clock, "601")
    unlink(books, first.chat, EndedBy.PERSON)
    cancel(books, full[0].id)
    assert offers(books) == []


@pytest.mark.parametrize("how", ["dead", "said to be dead"])
def test_nothing_is_kept_for_somebody_who_has_died_or_may_have(
    books: Books, clock: SetClock, full: list[Booking], how: str
) -> None:
    first, second = waits(books, clock, "601"), waits(books, clock, "602")
    if how == "dead":
        books.conn.execute(update(party).where(party.c.id == first.party).values(deceased=True))
    else:
        open_repair(books, first.party, Why.DECEASED_SAID)
    cancel(books, full[0].id)
    assert [one.party_id for one in offers(books)] == [second.party]


def test_a_place_that_begins_too_soon_is_offered_to_nobody(books: Books, clock: SetClock, full: list[Booking]) -> None:
    clock.set(full[0].starts_at - timedelta(hours=2))
    waits(books, clock, "601")
    cancel(books, full[0].id)
    assert offers(books) == []
