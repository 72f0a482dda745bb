"""Which words of the library does an officer put into an answer? The short form of an explanation, with its articles."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.books import Books
from messages import explanations, office_law
from messages.law_approval import is_approved
from messages.law_file import Explanation


class UnknownPart(Exception):
    """No explanation has this name today; the message says how to find one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inserted:
    """What is put in, and under which name and version it is kept."""

    name: str
    text: str


def inserted(books: Books, name: str, on: date) -> Inserted:
    """The explanation called ``name`` as it is said on ``on``. Raises ``UnknownPart``."""
    one = _found(books, name.strip(), on)
    text = explanations.render(one, approved=is_approved(books, one))
    return Inserted(name=f"{one.name} v{one.version}", text=text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    """What is sent, and the names of the reviewed parts in it; none: None."""

    text: str
    law: str | None


def composed(own: str, parts: Sequence[Inserted]) -> Composed:
    """An officer's own words, then the parts, each after an empty line."""
    words = [tidy_words(own), *(part.text for part in parts)]
    names = ", ".join(part.name for part in parts)
    return Composed(text="\n\n".join(filter(None, words)), law=names or None)


def tidy_words(text: str) -> str:
    """What was typed or sent by a form, in NFC, each line's end as one sign, nothing empty around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _found(books: Books, name: str, on: date) -> Explanation:
    shipped = (one for one in explanations.versions_of(name) if one.valid_on(on))
    one = next(shipped, None) or office_law.find(books, name, on)
    if one is None:
        raise UnknownPart(f"Không có bài giải thích «{name}» đang dùng. Xem danh sách: gandan law show")
    return one
