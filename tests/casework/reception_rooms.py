"""Which reception day do these tests book on? One agency, one leader, days with few seats, and linked people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from casework.books import Books
from casework.contacts import meet
from casework.links import begin_link
from casework.receptions import BookingKind, DayMode, DayPlan, OpenedDay, Window, open_day
from tests.builders import a_person, a_staff_member, an_agency

ON = date(2026, 11, 26)  # a Thursday, ten days after the clock of the tests
MORNING = Window(opens=time(8, 0), closes=time(9, 0))


@dataclass(frozen=True, kw_only=True)
class Office:
    agency: int
    leader: int


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """A party with one linked chat."""

    party: int
    chat: int


def an_office_with_leader(books: Books) -> Office:
    agency = an_agency(books)
    return Office(agency=agency, leader=a_staff_member(books, agency, role="head", title="Trưởng THADS"))


def a_plan(
    office: Office,
    *,
    on: date = ON,
    windows: tuple[Window, ...] = (MORNING,),
    seats: int = 1,
    minutes_each: int = 20,
    place: str = "Trụ sở",
    commune_id: int | None = None,
    kind: BookingKind = BookingKind.RECEPTION,
    mode: DayMode = DayMode.SLOTS,
) -> DayPlan:
    return DayPlan(
        agency_id=office.agency,
        leader_id=office.leader,
        on_date=on,
        place=place,
        address="Số 1 đường Hòa Bình",
        windows=windows,
        minutes_each=minutes_each,
        seats=seats,
        commune_id=commune_id,
        kind=kind,
        mode=mode,
    )


def a_day(
    books: Books,
    *,
    office: Office | None = None,
    on: date = ON,
    seats: int = 1,
    place: str = "Trụ sở",
    kind: BookingKind = BookingKind.RECEPTION,
    mode: DayMode = DayMode.SLOTS,
) -> OpenedDay:
    """Three slots at 08:00, 08:20 and 08:40; with numbers one, of three places."""
    office = office if office is not None else an_office_with_leader(books)
    return open_day(books, a_plan(office, on=on, seats=seats, place=place, kind=kind, mode=mode), office.leader)


def a_citizen(books: Books, address: str = "1001") -> Citizen:
    party = a_person(books)
    return Citizen(party=party, chat=another_chat(books, party, address))


def another_chat(books: Books, party: int, address: str) -> int:
    chat = meet(books, "telegram", address).id
    begin_link(books, chat, party)
    return chat
