"""How are the books of one rehearsal kept, so that the everyday commands read its reports, and nobody can be written to by them?

In what is kept every chat has an address that leads nowhere, and everything unasked is held: a process started on it by mistake
reaches no person. What people are called and owe is sealed under the same key as in the real books.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import bindparam, select, update

from casework.books import Books
from casework.contacts import chat_print
from casework.tables.contacts import contact
from scheduler.guards import holding

FILE = "gandan.db"
_LEADS_NOWHERE = (
    update(contact)
    .where(contact.c.id == bindparam("row"))
    .values(address_sealed=bindparam("sealed"), address_print=bindparam("print_"))
)


def keep(books: Books, folder: Path) -> None:
    """Write throw-away ``books`` into ``folder`` (made, or empty). Raises ``FileExistsError`` or another ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    _forget_addresses(books)
    holding.place(books, holding.Why.PRACTICE)
    books.conn.commit()
    file = folder / FILE
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(file)) as kept:
        driver = books.conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  # a rehearsal's books
        driver.backup(kept)


def _forget_addresses(books: Books) -> None:
    chats = books.conn.execute(select(contact.c.id, contact.c.account)).all()
    rows = [
        {
            "row": chat.id,
            "sealed": books.keys.seal("contact", "address", chat.id, f"practice-{chat.id}"),
            "print_": chat_print(books, chat.account, f"practice-{chat.id}"),
        }
        for chat in chats
    ]
    if rows:
        books.conn.execute(_LEADS_NOWHERE, rows)
