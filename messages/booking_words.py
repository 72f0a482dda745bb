"""How are reception days, free times and bookings told: where, when, with whom?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from casework.booking_facts import Booking
from casework.books import Books
from casework.clock import local
from casework.reception_days import PublicDay, details_of_slot
from casework.receptions import BookingKind, BookingState, FreeSlot
from casework.reminder_times import Before
from casework.staff import find
from messages.calendar_file import ALARMS, CalendarEntry
from messages.library import Lang, say
from messages.reception_words import about_day, way_there
from messages.vietnamese import day, hour, short_day

STANDS_NOT = (BookingState.OFFERED, BookingState.CANCELLED, BookingState.EXPIRED)
"""In these an appointment is in nobody's calendar."""


def capital(text: str) -> str:
    """``text`` with its first letter large: the beginning of a label."""
    return text[:1].upper() + text[1:]


def titled(name: str, title: str) -> str:
    """``Đặng Quốc Thái, Trưởng Thi hành án dân sự tỉnh``: the other way round the name seems to be the province's."""
    return f"{name}, {title}" if title else name


def day_label(on: date, lang: Lang) -> str:
    """``Thứ Năm, ngày 26 tháng 11 năm 2026``."""
    return capital(day(on, lang))


def slot_label(slot: FreeSlot, lang: Lang) -> str:
    """Day, hour and place on one button: ``26/11/2026, 8 giờ 20, Trụ sở``."""
    on = short_day(local(slot.starts_at).date(), lang)
    return f"{on}, {hour(slot.starts_at, lang)}, {slot.place}"


def public_day(one: PublicDay, lang: Lang) -> str:
    """A published day in a paragraph, with what to know before one comes; the way there is told with the booking."""
    stretches = [
        say(lang, "receptions.stretch", start=hour(start, lang), end=hour(end, lang)) for start, end in one.hours
    ]
    paragraph = say(
        lang,
        "receptions.public_day",
        day=day_label(one.on_date, lang),
        hours="; ".join(stretches),
        place=one.place,
        address=one.address,
        leader=titled(one.leader_name, one.leader_title),
    )
    more = about_day(one.details, one.mode, lang)
    if one.stand_in_name:
        more.insert(0, say(lang, "reception_days.stand_in", stand_in=titled(one.stand_in_name, one.stand_in_title)))
    return "\n".join([paragraph, *(f"  {line}" for line in more)])


def booking_lines(books: Books, there: Booking, lang: Lang) -> list[str]:
    """With whom, when, where, how to get there and what about: a line each."""
    leader = find(books, there.leader_id)
    whom = titled(leader.name, leader.title) if leader is not None else "-"
    kind = "with_officer" if there.kind is BookingKind.OFFICER else "with_leader"
    on = day(local(there.starts_at).date(), lang)
    lines = [
        say(lang, f"appointments.{kind}", whom=whom),
        say(lang, "appointments.when", hour=hour(there.starts_at, lang), day=on),
        say(lang, "appointments.where", place=there.place, address=there.address),
        *way_there(details_of_slot(books, there.slot_id), lang),
    ]
    return [*lines, say(lang, "appointments.reason", reason=there.reason)] if there.reason else lines


def calendar_entry(there: Booking, now: datetime, times: Sequence[Before] = ()) -> CalendarEntry:
    """The booking for a phone's calendar, or taken out of it when it does not stand: it ended, or its day was moved and the
    new place waits for an answer. ``times``: when it rings."""
    return CalendarEntry(
        uid=f"{there.id}@lich-hen",
        starts_at=there.starts_at,
        ends_at=there.ends_at,
        place=f"{there.place}, {there.address}",
        written_at=now,
        revision=there.revision,
        cancelled=there.state in STANDS_NOT,
        alarms=tuple(one.trigger for one in times) or ALARMS,
    )
