"""What has happened in this chat? Read for the page: its last messages, older ones, and all that is new since a count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from bot.channels.webchat.store import unseal, unseal_file
from bot.channels.webchat.tables import Body, FileNote, Kind, web_chat, web_message
from casework.books import Books

PAGE = 50  # messages shown at first, and with each "older"
BATCH = 200  # changes read at once

_COLUMNS = [web_message.c[name] for name in ("id", "kind", "seq", "change", "body", "at", "deleted")]
_LINES = web_message.c.kind.in_((Kind.TOLD, Kind.SAID))
_NEWS = web_message.c.kind.in_((Kind.TOLD, Kind.SAID, Kind.ANSWER))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One happening in a chat, opened. ``body`` of a message that was taken back is empty."""

    kind: Kind
    seq: int
    change: int
    at: datetime
    deleted: bool
    body: Body


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Lines, and the chat's count they are complete up to. ``closed``: the visitor has forgotten this chat."""

    lines: list[Line]
    cursor: int
    older: bool = False
    closed: bool = False


def last_messages(books: Books, chat_key: str, before: int | None = None) -> News:
    """The last messages (or those before the place ``before``), oldest first."""
    cursor, closed = _chat(books, chat_key)  # first: what is committed meanwhile is shown twice rather than not at all
    where = [web_message.c.chat_key == chat_key, _LINES, web_message.c.deleted.is_(False)]
    if before is not None:
        where.append(web_message.c.seq < before)
    newest_first = select(*_COLUMNS).where(*where).order_by(web_message.c.seq.desc()).limit(PAGE + 1)
    rows = books.conn.execute(newest_first).all()
    lines = [_line(books, row) for row in reversed(rows[:PAGE])]
    return News(lines=lines, cursor=cursor, older=len(rows) > PAGE, closed=closed)


def changes_since(books: Books, chat_key: str, cursor: int) -> News:
    """What is new or changed after the count ``cursor``, in the order it happened; at most ``BATCH``."""
    count, closed = _chat(books, chat_key)
    if count <= cursor or closed:
        return News(lines=[], cursor=cursor, closed=closed)
    where: list[ColumnElement[bool]] = [web_message.c.chat_key == chat_key, _NEWS, web_message.c.change > cursor]
    rows = books.conn.execute(select(*_COLUMNS).where(*where).order_by(web_message.c.change).limit(BATCH)).all()
    lines = [_line(books, row) for row in rows]
    last = lines[-1].change if lines else cursor
    return News(lines=lines, cursor=last if len(rows) == BATCH else max(count, last))


def is_closed(books: Books, chat_key: str) -> bool:
    """Whether the visitor has forgotten this chat."""
    return _chat(books, chat_key)[1]


def moment_of(books: Books, chat_key: str, seq: int) -> datetime | None:
    """When the message at ``seq`` was placed; None when there is no such message in this chat."""
    where = web_message.c.chat_key == chat_key, web_message.c.seq == seq, web_message.c.deleted.is_(False), _LINES
    moment: datetime | None = books.conn.execute(select(web_message.c.at).where(*where)).scalar_one_or_none()
    return moment


def file_of(books: Books, chat_key: str, seq: int) -> tuple[FileNote, bytes] | None:
    """The file that goes with the message at ``seq``; None when there is none in this chat."""
    columns = web_message.c.id, web_message.c.body, web_message.c.file
    where = web_message.c.chat_key == chat_key, web_message.c.seq == seq, web_message.c.deleted.is_(False), _LINES
    row = books.conn.execute(select(*columns).where(*where)).one_or_none()
    note = unseal(books, row.id, row.body).file if row is not None else None
    if row is None or note is None:
        return None
    return note, unseal_file(books, row.id, row.file)


def _chat(books: Books, chat_key: str) -> tuple[int, bool]:
    columns = web_chat.c.last_change, web_chat.c.closed_at
    row = books.conn.execute(select(*columns).where(web_chat.c.chat_key == chat_key)).one_or_none()
    return (row.last_change, row.closed_at is not None) if row is not None else (0, False)


def _line(books: Books, row: Row[Any]) -> Line:
    return Line(
        kind=Kind(row.kind),
        seq=row.seq,
        change=row.change,
        at=row.at,
        deleted=row.deleted,
        body=Body() if row.deleted else unseal(books, row.id, row.body),
    )
