"""The copy of one's own data holds how one answered reminders, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.own_data import own_data
from casework.payment_claims import claim_payment
from casework.reminder_answers import Kind, note_answer
from casework.visit_planning import plan_visit
from casework.visits import Why
from tests.builders import a_case
from tests.casework.chats import a_chat


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
