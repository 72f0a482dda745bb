"""Would this message go if its turn were now, and if not, what holds it and until when? The claim's own rules are asked."""

from __future__ import annotations

from sqlalchemy import select

from casework.books import Books
from casework.tables.contacts import contact
from messages.tables import outbox
from scheduler.delivery.claiming import Verdict, verdicts
from scheduler.delivery.due_rows import COLUMNS, IS_QUEUED, Due
from scheduler.guards.at_sending import GUARDS


def verdict_now(books: Books, row_id: int) -> Verdict:
    """What a claim would say of this queued message at this moment; None: it may go. Nothing is changed.

    On PostgreSQL the guards lock the person while they look, so this needs a transaction that may write.
    """
    row = books.conn.execute(_DUE.where(outbox.c.id == row_id)).one()
    ((_, verdict),) = verdicts(books, [Due._make(row)], books.clock.now(), GUARDS)
    return verdict


_DUE = select(*COLUMNS).join_from(outbox, contact, outbox.c.contact_id == contact.c.id).where(IS_QUEUED)
