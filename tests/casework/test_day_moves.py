"""A day is moved, merged or cancelled with everybody on it: the places are kept by the database, in the order of booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.bookings import Booking, booking_of_party, hold
from casework.books import Books
from casework.clock import SetClock, local
from casework.day_moves import Moved, cancel_day, merge_days, move_day
from casework.day_moves_answers import accept, called, give_up, note_of, notice_what_happened, take_other, told
from casework.day_moves_kinds import MoveRefused, Person, PersonState, PhoneWhy, Result
from casework.day_moves_people import open_people, people_of, person
from casework.day_moves_seats import on_seat
from casework.day_moves_undo import undo_move
from casework.db.ids import new_id
from casework.receptions import DayMode, OpenedDay, PlanRefused, Window, free_slots, open_day
from casework.tables.people import party
from casework.tables.reception_follow_ups import reception_wait
from casework.tables.receptions import booking, reception_day, reception_slot
from tests.casework.moved_days import NEW, OLD, a_long_morning, an_order, live_on, one_booking, state_of
from tests.casework.reception_rooms import Office, a_citizen, a_plan, an_office_with_leader


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leader(books)


@pytest.fixture
def day(books: Books, office: Office) -> OpenedDay:
    return open_day(books, a_plan(office, on=OLD), office.leader)  # 8:00, 8:20, 8:40


@pytest.fixture
def three(books: Books, day: OpenedDay) -> list[int]:
    """Booked in this order: 8:40, 8:20, 8:00."""
    return [one_booking(books, day, at) for at in range(3)]


def moved(books: Books, office: Office, day: OpenedDay, **plan: object) -> Moved:
    return move_day(books, day.day_id, a_plan(office, on=NEW, **plan), an_order(office))  # type: ignore[arg-type]  # its own names


def hours(books: Books, people: tuple[Person, ...]) -> list[str]:
    return [f"{local(one.starts_at):%H:%M}" for one in people]


def again(books: Books, one: Person) -> Person:
    there = person(books, one.id)
    assert there is not None
    return there


def test_everybody_keeps_the_hour_on_the_new_day_and_nobody_the_old_date(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    done = moved(books, office, day)
    assert [one.booking_id for one in done.people] == three
    assert hours(books, done.people) == ["08:40", "08:20", "08:00"]
    assert live_on(books, day.day_id) == []
    assert live_on(books, done.to_day_id or 0) == three
    assert {state_of(books, one)[0] for one in three} == {"offered"}
    row = books.conn.execute(select(reception_day).where(reception_day.c.id == day.day_id)).one()
    assert (row.status, row.moved_to_id, row.closed_by) == ("called_off", done.to_day_id, office.leader)
    assert b"Hop" not in row.moved_because_sealed


def test_who_booked_first_chooses_first_where_places_are_few(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    narrow = (Window(opens=time(8, 0), closes=time(8, 40)),)
    done = moved(books, office, day, windows=narrow)
    assert hours(books, done.people)[:2] == ["08:20", "08:00"]
    last = done.people[2]
    assert (last.state, last.phone_why, last.booking_state.value) == (
        PersonState.TO_PHONE,
        PhoneWhy.NO_PLACE,
        "cancelled",
    )
    assert live_on(books, day.day_id) == []


def test_where_the_new_day_is_full_a_place_of_another_day_is_kept(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    open_day(books, a_plan(office, on=date(2026, 12, 10)), office.leader)
    narrow = (Window(opens=time(8, 0), closes=time(8, 40)),)
    last = moved(books, office, day, windows=narrow).people[2]
    assert local(last.starts_at).date() == date(2026, 12, 10)
    assert last.state is PersonState.OFFERED


def test_the_database_keeps_the_seat_for_them_alone(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    done = moved(books, office, day)
    taken = books.conn.execute(select(booking).where(booking.c.id == three[0])).one()
    slot = books.conn.execute(select(reception_slot).where(reception_slot.c.id == taken.slot_id)).one()
    other = one_booking(books, open_day(books, a_plan(office, on=date(2026, 12, 10)), office.leader), 60)
    with pytest.raises(IntegrityError), books.conn.begin_nested():
        books.conn.execute(update(booking).where(booking.c.id == other).values(**on_seat(slot, taken.seat)))
    citizen = a_citizen(books, "9001")
    assert not isinstance(hold(books, taken.slot_id, citizen.party, citizen.chat), Booking)
    assert done.to_day_id not in {slot.day_id for slot in free_slots(books, after=books.clock.now(), limit=100)}


def test_a_yes_makes_it_their_appointment_once(books: Books, office: Office, day: OpenedDay, three: list[int]) -> None:
    one = moved(books, office, day).people[0]
    assert accept(books, one)
    assert accept(books, again(books, one))
    there = booking_of_party(books, one.party_id or 0)
    assert there is not None
    assert (there.id, there.reference, there.state.value) == (one.booking_id, one.reference, "confirmed")
    assert again(books, one).state is PersonState.ACCEPTED
    assert not give_up(books, again(books, one))


def test_another_time_keeps_the_reference_and_frees_the_kept_seat(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    later = open_day(books, a_plan(office, on=date(2026, 12, 10)), office.leader)
    one = moved(books, office, day).people[0]
    assert take_other(books, one, later.slot_ids[1])
    now = again(books, one)
    assert (now.state, now.booking_state.value, now.slot_id) == (PersonState.REBOOKED, "confirmed", later.slot_ids[1])
    assert one.slot_id in {slot.slot_id for slot in free_slots(books, after=books.clock.now(), limit=100)}


def test_a_taken_time_leaves_the_kept_place_kept(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    one, two, _ = moved(books, office, day).people
    assert not take_other(books, one, two.slot_id)
    assert again(books, one).keeps_place(books.clock.now())


def test_whoever_gives_up_frees_the_place(books: Books, office: Office, day: OpenedDay, three: list[int]) -> None:
    one = moved(books, office, day).people[0]
    assert give_up(books, one)
    assert give_up(books, again(books, one))
    assert state_of(books, one.booking_id)[0] == "cancelled"
    assert not accept(books, again(books, one))


def test_a_late_yes_gets_the_place_while_nobody_else_has_it(
    books: Books, office: Office, day: OpenedDay, three: list[int], clock: SetClock
) -> None:
    one, two, _ = moved(books, office, day).people
    clock.set(clock.now() + timedelta(days=8))
    assert notice_what_happened(books, again(books, two))
    citizen = a_citizen(books, "9001")
    assert isinstance(hold(books, two.slot_id, citizen.party, citizen.chat), Booking)
    assert accept(books, again(books, one))
    assert not accept(books, again(books, two))


def test_merged_people_get_the_free_seats_of_a_day_that_others_have_booked(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    into = open_day(books, a_plan(office, on=NEW, seats=2), office.leader)
    theirs = [one_booking(books, into, at, sign="1") for at in range(3)]
    done = merge_days(books, day.day_id, into.day_id, an_order(office))
    assert sorted(live_on(books, into.day_id)) == sorted([*theirs, *three])
    assert hours(books, done.people) == ["08:40", "08:20", "08:00"]
    assert {state_of(books, one)[0] for one in theirs} == {"confirmed"}


def test_a_cancelled_day_offers_the_same_place_before_others_and_the_rest_is_phoned(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    small = (Window(opens=time(8, 0), closes=time(8, 40)),)
    other = open_day(books, a_plan(office, on=NEW, windows=small), office.leader)
    done = cancel_day(books, day.day_id, an_order(office))
    assert done.to_day_id is None
    assert [state_of(books, one) for one in three[:2]] == [("offered", other.day_id)] * 2
    assert done.people[2].phone_why is PhoneWhy.NO_PLACE


def test_numbers_follow_the_seats_of_the_new_day(books: Books, office: Office) -> None:
    both = (Window(opens=time(8, 0), closes=time(9, 0)), Window(opens=time(14, 0), closes=time(15, 0)))
    day = open_day(books, a_plan(office, on=OLD), office.leader)
    made = [one_booking(books, day, at) for at in range(3)]
    plan = replace(a_plan(office, on=NEW, windows=both), mode=DayMode.QUEUE)
    done = move_day(books, day.day_id, plan, an_order(office))
    assert [one.booking_id for one in done.people] == made
    assert [one.number for one in done.people] == [1, 2, 3]


def test_holds_end_and_who_waits_for_the_day_waits_for_the_new_one(
    books: Books, office: Office, day: OpenedDay
) -> None:
    citizen, waiting = a_citizen(books, "9001"), a_citizen(books, "9002")
    held = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    now = books.clock.now()
    wait = {"id": new_id(), "party_id": waiting.party, "kind": "reception", "state": "waiting", "day_id": day.day_id}
    books.conn.execute(insert(reception_wait).values(**wait, asked_at=now, changed_at=now))
    done = moved(books, office, day)
    assert done.people == ()
    assert state_of(books, held.id)[0] == "expired"
    assert books.conn.execute(select(reception_wait.c.day_id)).scalar_one() == done.to_day_id


def test_a_day_moved_twice_takes_whoever_has_not_answered_along(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    first = moved(books, office, day)
    accept(books, first.people[0])
    second = move_day(books, first.to_day_id or 0, a_plan(office, on=date(2026, 12, 10)), an_order(office))
    assert [one.booking_id for one in second.people] == three
    states = [one.state for one in people_of(books, first.move_id)]
    assert states == [PersonState.ACCEPTED, PersonState.PASSED_ON, PersonState.PASSED_ON]
    assert len(open_people(books)) == 3
    assert live_on(books, first.to_day_id or 0) == []


def test_a_day_is_moved_once_and_only_ahead(books: Books, office: Office, day: OpenedDay, clock: SetClock) -> None:
    moved(books, office, day)
    with pytest.raises(MoveRefused, match="rồi"):
        cancel_day(books, day.day_id, an_order(office))
    past = open_day(books, a_plan(office, on=OLD, place="Nơi khác"), office.leader)
    clock.set(clock.now() + timedelta(days=20))
    with pytest.raises(MoveRefused, match="đã qua"):
        cancel_day(books, past.day_id, an_order(office))


def test_a_new_day_that_cannot_be_published_is_refused(books: Books, office: Office, day: OpenedDay) -> None:
    open_day(books, a_plan(office, on=NEW, place="Nơi khác"), office.leader)
    with pytest.raises(PlanRefused, match="trùng giờ"):
        moved(books, office, day)


def test_a_flooded_house_is_left_for_another_place_on_the_same_day(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    done = move_day(books, day.day_id, a_plan(office, on=OLD, place="Trường học"), an_order(office))
    assert [one.place for one in done.people] == ["Trường học"] * 3
    assert {one.old_place for one in done.people} == {"Trụ sở"}


# --- undone ----------------------------------------------------------------------------------------------------------


def places(books: Books, ids: list[int]) -> list[tuple[object, ...]]:
    columns = (booking.c.slot_id, booking.c.day_id, booking.c.seat, booking.c.queue_number, booking.c.state)
    return [tuple(books.conn.execute(select(*columns).where(booking.c.id == one)).one()) for one in ids]


def test_undone_before_anybody_heard_it_is_as_if_nothing_had_been(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    before = places(books, three)
    done = moved(books, office, day)
    undone = undo_move(books, day.day_id, office.leader)
    assert (undone.put_back, undone.offered, undone.new_day_closed) == (3, (), True)
    assert places(books, three) == before
    assert live_on(books, done.to_day_id or 0) == []
    assert open_people(books) == ()
    with pytest.raises(MoveRefused):
        undo_move(books, day.day_id, office.leader)


def test_undone_after_people_heard_the_old_place_is_offered_and_a_decision_stands(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    done = moved(books, office, day)
    for one in done.people[:2]:
        told(books, one, None, again=False)
    accept(books, again(books, done.people[0]))
    undone = undo_move(books, day.day_id, office.leader)
    assert (undone.put_back, undone.decided, undone.new_day_closed) == (1, 1, False)
    assert state_of(books, three[0]) == ("confirmed", done.to_day_id)
    assert state_of(books, three[1]) == ("offered", day.day_id)
    assert state_of(books, three[2]) == ("confirmed", day.day_id)
    (back,) = undone.offered
    assert (back.state, back.told_at, back.slot_id) == (PersonState.OFFERED, None, back.offered_slot_id)
    assert accept(books, back)
    assert state_of(books, three[1]) == ("confirmed", day.day_id)


# --- by telephone ----------------------------------------------------------------------------------------------------


def test_what_came_of_a_call_is_kept_and_decides(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    later = open_day(books, a_plan(office, on=date(2026, 12, 10)), office.leader)
    one, two, last = moved(books, office, day).people
    tried = called(books, one, Result.NO_ANSWER, office.leader, note="Máy bận")
    assert (tried.state, tried.calls) == (PersonState.TO_PHONE, 1)
    done = called(books, tried, Result.TAKES, office.leader, note="Con gái nghe máy")
    assert (done.state, done.booking_state.value, done.calls) == (PersonState.ACCEPTED, "confirmed", 2)
    assert note_of(books, done.id) == "Con gái nghe máy"
    moved_on = called(books, two, Result.OTHER_TIME, office.leader, slot_id=later.slot_ids[0])
    assert (moved_on.state, moved_on.slot_id) == (PersonState.REBOOKED, later.slot_ids[0])
    assert called(books, last, Result.TOLD, office.leader).state is PersonState.PHONED
    with pytest.raises(MoveRefused, match="đã xong"):
        called(books, done, Result.GIVES_UP, office.leader)


def test_a_long_morning_of_sixty_goes_over_whole(books: Books, office: Office) -> None:
    day = open_day(books, a_long_morning(office, OLD), office.leader)
    made = [one_booking(books, day, at) for at in range(60)]
    done = move_day(books, day.day_id, a_long_morning(office, NEW), an_order(office))
    assert [one.booking_id for one in done.people] == made
    seats = books.conn.execute(
        select(reception_slot.c.starts_at, booking.c.seat)
        .join(booking, booking.c.slot_id == reception_slot.c.id)
        .where(booking.c.day_id == done.to_day_id)
    ).all()
    assert len(set(seats)) == 60
    assert all(local(one.starts_at).time() == local(one.old_starts_at).time() for one in done.people)


def test_whoever_was_told_by_phone_and_answers_later_is_heard_and_taken_along_by_the_next_move(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    first = moved(books, office, day)
    for one in first.people:
        called(books, one, Result.TOLD, office.leader)
    yes, phones_back, waits = (again(books, one) for one in first.people)
    assert accept(books, yes)
    assert called(books, phones_back, Result.GIVES_UP, office.leader).state is PersonState.CANCELLED
    second = move_day(books, first.to_day_id or 0, a_plan(office, on=date(2026, 12, 10)), an_order(office))
    assert [one.booking_id for one in second.people] == [yes.booking_id, waits.booking_id]
    assert again(books, waits).state is PersonState.PASSED_ON
    assert live_on(books, first.to_day_id or 0) == []


def test_whoever_was_told_by_phone_and_never_answers_is_phoned_once_more_when_the_place_has_gone(
    books: Books, office: Office, day: OpenedDay, three: list[int], clock: SetClock
) -> None:
    one = moved(books, office, day).people[0]
    called(books, one, Result.TOLD, office.leader)
    assert one.id in {there.id for there in open_people(books)}
    clock.set(clock.now() + timedelta(days=8))
    assert notice_what_happened(books, again(books, one))
    lapsed = again(books, one)
    assert (lapsed.state, lapsed.phone_why) == (PersonState.TO_PHONE, PhoneWhy.LAPSED)
    called(books, lapsed, Result.TOLD, office.leader)
    assert one.id not in {there.id for there in open_people(books)}


def test_whoever_was_told_by_phone_is_offered_the_old_place_when_the_day_takes_place_after_all(
    books: Books, office: Office, day: OpenedDay, three: list[int]
) -> None:
    for one in moved(books, office, day).people:
        called(books, one, Result.TOLD, office.leader)
    undone = undo_move(books, day.day_id, office.leader)
    assert (len(undone.offered), undone.decided, undone.new_day_closed) == (3, 0, True)
    assert {state_of(books, one) for one in three} == {("offered", day.day_id)}


def test_nobody_writes_to_somebody_who_has_died(books: Books, office: Office, day: OpenedDay, three: list[int]) -> None:
    booked = books.conn.execute(select(booking.c.party_id).where(booking.c.id == three[0])).scalar_one()
    books.conn.execute(update(party).where(party.c.id == booked).values(deceased=True))
    one = moved(books, office, day).people[0]
    assert (one.state, one.phone_why) == (PersonState.TO_PHONE, PhoneWhy.DECEASED)
