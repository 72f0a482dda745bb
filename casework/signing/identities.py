"""Which account of the province's identity provider is whose? Issuer and subject say so; a name or an address never does.

Whoever is signed in here links their own account; nobody else does it for them. An account there belongs to one person here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from casework import audit, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.signing import sessions
from casework.signing.sessions import Session, Stage
from casework.tables.signing import staff_access, staff_identity

SHOWN_LATELY = timedelta(minutes=5)  # several factors at the provider: our own telephone is not asked on top
_PURPOSE = "staff-identity"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """An account at the provider that is linked."""

    called: str = field(repr=False)
    linked_at: datetime


def of_staff(books: Books, staff_id: int) -> Identity | None:
    """The account that this person has linked."""
    row = books.conn.execute(select(staff_identity).where(staff_identity.c.staff_id == staff_id)).one_or_none()
    if row is None:
        return None
    called = books.keys.open("staff_identity", "called", row.id, row.called_sealed)
    return Identity(called=called, linked_at=row.linked_at)


def link(books: Books, session: Session, issuer: str, subject: str, called: str) -> bool:
    """Link an account to whoever is signed in, in place of the one before; False when it is somebody else's."""
    who, row_id = session.staff, new_id()
    row = {
        "id": row_id,
        "staff_id": who.id,
        "identity_print": _print(books, issuer, subject),
        "called_sealed": books.keys.seal("staff_identity", "called", row_id, called),
        "linked_at": books.clock.now(),
    }
    try:
        with books.conn.begin_nested():
            books.conn.execute(delete(staff_identity).where(staff_identity.c.staff_id == who.id))
            books.conn.execute(insert(staff_identity), row)
    except IntegrityError:
        return False
    audit.record(books, audit.staff(who.id), audit.Action.IDENTITY_LINKED, audit.staff(who.id))
    return True


def unlink(books: Books, session: Session) -> None:
    """That account opens nothing here any more."""
    who = session.staff
    if books.conn.execute(delete(staff_identity).where(staff_identity.c.staff_id == who.id)).rowcount:
        audit.record(books, audit.staff(who.id), audit.Action.IDENTITY_UNLINKED, audit.staff(who.id))


def entered(books: Books, issuer: str, subject: str, device: str, factors_at: datetime | None) -> str | None:
    """The token of a session for whoever has linked this account; None when nobody who works here has.

    ``factors_at``: when several factors were shown at the provider; unless that was lately, our telephone is asked next.
    """
    owner = books.conn.execute(
        select(staff_identity.c.staff_id)
        .join(staff_access, staff_access.c.staff_id == staff_identity.c.staff_id)
        .where(staff_identity.c.identity_print == _print(books, issuer, subject))
        .where(staff_access.c.totp_confirmed_at.is_not(None))
    ).scalar()
    who = None if owner is None else staff.find(books, owner)
    if who is None or not who.active:
        return None
    if factors_at is None or books.clock.now() - factors_at > SHOWN_LATELY:
        return sessions.begin(books, who.id, Stage.CODE, device)
    actor = audit.staff(who.id)
    audit.record(books, actor, audit.Action.SIGNED_IN, actor, purpose=f"{who.role.value} by_province")
    return sessions.begin(books, who.id, Stage.IN, device)


def _print(books: Books, issuer: str, subject: str) -> bytes:
    return books.keys.fingerprint(_PURPOSE, f"{issuer}\n{subject}")
