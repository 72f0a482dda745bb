"""What does the visitor do next, on which day, and which promise is that?

A sum is a promise by the rules of ``casework.promises``; where an agreement is in force its next part gives the day; a document
is a day on which the person brings it. What is put right at the desk takes the promise back that it no longer is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.agreements import live_agreement
from casework.booking_facts import Booking
from casework.books import Books
from casework.clock import today
from casework.decisions import PartyRole
from casework.obligations import decision_of_party
from casework.promises import LONGEST_DAYS, PromiseState, make_promise, promises_of, withdraw_promise


class NextStep(StrEnum):
    """What the visitor does next, on a day. Stored by value."""

    PROMISE = "promise"  # pays a sum
    INSTALMENT = "instalment"  # pays a part
    DOCUMENT = "document"  # brings papers


class OutcomeRefused(Exception):
    """The outcome cannot be written as given; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A next step as it is asked for (``amount``) or as the books have it (``promise_id``)."""

    kind: NextStep | None = None
    on: date | None = None
    decision_id: int | None = None
    amount: int | None = None
    promise_id: int | None = None


NOTHING = Step()
_SUM = "Hẹn nộp tiền phải có số tiền và số quyết định. Hãy ghi đủ."


def settle_step(books: Books, there: Booking, asked: Step, before: Step, staff_id: int) -> Step:
    """The step with its day and its promise; a promise of the step ``before`` is taken back where it is not this one.

    Raises ``OutcomeRefused`` or ``PromiseRefused``.
    """
    on = asked.on
    if asked.kind is NextStep.INSTALMENT and on is None:
        on = _next_part(books, asked.decision_id)
    if asked.kind is not None:
        _check_day(books, asked.kind, on, before)
    if asked.decision_id is not None:
        _check_party(books, there, asked.decision_id)
    pays = asked.kind in (NextStep.PROMISE, NextStep.INSTALMENT)
    if not pays or asked.amount is None or on is None:
        if asked.kind is NextStep.PROMISE:
            raise OutcomeRefused(_SUM)
        _take_back(books, before, staff_id)
        return NOTHING if asked.kind is None else Step(kind=asked.kind, on=on, decision_id=asked.decision_id)
    if there.party_id is None or asked.decision_id is None:
        raise OutcomeRefused(_SUM)
    if _standing_promise(books, before) == (asked.decision_id, asked.amount, on):
        return Step(kind=asked.kind, on=on, decision_id=asked.decision_id, promise_id=before.promise_id)
    _take_back(books, before, staff_id)
    made = make_promise(books, asked.decision_id, there.party_id, asked.amount, on, entered_by=staff_id)
    return Step(kind=asked.kind, on=on, decision_id=asked.decision_id, promise_id=made)


def _check_day(books: Books, kind: NextStep, on: date | None, before: Step) -> None:
    if (kind, on) == (before.kind, before.on):
        return  # put right later, the day may have passed
    if on is None or not 0 <= (on - today(books.clock)).days <= LONGEST_DAYS:
        raise OutcomeRefused("Việc làm tiếp phải có ngày, từ hôm nay đến một năm tới. Hãy ghi ngày.")


def _next_part(books: Books, decision_id: int | None) -> date:
    """When the next part of the agreement in force falls due."""
    agreed = None if decision_id is None else live_agreement(books, decision_id)
    if agreed is None or agreed.next is None:
        raise OutcomeRefused("Chưa có thỏa thuận trả dần còn kỳ phải nộp. Hãy ghi thỏa thuận trước, hoặc ghi ngày nộp.")
    return max(agreed.next.due_on, today(books.clock))


def _check_party(books: Books, there: Booking, decision_id: int) -> None:
    view = None if there.party_id is None else decision_of_party(books, there.party_id, decision_id)
    if view is None or view.role is PartyRole.RELATED:
        raise OutcomeRefused("Quyết định này không phải của người đến gặp. Hãy xem lại số quyết định.")


def _standing_promise(books: Books, before: Step) -> tuple[int, int, date] | None:
    """What was promised with the step before, while it is open."""
    if before.promise_id is None or before.decision_id is None:
        return None
    made = {one.id: one for one in promises_of(books, before.decision_id)}.get(before.promise_id)
    if made is None or made.state is not PromiseState.OPEN:
        return None
    return made.decision_id, made.amount, made.due_on


def _take_back(books: Books, before: Step, staff_id: int) -> None:
    if before.promise_id is not None and _standing_promise(books, before) is not None:
        withdraw_promise(books, before.promise_id, entered_by=staff_id)
