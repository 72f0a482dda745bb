"""A place for somebody who has no chat: at the counter, on the telephone, announced by a commune's team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.cli.lookup import party_in
from bot.cli.reception_book import first_free
from bot.cli.reception_words import KINDS
from bot.cli.refusal import Refused
from bot.cli.shown import ROLE_WORDS
from bot.officers.receptions import forms
from bot.officers.receptions.common import REFUSED, name_of_staff, on_page, the_day
from bot.officers.visit import Visit
from casework import receptions_in_sight as sight
from casework.booking_reasons import LONGEST, MOST_COMPANIONS
from casework.booking_taking import Asked
from casework.booking_visitors import Visitor, guest
from casework.books import Books
from casework.clock import local
from casework.decisions import PartyRole
from casework.reception_details import Need
from casework.reception_kinds import BookingSource
from casework.receptions_in_sight import Day, Slot
from casework.staff import Staff
from casework.visits import visit_named
from messages.library import Lang
from messages.reception_words import word

FIELDS = (
    "at", "by", "name", "phone", "decision", "role", "party", "visit", "reason", "companions",
    *(f"need_{one.value}" for one in Need),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class BookTold:
    """The day with its free times."""

    day: Day
    leader: str
    free: tuple[Slot, ...]


async def show(visit: Visit) -> web.StreamResponse:
    """The form; ``?at=08:20`` from a free time."""
    told = await visit.db.read(_told, visit.who, visit.number("day"))
    return _form(visit, told, {"by": "guest", "at": visit.request.query.get("at", "")})


async def book(visit: Visit) -> web.StreamResponse:
    """Take the place."""
    day_id = visit.number("day")
    told = await visit.db.read(_told, visit.who, day_id)
    try:
        booking_id = await visit.db.write(_booked, visit.who, day_id, visit.form)
    except REFUSED as problem:
        return _form(visit, told, visit.form, status=422, wrong=on_page(problem))
    return visit.go(f"/receptions/bookings/{booking_id}")


def _form(
    visit: Visit, told: BookTold, fields: Mapping[str, str], *, status: int = 200, wrong: str = ""
) -> web.Response:
    return visit.page(
        "receptions/book", status=status, told=told, fields=fields, wrong=wrong, kinds=KINDS, roles=ROLE_WORDS, local=local,
        needs=[(one.value, word(Lang.VI, one)) for one in Need], most_companions=MOST_COMPANIONS, longest=LONGEST,
    )  # fmt: skip


def _told(books: Books, who: Staff, day_id: int) -> BookTold:
    day = the_day(books, who, day_id)
    now = books.clock.now()
    free = tuple(one for one in day.slots if one.free and one.starts_at > now) if day.is_open else ()
    return BookTold(day=day, leader=name_of_staff(books, day.leader_id), free=free)


def _booked(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> int:
    day = the_day(books, who, day_id)
    visitor, team = _visitor(books, who, form)
    companions = forms.number(form.get("companions", "").strip().lstrip("0"), 0)
    if companions > MOST_COMPANIONS:
        raise Refused(f"Đi cùng nhiều nhất {MOST_COMPANIONS} người. Đông hơn thì cử người đại diện.")
    asked = Asked(
        kind=day.kind,
        source=BookingSource.DESK if team is None else BookingSource.TEAM,
        reason=" ".join(form.get("reason", "").split())[:LONGEST] or None,
        companions=companions,
        needs=tuple(Need(one) for one in forms.ticked(form, "need", Need)),
        staff_id=who.id,
        team_id=team,
    )
    return first_free(books, day.id, forms.an_hour(form.get("at", "")), visitor, asked).id


def _visitor(books: Books, who: Staff, form: Mapping[str, str]) -> tuple[Visitor, int | None]:
    """Who, and the team that brings them. Of the books only whoever takes part in a case in sight."""
    match form.get("by"):
        case "guest":
            if not form.get("phone", "").strip():
                raise Refused("Khách phải có số điện thoại để được gọi khi đổi giờ. Hãy ghi số điện thoại.")
            return Visitor(guest=guest(form.get("name", ""), form["phone"])), None
        case "decision":
            if not form.get("decision", "").strip():
                raise Refused("Chưa ghi số quyết định. Hãy ghi số, hoặc đặt như khách bằng họ tên và điện thoại.")
            decision_id = sight.decision_numbered(books, who, form["decision"])
            role = form.get("role", "")
            held = PartyRole(role) if role in {one.value for one in PartyRole} else PartyRole.DEBTOR
            return Visitor(party_id=party_in(books, decision_id, held, form.get("party", "").strip() or None)), None
        case "visit":
            there = visit_named(books, form.get("visit", ""))
            if there is None or not sight.parties_in_sight(books, who, [there.party_id]):
                raise Refused(
                    "Không có lượt vận động này trong phần việc của ông/bà. Hãy xem lại mã trên danh sách của tổ."
                )
            return Visitor(party_id=there.party_id), there.team_id
        case _:
            raise Refused("Chưa chọn đặt cho ai. Hãy chọn một cách.")
