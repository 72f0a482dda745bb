"""What has a person asked that only an officer can answer? Ask, say more, withdraw, close: the person's side.

A question belongs to the chat it came from and to the party that was linked there; somebody else's and a missing one look
alike. The officers' side is ``casework.question_desk``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from casework import alerts
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.db.prepared import Prepared, insert_of
from casework.links import locked_contact
from casework.question_desk import answer, waiting
from casework.question_places import place_of
from casework.question_rows import (
    LONGEST,
    REFERENCE,
    Act,
    Kind,
    Question,
    State,
    fitted,
    move,
    named,
    opened,
    question,
    write_entry,
)
from casework.references import free_references
from casework.tables.questions import question as questions
from casework.working_days import add_working_days

__all__ = [
    "LONGEST",
    "MOST_UNANSWERED",
    "OPEN_AT_ONCE",
    "USUAL_DAYS",
    "Kind",
    "Question",
    "State",
    "TooManyOpen",
    "about",
    "answer",
    "ask",
    "close",
    "of_chat",
    "question",
    "questions_of",
    "say_more",
    "waiting",
    "withdraw",
]

OPEN_AT_ONCE = 5  # per chat: more is a flood or a despair, and both are better served by a telephone number
MOST_UNANSWERED = 10  # times that somebody may add to a question before an officer has said anything
USUAL_DAYS = 2  # working days in which officers usually answer
_OPEN = (State.WAITING, State.ASKED_BACK)


@dataclass(frozen=True, kw_only=True, slots=True)
class TooManyOpen:
    """The chat has ``OPEN_AT_ONCE`` questions waiting; nothing was written."""

    waiting: int


def ask(
    books: Books,
    contact_id: int,
    party_id: int | None,
    text: str,
    *,
    kind: Kind | str = Kind.QUESTION,
    intent: str | None = None,
    topic: str | None = None,
    decision_id: int | None = None,
    seen: str | None = None,
    promised_on: date | None = None,
) -> Question | TooManyOpen:
    """Put a question before the officers. Cut at 4,000 characters; raises ``ValueError`` when nothing is said.

    ``decision_id`` counts only if the party takes part in it; ``seen`` names what was shown just before; ``promised_on`` is
    the day that the person was or will be told, two working days ahead if none. Distress is never too much: it goes on in
    the thread that is open already, and raises an alert.
    """
    words, kind = fitted(text), Kind(kind)
    if not words:
        raise ValueError("a question says something")
    locked_contact(books, contact_id)  # two at once would both find room for the last one
    if kind is Kind.DISTRESS and (begun := _distress_of(books, contact_id, party_id)) is not None:
        return _gone_on(books, begun, words)
    open_ones = _open_ones(books, contact_id)
    if kind is not Kind.DISTRESS and open_ones >= OPEN_AT_ONCE:
        return TooManyOpen(waiting=open_ones)
    place = place_of(books, party_id, decision_id)
    row = {
        "contact_id": contact_id,
        "party_id": party_id,
        "kind": kind.value,
        "intent": intent,
        "topic": topic,
        "seen": seen,
        "decision_id": place.decision_id,
        "officer_id": place.officer_id,
        "office_id": place.office_id,
        "promised_on": promised_on or _promised(books, kind),
    }
    return _begun(books, row, words, kind)


def say_more(
    books: Books, contact_id: int, party_id: int | None, which: int | str, text: str, *, distress: bool = False
) -> Question | TooManyOpen | None:
    """Add to a question, whether it waits, was answered or is closed; then it waits for the officer (again).

    None for a foreign, a missing or a withdrawn one; ``TooManyOpen`` when ten additions wait already (never in distress).
    Raises ``ValueError`` when nothing is said.
    """
    words = fitted(text)
    if not words:
        raise ValueError("an addition says something")
    locked_contact(books, contact_id)
    asked = of_chat(books, contact_id, party_id, which)
    if asked is None or asked.state is State.WITHDRAWN:
        return None
    if not distress and asked.unanswered >= MOST_UNANSWERED:
        return TooManyOpen(waiting=asked.unanswered)
    return _gone_on(books, asked, words, distress=distress)


def about(books: Books, contact_id: int, party_id: int, which: int | str, decision_id: int) -> Question | None:
    """The person says which decision it is about, and its officer takes it; None for what is not theirs.

    Once it is answered or closed nothing changes.
    """
    asked, place = of_chat(books, contact_id, party_id, which), place_of(books, party_id, decision_id)
    if asked is None or asked.state is State.WITHDRAWN or place.decision_id != decision_id:
        return None
    moved = update(questions).where(questions.c.id == asked.id, questions.c.state.in_([one.value for one in _OPEN]))
    books.conn.execute(moved.values(decision_id=decision_id, officer_id=place.officer_id, office_id=place.office_id))
    books.ring("questions")
    return _known(books, asked.id)


def questions_of(books: Books, contact_id: int) -> tuple[Question, ...]:
    """What this chat has asked and not withdrawn, newest first."""
    rows = books.conn.execute(
        select(questions)
        .where(questions.c.contact_id == contact_id, questions.c.state != State.WITHDRAWN.value)
        .order_by(questions.c.asked_at.desc(), questions.c.id.desc())
    ).all()
    return opened(books, rows)


def of_chat(books: Books, contact_id: int, party_id: int | None, which: int | str) -> Question | None:
    """The question if this chat asked it, before any link or for the party it is linked to now; else None."""
    asked = question(books, which)
    if asked is None or asked.contact_id != contact_id or asked.party_id not in (None, party_id):
        return None
    return asked


def withdraw(books: Books, contact_id: int, which: int | str) -> bool:
    """The person no longer asks; False for an answered, a foreign or a missing question alike."""
    mine = named(which) & (questions.c.contact_id == contact_id)
    return move(books, mine, State.WITHDRAWN, frm=_OPEN, waiting_since=None)


def close(books: Books, contact_id: int, which: int | str) -> bool:
    """The person has what they need; False for one that waits, a foreign or a missing question alike."""
    mine = named(which) & (questions.c.contact_id == contact_id)
    now = books.clock.now()
    return move(books, mine, State.CLOSED, frm=(State.ANSWERED, State.ASKED_BACK), closed_at=now, waiting_since=None)


def _begun(books: Books, row: dict[str, Any], words: str, kind: Kind) -> Question:
    row_id, now = new_id(), books.clock.now()
    state = {"state": State.WAITING.value, "asked_at": now, "waiting_since": now}
    (reference,) = free_references(books, questions.c.reference, 1, REFERENCE)
    _ADD.changed(books.conn, id=row_id, reference=reference, **state, **row)
    write_entry(books, row_id, Act.ASKED, words)
    if kind is Kind.DISTRESS:
        alerts.raise_for(books, row_id)
    books.ring("questions")
    return _known(books, row_id)


def _gone_on(books: Books, asked: Question, words: str, *, distress: bool = False) -> Question:
    urgent = distress or asked.kind is Kind.DISTRESS
    kind = Kind.DISTRESS if urgent else asked.kind
    if asked.unanswered < 2 * MOST_UNANSWERED:  # a flood of words adds nothing that the first twenty did not say
        write_entry(books, asked.id, Act.ADDED, words)
    waited = asked.state is State.WAITING
    move(
        books,
        questions.c.id == asked.id,
        State.WAITING,
        frm=State,
        kind=kind.value,
        unanswered=asked.unanswered + 1,
        waiting_since=asked.waiting_since if waited else books.clock.now(),
        promised_on=asked.promised_on if waited and kind is asked.kind else _promised(books, kind),
        closed_at=None,
        closed_by=None,
    )
    if urgent:
        alerts.raise_for(books, asked.id)
    return _known(books, asked.id)


def _distress_of(books: Books, contact_id: int, party_id: int | None) -> Question | None:
    """The chat's thread of distress that is not over yet."""
    rows = books.conn.execute(
        select(questions)
        .where(
            questions.c.contact_id == contact_id,
            questions.c.party_id == party_id if party_id is not None else questions.c.party_id.is_(None),
            questions.c.kind == Kind.DISTRESS.value,
            questions.c.state.in_([State.WAITING.value, State.ASKED_BACK.value, State.ANSWERED.value]),
        )
        .order_by(questions.c.id.desc())
        .limit(1)
    ).all()
    return opened(books, rows)[0] if rows else None


def _open_ones(books: Books, contact_id: int) -> int:
    return int(_WAIT.scalar(books.conn, contact=contact_id) or 0)


def _promised(books: Books, kind: Kind) -> date:
    now = today(books.clock)
    return now if kind is Kind.DISTRESS else add_working_days(books, now, USUAL_DAYS)


def _known(books: Books, question_id: int) -> Question:
    asked = question(books, question_id)
    assert asked is not None  # noqa: S101  # it was just written
    return asked


_ADD = insert_of(
    questions, "id", "reference", "contact_id", "party_id", "state", "kind", "asked_at", "waiting_since", "intent",
    "topic", "seen", "decision_id", "officer_id", "office_id", "promised_on",
)  # fmt: skip
_WAIT = Prepared(
    select(func.count())
    .select_from(questions)
    .where(
        questions.c.contact_id == bindparam("contact"),
        questions.c.state == State.WAITING.value,
        questions.c.kind != Kind.DISTRESS.value,
    )
)
