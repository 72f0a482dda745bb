"""A debtor whose chat is linked, who agreed to reminders and has one open in front of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from casework.books import Books
from casework.consent import Purpose, give
from casework.db.engine import Database
from casework.tables.follow_ups import answer
from messages.outbox import Guard
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import Letter, a_letter, a_nudge, link_chat


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """Who was reminded, where, and by which row of the outbox."""

    letter: Letter
    contact: int
    row: int

    @property
    def decision(self) -> int:
        return self.letter.case.decision

    @property
    def debtor(self) -> int:
        return self.letter.case.debtor


async def linked_debtor(db: Database) -> tuple[Letter, int]:
    """Chat 1 belongs to the debtor, who agreed to reminders."""
    letter = await a_letter(db)
    contact = await link_chat(db, letter.case.debtor)
    words = ("identify.consent", 1, "vi")
    await db.write(give, contact, letter.case.debtor, Purpose.REMINDERS, *words)
    return letter, contact


async def reminded(db: Database, citizen: Citizen, text_key: str = "reminder.follow_up") -> Reminded:
    """A reminder came and was opened."""
    letter, contact = await linked_debtor(db)
    row = await a_nudge(db, letter, contact, text_key=text_key, guard=Guard.REMINDER)
    await citizen.look()
    await citizen.press("Xem")
    return Reminded(letter=letter, contact=contact, row=row)


async def reactions(db: Database) -> list[tuple[str, int | None, int | None]]:
    """(kind, reminder, decision) of each reaction written down, in their order."""

    def read(books: Books) -> list[tuple[str, int | None, int | None]]:
        rows = books.conn.execute(select(answer).order_by(answer.c.id))
        return [(row.kind, row.outbox_id, row.decision_id) for row in rows]

    return await db.read(read)
