"""A reminder of an appointment is answered under it; who was missed takes a new time; what was agreed can be read again."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import select, update

from casework.booking_facts import Booking, booking_of_party, find_booking
from casework.bookings import confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.links import begin_link
from casework.reception_outcomes import OutcomeFacts, What, record_outcome
from casework.receptions import BookingState, open_day
from casework.tables.receptions import booking
from scheduler.bell import meetings, reminders
from scheduler.bell.appointments import plan_appointments
from tests.builders import a_person
from tests.casework.reception_rooms import ON, a_plan, an_office_with_leader
from tests.dialogues.conversation import Citizen
from tests.scheduler.arranged import at

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def booked(db: Database) -> Booking:
    """Chat 1's party has a booking at 8:00 on 26/11; the leader receives a week later as well."""

    def write(books: Books) -> Booking:
        office, party = an_office_with_leader(books), a_person(books)
        days = [open_day(books, a_plan(office, on=ON + timedelta(days=n)), office.leader) for n in (0, 7)]
        chat = meet(books, "terminal", "1").id
        begin_link(books, chat, party)
        held = hold(books, days[0].slot_ids[0], party, chat)
        assert isinstance(held, Booking)
        made = confirm(books, held.id)
        assert isinstance(made, Booking)
        return made

    return await db.write(write)


async def reminded(db: Database, citizen: Citizen, clock: SetClock) -> Booking:
    """The reminder of the day before came and was opened."""
    made = await booked(db)
    await db.write(plan_appointments)
    clock.set(at(date(2026, 11, 25), 8))
    await db.write(reminders.queue_due)
    await citizen.look()
    await citizen.press("Xem")
    return made


def file_of(citizen: Citizen) -> icalendar.Calendar:
    (file,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    return icalendar.Calendar.from_ical(file.content)


async def row_of(db: Database, made: Booking) -> tuple[object, ...]:
    def read(books: Books) -> tuple[object, ...]:
        asked = select(booking.c.state, booking.c.coming_at, booking.c.file_revision).where(booking.c.id == made.id)
        return tuple(books.conn.execute(asked).one())

    return await db.read(read)


async def test_the_reminder_asks_whether_they_come_and_the_desk_knows(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await reminded(db, citizen, clock)
    citizen.sees_button("Tôi sẽ đến", "Đổi giờ", "Hủy lịch hẹn")
    await citizen.press("Tôi sẽ đến")
    citizen.sees("Cảm ơn ông/bà đã báo sẽ đến.", made.reference, "Lúc: 8 giờ")
    assert (await row_of(db, made))[:2] == ("confirmed", clock.now())


async def test_moving_from_the_reminder_takes_back_that_they_come_to_the_old_time(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await reminded(db, citizen, clock)
    await citizen.press("Tôi sẽ đến")
    await citizen.press("Đổi giờ")
    await citizen.press("03/12/2026, 8 giờ 20, Trụ sở")
    assert (await row_of(db, made))[:2] == ("confirmed", None)


async def test_cancelling_from_the_reminder_asks_once(db: Database, citizen: Citizen, clock: SetClock) -> None:
    made = await reminded(db, citizen, clock)
    await citizen.press("Hủy lịch hẹn")
    await citizen.press("Hủy, nhường giờ cho người khác")
    assert (await row_of(db, made))[0] == "cancelled"


async def test_nobody_says_that_they_come_to_what_was_cancelled_or_is_somebody_elses(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    made = await reminded(db, citizen, clock)
    come = citizen.data_of("Tôi sẽ đến")
    await db.write(lambda books: books.conn.execute(update(booking).values(state="cancelled")))
    await citizen.press_newest(come)
    citizen.sees("Lịch hẹn này không còn nữa")
    other = await db.write(lambda books: a_person(books))
    await db.write(lambda books: books.conn.execute(update(booking).values(state="confirmed", party_id=other)))
    await citizen.press_newest(come)
    citizen.sees("Lịch hẹn này không còn nữa")
    assert (await row_of(db, made))[1] is None


async def test_who_has_the_file_gets_the_new_one_with_a_move_and_one_that_takes_it_back(
    db: Database, citizen: Citizen
) -> None:
    await booked(db)
    await citizen.write("/lichhen")
    await citizen.press("Lưu vào lịch điện thoại")
    files = [file_of(citizen)]
    await citizen.write("/lichhen")
    await citizen.press("Đổi giờ")
    await citizen.press("03/12/2026, 8 giờ 20, Trụ sở")
    files.append(file_of(citizen))
    await citizen.press("Hủy lịch hẹn")
    await citizen.press("Hủy, nhường giờ cho người khác")
    files.append(file_of(citizen))
    citizen.sees("xóa giờ hẹn không còn nữa khỏi lịch của điện thoại")
    events = [one.walk("VEVENT")[0] for one in files]
    assert [str(one["METHOD"]) for one in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["UID"]) for event in events}) == 1
    numbers = [int(str(event["SEQUENCE"])) for event in events]
    assert numbers == sorted(set(numbers))


async def test_who_took_no_file_is_sent_none(db: Database, citizen: Citizen) -> None:
    await booked(db)
    await citizen.write("/lichhen")
    await citizen.press("Hủy lịch hẹn")
    await citizen.press("Hủy, nhường giờ cho người khác")
    assert [shown.attachment for shown in citizen.last if shown.attachment is not None] == []


async def test_who_was_missed_has_a_new_time_in_two_taps(db: Database, citizen: Citizen, clock: SetClock) -> None:
    made = await booked(db)
    await db.write(lambda books: books.conn.execute(update(booking).values(state="no_show")))
    clock.set(at(ON, 10))
    await db.write(meetings.tell_those_missed)
    await citizen.look()
    await citizen.press("Xem")
    citizen.sees("chúng tôi không gặp được ông/bà", "không sao cả", made.reference)
    citizen.sees_button("03/12/2026, 8 giờ, Trụ sở", "03/12/2026, 8 giờ 20, Trụ sở", "03/12/2026, 8 giờ 40, Trụ sở")
    await citizen.press("03/12/2026, 8 giờ 20, Trụ sở")
    await citizen.press("Xác nhận")
    again = await db.read(lambda books: booking_of_party(books, made.party_id))
    assert again is not None
    assert (again.state, again.starts_at) == (BookingState.CONFIRMED, at(date(2026, 12, 3), 8, 20))


async def test_the_note_can_be_read_again_and_by_nobody_else(db: Database, citizen: Citizen, clock: SetClock) -> None:
    made = await booked(db)
    clock.set(at(ON, 9))
    facts = OutcomeFacts(what=What.AGREED, note="Nộp 2 triệu trước Tết.")
    outcome = await db.write(lambda books: record_outcome(books, made.id, facts, made.leader_id))
    clock.set(at(ON, 9, 10))
    await db.write(meetings.tell_notes)
    await citizen.look()
    assert "2 triệu" not in citizen.text
    await citizen.press("Xem")
    citizen.sees("Đây là ghi nhận sau buổi gặp lãnh đạo", "Nội dung: Nộp 2 triệu trước Tết.")
    await db.write(lambda books: books.conn.execute(update(booking).values(state="done")))
    await citizen.write("/lichhen")
    await citizen.press("Các buổi đã gặp")
    await citizen.press("Thứ Năm, ngày 26 tháng 11 năm 2026")
    citizen.sees("Nội dung: Nộp 2 triệu trước Tết.")
    other = await db.write(lambda books: a_person(books))
    await db.write(lambda books: books.conn.execute(update(booking).values(party_id=other)))
    await citizen.press_newest(f"metof:{outcome.id}")
    assert "2 triệu" not in citizen.last[-1].text
    await citizen.press_newest("met")
    citizen.sees("Chưa có ghi nhận nào")
    assert await db.read(lambda books: find_booking(books, made.id)) is not None
