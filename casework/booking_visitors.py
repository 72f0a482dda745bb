"""Who comes: a party of the books, or a guest, known by name and phone until the desk has seen their papers?

A guest is told from another by the phone number: its keyed fingerprint is what the unique indexes compare. Name and number are
sealed as a party's are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from casework.books import Books
from casework.people import PartyRefused, name_of, tidy_phone

LONGEST_NAME = 100  # characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """Somebody who is not linked. ``phone`` as ``tidy_phone`` writes it. Its ``repr`` names nobody.

    Without a number only who stands at the desk: nothing else tells them from another of that name.
    """

    name: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """For whom a place is: a party or a guest, one of the two. ``contact_id``: the chat that asks; none: at the desk."""

    party_id: int | None = None
    guest: Guest | None = None
    contact_id: int | None = None

    def __post_init__(self) -> None:
        if (self.party_id is None) == (self.guest is None):
            raise ValueError("a visitor is a party or a guest")


def guest(name: str, phone: str | None) -> Guest:
    """The guest as people write a name and a number. Raises ``PartyRefused`` with a sentence for the person."""
    words = " ".join(unicodedata.normalize("NFC", name).split())
    letters = sum(one.isalpha() for one in words)
    if letters < 2 or len(words) > LONGEST_NAME or any(one.isdigit() for one in words):
        raise PartyRefused("Họ tên chưa rõ. Xin ghi đầy đủ họ tên như trên giấy tờ.")
    return Guest(name=words, phone=None if phone is None else tidy_phone(phone))


def columns(books: Books, table: str, row_id: int, visitor: Visitor) -> dict[str, Any]:
    """As a row of ``booking`` or ``reception_wait`` keeps them."""
    known: dict[str, Any] = {
        "party_id": visitor.party_id, "contact_id": visitor.contact_id,
        "guest_name_sealed": None, "guest_phone_sealed": None, "guest_phone_print": None,
    }  # fmt: skip
    if visitor.guest is not None:
        known["guest_name_sealed"] = books.keys.seal(table, "guest_name", row_id, visitor.guest.name)
        if visitor.guest.phone is not None:
            known["guest_phone_sealed"] = books.keys.seal(table, "guest_phone", row_id, visitor.guest.phone)
            known["guest_phone_print"] = phone_print(books, visitor.guest.phone)
    return known


def phone_print(books: Books, phone: str) -> bytes:
    """What the number is found by: the same as of a party's number. Raises ``PartyRefused`` for what is none."""
    return books.keys.fingerprint("phone", tidy_phone(phone))


def visitor_name(books: Books, visitor: Visitor) -> str | None:
    """The name in full."""
    if visitor.guest is not None:
        return visitor.guest.name
    return None if visitor.party_id is None else name_of(books, visitor.party_id)


def guest_in(books: Books, table: str, row: Any) -> Guest | None:
    """The guest whom a row names; none where it is a party's."""
    if row.guest_name_sealed is None:
        return None
    phone = row.guest_phone_sealed
    return Guest(
        name=books.keys.open(table, "guest_name", row.id, row.guest_name_sealed),
        phone=None if phone is None else books.keys.open(table, "guest_phone", row.id, phone),
    )
