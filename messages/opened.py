"""Which nudge is being tapped, may this party see it, and why was it sent?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from casework import staff
from casework.books import Books
from casework.clock import local
from casework.questions import question
from messages.outbox import Content, State, content_of, unpacked
from messages.outgoing import Outgoing
from messages.tables import outbox


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """Why a message was sent. ``role`` is that of who approved (or answered); None: nobody had to."""

    rule: str  # "campaign", "booking" or "answer"
    plan: str | None
    sent_on: date
    role: staff.Role | None
    text_key: str
    text_version: int
    reference: str


def nudge_for(books: Books, row_id: int, party_id: int) -> Content | None:
    """What the nudge shows, if it is for this party; None alike for somebody else's and for one that is not there."""
    known = select(outbox.c.id).where(outbox.c.id == row_id, outbox.c.party_id == party_id)
    return None if books.conn.execute(known).first() is None else content_of(books, row_id)


def mark_opened(books: Books, row_id: int) -> None:
    """The person has tapped it: the first time is kept, and proves that it arrived."""
    books.conn.execute(
        update(outbox).where(outbox.c.id == row_id, outbox.c.opened_at.is_(None)).values(opened_at=books.clock.now())
    )
    arrived = (State.ACCEPTED.value, State.UNCERTAIN.value)
    books.conn.execute(
        update(outbox).where(outbox.c.id == row_id, outbox.c.state.in_(arrived)).values(state=State.OPENED.value)
    )


def first_face(books: Books, row_id: int, contact_id: int) -> tuple[str, int, Outgoing] | None:
    """The nudge as it first came to this chat, with its text's key and version; None if there is none."""
    row = books.conn.execute(
        select(outbox.c.text_key, outbox.c.text_version, outbox.c.payload_sealed).where(
            outbox.c.id == row_id, outbox.c.contact_id == contact_id, outbox.c.content_sealed.is_not(None)
        )
    ).one_or_none()
    if row is None:
        return None
    return row.text_key, row.text_version, unpacked(books.keys.open("outbox", "payload", row_id, row.payload_sealed))


def reasons_for(books: Books, row_id: int, content: Content) -> Reasons:
    """Rule, day, who approved, and the version of the text."""
    row = books.conn.execute(select(outbox.c.sent_at, outbox.c.made_at).where(outbox.c.id == row_id)).one()
    rule, who = "campaign", content.approved_by
    if content.booking_id is not None:
        rule, who = "booking", None
    elif content.question_id is not None:
        asked = question(books, content.question_id)
        said = None if asked is None else asked.said_by_officer(content.entry_id)
        rule, who = "answer", None if said is None else said.staff_id
    known = None if who is None else staff.find(books, who)
    return Reasons(
        rule=rule,
        plan=content.plan,
        sent_on=local(row.sent_at or row.made_at).date(),
        role=None if known is None else known.role,
        text_key=content.text_key,
        text_version=content.text_version,
        reference=content.reference or "-",
    )
