"""May somebody still try to sign in under this name, or from this address?

A try is written down before anything is compared and counts until one succeeds, so many at once get no more than their share
and a restart forgives nothing. A name is counted as it was typed, whether anybody bears it or not: the answer tells nobody.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select, text

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.tables.signing import sign_in_try

SPAN = timedelta(hours=1)
OF_A_LOGIN = 10
OF_AN_ADDRESS = 60  # a whole office may come from one address
KEPT = timedelta(days=1)
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


def take(books: Books, login: str, address: str) -> bool:
    """Spend a try; False when none is left: then nothing may be compared. Each half of signing in (password, telephone) spends one."""
    now = books.clock.now()
    login_print, address_print = _login(books, login), books.keys.fingerprint("sign-in-address", address)
    _one_at_a_time(books, login_print, address_print)
    of_login = _count(books, sign_in_try.c.login_print == login_print)
    of_address = _count(books, sign_in_try.c.address_print == address_print)
    if of_login >= OF_A_LOGIN or of_address >= OF_AN_ADDRESS:
        return False
    row = {"id": new_id(), "login_print": login_print, "address_print": address_print, "at": now}
    books.conn.execute(insert(sign_in_try), row)
    books.conn.execute(delete(sign_in_try).where(sign_in_try.c.at < now - KEPT))
    if (
        of_login + 1 == OF_A_LOGIN
    ):  # once for each lock, and without the name: it may be a password typed in the wrong place
        audit.record(books, audit.SYSTEM, audit.Action.SIGN_IN_LOCKED, "sign_in")
    return True


def forgive(books: Books, login: str) -> None:
    """Somebody got in, or gets a new link: the tries under this name count no longer."""
    books.conn.execute(delete(sign_in_try).where(sign_in_try.c.login_print == _login(books, login)))


def _one_at_a_time(books: Books, *prints: bytes) -> None:
    """Many tries at once are counted one after the other (on SQLite there is one writer anyway): name first, then address."""
    if books.conn.dialect.name == "postgresql":
        for one in prints:
            books.conn.execute(_LOCK, {"key": int.from_bytes(one[:8], "big", signed=True)})


def _count(books: Books, which: ColumnElement[bool]) -> int:
    since = sign_in_try.c.at > books.clock.now() - SPAN
    asked = select(func.count()).select_from(sign_in_try).where(which, since)
    return int(books.conn.execute(asked).scalar_one())


def _login(books: Books, login: str) -> bytes:
    return books.keys.fingerprint("sign-in-login", fold(login[:200]))
