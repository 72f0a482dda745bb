"""Who has got a letter with a code, and whose chat is linked? Made in the books, before the conversation begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from casework.books import Books
from casework.contacts import Contact, contact, meet
from casework.db.engine import Database
from casework.links import begin_link
from casework.printed_codes import print_code
from messages import nudges
from messages.library import Lang
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, State, queue
from messages.tables import outbox
from tests.builders import Case, a_case, a_person

DIGITS = "000123"
IDENTITY = "095181" + DIGITS
NAME = "Nguyễn Văn An"
MASKED = "N***n V. A."
REFERENCE = "K7Q2MD"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A small case whose debtor has got a letter; ``code`` is what is printed on it."""

    case: Case
    code: str = field(repr=False)


async def a_letter(db: Database, *, identity: str | None = IDENTITY) -> Letter:
    """A debtor with a decision over 50,000,000 đồng and a letter."""

    def write(books: Books) -> Letter:
        case = a_case(books, debtor=a_person(books, name=NAME, identity=identity))
        return Letter(case=case, code=print_code(books, case.debtor, case.officer).display)

    return await db.write(write)


async def another_code(db: Database, letter: Letter) -> str:
    """A fresh code for the same party."""
    issued = await db.write(print_code, letter.case.debtor, letter.case.officer)
    return issued.display


async def link_chat(db: Database, party: int, chat: int = 1) -> int:
    """Chat number ``chat`` is linked to the party already; its contact."""

    def write(books: Books) -> int:
        there = meet(books, "terminal", str(chat))
        begin_link(books, there.id, party)
        return there.id

    return await db.write(write)


async def chat_of(db: Database, chat: int = 1) -> Contact:
    """Chat number ``chat`` as the books have it."""

    def write(books: Books) -> Contact:
        found = contact(books, meet(books, "terminal", str(chat)).id)
        assert found is not None
        return found

    return await db.write(write)


async def states_of(db: Database, text_key: str) -> list[tuple[str, str | None]]:
    """State and reason of every message made from this text."""

    def read(books: Books) -> list[tuple[str, str | None]]:
        rows = books.conn.execute(select(outbox.c.state, outbox.c.reason).where(outbox.c.text_key == text_key))
        return [(State(row.state).value, row.reason) for row in rows]

    return await db.read(read)


async def a_nudge(
    db: Database,
    letter: Letter,
    contact_id: int,
    *,
    text_key: str = "reminder.week_before",
    guard: Guard = Guard.NOTICE,  # the facts a campaign re-checks are not what most of these tests are about
) -> int:
    """A nudge about the letter's case is queued to the chat; the id of its row."""

    def write(books: Books) -> int:
        row = queue(
            books,
            Draft(
                contact_id=contact_id,
                account="terminal",
                purpose=f"test:{contact_id}:{text_key}",
                message=partial(nudges.closed, nudges.NEWS, Lang.VI, REFERENCE),
                delivery_class=DeliveryClass.REPEATS_ANYWAY,
                lane=Lane.CAMPAIGN,
                guard=guard,
                text_key="nudge.news",
                text_version=1,
                party_id=letter.case.debtor,
                decision_id=letter.case.decision,
                content=Content(
                    text_key=text_key,
                    text_version=1,
                    decision_id=letter.case.decision,
                    party_id=letter.case.debtor,
                    plan="Kế hoạch số 12/KH-THADS",
                    approved_by=letter.case.officer,
                    reference=REFERENCE,
                ),
                reference=REFERENCE,
            ),
        )
        assert row is not None
        return row

    return await db.write(write)
