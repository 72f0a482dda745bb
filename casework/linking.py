"""Is the person in this chat the party? A printed code and the last six digits of the identity number say so.

The code carries the safety (55 random bits); the digits only narrow, because they are knowledge. Cheap checks come first,
so that guessing burns no processor time: wait of the chat, check sign, selector, lock of the party, six digits, and only
then Argon2id. Whatever is wrong, the answer is the same; the dialogue sends it one second after the question.

A third chat of a party is refused after its code and digits were right, and ends none of the two: who holds a stolen
letter cannot push the rightful person out unseen. The code stays good, so the person cuts an old chat (or lets an officer
do it) and types it again. Parties without a twelve-digit number (organisations, the old card) are confirmed by an officer.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from casework import link_limits
from casework.audit import Action, record
from casework.books import Books
from casework.link_requests import ask_officer
from casework.linking_codes import PrintedCode, read_code, read_last_six, verifier_matches
from casework.links import (
    CHATS_PER_PARTY,
    EndedBy,
    LiveLink,
    begin_link,
    end_stale_links,
    live_links,
    locked_contact,
    other_chats,
    stale_links,
    unlink,
    unlink_everywhere,
)
from casework.people import identity_last_six
from casework.printed_codes import IssuedCode, code_pepper, print_code
from casework.tables.linking import link_code

__all__ = [
    "AwaitsOfficer", "EndedBy", "IssuedCode", "Linked", "LiveLink", "Mistyped", "Outcome", "Part", "Refused",
    "TooManyChats", "WaitUntil", "end_stale_links", "live_links", "print_code", "stale_links", "try_link", "unlink",
    "unlink_everywhere",
]  # fmt: skip

Matches = Callable[[bytes, str, str], bool]


class Part(StrEnum):
    """Which of the two was typed wrong, seen from its form alone."""

    CODE = "code"
    DIGITS = "digits"


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """The chat now speaks for ``party_id``. ``earlier`` are the party's other chats, which must be told at once."""

    party_id: int
    earlier: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AwaitsOfficer:
    """The code was right, but there is no number to compare: an officer confirms. Nothing is shown until then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TooManyChats:
    """All was right, but the party has two chats already; they (``earlier``) must be told of the try."""

    earlier: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Wrong, used, expired, cancelled, locked or unknown: never said which. ``wait_until`` if that was one too many."""

    wait_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistyped:
    """Not of the form; no try was spent and nothing was looked up."""

    part: Part


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitUntil:
    """This chat has failed too often; nothing was looked at."""

    instant: datetime


Outcome = Linked | AwaitsOfficer | TooManyChats | Refused | Mistyped | WaitUntil


def try_link(
    books: Books, contact_id: int, code_text: str, digits_text: str, *, matches: Matches = verifier_matches
) -> Outcome:
    """Link the chat if code and digits are right; see the module for the order of checks.

    ``matches(pepper, verifier, kept)`` is the costly comparison; tests count its calls through it.
    """
    chat = locked_contact(books, contact_id)
    if chat is None:
        raise LookupError("no such contact")
    wait = link_limits.chat_waits_until(books, chat.address_print)
    if wait is not None:
        return WaitUntil(instant=wait)
    code, digits = read_code(code_text), read_last_six(digits_text)
    if not isinstance(code, PrintedCode):
        return Mistyped(part=Part.CODE)
    if digits is None:
        return Mistyped(part=Part.DIGITS)
    row = _code_that_fits(books, code, digits, matches)
    outcome = None if row is None else _let_in(books, contact_id, row)
    if outcome is None or isinstance(outcome, TooManyChats):  # the latter counts too: it costs a hash and a message
        link_limits.record_failure(books, chat.address_print)
    return outcome or Refused(wait_until=link_limits.chat_waits_until(books, chat.address_print))


def _code_that_fits(books: Books, code: PrintedCode, digits: str, matches: Matches) -> Row[Any] | None:
    row = books.conn.execute(_BY_SELECTOR, {"selector": code.selector}).one_or_none()
    if row is None or row.used_at is not None or row.cancelled_at is not None:
        return None
    if row.expires_at <= books.clock.now() or not link_limits.take_try(books, row.party_id):
        return None
    number = identity_last_six(books, row.party_id)
    right = number is None or hmac.compare_digest(number, digits)
    if right and matches(code_pepper(books.keys), code.verifier, row.verifier_hash):
        link_limits.give_back_try(books, row.party_id)
        return row
    link_limits.record_lock(books, row.party_id)
    return None


def _let_in(books: Books, contact_id: int, row: Row[Any]) -> Outcome | None:
    """Use the code up and link; None when another process used it since we looked."""
    party_id: int = row.party_id
    earlier = other_chats(books, party_id, contact_id)
    if len(earlier) >= CHATS_PER_PARTY:
        record(books, f"contact:{contact_id}", Action.LINK, f"party:{party_id}", result="too_many_chats")
        return TooManyChats(earlier=earlier)
    if not _consume(books, row.id):
        return None
    if identity_last_six(books, party_id) is None:
        ask_officer(books, contact_id, party_id)
        return AwaitsOfficer()
    begin_link(books, contact_id, party_id)
    return Linked(party_id=party_id, earlier=earlier)


def _consume(books: Books, code_id: int) -> bool:
    used = books.conn.execute(
        update(link_code)
        .where(link_code.c.id == code_id, link_code.c.used_at.is_(None), link_code.c.cancelled_at.is_(None))
        .values(used_at=books.clock.now())
    )
    return used.rowcount == 1


_BY_SELECTOR = select(link_code).where(link_code.c.selector == bindparam("selector"))
