"""When is somebody reminded of an appointment they booked?

Three days, one day and two hours before. A reminder that would fall on a rest day or outside the window goes out earlier,
at the same hour of the working day before; if that is the day of another reminder, the later one speaks for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, insert, literal_column, select, update

from casework.books import Books
from casework.clock import VIETNAM, local
from casework.db.ids import new_id
from casework.receptions import BookingState
from casework.tables.receptions import booking, reception_slot
from scheduler.guards.appointment_guards import appointment_purpose
from scheduler.quiet import OPENS, Window, window
from scheduler.steps.schedule import MERGED
from scheduler.steps.step import State
from scheduler.tables import planned_step

BOOKING_ENDED = "booking_ended"
MADE_TOO_LATE = "made_too_late"
LAST_CALL = timedelta(minutes=30)  # later than this before the hour a reminder helps nobody
_LAST_OF_THE_DAY = time(19, 30)  # where an hour after the window moves to


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """One reminder of an appointment: its name in the purpose, how long before, and its text."""

    name: str
    ahead: timedelta
    text_key: str


BEFORE = (
    Before(name="three_days", ahead=timedelta(days=3), text_key="reminder.appointment_three_days"),
    Before(name="one_day", ahead=timedelta(days=1), text_key="reminder.appointment_one_day"),
    Before(name="two_hours", ahead=timedelta(hours=2), text_key="reminder.appointment_two_hours"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What becomes of one reminder."""

    before: Before
    due_at: datetime
    reason: str | None  # why it is skipped, if it is


def plan_appointments(books: Books, most: int = 500) -> int:
    """Plan the reminders of confirmed bookings that have none for their slot, cancel those of ended ones; how many."""
    cancelled = books.conn.execute(_CANCEL).rowcount
    rows = books.conn.execute(_UNPLANNED.where(reception_slot.c.starts_at > books.clock.now()).limit(most)).all()
    if not rows:
        return cancelled
    open_hours = window(books)
    steps = [step for row in rows for step in _rows(books, row, open_hours)]
    books.conn.execute(insert(planned_step), steps)
    return cancelled + len(steps)


def reminders_of(starts_at: datetime, now: datetime, open_hours: Window) -> tuple[Planned, ...]:
    """What is planned for an appointment at ``starts_at``, seen from ``now``: farthest first."""
    planned = [_one(before, starts_at, now, open_hours) for before in BEFORE]
    speaks = {local(one.due_at).date(): one.before.name for one in planned if one.reason is None}
    return tuple(
        one
        if one.reason is not None or speaks[local(one.due_at).date()] == one.before.name
        else replace(one, reason=f"{MERGED}{speaks[local(one.due_at).date()]}")
        for one in planned
    )


def _one(before: Before, starts_at: datetime, now: datetime, open_hours: Window) -> Planned:
    wanted = starts_at - before.ahead
    due_at = wanted if open_hours.is_open(wanted) else _earlier(wanted, starts_at, open_hours)
    too_late = due_at < now or due_at > starts_at - LAST_CALL
    return Planned(before=before, due_at=due_at, reason=MADE_TOO_LATE if too_late else None)


def _earlier(wanted: datetime, starts_at: datetime, open_hours: Window) -> datetime:
    """The same hour, put inside the window, of the last working day not after the wanted one.

    Two hours before an early appointment of a working day there is no earlier hour of that day: the opening it is.
    """
    here = local(wanted)
    hour = min(max(here.time(), OPENS), _LAST_OF_THE_DAY)
    inside = datetime.combine(here.date(), hour, VIETNAM).astimezone(starts_at.tzinfo)
    return open_hours.on_or_before(inside)


def _rows(books: Books, row: Any, open_hours: Window) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "purpose": appointment_purpose(row.id, row.slot_id, one.before.name),
            "campaign_id": None,
            "step_id": None,
            "booking_id": row.id,
            "decision_id": None,
            "party_id": row.party_id,
            "due_at": one.due_at,
            "useful_until": row.starts_at,
            "state": (State.PENDING if one.reason is None else State.SKIPPED).value,
            "reason": one.reason,
        }
        for one in reminders_of(row.starts_at, books.clock.now(), open_hours)
    ]


def _purposes_of(booking_id: ColumnElement[int], slot_id: ColumnElement[int]) -> ColumnElement[str]:
    """What the purposes of a booking's reminders for its slot begin with."""
    colon = literal_column("':'", Text)
    return literal_column("'b:'", Text) + cast(booking_id, Text) + colon + cast(slot_id, Text) + colon


_CONFIRMED = booking.c.state == BookingState.CONFIRMED.value
_UNPLANNED = (
    select(booking.c.id, booking.c.slot_id, booking.c.party_id, reception_slot.c.starts_at)
    .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
    .where(
        _CONFIRMED,
        ~exists().where(
            planned_step.c.booking_id == booking.c.id,
            planned_step.c.purpose.startswith(_purposes_of(booking.c.id, booking.c.slot_id)),
        ),
    )
    .order_by(booking.c.id)
)
_CANCEL = (
    update(planned_step)
    .where(
        planned_step.c.state == literal_column(f"'{State.PENDING.value}'"),
        planned_step.c.campaign_id.is_(None),
        planned_step.c.booking_id.is_not(None),
        ~exists().where(
            booking.c.id == planned_step.c.booking_id,
            _CONFIRMED,
            planned_step.c.purpose.startswith(_purposes_of(booking.c.id, booking.c.slot_id)),
        ),
    )
    .values(state=State.CANCELLED.value, reason=BOOKING_ENDED)
)
