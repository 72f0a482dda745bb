"""Days, bookings and plans of receptions: an officer's own meeting, and a leader's reception that is not theirs."""

from __future__ import annotations

from datetime import date, time, timedelta

from casework.booking_taking import Asked
from casework.booking_visitors import Visitor, guest
from casework.bookings import Booking, book
from casework.books import Books
from casework.reception_kinds import BookingKind, BookingSource
from casework.reception_plans import PlanFacts, make_plan
from casework.receptions import DayPlan, OpenedDay, Window, open_day
from casework.recurrence import Every, Rule
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office

ON = date(2026, 11, 26)  # a Thursday, ten days after the clock of the tests
MORNING = (Window(opens=time(8, 0), closes=time(9, 0)),)
RECEIVING = ("clerk", "officer", "head", "deputy")


def a_day_of(
    books: Books,
    office: Office,
    leader: str,
    *,
    on: date = ON,
    seats: int = 1,
    place: str = "Trụ sở",
    windows: tuple[Window, ...] = MORNING,
) -> OpenedDay:
    """A morning of three times with this member of staff: an officer's is a working meeting."""
    kind = BookingKind.OFFICER if leader == "officer" else BookingKind.RECEPTION
    plan = DayPlan(
        agency_id=office.agency, leader_id=office.staff[leader], on_date=on, place=place, address="Số 1 đường Hòa Bình",
        windows=windows, seats=seats, kind=kind,
    )  # fmt: skip
    return open_day(books, plan, office.staff["deputy"])


def a_guest_on(
    books: Books, office: Office, day: OpenedDay, at: int = 0, *, name: str = "Trần Văn Bé", phone: str = "0900000123"
) -> Booking:
    """A guest booked by the deputy."""
    return a_visitor_on(books, office, day, Visitor(guest=guest(name, phone)), at)


def a_visitor_on(books: Books, office: Office, day: OpenedDay, visitor: Visitor, at: int = 0) -> Booking:
    """Booked by the deputy at the counter."""
    from sqlalchemy import select

    from casework.tables.receptions import reception_day

    kind = BookingKind(
        books.conn.execute(select(reception_day.c.kind).where(reception_day.c.id == day.day_id)).scalar_one()
    )
    asked = Asked(kind=kind, source=BookingSource.DESK, staff_id=office.staff["deputy"])
    made = book(books, day.slot_ids[at], visitor, asked)
    assert isinstance(made, Booking), made
    return made


def a_plan_of(books: Books, office: Office, leader: str) -> int:
    """Every fifteenth."""
    facts = PlanFacts(
        agency_id=office.agency, leader_id=office.staff[leader], rule=Rule(every=Every.MONTH_DAY, number=15), place="Trụ sở",
        address="Số 1 đường Hòa Bình", windows=MORNING, valid_from=ON + timedelta(days=1),
        kind=BookingKind.OFFICER if leader == "officer" else BookingKind.RECEPTION,
    )  # fmt: skip
    return make_plan(books, facts, office.staff["deputy"])


def _laid(own: int, leaders: int) -> Laid:
    """The book is the agency's; the officer sees what they hold themselves."""
    seen: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, ())
    seen |= dict.fromkeys(RECEIVING, (own, leaders)) | {"officer": (own,)}
    unseen: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, (own, leaders))
    unseen |= dict.fromkeys(RECEIVING, ()) | {"officer": (leaders,)}
    return Laid(in_sight=seen, out_of_sight=unseen)


def _days(books: Books, office: Office) -> Laid:
    return _laid(a_day_of(books, office, "officer").day_id, a_day_of(books, office, "head").day_id)


def _bookings(books: Books, office: Office) -> Laid:
    later = ON + timedelta(days=7)  # beside the days of the other kind in the same books
    own = a_guest_on(books, office, a_day_of(books, office, "officer", on=later))
    leaders = a_guest_on(books, office, a_day_of(books, office, "head", on=later), phone="0900000124")
    return _laid(own.id, leaders.id)


def _plans(books: Books, office: Office) -> Laid:
    return _laid(a_plan_of(books, office, "officer"), a_plan_of(books, office, "head"))


THINGS: dict[str, Thing] = {
    "reception_day": Thing(lay=_days),
    "booking": Thing(lay=_bookings),
    "reception_plan": Thing(lay=_plans),
}
