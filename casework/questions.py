"""What has a person asked that only an officer can answer, and has it been answered?

The words are sealed. A question belongs to the chat it came from; somebody else's and a missing one look alike.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.links import locked_contact
from casework.references import new_reference, read_reference
from casework.tables.questions import question as questions

OPEN_AT_ONCE = 5  # per chat: more is a flood or a despair, and both are better served by a telephone number
LONGEST = 4_000  # characters; Telegram's own limit of a message is 4,096
KIND = "CH"


class State(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question and, once there is one, its answer."""

    id: int
    reference: str
    contact_id: int
    party_id: int | None
    state: State
    text: str = field(repr=False)
    asked_at: datetime
    answer: str | None = field(repr=False)
    answered_by: int | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TooManyOpen:
    """The chat has ``OPEN_AT_ONCE`` questions waiting; nothing was written."""

    waiting: int


def ask(books: Books, contact_id: int, party_id: int | None, text: str) -> Question | TooManyOpen:
    """Put a question before the officers. Cut at 4,000 characters; raises ``ValueError`` when nothing is said."""
    words = _fitted(text)
    if not words:
        raise ValueError("a question says something")
    locked_contact(books, contact_id)  # two at once would both find room for the last one
    waiting = books.conn.execute(
        select(func.count())
        .select_from(questions)
        .where(questions.c.contact_id == contact_id, questions.c.state == State.WAITING.value)
    ).scalar_one()
    if waiting >= OPEN_AT_ONCE:
        return TooManyOpen(waiting=waiting)
    row_id = new_id()
    books.conn.execute(
        insert(questions).values(
            id=row_id,
            contact_id=contact_id,
            party_id=party_id,
            state=State.WAITING.value,
            reference=_free_reference(books),
            text_sealed=books.keys.seal("question", "text", row_id, words),
            asked_at=books.clock.now(),
        )
    )
    books.ring("questions")
    asked = question(books, row_id)
    assert asked is not None  # noqa: S101  # it was just written
    return asked


def waiting(books: Books, *, limit: int = 200) -> tuple[Question, ...]:
    """What officers have to answer, longest waiting first."""
    rows = books.conn.execute(
        select(questions)
        .where(questions.c.state == State.WAITING.value)
        .order_by(questions.c.asked_at, questions.c.id)
        .limit(limit)
    )
    return tuple(_opened(books, row) for row in rows)


def questions_of(books: Books, contact_id: int) -> tuple[Question, ...]:
    """What this chat has asked and not withdrawn, newest first."""
    rows = books.conn.execute(
        select(questions)
        .where(questions.c.contact_id == contact_id, questions.c.state != State.WITHDRAWN.value)
        .order_by(questions.c.asked_at.desc(), questions.c.id.desc())
    )
    return tuple(_opened(books, row) for row in rows)


def question(books: Books, which: int | str) -> Question | None:
    """One question by id or by reference, however that is written."""
    row = books.conn.execute(select(questions).where(_named(which))).one_or_none()
    return None if row is None else _opened(books, row)


def answer(books: Books, which: int | str, staff_id: int, text: str) -> Question | None:
    """Write the officer's answer; the question with it, or None when it waits no longer (or never did).

    The caller queues the answer to the chat, in the same transaction.
    """
    words = _fitted(text)
    if not words:
        raise ValueError("an answer says something")
    asked = question(books, which)
    if asked is None:
        return None
    values = {
        "answer_sealed": books.keys.seal("question", "answer", asked.id, words),
        "answered_by": staff_id,
        "answered_at": books.clock.now(),
    }
    if not _move(books, questions.c.id == asked.id, State.ANSWERED, values):
        return None
    return question(books, asked.id)


def withdraw(books: Books, contact_id: int, which: int | str) -> bool:
    """The person no longer asks; False for an answered, a foreign or a missing question alike."""
    return _move(books, _named(which) & (questions.c.contact_id == contact_id), State.WITHDRAWN, {})


def _move(books: Books, which: Any, state: State, values: dict[str, Any]) -> bool:
    moved = books.conn.execute(
        update(questions).where(which, questions.c.state == State.WAITING.value).values(state=state.value, **values)
    )
    books.ring("questions")
    return moved.rowcount == 1


def _fitted(text: str) -> str:
    return unicodedata.normalize("NFC", text[: 2 * LONGEST]).strip()[:LONGEST].rstrip()


def _named(which: int | str) -> Any:
    if isinstance(which, int):
        return questions.c.id == which
    return questions.c.reference == (read_reference(KIND, which) or "")


def _free_reference(books: Books) -> str:
    while True:
        reference = new_reference(KIND)
        if books.conn.execute(select(questions.c.id).where(questions.c.reference == reference)).first() is None:
            return reference


def _opened(books: Books, row: Row[Any]) -> Question:
    opens = books.keys.open
    return Question(
        id=row.id,
        reference=row.reference,
        contact_id=row.contact_id,
        party_id=row.party_id,
        state=State(row.state),
        text=opens("question", "text", row.id, row.text_sealed),
        asked_at=row.asked_at,
        answer=None if row.answer_sealed is None else opens("question", "answer", row.id, row.answer_sealed),
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
