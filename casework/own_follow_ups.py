"""What do the books hold of how a party answered reminders, who went to see them, and what was agreed when they came?

Part of the copy for the party itself (``casework.own_data``). What a team or an officer noted for the office is the office's;
the note of a meeting is both sides'.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from casework.books import Books
from casework.clock import local
from casework.reception_kinds import BookingKind
from casework.reception_outcomes import Outcome, outcomes_of_party
from casework.tables.follow_ups import answer, payment_claim, visit
from casework.waiting_list import waiting_of


def own_follow_ups(books: Books, party_id: int) -> dict[str, Any]:
    """Reactions, payments said to be made (with the number as it was typed), visits and meetings, oldest first, ready for JSON."""
    reactions = books.conn.execute(select(answer).where(answer.c.party_id == party_id).order_by(answer.c.id))
    claims = books.conn.execute(
        select(payment_claim).where(payment_claim.c.party_id == party_id).order_by(payment_claim.c.id)
    )
    visits = books.conn.execute(select(visit).where(visit.c.party_id == party_id).order_by(visit.c.id))
    return {
        "answers_to_reminders": [{"answer": row.kind, "at": _instant(row.at)} for row in reactions],
        "payments_said_to_be_made": [
            {
                "number": None
                if row.receipt_sealed is None
                else books.keys.open("payment_claim", "receipt", row.id, row.receipt_sealed),
                "paid_on": _day(row.paid_on),
                "said_at": _instant(row.made_at),
                "state": row.state,
            }
            for row in claims
        ],
        "visits": [
            {
                "planned_for": _day(row.due_on),
                "visited_on": _day(row.visited_on),
                "state": row.state,
                "outcome": row.outcome,
            }
            for row in visits
        ],
        "meetings": [_meeting(met_on, one) for met_on, one in outcomes_of_party(books, party_id)],
        "waits_for_a_place": [
            {"kind": one.kind.value, "since": _instant(one.asked_at)}
            for kind in BookingKind
            if (one := waiting_of(books, party_id, kind)) is not None
        ],
    }


def _meeting(met_on: date, outcome: Outcome) -> dict[str, Any]:
    """What came of it as the person reads it in the chat, and what each side still has to do."""
    return {
        "met_on": met_on.isoformat(),
        "outcome": outcome.what.value,
        "note": outcome.note,
        "refused_because": None if outcome.ground is None else outcome.ground.value,
        "next_step": None if outcome.next_step is None else outcome.next_step.value,
        "next_on": _day(outcome.next_on),
        "answer_due_on": _day(outcome.answer_due_on),
        "answered_at": None if outcome.answered_at is None else _instant(outcome.answered_at),
    }


def _instant(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
