"""Two officers answer one thread in the same moment, on both databases: one answer, and the other learns of it."""

from __future__ import annotations

import asyncio

from casework import staff
from casework.books import Books
from casework.db.engine import Database
from casework.links import begin_link
from casework.question_rows import Act, Question, question
from casework.questions import ask
from casework.staff import Staff
from messages.desk_answers import Draft, NotSent, Overtaken, Room, send
from tests.builders import a_case, a_staff_member
from tests.casework.chats import a_chat


def a_thread(books: Books) -> tuple[int, list[Staff]]:
    """A linked debtor's question, and two of the office."""
    case, chat = a_case(books), a_chat(books)
    begin_link(books, chat, case.debtor)
    asked = ask(books, chat, case.debtor, "Tôi bị trừ lương bao nhiêu?")
    assert isinstance(asked, Question)
    ids = (case.officer, a_staff_member(books, case.agency, office=case.office, role="clerk"))
    return asked.id, [one for each in ids if (one := staff.find(books, each)) is not None]


async def test_of_two_at_once_one_is_sent_and_the_other_overtaken(db: Database) -> None:
    which, (first, second) = await db.write(a_thread)
    for acts in ((Act.ASKED_BACK, Act.ASKED_BACK), (Act.ANSWERED, Act.ANSWERED)):
        read = await db.read(_last, which)
        tries = (
            db.write(send, who, which, Draft(own=words), act, read=read)
            for who, act, words in zip((first, second), acts, ("Chào ông.", "Chào bà."), strict=True)
        )
        done = await asyncio.gather(*tries)
        (sent,) = (one for one in done if isinstance(one, Question))
        (overtaken,) = (one for one in done if isinstance(one, Overtaken))
        assert [one.text for one in overtaken.news] == [sent.entries[-1].text]


async def test_reviewed_words_alone_go_to_a_stranger(db: Database) -> None:
    which, (first, _) = await db.write(a_thread)
    stranger = await db.write(_of_a_stranger)
    refused = await db.write(send, first, stranger, Draft(own="Chào ông/bà."), Act.ANSWERED, read=2**62)
    assert refused == NotSent(room=Room.STRANGER)
    sent = await db.write(send, first, stranger, Draft(own="", ready=("call_office",)), Act.ANSWERED, read=2**62)
    assert isinstance(sent, Question)
    assert sent.officer_id == first.id
    assert which != stranger


def _of_a_stranger(books: Books) -> int:
    asked = ask(books, a_chat(books, "2002"), None, "Cho tôi hỏi")
    assert isinstance(asked, Question)
    return asked.id


def _last(books: Books, which: int) -> int:
    asked = question(books, which)
    assert asked is not None
    return asked.entries[-1].id
