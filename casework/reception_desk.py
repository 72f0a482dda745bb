"""What does the desk write down while people come, and how is a slip of it taken back?

One step, one transaction: what came of a talk (``casework.reception_outcomes``) and where the booking stands
(``casework.booking_course``) are written together. A step can be taken back until the person has been told of it; from then on
an outcome is put right by writing the right one, and they are told that. Whoever calls has checked the role.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from casework import booking_course
from casework.audit import Action, record, staff
from casework.booking_course import NoStep
from casework.booking_facts import Booking, find_booking
from casework.booking_taking import note_changed
from casework.books import Books
from casework.db.savepoints import undone_on_error
from casework.promises import PromiseRefused, withdraw_promise
from casework.reception_kinds import BookingState
from casework.reception_outcomes import Outcome, OutcomeFacts, What, outcome_of, record_outcome
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking

_ENDS = {What.NO_SHOW: BookingState.NO_SHOW, What.REFUSED: BookingState.REFUSED}
_OPEN = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.OVER})
_WHY_NOT = {
    NoStep.UNKNOWN: "Không có lịch hẹn này trong buổi. Hãy xem lại danh sách.",
    NoStep.STATE: "Lịch hẹn này đã đổi hoặc đã ghi kết quả. Hãy xem lại danh sách; nếu vừa ghi nhầm thì hoàn tác.",
    NoStep.TOO_EARLY: "Chưa đến giờ hẹn nên chưa ghi là không đến. Hãy ghi sau giờ hẹn.",
    NoStep.ANOTHER_DAY: "Lịch hẹn này chưa đến ngày nên chưa ghi là đã đến. Hãy xem lại ngày của danh sách.",
    NoStep.TAKEN: "Chỗ này nay đã có người khác. Hãy ghi như người đến thẳng.",
}


class DeskRefused(Exception):
    """It cannot be written down like this; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """The booking as it is now, and as it was: what an undo goes back to. ``outcome`` None: nothing was said of the talk."""

    booking: Booking
    was: BookingState
    outcome: Outcome | None = None


def arrive(books: Books, booking_id: int, staff_id: int) -> Done:
    """The visitor is there and has shown papers (154/2026/NĐ-CP Đ.12). Raises ``DeskRefused``."""
    was = _known(books, booking_id).state
    return Done(booking=_taken(booking_course.arrive(books, booking_id, staff_id)), was=was)


def close(books: Books, booking_id: int, facts: OutcomeFacts, staff_id: int) -> Done:
    """Write what came of it; the booking ends with it. Also puts right what was written before.

    Raises ``DeskRefused``, ``OutcomeRefused`` or ``PromiseRefused``; then nothing is written if the transaction ends there.
    """
    was = _known(books, booking_id).state
    if facts.what is What.NO_SHOW and was is BookingState.ARRIVED:
        raise DeskRefused("Người này đã được ghi là đã đến. Nếu ghi nhầm, hãy hoàn tác trước.")
    ended = _taken(booking_course.end_visit(books, booking_id, _ENDS.get(facts.what, BookingState.DONE), staff_id))
    return Done(booking=ended, was=was, outcome=record_outcome(books, booking_id, facts, staff_id))


def take_back(books: Books, booking_id: int, to: BookingState, staff_id: int) -> Booking:
    """Undo: the booking stands as ``to`` again, and what was written of the talk is gone with the promise that came of it.

    Raises ``DeskRefused`` once the person has been told, where the place is somebody else's by now, and for an outcome that took
    the place of another: what stood there before is not kept.
    """
    there = _known(books, booking_id)
    if to not in _OPEN:
        raise DeskRefused("Kết quả này đã được sửa một lần. Hãy ghi lại kết quả đúng.")
    outcome = outcome_of(books, booking_id)
    if outcome is not None:
        _forget(books, outcome, staff_id)
    _put_back(books, there, to)
    now = _known(books, booking_id)
    note_changed(books, [now])
    stood = f"{there.state.value} {to.value}"
    record(books, staff(staff_id), Action.BOOKING_TAKEN_BACK, f"booking:{booking_id}", purpose=stood)
    books.ring("bookings")
    return now


def _forget(books: Books, outcome: Outcome, staff_id: int) -> None:
    there = reception_outcome.c
    gone = delete(reception_outcome).where(there.id == outcome.id, there.told_at.is_(None))
    if books.conn.execute(gone).rowcount == 0:
        raise DeskRefused("Người này đã nhận tin về kết quả. Hãy ghi lại kết quả đúng; tin sửa sẽ tự gửi.")
    if outcome.promise_id is not None:
        with suppress(PromiseRefused):  # kept meanwhile, or taken back in the chat
            withdraw_promise(books, outcome.promise_id, entered_by=staff_id)


def _put_back(books: Books, there: Booking, to: BookingState) -> None:
    values = {} if to is BookingState.ARRIVED else {"arrived_at": None, "checked_by": None}
    changed = (
        update(booking)
        .where(booking.c.id == there.id, booking.c.state == there.state.value)
        .values(state=to.value, changed_at=books.clock.now(), **values)
    )
    try:
        with undone_on_error(books.conn):
            count = books.conn.execute(changed).rowcount
    except IntegrityError:
        raise DeskRefused(_WHY_NOT[NoStep.TAKEN]) from None
    if not count:
        raise DeskRefused(_WHY_NOT[NoStep.STATE])


def _known(books: Books, booking_id: int) -> Booking:
    there = find_booking(books, booking_id)
    if there is None:
        raise DeskRefused(_WHY_NOT[NoStep.UNKNOWN])
    return there


def _taken(answered: Booking | NoStep) -> Booking:
    if isinstance(answered, NoStep):
        raise DeskRefused(_WHY_NOT[answered])
    return answered
