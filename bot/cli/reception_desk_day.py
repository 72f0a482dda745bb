"""Whose day does the desk have open, and who is on its list, by number?"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cli import shown
from bot.cli.authority import CASE_WORKERS, acting
from bot.cli.reception_lookup import day_meant
from bot.cli.refusal import Refused
from casework import audit
from casework.books import Books
from casework.clock import local
from casework.reception_kinds import BookingKind

if TYPE_CHECKING:
    from bot.cli.reception_desk_typed import Line
    from casework.booking_facts import Booking
    from casework.booking_visitors import Visitor
    from casework.reception_kinds import BookingState


_WIDEST_NAME = 52  # characters of the list's column: one organisation must not push everybody's state off the screen


@dataclass(kw_only=True, slots=True)
class Desk:
    """The desk of one day: who sits there, who is on the list by number, and what ``u`` takes back.

    A step is the booking and where it stood, or who it was of.
    """

    day_id: int
    kind: BookingKind
    commune_id: int | None
    staff_id: int
    numbered: list[int] = field(default_factory=list)
    steps: list[tuple[int, BookingState | Visitor]] = field(default_factory=list)


def opened(books: Books, arguments: argparse.Namespace) -> Desk:
    """The desk of the day that is meant, by whoever works on cases; noted in the audit trail. Raises ``Refused``."""
    who = acting(books, arguments.login, CASE_WORKERS)
    day = day_meant(books, arguments)
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"reception_day:{day.id}", purpose="desk"
    )
    return Desk(day_id=day.id, kind=BookingKind(day.kind), commune_id=day.commune_id, staff_id=who.id)


def listed(books: Books, desk: Desk) -> list[str]:
    """Everybody of the day; those who were on the list keep their number, whoever is new comes after them."""
    from casework.leader_page import expected

    there = {one.id: one for one in expected(books, desk.day_id)}
    desk.numbered += [booking_id for booking_id in there if booking_id not in desk.numbered]
    rows = [_row(books, number, there[one]) for number, one in enumerate(desk.numbered, start=1) if one in there]
    return shown.table(rows) or ["Chưa có ai đặt lịch. Ai đến thẳng: gõ w, họ tên; số điện thoại; việc gì"]


def numbered(desk: Desk, line: Line) -> int:
    """The booking that the line's number stands for. Raises ``Refused``."""
    if line.number is None or not 1 <= line.number <= len(desk.numbered):
        raise Refused(f"Danh sách có {len(desk.numbered)} người. Gõ l để xem lại số thứ tự.")
    return desk.numbered[line.number - 1]


def name_of(books: Books, one: Booking) -> str:
    """The visitor's name in full."""
    from casework import leader_page, people

    return leader_page.name_of(one, None if one.party_id is None else people.party(books, one.party_id))


def _row(books: Books, number: int, one: Booking) -> tuple[str, ...]:
    from bot.cli.reception_page_words import state_words
    from messages.fit import clipped

    at = f"{local(one.starts_at):%H:%M}" if one.queue_number is None else f"số {one.queue_number}"
    beside = f"+{one.companions}" if one.companions else ""
    kind = "khách, xem giấy tờ" if one.party_id is None else ""
    return f"{number:>3}", at, clipped(name_of(books, one), _WIDEST_NAME), beside, one.reference, state_words(one), kind
