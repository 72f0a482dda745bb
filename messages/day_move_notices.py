"""How does somebody hear that their reception day was moved? A nudge into their chat, and once more if they say nothing.

It is no reminder but news of their own booking: it asks for no consent and a silence asked for reminders does not hide it.
"""

from __future__ import annotations

from sqlalchemy import select

from casework.books import Books
from casework.contacts import contact
from casework.day_moves_kinds import Person
from casework.day_moves_people import reached_by
from messages.library import version_of
from messages.news import news
from messages.outbox import Content, State, free_reference, queue
from messages.tables import outbox

_NOT_DELIVERED = frozenset({State.REJECTED, State.SUPPRESSED, State.FAILED_TECHNICAL, State.EXPIRED, State.CANCELLED})


def tell_moved(books: Books, one: Person, *, again: bool = False, elsewhere: bool = False) -> int | None:
    """Queue the message about the move, the second one under a purpose of its own; None: no chat reaches them.

    ``elsewhere``: into another chat than the last message, which did not arrive there.
    """
    chat_id = reached_by(books, one.party_id, one.chat_id)
    there = None if chat_id is None else contact(books, chat_id)
    if there is None or (elsewhere and there.id == _told_in(books, one)):
        return None
    reference = free_reference(books)
    key = "day_moves.offered_again" if again else "day_moves.offered"
    content = Content(
        text_key=key,
        text_version=version_of(key),
        booking_id=one.booking_id,
        moved_id=one.id,
        party_id=one.party_id,
        reference=reference,
    )
    purpose = f"moved:{one.id}:{2 if again else 1}" + (f":{there.id}" if elsewhere else "")
    return queue(books, news(there, purpose, content, reference, useful_until=max(one.starts_at, one.old_starts_at)))


def _told_in(books: Books, one: Person) -> int | None:
    return books.conn.execute(select(outbox.c.contact_id).where(outbox.c.id == one.told_outbox_id)).scalar()


def not_delivered(books: Books, people: list[Person]) -> set[int]:
    """The ids of those of ``people`` whose last message did not and will not arrive."""
    rows = {one.told_outbox_id: one.id for one in people if one.told_outbox_id is not None}
    if not rows:
        return set()
    gone = select(outbox.c.id).where(
        outbox.c.id.in_(list(rows)), outbox.c.state.in_([state.value for state in _NOT_DELIVERED])
    )
    return {rows[row_id] for row_id in books.conn.execute(gone).scalars()}
