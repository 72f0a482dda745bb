"""How does a party get the code that links its chat? An officer prints it; it is readable on that paper only.

Kept are the selector (random, means nothing) and an Argon2id hash of the rest under a secret that is not in the books.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from casework import link_limits
from casework.audit import Action, record, staff
from casework.books import Books
from casework.db.ids import new_id
from casework.encryption import Keys
from casework.linking_codes import PrintedCode, make_code, verifier_hash
from casework.tables.linking import link_code

VALID_FOR = timedelta(days=30)  # NIST 800-63A's outer value for codes sent by post


def code_pepper(keys: Keys) -> bytes:
    """The secret that verifiers are hashed with."""
    return keys.pepper("link-code")


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedCode:
    """A code and its hash, made outside any transaction (about 0.1 s of one core)."""

    code: PrintedCode = field(repr=False)
    verifier_hash: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedCode:
    """What goes on the letter, once; ``display`` is kept nowhere."""

    party_id: int
    display: str = field(repr=False)
    expires_at: datetime
    locked: bool  # too many failures: an officer must unlock before this code is of use


def prepare_code(keys: Keys) -> PreparedCode:
    """Make a code before the books are opened: printing thousands must not hold the one writer for their hashes."""
    code = make_code(secrets.token_bytes)
    return PreparedCode(code=code, verifier_hash=verifier_hash(code_pepper(keys), code.verifier))


def print_code(books: Books, party_id: int, staff_id: int, *, prepared: PreparedCode | None = None) -> IssuedCode:
    """Issue the party's code, good for 30 days; the one before is cancelled, the failure count stays.

    Give ``prepared`` (``prepare_code``) wherever many are printed.
    """
    now = books.clock.now()
    link_limits.ensure_guard(books, party_id)
    books.conn.execute(
        update(link_code)
        .where(link_code.c.party_id == party_id, link_code.c.used_at.is_(None), link_code.c.cancelled_at.is_(None))
        .values(cancelled_at=now)
    )
    kept = prepared or prepare_code(books.keys)
    row = {"party_id": party_id, "printed_at": now, "expires_at": now + VALID_FOR, "printed_by": staff_id}
    while not _insert_code(books, row, kept):
        kept = prepare_code(books.keys)  # one selector in 33 million is taken already
    record(books, staff(staff_id), Action.LINK_CODE_PRINTED, f"party:{party_id}")
    return IssuedCode(
        party_id=party_id,
        display=kept.code.display,
        expires_at=now + VALID_FOR,
        locked=link_limits.is_locked(books, party_id),
    )


def _insert_code(books: Books, row: dict[str, Any], kept: PreparedCode) -> bool:
    taken = select(link_code.c.id).where(link_code.c.selector == kept.code.selector)
    if books.conn.execute(taken).first() is not None:
        return False
    values = {"id": new_id(), "selector": kept.code.selector, "verifier_hash": kept.verifier_hash, **row}
    books.conn.execute(insert(link_code).values(**values))
    return True
