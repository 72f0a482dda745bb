"""How does a message get into a web chat exactly once, and how is it changed or taken back?

Every happening in a chat takes the chat's next number under the chat's row lock, so that numbers appear in the order they
are committed in and a page that has seen number n has seen all before it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.channels.webchat.tables import Body, FileNote, Kind, keys_of, topic, web_chat, web_message
from bot.channels.webchat.visitor import chat_id_of
from casework.books import Books
from casework.db.ids import new_id
from messages.outgoing import Attachment, Outgoing

ANSWERS_KEPT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """Something the visitor did, as recorded the first time: ``number`` is unique and rising, ``seq`` its place."""

    number: int
    seq: int
    at: datetime


class OtherWords(Exception):
    """The same idempotency id came with another content."""


class ChatClosed(Exception):
    """The visitor has forgotten this conversation; its cookie opens nothing any more."""


def record_heard(books: Books, account: str, chat_key: str, say_id: str, kind: Kind, body: Body) -> Heard:
    """Write down what the visitor said or pressed, once for each ``say_id``; opens the chat with the first.

    Raises ``ChatClosed``, or ``OtherWords`` when the id is used again for something else.
    """
    _open_chat(books, account, chat_key)
    seq = _next_number(books, chat_key)
    if seq is None:
        raise ChatClosed
    key = f"in/{chat_key}/{say_id}"
    known = books.conn.execute(_by_key(account, key)).one_or_none()
    if known is not None:
        if known.kind != kind or (not known.deleted and unseal(books, known.id, known.body) != body):
            raise OtherWords
        return Heard(number=known.id, seq=known.seq, at=known.at)
    number = _add(books, account, chat_key, key, kind, seq, body, None)
    return Heard(number=number, seq=seq, at=books.clock.now())


def place_message(books: Books, account: str, address: str, key: str, message: Outgoing) -> int | None:
    """Put a message of the agency into the chat, once for each ``key``; its place, or None when there is no such chat."""
    found = _lock(books, account, address)
    if found is None:
        return None
    chat_key, seq = found
    key = f"out/{key}"
    known = books.conn.execute(_by_key(account, key)).one_or_none()
    if known is not None:
        return int(known.seq)
    _add(books, account, chat_key, key, Kind.TOLD, seq, _body(message), message.attachment)
    return seq


def replace_message(books: Books, account: str, address: str, seq: int, message: Outgoing) -> bool:
    """Give the message at ``seq`` other words and buttons; its file stays unless another is given.

    False when there is no such message (or it was taken back). The same words again change nothing.
    """
    found = _lock(books, account, address)
    row = _message_at(books, found[0], seq) if found else None
    if found is None or row is None or row.deleted or row.kind != Kind.TOLD:
        return False
    old = unseal(books, row.id, row.body)
    body = _body(message)
    values: dict[str, object] = {}
    if message.attachment is not None:
        values["file"] = _seal_file(books, row.id, message.attachment)
    else:
        body = msgspec.structs.replace(body, file=old.file)
        if body == old:
            return True
    _change(books, found[0], row.id, found[1], {**values, "body": _seal(books, row.id, body)})
    return True


def take_back_message(books: Books, account: str, address: str, seq: int) -> bool:
    """Take a message of either side back: its words and its file are erased. False when there is no such message."""
    found = _lock(books, account, address)
    row = _message_at(books, found[0], seq) if found else None
    if found is None or row is None:
        return False
    if not row.deleted:
        nothing = {"body": _seal(books, row.id, Body()), "file": None, "deleted": True}
        _change(books, found[0], row.id, found[1], nothing)
    return True


def answer_press(books: Books, account: str, address: str, key: str, press: str, text: str) -> bool:
    """End the waiting sign of a pressed button, with a short ``text`` or none. False when there is no such chat."""
    found = _lock(books, account, address)
    if found is None:
        return False
    chat_key, seq = found
    old = web_message.c.at < books.clock.now() - ANSWERS_KEPT
    kind = web_message.c.kind == Kind.ANSWER
    books.conn.execute(delete(web_message).where(web_message.c.chat_key == chat_key, kind, old))
    key = f"out/{key}"
    if books.conn.execute(_by_key(account, key)).one_or_none() is None:
        _add(books, account, chat_key, key, Kind.ANSWER, seq, Body(text=text, about=press), None)
    return True


def close_chat(books: Books, chat_key: str) -> None:
    """The visitor forgets the conversation: its messages are erased and its cookie opens nothing any more."""
    now = books.clock.now()
    books.conn.execute(delete(web_message).where(web_message.c.chat_key == chat_key))
    books.conn.execute(
        update(web_chat).where(web_chat.c.chat_key == chat_key, web_chat.c.closed_at.is_(None)).values(closed_at=now)
    )
    books.ring(topic(chat_key))


def unseal(books: Books, row_id: int, sealed: bytes) -> Body:
    """The body kept in a row."""
    return msgspec.json.decode(books.keys.open("web_message", "body", row_id, sealed), type=Body)


def unseal_file(books: Books, row_id: int, sealed: bytes) -> bytes:
    """The file kept in a row."""
    return base64.b64decode(books.keys.open("web_message", "file", row_id, sealed))


def _body(message: Outgoing) -> Body:
    file = message.attachment
    note = FileNote(name=file.name, mime=file.mime) if file else None
    return Body(text=message.text, buttons=keys_of(message.buttons), file=note)


def _seal(books: Books, row_id: int, body: Body) -> bytes:
    return books.keys.seal("web_message", "body", row_id, msgspec.json.encode(body).decode())


def _seal_file(books: Books, row_id: int, file: Attachment) -> bytes:
    return books.keys.seal("web_message", "file", row_id, base64.b64encode(file.content).decode())


def _open_chat(books: Books, account: str, chat_key: str) -> None:
    if books.conn.execute(select(web_chat.c.chat_key).where(web_chat.c.chat_key == chat_key)).first():
        return
    row = {"chat_key": chat_key, "account": account, "chat_id": chat_id_of(chat_key), "last_change": 0}
    with suppress(IntegrityError), books.conn.begin_nested():  # another tab of the same browser was first
        books.conn.execute(insert(web_chat).values(**row, opened_at=books.clock.now()))


def _lock(books: Books, account: str, address: str) -> tuple[str, int] | None:
    """The chat at ``address`` (its number or its key) and its next number; the chat's row is locked until the commit."""
    chat_key = address
    if address.isdecimal():
        by_number = web_chat.c.account == account, web_chat.c.chat_id == int(address)
        chat_key = books.conn.execute(select(web_chat.c.chat_key).where(*by_number)).scalar_one_or_none() or ""
    seq = _next_number(books, chat_key)
    return None if seq is None else (chat_key, seq)


def _next_number(books: Books, chat_key: str) -> int | None:
    counted = (
        update(web_chat)
        .where(web_chat.c.chat_key == chat_key, web_chat.c.closed_at.is_(None))
        .values(last_change=web_chat.c.last_change + 1)
        .returning(web_chat.c.last_change)
    )
    return books.conn.execute(counted).scalar_one_or_none()


def _by_key(account: str, key: str) -> Select[Any]:
    return select(web_message).where(web_message.c.account == account, web_message.c.key == key)


def _message_at(books: Books, chat_key: str, seq: int) -> Row[Any] | None:
    shown = web_message.c.kind.in_((Kind.TOLD, Kind.SAID))
    where = web_message.c.chat_key == chat_key, web_message.c.seq == seq, shown
    return books.conn.execute(select(web_message).where(*where)).one_or_none()


def _add(
    books: Books, account: str, chat_key: str, key: str, kind: Kind, seq: int, body: Body, file: Attachment | None
) -> int:
    row_id = new_id()
    books.conn.execute(
        insert(web_message).values(
            id=row_id,
            account=account,
            chat_key=chat_key,
            key=key,
            kind=kind,
            seq=seq,
            change=seq,
            body=_seal(books, row_id, body),
            file=_seal_file(books, row_id, file) if file else None,
            at=books.clock.now(),
            deleted=False,
        )
    )
    books.ring(topic(chat_key))
    return row_id


def _change(books: Books, chat_key: str, row_id: int, number: int, values: Mapping[str, object]) -> None:
    books.conn.execute(update(web_message).where(web_message.c.id == row_id).values(change=number, **values))
    books.ring(topic(chat_key))
