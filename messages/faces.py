"""What stands in each message of a chat right now, and when is personal content folded away again?

Content with something personal is folded back after ten minutes, so that nothing stays open on a shared telephone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.for_each import ForEach
from casework.db.prepared import Prepared
from casework.tables.contacts import contact
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue, unpacked
from messages.outgoing import Act, Button, Outgoing
from messages.tables import face, outbox

FOLD_AFTER = timedelta(minutes=10)  # DESIGN promise 2


_known = Prepared(
    select(face.c.nudge_id).where(
        face.c.contact_id == bindparam("contact"), face.c.platform_message_id == bindparam("message")
    )
)


class Shown(NamedTuple):
    """The platform shows row ``outbox_id`` in its message ``message_id`` now, or that message is gone (``Act.DELETE``)."""

    contact_id: int
    message_id: str
    outbox_id: int
    act: Act
    personal: bool
    is_nudge: bool  # shows its content when tapped


def shown(books: Books, those: Sequence[Shown]) -> None:
    """Write down what stands in these messages now; the last word on a message counts."""
    faces: dict[tuple[int, str], dict[str, Any] | None] = {}
    for one in those:
        here = (one.contact_id, one.message_id)
        if one.act is Act.DELETE:
            faces[here] = None
            continue
        if one.personal or one.is_nudge or one.act is Act.EDIT:  # else there is nothing to fold, ever: most messages
            faces[here] = {
                "contact_id": one.contact_id,
                "platform_message_id": one.message_id,
                "outbox_id": one.outbox_id,
                "nudge_id": one.outbox_id if one.is_nudge else _nudge_in(books, here, faces),
                "fold_at": books.clock.now() + FOLD_AFTER if one.personal else None,
            }
    for (contact_id, message_id), shows in faces.items():
        if shows is None:
            _forget.changed(books.conn, contact=contact_id, message=message_id)
    new = [shows for shows in faces.values() if shows is not None]
    _UPSERT.change(books.conn, new)
    if any(shows["fold_at"] is not None for shows in new):
        books.ring("faces")


def _nudge_in(
    books: Books, here: tuple[int, str], faces: Mapping[tuple[int, str], dict[str, Any] | None]
) -> int | None:
    """The nudge that a message folds back to."""
    if here in faces:
        before = faces[here]
        return None if before is None else before["nudge_id"]
    known = _known.rows(books.conn, contact=here[0], message=here[1])
    return known[0][0] if known else None


_forget = Prepared(
    delete(face).where(face.c.contact_id == bindparam("contact"), face.c.platform_message_id == bindparam("message"))
)


def _upsert(dialect: str, **given: ColumnElement[Any]) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert(face) if dialect == "sqlite" else postgresql.insert(face)
    rows = select(*given.values()).where(true())  # SQLite's grammar: no ON CONFLICT right after a SELECT without it
    statement = insert.from_select(list(given), rows)
    return statement.on_conflict_do_update(
        index_elements=["contact_id", "platform_message_id"],
        set_={name: statement.excluded[name] for name in ("outbox_id", "nudge_id", "fold_at")},
    )


_UPSERT = ForEach(_upsert, **{column.name: column.type for column in face.columns})


def next_fold(books: Books) -> datetime | None:
    """When the next message must be folded."""
    earliest: datetime | None = _NEXT_FOLD.rows(books.conn)[0][0]
    return earliest


_NEXT_FOLD = Prepared(select(func.min(face.c.fold_at)).where(face.c.fold_at.is_not(None)))  # so its index is found


def fold_now(books: Books, contact_id: int) -> None:
    """Whatever personal stands open in this chat folds at the next opportunity, not after its ten minutes."""
    open_here = (face.c.contact_id == contact_id, face.c.fold_at.is_not(None))
    books.conn.execute(update(face).where(*open_here).values(fold_at=books.clock.now()))
    books.ring("faces")


def fold_due(books: Books, most: int = 500) -> int:
    """Queue the folding of every message whose ten minutes are over; how many were queued."""
    due = (
        select(face, outbox.c.account, outbox.c.act, contact.c.lang)
        .join(outbox, outbox.c.id == face.c.outbox_id)
        .join(contact, contact.c.id == face.c.contact_id)
        .where(face.c.fold_at <= books.clock.now())
        .order_by(face.c.fold_at)
        .limit(most)
    )
    rows = books.conn.execute(due).all()
    for row in rows:
        key, message = _folded(books, row)
        queue(
            books,
            Draft(
                contact_id=row.contact_id,
                account=row.account,
                purpose=f"fold:{row.contact_id}:{row.platform_message_id}:{row.outbox_id}",
                message=message,
                delivery_class=DeliveryClass.MUST_ARRIVE,
                lane=Lane.REPLY,
                guard=Guard.FOLD,
                text_key=key,
                text_version=version_of(key),
            ),
        )
        here = (face.c.contact_id == row.contact_id, face.c.platform_message_id == row.platform_message_id)
        books.conn.execute(update(face).where(*here).values(fold_at=None))
    return len(rows)


def _folded(books: Books, row: Row[Any]) -> tuple[str, Outgoing]:
    """The face to fold back to: the nudge as it first came, or a plain line with a way home; a picture goes away."""
    place = row.platform_message_id
    if row.act in (Act.PHOTO.value, Act.DOCUMENT.value):
        return "chat.folded", Outgoing(act=Act.DELETE, message_id=place)
    if row.nudge_id is not None:
        nudge = books.conn.execute(
            select(outbox.c.text_key, outbox.c.payload_sealed).where(outbox.c.id == row.nudge_id)
        ).one()
        first = unpacked(books.keys.open("outbox", "payload", row.nudge_id, nudge.payload_sealed))
        return nudge.text_key, Outgoing(act=Act.EDIT, text=first.text, buttons=first.buttons, message_id=place)
    lang = Lang(row.lang)
    home = Button(text=say(lang, "common.home"), data="home")
    return "chat.folded", Outgoing(act=Act.EDIT, text=say(lang, "chat.folded"), buttons=((home,),), message_id=place)
