"""How does somebody hear that they were missed, and that what was agreed is written down? A nudge that says neither.

News about a meeting that the person asked for: it needs no consent, waits for the hours in which the agency speaks unasked, and
whether it is still true is asked as it goes (``scheduler.guards.meeting_guards``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from casework.booking_facts import Booking
from casework.books import Books
from casework.reception_outcomes import Outcome
from messages.library import version_of
from messages.news import chat_of, news
from messages.outbox import Content, Guard, free_reference, queue

MISSED, NOTE = "meeting.missed", "meeting.note"
_MISSED, _MET = "missed:", "met:"


def tell_missed(books: Books, missed: Booking, not_before: datetime, useful_until: datetime) -> int | None:
    """Queue the news that they were missed; None where that was done, or nobody is left to tell."""
    content = Content(text_key=MISSED, text_version=version_of(MISSED), missed_id=missed.id, party_id=missed.party_id)
    return _queue(books, missed, f"{_MISSED}{missed.id}", content, not_before, useful_until)


def tell_note(books: Books, met: Booking, outcome: Outcome, not_before: datetime, useful_until: datetime) -> int | None:
    """Queue the news that there is a note of the meeting, or that it was put right; None as above."""
    purpose = f"{_MET}{outcome.id}:{int(outcome.changed_at.timestamp())}"
    content = Content(text_key=NOTE, text_version=version_of(NOTE), outcome_id=outcome.id, party_id=met.party_id)
    return _queue(books, met, purpose, content, not_before, useful_until)


def missed_in(purpose: str) -> int | None:
    """The booking that a message about a miss is for."""
    return int(purpose.removeprefix(_MISSED)) if purpose.startswith(_MISSED) else None


def outcome_in(purpose: str) -> int | None:
    """The outcome that a message about a note is for."""
    return int(purpose.split(":")[1]) if purpose.startswith(_MET) else None


def _queue(
    books: Books, of: Booking, purpose: str, content: Content, not_before: datetime, until: datetime
) -> int | None:
    there = None if of.party_id is None else chat_of(books, of.party_id, of.contact_id)
    if there is None:
        return None
    reference = free_reference(books)
    told, guard = replace(content, reference=reference), Guard.MEETING
    return queue(books, news(there, purpose, told, reference, guard=guard, not_before=not_before, useful_until=until))
