"""Which officers' answers have become explanations of this agency, who proposed them and who approved them?

Whoever calls has read the words (``messages.proposing``): here only the order is kept, proposed by one, decided by another,
withdrawn by whoever may decide. An approved one is an explanation like the shipped ones, and its asked words are examples.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.tables.questions import proposal as proposals

_LETTERS = "abcdefghkmnpqrstuvwxyz"
_LENGTH = 6
_MARK = "office_"  # what an explanation of the agency's own is called after its topic: a button's press carries it


class State(StrEnum):
    """How far a proposal has come. Stored by value."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # after an approval


class ProposalRefused(Exception):
    """The proposal cannot be written or decided; ``sentences`` say why, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One sentence and the ids of the provisions that it rests on, or ``advice`` or ``house``."""

    say: str
    by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a proposal says, and how people ask for it."""

    topic: str
    title: str
    sentences: tuple[Statement, ...]
    asked: tuple[str, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        """The ids of the provisions, each once, in the order of their first use."""
        return tuple(dict.fromkeys(one for said in self.sentences for one in said.by if ":" in one))


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A proposal as the books have it."""

    id: int
    question_id: int
    name: str
    words: Words
    state: State
    proposed_by: int
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    note: str | None = field(repr=False)
    withdrawn_by: int | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """An explanation of the agency's own. ``citations`` are ids of provisions, ``asked`` the words people ask in."""

    name: str
    topic: str
    title: str
    sentences: tuple[Statement, ...]
    citations: tuple[str, ...]
    asked: tuple[str, ...]
    approved_by: int
    approved_at: datetime


def propose(books: Books, question_id: int, staff_id: int, words: Words) -> Proposal:
    """Write a proposal; one that waits for the same question gives way to it."""
    books.conn.execute(
        update(proposals)
        .where(proposals.c.question_id == question_id, proposals.c.state == State.PROPOSED.value)
        .values(state=State.WITHDRAWN.value, withdrawn_by=staff_id, withdrawn_at=books.clock.now())
    )
    row_id = new_id()
    content = {
        "title": words.title,
        "sentences": [[one.say, list(one.by)] for one in words.sentences],
        "asked": list(words.asked),
    }
    name = _free_name(books, words.topic)
    books.conn.execute(
        insert(proposals).values(
            id=row_id,
            question_id=question_id,
            name=name,
            topic=words.topic,
            citations=" ".join(words.citations),
            content_sealed=books.keys.seal("proposal", "content", row_id, json.dumps(content, ensure_ascii=False)),
            state=State.PROPOSED.value,
            proposed_by=staff_id,
            proposed_at=books.clock.now(),
        )
    )
    audit.record(books, audit.staff(staff_id), audit.Action.PROPOSAL_MADE, f"proposal:{name}")
    return _known(books, row_id)


def approve(books: Books, name: str, staff_id: int) -> Proposal:
    """From now on it is said, and its examples are known. Raises ``ProposalRefused``: not waiting, or one's own."""
    return _decided(books, name, staff_id, State.APPROVED, "")


def send_back(books: Books, name: str, staff_id: int, note: str) -> Proposal:
    """It is to be written anew. Raises ``ProposalRefused``: not waiting, one's own, or no reason."""
    if not note.strip():
        raise ProposalRefused("Trả lại thì phải nói vì sao. Hãy thêm --note.")
    return _decided(books, name, staff_id, State.RETURNED, note.strip())


def withdraw(books: Books, name: str, staff_id: int) -> Proposal:
    """An approved one is said no more, and its examples are forgotten. Raises ``ProposalRefused``."""
    one = _wanted(books, name)
    taken = books.conn.execute(
        update(proposals)
        .where(proposals.c.id == one.id, proposals.c.state == State.APPROVED.value)
        .values(state=State.WITHDRAWN.value, withdrawn_by=staff_id, withdrawn_at=books.clock.now())
    )
    if taken.rowcount == 0:
        raise ProposalRefused(f"Bài «{one.name}» chưa được duyệt hoặc đã rút. Xem: gandan question proposals --all")
    audit.record(books, audit.staff(staff_id), audit.Action.PROPOSAL_WITHDRAWN, f"proposal:{one.name}")
    return _known(books, one.id)


def approved(books: Books) -> tuple[Approved, ...]:
    """The explanations of the agency's own, in the order of their approval."""
    return tuple(
        Approved(
            name=one.name,
            topic=one.words.topic,
            title=one.words.title,
            sentences=one.words.sentences,
            citations=one.words.citations,
            asked=one.words.asked,
            approved_by=one.decided_by,
            approved_at=one.decided_at,
        )
        for one in in_state(books, State.APPROVED)
        if one.decided_by is not None and one.decided_at is not None
    )


def stamp(books: Books) -> tuple[int, datetime | None]:
    """Changes whenever ``approved`` does: how many there are, and when one was last decided or withdrawn.

    For whoever keeps what it has worked out from them.
    """
    changed = func.max(func.coalesce(proposals.c.withdrawn_at, proposals.c.decided_at))
    count = func.count().filter(proposals.c.state == State.APPROVED.value)
    row = books.conn.execute(select(count, changed)).one()
    return int(row[0]), row[1]


def in_state(books: Books, *states: State) -> tuple[Proposal, ...]:
    """The proposals in these states, in the order they were decided, those that wait in the order they were made."""
    wanted = [state.value for state in states]
    order = (proposals.c.decided_at, proposals.c.id)
    rows = books.conn.execute(select(proposals).where(proposals.c.state.in_(wanted)).order_by(*order))
    return tuple(_opened(books, row) for row in rows)


def named(books: Books, name: str) -> Proposal | None:
    """The proposal of this name; its last six letters are enough."""
    typed = name.strip().lower()
    letters = typed.rpartition(_MARK)[2]
    if len(letters) != _LENGTH or not letters.isascii() or not letters.isalpha():
        return None
    which = proposals.c.name.endswith(_MARK + letters, autoescape=True)
    rows = books.conn.execute(select(proposals).where(which)).all()
    found = [row for row in rows if typed in (row.name, letters)]
    return _opened(books, found[0]) if len(found) == 1 else None


def of_question(books: Books, question_id: int) -> tuple[Proposal, ...]:
    """The proposals made from a question, oldest first."""
    rows = books.conn.execute(select(proposals).where(proposals.c.question_id == question_id).order_by(proposals.c.id))
    return tuple(_opened(books, row) for row in rows)


def proposers_of(books: Books, one: Proposal) -> frozenset[int]:
    """Whoever proposed it, or an earlier one from the same question that it may have grown from."""
    return frozenset(each.proposed_by for each in of_question(books, one.question_id) if each.id <= one.id)


def _decided(books: Books, name: str, staff_id: int, state: State, note: str) -> Proposal:
    one = _wanted(books, name)
    if staff_id in proposers_of(books, one):
        raise ProposalRefused("Không tự duyệt bài mình đề xuất. Hãy nhờ một người khác đọc.")
    values: dict[str, Any] = {"state": state.value, "decided_by": staff_id, "decided_at": books.clock.now()}
    if note:
        values["note_sealed"] = books.keys.seal("proposal", "note", one.id, note)
    decided = books.conn.execute(
        update(proposals).where(proposals.c.id == one.id, proposals.c.state == State.PROPOSED.value).values(**values)
    )
    if decided.rowcount == 0:
        raise ProposalRefused(f"Bài «{one.name}» không còn chờ duyệt. Xem: gandan question proposals --all")
    audit.record(
        books, audit.staff(staff_id), audit.Action.PROPOSAL_DECIDED, f"proposal:{one.name}", purpose=state.value
    )
    return _known(books, one.id)


def _wanted(books: Books, name: str) -> Proposal:
    one = named(books, name)
    if one is None:
        raise ProposalRefused(f"Không có bài đề xuất «{name}». Xem: gandan question proposals --all")
    return one


def _free_name(books: Books, topic: str) -> str:
    while True:
        name = f"{topic}.{_MARK}" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        if named(books, name.rpartition(_MARK)[2]) is None:
            return name


def _known(books: Books, row_id: int) -> Proposal:
    return _opened(books, books.conn.execute(select(proposals).where(proposals.c.id == row_id)).one())


def _opened(books: Books, row: Row[Any]) -> Proposal:
    content: dict[str, Any] = json.loads(books.keys.open("proposal", "content", row.id, row.content_sealed))
    said: Sequence[Any] = content["sentences"]
    return Proposal(
        id=row.id,
        question_id=row.question_id,
        name=row.name,
        words=Words(
            topic=row.topic,
            title=content["title"],
            sentences=tuple(Statement(say=say, by=tuple(by)) for say, by in said),
            asked=tuple(content["asked"]),
        ),
        state=State(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=None if row.note_sealed is None else books.keys.open("proposal", "note", row.id, row.note_sealed),
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
    )
