"""The public schedule of receptions, and the reason somebody gives for coming."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from casework.agency_choices import set_stand_ins
from casework.booking_facts import Booking, find_booking
from casework.booking_reasons import LONGEST, give_reason
from casework.bookings import call_off_day, cancel, hold
from casework.books import Books
from casework.clock import SetClock, local
from casework.reception_days import details_of_slot, published_days
from casework.reception_details import Details, Matter, Need
from casework.reception_kinds import BookingKind, DayMode
from casework.receptions import Window, open_day
from tests.builders import a_staff_member
from tests.casework.reception_rooms import MORNING, a_citizen, a_day, a_plan, an_office_with_leader

AFTERNOON = Window(opens=time(14, 0), closes=time(15, 0))


def hours(books: Books) -> list[list[str]]:
    return [[f"{local(start):%H:%M}-{local(end):%H:%M}" for start, end in day.hours] for day in published_days(books)]


def test_days_stand_in_order_with_their_stretches_joined(books: Books) -> None:
    office = an_office_with_leader(books)
    for on in (date(2026, 12, 2), date(2026, 11, 30)):
        open_day(books, a_plan(office, on=on, windows=(MORNING, AFTERNOON)), office.leader)
    found = published_days(books)
    assert [day.on_date for day in found] == [date(2026, 11, 30), date(2026, 12, 2)]
    assert hours(books) == [["08:00-09:00", "14:00-15:00"]] * 2
    assert (found[0].leader_title, found[0].place) == ("Trưởng THADS", "Trụ sở")


def test_a_day_that_is_full_is_still_public(books: Books) -> None:
    day = a_day(books)
    for number, slot in enumerate(day.slot_ids):
        citizen = a_citizen(books, str(number))
        assert isinstance(hold(books, slot, citizen.party, citizen.chat), Booking)
    assert len(published_days(books)) == 1


def test_days_that_are_called_off_over_or_too_far_away_are_not_shown(books: Books, clock: SetClock) -> None:
    office = an_office_with_leader(books)
    off = open_day(books, a_plan(office, on=date(2026, 11, 25)), office.leader)
    open_day(books, a_plan(office, on=date(2026, 11, 26)), office.leader)
    open_day(books, a_plan(office, on=date(2027, 3, 1)), office.leader)
    call_off_day(books, off.day_id, office.leader)
    assert [day.on_date for day in published_days(books)] == [date(2026, 11, 26)]
    clock.set(datetime(2026, 11, 26, 1, 30, tzinfo=UTC))
    assert hours(books) == [["08:20-09:00"]]
    clock.set(datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    assert published_days(books) == ()


def test_a_day_tells_what_about_for_whom_and_who_may_stand_in(books: Books) -> None:
    office = an_office_with_leader(books)
    deputy = a_staff_member(books, office.agency, role="deputy", name="Trần Thị Kim Ngân", title="Phó Trưởng")
    set_stand_ins(books, True, office.leader)
    said = Details(matters=(Matter.COMPLAINT,), needs=(Need.WHEELCHAIR,), directions="Cổng sau")
    plan = replace(a_plan(office), mode=DayMode.QUEUE, stand_in_id=deputy, details=said)
    opened = open_day(books, plan, office.leader)
    (day,) = published_days(books)
    assert (day.mode, day.details) == (DayMode.QUEUE, said)
    assert (day.stand_in_name, day.stand_in_title) == ("Trần Thị Kim Ngân", "Phó Trưởng")
    assert details_of_slot(books, opened.slot_ids[0]) == said


def test_a_working_meeting_with_an_officer_is_not_in_the_public_schedule(books: Books) -> None:
    office = an_office_with_leader(books)
    open_day(books, replace(a_plan(office), kind=BookingKind.OFFICER), office.leader)
    assert published_days(books) == ()


def test_a_reason_is_one_tidy_line_and_the_last_one_counts(books: Books) -> None:
    day, citizen = a_day(books), a_citizen(books)
    held = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    assert give_reason(books, held.id, "việc cũ")
    assert give_reason(books, held.id, "  xin \n trả dần  " + "x" * 2 * LONGEST)
    there = find_booking(books, held.id)
    assert there is not None
    assert there.reason is not None
    assert there.reason.startswith("xin trả dần x")
    assert len(there.reason) == LONGEST


def test_what_no_longer_stands_gets_no_reason(books: Books) -> None:
    day, citizen = a_day(books), a_citizen(books)
    held = hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    cancel(books, held.id)
    assert not give_reason(books, held.id, "xin trả dần")
    assert not give_reason(books, 12345, "xin trả dần")
