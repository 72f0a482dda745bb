"""The copy of one's own data holds how one answered reminders, and nothing of anybody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casework.booking_course import end_visit
from casework.booking_reasons import give_companions, give_reason
from casework.bookings import Booking, cancel, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.own_data import own_data
from casework.payment_claims import claim_payment
from casework.reception_kinds import BookingState
from casework.reception_outcomes import OutcomeFacts, What, record_outcome
from casework.reminder_answers import Kind, note_answer
from casework.visit_planning import plan_visit
from casework.visits import Why
from casework.waiting_list import Wish, join
from tests.builders import a_case
from tests.casework import reception_rooms
from tests.casework.chats import a_chat
from tests.casework.meetings import a_meeting


def test_reactions_claims_and_visits_are_in_the_copy_of_whoever_they_are_about(books: Books) -> None:
    mine, other = a_case(books), a_case(books)
    chat = a_chat(books)
    for case in (mine, other):
        note_answer(books, chat, Kind.PAID_ALREADY, decision_id=case.decision, party_id=case.debtor)
        plan_visit(books, case.decision, case.debtor, Why.ASKED)
    claim_payment(books, mine.decision, mine.debtor, contact_id=chat, receipt="BL 7", paid_on=date(2026, 11, 12))
    claim_payment(books, other.decision, other.debtor, contact_id=chat, receipt="BL 8", paid_on=None)
    copy = own_data(books, chat, mine.debtor)
    assert [one["answer"] for one in copy["answers_to_reminders"]] == ["paid_already"]
    assert [(one["number"], one["paid_on"], one["state"]) for one in copy["payments_said_to_be_made"]] == [
        ("BL 7", "2026-11-12", "open")
    ]
    assert [(one["planned_for"], one["state"]) for one in copy["visits"]] == [("2026-11-18", "open")]
    assert "BL 8" not in str(copy)


AFTER = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)  # 09:30 in Viet Nam, when the morning is over


def test_what_was_agreed_at_a_meeting_is_in_the_copy_of_whoever_was_there(books: Books, clock: SetClock) -> None:
    met = a_meeting(books, "1")
    other = reception_rooms.a_citizen(books, "2")
    held = hold(books, reception_rooms.a_day(books, on=date(2026, 11, 25)).slot_ids[0], other.party, other.chat)
    assert isinstance(held, Booking)
    confirm(books, held.id)
    clock.set(AFTER)
    note = OutcomeFacts(what=What.ANSWER_LATER, note="Cơ quan xem lại biên lai")
    record_outcome(books, met.booking.id, note, met.leader)
    record_outcome(books, held.id, OutcomeFacts(what=What.AGREED, note="của người khác"), met.leader)
    copy = own_data(books, met.chat, met.party)
    assert [(one["met_on"], one["outcome"], one["note"], one["answer_due_on"]) for one in copy["meetings"]] == [
        ("2026-11-26", "answer_later", "Cơ quan xem lại biên lai", "2026-12-10")
    ]
    assert "của người khác" not in str(copy)


def test_who_did_not_come_was_at_no_meeting_and_who_waits_sees_since_when(books: Books, clock: SetClock) -> None:
    met = a_meeting(books)
    clock.set(AFTER)
    assert isinstance(end_visit(books, met.booking.id, BookingState.NO_SHOW, met.leader), Booking)
    record_outcome(books, met.booking.id, OutcomeFacts(what=What.NO_SHOW), met.leader)
    join(books, met.party, met.chat, Wish())
    copy = own_data(books, met.chat, met.party)
    assert copy["meetings"] == []
    assert copy["waits_for_a_place"] == [{"kind": "reception", "since": "2026-11-26T09:30:00+07:00"}]


def test_every_appointment_that_was_ever_made_is_in_the_copy_with_what_became_of_it(
    books: Books, clock: SetClock
) -> None:
    met = a_meeting(books, "1")
    a_meeting(books, "2")
    give_reason(books, met.booking.id, "Hỏi về lãi chậm nộp")
    give_companions(books, met.booking.id, 2)
    cancel(books, met.booking.id)
    slots = reception_rooms.a_day(books, on=date(2026, 11, 27)).slot_ids
    held = hold(books, slots[0], met.party, met.chat)
    assert isinstance(held, Booking)
    confirm(books, held.id)
    copy = own_data(books, met.chat, met.party)["appointments"]
    assert [(one["reference"], one["state"], one["reason"], one["companions"]) for one in copy] == [
        (met.booking.reference, "cancelled", "Hỏi về lãi chậm nộp", 2),
        (held.reference, "confirmed", None, 0),
    ]
