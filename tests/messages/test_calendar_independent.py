"""What a parser that is not ours reads in the calendar files: one event, asked for, moved and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from casework import bookings
from casework.booking_facts import Booking
from casework.books import Books
from casework.clock import SetClock
from casework.reminder_times import set_day_times, times_of_day
from messages.booking_words import calendar_entry
from messages.calendar_file import calendar_file
from tests.casework import reception_rooms
from tests.casework.meetings import a_meeting

THREE = [timedelta(days=-3), timedelta(days=-1), timedelta(hours=-2)]


def given(books: Books, there: Booking | None) -> tuple[icalendar.Calendar, Any]:
    """The file of the booking as it stands, read; it has one event, and what it must have by RFC 5545 and 5546."""
    assert there is not None
    file = calendar_file(calendar_entry(there, books.clock.now(), times_of_day(books, there.day_id)))
    calendar = icalendar.Calendar.from_ical(file.content)
    (event,) = calendar.walk("VEVENT")
    assert not calendar.errors
    assert not event.errors
    assert calendar["VERSION"] == "2.0"
    for name in ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY"):
        assert name in event, "RFC 5546, 3.2.2 and 3.2.5"
    assert f"method={calendar['METHOD']}" in file.mime
    return calendar, event


def alarms(event: Any) -> list[timedelta]:
    return [one["TRIGGER"].dt for one in event.walk("VALARM")]


def test_a_booking_asks_for_its_event_with_three_alarms(books: Books) -> None:
    calendar, event = given(books, a_meeting(books).booking)
    assert calendar["METHOD"] == "REQUEST"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 11, 26, 1, 20, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=20)
    assert event["LOCATION"] == "Trụ sở, Số 1 đường Hòa Bình"
    assert alarms(event) == THREE
    assert all(one["ACTION"] == "DISPLAY" and one["DESCRIPTION"] for one in event.walk("VALARM"))


def test_it_rings_when_people_are_reminded_by_the_days_own_times(books: Books) -> None:
    meeting = a_meeting(books)
    set_day_times(books, meeting.day, "7d,1d,3h", meeting.leader)
    _, event = given(books, meeting.booking)
    assert alarms(event) == [timedelta(days=-7), timedelta(days=-1), timedelta(hours=-3)]


def test_each_change_has_a_higher_number_under_the_same_name_until_it_is_taken_back(
    books: Books, clock: SetClock
) -> None:
    office = reception_rooms.an_office_with_leader(books)
    meeting = a_meeting(books, office=office)
    later = reception_rooms.a_day(books, office=office, on=reception_rooms.ON + timedelta(days=7))
    files = [given(books, meeting.booking)]
    for slot in (later.slot_ids[0], later.slot_ids[2]):
        moved = bookings.move(books, meeting.booking.id, slot)
        assert isinstance(moved, Booking)
        files.append(given(books, moved))
    files.append(given(books, bookings.cancel(books, meeting.booking.id)))
    events = [event for _, event in files]
    assert len({event["UID"] for event in events}) == 1
    numbers = [event["SEQUENCE"] for event in events]
    assert numbers == sorted(set(numbers)), "each higher than the one before"
    assert [calendar["METHOD"] for calendar, _ in files] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert (events[-1]["STATUS"], alarms(events[-1])) == ("CANCELLED", [])
    assert [event["DTSTART"].dt.day for event in events] == [26, 3, 3, 3]


def test_the_same_booking_asked_for_twice_is_the_same_event_with_the_same_number(books: Books, clock: SetClock) -> None:
    meeting = a_meeting(books)
    _, first = given(books, meeting.booking)
    clock.set(clock.now() + timedelta(hours=1))
    _, second = given(books, meeting.booking)
    assert (first["UID"], first["SEQUENCE"]) == (second["UID"], second["SEQUENCE"])
    assert second["DTSTAMP"].dt - first["DTSTAMP"].dt == timedelta(hours=1)


def test_a_day_that_is_called_off_takes_its_events_back(books: Books) -> None:
    meeting = a_meeting(books)
    _, before = given(books, meeting.booking)
    (ended,) = bookings.call_off_day(books, meeting.day, meeting.leader)
    calendar, after = given(books, bookings.find_booking(books, ended.id))
    assert calendar["METHOD"] == "CANCEL"
    assert after["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.parametrize("name", ["ORGANIZER", "ATTENDEE"])
def test_who_invites_and_who_is_invited_is_a_number_that_names_nobody(books: Books, name: str) -> None:
    _, event = given(books, a_meeting(books).booking)
    assert str(event[name]).startswith("urn:uuid:")
    assert set(event[name].params) <= {"PARTSTAT", "RSVP"}
