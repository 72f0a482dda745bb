"""How does the person hear what came of what they said: the payment that was looked for, the promise that was kept?

A nudge into the chat it came from, if that is still theirs, else into the chat they were heard from last. It is no reminder:
it answers, so it needs no consent; thanks do, and wait for the hours in which anything unasked is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from casework.books import Books
from casework.consent import Purpose, has
from casework.contacts import Contact
from casework.payment_claims import Claim, State
from casework.promises import Promise
from messages.library import version_of
from messages.news import chat_of, news
from messages.outbox import Content, Guard, free_reference, queue

_KEPT = "kept:"
_WORDS = {State.FOUND: "claim.found", State.NOT_FOUND: "claim.not_found"}


def tell_decided(books: Books, decided: Claim) -> int | None:
    """Queue what an officer found; the row, or None where it was queued before or the person has no chat."""
    key = _WORDS[decided.state]
    there = chat_of(books, decided.party_id, decided.contact_id)
    if there is None:
        return None
    content = Content(
        text_key=key,
        text_version=version_of(key),
        claim_id=decided.id,
        decision_id=decided.decision_id,
        party_id=decided.party_id,
        approved_by=decided.looked_by,
    )
    return _queue(books, there, f"claim:{decided.id}:{decided.state.value}", content, decided.looked_at)


def thank_for(books: Books, kept: Promise, not_before: datetime, useful_until: datetime | None = None) -> int | None:
    """Queue thanks for a promise kept; None where that was done, or nobody who agreed to hear from us could be told.

    Whether they are still due is asked once more as they go (``scheduler.guards.thanks_guards``).
    """
    there = chat_of(books, kept.party_id, None)
    if there is None or not has(books, there.id, kept.party_id, Purpose.REMINDERS):
        return None
    if there.muted_until is not None and there.muted_until > not_before:
        return None
    key = "promise.kept"
    content = Content(
        text_key=key,
        text_version=version_of(key),
        promise_id=kept.id,
        decision_id=kept.decision_id,
        party_id=kept.party_id,
    )
    purpose = f"{_KEPT}{kept.id}"
    return _queue(books, there, purpose, content, not_before, guard=Guard.THANKS, useful_until=useful_until)


def promise_in(purpose: str) -> int:
    """The promise that thanks with this purpose are for."""
    return int(purpose.removeprefix(_KEPT))


def _queue(
    books: Books,
    there: Contact,
    purpose: str,
    content: Content,
    not_before: datetime | None,
    *,
    guard: Guard = Guard.NOTICE,
    useful_until: datetime | None = None,
) -> int | None:
    reference = free_reference(books)
    told = replace(content, reference=reference)
    return queue(
        books, news(there, purpose, told, reference, guard=guard, not_before=not_before, useful_until=useful_until)
    )
