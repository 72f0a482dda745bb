"""Which file brings an appointment into the calendar of the phone, and takes a moved or cancelled one out of its old hour?

Whoever has taken a file gets the new one with the change; others are not sent files that they did not ask for.
"""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from casework.booking_facts import Booking, find_booking
from casework.booking_marks import has_old_file, note_file
from casework.reminder_times import times_of_day
from handlers.presses import RowId
from handlers.replies import reply, send_file
from handlers.turn import Turn
from messages.booking_words import STANDS_NOT, calendar_entry
from messages.calendar_file import calendar_file


class ForCalendar(CallbackData, prefix="ics"):
    """The file for a phone's calendar."""

    booking: RowId


async def send_calendar(event: Message | CallbackQuery, turn: Turn, there: Booking) -> None:
    """The file of the booking as it stands: to come, or none. It says only when and where, so it may be kept."""
    times = times_of_day(turn.books, there.day_id)
    file = calendar_file(calendar_entry(there, turn.books.clock.now(), times), turn.lang)
    gone = there.state in STANDS_NOT
    caption = reply(turn, "meeting.calendar_gone" if gone else "appointments.calendar_file")
    note_file(turn.books, there)
    await send_file(event, turn, caption, file.content, file.name, picture=False)


async def renew_calendar(event: Message | CallbackQuery, turn: Turn, booking_id: int) -> None:
    """After a change: the new file, if they have an old one."""
    there = find_booking(turn.books, booking_id)
    if there is not None and has_old_file(turn.books, there):
        await send_calendar(event, turn, there)
