"""What happens to a booking on the day: who has arrived, who did not come, who was received, who was refused?

Every step is one statement that says from which states it may be taken: two desks that press at once take it once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from casework.audit import Action, record, staff
from casework.booking_facts import Booking, find_booking
from casework.booking_taking import note_changed
from casework.books import Books
from casework.clock import local, today
from casework.db.savepoints import undone_on_error
from casework.receptions import BookingState
from casework.tables.receptions import booking

_OPEN = (BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.OVER)  # as nobody has said yet what came of it
_ENDS = (BookingState.DONE, BookingState.NO_SHOW, BookingState.REFUSED)


class NoStep(StrEnum):
    """Why a booking stays as it is."""

    UNKNOWN = "unknown"
    STATE = "state"  # held, cancelled, or ended already
    TOO_EARLY = "too_early"  # its hour has not come
    ANOTHER_DAY = "another_day"  # their day has not come
    TAKEN = "taken"  # of who comes late: the place, or the one booking they may have, is another now


def arrive(books: Books, booking_id: int, staff_id: int) -> Booking | NoStep:
    """The visitor is there, and the desk has seen their papers (ND154 Đ.12); who was given up as missing may still come."""
    now, there = books.clock.now(), find_booking(books, booking_id)
    if there is not None and today(books.clock) < local(there.starts_at).date():
        return NoStep.ANOTHER_DAY
    came = (BookingState.CONFIRMED, BookingState.OVER, BookingState.NO_SHOW)
    values = {"arrived_at": now, "checked_by": staff_id}
    return _step(books, booking_id, came, BookingState.ARRIVED, Action.VISITOR_ARRIVED, staff_id, values)


def not_arrived(books: Books, booking_id: int, staff_id: int) -> Booking | NoStep:
    """The arrival was noted by mistake."""
    values = {"arrived_at": None, "checked_by": None}
    there = (BookingState.ARRIVED,)
    return _step(books, booking_id, there, BookingState.CONFIRMED, Action.VISITOR_ARRIVED, staff_id, values)


def end_visit(books: Books, booking_id: int, state: BookingState, staff_id: int) -> Booking | NoStep:
    """What came of it: ``DONE``, ``NO_SHOW`` or ``REFUSED``; said anew, it is corrected. Raises ``ValueError`` for others."""
    if state not in _ENDS:
        raise ValueError(f"{state} is no end of a visit")
    there = find_booking(books, booking_id)
    if there is not None and state is BookingState.NO_SHOW and there.starts_at > books.clock.now():
        return NoStep.TOO_EARLY
    others = tuple(one for one in _ENDS if one is not state)
    return _step(books, booking_id, (*_OPEN, *others), state, Action.VISIT_ENDED, staff_id, {})


def _step(
    books: Books,
    booking_id: int,
    before: tuple[BookingState, ...],
    state: BookingState,
    action: Action,
    staff_id: int,
    values: dict[str, Any],
) -> Booking | NoStep:
    changed = (
        update(booking)
        .where(booking.c.id == booking_id, booking.c.state.in_([one.value for one in before]))
        .values(state=state.value, held_until=None, changed_at=books.clock.now(), **values)
    )
    try:
        with undone_on_error(books.conn):
            count = books.conn.execute(changed).rowcount
    except IntegrityError:
        return NoStep.TAKEN
    there = find_booking(books, booking_id)
    if there is None:
        return NoStep.UNKNOWN
    if not count:
        return there if there.state is state else NoStep.STATE
    note_changed(books, [there])
    record(books, staff(staff_id), action, f"booking:{booking_id}", purpose=state.value)
    books.ring("bookings")
    return there
