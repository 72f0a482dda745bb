"""When and where does a leader receive citizens, and which times are still free?

A day is published with its place and cut into slots of equal length; each slot has seats. The law asks for at least five
working days between publication and the day, and for a reason where the day is moved (Law on receiving citizens Đ.24.2,
24.4); a booking is a courtesy and never a condition for being received. Who has which seat: ``casework.bookings``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from casework.audit import Action, record, staff
from casework.books import Books
from casework.clock import VIETNAM, today
from casework.db.ids import new_id
from casework.tables.receptions import booking, reception_day, reception_slot
from casework.working_days import working_days

FARTHEST = timedelta(days=60)  # a place farther away is forgotten before it comes
PUBLISHED_BEFORE = 5  # working days; the day of publication does not count


class DayStatus(StrEnum):
    """Where a reception day stands."""

    OPEN = "open"
    CALLED_OFF = "called_off"


class BookingKind(StrEnum):
    """What the person comes for; the two are different things in law and are never mixed."""

    RECEPTION = "reception"  # the leader's reception of citizens
    OFFICER = "officer"  # a working meeting with the enforcement officer


class BookingState(StrEnum):
    """Where a booking stands; held and confirmed ones are live."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # held and never confirmed
    OVER = "over"  # confirmed, and its time has passed


class DayWarning(StrEnum):
    """What whoever publishes the day should know; it is published all the same."""

    PUBLISHED_LATE = "published_late"
    REST_DAY = "rest_day"
    YEAR_UNCONFIRMED = "year_unconfirmed"


class PlanRefused(Exception):
    """The day cannot be published like this; the message is for whoever plans it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of the day, in the office's own time: 07:30 to 11:00."""

    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPlan:
    """What is published. ``commune_id`` None: at the office; ``seats``: people received at the same time."""

    agency_id: int
    leader_id: int
    on_date: date
    place: str
    address: str
    windows: tuple[Window, ...]
    minutes_each: int = 20
    seats: int = 1
    commune_id: int | None = None


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


def open_day(books: Books, plan: DayPlan, staff_id: int) -> OpenedDay:
    """Publish the day with its slots. Raises ``PlanRefused`` with a sentence and a remedy."""
    spans = _spans(plan)
    _check_plan(books, plan, spans)
    day_id, now = new_id(), books.clock.now()
    books.conn.execute(
        insert(reception_day).values(
            id=day_id,
            agency_id=plan.agency_id,
            leader_id=plan.leader_id,
            commune_id=plan.commune_id,
            place=plan.place,
            address=plan.address,
            on_date=plan.on_date,
            status=DayStatus.OPEN.value,
            published_at=now,
        )
    )
    rows: list[dict[str, Any]] = [
        {"id": new_id(), "day_id": day_id, "starts_at": starts, "ends_at": ends, "seats": plan.seats}
        for starts, ends in spans
    ]
    books.conn.execute(insert(reception_slot), rows)
    record(books, staff(staff_id), Action.RECEPTION_DAY_OPENED, f"reception_day:{day_id}")
    books.ring("bookings")
    return OpenedDay(day_id=day_id, slot_ids=tuple(row["id"] for row in rows), warnings=_warnings(books, plan.on_date))


def free_slots(
    books: Books, *, after: datetime, commune_id: int | None = None, limit: int = 10
) -> tuple[FreeSlot, ...]:
    """The next free times after ``after`` (and after now, at most 60 days ahead), earliest first.

    ``commune_id`` asks for one commune; None takes the office and every commune.
    """
    now = books.clock.now()
    asked = (
        select(reception_slot, reception_day, _free(now).label("free"))
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(
            reception_slot.c.starts_at > max(after, now),
            reception_slot.c.starts_at <= now + FARTHEST,
            reception_day.c.status == DayStatus.OPEN.value,
            _free(now) > 0,
        )
        .order_by(reception_slot.c.starts_at, reception_slot.c.id)
        .limit(limit)
    )
    if commune_id is not None:
        asked = asked.where(reception_day.c.commune_id == commune_id)
    return tuple(_free_slot(row) for row in books.conn.execute(asked))


def nearest_free(books: Books, instant: datetime, *, limit: int = 3) -> tuple[FreeSlot, ...]:
    """What to offer instead of ``instant``: free times from it on (another leader's, or the lapsed one), else any."""
    from_then = free_slots(books, after=instant - timedelta(microseconds=1), limit=limit)
    return from_then or free_slots(books, after=books.clock.now(), limit=limit)


def close_day(books: Books, day_id: int) -> bool:
    """Mark the day called off; False when it was already (its bookings: ``casework.bookings.call_off_day``)."""
    closed = books.conn.execute(
        update(reception_day)
        .where(reception_day.c.id == day_id, reception_day.c.status == DayStatus.OPEN.value)
        .values(status=DayStatus.CALLED_OFF.value)
    )
    return closed.rowcount == 1


def takes_seat(now: datetime) -> ColumnElement[bool]:
    """Which bookings keep a seat at ``now``: confirmed ones, and held ones until the hold runs out."""
    return or_(
        booking.c.state == BookingState.CONFIRMED.value,
        and_(booking.c.state == BookingState.HELD.value, booking.c.held_until > now),
    )


def _free(now: datetime) -> ColumnElement[int]:
    taken = (
        select(func.count())
        .select_from(booking)
        .where(booking.c.slot_id == reception_slot.c.id, takes_seat(now))
        .correlate(reception_slot)
        .scalar_subquery()
    )
    return reception_slot.c.seats - taken


def _free_slot(row: Row[Any]) -> FreeSlot:
    return FreeSlot(
        slot_id=row.id,
        day_id=row.day_id,
        leader_id=row.leader_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        free=row.free,
        commune_id=row.commune_id,
        place=row.place,
        address=row.address,
    )


def _spans(plan: DayPlan) -> list[tuple[datetime, datetime]]:
    """The slots' beginnings and ends; what is left of a window after the last whole slot stays empty."""
    if plan.minutes_each < 1:
        raise PlanRefused("Mỗi lượt phải dài ít nhất 1 phút. Hãy sửa số phút.")
    each = timedelta(minutes=plan.minutes_each)
    spans = sorted(span for window in plan.windows for span in _cut(plan.on_date, window, each))
    if not spans:
        raise PlanRefused("Khung giờ ngắn hơn một lượt tiếp. Hãy kéo dài khung giờ hoặc rút ngắn mỗi lượt.")
    if any(ends > starts for (_, ends), (starts, _) in pairwise(spans)):
        raise PlanRefused("Các khung giờ chồng lên nhau. Hãy tách riêng từng khung.")
    return spans


def _cut(day: date, window: Window, each: timedelta) -> Iterator[tuple[datetime, datetime]]:
    starts, closes = _instant(day, window.opens), _instant(day, window.closes)
    while starts + each <= closes:
        yield starts, starts + each
        starts += each


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=VIETNAM).astimezone(UTC)


def _check_plan(books: Books, plan: DayPlan, spans: list[tuple[datetime, datetime]]) -> None:
    if not 1 <= plan.seats <= 50:
        raise PlanRefused("Mỗi lượt có từ 1 đến 50 chỗ. Hãy sửa số chỗ.")
    if spans[0][0] <= books.clock.now():
        raise PlanRefused("Ngày tiếp công dân đã qua. Hãy chọn ngày sau hôm nay.")
    clash = (
        select(reception_slot.c.id)
        .join(reception_day, reception_day.c.id == reception_slot.c.day_id)
        .where(
            reception_day.c.leader_id == plan.leader_id,
            reception_day.c.on_date == plan.on_date,
            reception_day.c.status == DayStatus.OPEN.value,
            or_(*(and_(reception_slot.c.starts_at < end, reception_slot.c.ends_at > start) for start, end in spans)),
        )
    )
    if books.conn.execute(clash).first() is not None:
        raise PlanRefused("Lãnh đạo này đã có lịch tiếp trùng giờ trong ngày đó. Hãy chọn giờ hoặc người khác.")


def _warnings(books: Books, day: date) -> tuple[DayWarning, ...]:
    calendar = working_days(books)
    found = {
        DayWarning.PUBLISHED_LATE: today(books.clock) > calendar.add(day, -PUBLISHED_BEFORE),
        DayWarning.REST_DAY: not calendar.is_working_day(day),
        DayWarning.YEAR_UNCONFIRMED: not calendar.year_confirmed(day.year),
    }
    return tuple(warning for warning, true in found.items() if true)
