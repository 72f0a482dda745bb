"""One booking: whose (masked where the role sees no names), when and where; put it on another time, or give the place back.

The desk does that for somebody who asks for it at the counter or by telephone. No message of its own tells of it (what the office
does to a whole day does: ``bot.officers.receptions.moving``), so whoever does it says that the person knows.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cli.reception_moves_shown import RESULTS
from bot.cli.reception_outcome_words import OUTCOMES
from bot.cli.reception_page_words import STATES
from bot.cli.reception_words import KINDS
from bot.cli.refusal import Refused
from bot.officers.receptions.common import REFUSED, name_for, name_of_staff, on_page, staff_names, the_booking
from bot.officers.visit import Visit
from casework import audit, bookings, scope
from casework import reception_work_in_sight as work
from casework.booking_answers import Full, Lapsed, NotOffered
from casework.booking_facts import Booking, is_live
from casework.books import Books
from casework.clock import local
from casework.day_moves_kinds import ANSWERABLE, Person
from casework.day_moves_people import reached_by
from casework.reception_kinds import BookingState
from casework.reception_outcomes import Outcome, outcome_of
from casework.receptions import FreeSlot, free_slots
from casework.scope import Reach, reach
from casework.staff import Staff
from messages.library import Lang
from messages.reception_words import word

_MOST_OFFERED = 60  # free times in the list; one beyond it is reached by the calendar
_FREE_READ = 1_000
_MINE_TO_MOVE = (BookingState.CONFIRMED, BookingState.ARRIVED)
_STATES = STATES | {
    BookingState.HELD: "đang giữ chỗ",
    BookingState.OFFERED: "đang mời, chờ trả lời",
    BookingState.CANCELLED: "đã hủy",
    BookingState.EXPIRED: "hết hạn giữ chỗ",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingTold:
    """Everything on the page. ``person``: what a move of the day left open with them; ``hears``: a chat of theirs is alive."""

    there: Booking
    name: str
    leader: str
    state: str
    needs: tuple[str, ...]
    outcome: Outcome | None
    person: Person | None
    movable: bool
    hears: bool
    names: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The times to choose from, and the one that was chosen."""

    free: tuple[FreeSlot, ...]
    chosen: FreeSlot | None
    people: dict[int, str]


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    told = await visit.db.write(_seen, visit.who, visit.number("booking"))
    return booking_page(visit, told)


async def show_move(visit: Visit) -> web.StreamResponse:
    """The free times; ``?slot=`` where it was dropped on one."""
    return await _choose(visit, visit.request.query.get("slot", ""), {})


async def move(visit: Visit) -> web.StreamResponse:
    """Show what would change, or change it when that is confirmed."""
    booking_id = visit.number("booking")
    slot = visit.form.get("slot", "")
    if visit.form.get("sure") != "yes":
        return await _choose(visit, slot, visit.form, asked=True)
    try:
        await visit.db.write(_moved, visit.who, booking_id, slot, told=visit.form.get("told") == "yes")
    except REFUSED as problem:
        return await _choose(visit, slot, visit.form, status=409, wrong=on_page(problem))
    return visit.go(f"/receptions/bookings/{booking_id}")


async def cancel(visit: Visit) -> web.StreamResponse:
    """Give the place back."""
    booking_id = visit.number("booking")
    try:
        await visit.db.write(_cancelled, visit.who, booking_id, told=visit.form.get("told") == "yes")
    except REFUSED as problem:
        told = await visit.db.read(booking_told, visit.who, booking_id)
        return booking_page(visit, told, status=422, wrong=on_page(problem))
    return visit.go(f"/receptions/bookings/{booking_id}")


def booking_page(visit: Visit, told: BookingTold, *, status: int = 200, wrong: str = "") -> web.Response:
    """The page, with what was wrong."""
    return visit.page(
        "receptions/booking", status=status, told=told, wrong=wrong, kinds=KINDS, outcomes=OUTCOMES, results=RESULTS,
        fields=visit.form,
    )  # fmt: skip


def booking_told(books: Books, who: Staff, booking_id: int) -> BookingTold:
    """What stands on the page. Raises ``Missing``."""
    there = the_booking(books, who, booking_id)
    person = work.moved_person(books, who, there.reference)
    open_person = person if person is not None and person.state in ANSWERABLE else None
    return BookingTold(
        there=there,
        name=name_for(books, who, there),
        leader=name_of_staff(books, there.leader_id),
        state=_STATES[there.state],
        needs=tuple(word(Lang.VI, one) for one in there.needs),
        outcome=outcome_of(books, there.id),
        person=open_person,
        movable=_may_move(books, there) and open_person is None,
        hears=reached_by(books, there.party_id, there.contact_id) is not None,
        names=scope.names(who),
    )


def _seen(books: Books, who: Staff, booking_id: int) -> BookingTold:
    told = booking_told(books, who, booking_id)
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"booking:{told.there.id}", purpose="seen"
    )
    return told


async def _choose(
    visit: Visit, slot: str, fields: object, *, status: int = 200, wrong: str = "", asked: bool = False
) -> web.Response:
    booking_id = visit.number("booking")
    told = await visit.db.read(booking_told, visit.who, booking_id)
    choice = await visit.db.read(_choice, visit.who, told.there, slot)
    if choice.chosen is None and (asked or slot) and not wrong:
        status, wrong = 422, "Giờ này không còn trống hoặc không đặt được. Hãy chọn giờ khác trong danh sách."
    return visit.page(
        "receptions/booking_move", status=status, told=told, choice=choice, wrong=wrong, kinds=KINDS, local=local,
        fields=fields,
    )  # fmt: skip


def _choice(books: Books, who: Staff, there: Booking, slot: str) -> Choice:
    """Free times of the same kind, whoever received them first."""
    mine = who.id if reach(who) is Reach.OWN else None
    found = free_slots(books, after=books.clock.now(), leader_id=mine, kind=there.kind, limit=_FREE_READ)
    others = [one for one in found if one.slot_id != there.slot_id]
    near = sorted(others, key=lambda one: (one.leader_id != there.leader_id, one.place != there.place, one.starts_at))
    return Choice(
        free=tuple(near[:_MOST_OFFERED]),
        chosen=next((one for one in others if str(one.slot_id) == slot), None),
        people=staff_names(books),
    )


def _moved(books: Books, who: Staff, booking_id: int, slot: str, *, told: bool) -> None:
    there = the_booking(books, who, booking_id)
    _ours_to_change(books, who, there, told=told)
    chosen = _choice(books, who, there, slot).chosen
    if chosen is None:
        raise Refused("Giờ này không còn trống hoặc không đặt được. Hãy chọn giờ khác trong danh sách.")
    moved = bookings.move(books, there.id, chosen.slot_id, staff_id=who.id)
    match moved:
        case Full() | NotOffered():
            raise Refused("Giờ này vừa có người khác lấy. Hãy chọn giờ khác; giờ cũ vẫn giữ.")
        case Lapsed():
            raise Refused("Lịch hẹn này vừa đổi hoặc đã qua. Hãy mở lại trang của lịch hẹn.")


def _cancelled(books: Books, who: Staff, booking_id: int, *, told: bool) -> None:
    there = the_booking(books, who, booking_id)
    _ours_to_change(books, who, there, told=told)
    if bookings.cancel(books, there.id, staff_id=who.id) is None:
        raise Refused("Lịch hẹn này vừa đổi hoặc đã qua. Hãy mở lại trang của lịch hẹn.")


def _ours_to_change(books: Books, who: Staff, there: Booking, *, told: bool) -> None:
    person = work.moved_person(books, who, there.reference)
    if person is not None and person.state in ANSWERABLE:
        raise Refused("Lịch hẹn này đang chờ trả lời về ngày đã dời. Hãy ghi cuộc gọi ở trang của lịch hẹn.")
    if not _may_move(books, there):
        raise Refused("Lịch hẹn này đã qua hoặc đã xong nên không đổi được nữa. Hãy xem lại mã lịch hẹn.")
    if not told:
        raise Refused("Chưa ghi là người này đã xin đổi hoặc đã được báo. Hãy báo họ rồi đánh dấu vào ô ấy.")


def _may_move(books: Books, there: Booking) -> bool:
    return there.state in _MINE_TO_MOVE and is_live(there, books.clock.now())
