"""Does whoever signs in hold the telephone? Six digits that change every half minute (TOTP, RFC 6238), or a recovery code.

A code counts once, and none before it ever again: whoever reads it over a shoulder comes too late.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import unicodedata
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import ColumnElement, delete, insert, select, update

from casework.books import Books
from casework.db.ids import new_ids
from casework.tables.signing import recovery_code, staff_access

STEP = 30  # seconds
DRIFT = 1  # steps before and after the present one: a telephone's clock
SECRET_BYTES = 20
CODES = 10  # recovery codes
_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else
_CODE_SIGNS = 12  # 58 bits
_PURPOSE = "recovery-code"


def new_secret(books: Books, staff_id: int) -> None:
    """Draw the secret that the telephone is to learn; until it has shown a code of it nothing follows from it."""
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    sealed = books.keys.seal("staff_access", "totp", staff_id, secret)
    _set(books, staff_id, totp_sealed=sealed, totp_confirmed_at=None, totp_step=None)


def secret_of(books: Books, staff_id: int) -> str | None:
    """The secret in base 32, to be shown while it is being set up."""
    sealed = books.conn.execute(select(staff_access.c.totp_sealed).where(_is(staff_id))).scalar()
    return None if sealed is None else books.keys.open("staff_access", "totp", staff_id, sealed)


def address_for(secret: str, login: str, issuer: str) -> str:
    """What the telephone reads from the picture (``otpauth://``)."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def use_code(books: Books, staff_id: int, typed: str) -> bool:
    """Whether ``typed`` is a code of now that has not been used; from now on it has been."""
    known = books.conn.execute(select(staff_access).where(_is(staff_id)).with_for_update()).one_or_none()
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed[:40]))
    if known is None or known.totp_sealed is None or re.fullmatch(r"[0-9]{6}", digits, re.ASCII) is None:
        return False
    step = _step_of(books.keys.open("staff_access", "totp", staff_id, known.totp_sealed), digits, books.clock.now())
    if step is None or (known.totp_step is not None and step <= known.totp_step):
        return False
    _set(books, staff_id, totp_step=step, totp_confirmed_at=known.totp_confirmed_at or books.clock.now())
    return True


def new_recovery_codes(books: Books, staff_id: int) -> tuple[str, ...]:
    """Ten codes for when the telephone is lost, each for one sign-in. Those before are void; these are shown this once."""
    drawn = ["".join(secrets.choice(_SIGNS) for _ in range(_CODE_SIGNS)) for _ in range(CODES)]
    books.conn.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    rows = [
        {"id": number, "staff_id": staff_id, "code_print": _print(books, staff_id, code)}
        for number, code in zip(new_ids(CODES), drawn, strict=True)
    ]
    books.conn.execute(insert(recovery_code), rows)
    return tuple("-".join(code[start : start + 4] for start in range(0, _CODE_SIGNS, 4)) for code in drawn)


def use_recovery_code(books: Books, staff_id: int, typed: str) -> bool:
    """Whether ``typed`` is one of the codes that are left; from now on it is not."""
    signs = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed[:60])).lower()
    if len(signs) != _CODE_SIGNS:
        return False
    used = (
        update(recovery_code)
        .where(recovery_code.c.staff_id == staff_id, recovery_code.c.used_at.is_(None))
        .where(recovery_code.c.code_print == _print(books, staff_id, signs))
        .values(used_at=books.clock.now())
    )
    return bool(books.conn.execute(used).rowcount)


def recovery_codes_left(books: Books, staff_id: int) -> int:
    """How many of them have not been used."""
    asked = select(recovery_code.c.id).where(recovery_code.c.staff_id == staff_id, recovery_code.c.used_at.is_(None))
    return len(books.conn.execute(asked).all())


def _step_of(secret: str, digits: str, now: datetime) -> int | None:
    totp, present = _totp(secret), int(now.timestamp()) // STEP
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * STEP), digits.encode()):
            found = step
    return found


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)  # noqa: S303  # what every telephone reads; HMAC is not broken


def _print(books: Books, staff_id: int, code: str) -> bytes:
    return books.keys.fingerprint(_PURPOSE, f"{staff_id}:{code}")


def _is(staff_id: int) -> ColumnElement[bool]:
    return staff_access.c.staff_id == staff_id


def _set(books: Books, staff_id: int, **values: object) -> None:
    now = books.clock.now()
    books.conn.execute(update(staff_access).where(_is(staff_id)).values(changed_at=now, **values))
