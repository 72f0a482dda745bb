"""Who writes to the bot in these tests? Chats, letters and links, without the cost of real hashes where it is not the point."""

from __future__ import annotations

import random
from dataclasses import dataclass

from casework import linking
from casework.books import Books
from casework.contacts import meet
from casework.linking import Linked, Outcome
from casework.linking_codes import PrintedCode, make_code
from casework.printed_codes import PreparedCode, print_code
from tests.builders import a_person, a_staff_member, an_agency

DIGITS = "000123"
IDENTITY = "095181" + DIGITS
WRONG_DIGITS = "000124"


class CheapHash:
    """Stands where Argon2id stands and counts how often it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, pepper: bytes, verifier: str, kept: str) -> bool:
        self.calls += 1
        return kept == kept_cheaply(verifier)


def kept_cheaply(verifier: str) -> str:
    return f"cheap:{verifier}"


def prepared(seed: int) -> PreparedCode:
    """A code drawn from ``seed``, hashed cheaply."""
    code = make_code(random.Random(seed).randbytes)
    return PreparedCode(code=code, verifier_hash=kept_cheaply(code.verifier))


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A party and the code on its letter."""

    party: int
    staff: int
    code: str


def a_letter(books: Books, *, seed: int = 1, party: int | None = None, staff: int | None = None) -> Letter:
    """A person (identity number ``IDENTITY`` unless given) who has got a letter with a code."""
    staff = staff if staff is not None else a_staff_member(books, an_agency(books))
    party = party if party is not None else a_person(books, identity=IDENTITY)
    issued = print_code(books, party, staff, prepared=prepared(seed))
    return Letter(party=party, staff=staff, code=issued.display)


def a_chat(books: Books, address: str = "1001", account: str = "telegram") -> int:
    return meet(books, account, address).id


def tries(books: Books, chat: int, code: str, digits: str = DIGITS, matches: CheapHash | None = None) -> Outcome:
    return linking.try_link(books, chat, code, digits, matches=matches or CheapHash())


def a_linked_chat(books: Books, address: str = "1001", *, seed: int = 1, letter: Letter | None = None) -> int:
    """A chat that its owner has linked."""
    letter = letter if letter is not None else a_letter(books, seed=seed)
    chat = a_chat(books, address)
    assert isinstance(tries(books, chat, letter.code), Linked)
    return chat


def another_code(not_this: str, seed: int = 99) -> PrintedCode:
    """A well-formed code that was never printed."""
    code = make_code(random.Random(seed).randbytes)
    assert code.display != not_this
    return code
