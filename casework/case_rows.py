"""Which rows hang on a decision, for its page: whose they are, what was asked about it, which chats came and went?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from casework.books import Books
from casework.question_rows import Question, opened
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.agency import staff
from casework.tables.agreements import promise
from casework.tables.contacts import contact, link
from casework.tables.decisions import case_note, decision_event, payment
from casework.tables.questions import question


class Row(StrEnum):
    """A kind of row that belongs to one decision."""

    PAYMENT = "payment"
    EVENT = "event"
    NOTE = "note"
    PROMISE = "promise"


_TABLES = {Row.PAYMENT: payment, Row.EVENT: decision_event, Row.NOTE: case_note, Row.PROMISE: promise}


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """A chat that was, or is, a party's. ``ended_by``: ``casework.links.EndedBy`` by value."""

    id: int
    party_id: int
    account: str
    linked_at: datetime
    ended_at: datetime | None
    ended_by: str | None


def decision_of_row(books: Books, who: Staff, kind: Row, row_id: int) -> int | None:
    """The decision that the row belongs to; None for a row out of sight as for one that is not there."""
    table = _TABLES[kind]
    asked = select(table.c.decision_id).where(table.c.id == row_id, in_sight(who, table))
    found: int | None = books.conn.execute(asked).scalar()
    return found


def questions_about(books: Books, who: Staff, decision_id: int) -> tuple[Question, ...]:
    """The questions in sight that are about this decision, oldest first."""
    about = select(question).where(question.c.decision_id == decision_id, in_sight(who, question))
    return opened(books, books.conn.execute(about.order_by(question.c.id)).all())


def links_ever(books: Books, parties: Collection[int]) -> list[Linked]:
    """Every chat that was linked to one of these parties, in the order in which they were."""
    asked = select(link, contact.c.account).join(contact, contact.c.id == link.c.contact_id)
    rows = books.conn.execute(asked.where(link.c.party_id.in_(parties)).order_by(link.c.id))
    return [
        Linked(
            id=row.id,
            party_id=row.party_id,
            account=row.account,
            linked_at=row.linked_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
        )
        for row in rows
    ]


def names_of_staff(books: Books, ids: Collection[int]) -> dict[int, str]:
    """The names of these members of staff, also of whoever has left since."""
    rows = books.conn.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(ids)))
    return {row.id: row.name for row in rows}
