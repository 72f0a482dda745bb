"""What do the books say, in the few words that runs need?"""

from __future__ import annotations

from sqlalchemy import select

from casework.books import Books
from scheduler.tables import lease


def holder_of(books: Books, duty: str) -> str | None:
    """Who holds a duty, whether it lives or not."""
    return books.conn.execute(select(lease.c.owner).where(lease.c.name == duty)).scalar()
