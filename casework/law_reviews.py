"""Which words about the law has the agency approved, and whose word is it?

A review is bound to the hash of the words that were read: whoever changes one of them has a draft again, and whoever puts
them back has the approval again. The last review of these words that was not taken back stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.staff import LEADERS, Role
from casework.tables.law_reviews import law_review

REVIEWERS = frozenset({Role.LEGAL, *LEADERS})
LONGEST_NOTE = 1_000  # characters


class State(StrEnum):
    """What a reviewer decided. Stored by value."""

    APPROVED = "approved"
    RETURNED = "returned"


class LawReviewRefused(Exception):
    """The review cannot be written; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """One version of one explanation and the hash of its words (``messages.explanations.words_hash``)."""

    name: str
    version: int
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LawReview:
    """A review as the books have it."""

    id: int
    words: Words
    state: State
    staff_id: int
    note: str = field(repr=False)
    at: datetime


def review(books: Books, words: Words, state: State, staff_id: int, note: str = "") -> int:
    """Write a review; gives its id. Raises ``LawReviewRefused`` when it says nothing new, or returns without a note."""
    said = " ".join(note.split())
    if len(said) > LONGEST_NOTE:
        raise LawReviewRefused(f"Ghi chú dài hơn {LONGEST_NOTE} ký tự. Hãy viết ngắn lại.")
    if state is State.RETURNED and not said:
        raise LawReviewRefused("Trả lại thì phải nói vì sao. Hãy thêm ghi chú.")
    last = standing(books, words)
    if last is not None and last.state is State.APPROVED and state is State.APPROVED:
        raise LawReviewRefused("Đúng những lời này đã được duyệt. Không cần duyệt lại.")
    row_id = new_id()
    row = {
        "id": row_id,
        "name": words.name,
        "version": words.version,
        "words_hash": words.hash,
        "state": state.value,
        "staff_id": staff_id,
        "note_sealed": books.keys.seal("law_review", "note_sealed", row_id, said) if said else None,
        "at": books.clock.now(),
    }
    books.conn.execute(insert(law_review).values(**row))
    audit.record(books, audit.staff(staff_id), audit.Action.LAW_REVIEWED, f"law:{words.name}", purpose=state.value)
    return row_id


def take_back(books: Books, words: Words, staff_id: int) -> LawReview:
    """The last standing review of these words stands no more; gives it. Raises ``LawReviewRefused`` when there is none."""
    last = standing(books, words)
    if last is None:
        raise LawReviewRefused("Những lời đang có của bài này chưa ai duyệt hay trả lại. Không có gì để rút.")
    taken = {"withdrawn_at": books.clock.now(), "withdrawn_by": staff_id}
    books.conn.execute(update(law_review).where(law_review.c.id == last.id).values(**taken))
    purpose = f"{last.state.value}_withdrawn"
    audit.record(books, audit.staff(staff_id), audit.Action.LAW_REVIEWED, f"law:{words.name}", purpose=purpose)
    return last


def standing(books: Books, words: Words) -> LawReview | None:
    """The review that stands for exactly these words; None while nobody has looked at them."""
    return standing_of(books, [words]).get(words)


def approved(books: Books, words: Words) -> bool:
    """Whether exactly these words have a standing approval."""
    found = standing(books, words)
    return found is not None and found.state is State.APPROVED


def standing_of(books: Books, several: Iterable[Words]) -> dict[Words, LawReview]:
    """The standing reviews of several words, in one statement; words that nobody has looked at are left out."""
    wanted = set(several)
    query = select(law_review).where(
        law_review.c.withdrawn_at.is_(None), law_review.c.name.in_({one.name for one in wanted})
    )
    rows = books.conn.execute(query.order_by(law_review.c.at, law_review.c.id))
    found = {words: row for row in rows if (words := _words(row)) in wanted}  # the last one of each stays
    return {words: _opened(books, row) for words, row in found.items()}


def _words(row: Row[Any]) -> Words:
    return Words(name=row.name, version=row.version, hash=row.words_hash)


def _opened(books: Books, row: Row[Any]) -> LawReview:
    sealed = row.note_sealed
    return LawReview(
        id=row.id,
        words=_words(row),
        state=State(row.state),
        staff_id=row.staff_id,
        note=books.keys.open("law_review", "note_sealed", row.id, sealed) if sealed is not None else "",
        at=row.at,
    )
