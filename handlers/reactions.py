"""Was this turn an answer to a reminder, and what did it say? Written down once, whatever button or words it came by."""

from __future__ import annotations

from casework.reminder_answers import Kind, note_answer
from handlers.turn import Turn
from messages.reminded import Reminded, reminded_by


def react(turn: Turn, kind: Kind, decision_id: int | None = None) -> None:
    """The person reacted, with or without a reminder before it."""
    _note(turn, kind, decision_id, reminder_of(turn, decision_id))


def react_if_reminded(turn: Turn, kind: Kind, decision_id: int | None = None) -> None:
    """The person did something that is a reaction only of somebody who was reminded in the last days."""
    found = reminder_of(turn, decision_id)
    if found is not None:
        _note(turn, kind, decision_id, found)


def reminder_of(turn: Turn, decision_id: int | None = None) -> Reminded | None:
    """The reminder that this party was sent into this chat in the last days."""
    found = reminded_by(turn.books, turn.contact.id, decision_id)
    return found if found is not None and found.party_id == turn.party_id else None


def _note(turn: Turn, kind: Kind, decision_id: int | None, found: Reminded | None) -> None:
    note_answer(
        turn.books,
        turn.contact.id,
        kind,
        outbox_id=None if found is None else found.outbox_id,
        campaign_id=None if found is None else found.campaign_id,
        decision_id=decision_id if found is None or decision_id is not None else found.decision_id,
        party_id=turn.party_id,
    )
