"""How does somebody get in for the first time, or after losing telephone or password? By a link that works once.

There is no default password and no question to answer: whoever manages the staff makes the link and hands it over.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from casework import audit, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.signing import sessions, tries
from casework.signing.sessions import Stage
from casework.staff import StaffRefused
from casework.tables.agency import staff as staff_table
from casework.tables.signing import entry_link, recovery_code, staff_access, staff_identity

LASTS = timedelta(minutes=15)  # printed where it is used at once
HANDED_OVER_LASTS = timedelta(hours=24)  # made for somebody else
_PURPOSE = "entry-link"
_GONE = "Cán bộ này không còn trong danh sách. Hãy xem lại danh sách cán bộ."


def make(books: Books, staff_id: int, actor: str, *, lasts: timedelta = LASTS) -> str:
    """A new link's secret; those before are void. Raises ``StaffRefused`` for somebody who has left."""
    known = staff.find(books, staff_id)
    if known is None or not known.active:
        raise StaffRefused(_GONE)
    now, token = books.clock.now(), secrets.token_hex(32)
    others = update(entry_link).where(entry_link.c.staff_id == staff_id, entry_link.c.ended_at.is_(None))
    books.conn.execute(others.values(ended_at=now))
    row = {"id": new_id(), "staff_id": staff_id, "made_at": now, "expires_at": now + lasts}
    books.conn.execute(insert(entry_link), {**row, "token_print": _print(books, token)})
    tries.forgive(books, known.login)
    audit.record(books, actor, audit.Action.ENTRY_LINK_MADE, audit.staff(staff_id))
    return token


def is_open(books: Books, token: str) -> bool:
    """Whether this link can still be used. Looking at it uses nothing up."""
    return _owner(books, token) is not None


def use(books: Books, token: str, device: str) -> str | None:
    """Use the link up: what the account was entered with before is void, its browsers are signed out; the token of a session
    in which password and telephone are set. None for a link that is used, too old, or was never made.
    """
    owner = _owner(books, token)
    if owner is None:
        return None
    now = books.clock.now()
    used = update(entry_link).where(entry_link.c.token_print == _print(books, token), entry_link.c.ended_at.is_(None))
    if not books.conn.execute(used.values(ended_at=now)).rowcount:  # somebody else was quicker
        return None
    sessions.end_all(books, owner)
    for table in (recovery_code, staff_identity, staff_access):
        books.conn.execute(delete(table).where(table.c.staff_id == owner))
    books.conn.execute(insert(staff_access).values(staff_id=owner, changed_at=now))
    session = sessions.begin(books, owner, Stage.SETTING_UP, device)
    audit.record(books, audit.staff(owner), audit.Action.ENTRY_LINK_USED, audit.staff(owner))
    return session


def anybody_is_set_up(books: Books) -> bool:
    """Whether at least one person who works here can sign in."""
    asked = (
        select(staff_access.c.staff_id)
        .join(staff_table, staff_table.c.id == staff_access.c.staff_id)
        .where(staff_access.c.totp_confirmed_at.is_not(None), staff_table.c.active)
    )
    return books.conn.execute(asked.limit(1)).first() is not None


def set_up_ids(books: Books) -> frozenset[int]:
    """Who can sign in."""
    asked = select(staff_access.c.staff_id).where(staff_access.c.totp_confirmed_at.is_not(None))
    return frozenset(books.conn.execute(asked).scalars())


def _owner(books: Books, token: str) -> int | None:
    found = books.conn.execute(
        select(entry_link.c.staff_id)
        .where(entry_link.c.token_print == _print(books, token), entry_link.c.ended_at.is_(None))
        .where(entry_link.c.expires_at > books.clock.now())
    ).scalar()
    known = None if found is None else staff.find(books, found)
    return known.id if known is not None and known.active else None


def _print(books: Books, token: str) -> bytes:
    return books.keys.fingerprint(_PURPOSE, token)
