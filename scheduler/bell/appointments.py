"""When is somebody reminded of an appointment they booked?

As long before as the agency or the day has chosen (``casework.reminder_times``: three days, one day and two hours). A reminder that would fall on a rest day or outside the window goes out earlier,
at the same hour of the working day before; if that is the day of another reminder, the later one speaks for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, delete, exists, func, insert, select, update

from casework.books import Books
from casework.clock import VIETNAM, local
from casework.db.ids import new_id
from casework.db.prepared import word
from casework.receptions import BookingState
from casework.reminder_times import CHOSEN, Before, read_times
from casework.tables.agency import agency
from casework.tables.receptions import booking, reception_day, reception_slot
from scheduler.guards.appointment_guards import appointment_purpose
from scheduler.quiet import OPENS, Window, window
from scheduler.steps.schedule import MERGED
from scheduler.steps.step import State
from scheduler.tables import planned_step

BOOKING_ENDED = "booking_ended"
MADE_TOO_LATE = "made_too_late"
LAST_CALL = timedelta(minutes=30)  # later than this before the hour a reminder helps nobody
_LAST_OF_THE_DAY = time(19, 30)  # where an hour after the window moves to


BEFORE = read_times("3d,1d,2h")
REMINDER_UNSET = "reminder_unset"  # the agency or the day has chosen other times since
_A_DAY = timedelta(days=1)


def text_of(name: str) -> str:
    """The text of the reminder with this name in its purpose. Words are of before the times could be chosen."""
    if name in ("three_days", "one_day", "two_hours"):
        return f"reminder.appointment_{name}"
    (before,) = read_times(name)
    which = "two_hours" if before.ahead < _A_DAY else "one_day" if before.ahead == _A_DAY else "three_days"
    return f"reminder.appointment_{which}"


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
    _take_out(books, [step["purpose"] for step in steps])
    said = _said(books, [step["purpose"] for step in steps])
    steps = [step for step in steps if step["purpose"] not in said]
    if steps:
        books.conn.execute(insert(planned_step), steps)
    return cancelled + len(steps)


def _take_out(books: Books, purposes: list[str]) -> None:
    """What was planned under these and never said is planned anew, after the times were chosen differently and back."""
    gone = planned_step.c.purpose.in_(purposes) & planned_step.c.outbox_id.is_(None)
    books.conn.execute(delete(planned_step).where(gone))


def _said(books: Books, purposes: list[str]) -> set[str]:
    there = select(planned_step.c.purpose).where(planned_step.c.purpose.in_(purposes))
    return set(books.conn.execute(there).scalars())


def reminders_of(
    starts_at: datetime, now: datetime, open_hours: Window, times: tuple[Before, ...] = BEFORE
) -> tuple[Planned, ...]:
    """What is planned for an appointment at ``starts_at``, seen from ``now``: farthest first."""
    planned = [_one(before, starts_at, now, open_hours) for before in times]
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
        for one in reminders_of(row.starts_at, books.clock.now(), open_hours, read_times(row.times))
    ]


def _purposes_of(booking_id: ColumnElement[int], slot_id: ColumnElement[int]) -> ColumnElement[str]:
    """What the purposes of a booking's reminders for its slot begin with."""
    colon = word(":")
    return word("b:") + cast(booking_id, Text) + colon + cast(slot_id, Text) + colon


_STANDS = planned_step.c.state != word(State.CANCELLED)
_CONFIRMED = booking.c.state == BookingState.CONFIRMED.value
_COMMA = word(",")


def _is_chosen(booking_id: ColumnElement[int], slot_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a step's name, the end of its purpose, is among the times that hold for the booking's day."""
    begins = _purposes_of(booking_id, slot_id)
    name = func.substr(planned_step.c.purpose, func.length(begins) + 1)
    return planned_step.c.purpose.startswith(begins) & (_COMMA + CHOSEN + _COMMA).contains(_COMMA + name + _COMMA)


_MANY = func.length(CHOSEN) - func.length(func.replace(CHOSEN, ",", "")) + 1
_PLANNED = (
    select(func.count())
    .select_from(planned_step)
    .where(planned_step.c.booking_id == booking.c.id, _is_chosen(booking.c.id, booking.c.slot_id), _STANDS)
    .correlate(booking, reception_day, agency)
    .scalar_subquery()
)
_OF_DAY = (reception_day.c.id == booking.c.day_id, agency.c.id == reception_day.c.agency_id)
_UNPLANNED = (
    select(booking.c.id, booking.c.slot_id, booking.c.party_id, reception_slot.c.starts_at, CHOSEN.label("times"))
    .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
    .join(reception_day, _OF_DAY[0])
    .join(agency, _OF_DAY[1])
    .where(
        _CONFIRMED,
        booking.c.party_id.is_not(None),  # a guest has no link by which a chat is known to be theirs still
        _PLANNED < _MANY,
    )
    .order_by(booking.c.id)
)
_FOR_THIS = (booking.c.id == planned_step.c.booking_id, _CONFIRMED)
_STANDS_AS_PLANNED = exists().where(
    *_FOR_THIS, planned_step.c.purpose.startswith(_purposes_of(booking.c.id, booking.c.slot_id))
)
_STILL_WANTED = exists().where(*_FOR_THIS, *_OF_DAY, _is_chosen(booking.c.id, booking.c.slot_id))
_CANCEL = (
    update(planned_step)
    .where(
        planned_step.c.state == word(State.PENDING),
        planned_step.c.campaign_id.is_(None),
        planned_step.c.booking_id.is_not(None),
        planned_step.c.purpose.startswith("b:"),
        ~_STILL_WANTED,
    )
    .values(state=State.CANCELLED.value, reason=case((_STANDS_AS_PLANNED, REMINDER_UNSET), else_=BOOKING_ENDED))
)
