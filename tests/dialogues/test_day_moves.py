"""Whoever had booked on a day that was moved sees what is kept for them, and takes it, another time, or comes no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from casework.booking_facts import find_booking
from casework.booking_marks import note_file
from casework.bookings import Booking, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.day_moves import move_day
from casework.day_moves_answers import notice_what_happened
from casework.day_moves_people import open_person_of
from casework.db.engine import Database
from casework.links import begin_link
from casework.receptions import BookingState, free_slots, open_day
from tests.builders import a_person
from tests.casework.moved_days import NEW, OLD, an_order
from tests.casework.reception_rooms import a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def moved(db: Database, *, chat: str = "1", with_file: bool = False) -> Booking:
    """Chat 1's party had booked Thursday 26/11 at 8:20 (and taken the calendar file); the day is moved to 3/12."""

    def write(books: Books) -> Booking:
        office, party = an_office_with_leader(books), a_person(books)
        day = open_day(books, a_plan(office, on=OLD), office.leader)
        contact = meet(books, "terminal", chat).id
        begin_link(books, contact, party)
        held = hold(books, day.slot_ids[1], party, contact)
        assert isinstance(held, Booking)
        made = confirm(books, held.id)
        assert isinstance(made, Booking)
        if with_file:
            note_file(books, made)
        move_day(books, day.day_id, a_plan(office, on=NEW), an_order(office))
        return made

    return await db.write(write)


async def state_of(db: Database, made: Booking) -> tuple[BookingState, int]:
    there = await db.read(find_booking, made.id)
    assert there is not None
    return there.state, there.slot_id


async def test_the_message_opens_to_the_kept_place_and_one_tap_takes_it(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await moved(db)
    await citizen.wait_until(clock.now() + timedelta(minutes=6))
    citizen.sees("Ông/bà có 1 tin mới.")
    await citizen.press("Xem")
    citizen.sees("không còn nữa", "Lúc: 8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026", made.reference)
    citizen.sees_button("Nhận giờ mới", "Chọn giờ khác", "Thôi không gặp nữa")
    await citizen.press("Nhận giờ mới")
    citizen.sees("đã nhận giờ hẹn mới", made.reference, "mang theo căn cước")
    assert (await state_of(db, made))[0] is BookingState.CONFIRMED
    await citizen.write("/lichhen")
    citizen.sees("8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026")


@pytest.mark.parametrize(
    ("presses", "status", "hour"),
    [
        (("Nhận giờ mới",), "CONFIRMED", datetime(2026, 12, 3, 1, 20, tzinfo=UTC)),
        (("Chọn giờ khác", "03/12/2026, 8 giờ 40, Trụ sở"), "CONFIRMED", datetime(2026, 12, 3, 1, 40, tzinfo=UTC)),
        (("Thôi không gặp nữa", "Không gặp nữa"), "CANCELLED", None),
    ],
)
async def test_whoever_has_the_old_hour_in_a_calendar_gets_the_file_that_changes_it(
    db: Database, citizen: Citizen, presses: tuple[str, ...], status: str, hour: datetime | None
) -> None:
    made = await moved(db, with_file=True)
    await citizen.write("/lichhen")
    for label in presses:
        await citizen.press(label)
    (file,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    assert event["STATUS"] == status
    assert event.sequence > made.revision
    assert hour is None or event.start == hour


async def test_whoever_took_no_file_is_sent_none(db: Database, citizen: Citizen) -> None:
    await moved(db)
    await citizen.write("/lichhen")
    await citizen.press("Nhận giờ mới")
    assert [shown.attachment for shown in citizen.last if shown.attachment is not None] == []


async def test_whoever_looks_for_the_appointment_sees_the_offer_and_not_the_old_hour(
    db: Database, citizen: Citizen
) -> None:
    await moved(db)
    for words in ("/lichhen", "/datlich"):
        await citizen.write(words)
        citizen.sees("Chỗ mới đang giữ cho ông/bà")
        citizen.sees_button("Nhận giờ mới")


async def test_another_time_is_chosen_from_what_is_free(db: Database, citizen: Citizen) -> None:
    made = await moved(db)
    await citizen.write("/lichhen")
    await citizen.press("Chọn giờ khác")
    citizen.sees("Chỗ đang giữ cho ông/bà vẫn còn")
    await citizen.press("03/12/2026, 8 giờ 40, Trụ sở")
    citizen.sees("đã nhận giờ hẹn mới", "8 giờ 40")
    state, slot = await state_of(db, made)
    assert (state, slot) != (BookingState.CONFIRMED, made.slot_id)
    assert state is BookingState.CONFIRMED


async def test_coming_no_more_is_asked_once_and_can_be_thought_over(db: Database, citizen: Citizen) -> None:
    made = await moved(db)
    await citizen.write("/lichhen")
    await citizen.press("Thôi không gặp nữa")
    await citizen.press("Xem lại giờ mới")
    citizen.sees("Chỗ mới đang giữ cho ông/bà")
    await citizen.press("Thôi không gặp nữa")
    await citizen.press("Không gặp nữa")
    citizen.sees(f"Lịch hẹn {made.reference} đã hủy")
    assert (await state_of(db, made))[0] is BookingState.CANCELLED


async def test_a_press_on_somebody_elses_offer_finds_nothing(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    made = await moved(db)
    await citizen.write("/lichhen")
    data = citizen.data_of("Nhận giờ mới")
    other = meet_citizen(2)

    def linked(books: Books) -> None:
        begin_link(books, meet(books, "terminal", "2").id, a_person(books))

    await db.write(linked)
    await other.write("/lichhen")
    await forge(other, data)
    assert (await state_of(db, made))[0] is BookingState.OFFERED


async def test_whoever_has_booked_anew_sees_that_and_no_offer_that_has_gone(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await moved(db)
    clock.set(clock.now() + timedelta(days=8))  # nothing has rung since

    def anew(books: Books) -> None:
        held = hold(books, the_first_free(books), made.party_id or 0, made.contact_id or 0)
        assert isinstance(held, Booking)
        confirm(books, held.id)

    def the_first_free(books: Books) -> int:
        one = open_person_of(books, booking_id=made.id)
        assert one is not None
        notice_what_happened(books, one)
        return free_slots(books, after=books.clock.now(), limit=1)[0].slot_id

    await db.write(anew)
    await citizen.write("/lichhen")
    citizen.sees("Lịch hẹn của ông/bà, mã")
    citizen.does_not_see("đã hết hạn")


async def test_in_english(db: Database, citizen: Citizen) -> None:
    await moved(db)
    await read_english(db)
    await citizen.write("/lichhen")
    citizen.sees("no longer stands", "Take the new time")


async def test_the_public_schedule_says_where_a_moved_day_has_gone(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await moved(db)
    stranger = meet_citizen(3)
    await stranger.write("/lichtiep")
    stranger.sees("Buổi tiếp 26/11/2026 tại Trụ sở dời sang 03/12/2026, tại Trụ sở.", "3 tháng 12 năm 2026")
