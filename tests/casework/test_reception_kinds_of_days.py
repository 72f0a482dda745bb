"""Days with numbers, working meetings, stand-ins: what may be published, and what is offered to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from casework.agency_choices import choices, set_stand_ins
from casework.bookings import HOLD, Booking, Lapsed, NotOffered, call_off_day, confirm, hold
from casework.books import Books
from casework.clock import SetClock, local
from casework.reception_details import Details, Language, Matter, Need, details_of, map_link
from casework.reception_kinds import BookingKind, DayMode
from casework.reception_times import PlanRefused, Window, read_windows, spans, written_windows
from casework.receptions import free_slots, nearest_free, open_day
from casework.tables.receptions import reception_day
from tests.builders import a_staff_member
from tests.casework.reception_rooms import MORNING, ON, Office, a_citizen, a_plan, an_office_with_leader
from tests.conftest import MONDAY_NINE

LATER = date(2026, 12, 3)

times = st.times(min_value=time(6), max_value=time(18)).map(lambda at: at.replace(second=0, microsecond=0))


@pytest.fixture
def office(books: Books) -> Office:
    return an_office_with_leader(books)


def test_with_numbers_a_stretch_is_one_slot_with_a_place_for_each_turn(books: Books, office: Office) -> None:
    afternoon = Window(opens=time(14), closes=time(15, 10))
    plan = replace(a_plan(office, windows=(afternoon, MORNING), seats=2), mode=DayMode.QUEUE)
    opened = open_day(books, plan, office.leader)
    found = free_slots(books, after=books.clock.now())
    assert [(f"{local(one.starts_at):%H:%M}-{local(one.ends_at):%H:%M}", one.free, one.mode) for one in found] == [
        ("08:00-09:00", 6, DayMode.QUEUE),
        ("14:00-15:10", 6, DayMode.QUEUE),
    ]
    assert opened.slot_ids == tuple(one.slot_id for one in found)


def test_more_numbers_than_the_table_holds_are_refused(office: Office) -> None:
    whole_day = Window(opens=time(7), closes=time(17))
    with pytest.raises(PlanRefused, match="300 số"):
        spans(ON, (whole_day,), DayMode.QUEUE, 2, 2)


def test_a_working_meeting_is_never_offered_among_receptions(books: Books, office: Office) -> None:
    officer = a_staff_member(books, office.agency)
    meeting = replace(a_plan(Office(agency=office.agency, leader=officer)), kind=BookingKind.OFFICER)
    open_day(books, meeting, officer)
    now = books.clock.now()
    assert free_slots(books, after=now) == nearest_free(books, now) == ()
    kept_apart = free_slots(books, after=now, kind=BookingKind.OFFICER)
    assert len(kept_apart) == 3
    assert nearest_free(books, now, kind=BookingKind.OFFICER) == kept_apart
    assert free_slots(books, after=now, kind=BookingKind.OFFICER, leader_id=office.leader) == ()


def test_an_officer_does_not_receive_citizens_and_a_clerk_meets_nobody(books: Books, office: Office) -> None:
    for role, kind in (
        ("officer", BookingKind.RECEPTION),
        ("clerk", BookingKind.RECEPTION),
        ("clerk", BookingKind.OFFICER),
    ):
        somebody = Office(agency=office.agency, leader=a_staff_member(books, office.agency, role=role))
        with pytest.raises(PlanRefused, match="phải là"):
            open_day(books, replace(a_plan(somebody), kind=kind), office.leader)


def test_nobody_stands_in_for_a_leader_unless_the_agency_has_chosen_so(books: Books, office: Office) -> None:
    deputy = a_staff_member(books, office.agency, role="deputy")
    plan = replace(a_plan(office), stand_in_id=deputy)
    assert not choices(books).stand_ins
    with pytest.raises(PlanRefused, match="chưa cho phép"):
        open_day(books, plan, office.leader)
    set_stand_ins(books, True, office.leader)
    open_day(books, plan, office.leader)
    with pytest.raises(PlanRefused, match="người khác"):
        open_day(books, replace(plan, stand_in_id=office.leader, on_date=date(2026, 11, 27)), office.leader)
    clerk = a_staff_member(books, office.agency, role="clerk")
    with pytest.raises(PlanRefused, match="lãnh đạo"):  # a clerk is no leader, whatever is chosen
        open_day(books, replace(plan, stand_in_id=clerk, on_date=date(2026, 11, 27)), office.leader)


def test_two_entries_for_one_person_place_and_day_are_refused_in_a_sentence(books: Books, office: Office) -> None:
    open_day(books, a_plan(office), office.leader)
    later = Window(opens=time(10), closes=time(11))
    with pytest.raises(PlanRefused, match="một lần"):
        open_day(books, a_plan(office, windows=(later,)), office.leader)


def test_a_place_outside_viet_nam_has_no_map(office: Office) -> None:
    assert map_link(Decimal("21.0285"), Decimal("105.8542")).startswith(
        "https://www.openstreetmap.org/?mlat=21.02850&mlon=105.85420"
    )
    with pytest.raises(PlanRefused, match="vĩ độ trước"):
        map_link(Decimal("105.8542"), Decimal("21.0285"))


def test_what_is_said_of_a_day_reads_back_as_it_was_written(books: Books, office: Office) -> None:
    said = Details(
        directions="Cổng sau, tầng 1",
        matters=(Matter.COMPLAINT, Matter.PAYMENT),
        languages=(Language.KHMER,),
        needs=(Need.WHEELCHAIR,),
    )
    open_day(books, replace(a_plan(office), details=said), office.leader)
    assert details_of(books.conn.execute(select(reception_day)).one()) == said


@given(st.lists(st.tuples(times, times), min_size=1, max_size=4), st.integers(1, 90), st.integers(1, 5))
def test_slots_fill_their_windows_and_never_cross(pairs: list[tuple[time, time]], minutes: int, seats: int) -> None:
    windows = tuple(Window(opens=min(pair), closes=max(pair)) for pair in pairs)
    assert read_windows(written_windows(windows)) == windows
    try:
        turns = spans(ON, windows, DayMode.SLOTS, minutes, seats)
        numbers = spans(ON, windows, DayMode.QUEUE, minutes, seats)
    except PlanRefused:
        return
    for one, after in pairwise(turns):
        assert one.ends_at <= after.starts_at
    assert {one.ends_at - one.starts_at for one in turns} == {turns[0].ends_at - turns[0].starts_at}
    assert sum(one.seats for one in turns) == sum(one.seats for one in numbers), "as many people, whichever way"
    inside = [(local(one.starts_at).time(), local(one.ends_at).time()) for one in (*turns, *numbers)]
    assert all(any(w.opens <= start and end <= w.closes for w in windows) for start, end in inside)


def test_who_cannot_have_a_working_meeting_is_shown_others_and_no_receptions(
    books: Books, clock: SetClock, office: Office
) -> None:
    officer = a_staff_member(books, office.agency)
    for_officer = Office(agency=office.agency, leader=officer)
    day, other = (open_day(books, a_plan(for_officer, on=on, kind=BookingKind.OFFICER), officer) for on in (ON, LATER))
    receptions = open_day(books, a_plan(office, on=LATER), office.leader)
    citizen = a_citizen(books)
    held = hold(books, day.slot_ids[0], citizen.party, citizen.chat, kind=BookingKind.OFFICER)
    assert isinstance(held, Booking)
    clock.set(clock.now() + HOLD)
    lapsed = confirm(books, held.id)
    assert isinstance(lapsed, Lapsed)
    clock.set(held.starts_at)
    past = hold(books, held.slot_id, citizen.party, citizen.chat, kind=BookingKind.OFFICER)
    assert isinstance(past, NotOffered)
    clock.set(MONDAY_NINE)
    call_off_day(books, day.day_id, officer)
    called_off = hold(books, held.slot_id, citizen.party, citizen.chat, kind=BookingKind.OFFICER)
    assert isinstance(called_off, NotOffered)
    offered = {one.slot_id for answer in (lapsed, past, called_off) for one in answer.nearest}
    assert offered, "there are others"
    assert offered <= {*day.slot_ids, *other.slot_ids}
    assert offered.isdisjoint(receptions.slot_ids)
