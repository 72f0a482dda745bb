"""Whoever had booked on a day that was moved sees what is kept for them, and takes it, another time, or comes no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from casework.agency import the_agency
from casework.booking_facts import find_booking
from casework.booking_marks import note_file
from casework.booking_visitors import Guest
from casework.bookings import Booking, confirm, hold, hold_for_guest
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.day_moves import move_day
from casework.day_moves_answers import called, notice_what_happened
from casework.day_moves_kinds import Result
from casework.day_moves_people import open_person_of
from casework.day_moves_undo import undo_move
from casework.db.engine import Database
from casework.links import begin_link
from casework.receptions import BookingState, free_slots, open_day
from tests.builders import a_person
from tests.casework.moved_days import NEW, OLD, an_order
from tests.casework.reception_rooms import Office, a_plan, an_office_with_leader
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


def files_of(citizen: Citizen) -> list[tuple[str, str, int]]:
    """Method, status and number of each calendar file that appeared at the last act."""
    found = []
    for shown in citizen.last:
        if shown.attachment is not None:
            calendar = icalendar.Calendar.from_ical(shown.attachment.content)
            (event,) = calendar.walk("VEVENT")
            assert isinstance(event, icalendar.Event)
            found.append((str(calendar["METHOD"]), str(event["STATUS"]), event.sequence))
    return found


async def test_the_old_hour_leaves_the_calendar_when_the_news_is_read_and_the_new_one_enters_with_the_yes(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await moved(db, with_file=True)
    await citizen.wait_until(clock.now() + timedelta(minutes=6))
    await citizen.press("Xem")
    citizen.sees("xóa giờ hẹn không còn nữa khỏi lịch của điện thoại")
    assert files_of(citizen) == [("CANCEL", "CANCELLED", made.revision + 1)]
    await citizen.write("/lichhen")
    assert files_of(citizen) == [], "once is enough"
    await citizen.press("Nhận giờ mới")
    assert files_of(citizen) == [("REQUEST", "CONFIRMED", made.revision + 2)]
    await citizen.press("Lưu vào lịch điện thoại")
    assert files_of(citizen) == [("REQUEST", "CONFIRMED", made.revision + 2)], "fetched again it is the same"


@pytest.mark.parametrize("label", ["Đổi giờ", "Lưu vào lịch điện thoại"])
async def test_a_button_of_before_the_move_shows_what_waits_and_changes_nothing(
    db: Database, citizen: Citizen, label: str
) -> None:
    made = await moved(db)

    def moved_back(books: Books) -> None:
        one = open_person_of(books, booking_id=made.id)
        assert one is not None
        undo_move(books, made.day_id, one.leader_id)

    await db.write(moved_back)
    await citizen.write("/lichhen")
    data = citizen.data_of(label)
    await db.write(
        lambda books: move_day(
            books, made.day_id, a_plan(office_of(books, made), on=NEW), an_order(office_of(books, made))
        )
    )
    await citizen.press_newest(data)
    citizen.sees("Chỗ mới đang giữ cho ông/bà", "không còn nữa")
    citizen.sees_button("Nhận giờ mới")
    assert (await state_of(db, made))[0] is BookingState.OFFERED


def office_of(books: Books, made: Booking) -> Office:
    agency = the_agency(books)
    assert agency is not None
    return Office(agency=agency.id, leader=made.leader_id)


async def test_whose_kept_place_ran_out_may_also_come_no_more(db: Database, citizen: Citizen, clock: SetClock) -> None:
    made = await moved(db, with_file=True)
    clock.set(clock.now() + timedelta(days=8))
    await citizen.write("/lichhen")
    citizen.sees("đã hết hạn")
    await citizen.press("Chọn giờ khác")
    citizen.does_not_see("Chỗ đang giữ cho ông/bà vẫn còn")
    await citizen.press("‹ Quay lại")
    await citizen.press("Thôi không gặp nữa")
    citizen.does_not_see("Chỗ đang giữ sẽ nhường")
    await citizen.press("Không gặp nữa")
    citizen.sees(f"Lịch hẹn {made.reference} đã hủy")
    await citizen.press_newest(f"ics:{made.id}")
    assert [one[:2] for one in files_of(citizen)] == [("CANCEL", "CANCELLED")]


async def test_whoever_was_told_by_phone_answers_in_the_chat_later(db: Database, citizen: Citizen) -> None:
    made = await moved(db)

    def phoned(books: Books) -> None:
        one = open_person_of(books, booking_id=made.id)
        assert one is not None
        called(books, one, Result.TOLD, one.leader_id)

    await db.write(phoned)
    await citizen.write("/lichhen")
    await citizen.press("Nhận giờ mới")
    assert (await state_of(db, made))[0] is BookingState.CONFIRMED


async def test_a_guest_reads_in_their_chat_that_the_new_place_is_only_kept_and_that_somebody_will_call(
    db: Database, citizen: Citizen
) -> None:
    def write(books: Books) -> None:
        office = an_office_with_leader(books)
        day = open_day(books, a_plan(office, on=OLD), office.leader)
        guest = Guest(name="Khách Vãng Lai", phone="0900000001")
        held = hold_for_guest(books, day.slot_ids[1], guest, meet(books, "terminal", "1").id)
        assert isinstance(held, Booking)
        confirm(books, held.id)
        move_day(books, day.day_id, a_plan(office, on=NEW), an_order(office))

    await db.write(write)
    await citizen.write("/datlich")
    citizen.sees("không còn nữa", "8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026", "Cán bộ sẽ gọi điện")
    citizen.does_not_see("Ông/bà đã có lịch hẹn này rồi")
