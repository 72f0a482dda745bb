"""How does an appointment get into the calendar of a person's phone, move there and go again?

As an iCalendar file (RFC 5545) that asks for one event or takes it back (RFC 5546: REQUEST, CANCEL), the same event by its
``uid``, the newer file by its number. It says only that there is an appointment, when and where: a phone is lent and a calendar
is copied, so no name, no case, no agency. Who invites and who is invited must be named; both are numbers that say nothing. The
office's hours carry their time zone, so that the hour stays right on a phone set to another country.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from casework import clock
from messages.library import Lang, say
from messages.outgoing import Attachment

LINE_OCTETS = 75  # RFC 5545, 3.1: longer lines are folded
ALARMS = ("-P3D", "-P1D", "-PT2H")  # as people are reminded in the chat, unless an agency or a day has chosen otherwise
_NOBODY = UUID("5b1d0c3e-6a0f-4b57-9d2e-8f1f6f2a7c11")  # any number of ours: what is made from it names nobody

# Viet Nam has kept UTC+7 without summer time since 1975, so one rule describes every appointment.
_TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Ho_Chi_Minh",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """One appointment. ``uid`` is the same for all files of one appointment and says nothing by itself.

    ``written_at`` is the present instant. ``revision`` is higher in each file after a change, so that the calendar moves its entry
    instead of adding one; ``cancelled``: the file takes the entry away. ``alarms``: RFC 5545 durations before the start.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    place: str
    written_at: datetime
    revision: int = 0
    cancelled: bool = False
    alarms: tuple[str, ...] = ALARMS

    def __post_init__(self) -> None:
        if any(instant.tzinfo is None for instant in (self.starts_at, self.ends_at, self.written_at)):
            raise ValueError("a calendar entry has aware instants")
        if self.ends_at <= self.starts_at or self.revision < 0:
            raise ValueError("an appointment ends after it starts, and its revisions count from 0")
        if not re.fullmatch(r"[0-9A-Za-z@.\-]{1,200}", self.uid):
            raise ValueError("a uid has 1 to 200 ASCII letters, digits, dots, dashes and @")
        if not all(re.fullmatch(r"-P(?:\d{1,2}D|T\d{1,2}H)", alarm) for alarm in self.alarms):
            raise ValueError("an alarm is so many days or hours before the start")


def calendar_file(entry: CalendarEntry, lang: Lang = Lang.VI) -> Attachment:
    """``lich-hen.ics`` (of one that is cancelled ``huy-lich-hen.ics``) with ``entry``, UTF-8, ready to be sent."""
    method = "CANCEL" if entry.cancelled else "REQUEST"
    alarms = () if entry.cancelled else entry.alarms
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gan Dan//Appointments//VI",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *_TIME_ZONE,
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.revision}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        f"ORGANIZER:{uuid5(_NOBODY, 'organizer').urn}",
        f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:{uuid5(_NOBODY, entry.uid).urn}",
        f"DTSTAMP:{entry.written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Asia/Ho_Chi_Minh:{clock.local(entry.starts_at):%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Asia/Ho_Chi_Minh:{clock.local(entry.ends_at):%Y%m%dT%H%M%S}",
        f"SUMMARY:{_escaped(say(lang, 'calendar.appointment'))}",
        f"LOCATION:{_escaped(entry.place)}",
        "CLASS:PRIVATE",
        *(line for alarm in alarms for line in _alarm(alarm, lang)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    content = b"".join(_folded(line) for line in lines)
    name = "huy-lich-hen.ics" if entry.cancelled else "lich-hen.ics"
    return Attachment(name=name, mime=f"text/calendar; charset=utf-8; method={method}", content=content)


def _alarm(trigger: str, lang: Lang) -> tuple[str, ...]:
    said = _escaped(say(lang, "calendar.reminder"))
    return ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{said}", f"TRIGGER:{trigger}", "END:VALARM")


def _escaped(text: str) -> str:
    """``text`` as a TEXT value (RFC 5545, 3.3.11): one line, NFC, without control characters."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    plain = "\n".join("".join(sign for sign in line if unicodedata.category(sign) != "Cc") for line in lines)
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", r"\n")


def _folded(line: str) -> bytes:
    """``line`` in pieces of at most 75 octets, each further one after CRLF and a space; no letter is cut in two."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode("utf-8")
        if len(piece) + len(octets) > LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
