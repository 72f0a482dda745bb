"""Somebody books a reception with a leader, and whoever is not linked learns when leaders receive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from casework.booking_facts import Booking, booking_of_party
from casework.bookings import call_off_day, hold
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.links import begin_link
from casework.receptions import BookingState, OpenedDay, Window, open_day
from tests.builders import MAN, a_person
from tests.casework.reception_rooms import MORNING, Office, a_citizen, a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
COMMUNE_DAY = date(2026, 12, 3)


class House:
    """An office with a leader, and the party in chat 1."""

    def __init__(self, office: Office, party: int, days: list[OpenedDay]) -> None:
        self.office, self.party, self.days = office, party, days


async def a_house(db: Database, *, days: int = 1, seats: int = 1, elsewhere: int = 0) -> House:
    """``days`` days at the office from 26/11, ``elsewhere`` more in as many other places; chat 1 is linked."""

    def write(books: Books) -> tuple[int, House]:
        office, party = an_office_with_leader(books), a_person(books)
        opened = [open_day(books, a_plan(office, on=date(2026, 11, 26 + n), seats=seats), office.leader)
                  for n in range(days)]  # fmt: skip
        for number in range(elsewhere):
            plan = a_plan(office, on=date(2026, 12, 3 + number), place=f"Hội trường xã Mẫu {number + 1}")
            opened.append(open_day(books, plan, office.leader))
        return party, House(office, party, opened)

    return await linked(db, write)


async def booking(db: Database, party: int) -> Booking | None:
    return await db.read(booking_of_party, party)


async def test_a_time_is_booked_in_five_taps(db: Database, citizen: Citizen) -> None:
    house = await a_house(db, days=2, elsewhere=2)
    await citizen.write("/start")
    taps = ["Đặt lịch gặp lãnh đạo", "Hội trường xã Mẫu 1", "Thứ Năm, ngày 3 tháng 12 năm 2026", "8 giờ 20", "Xác nhận"]
    for label in taps:
        await citizen.press(label)
    citizen.sees(
        "Đã đặt lịch. Mã lịch hẹn: LH-",
        "Gặp lãnh đạo: Lê Thị Mai Hương, Trưởng THADS",
        "Lúc: 8 giờ 20, thứ Năm, ngày 3 tháng 12 năm 2026",
        "Nơi gặp: Hội trường xã Mẫu 1, Số 1 đường Hòa Bình",
        "mang theo căn cước",
        "Không đặt lịch, ông/bà vẫn được tiếp",
    )
    made = await booking(db, house.party)
    assert made is not None
    assert made.state is BookingState.CONFIRMED
    assert made.reference in citizen.text


async def test_where_there_is_one_place_it_is_not_asked_for(db: Database, citizen: Citizen) -> None:
    await a_house(db, days=2)
    await citizen.write("muốn gặp thủ trưởng")
    citizen.sees("Ông/bà chọn ngày.", "Trụ sở: Số 1 đường Hòa Bình")
    citizen.sees_button("Thứ Năm, ngày 26 tháng 11 năm 2026", "Thứ Sáu, ngày 27 tháng 11 năm 2026")


async def test_a_time_is_kept_for_ten_minutes_and_a_reason_may_be_typed(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)
    await choose(citizen)
    citizen.sees("Tôi giữ giờ này cho ông/bà đến 9 giờ 10.", "Không gõ cũng được.")
    await citizen.write("  Xin trả dần\nvì nhà khó khăn ")
    citizen.sees("Về việc: Xin trả dần vì nhà khó khăn", "Tôi giữ giờ này")
    await citizen.press("Xác nhận")
    citizen.sees("Đã đặt lịch.", "Về việc: Xin trả dần vì nhà khó khăn")
    made = await booking(db, house.party)
    assert made is not None
    assert made.reason == "Xin trả dần vì nhà khó khăn"


async def choose(citizen: Citizen, hour: str = "8 giờ") -> None:
    await citizen.write("/datlich")
    await citizen.press("Thứ Năm, ngày 26 tháng 11 năm 2026")
    await citizen.press(hour)


async def test_a_hold_that_ran_out_is_not_confirmed_and_nearest_times_are_offered(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    house = await a_house(db)
    await choose(citizen)
    data = citizen.data_of("Xác nhận")
    clock.set(datetime(2026, 11, 16, 2, 10, 1, tzinfo=UTC))
    await forge(citizen, data)
    citizen.sees("đã hết 10 phút", "Những giờ còn trống gần nhất")
    citizen.sees_button("26/11/2026, 8 giờ 20, Trụ sở")
    assert await booking(db, house.party) is None
    await citizen.write("trễ rồi sao")
    citizen.does_not_see("Về việc")


async def test_a_reason_that_comes_too_late_books_nothing(db: Database, citizen: Citizen, clock: SetClock) -> None:
    house = await a_house(db)
    await choose(citizen)
    clock.set(datetime(2026, 11, 16, 2, 11, tzinfo=UTC))
    await citizen.write("xin trả dần")
    citizen.sees("Chưa có lịch hẹn nào được đặt.")
    assert await booking(db, house.party) is None


async def test_confirming_twice_is_one_booking_and_the_same_answer(db: Database, citizen: Citizen) -> None:
    await a_house(db)
    await choose(citizen)
    data = citizen.data_of("Xác nhận")
    answers = []
    for _ in range(3):
        await forge(citizen, data)
        answers.append(citizen.text)
    assert len(set(answers)) == 1
    assert "Đã đặt lịch." in answers[0]


async def test_a_time_can_be_given_back_or_changed_before_it_is_confirmed(db: Database, citizen: Citizen) -> None:
    house = await a_house(db, days=2)
    await choose(citizen)
    await citizen.press("Chọn giờ khác")
    await citizen.press("Thứ Sáu, ngày 27 tháng 11 năm 2026")
    await citizen.press("8 giờ 40")
    citizen.sees("Lúc: 8 giờ 40, thứ Sáu, ngày 27 tháng 11 năm 2026")
    held = await booking(db, house.party)
    assert held is not None
    assert held.state is BookingState.HELD
    await citizen.press("Hủy")
    citizen.sees("Ông/bà chưa có lịch hẹn nào.")
    assert await booking(db, house.party) is None


async def test_an_old_cancel_button_does_not_end_a_confirmed_booking(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)
    await choose(citizen)
    release = citizen.data_of("Hủy")
    await citizen.press("Xác nhận")
    await forge(citizen, release)
    citizen.sees("Ông/bà đã có lịch hẹn này rồi")
    assert await booking(db, house.party) is not None


async def test_who_has_a_booking_sees_it_instead_of_getting_a_second(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)
    await choose(citizen)
    await citizen.press("Xác nhận")
    first = await booking(db, house.party)
    await citizen.write("/datlich")
    citizen.sees("Ông/bà đã có lịch hẹn này rồi")
    citizen.sees_button("Đổi giờ", "Hủy lịch hẹn")
    await forge(citizen, f"slot:{house.days[0].slot_ids[2]}")
    citizen.sees("Ông/bà đã có lịch hẹn này rồi")
    assert await booking(db, house.party) == first


async def test_two_chats_of_one_party_get_one_booking(db: Database, meet_citizen: Callable[[int], Citizen]) -> None:
    house = await a_house(db)
    await db.write(lambda books: begin_link(books, meet(books, "terminal", "2").id, house.party))
    here, there = meet_citizen(1), meet_citizen(2)
    await choose(here)
    await there.write("/datlich")
    there.sees("Tôi giữ giờ này", "Lúc: 8 giờ, thứ Năm")
    await there.press("Xác nhận")
    there.sees("Đã đặt lịch.")
    await here.press("Xác nhận")
    here.sees("Đã đặt lịch.")
    made = await booking(db, house.party)
    assert made is not None
    assert made.reference in here.text
    assert made.reference in there.text


async def test_who_comes_second_to_the_last_seat_is_offered_the_nearest(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)
    slot = house.days[0].slot_ids[0]

    def faster(books: Books) -> None:
        other = a_citizen(books)
        hold(books, slot, other.party, other.chat)

    await citizen.write("/datlich")
    await citizen.press("Thứ Năm, ngày 26 tháng 11 năm 2026")
    await db.write(faster)
    await citizen.press("8 giờ")
    citizen.sees("Giờ này vừa có người đặt.")
    await citizen.press("26/11/2026, 8 giờ 20, Trụ sở")
    citizen.sees("Tôi giữ giờ này cho ông/bà")


@pytest.mark.parametrize(
    ("data", "words"),
    [("slot:12345", "không còn trong lịch"), ("slot:{past}", "Giờ này đã qua."), ("slot:{off}", "đã được báo hoãn")],
)
async def test_a_time_that_is_not_offered_says_why_and_what_there_is_instead(
    db: Database, citizen: Citizen, clock: SetClock, data: str, words: str
) -> None:
    house = await a_house(db, days=3)
    await db.write(call_off_day, house.days[1].day_id, house.office.leader)
    await citizen.write("/datlich")
    if "past" in data:
        clock.set(datetime(2026, 11, 26, 1, 10, tzinfo=UTC))
    await forge(citizen, data.format(past=house.days[0].slot_ids[0], off=house.days[1].slot_ids[0]))
    citizen.sees(words, "Những giờ còn trống gần nhất")
    assert await booking(db, house.party) is None


async def test_no_published_day_is_said_with_a_telephone(db: Database, citizen: Citizen) -> None:
    await a_house(db, days=0)
    await citizen.write("/datlich")
    citizen.sees("Chưa có ngày tiếp công dân nào được công bố", "0900000100")
    citizen.sees_button("Gặp cán bộ")


async def test_when_every_time_is_taken_one_may_still_come(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)

    def fill(books: Books) -> None:
        for number, slot in enumerate(house.days[0].slot_ids):
            other = a_citizen(books, f"20{number}")
            hold(books, slot, other.party, other.chat)

    await db.write(fill)
    await citizen.write("/datlich")
    citizen.sees("Các giờ đặt trước đã kín.", "Thứ Năm, ngày 26 tháng 11 năm 2026, từ 8 giờ đến 9 giờ", "vẫn được tiếp")
    citizen.sees_button("Báo tôi khi có chỗ trống")


async def test_many_places_and_many_times_come_in_pages(db: Database, citizen: Citizen) -> None:
    house = await a_house(db, elsewhere=10)
    all_day = (Window(opens=time(7, 30), closes=time(11, 30)), Window(opens=time(13, 30), closes=time(17, 0)))
    plan = a_plan(house.office, on=date(2026, 12, 30), place="Nhà văn hóa", windows=all_day, minutes_each=10)
    opened = await db.write(open_day, plan, house.office.leader)
    await citizen.write("/datlich")
    assert sum("Hội trường" in label for label in citizen.labels()) == 7
    await citizen.press("Tiếp ›")
    citizen.sees_button("Hội trường xã Mẫu 10", "Nhà văn hóa")
    await citizen.press("Nhà văn hóa")
    await citizen.press("Thứ Tư, ngày 30 tháng 12 năm 2026")
    hours = [label for label in citizen.labels() if "giờ" in label]
    await citizen.press("Tiếp ›")
    hours += [label for label in citizen.labels() if "giờ" in label]
    assert len(hours) == len(set(hours)) == len(opened.slot_ids) == 45
    await citizen.press("Ngày khác")
    await citizen.press("Nơi khác")
    citizen.sees("Ông/bà muốn gặp lãnh đạo ở đâu?")


async def test_whoever_is_not_linked_learns_when_leaders_receive_and_may_just_come(
    db: Database, citizen: Citizen
) -> None:
    def write(books: Books) -> None:
        office = an_office_with_leader(books)
        windows = (MORNING, Window(opens=time(14, 0), closes=time(15, 0)))
        for number in range(10):
            plan = a_plan(office, on=date(2026, 12, 1 + number), windows=windows)
            open_day(books, plan, office.leader)

    await db.write(write)
    await citizen.write("lịch tiếp công dân")
    citizen.sees(
        "Thứ Ba, ngày 1 tháng 12 năm 2026, từ 8 giờ đến 9 giờ; từ 14 giờ đến 15 giờ.",
        "Nơi tiếp: Trụ sở, Số 1 đường Hòa Bình.",
        "Người tiếp: Lê Thị Mai Hương, Trưởng THADS.",
        "Không đặt lịch, ông/bà vẫn được tiếp",
        "mang theo căn cước",
    )
    await citizen.press("Tiếp ›")
    citizen.sees("ngày 10 tháng 12 năm 2026")
    await forge(citizen, "bookday:1:0")
    citizen.sees("Lãnh đạo tiếp công dân vào những ngày này:")
    await citizen.press("Đặt bằng mã trên giấy")
    citizen.sees("mã 12 ký tự")


async def test_a_foreign_and_a_missing_booking_get_the_same_answer(db: Database, citizen: Citizen) -> None:
    house = await a_house(db)

    def other(books: Books) -> int:
        party = a_person(books, name=MAN)
        chat = meet(books, "telegram", "9").id
        begin_link(books, chat, party)
        held = hold(books, house.days[0].slot_ids[0], party, chat)
        assert isinstance(held, Booking)
        return held.id

    foreign = await db.write(other)
    for form in ("bookok:{}", "bookno:{}", "apmove:{}:0", "mvto:{}:1", "apdrop:{}", "apdropok:{}", "ics:{}"):
        answers = []
        for number in (foreign, 12345):
            await forge(citizen, form.format(number))
            answers.append(citizen.text)
        assert answers[0] == answers[1], form
    assert await db.read(lambda books: booking_of_party(books, house.party)) is None


@pytest.mark.parametrize("data", ["slot:x", "slot:0", "slot:1:2", f"slot:{2**63}", "bookday:1", "bookat:1:-1", "days:x",
                                  "bookok:", "apmove:1"])  # fmt: skip
async def test_a_forged_button_changes_nothing(db: Database, citizen: Citizen, data: str) -> None:
    await a_house(db)
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_house(db)
    await read_english(db)
    await citizen.write("/book")
    citizen.sees("Please choose a day.")
    await citizen.press("Thursday, 26 November 2026")
    await citizen.press("8:20 am")
    citizen.sees("I keep this time for you until 9:10 am.")
    await citizen.press("Confirm")
    citizen.sees("Your appointment has been made.", "When: 8:20 am, Thursday, 26 November 2026", "identity card")
    citizen.sees_button("Change the time", "Cancel the appointment", "Save to my phone's calendar")
