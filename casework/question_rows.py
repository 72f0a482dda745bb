"""What is a question to an officer, as the books have it: its head, and what was said on both sides?

What is said is sealed, bound to its thread and to the side that speaks. Here rows are only read and written; who may do what
is said in ``casework.questions`` (the person) and ``casework.question_desk`` (the officer).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.references import read_reference
from casework.tables.questions import question as questions
from casework.tables.questions import question_entry as entries

REFERENCE = "CH"
LONGEST = 4_000  # characters; Telegram's own limit of a message is 4,096


class State(StrEnum):
    """Where a question stands. Stored by value."""

    WAITING = "waiting"  # for an officer
    ASKED_BACK = "asked_back"  # for the person
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What the person wants of the officer. Stored by value."""

    QUESTION = "question"
    CONFIRMATION = "confirmation"
    COMPLAINT = "complaint"
    WAIVER = "waiver"
    AUTHORISATION = "authorisation"
    CORRECTION = "correction"  # an entry of the books that is not true
    DISTRESS = "distress"


class Act(StrEnum):
    """What was done with the words of an entry. Stored by value."""

    ASKED = "asked"
    ADDED = "added"  # the person said more
    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    CALLED = "called"  # by telephone; a note of the office, never shown to the person
    HANDED = "handed"  # to a colleague, or back to the queue: who, and a note; never shown to the person either


OF_THE_PERSON = frozenset({Act.ASKED, Act.ADDED})
OF_THE_OFFICE = frozenset({Act.CALLED, Act.HANDED})  # notes, for officers only


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something said; ids rise in the order of saying. ``staff_id`` is who said it, None the person; ``law`` the explanation that was inserted."""

    id: int
    act: Act
    text: str = field(repr=False)
    staff_id: int | None
    law: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question, how far it has come, and what was said so far, oldest first."""

    id: int
    reference: str
    contact_id: int
    party_id: int | None
    state: State
    kind: Kind
    asked_at: datetime
    intent: str | None
    topic: str | None
    decision_id: int | None
    seen: str | None
    officer_id: int | None
    office_id: int | None
    unanswered: int  # how often the person has spoken since an officer did
    waiting_since: datetime | None
    promised_on: date | None
    closed_at: datetime | None
    closed_by: int | None
    entries: tuple[Entry, ...]

    @property
    def text(self) -> str:
        """The words it began with."""
        return next((one.text for one in self.entries if one.act is Act.ASKED), "")

    @property
    def last_answer(self) -> Entry | None:
        """The officer's last answer."""
        return next((one for one in reversed(self.entries) if one.act is Act.ANSWERED), None)

    @property
    def answer(self) -> str | None:
        """The words of the last answer."""
        return None if (last := self.last_answer) is None else last.text

    @property
    def answered_by(self) -> int | None:
        """Who gave the last answer."""
        return None if (last := self.last_answer) is None else last.staff_id

    @property
    def answered_at(self) -> datetime | None:
        """When the last answer was written."""
        return None if (last := self.last_answer) is None else last.at

    def said_by_officer(self, entry_id: int | None) -> Entry | None:
        """What an officer said to the person under this id; None for the id means the last answer."""
        if entry_id is None:
            return self.last_answer
        told = (Act.ANSWERED, Act.ASKED_BACK)
        return next((one for one in self.entries if one.id == entry_id and one.act in told), None)

    def is_late(self, on: date) -> bool:
        """Whether it still waits on a day after the one that was named to the person."""
        return self.state is State.WAITING and self.promised_on is not None and self.promised_on < on


def question(books: Books, which: int | str) -> Question | None:
    """One question by id or by reference, however that is written."""
    if isinstance(which, int):
        rows = _BY_ID.named(books.conn, which=which)
    else:
        reference = read_reference(REFERENCE, which) or ""
        rows = _BY_REFERENCE.named(books.conn, reference=reference)
    if not rows:
        return None
    said = [_entry(books, row) for row in _ENTRIES_OF.named(books.conn, question=rows[0].id)]
    return _opened(rows[0]._asdict(), said)


def locked(books: Books, which: int) -> Question | None:
    """The question, held until the transaction ends: of two officers who do something with it one comes after the other."""
    return None if _LOCK.scalar(books.conn, which=which) is None else question(books, which)


def opened(books: Books, rows: Sequence[Row[Any]]) -> tuple[Question, ...]:
    """The questions of these rows, in their order, with what was said: one statement more, however many."""
    said = _said(books, [row.id for row in rows])
    return tuple(_opened(dict(row._mapping), said[row.id]) for row in rows)


def named(which: int | str) -> Any:
    """The condition that picks the question meant by an id or a reference."""
    if isinstance(which, int):
        return questions.c.id == which
    return questions.c.reference == (read_reference(REFERENCE, which) or "")


def fitted(text: str) -> str:
    """What is kept of what was said: NFC, no white space around it, at most 4,000 characters."""
    return unicodedata.normalize("NFC", text[: 2 * LONGEST]).strip()[:LONGEST].rstrip()


def write_entry(
    books: Books, question_id: int, act: Act, text: str, *, staff_id: int | None = None, law: str | None = None
) -> int:
    """Write down what was said; the entry's id."""
    entry_id = new_id()
    _ADD_ENTRY.changed(
        books.conn,
        id=entry_id,
        question_id=question_id,
        act=act.value,
        text_sealed=books.keys.seal("question", _side(act), question_id, text),
        staff_id=staff_id,
        law=law,
        at=books.clock.now(),
    )
    return entry_id


def move(books: Books, which: Any, to: State, *, frm: Iterable[State], **values: Any) -> bool:
    """Bring the question that ``which`` picks to another state if it is in one of ``frm``; whether it was."""
    states = [state.value for state in frm]
    moved = books.conn.execute(
        update(questions).where(which, questions.c.state.in_(states)).values(state=to.value, **values)
    )
    books.ring("questions")
    return moved.rowcount == 1


_BY_ID = Prepared(select(questions).where(questions.c.id == bindparam("which")))
_BY_REFERENCE = Prepared(select(questions).where(questions.c.reference == bindparam("reference")))
_LOCK = Prepared(select(questions.c.id).where(questions.c.id == bindparam("which")).with_for_update())
_ADD_ENTRY = insert_of(entries, "id", "question_id", "act", "text_sealed", "staff_id", "law", "at")
_ENTRIES_OF = Prepared(select(entries).where(entries.c.question_id == bindparam("question")).order_by(entries.c.id))
_ENTRIES = (
    select(entries).where(entries.c.question_id.in_(bindparam("questions", expanding=True))).order_by(entries.c.id)
)


def _side(act: Act) -> str:
    return "text" if act in OF_THE_PERSON else "answer"


def _said(books: Books, ids: Sequence[int]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    if not ids:
        return found
    for row in books.conn.execute(_ENTRIES, {"questions": list(ids)}):
        found[row.question_id].append(_entry(books, row))
    return found


def _entry(books: Books, row: Any) -> Entry:
    act = Act(row.act)
    words = books.keys.open("question", _side(act), row.question_id, row.text_sealed)
    return Entry(id=row.id, act=act, text=words, staff_id=row.staff_id, law=row.law, at=row.at)


def _opened(known: dict[str, Any], said: Sequence[Entry]) -> Question:
    return Question(**known | {"state": State(known["state"]), "kind": Kind(known["kind"]), "entries": tuple(said)})
