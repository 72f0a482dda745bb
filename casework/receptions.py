"""When and where does a leader receive citizens, and which times are still free?

A day is published with its place and cut into slots of equal length; each slot has seats. The law asks for at least five
working days between publication and the day, and for a reason where the day is moved (Law on receiving citizens Đ.24.2,
24.4); a booking is a courtesy and never a condition for being received. Who has which seat: ``casework.bookings``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from casework.audit import SYSTEM, Action, record, staff
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.db.prepared import Prepared, word
from casework.reception_details import NOTHING_SAID, Details, columns
from casework.reception_kinds import LIVE, BookingKind, BookingSource, BookingState, DayMode, DayStatus
from casework.reception_people import check_people
from casework.reception_times import PlanRefused, Span, Window, spans
from casework.tables.receptions import booking, reception_day, reception_slot
from casework.working_days import working_days

__all__ = [
    "FARTHEST", "IS_LIVE", "LIVE", "PUBLISHED_BEFORE", "BookingKind", "BookingSource", "BookingState", "DayMode", "DayPlan", "DayStatus",
    "DayWarning", "FreeSlot", "OpenedDay", "PlanRefused", "Window", "checked", "close_day", "day_warnings", "free_slots",
    "nearest_free", "open_day", "takes_seat",
]  # fmt: skip

FARTHEST = timedelta(days=60)  # a place farther away is forgotten before it comes
PUBLISHED_BEFORE = 5  # working days; the day of publication does not count
IS_LIVE: ColumnElement[bool] = literal_column("booking.state IN ('held', 'offered', 'confirmed', 'arrived')")
"""The condition of the partial indexes, word for word: only so SQLite finds a live booking by them (``LIVE``)."""


class DayWarning(StrEnum):
    """What whoever publishes the day should know; it is published all the same."""

    PUBLISHED_LATE = "published_late"
    REST_DAY = "rest_day"
    YEAR_UNCONFIRMED = "year_unconfirmed"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPlan:
    """What is published. ``commune_id`` None: at the office; ``seats``: people received at the same time.

    ``stand_in_id``: who may receive in the leader's place; ``planned_on``: the date by the rule of the plan ``plan_id``.
    """

    agency_id: int
    leader_id: int
    on_date: date
    place: str
    address: str
    windows: tuple[Window, ...]
    minutes_each: int = 20
    seats: int = 1
    commune_id: int | None = None
    kind: BookingKind = BookingKind.RECEPTION
    mode: DayMode = DayMode.SLOTS
    stand_in_id: int | None = None
    details: Details = NOTHING_SAID
    campaign_id: int | None = None
    plan_id: int | None = None
    planned_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedDay:
    """The published day, its slots in order, and what to mind."""

    day_id: int
    slot_ids: tuple[int, ...]
    warnings: tuple[DayWarning, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeSlot:
    """A time that can be chosen now. Instants are UTC."""

    slot_id: int
    day_id: int
    leader_id: int
    starts_at: datetime
    ends_at: datetime
    free: int
    commune_id: int | None
    place: str
    address: str
    mode: DayMode = DayMode.SLOTS  # with numbers the time is the whole stretch


def open_day(books: Books, plan: DayPlan, staff_id: int | None) -> OpenedDay:
    """Publish the day with its slots; ``staff_id`` None: a plan that somebody wrote before.

    Raises ``PlanRefused`` with a sentence and a remedy.
    """
    slots = checked(books, plan)
    day_id, now = new_id(), books.clock.now()
    books.conn.execute(
        insert(reception_day).values(
            id=day_id,
            agency_id=plan.agency_id,
            leader_id=plan.leader_id,
            stand_in_id=plan.stand_in_id,
            commune_id=plan.commune_id,
            kind=plan.kind.value,
            mode=plan.mode.value,
            place=plan.place,
            address=plan.address,
            on_date=plan.on_date,
            status=DayStatus.OPEN.value,
            published_at=now,
            plan_id=plan.plan_id,
            planned_on=plan.planned_on,
            campaign_id=plan.campaign_id,
            **columns(plan.details),
        )
    )
    rows: list[dict[str, Any]] = [
        {"id": new_id(), "day_id": day_id, "starts_at": one.starts_at, "ends_at": one.ends_at, "seats": one.seats}
        for one in slots
    ]
    books.conn.execute(insert(reception_slot), rows)
    books.ring("bookings")
    warnings = day_warnings(books, plan.on_date)
    by = SYSTEM if staff_id is None else staff(staff_id)
    record(books, by, Action.RECEPTION_DAY_OPENED, f"reception_day:{day_id}", purpose=plan.kind.value)
    return OpenedDay(day_id=day_id, slot_ids=tuple(row["id"] for row in rows), warnings=warnings)


def free_slots(
    books: Books,
    *,
    after: datetime,
    commune_id: int | None = None,
    leader_id: int | None = None,
    kind: BookingKind = BookingKind.RECEPTION,
    limit: int = 10,
) -> tuple[FreeSlot, ...]:
    """The next free times after ``after`` (and after now, at most 60 days ahead), earliest first.

    ``commune_id`` asks for one commune, ``leader_id`` for one who receives; None takes all. Leaders' receptions and working
    meetings with an officer are never among each other.
    """
    now = books.clock.now()
    rows = _FREE.rows(
        books.conn, kind=kind.value, commune=commune_id, leader=leader_id, now=now, after=max(after, now), until=now + FARTHEST,
        most=limit,
    )  # fmt: skip
    return tuple(_free_slot(*row) for row in rows)


def nearest_free(
    books: Books, instant: datetime, *, kind: BookingKind = BookingKind.RECEPTION, limit: int = 3
) -> tuple[FreeSlot, ...]:
    """What to offer instead of ``instant``: free times from it on (another leader's, or the lapsed one), else any."""
    from_then = free_slots(books, after=instant - timedelta(microseconds=1), kind=kind, limit=limit)
    return from_then or free_slots(books, after=books.clock.now(), kind=kind, limit=limit)


def close_day(books: Books, day_id: int, staff_id: int) -> bool:
    """Mark the day called off; False when it was already (its bookings: ``casework.bookings.call_off_day``)."""
    closed = books.conn.execute(
        update(reception_day)
        .where(reception_day.c.id == day_id, reception_day.c.status == DayStatus.OPEN.value)
        .values(status=DayStatus.CALLED_OFF.value, closed_by=staff_id, closed_at=books.clock.now())
    )
    return closed.rowcount == 1


def takes_seat(now: datetime) -> ColumnElement[bool]:
    """Which bookings keep a seat at ``now``: confirmed and arrived ones; held and offered ones until that runs out."""
    return or_(
        booking.c.state.in_((BookingState.CONFIRMED.value, BookingState.ARRIVED.value)),
        and_(booking.c.state.in_((BookingState.HELD.value, BookingState.OFFERED.value)), booking.c.held_until > now),
    )


def _free_slot(
    slot_id: int,
    day_id: int,
    leader_id: int,
    starts_at: datetime,
    ends_at: datetime,
    free: int,
    commune_id: int | None,
    place: str,
    address: str,
    mode: str,
) -> FreeSlot:
    return FreeSlot(
        slot_id=slot_id, day_id=day_id, leader_id=leader_id, starts_at=starts_at, ends_at=ends_at, free=free,
        commune_id=commune_id, place=place, address=address, mode=DayMode(mode),
    )  # fmt: skip


def checked(books: Books, plan: DayPlan) -> tuple[Span, ...]:
    """The slots that the day would have. Raises ``PlanRefused`` where it may not be published."""
    slots = spans(plan.on_date, plan.windows, plan.mode, plan.minutes_each, plan.seats)
    check_people(books, plan.kind, plan.leader_id, plan.stand_in_id)
    if slots[0].starts_at <= books.clock.now():
        raise PlanRefused("Ngày tiếp công dân đã qua. Hãy chọn ngày sau hôm nay.")
    crossed = (
        and_(reception_slot.c.starts_at < one.ends_at, reception_slot.c.ends_at > one.starts_at) for one in slots
    )
    of_leader = (
        select(reception_day.c.id)
        .join(reception_slot, reception_slot.c.day_id == reception_day.c.id)
        .where(
            reception_day.c.leader_id == plan.leader_id,
            reception_day.c.on_date == plan.on_date,
            reception_day.c.status == DayStatus.OPEN.value,
        )
    )
    if books.conn.execute(of_leader.where(or_(*crossed))).first() is not None:
        raise PlanRefused("Lãnh đạo này đã có lịch tiếp trùng giờ trong ngày đó. Hãy chọn giờ hoặc người khác.")
    if books.conn.execute(of_leader.where(reception_day.c.place == plan.place)).first() is not None:
        raise PlanRefused("Người này đã có lịch tiếp ở nơi đó trong ngày ấy. Hãy ghi các khung giờ chung một lần.")
    return slots


def day_warnings(books: Books, day: date) -> tuple[DayWarning, ...]:
    """What would be wrong with a day that is published now."""
    calendar = working_days(books)
    found = {
        DayWarning.PUBLISHED_LATE: today(books.clock) > calendar.add(day, -PUBLISHED_BEFORE),
        DayWarning.REST_DAY: not calendar.is_working_day(day),
        DayWarning.YEAR_UNCONFIRMED: not calendar.year_confirmed(day.year),
    }
    return tuple(warning for warning, true in found.items() if true)


_KEEPS = (  # takes_seat, its words as literals: then the bookings of a slot are found by the partial index of its seats
    select(func.count())
    .select_from(booking)
    .where(
        booking.c.slot_id == reception_slot.c.id,
        IS_LIVE,
        or_(
            booking.c.state.in_([word(BookingState.CONFIRMED), word(BookingState.ARRIVED)]),
            booking.c.held_until > bindparam("now", type_=booking.c.held_until.type),
        ),
    )
    .correlate(reception_slot)
    .scalar_subquery()
)
_LEFT = reception_slot.c.seats - _KEEPS
_COMMUNE, _LEADER = bindparam("commune", type_=BigInteger), bindparam("leader", type_=BigInteger)
_STARTS = reception_slot.c.starts_at
_FREE = Prepared(  # asked at every step of a booking, and of all the bell's work with the waiting list
    select(
        reception_slot.c.id, reception_slot.c.day_id, reception_day.c.leader_id, _STARTS, reception_slot.c.ends_at,
        _LEFT.label("free"), reception_day.c.commune_id, reception_day.c.place, reception_day.c.address, reception_day.c.mode,
    )
    .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
    .where(
        bindparam("after", type_=_STARTS.type) < _STARTS,
        bindparam("until", type_=_STARTS.type) >= _STARTS,
        reception_day.c.status == word(DayStatus.OPEN),
        reception_day.c.kind == bindparam("kind", type_=Text),
        or_(_COMMUNE.is_(None), reception_day.c.commune_id == _COMMUNE),
        or_(_LEADER.is_(None), reception_day.c.leader_id == _LEADER),
        _LEFT > 0,
    )
    .order_by(_STARTS, reception_slot.c.id)
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
