"""Which rows does the web chat keep? One for each conversation, one for each message in it.

The body of a message and its file are sealed. Rows of ``web_message`` fall under the retention of chat texts (by ``at``).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, UniqueConstraint

from casework.db.metadata import Instant, metadata
from messages.outgoing import Button, Rows


class Kind(StrEnum):
    """What a row is. Only ``told`` and ``said`` are shown as lines of the conversation."""

    TOLD = "told"  # by the agency
    SAID = "said"  # by the visitor
    PRESSED = "pressed"  # a button, by the visitor
    ANSWER = "answer"  # the end of a button's waiting sign, with or without a short text


web_chat = Table(
    "web_chat",
    metadata,
    Column("chat_key", String(24), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("last_change", BigInteger, nullable=False),  # counts what happened in this chat; locks it while written
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("account", "chat_id"),
)

web_message = Table(
    "web_message",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", String(64), nullable=False),
    Column("chat_key", String(24), ForeignKey("web_chat.chat_key"), nullable=False),
    Column("key", String, nullable=False),  # the same for every try of one message
    Column("kind", String(8), nullable=False),
    Column("seq", BigInteger, nullable=False),  # its place in the conversation; the dialogues' message id
    Column("change", BigInteger, nullable=False),  # the chat's count when it was last changed; the page's cursor
    Column("body", LargeBinary, nullable=False),
    Column("file", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("deleted", Boolean, nullable=False),
    UniqueConstraint("account", "key"),
    UniqueConstraint("chat_key", "seq"),
    Index(None, "chat_key", "change"),
)


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button as it is kept and shown."""

    text: str
    data: str | None = None
    url: str | None = None


class FileNote(msgspec.Struct, frozen=True):
    """What is known of a file without opening it."""

    name: str
    mime: str


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed in a row."""

    text: str = ""
    buttons: tuple[tuple[Key, ...], ...] = ()
    file: FileNote | None = None
    about: str | None = None  # SAID: the page's own name for it; PRESSED: the button's data; ANSWER: the press it ends


def keys_of(rows: Rows) -> tuple[tuple[Key, ...], ...]:
    """The buttons of an outgoing message in the form they are kept in."""

    def key(button: Button) -> Key:
        return Key(text=button.text, data=button.data, url=button.url)

    return tuple(tuple(key(button) for button in row) for row in rows)


def topic(chat_key: str) -> str:
    """What is rung when something happened in a chat."""
    return f"web:{chat_key}"
