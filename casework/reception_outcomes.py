"""What came of a meeting, what follows from it, and by which day is an answer owed?

One outcome a booking, written at the desk and put right there: the note is what both sides see. What the visitor does next:
``casework.reception_next_steps``; what was not answered at once is answered within ten working days (42/2013/QH13 Đ.28.1), and
a refusal on two grounds is told in writing within three: ``casework.reception_answers``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from casework.audit import Action, record, staff
from casework.booking_facts import Booking, find_booking
from casework.books import Books
from casework.clock import local, today
from casework.db.ids import new_id
from casework.db.prepared import Prepared
from casework.deadlines import deadline_of
from casework.period_kinds import PeriodKind
from casework.reception_grounds import IN_WRITING, Ground
from casework.reception_kinds import BookingState
from casework.reception_next_steps import NOTHING, NextStep, OutcomeRefused, Step, settle_step
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_day
from casework.tidy import tidy_lines

__all__ = [
    "LONGEST_NOTE", "NextStep", "Outcome", "OutcomeFacts", "OutcomeRefused", "What", "find_outcome", "note_told", "outcome_of",
    "outcomes_of_party", "record_outcome",
]  # fmt: skip

LONGEST_NOTE = 2_000  # characters: what was agreed, not the minutes


class What(StrEnum):
    """What came of it, in a word. Stored by value."""

    AGREED = "agreed"
    EXPLAINED = "explained"
    PROMISE = "promise"
    INSTALMENT = "instalment"
    DOCUMENT = "document"
    ANSWER_LATER = "answer_later"
    FORWARDED = "forwarded"  # the petition goes to the body that has the say; the note begins with which
    REFUSED = "refused"
    NO_SHOW = "no_show"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeFacts:
    """What the desk enters. ``note``: what was agreed, as the visitor will read it.

    ``next_step`` with ``next_on``; of a sum also ``decision_id`` and ``amount`` đồng. An instalment of an agreement in force needs
    neither day nor sum: its next part gives both. ``answer_later``: something was left to be answered. ``ground`` with ``REFUSED``.
    """

    what: What
    note: str | None = field(default=None, repr=False)
    next_step: NextStep | None = None
    next_on: date | None = None
    decision_id: int | None = None
    amount: int | None = None
    answer_later: bool = False
    ground: Ground | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """An outcome as the books have it. ``answer_due_on``, ``notice_due_on``: the last day of each, None where nothing is owed."""

    id: int
    booking_id: int
    what: What
    note: str | None = field(repr=False)
    next_step: NextStep | None
    next_on: date | None
    decision_id: int | None
    promise_id: int | None
    answer_due_on: date | None
    answered_at: datetime | None
    ground: Ground | None
    notice_due_on: date | None
    noticed_at: datetime | None
    recorded_by: int
    recorded_at: datetime
    changed_at: datetime
    told_at: datetime | None

    @property
    def step(self) -> Step:
        """What the visitor does next."""
        return Step(kind=self.next_step, on=self.next_on, decision_id=self.decision_id, promise_id=self.promise_id)


def record_outcome(books: Books, booking_id: int, facts: OutcomeFacts, staff_id: int) -> Outcome:
    """Write the outcome, or put right the one that is there; the same facts again change nothing.

    A promise that came with the one before is taken back when another takes its place. Raises ``OutcomeRefused`` or
    ``PromiseRefused`` (with the sum of ``casework.promises``); then nothing is written if the transaction ends there.
    """
    there = _met(books, booking_id)
    _refuse_impossible(facts)
    before = outcome_of(books, booking_id)
    words = tidy_lines(facts.note or "") or None
    if len(words or "") > LONGEST_NOTE:
        raise OutcomeRefused(f"Nội dung thống nhất dài hơn {LONGEST_NOTE} ký tự. Hãy viết ngắn lại.")
    step = settle_step(books, there, _asked(facts), NOTHING if before is None else before.step, staff_id)
    met_on = local(there.starts_at).date()
    owes = facts.answer_later or facts.what is What.ANSWER_LATER
    values: dict[str, Any] = {
        "what": facts.what.value,
        "next_step": None if step.kind is None else step.kind.value,
        "next_on": step.on,
        "decision_id": step.decision_id,
        "promise_id": step.promise_id,
        "answer_due_on": deadline_of(books, PeriodKind.RECEPTION_RESULT, met_on).last_day if owes else None,
        "refusal_ground": None if facts.ground is None else facts.ground.value,
        "notice_due_on": _notice_due(books, facts.ground, met_on),
    }
    if before is not None and words == before.note and _same(before, values):
        return before
    outcome_id = new_id() if before is None else before.id
    values["note_sealed"] = None if words is None else books.keys.seal("reception_outcome", "note", outcome_id, words)
    _write(books, outcome_id, booking_id, values, staff_id, anew=before is None)
    return _found(books, booking_id)


def outcome_of(books: Books, booking_id: int) -> Outcome | None:
    """What came of this booking, if anybody has said it."""
    row = _OF_BOOKING.one(books.conn, booking=booking_id)
    return None if row is None else _opened(books, row)


def find_outcome(books: Books, outcome_id: int) -> Outcome | None:
    """The outcome with this id."""
    row = _BY_ID.one(books.conn, outcome=outcome_id)
    return None if row is None else _opened(books, row)


def outcomes_of_party(books: Books, party_id: int) -> tuple[tuple[date, Outcome], ...]:
    """What came of every meeting at which the party was, with its day, oldest first; who did not come was at none."""
    rows = books.conn.execute(
        select(reception_outcome, reception_day.c.on_date)
        .join(booking, booking.c.id == reception_outcome.c.booking_id)
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .where(booking.c.party_id == party_id, reception_outcome.c.what != What.NO_SHOW.value)
        .order_by(reception_day.c.on_date, reception_outcome.c.id)
    )
    return tuple((row.on_date, _opened(books, row)) for row in rows.all())


def note_told(books: Books, outcome_id: int) -> None:
    """The person has been told that there is a note, as it stands now."""
    books.conn.execute(
        update(reception_outcome).where(reception_outcome.c.id == outcome_id).values(told_at=books.clock.now())
    )


_NEVER_MET = frozenset({BookingState.HELD, BookingState.OFFERED, BookingState.CANCELLED, BookingState.EXPIRED})


def _met(books: Books, booking_id: int) -> Booking:
    there = find_booking(books, booking_id)
    if there is None or there.state in _NEVER_MET:
        raise OutcomeRefused("Không có lịch hẹn nào để ghi kết quả. Hãy xem lại mã lịch hẹn.")
    if today(books.clock) < local(there.starts_at).date():
        raise OutcomeRefused("Buổi tiếp này chưa đến ngày. Hãy ghi kết quả sau khi tiếp.")
    return there


def _asked(facts: OutcomeFacts) -> Step:
    return Step(kind=facts.next_step, on=facts.next_on, decision_id=facts.decision_id, amount=facts.amount)


_HAS_STEP = {What.PROMISE: NextStep.PROMISE, What.INSTALMENT: NextStep.INSTALMENT, What.DOCUMENT: NextStep.DOCUMENT}


def _refuse_impossible(facts: OutcomeFacts) -> None:
    if (facts.what is What.REFUSED) != (facts.ground is not None):
        raise OutcomeRefused("Từ chối tiếp phải kèm căn cứ, và chỉ khi từ chối mới ghi căn cứ. Hãy chọn lại.")
    owed = _HAS_STEP.get(facts.what)
    if owed is not None and facts.next_step is not owed:
        raise OutcomeRefused("Kết quả này phải kèm việc làm tiếp cùng loại. Hãy ghi việc làm tiếp và ngày.")
    if facts.what is What.FORWARDED and not (facts.note or "").strip():
        raise OutcomeRefused("Chuyển đơn thì phải ghi chuyển đến cơ quan nào. Hãy ghi tên cơ quan.")
    if facts.what in (What.REFUSED, What.NO_SHOW) and (facts.next_step is not None or facts.answer_later):
        raise OutcomeRefused("Người không được tiếp hoặc không đến thì chưa hẹn việc gì. Hãy bỏ phần việc làm tiếp.")


def _notice_due(books: Books, ground: Ground | None, on: date) -> date | None:
    if ground not in IN_WRITING:
        return None
    return deadline_of(books, PeriodKind.RECEPTION_REFUSAL_NOTICE, on).last_day


def _same(before: Outcome, values: dict[str, Any]) -> bool:
    was = {
        "what": before.what.value,
        "next_step": None if before.next_step is None else before.next_step.value,
        "next_on": before.next_on,
        "decision_id": before.decision_id,
        "promise_id": before.promise_id,
        "answer_due_on": before.answer_due_on,
        "refusal_ground": None if before.ground is None else before.ground.value,
        "notice_due_on": before.notice_due_on,
    }
    return was == values


def _write(
    books: Books, outcome_id: int, booking_id: int, values: dict[str, Any], staff_id: int, *, anew: bool
) -> None:
    now = books.clock.now()
    if anew:
        made = {"booking_id": booking_id, "recorded_by": staff_id, "recorded_at": now, "changed_at": now}
        books.conn.execute(insert(reception_outcome).values(id=outcome_id, **made, **values))
    else:
        there = update(reception_outcome).where(reception_outcome.c.id == outcome_id)
        books.conn.execute(there.values(changed_at=now, **values))
    by = staff(staff_id)
    record(books, by, Action.RECEPTION_OUTCOME_RECORDED, f"reception_outcome:{outcome_id}", purpose=values["what"])
    books.ring("bookings")


def _found(books: Books, booking_id: int) -> Outcome:
    there = outcome_of(books, booking_id)
    if there is None:
        raise LookupError("no such outcome")
    return there


def _opened(books: Books, row: Any) -> Outcome:
    sealed = row.note_sealed
    return Outcome(
        id=row.id,
        booking_id=row.booking_id,
        what=What(row.what),
        note=None if sealed is None else books.keys.open("reception_outcome", "note", row.id, sealed),
        next_step=None if row.next_step is None else NextStep(row.next_step),
        next_on=row.next_on,
        decision_id=row.decision_id,
        promise_id=row.promise_id,
        answer_due_on=row.answer_due_on,
        answered_at=row.answered_at,
        ground=None if row.refusal_ground is None else Ground(row.refusal_ground),
        notice_due_on=row.notice_due_on,
        noticed_at=row.noticed_at,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        changed_at=row.changed_at,
        told_at=row.told_at,
    )


_OF_BOOKING = Prepared(select(reception_outcome).where(reception_outcome.c.booking_id == bindparam("booking")))
_BY_ID = Prepared(select(reception_outcome).where(reception_outcome.c.id == bindparam("outcome")))
