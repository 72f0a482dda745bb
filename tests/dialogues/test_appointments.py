"""An appointment is seen, moved, cancelled and put into a phone's calendar."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time

import pypdf
import pytest

from casework.booking_facts import Booking, booking_of_party, find_booking
from casework.bookings import confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.links import begin_link
from casework.receptions import BookingKind, BookingState, Window, open_day
from messages.outgoing import Attachment
from tests.builders import a_person
from tests.casework.reception_rooms import a_citizen, a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


AFTERNOON = Window(opens=time(14), closes=time(15))


async def a_booking(
    db: Database, *, kinds: tuple[BookingKind, ...] = (BookingKind.RECEPTION,), days: int = 2
) -> Booking:
    """Chat 1's party has a booking at 8:00 on 26/11 (and one of each further kind in the afternoon)."""

    def write(books: Books) -> Booking:
        office, party = an_office_with_leader(books), a_person(books)
        opened = [open_day(books, a_plan(office, on=date(2026, 11, 26 + n)), office.leader) for n in range(days)]
        chat = meet(books, "terminal", "1").id
        begin_link(books, chat, party)
        made = []
        for kind in kinds:
            day = opened[0]
            if kind is not BookingKind.RECEPTION:
                day = open_day(books, a_plan(office, windows=(AFTERNOON,), place="Phòng 2", kind=kind), office.leader)
            held = hold(books, day.slot_ids[0], party, chat, kind=kind)
            assert isinstance(held, Booking)
            made.append(confirm(books, held.id))
        assert isinstance(made[0], Booking)
        return made[0]

    return await db.write(write)


def the_file(citizen: Citizen) -> Attachment:
    (file,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    return file


async def test_the_appointment_is_shown_with_what_to_bring(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("lịch hẹn của tôi")
    citizen.sees(made.reference, "Lúc: 8 giờ, thứ Năm, ngày 26 tháng 11 năm 2026", "mang theo căn cước")
    citizen.sees_button("Đổi giờ", "Hủy lịch hẹn", "Lưu vào lịch điện thoại")


async def test_the_slip_can_be_printed_from_the_appointments_too(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db, kinds=(BookingKind.RECEPTION, BookingKind.OFFICER))
    await citizen.write("/lichhen")
    slips = [label for label in citizen.labels() if label.startswith("Phiếu hẹn để in")]
    assert slips == [f"Phiếu hẹn để in ({made.reference})"]
    await citizen.press(slips[0])
    slip = the_file(citizen)
    assert slip.name == "phieu-hen.pdf"
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(slip.content)).pages)
    assert made.reference in words


async def test_moving_keeps_the_reference_and_frees_the_old_time(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Đổi giờ")
    citizen.sees("Lịch cũ vẫn giữ cho đến khi ông/bà chọn xong")
    await citizen.press("27/11/2026, 8 giờ 40, Trụ sở")
    citizen.sees("Đã đổi lịch.", made.reference, "Lúc: 8 giờ 40, thứ Sáu, ngày 27 tháng 11 năm 2026")
    moved = await db.read(find_booking, made.id)
    assert moved is not None
    assert moved.slot_id != made.slot_id
    await citizen.press("Đổi giờ")
    citizen.sees_button("26/11/2026, 8 giờ, Trụ sở")


async def test_moving_twice_to_the_same_time_changes_nothing_more(db: Database, citizen: Citizen) -> None:
    await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Đổi giờ")
    data = citizen.data_of("26/11/2026, 8 giờ 20, Trụ sở")
    answers = []
    for _ in range(2):
        await forge(citizen, data)
        answers.append(citizen.text)
    assert answers[0] == answers[1]


async def test_if_the_new_time_was_taken_the_old_one_stays(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Đổi giờ")
    data = citizen.data_of("26/11/2026, 8 giờ 20, Trụ sở")
    slot = int(data.rsplit(":", 1)[1])

    def faster(books: Books) -> None:
        other = a_citizen(books)
        hold(books, slot, other.party, other.chat)

    await db.write(faster)
    await forge(citizen, data)
    citizen.sees("Lịch cũ của ông/bà vẫn giữ nguyên.")
    assert await db.read(find_booking, made.id) == made
    await citizen.press("Giữ lịch hẹn này")
    citizen.sees("Lúc: 8 giờ, thứ Năm")


async def test_cancelling_is_asked_once_and_pressing_twice_says_the_same(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Hủy lịch hẹn")
    citizen.sees("Ông/bà muốn hủy lịch hẹn này?")
    data = citizen.data_of("Hủy, nhường giờ cho người khác")
    answers = []
    for _ in range(2):
        await forge(citizen, data)
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.sees(f"Đã hủy lịch hẹn {made.reference}.")
    gone = await db.read(find_booking, made.id)
    assert gone is not None
    assert gone.state is BookingState.CANCELLED
    await citizen.write("/lichhen")
    citizen.sees("Ông/bà chưa có lịch hẹn nào sắp tới.")
    citizen.sees_button("Đặt lịch gặp lãnh đạo")


async def test_the_calendar_file_says_when_and_where_and_nothing_else(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Lưu vào lịch điện thoại")
    first = the_file(citizen).content.decode()
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261126T080000" in first
    assert made.reference not in first
    assert "thi hành án" not in first.lower()
    assert the_file(citizen).name == "lich-hen.ics"
    clock.set(datetime(2026, 11, 16, 3, 0, tzinfo=UTC))
    await citizen.write("/lichhen")
    await citizen.press("Đổi giờ")
    await citizen.press("27/11/2026, 8 giờ, Trụ sở")
    await citizen.press("Lưu vào lịch điện thoại")
    second = the_file(citizen).content.decode()
    assert _field(second, "UID") == _field(first, "UID")
    assert int(_field(second, "SEQUENCE")) > int(_field(first, "SEQUENCE")), "the phone moves its entry"


def _field(calendar: str, name: str) -> str:
    return next(line.partition(":")[2] for line in calendar.split("\r\n") if line.startswith(name + ":"))


async def test_the_calendar_file_may_be_kept_when_the_screen_folds(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    await a_booking(db)
    await citizen.write("/lichhen")
    await citizen.press("Lưu vào lịch điện thoại")
    await citizen.wait_until(datetime(2026, 11, 16, 2, 11, tzinfo=UTC))
    citizen.does_not_see("Lúc: 8 giờ")
    assert any(shown.attachment is not None for shown in citizen.conversation.visible())


async def test_a_meeting_with_the_officer_stands_beside_it_and_is_not_moved_into_the_leaders_times(
    db: Database, citizen: Citizen
) -> None:
    first = await a_booking(db, kinds=(BookingKind.RECEPTION, BookingKind.OFFICER))
    await citizen.write("/lichhen")
    citizen.sees("Các lịch hẹn của ông/bà:", "Gặp lãnh đạo:", "Làm việc với cán bộ phụ trách:")
    assert sum(label.startswith("Đổi giờ") for label in citizen.labels()) == 1
    other = await db.read(booking_of_party, first.party_id, BookingKind.OFFICER)
    assert other is not None
    await forge(citizen, f"apmove:{other.id}:0")
    citizen.sees("không đổi được ở đây")


async def test_an_appointment_that_is_over_cannot_be_cancelled(db: Database, citizen: Citizen, clock: SetClock) -> None:
    made = await a_booking(db)
    clock.set(datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    for data in (f"apdrop:{made.id}", f"apmove:{made.id}:0", f"ics:{made.id}"):
        await forge(citizen, data)
        citizen.sees("Lịch hẹn này không còn nữa")


async def test_a_reminders_button_leads_here(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await forge(citizen, "appointments")
    citizen.sees(made.reference)


async def test_in_english_it_reads_as_english(db: Database, citizen: Citizen) -> None:
    await a_booking(db)
    await read_english(db)
    await citizen.write("/appointments")
    citizen.sees("Your appointment, reference LH-", "Where: Trụ sở")
    await citizen.press("Cancel the appointment")
    await citizen.press("Cancel and leave it to others")
    citizen.sees("has been cancelled")


async def test_it_is_moved_by_typing_alone(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("tôi muốn đổi lịch hẹn")
    citizen.sees("Ông/bà muốn đổi sang giờ nào?", "Lúc: 8 giờ, thứ Năm")
    await citizen.write("31/6")
    citizen.sees("Không có ngày đó trong lịch.")
    await citizen.write("thứ 6 tuần sau")
    assert [label for label in citizen.labels() if "Trụ sở" in label] == [
        "27/11/2026, 8 giờ, Trụ sở", "27/11/2026, 8 giờ 20, Trụ sở", "27/11/2026, 8 giờ 40, Trụ sở",
    ]  # fmt: skip
    await citizen.write("thứ 6 tuần sau lúc 8h40")
    citizen.sees(f"Mã lịch hẹn vẫn là {made.reference}", "Lúc: 8 giờ 40, thứ Sáu")


async def test_it_is_cancelled_by_typing_alone_and_only_after_a_yes(db: Database, citizen: Citizen) -> None:
    made = await a_booking(db)
    await citizen.write("huy lich hen")
    citizen.sees("Ông/bà muốn hủy lịch hẹn này?")
    await citizen.write("giữ lại")
    citizen.sees("Ông/bà đã có lịch hẹn này rồi")
    await citizen.write("hủy lịch hẹn")
    await citizen.write("tôi còn nợ bao nhiêu")  # no answer to the question
    assert await db.read(find_booking, made.id) == made
    await citizen.write("đồng ý")  # and the question is no longer open
    assert await db.read(find_booking, made.id) == made
    await citizen.write("hủy lịch hẹn")
    await citizen.write("đồng ý")
    citizen.sees(f"Đã hủy lịch hẹn {made.reference}.")


@pytest.mark.parametrize("words", ["tôi đợi lịch hẹn", "bố tôi có lịch hẹn ngày nào", "lịch hẹn của tôi"])
async def test_words_that_only_look_like_it_change_nothing(db: Database, citizen: Citizen, words: str) -> None:
    await a_booking(db)
    await citizen.write(words)
    citizen.does_not_see("Ông/bà muốn hủy", "Ông/bà muốn đổi")
