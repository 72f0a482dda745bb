"""What came of a meeting is kept for both sides, what was agreed becomes what the rules know, and the ten days run."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.audit import Verified, verify
from casework.books import Books
from casework.clock import SetClock
from casework.promises import PromiseRefused, PromiseState, promises_of
from casework.reception_answers import Owes, first_due, give, owed
from casework.reception_grounds import CITED, IN_WRITING, Ground
from casework.reception_outcomes import (
    LONGEST_NOTE,
    NextStep,
    OutcomeFacts,
    OutcomeRefused,
    What,
    outcome_of,
    record_outcome,
)
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking
from tests.casework import reception_rooms
from tests.casework.meetings import Meeting, a_meeting
from tests.scheduler.arranged import at

THURSDAY = reception_rooms.ON
DECEMBER = date(2026, 12, 15)


@pytest.fixture
def met(books: Books, clock: SetClock) -> Meeting:
    """Thursday 26/11/2026, 08:20; it is nine o'clock of that day."""
    meeting = a_meeting(books)
    clock.set(at(THURSDAY, 9))
    return meeting


def agreed(**more: object) -> OutcomeFacts:
    facts = {"what": What.AGREED, "note": "Hai bên thống nhất:\n ông nộp  2 triệu."} | more
    return OutcomeFacts(**facts)  # type: ignore[arg-type]  # as the desk types them


def test_a_note_that_is_too_long_is_refused_and_not_cut(books: Books, met: Meeting) -> None:
    with pytest.raises(OutcomeRefused, match="Hãy viết ngắn lại"):
        record_outcome(books, met.booking.id, agreed(note="a" * (LONGEST_NOTE + 1)), met.leader)
    made = record_outcome(books, met.booking.id, agreed(note="a" * LONGEST_NOTE), met.leader)
    assert made.note == "a" * LONGEST_NOTE


def test_what_was_agreed_reads_back_and_lies_sealed(books: Books, met: Meeting) -> None:
    made = record_outcome(books, met.booking.id, agreed(), met.leader)
    assert outcome_of(books, met.booking.id) == made
    assert (made.what, made.note) == (What.AGREED, "Hai bên thống nhất:\nông nộp 2 triệu.")
    sealed = books.conn.execute(select(reception_outcome.c.note_sealed)).scalar_one()
    assert b"tri" not in sealed
    assert (made.answer_due_on, made.notice_due_on, made.next_on) == (None, None, None)


def test_the_same_facts_again_change_nothing_and_others_put_it_right(
    books: Books, met: Meeting, clock: SetClock
) -> None:
    first = record_outcome(books, met.booking.id, agreed(), met.leader)
    clock.set(at(THURSDAY, 10))
    assert record_outcome(books, met.booking.id, agreed(), met.leader).changed_at == first.changed_at
    second = record_outcome(books, met.booking.id, agreed(note="Khác"), met.leader)
    assert (second.id, second.note, second.recorded_at) == (first.id, "Khác", first.recorded_at)
    assert second.changed_at == at(THURSDAY, 10)
    assert isinstance(verify(books), Verified)


def test_a_promise_made_at_the_meeting_is_a_promise(books: Books, met: Meeting) -> None:
    facts = agreed(
        what=What.PROMISE, next_step=NextStep.PROMISE, next_on=DECEMBER, decision_id=met.decision, amount=2_000_000
    )
    made = record_outcome(books, met.booking.id, facts, met.leader)
    (promise,) = promises_of(books, met.decision)
    assert (promise.id, promise.amount, promise.due_on) == (made.promise_id, 2_000_000, DECEMBER)
    assert promise.entered_by == met.leader
    assert record_outcome(books, met.booking.id, facts, met.leader).promise_id == made.promise_id


def test_a_promise_put_right_takes_the_first_one_back(books: Books, met: Meeting) -> None:
    def promised(amount: int) -> OutcomeFacts:
        step = {"next_step": NextStep.PROMISE, "next_on": DECEMBER, "decision_id": met.decision, "amount": amount}
        return agreed(what=What.PROMISE, **step)

    record_outcome(books, met.booking.id, promised(2_000_000), met.leader)
    record_outcome(books, met.booking.id, promised(3_000_000), met.leader)
    assert [(one.amount, one.state) for one in promises_of(books, met.decision)] == [
        (2_000_000, PromiseState.WITHDRAWN),
        (3_000_000, PromiseState.OPEN),
    ]
    record_outcome(books, met.booking.id, agreed(), met.leader)
    assert {one.state for one in promises_of(books, met.decision)} == {PromiseState.WITHDRAWN}


def test_more_than_is_owed_is_promised_by_nobody(books: Books, met: Meeting) -> None:
    step = {"next_step": NextStep.PROMISE, "next_on": DECEMBER, "decision_id": met.decision, "amount": 10**12}
    with pytest.raises(PromiseRefused):
        record_outcome(books, met.booking.id, agreed(what=What.PROMISE, **step), met.leader)
    assert outcome_of(books, met.booking.id) is None


def test_a_part_of_an_agreement_in_force_falls_due_when_the_agreement_says(books: Books, met: Meeting) -> None:
    facts = agreed(what=What.INSTALMENT, next_step=NextStep.INSTALMENT, decision_id=met.decision)
    with pytest.raises(OutcomeRefused, match="thỏa thuận trả dần"):
        record_outcome(books, met.booking.id, facts, met.leader)
    parts = (Instalment(due_on=date(2026, 12, 20), amount=1_000_000),)
    signed = AgreementFacts(
        signed_on=THURSDAY, content="Trả dần", fee_and_costs="Người nộp chịu", interest_stops=True, instalments=parts
    )
    sign_agreement(books, met.decision, signed)
    made = record_outcome(books, met.booking.id, facts, met.leader)
    assert (made.next_step, made.next_on, made.promise_id) == (NextStep.INSTALMENT, date(2026, 12, 20), None)
    assert promises_of(books, met.decision) == []


def test_papers_are_brought_on_a_day(books: Books, met: Meeting) -> None:
    facts = agreed(what=What.DOCUMENT, next_step=NextStep.DOCUMENT, next_on=DECEMBER)
    made = record_outcome(books, met.booking.id, facts, met.leader)
    assert (made.next_step, made.next_on, made.decision_id) == (NextStep.DOCUMENT, DECEMBER, None)


def test_what_is_left_to_be_answered_is_owed_for_ten_working_days(books: Books, met: Meeting, clock: SetClock) -> None:
    made = record_outcome(books, met.booking.id, agreed(what=What.ANSWER_LATER), met.leader)
    assert made.answer_due_on == date(2026, 12, 10)
    (one,) = owed(books)
    assert (one.owes, one.due_on, one.reference, one.overdue) == (
        Owes.ANSWER,
        date(2026, 12, 10),
        met.booking.reference,
        False,
    )
    assert first_due(books) == date(2026, 12, 10)
    assert owed(books, by=date(2026, 12, 9)) == ()
    clock.set(at(date(2026, 12, 11), 8))
    assert [one.overdue for one in owed(books)] == [True]
    assert give(books, made.id, Owes.ANSWER, met.leader)
    assert not give(books, made.id, Owes.ANSWER, met.leader)
    assert owed(books) == ()
    assert first_due(books) is None


def test_an_answer_may_be_left_open_beside_anything_that_was_agreed(books: Books, met: Meeting) -> None:
    step = {"next_step": NextStep.DOCUMENT, "next_on": DECEMBER}
    made = record_outcome(books, met.booking.id, agreed(what=What.DOCUMENT, answer_later=True, **step), met.leader)
    assert (made.answer_due_on, made.next_on) == (date(2026, 12, 10), DECEMBER)


@pytest.mark.parametrize("ground", list(Ground))
def test_a_refusal_names_its_ground_and_two_of_them_are_told_in_writing(
    books: Books, met: Meeting, ground: Ground
) -> None:
    made = record_outcome(books, met.booking.id, OutcomeFacts(what=What.REFUSED, ground=ground), met.leader)
    in_writing = ground in (Ground.SETTLED, Ground.ANSWERED)
    assert made.notice_due_on == (date(2026, 12, 1) if in_writing else None)
    assert [one.owes for one in owed(books)] == ([Owes.NOTICE] if in_writing else [])


def test_every_ground_has_its_place_in_the_law() -> None:
    assert set(CITED) == set(Ground)
    assert {str(CITED[one]) for one in IN_WRITING} == {
        "khoản 3 Điều 9, 42/2013/QH13",
        "điểm h khoản 1 Điều 4, 154/2026/NĐ-CP",
    }
    assert str(CITED[Ground.JUDGED]) == "điểm i khoản 1 Điều 4, 154/2026/NĐ-CP"


@pytest.mark.parametrize(
    "facts",
    [
        OutcomeFacts(what=What.REFUSED),
        OutcomeFacts(what=What.AGREED, ground=Ground.WEAPON),
        OutcomeFacts(what=What.PROMISE),
        OutcomeFacts(what=What.DOCUMENT, next_step=NextStep.PROMISE, next_on=DECEMBER),
        OutcomeFacts(what=What.DOCUMENT, next_step=NextStep.DOCUMENT),
        OutcomeFacts(what=What.DOCUMENT, next_step=NextStep.DOCUMENT, next_on=date(2026, 11, 25)),
        OutcomeFacts(what=What.NO_SHOW, next_step=NextStep.DOCUMENT, next_on=DECEMBER),
        OutcomeFacts(what=What.REFUSED, ground=Ground.WEAPON, answer_later=True),
        OutcomeFacts(what=What.PROMISE, next_step=NextStep.PROMISE, next_on=DECEMBER),
        OutcomeFacts(what=What.PROMISE, next_step=NextStep.PROMISE, next_on=DECEMBER, amount=1),
        OutcomeFacts(what=What.DOCUMENT, next_step=NextStep.DOCUMENT, next_on=DECEMBER, decision_id=1),
    ],
)
def test_what_does_not_fit_together_is_refused(books: Books, met: Meeting, facts: OutcomeFacts) -> None:
    with pytest.raises(OutcomeRefused):
        record_outcome(books, met.booking.id, facts, met.leader)
    assert outcome_of(books, met.booking.id) is None


@pytest.mark.parametrize("state", ["held", "cancelled", "expired"])
def test_nothing_comes_of_what_never_took_place(books: Books, met: Meeting, state: str) -> None:
    books.conn.execute(update(booking).values(state=state))
    with pytest.raises(OutcomeRefused):
        record_outcome(books, met.booking.id, agreed(), met.leader)


def test_nothing_is_written_of_a_meeting_before_its_day(books: Books, clock: SetClock) -> None:
    meeting = a_meeting(books)
    with pytest.raises(OutcomeRefused, match="chưa đến ngày"):
        record_outcome(books, meeting.booking.id, agreed(), meeting.leader)
