"""What must still be true at the moment of sending? The facts are read again inside the claim.

What holds for every message (not too late, the chat is alive, personal content only to the chat that is linked to its
party) is checked in ``scheduler.claiming``; here is what each kind of message needs besides.
"""

from __future__ import annotations

from sqlalchemy import select

from casework.books import Books
from messages.outbox import Guard, State
from messages.tables import face
from scheduler.claiming import Due, GoesNot, Guards, Verdict
from scheduler.reminder_guards import appointment_still_stands, reminder_still_true


def _nothing_more(books: Books, row: Due) -> Verdict:
    """Replies: somebody waits for them now."""
    return None


def _still_theirs(books: Books, row: Due) -> Verdict:
    """What is for a party goes to a chat of that party only, even if it says no more than that there is news."""
    if row.party_id is not None and row.linked_party != row.party_id:
        return GoesNot(state=State.SUPPRESSED, reason="not_linked")
    return None


def _still_open(books: Books, row: Due) -> Verdict:
    """A fold is needless when something else stands in that message by now."""
    _, contact_id, message_id, outbox_id = row.purpose.rsplit(":", 3)
    shown = select(face.c.outbox_id).where(
        face.c.contact_id == int(contact_id), face.c.platform_message_id == message_id
    )
    if books.conn.execute(shown).scalar() == int(outbox_id):
        return None
    return GoesNot(state=State.SUPPRESSED, reason="replaced")


GUARDS: Guards = {
    Guard.REPLY: _nothing_more,
    Guard.NOTICE: _still_theirs,
    Guard.FOLD: _still_open,
    Guard.REMINDER: reminder_still_true,
    Guard.APPOINTMENT: appointment_still_stands,
}
