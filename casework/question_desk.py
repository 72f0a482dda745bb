"""What does an officer do with a question: take it, answer it, ask back, close it? Whoever calls has checked the role.

Whatever is answered to the person is queued by ``messages.answers`` in the same transaction.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, literal_column, select, update

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.prepared import Prepared
from casework.question_rows import Act, Kind, Question, State, fitted, move, named, opened, question, write_entry
from casework.tables.questions import question as questions

_OPEN = (State.WAITING, State.ASKED_BACK)


class Closed(StrEnum):
    """Why an officer closes a question. Stored by value in the audit trail."""

    CALLED = "called"  # answered by telephone
    AT_OFFICE = "at_office"  # answered when the person came
    ANSWERED = "answered"  # in the chat, and nothing more is needed
    DOUBLE = "double"  # asked twice
    NO_QUESTION = "no_question"


def most_urgent_first(on: date) -> tuple[Any, ...]:
    """The order of what waits: distress, then what is late, then where the person has written again, then the oldest."""
    late = questions.c.promised_on < on
    urgency = case((questions.c.kind == Kind.DISTRESS.value, 0), (late, 1), (questions.c.unanswered > 1, 2), else_=3)
    return (urgency, questions.c.waiting_since, questions.c.id)


def waiting(books: Books, *, limit: int = 200, officer_id: int | None = None) -> tuple[Question, ...]:
    """What officers have to answer, most urgent first.

    ``officer_id``: only what this officer takes, and what nobody has taken.
    """
    query = select(questions).where(questions.c.state == State.WAITING.value)
    if officer_id is not None:
        query = query.where((questions.c.officer_id == officer_id) | questions.c.officer_id.is_(None))
    rows = books.conn.execute(query.order_by(*most_urgent_first(today(books.clock))).limit(limit)).all()
    return opened(books, rows)


def newest(books: Books, *, limit: int = 50) -> tuple[Question, ...]:
    """The newest questions in whatever state, newest first."""
    return opened(books, books.conn.execute(select(questions).order_by(questions.c.id.desc()).limit(limit)).all())


def others_of(books: Books, asked: Question, *, limit: int = 10) -> tuple[Question, ...]:
    """The other threads of the same party (of the same chat, where nobody is linked), newest first."""
    same = (
        questions.c.party_id == asked.party_id
        if asked.party_id is not None
        else (questions.c.contact_id == asked.contact_id) & questions.c.party_id.is_(None)
    )
    rows = books.conn.execute(
        select(questions).where(same, questions.c.id != asked.id).order_by(questions.c.id.desc()).limit(limit)
    ).all()
    return opened(books, rows)


def answer(books: Books, which: int | str, staff_id: int, text: str, *, law: str | None = None) -> Question | None:
    """Write the officer's answer; the question with it, or None when it is not open (any more). ``law``: what was inserted."""
    return _said(books, which, staff_id, text, Act.ANSWERED, law)


def ask_back(books: Books, which: int | str, staff_id: int, text: str) -> Question | None:
    """Ask the person for what is missing; the question then waits for them. None when it does not wait for an officer."""
    return _said(books, which, staff_id, text, Act.ASKED_BACK, None)


def assign(books: Books, which: int | str, to: int | None, actor: int) -> Question | None:
    """From now on the member of staff ``to`` takes it, or whoever of the office is free (None). None for a missing one."""
    asked = question(books, which)
    if asked is None:
        return None
    books.conn.execute(update(questions).where(questions.c.id == asked.id).values(officer_id=to))
    told = "" if to is None else audit.staff(to)
    audit.record(books, audit.staff(actor), audit.Action.QUESTION_ASSIGNED, f"question:{asked.id}", purpose=told)
    return question(books, asked.id)


def close(books: Books, which: int | str, staff_id: int, why: Closed) -> Question | None:
    """Close it; None for a missing one and one that is closed or withdrawn already."""
    asked = question(books, which)
    values = {"closed_at": books.clock.now(), "closed_by": staff_id, "waiting_since": None, "unanswered": 0}
    if asked is None or not move(books, named(asked.id), State.CLOSED, frm=(*_OPEN, State.ANSWERED), **values):
        return None
    audit.record(books, audit.staff(staff_id), audit.Action.QUESTION_CLOSED, f"question:{asked.id}", purpose=why.value)
    return question(books, asked.id)


def _said(books: Books, which: int | str, staff_id: int, text: str, act: Act, law: str | None) -> Question | None:
    words = fitted(text)
    if not words:
        raise ValueError("an answer says something")
    asked = question(books, which)
    if asked is None:
        return None
    books.ring("questions")
    if not _SAID[act].changed(books.conn, which=asked.id):
        return None
    write_entry(books, asked.id, act, words, staff_id=staff_id, law=law)
    audit.record(
        books, audit.staff(staff_id), audit.Action.QUESTION_ANSWERED, f"question:{asked.id}", purpose=act.value
    )
    return question(books, asked.id)


def _moves(to: State, *frm: State) -> Prepared:
    states: list[ColumnElement[str]] = [literal_column(f"'{state.value}'") for state in frm]
    this = (questions.c.id == bindparam("which"), questions.c.state.in_(states))
    return Prepared(update(questions).where(*this).values(state=to.value, waiting_since=None, unanswered=0))


_SAID = {Act.ANSWERED: _moves(State.ANSWERED, *_OPEN), Act.ASKED_BACK: _moves(State.ASKED_BACK, State.WAITING)}
