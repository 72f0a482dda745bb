"""People are reminded of what they booked, inside the window, and of nothing that was moved or cancelled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from casework import bookings, repairs
from casework.bookings import Booking
from casework.books import Books
from casework.clock import SetClock, local
from casework.tables.people import party
from casework.working_days import WorkingDays
from messages.contents import render_content
from messages.library import Lang
from messages.outbox import content_of
from messages.tables import outbox
from scheduler.bell import reminders
from scheduler.bell.appointments import BEFORE, LAST_CALL, plan_appointments, reminders_of
from scheduler.delivery import claiming
from scheduler.guards.at_sending import GUARDS
from scheduler.quiet import Window
from scheduler.tables import planned_step
from tests.casework import reception_rooms
from tests.scheduler.arranged import at, steps_of

THURSDAY = reception_rooms.ON  # 26/11/2026; 24/11 is a holiday
OPEN_HOURS = Window(WorkingDays(days={}, proposed=frozenset(), confirmed=frozenset()))


@pytest.fixture
def citizen(books: Books) -> reception_rooms.Citizen:
    return reception_rooms.a_citizen(books)


def booked(books: Books, citizen: reception_rooms.Citizen, slot: int) -> Booking:
    held = bookings.hold(books, slot, citizen.party, citizen.chat)
    assert isinstance(held, Booking)
    confirmed = bookings.confirm(books, held.id)
    assert isinstance(confirmed, Booking)
    return confirmed


def due(books: Books) -> list[tuple[datetime, str]]:
    rows = books.conn.execute(
        select(planned_step.c.due_at, planned_step.c.state).order_by(planned_step.c.due_at, planned_step.c.id)
    )
    return [(row.due_at, row.state) for row in rows]


def test_a_booking_is_reminded_of_three_times_on_working_days(books: Books, citizen: reception_rooms.Citizen) -> None:
    day = reception_rooms.a_day(books)
    booked(books, citizen, day.slot_ids[1])  # Thursday 08:20
    assert plan_appointments(books) == 3
    assert due(books) == [
        (at(date(2026, 11, 23), 8, 20), "pending"),
        (at(date(2026, 11, 25), 8, 20), "pending"),
        (at(THURSDAY, 7, 30), "pending"),  # two hours before would be 06:20
    ]
    assert plan_appointments(books) == 0


def test_a_hold_that_nobody_confirmed_is_not_reminded_of(books: Books, citizen: reception_rooms.Citizen) -> None:
    day = reception_rooms.a_day(books)
    bookings.hold(books, day.slot_ids[0], citizen.party, citizen.chat)
    assert plan_appointments(books) == 0


def test_reminders_whose_time_is_past_when_booking_are_skipped(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock
) -> None:
    day = reception_rooms.a_day(books)
    clock.set(at(date(2026, 11, 25), 9))
    booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    assert steps_of(books, citizen.party) == [
        ("skipped", "made_too_late"),
        ("skipped", "made_too_late"),
        ("pending", None),
    ]


def test_a_cancelled_booking_cancels_its_reminders(books: Books, citizen: reception_rooms.Citizen) -> None:
    day = reception_rooms.a_day(books)
    booking = booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    bookings.cancel(books, booking.id)
    assert plan_appointments(books) == 3
    assert steps_of(books, citizen.party) == [("cancelled", "booking_ended")] * 3


def test_a_moved_booking_is_reminded_of_anew(books: Books, citizen: reception_rooms.Citizen) -> None:
    office = reception_rooms.an_office_with_leader(books)
    first = reception_rooms.a_day(books, office=office)
    later = reception_rooms.a_day(books, office=office, on=date(2026, 12, 3))
    booking = booked(books, citizen, first.slot_ids[1])
    plan_appointments(books)
    bookings.move(books, booking.id, later.slot_ids[1])
    assert plan_appointments(books) == 6
    assert [state for _, state in due(books)] == ["cancelled"] * 3 + ["pending"] * 3


def sent_on(books: Books, clock: SetClock, instant: datetime) -> list[Any]:
    clock.set(instant)
    reminders.queue_due(books)
    return claiming.claim(books, "telegram", "me", 10, set(), GUARDS)


def test_the_reminder_of_an_appointment_shows_where_and_when(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock
) -> None:
    day = reception_rooms.a_day(books)
    booking = booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    (one,) = sent_on(books, clock, at(date(2026, 11, 25), 8, 20))[-1:]
    assert one.message.text.startswith("Ông/bà có 1 lịch hẹn sắp tới.")
    rows = books.conn.execute(select(outbox).order_by(outbox.c.id)).all()
    assert {(row.delivery_class, row.lane, row.guard) for row in rows} == {("D", 1, "appointment")}
    content = content_of(books, rows[-1].id)
    assert content is not None
    shown = render_content(books, content, Lang.VI)
    assert "Ngày mai ông/bà có lịch gặp lãnh đạo cơ quan" in shown.text or "lúc 8 giờ 20" in shown.text
    assert "Trụ sở, Số 1 đường Hòa Bình" in shown.text
    assert booking.reference in shown.text
    assert f"Mã tin {rows[-1].reference}" in shown.text


def test_no_reminder_leaves_for_a_booking_that_was_cancelled_after_it_was_queued(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock
) -> None:
    day = reception_rooms.a_day(books)
    booking = booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    clock.set(at(date(2026, 11, 23), 9))
    assert reminders.queue_due(books) == 1
    bookings.cancel(books, booking.id)
    assert claiming.claim(books, "telegram", "me", 10, set(), GUARDS) == []
    row = books.conn.execute(select(outbox)).one()
    assert (row.state, row.reason) == ("suppressed", "booking_ended")


def test_no_reminder_of_the_old_hour_leaves_after_a_move(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock
) -> None:
    day = reception_rooms.a_day(books)
    booking = booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    clock.set(at(date(2026, 11, 23), 9))
    reminders.queue_due(books)
    bookings.move(books, booking.id, day.slot_ids[2])
    assert claiming.claim(books, "telegram", "me", 10, set(), GUARDS) == []
    assert books.conn.execute(select(outbox.c.reason)).scalar() == "booking_moved"


def test_an_appointment_opened_after_it_was_cancelled_says_so(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock
) -> None:
    day = reception_rooms.a_day(books)
    booking = booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    sent_on(books, clock, at(date(2026, 11, 23), 9))
    bookings.cancel(books, booking.id)
    row_id = books.conn.execute(select(outbox.c.id)).scalar_one()
    content = content_of(books, row_id)
    assert content is not None
    shown = render_content(books, content, Lang.VI)
    assert shown.text.startswith("Tin này không còn cần nữa.")
    assert shown.text_key == "reminder.appointment_ended"


@given(st.integers(0, 400 * 24 * 4), st.integers(0, 20 * 24 * 4))
def test_reminders_of_appointments_stay_inside_the_window_and_before_the_hour(start: int, ahead: int) -> None:
    now = at(date(2026, 8, 3), 0) + timedelta(minutes=15 * start)
    starts_at = now + timedelta(minutes=15 * (ahead + 1))
    planned = reminders_of(starts_at, now, OPEN_HOURS)
    assert [one.before for one in planned] == list(BEFORE)
    going = [one for one in planned if one.reason is None]
    for one in going:
        assert OPEN_HOURS.is_open(one.due_at)
        assert now <= one.due_at <= starts_at - LAST_CALL
    days = [local(one.due_at).date() for one in going]
    assert len(set(days)) == len(days), "two reminders of one appointment on one day"


@pytest.mark.parametrize(("told", "end"), [(False, ("suppressed", "deceased")), (True, ("queued", "death_told"))])
def test_whoever_has_died_or_is_said_to_have_died_is_reminded_of_no_appointment(
    books: Books, citizen: reception_rooms.Citizen, clock: SetClock, told: bool, end: tuple[str, str]
) -> None:
    day = reception_rooms.a_day(books)
    booked(books, citizen, day.slot_ids[1])
    plan_appointments(books)
    if told:
        repairs.open_repair(books, citizen.party, repairs.Why.DECEASED_SAID)
    else:
        books.conn.execute(update(party).where(party.c.id == citizen.party).values(deceased=True))
    assert sent_on(books, clock, at(date(2026, 11, 23), 9)) == []
    row = books.conn.execute(select(outbox)).one()
    assert (row.state, row.reason) == end
