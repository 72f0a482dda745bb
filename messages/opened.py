"""Which nudge is being tapped, and may this party see it?"""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, literal_column, or_, select, update

from casework.books import Books
from casework.db.prepared import Prepared
from messages.outbox import Content, State, content_of, unpacked
from messages.outgoing import Outgoing
from messages.tables import face, outbox


def nudge_for(books: Books, row_id: int, party_id: int) -> Content | None:
    """What the nudge shows, if it is for this party; None alike for somebody else's and for one that is not there."""
    known = select(outbox.c.id).where(outbox.c.id == row_id, outbox.c.party_id == party_id)
    return None if books.conn.execute(known).first() is None else content_of(books, row_id)


def last_nudge(books: Books, contact_id: int, party_id: int) -> int | None:
    """The one that stands open in this chat, else the last that came into it for this party; None where none ever did."""
    row_id: int | None = _LAST.scalar(books.conn, contact=contact_id, party=party_id)
    return row_id


def mark_opened(books: Books, row_id: int) -> None:
    """The person has tapped it: the first time is kept, and proves that it arrived."""
    _OPEN.changed(books.conn, row=row_id, at=books.clock.now())


_LAST = Prepared(  # found by the chat, whose messages are few
    select(outbox.c.id)
    .join(face, face.c.nudge_id == outbox.c.id)
    .where(
        face.c.contact_id == bindparam("contact", type_=BigInteger),
        outbox.c.party_id == bindparam("party", type_=BigInteger),
        outbox.c.content_sealed.is_not(None),
    )
    .order_by(face.c.fold_at.is_not(None).desc(), outbox.c.sent_at.desc(), outbox.c.id.desc())
    .limit(1)
)
_PROVEN: list[ColumnElement[str]] = [literal_column(f"'{state.value}'") for state in (State.ACCEPTED, State.UNCERTAIN)]
_OPEN = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), or_(outbox.c.opened_at.is_(None), outbox.c.state.in_(_PROVEN)))
    .values(
        opened_at=func.coalesce(outbox.c.opened_at, bindparam("at", type_=outbox.c.opened_at.type)),
        state=case((outbox.c.state.in_(_PROVEN), literal_column(f"'{State.OPENED.value}'")), else_=outbox.c.state),
    )
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
