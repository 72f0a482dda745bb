"""What must still be true at the moment of sending? The facts are read again inside the claim, for all that is claimed at once.

What holds for every message (not too late, the chat is alive, personal content only to the chat that is linked to its
party) is checked in ``scheduler.delivery.claiming``; here is what each kind of message needs besides.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from casework.books import Books
from messages.outbox import Guard
from messages.tables import face
from scheduler.delivery.claiming import Due, GoesLater, Guards, Verdict
from scheduler.guards import holding
from scheduler.guards.appointment_guards import appointments_still_stand
from scheduler.guards.meeting_guards import meetings_still_true
from scheduler.guards.reminder_guards import reminders_still_true
from scheduler.guards.thanks_guards import thanks_still_due
from scheduler.guards.verdicts import LOOK_AGAIN, never


def _nothing_more(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """Replies: somebody waits for them now."""
    return [None] * len(rows)


def _still_theirs(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """What is for a party goes to a chat of that party only, even if it says no more than that there is news."""
    held = holding.is_held(books)
    return [_theirs(books, row, held) for row in rows]


def _theirs(books: Books, row: Due, held: bool) -> Verdict:
    if row.party_id is not None and row.linked_party != row.party_id:
        return never("not_linked")
    return GoesLater(not_before=books.clock.now() + LOOK_AGAIN, reason=holding.HELD) if held else None


def _still_open(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """A fold is needless when something else stands in that message by now."""
    return [_open(books, row) for row in rows]


def _open(books: Books, row: Due) -> Verdict:
    _, contact_id, message_id, outbox_id = row.purpose.rsplit(":", 3)
    shown = select(face.c.outbox_id).where(
        face.c.contact_id == int(contact_id), face.c.platform_message_id == message_id
    )
    if books.conn.execute(shown).scalar() == int(outbox_id):
        return None
    return never("replaced")


GUARDS: Guards = {
    Guard.REPLY: _nothing_more,
    Guard.NOTICE: _still_theirs,
    Guard.FOLD: _still_open,
    Guard.REMINDER: reminders_still_true,
    Guard.APPOINTMENT: appointments_still_stand,
    Guard.THANKS: thanks_still_due,
    Guard.MEETING: meetings_still_true,
}
