"""Which reception days, plans, bookings and calls may this member of staff see? Every condition is ``casework.scope``'s.

What is out of sight is None or not in the list, exactly as what is not there. An officer sees the meetings that they hold or
stand in for; everybody else who works on cases sees the agency's whole book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from casework import reception_plans, staff
from casework.agency import the_agency
from casework.booking_facts import Booking, find_booking
from casework.books import Books
from casework.clock import local, today
from casework.decisions import DecisionRefused, tidy_number
from casework.named import NameUnclear
from casework.reception_kinds import BookingKind, BookingState, DayMode, DayStatus
from casework.reception_laying import Planned, planned
from casework.reception_people import RECEIVES
from casework.reception_plans import ReceptionPlan
from casework.reception_warnings import Concerning, concerns
from casework.receptions import FARTHEST, takes_seat
from casework.references import read_reference
from casework.scope import Reach, in_sight, reach
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party
from casework.tables.reception_plans import reception_plan
from casework.tables.receptions import booking, reception_day, reception_slot

MOST_DAYS = 400  # of a calendar's page
REFERENCE = "LH"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A time of a day. ``booked``: ids and references of those who keep or kept a place there, names of nobody."""

    id: int
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    booked: tuple[tuple[int, str], ...]

    @property
    def free(self) -> int:
        """Places that nobody keeps."""
        return max(0, self.seats - self.taken)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day as the calendar shows it."""

    id: int
    on_date: date
    kind: BookingKind
    mode: DayMode
    status: DayStatus
    leader_id: int
    stand_in_id: int | None
    commune_id: int | None
    place: str
    address: str
    moved_to_id: int | None
    plan_id: int | None
    campaign_id: int | None
    slots: tuple[Slot, ...]

    @property
    def seats(self) -> int:
        """All places."""
        return sum(one.seats for one in self.slots)

    @property
    def taken(self) -> int:
        """Places that somebody keeps."""
        return sum(one.taken for one in self.slots)

    @property
    def hours(self) -> str:
        """From the first time to the last: ``07:30-11:00``."""
        if not self.slots:
            return ""
        return f"{local(self.slots[0].starts_at):%H:%M}-{local(self.slots[-1].ends_at):%H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it takes place."""
        return self.status is DayStatus.OPEN


def days_between(books: Books, who: Staff, first: date, last: date) -> tuple[Day, ...]:
    """The days in sight from ``first`` to ``last``, both included, those that were called off among them."""
    asked = select(reception_day).where(
        reception_day.c.on_date >= first, reception_day.c.on_date <= last, in_sight(who, reception_day)
    )
    ordered = asked.order_by(reception_day.c.on_date, reception_day.c.kind.desc(), reception_day.c.id).limit(MOST_DAYS)
    return _days(books, list(books.conn.execute(ordered).all()))


def days_of_campaign(books: Books, who: Staff, campaign_id: int) -> tuple[Day, ...]:
    """The campaign's days in sight that take place, the last ones first."""
    asked = select(reception_day).where(
        reception_day.c.campaign_id == campaign_id,
        reception_day.c.status == DayStatus.OPEN.value,
        in_sight(who, reception_day),
    )
    ordered = asked.order_by(reception_day.c.on_date.desc(), reception_day.c.id.desc()).limit(MOST_DAYS)
    return _days(books, list(books.conn.execute(ordered).all()))


def day(books: Books, who: Staff, day_id: int) -> Day | None:
    """The day, if this person may see it; None for a foreign or missing one alike."""
    row = day_row(books, who, day_id)
    return None if row is None else _days(books, [row])[0]


def day_row(books: Books, who: Staff, day_id: int) -> Row[Any] | None:
    """The same as its row, for the rules that want one."""
    asked = select(reception_day).where(reception_day.c.id == day_id, in_sight(who, reception_day))
    return books.conn.execute(asked).one_or_none()


def days_to_merge_into(books: Books, who: Staff, there: Day) -> tuple[Day, ...]:
    """Open days of the same kind from today on, other than this one: at most two months of them."""
    now = today(books.clock)
    found = days_between(books, who, now, now + FARTHEST)
    return tuple(one for one in found if one.is_open and one.kind is there.kind and one.id != there.id)


def a_booking(books: Books, who: Staff, booking_id: int) -> Booking | None:
    """The booking, if it stands on a day in sight."""
    asked = select(booking.c.id).where(booking.c.id == booking_id, in_sight(who, booking))
    known: int | None = books.conn.execute(asked).scalar()
    return None if known is None else find_booking(books, known)


def booking_of_slip(books: Books, who: Staff, code: str) -> Booking | None:
    """The booking whose slip bears this code, however it is typed; None for a foreign or missing one alike."""
    reference = read_reference(REFERENCE, code)
    asked = select(booking.c.id).where(booking.c.reference == (reference or ""), in_sight(who, booking))
    known: int | None = books.conn.execute(asked).scalar()
    return None if known is None else find_booking(books, known)


def plan(books: Books, who: Staff, plan_id: int) -> ReceptionPlan | None:
    """The recurring plan, if this person may see it."""
    return next((one for one in plans(books, who) if one.id == plan_id), None)


def plans(books: Books, who: Staff) -> tuple[ReceptionPlan, ...]:
    """The recurring plans in sight, with the numbers that they have in the whole book."""
    seen = set(books.conn.execute(select(reception_plan.c.id).where(in_sight(who, reception_plan))).scalars())
    return tuple(one for one in reception_plans.plans(books) if one.id in seen)


def coming(books: Books, who: Staff, until: date) -> tuple[Planned, ...]:
    """The days of the plans in sight up to ``until``, published or not."""
    seen = {one.id for one in plans(books, who)}
    return tuple(one for one in planned(books, until) if one.plan.id in seen)


def warnings(books: Books, who: Staff) -> tuple[Concerning, ...]:
    """What is not as it should be; to an officer only of their own meetings."""
    found = concerns(books)
    return tuple(one for one in found if one.leader_id == who.id) if reach(who) is Reach.OWN else found


def receivers(books: Books, who: Staff) -> tuple[Staff, ...]:
    """Who may be written down as receiving: everybody who can; an officer only themselves."""
    if reach(who) is Reach.OWN:
        return (who,)
    return tuple(one for one in staff.everybody(books) if one.role in RECEIVES[BookingKind.OFFICER])


def parties_in_sight(books: Books, who: Staff, party_ids: Iterable[int]) -> set[int]:
    """Those of the parties who take part in a case that this person sees."""
    takes_part = (
        select(decision_party.c.party_id)
        .join(decision, decision.c.id == decision_party.c.decision_id)
        .where(decision_party.c.party_id.in_(list(party_ids)), in_sight(who, decision))
    )
    return set(books.conn.execute(takes_part).scalars())


def decision_numbered(books: Books, who: Staff, number: str) -> int:
    """The decision in sight with this number. Raises ``NameUnclear``, for a foreign or missing one alike."""
    try:
        tidied = tidy_number(number)
    except DecisionRefused as problem:
        raise NameUnclear(str(problem)) from problem
    asked = select(decision.c.id).where(decision.c.number == tidied, in_sight(who, decision))
    found = list(books.conn.execute(asked.order_by(decision.c.issued_on.desc())).scalars())
    if not found:
        raise NameUnclear(f"Không có quyết định số {tidied} trong phần việc của ông/bà. Hãy xem lại số.")
    if len(found) > 1:
        raise NameUnclear(
            f"Có {len(found)} quyết định số {tidied}, của những năm khác nhau. Hãy ghi đủ họ tên thay cho số."
        )
    return int(found[0])


def stand_ins_allowed(books: Books) -> bool:
    """Whether the agency lets somebody receive in a leader's place."""
    agency = the_agency(books)
    return agency is not None and agency.stand_ins


def _days(books: Books, rows: list[Row[Any]]) -> tuple[Day, ...]:
    slots = _slots(books, [row.id for row in rows])
    return tuple(
        Day(
            id=row.id,
            on_date=row.on_date,
            kind=BookingKind(row.kind),
            mode=DayMode(row.mode),
            status=DayStatus(row.status),
            leader_id=row.leader_id,
            stand_in_id=row.stand_in_id,
            commune_id=row.commune_id,
            place=row.place,
            address=row.address,
            moved_to_id=row.moved_to_id,
            plan_id=row.plan_id,
            campaign_id=row.campaign_id,
            slots=tuple(slots.get(row.id, ())),
        )
        for row in rows
    )


def _slots(books: Books, day_ids: list[int]) -> dict[int, list[Slot]]:
    stands = booking.c.state.in_([one.value for one in (BookingState.CONFIRMED, BookingState.ARRIVED)])
    asked = select(booking.c.slot_id, booking.c.id, booking.c.reference, stands.label("stands")).where(
        booking.c.day_id.in_(day_ids), takes_seat(books.clock.now())
    )
    taken: dict[int, int] = {}
    booked: dict[int, list[tuple[int, str]]] = {}
    for slot_id, booking_id, reference, keeps in books.conn.execute(asked.order_by(booking.c.seat)):
        taken[slot_id] = taken.get(slot_id, 0) + 1
        if keeps:
            booked.setdefault(slot_id, []).append((booking_id, reference))
    found: dict[int, list[Slot]] = {}
    rows = select(reception_slot).where(reception_slot.c.day_id.in_(day_ids)).order_by(reception_slot.c.starts_at)
    for row in books.conn.execute(rows):
        found.setdefault(row.day_id, []).append(
            Slot(
                id=row.id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                seats=row.seats,
                taken=taken.get(row.id, 0),
                booked=tuple(booked.get(row.id, ())),
            )
        )
    return found
