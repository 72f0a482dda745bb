"""Threads: one's own, the queue's, a colleague's, another office's."""

from __future__ import annotations

from sqlalchemy import update

from casework import questions
from casework.books import Books
from casework.contacts import meet
from casework.tables.questions import question as rows
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office


def a_thread(books: Books, *, officer: int | None, office: int | None, chat: str = "9001") -> int:
    """A question in these hands, from a chat that never said who it is."""
    asked = questions.ask(books, meet(books, "web", chat).id, None, "Tôi muốn hỏi về lãi suất chậm trả")
    assert isinstance(asked, questions.Question)
    held = {"officer_id": officer, "office_id": office}
    books.conn.execute(update(rows).where(rows.c.id == asked.id).values(**held))
    return asked.id


def _threads(books: Books, office: Office) -> Laid:
    own = a_thread(books, officer=office.staff["officer"], office=office.here, chat="9001")
    queue = a_thread(books, officer=None, office=office.here, chat="9002")
    agencys = a_thread(books, officer=None, office=None, chat="9003")
    colleagues = a_thread(books, officer=office.staff["head"], office=office.here, chat="9004")
    elsewhere = a_thread(books, officer=None, office=office.there, chat="9005")
    every = (own, queue, agencys, colleagues, elsewhere)
    seen: dict[str, tuple[object, ...]] = dict.fromkeys(ROLES, ())
    seen |= dict.fromkeys(("clerk", "head", "deputy"), (own, queue, agencys, colleagues))
    seen["officer"] = (own, queue, agencys)
    return Laid(
        in_sight=seen, out_of_sight={role: tuple(one for one in every if one not in seen[role]) for role in ROLES}
    )


THREAD = Thing(lay=_threads)
