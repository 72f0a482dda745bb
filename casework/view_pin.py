"""Is whoever holds the phone allowed to see the content? An optional six-digit PIN over one chat.

It guards a shared or lost phone, nothing more: it never identifies anybody. Five wrong ones in a row take the PIN off
and end the link, so the content is gone until the person links anew with a fresh code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, update

from casework.books import Books
from casework.contacts import Contact
from casework.linking_codes import verifier_hash, verifier_matches
from casework.links import EndedBy, locked_contact, unlink
from casework.tables.contacts import contact as contacts

OPEN_FOR = timedelta(minutes=10)  # as long as content stays unfolded in the chat
ERRORS = 5
_PEPPER = "view-pin"

Matches = Callable[[bytes, str, str], bool]


class PinChange(StrEnum):
    """What became of a wish to set or remove the PIN."""

    DONE = "done"
    NOT_SIX_DIGITS = "not_six_digits"
    TOO_SIMPLE = "too_simple"  # 000000, 123456, 654321 and the like
    NOT_LINKED = "not_linked"  # there is nothing to hide
    OPEN_FIRST = "open_first"  # the PIN that is set must be given before it is changed


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """Right: the content may be shown until ``until``."""

    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongPin:
    """Wrong; ``left`` tries remain."""

    left: int


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """The fifth wrong one: PIN off, link ended."""


@dataclass(frozen=True, slots=True)
class NoPin:
    """No PIN is set (or the chat is not linked)."""


PinCheck = Opened | WrongPin | LinkEnded | NoPin


def pin_needed(contact: Contact, now: datetime) -> bool:
    """Whether the PIN must be asked for before content is shown."""
    if not contact.has_pin:
        return False
    return contact.pin_open_until is None or contact.pin_open_until <= now


def set_pin(books: Books, contact_id: int, text: str) -> PinChange:
    """Set or change the PIN; it is open at once, for ten minutes."""
    row = locked_contact(books, contact_id)
    if row is None or row.party_id is None:
        return PinChange.NOT_LINKED
    if _closed(row, books.clock.now()):
        return PinChange.OPEN_FIRST
    digits = read_pin(text)
    if digits is None:
        return PinChange.NOT_SIX_DIGITS
    if too_simple(digits):
        return PinChange.TOO_SIMPLE
    kept = verifier_hash(books.keys.pepper(_PEPPER), digits)
    _keep(books, contact_id, pin_hash=kept, pin_failures=0, pin_open_until=books.clock.now() + OPEN_FOR)
    return PinChange.DONE


def remove_pin(books: Books, contact_id: int) -> PinChange:
    """Take the PIN off, if it was given within the last ten minutes."""
    row = locked_contact(books, contact_id)
    if row is None or row.party_id is None:
        return PinChange.NOT_LINKED
    if _closed(row, books.clock.now()):
        return PinChange.OPEN_FIRST
    _keep(books, contact_id, pin_hash=None, pin_failures=0, pin_open_until=None)
    return PinChange.DONE


def check_pin(books: Books, contact_id: int, text: str, *, matches: Matches = verifier_matches) -> PinCheck:
    """Open the content for ten minutes, or count an error; the fifth in a row ends the link.

    Something that is not six digits counts as well: there is nothing to learn from the difference.
    """
    row = locked_contact(books, contact_id)
    if row is None or row.pin_hash is None:
        return NoPin()
    digits = read_pin(text)
    if digits is not None and matches(books.keys.pepper(_PEPPER), digits, row.pin_hash):
        until = books.clock.now() + OPEN_FOR
        _keep(books, contact_id, pin_failures=0, pin_open_until=until)
        return Opened(until=until)
    if row.pin_failures + 1 >= ERRORS:
        unlink(books, contact_id, EndedBy.PIN)
        return LinkEnded()
    _keep(books, contact_id, pin_failures=row.pin_failures + 1, pin_open_until=None)
    return WrongPin(left=ERRORS - row.pin_failures - 1)


def close_pin(books: Books, contact_id: int) -> None:
    """Fold the content away before the ten minutes are over."""
    _keep(books, contact_id, pin_open_until=None)


def _keep(books: Books, contact_id: int, **values: Any) -> None:
    books.conn.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


def _closed(row: Row[Any], now: datetime) -> bool:
    return row.pin_hash is not None and (row.pin_open_until is None or row.pin_open_until <= now)


def read_pin(text: str) -> str | None:
    """The six digits of a PIN as typed, without spaces, dots and dashes; None for anything else."""
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text[:60]))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def too_simple(digits: str) -> bool:
    """One digit or pair or triple over and over, or a straight run: what a finder of the phone tries first."""
    repeats = any(digits == digits[:size] * (6 // size) for size in (1, 2, 3))
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return repeats or steps in ({1}, {-1})
