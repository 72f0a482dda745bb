"""Who was missed, whose note is there to be read, what was to be done tomorrow, and which answers are due?

The desk writes what came of a meeting; from then on the bell does the rest: a kind message with new times to who did not come, the
note to who did, the next step as a planned step, and to staff, before the day and on it, what is still to be answered.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, delete, exists, func, insert, or_, select, update

from casework.booking_facts import find_booking
from casework.books import Books
from casework.clock import VIETNAM, today
from casework.db.ids import new_id
from casework.db.prepared import word
from casework.reception_answers import owed
from casework.reception_outcomes import What, find_outcome, note_told
from casework.receptions import BookingState
from casework.tables.contacts import contact
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_slot
from casework.working_days import working_days
from messages.answer_notices import tell_owed
from messages.meeting_notices import tell_missed, tell_note
from messages.tables import outbox
from scheduler import quiet
from scheduler.steps.step import State, day_of, end_of
from scheduler.tables import planned_step

CHUNK = 200
AFTER = timedelta(hours=1)  # the desk may have pressed the wrong line, and people come late
CORRECTED = timedelta(minutes=10)  # a slip in the note is put right before anybody is told of it
STILL_OF_USE = timedelta(days=5)
STEP_CHANGED = "next_step_changed"
AT = time(8, 0)  # of the working day before
WARNED_BEFORE = 2  # working days before the last one, and on it

_c = reception_outcome.c


def tell_those_missed(books: Books) -> int:
    """Queue the message to parties who did not come, an hour after their time; how many were looked at."""
    now = books.clock.now()
    purpose = word("missed:") + _text(booking.c.id)
    rows = books.conn.execute(
        select(booking.c.id, reception_slot.c.ends_at)
        .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
        .where(
            booking.c.state == BookingState.NO_SHOW.value,
            reception_slot.c.ends_at <= now - AFTER,
            reception_slot.c.ends_at > now - STILL_OF_USE,
            _HAS_CHAT,
            ~exists().where(outbox.c.purpose == purpose),
        )
        .order_by(reception_slot.c.ends_at)
        .limit(CHUNK)
    ).all()
    opens = quiet.next_window(books, now)
    for row in rows:
        there = find_booking(books, row.id)
        if there is not None:
            tell_missed(books, there, opens, opens + STILL_OF_USE)
    return len(rows)


def next_missed(books: Books) -> datetime | None:
    """When the next of them is told."""
    ends = (
        select(func.min(reception_slot.c.ends_at))
        .join(booking, booking.c.slot_id == reception_slot.c.id)
        .where(booking.c.state == BookingState.NO_SHOW.value, reception_slot.c.ends_at > books.clock.now() - AFTER)
    )
    first = books.conn.execute(ends).scalar()
    return None if first is None else first + AFTER


def tell_notes(books: Books) -> int:
    """Queue the news of notes that nobody was told of as they stand now; how many were looked at."""
    now = books.clock.now()
    rows = books.conn.execute(
        select(_c.id).join(booking, booking.c.id == _c.booking_id).where(
            *_UNTOLD,
            _c.changed_at <= now - CORRECTED,
            _c.changed_at > now - STILL_OF_USE,
            _HAS_CHAT,
        ).order_by(_c.changed_at).limit(CHUNK)
    ).all()  # fmt: skip
    opens = quiet.next_window(books, now)
    for row in rows:
        outcome = find_outcome(books, row.id)
        there = None if outcome is None else find_booking(books, outcome.booking_id)
        if outcome is not None and there is not None:
            tell_note(books, there, outcome, opens, opens + STILL_OF_USE)
            note_told(books, outcome.id)
    return len(rows)


def next_note(books: Books) -> datetime | None:
    """When the next note is told."""
    fresh = _c.changed_at > books.clock.now() - CORRECTED
    first = books.conn.execute(select(func.min(_c.changed_at)).where(*_UNTOLD, fresh)).scalar()
    return None if first is None else first + CORRECTED


def plan_next_steps(books: Books) -> int:
    """Plan the reminder of each next step, take back those of steps that are another now; how many rows changed."""
    ended = books.conn.execute(_CANCEL).rowcount
    rows = books.conn.execute(_UNPLANNED.where(_c.next_on > today(books.clock)).limit(CHUNK)).all()
    if rows:
        calendar = working_days(books)
        steps = [_step(row, day_of(calendar, row.next_on, -1, working=True)) for row in rows]
        again = planned_step.c.purpose.in_([step["purpose"] for step in steps])  # taken back once, and put back since
        books.conn.execute(delete(planned_step).where(again))
        books.conn.execute(insert(planned_step), steps)
    return ended + len(rows)


def warn_of_answers(books: Books) -> int:
    """Tell staff what is to be answered in two working days, and what is due today or overdue; how many messages."""
    day = today(books.clock)
    calendar = working_days(books)
    if not calendar.is_working_day(day):
        return 0
    soon = calendar.add(day, WARNED_BEFORE)
    due = owed(books, by=soon)
    now_due = [one for one in due if one.due_on <= day or one.due_on == soon]
    return tell_owed(books, now_due, day, quiet.next_window(books, books.clock.now())) if now_due else 0


def _step(row: Any, on: date) -> dict[str, Any]:
    return {
        "id": new_id(),
        "purpose": f"n:{row.id}:{row.next_on:%Y-%m-%d}:{row.next_step}",
        "campaign_id": None,
        "step_id": None,
        "booking_id": row.booking_id,
        "decision_id": None,
        "party_id": row.party_id,
        "anchor_id": row.id,
        "due_at": datetime.combine(on, AT, VIETNAM).astimezone(UTC),
        "useful_until": end_of(row.next_on),
        "state": State.PENDING.value,
        "reason": None,
    }


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(column, Text)


_HAS_CHAT = exists().where(contact.c.party_id == booking.c.party_id, contact.c.dead_since.is_(None))
_UNTOLD = (_c.what != What.NO_SHOW.value, or_(_c.told_at.is_(None), _c.told_at < _c.changed_at))
_COLON = word(":")
_PURPOSE = word("n:") + _text(_c.id) + _COLON + _text(_c.next_on) + _COLON + _c.next_step
_TAKEN_BACK = and_(
    planned_step.c.state == word(State.CANCELLED),
    planned_step.c.reason == word(STEP_CHANGED),
    planned_step.c.outbox_id.is_(None),
)
_UNPLANNED = (
    select(_c.id, _c.next_on, _c.next_step, _c.booking_id, booking.c.party_id)
    .join(booking, booking.c.id == _c.booking_id)
    .where(
        _c.next_on.is_not(None),
        booking.c.party_id.is_not(None),
        ~exists().where(planned_step.c.purpose == _PURPOSE, ~_TAKEN_BACK),
    )
    .order_by(_c.id)
)
_CANCEL = (
    update(planned_step)
    .where(
        planned_step.c.state == word(State.PENDING),
        planned_step.c.campaign_id.is_(None),
        planned_step.c.anchor_id.is_not(None),
        planned_step.c.purpose.startswith("n:"),
        ~exists().where(_c.id == planned_step.c.anchor_id, planned_step.c.purpose == _PURPOSE),
    )
    .values(state=State.CANCELLED.value, reason=STEP_CHANGED)
)
