"""A reception is booked by day, by leader, nearby or in words, by taps alone or by typing alone, linked or as a guest."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import icalendar
import pypdf
import pytest

from casework.booking_facts import Booking, booking_of_guest, booking_of_party
from casework.books import Books
from casework.db.engine import Database
from casework.reception_details import Need
from casework.receptions import BookingState, DayMode, free_slots, open_day
from tests.builders import a_person, a_staff_member
from tests.casework.in_communes import a_commune, lives_in
from tests.casework.reception_rooms import a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def a_province(db: Database, *, queue: bool = False, chat: int = 1) -> int:
    """Days at the office (26/11, 27/11) and in a commune (3/12), with two leaders; chat 1 is linked to somebody there."""

    def write(books: Books) -> tuple[int, int]:
        office = an_office_with_leader(books)
        commune = a_commune(books, "xã Vĩnh Thanh")
        deputy = a_staff_member(books, office.agency, role="deputy", name="Phạm Văn Bình", title="Phó Trưởng")
        for day in (26, 27):
            open_day(books, a_plan(office, on=date(2026, 11, day)), office.leader)
        there = a_plan(office, on=date(2026, 12, 3), place="Nhà văn hóa xã Vĩnh Thanh", commune_id=commune)
        mode = DayMode.QUEUE if queue else DayMode.SLOTS
        open_day(books, replace(there, leader_id=deputy, mode=mode), deputy)
        party = a_person(books)
        lives_in(books, party, commune)
        return party, party

    return await linked(db, write, chat)


async def booked(db: Database, party: int) -> Booking:
    made = await db.read(booking_of_party, party)
    assert made is not None
    assert made.state is BookingState.CONFIRMED
    return made


def event_in(citizen: Citizen) -> icalendar.Event:
    """The one event of the calendar file that came."""
    (file,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


@pytest.mark.parametrize(
    "taps",
    [
        ["Nhà văn hóa xã Vĩnh Thanh", "Thứ Năm, ngày 3 tháng 12 năm 2026", "8 giờ 20"],
        ["Chọn theo ngày", "Thứ Năm, ngày 3 tháng 12 năm 2026", "03/12/2026, 8 giờ 20, Nhà văn hóa xã Vĩnh Thanh"],
        ["Chọn theo người tiếp", "Phạm Văn Bình, Phó Trưởng", "03/12/2026, 8 giờ 20, Nhà văn hóa xã Vĩnh Thanh"],
        ["Gần nơi tôi ở nhất", "03/12/2026, 8 giờ 20, Nhà văn hóa xã Vĩnh Thanh"],
    ],
)
async def test_every_way_takes_five_taps_at_most(db: Database, citizen: Citizen, taps: list[str]) -> None:
    party = await a_province(db)
    await citizen.write("/start")
    taps = ["Đặt lịch gặp lãnh đạo", *taps, "Xác nhận"]
    assert len(taps) <= 5
    for label in taps:
        await citizen.press(label)
    citizen.sees("Đã đặt lịch.", "Lúc: 8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026", "Nhà văn hóa xã Vĩnh Thanh")
    assert (await booked(db, party)).reference in citizen.text


async def test_one_sentence_and_a_yes_are_enough(db: Database, citizen: Citizen) -> None:
    party = await a_province(db)
    await citizen.write("Đặt lịch gặp lãnh đạo lúc 8 giờ 20 thứ 5 ngày 3/12 ở xã Vĩnh Thanh")
    citizen.sees("Tôi giữ giờ này", "8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026", "Nhà văn hóa xã Vĩnh Thanh")
    await citizen.write("xác nhận")
    citizen.sees("Đã đặt lịch.")
    assert (await booked(db, party)).starts_at.isoformat() == "2026-12-03T01:20:00+00:00"


async def test_by_typing_alone_step_by_step(db: Database, citizen: Citizen) -> None:
    party = await a_province(db)
    await citizen.write("/datlich")
    citizen.sees("Ông/bà cũng có thể gõ ngày và nơi")
    await citizen.write("thứ 5 tuần sau buổi sáng")
    citizen.sees_button("26/11/2026, 8 giờ, Trụ sở", "26/11/2026, 8 giờ 40, Trụ sở")
    await citizen.write("8h40")
    citizen.sees("Tôi giữ giờ này", "Lúc: 8 giờ 40, thứ Năm, ngày 26 tháng 11 năm 2026")
    await citizen.write("đi cùng 2 người")
    citizen.sees("Người đi cùng: 2")
    await citizen.write("tôi đi xe lăn")
    citizen.sees("Cần hỗ trợ: người đi xe lăn")
    await citizen.write("Xin trả dần")
    citizen.sees("Về việc: Xin trả dần")
    await citizen.write("đồng ý")
    citizen.sees("Đã đặt lịch.")
    made = await booked(db, party)
    assert (made.companions, made.needs, made.reason) == (2, (Need.WHEELCHAIR,), "Xin trả dần")


async def test_a_hold_is_given_back_by_a_word(db: Database, citizen: Citizen) -> None:
    party = await a_province(db)
    await citizen.write("/datlich")
    await citizen.write("26/11 lúc 8 giờ")
    await citizen.write("hủy")
    citizen.sees("Đã bỏ giờ vừa chọn.")
    assert await db.read(booking_of_party, party) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("mùng 5", "ngày âm lịch"),
        ("thứ 8", "Không có ngày đó"),
        ("31/6", "Không có ngày đó"),
        ("5/11", "đã qua"),
        ("5/3", "60 ngày"),
        ("mùng 5 Tết", "Dịp Tết"),
        ("7 giờ tối thứ 5", "cơ quan không làm việc"),
        ("trừ thứ hai", "chưa rõ"),
        ("24/11", "cơ quan nghỉ"),
        ("25/11", "Thứ Tư, ngày 25 tháng 11 năm 2026 không có giờ trống"),
        ("26/11 lúc 10 giờ", "Thứ Năm, ngày 26 tháng 11 năm 2026 không có giờ trống"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_nearest_free_times(
    db: Database, citizen: Citizen, said: str, why: str
) -> None:
    party = await a_province(db)
    await citizen.write("/datlich")
    await citizen.write(said)
    citizen.sees(why, "Những giờ còn trống gần nhất")
    assert [label for label in citizen.labels() if "/2026, 8 giờ" in label]
    citizen.sees_button("Chọn lại nơi và ngày", "Gặp cán bộ")
    assert await db.read(booking_of_party, party) is None


async def test_a_commune_where_nobody_receives_is_said_to_have_none(db: Database, citizen: Citizen) -> None:
    await a_province(db)
    await db.write(lambda books: a_commune(books, "xã Phong Hiệp"))
    await citizen.write("/datlich")
    await citizen.write("gặp ở xã Phong Hiệp")
    citizen.sees("Ở xã Phong Hiệp chưa có giờ trống nào.", "Những giờ còn trống gần nhất")


async def test_words_about_something_else_leave_the_booking(db: Database, citizen: Citizen) -> None:
    await a_province(db)
    await citizen.write("/datlich")
    await citizen.write("tôi còn nợ bao nhiêu")
    citizen.does_not_see("Những giờ còn trống gần nhất")


async def test_a_number_and_a_slip_come_with_a_day_of_numbers(db: Database, citizen: Citizen) -> None:
    await a_province(db, queue=True)
    await citizen.write("3/12 lúc 8 giờ, đặt lịch gặp lãnh đạo")
    citizen.sees("Số thứ tự: 1")
    await citizen.press("Người đi cùng và hỗ trợ")
    await citizen.press("3")
    await citizen.press("người cần phiên dịch")
    await citizen.press("Xong")
    citizen.sees("Người đi cùng: 3", "Cần hỗ trợ: người cần phiên dịch")
    await citizen.press("Xác nhận")
    citizen.sees("Số thứ tự: 1")
    await citizen.press("Phiếu hẹn để in")
    (slip,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    assert slip.name == "phieu-hen.pdf"
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(slip.content)).pages)
    assert "Số thứ tự: 1" in words
    assert "Nhà văn hóa xã Vĩnh Thanh" in words


async def test_a_guest_books_with_name_and_number(db: Database, meet_citizen: Callable[[int], Citizen]) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    await guest.write("/start")
    await guest.press("Đặt lịch gặp lãnh đạo")
    guest.sees("mà không cần mã", "Không đặt lịch, ông/bà vẫn được tiếp")
    await guest.press("26/11/2026, Trụ sở")
    await guest.press("8 giờ 20")
    guest.sees("họ và tên")
    await guest.write("12")
    guest.sees("Họ tên chưa rõ")
    await guest.write("Trần Văn Tám")
    guest.sees("số điện thoại")
    await guest.write("090")
    guest.sees("chưa đúng")
    await guest.write("0900 000 777")
    guest.sees("Tôi giữ giờ này", "Người đến: Trần Văn Tám", "đối chiếu với giấy tờ")
    await guest.press("Xác nhận")
    guest.sees("Đã đặt lịch.", "Trần Văn Tám")
    made = await db.read(booking_of_guest, "0900000777")
    assert made is not None
    assert made.state is BookingState.CONFIRMED
    await guest.write("/datlich")
    guest.sees(made.reference)
    await guest.press("Lưu vào lịch điện thoại")
    assert event_in(guest)["STATUS"] == "CONFIRMED"
    await guest.press("Hủy lịch hẹn")
    await guest.press("Hủy, nhường giờ cho người khác")
    guest.sees("Đã hủy lịch hẹn")
    assert event_in(guest)["STATUS"] == "CANCELLED", "whoever has the file gets what takes it out again"
    assert await db.read(booking_of_guest, "0900000777") is None


async def test_a_guest_who_asks_about_something_else_is_answered(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    await guest.write("/datlich")
    await guest.press("26/11/2026, Trụ sở")
    await guest.write("tôi còn nợ bao nhiêu")
    guest.sees("mã 12 ký tự")


async def test_a_guest_who_wanted_something_else_first_books_all_the_same(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    await forge(guest, "obligations")  # is asked who they are, and what they wanted is remembered
    await guest.write("/datlich")
    await guest.press("26/11/2026, Trụ sở")
    await guest.write("26/11 lúc 8h40")
    guest.sees("họ và tên")


async def test_a_guest_books_by_typing_alone(db: Database, meet_citizen: Callable[[int], Citizen]) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    for words in ("Cho tôi đặt lịch gặp lãnh đạo sáng 26/11 lúc 8 giờ", "Trần Văn Tám", "0900000777", "đúng rồi"):
        await guest.write(words)
    guest.sees("Đã đặt lịch.")


async def test_what_a_guest_has_booked_is_theirs_still_when_the_chat_is_linked(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    for words in ("đặt lịch gặp lãnh đạo 26/11 lúc 8 giờ", "Trần Văn Tám", "0900000777", "xác nhận"):
        await guest.write(words)
    made = await db.read(booking_of_guest, "0900000777")
    assert made is not None
    party = await linked(db, lambda books: (party := a_person(books), party), 2)
    await guest.write("/lichhen")
    guest.sees(made.reference)
    await guest.write("đặt lịch gặp lãnh đạo 26/11 lúc 8h40")
    guest.sees(made.reference)
    (other, *_) = await db.read(lambda books: free_slots(books, after=books.clock.now()))
    await forge(guest, f"slot:{other.slot_id}")
    guest.sees(made.reference)
    assert await db.read(booking_of_party, party) is None, "one person keeps one place"
    await guest.write("/lichhen")
    await guest.press("Hủy lịch hẹn")
    await guest.press("Hủy, nhường giờ cho người khác")
    assert await db.read(booking_of_guest, "0900000777") is None


async def test_a_number_with_a_booking_shows_nothing_of_it_elsewhere(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    await a_province(db)
    one, other = meet_citizen(2), meet_citizen(3)
    for words in ("đặt lịch gặp lãnh đạo 26/11 lúc 8 giờ", "Trần Văn Tám", "0900000777", "xác nhận"):
        await one.write(words)
    for words in ("đặt lịch gặp lãnh đạo 26/11 lúc 8h40", "Lê Thị Chín", "0900000777"):
        await other.write(words)
    other.sees("Số điện thoại này đã có lịch hẹn.")
    other.does_not_see("Trần Văn Tám", "8 giờ,")


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_province(db)
    await read_english(db)
    await citizen.write("/book")
    await citizen.write("next thursday morning")
    citizen.sees("Free times as you wanted.")


async def test_the_nearest_times_are_chosen_by_nearness_and_shown_in_the_order_of_time(
    db: Database, citizen: Citizen
) -> None:
    await a_province(db)
    await citizen.write("/datlich")
    await citizen.write("26/11 lúc 10 giờ 20")
    offered = [label for label in citizen.labels() if "Trụ sở" in label]
    assert offered == ["26/11/2026, 8 giờ, Trụ sở", "26/11/2026, 8 giờ 20, Trụ sở", "26/11/2026, 8 giờ 40, Trụ sở"]


async def test_under_the_public_days_a_day_may_be_typed(db: Database, meet_citizen: Callable[[int], Citizen]) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    await guest.write("/lichtiep")
    guest.sees("Ông/bà cũng có thể gõ ngày và nơi")
    await guest.write("thu 5 tuan sau luc 8h40")
    guest.sees("Giờ ông/bà chọn: 26/11/2026, 8 giờ 40, Trụ sở.", "họ và tên")
    await guest.write("thứ 5 tuần sau lúc 8 giờ")  # no name: another time
    guest.sees("Giờ ông/bà chọn: 26/11/2026, 8 giờ, Trụ sở.")
    guest.sees_button("Chọn giờ khác")
    for words in ("Trần Văn Tám", "0900000777", "xác nhận"):
        await guest.write(words)
    guest.sees("Đã đặt lịch.", "Lúc: 8 giờ, thứ Năm")


async def test_a_linked_person_gets_from_the_public_days_to_a_booking(db: Database, citizen: Citizen) -> None:
    await a_province(db)
    await citizen.write("/lichtiep")
    citizen.sees_button("Đặt lịch gặp lãnh đạo")
    await citizen.write("26/11 lúc 8 giờ")
    citizen.sees("Tôi giữ giờ này")


@pytest.mark.parametrize("words", ["/lichhen", "hủy lịch hẹn"])
async def test_a_guest_sees_and_cancels_their_booking_by_typing(
    db: Database, meet_citizen: Callable[[int], Citizen], words: str
) -> None:
    await a_province(db)
    guest = meet_citizen(2)
    for said in ("đặt lịch gặp lãnh đạo 26/11 lúc 8 giờ", "Trần Văn Tám", "0900000777", "xác nhận", words):
        await guest.write(said)
    guest.sees("Lúc: 8 giờ, thứ Năm")
    await guest.write("huy lich hen")
    guest.sees("Ông/bà muốn hủy lịch hẹn này?")
    await guest.write("không")
    guest.sees("Ông/bà đã có lịch hẹn này rồi")
    await guest.write("hủy lịch hẹn")
    await guest.write("đồng ý")
    guest.sees("Đã hủy lịch hẹn")
    await guest.write("/lichhen")
    guest.sees("mã 12 ký tự")


async def test_a_place_chosen_before_is_named_where_nothing_is_free_there_that_day(
    db: Database, citizen: Citizen
) -> None:
    await a_province(db)
    await citizen.write("/datlich")
    await citizen.press("Gần nơi tôi ở nhất")
    await citizen.write("thứ 5 tuần sau lúc 8 giờ")
    citizen.sees("Ở xã Vĩnh Thanh, thứ Năm, ngày 26 tháng 11 năm 2026 không có giờ trống như ông/bà muốn.")
    citizen.sees_button("03/12/2026, 8 giờ, Nhà văn hóa xã Vĩnh Thanh")
