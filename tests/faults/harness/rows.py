"""What do the books say, in the few words that runs need?"""

from __future__ import annotations

from sqlalchemy import select

from casework.books import Books
from handlers.tables import inbox
from scheduler.tables import lease


def holder_of(books: Books, duty: str) -> str | None:
    """Who holds a duty, whether it lives or not."""
    return books.conn.execute(select(lease.c.owner).where(lease.c.name == duty)).scalar()


def heard_states(books: Books) -> list[tuple[str, int, str | None]]:
    """State, tries and reason of every update that was heard."""
    rows = books.conn.execute(select(inbox.c.state, inbox.c.tries, inbox.c.reason)).all()
    return [(row.state, row.tries, row.reason) for row in rows]
