"""What stands in each message of a chat right now, and when is personal content folded away again?

Content with something personal is folded back after ten minutes, so that nothing stays open on a shared telephone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.db.prepared import Prepared
from casework.tables.contacts import contact
from messages.library import Lang, say, version_of
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue, unpacked
from messages.outgoing import Act, Button, Outgoing
from messages.tables import face, outbox

FOLD_AFTER = timedelta(minutes=10)  # DESIGN promise 2

_which = Prepared(
    select(outbox.c.personal, outbox.c.content_sealed.is_not(None).label("is_nudge")).where(
        outbox.c.id == bindparam("row")
    )
)
_known = Prepared(
    select(face.c.nudge_id).where(
        face.c.contact_id == bindparam("contact"), face.c.platform_message_id == bindparam("message")
    )
)


def shown(books: Books, contact_id: int, message_id: str, outbox_id: int, act: Act) -> None:
    """The platform shows row ``outbox_id`` in its message ``message_id`` now."""
    if act is Act.DELETE:
        _forget.changed(books.conn, contact=contact_id, message=message_id)
        return
    ((personal, is_nudge),) = _which.rows(books.conn, row=outbox_id)
    if not personal and not is_nudge and act is not Act.EDIT:
        return  # nothing to fold, ever: most messages
    known = _known.rows(books.conn, contact=contact_id, message=message_id)
    _UPSERT.changed(
        books.conn,
        contact_id=contact_id,
        platform_message_id=message_id,
        outbox_id=outbox_id,
        nudge_id=outbox_id if is_nudge else known[0][0] if known else None,
        fold_at=books.clock.now() + FOLD_AFTER if personal else None,
    )
    if personal:
        books.ring("faces")


_forget = Prepared(
    delete(face).where(face.c.contact_id == bindparam("contact"), face.c.platform_message_id == bindparam("message"))
)
_values: dict[str, Any] = {column.name: bindparam(column.name) for column in face.columns}


def _upsert(dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = sqlite.insert(face) if dialect == "sqlite" else postgresql.insert(face)
    return statement.values(_values).on_conflict_do_update(
        index_elements=["contact_id", "platform_message_id"],
        set_={name: statement.excluded[name] for name in ("outbox_id", "nudge_id", "fold_at")},
    )


_UPSERT = Prepared({name: _upsert(name) for name in ("sqlite", "postgresql")})


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
