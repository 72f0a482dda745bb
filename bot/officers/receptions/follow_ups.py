"""What is left to do after a day was moved or held: whom to phone and what they said, what answers are owed, who waits for a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from aiohttp import web

from bot.cli.reception_calls import slot_at
from bot.cli.reception_moves_shown import PHONE_WHY, RESULTS, kept_words, time_words
from bot.cli.reception_owed import OWED_WORDS
from bot.cli.reception_words import KINDS
from bot.cli.refusal import Refused
from bot.cli.shown import phone as phone_read_out
from bot.officers.receptions import forms
from bot.officers.receptions.booking_page import booking_page, booking_told
from bot.officers.receptions.common import REFUSED, name_of_staff, on_page, shown_name, the_booking
from bot.officers.visit import Visit
from casework import audit, people
from casework import reception_work_in_sight as work
from casework.books import Books
from casework.clock import VIETNAM
from casework.day_moves_answers import called, note_of
from casework.day_moves_kinds import Person, Result
from casework.day_moves_people import named
from casework.reception_answers import Owes, give
from casework.reception_kinds import BookingKind
from casework.staff import Staff
from casework.tidy import tidy
from casework.waiting_list import WaitState

LONGEST_NOTE = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """Somebody to be phoned, with name and number in full."""

    person: Person
    name: str = field(repr=False)
    phone: str = field(repr=False)
    was: str
    why: str
    kept: str
    note: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Something owed after a meeting."""

    booking_id: int
    reference: str
    met_on: date
    leader: str
    what: Owes
    words: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of the waiting list, its name as the role may read it."""

    name: str
    kind: BookingKind
    wish: str
    offered: bool
    declined: int
    asked_at: datetime


async def show_calls(visit: Visit) -> web.StreamResponse:
    """The list of those to be phoned."""
    return visit.page("receptions/calls", calls=await visit.db.write(_calls, visit.who), results=RESULTS)


async def write_call(visit: Visit) -> web.StreamResponse:
    """What came of a call."""
    booking_id = visit.number("booking")
    try:
        await visit.db.write(_called, visit.who, booking_id, visit.form)
    except REFUSED as problem:
        told = await visit.db.read(booking_told, visit.who, booking_id)
        return booking_page(visit, told, status=422, wrong=on_page(problem))
    return visit.saved("/receptions/calls")


async def show_owed(visit: Visit) -> web.StreamResponse:
    """What is owed, the most urgent first."""
    return visit.page("receptions/owed", dues=await visit.db.read(_dues, visit.who), wrong="")


async def write_given(visit: Visit) -> web.StreamResponse:
    """What was owed has been given."""
    try:
        await visit.db.write(_given, visit.who, visit.number("booking"), visit.form.get("what", ""))
    except REFUSED as problem:
        dues = await visit.db.read(_dues, visit.who)
        return visit.page("receptions/owed", status=409, dues=dues, wrong=on_page(problem))
    return visit.saved("/receptions/owed")


async def show_waiting(visit: Visit) -> web.StreamResponse:
    """The waiting list, a page at a time."""
    after = visit.request.query.get("after", "")
    since = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    lines, last = await visit.db.read(_lines, visit.who, since)
    more = urlencode({"after": last}) if last else ""
    return visit.page("receptions/waiting", lines=lines, more=more, kinds=KINDS)


def _calls(books: Books, who: Staff) -> list[Call]:
    work.notice_answers(books)
    found = [_call(books, one) for one in work.to_phone(books, who)]
    if found:
        purpose = f"people:{len(found)}"
        audit.record(books, audit.staff(who.id), audit.Action.RECEPTION_PHONE_LIST_SEEN, "reception", purpose=purpose)
    return found


def _call(books: Books, one: Person) -> Call:
    name, phone = named(books, one)
    return Call(
        person=one,
        name=name,
        phone=phone_read_out(phone) if phone else "chưa có số, hỏi xã hoặc xem hồ sơ",
        was=time_words(one, old=True),
        why="" if one.phone_why is None else PHONE_WHY[one.phone_why],
        kept=kept_words(books, one),
        note=note_of(books, one.id) or "",
    )


def _called(books: Books, who: Staff, booking_id: int, form: Mapping[str, str]) -> None:
    one = work.moved_person(books, who, the_booking_of_move(books, who, booking_id))
    if one is None:
        raise Refused("Lịch hẹn này không thuộc ngày nào đã dời. Hãy xem lại danh sách cần gọi.")
    if form.get("result") not in {known.value for known in Result}:
        raise Refused("Chưa chọn kết quả cuộc gọi. Hãy chọn một kết quả.")
    result, slot_id = Result(form["result"]), None
    note = tidy(form.get("note", ""))
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Ghi chú dài hơn {LONGEST_NOTE} ký tự. Hãy ghi ngắn lại.")
    if result is Result.OTHER_TIME:
        at = forms.an_hour(form.get("at", ""))
        if at is None:
            raise Refused("Chọn giờ khác thì phải ghi giờ nào. Hãy ghi ngày và giờ, như 10/12/2026 và 08:20.")
        on = forms.a_day(form.get("on", ""), books, "Ngày")
        slot_id = slot_at(books, one, datetime.combine(on, at, VIETNAM))
    called(books, one, result, who.id, slot_id=slot_id, note=note)


def the_booking_of_move(books: Books, who: Staff, booking_id: int) -> str:
    """The reference of the booking, if it is in sight. Raises ``Missing``."""
    return the_booking(books, who, booking_id).reference


def _dues(books: Books, who: Staff) -> list[Due]:
    return [
        Due(
            booking_id=one.booking_id,
            reference=one.reference,
            met_on=one.met_on,
            leader=name_of_staff(books, one.leader_id),
            what=one.owes,
            words=OWED_WORDS[one.owes],
            due_on=one.due_on,
            overdue=one.overdue,
        )
        for one in work.still_owed(books, who)
    ]


def _given(books: Books, who: Staff, booking_id: int, what: str) -> None:
    there = the_booking(books, who, booking_id)
    open_ones = [one for one in work.still_owed(books, who) if one.booking_id == there.id and one.owes.value == what]
    if not open_ones or not all(give(books, one.outcome_id, one.owes, who.id) for one in open_ones):
        raise Refused("Lịch hẹn này không còn nợ điều đó. Hãy xem lại danh sách dưới đây.")


def _lines(books: Books, who: Staff, after: int) -> tuple[list[Line], int]:
    found = work.waiting(books, who, after)
    page = found[: work.MOST_WAITING]
    names = people.names_of(books, [one.party_id for one in page if one.party_id is not None])
    lines = [
        Line(
            name=shown_name(who, names.get(one.party_id or 0, "-")),
            kind=one.kind,
            wish=", ".join(
                filter(
                    None,
                    (
                        one.commune,
                        None if one.leader_id is None else name_of_staff(books, one.leader_id),
                        None if one.day is None else f"{one.day:%d/%m/%Y}",
                    ),
                )
            ),
            offered=one.state is WaitState.OFFERED,
            declined=one.declined,
            asked_at=one.asked_at,
        )
        for one in page
    ]
    return lines, page[-1].id if len(found) > len(page) else 0
