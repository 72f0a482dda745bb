"""People who ask, and officers who sit before the inbox."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from casework import questions
from casework.books import Books
from casework.contacts import meet
from casework.db.engine import Database
from casework.decisions import PartyRole
from casework.links import begin_link
from casework.question_rows import Question
from casework.questions import Kind
from casework.signing import sessions
from casework.tables.decisions import decision_party
from messages.tables import outbox
from tests.officers.office import Browser, seated

WORDS = "Tôi bị trừ lương bao nhiêu phần trăm thì đúng luật ạ?"


def debtor_of(books: Books, decision: int) -> int:
    """Who owes in this decision."""
    found = select(decision_party.c.party_id).where(
        decision_party.c.decision_id == decision, decision_party.c.role == PartyRole.DEBTOR.value
    )
    return int(books.conn.execute(found).scalar_one())


def asks(
    books: Books, decision: int | None, text: str = WORDS, *, chat: str = "7001", kind: Kind = Kind.QUESTION
) -> int:
    """The debtor of ``decision`` asks in a linked chat; None: somebody asks who never said who they are."""
    contact = meet(books, "web", chat).id
    party = None if decision is None else debtor_of(books, decision)
    if party is not None:
        begin_link(books, contact, party)
    asked = questions.ask(books, contact, party, text, kind=kind)
    assert isinstance(asked, Question)
    return asked.id


def adds(books: Books, which: int, text: str) -> None:
    """Who asked says more."""
    asked = thread(books, which)
    assert isinstance(questions.say_more(books, asked.contact_id, asked.party_id, which, text), Question)


def thread(books: Books, which: int) -> Question:
    """The thread as the books have it."""
    asked = questions.question(books, which)
    assert asked is not None
    return asked


def queued(books: Books) -> list[str]:
    """The keys of what waits to be sent."""
    return list(books.conn.execute(select(outbox.c.text_key).order_by(outbox.c.id)).scalars())


async def sits(db: Database, browser: Browser, staff_id: int) -> Browser:
    """A browser of its own, at which this member of staff is signed in."""
    token = await db.write(seated, staff_id)
    return replace(browser, cookie=token, form_token=await db.read(sessions.form_token, token))
