"""What is true on the platform: people, chats, messages, pressed buttons, and every call that was made?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

JsonObject = dict[str, Any]


class Standing(StrEnum):
    """How a person stands to the bot."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"


@dataclass(kw_only=True)
class Person:
    """Somebody who has opened the bot (a bot cannot write first)."""

    chat_id: int
    first_name: str = "Người dùng"
    language_code: str = "vi"
    standing: Standing = Standing.ACTIVE

    def as_user(self) -> JsonObject:
        """The Bot API's User."""
        names = {"first_name": self.first_name, "language_code": self.language_code}
        return {"id": self.chat_id, "is_bot": False, **names}

    def as_chat(self) -> JsonObject:
        """The Bot API's private Chat."""
        return {"id": self.chat_id, "type": "private", "first_name": self.first_name}


@dataclass(kw_only=True)
class StoredFile:
    """An uploaded file as it arrived."""

    name: str
    mime: str
    content: bytes


@dataclass(kw_only=True)
class ChatMessage:
    """One message as the chat shows it now; ``edits`` keeps the earlier texts, oldest first."""

    message_id: int
    chat_id: int
    date: int
    kind: str  # text, photo, document
    by_bot: bool
    text: str = ""
    keyboard: list[list[JsonObject]] = field(default_factory=list)
    file: StoredFile | None = None
    protected: bool = False
    preview: bool = True
    edits: list[str] = field(default_factory=list)
    deleted: bool = False
    touched: int = 0  # grows over the whole world: which message changed last


@dataclass(kw_only=True)
class Pressed:
    """A pressed button and what the bot answered to it (a short text or None)."""

    callback_id: str
    chat_id: int
    message_id: int
    data: str
    at: float
    answers: list[str | None] = field(default_factory=list)


@dataclass(kw_only=True)
class Call:
    """One request to the Bot API. ``status`` 0: no answer was given. ``effect``: the world changed."""

    at: float
    method: str
    chat_id: int | None
    status: int
    effect: bool
    message_id: int | None = None
    text: str | None = None
    fault: str | None = None
    description: str | None = None
    fields: JsonObject = field(default_factory=dict)
    recorded: bool = False
    peer: str | None = None  # the address that asked

    def as_json(self) -> JsonObject:
        """The line of the log file."""
        return asdict(self)


class World:
    """The platform's own truth. ``wall`` gives Unix seconds for dates on messages."""

    def __init__(self, bot_id: int, wall: Callable[[], float] = time.time) -> None:
        self.wall = wall
        self.bot: JsonObject = {"id": bot_id, "is_bot": True, "first_name": "Gần Dân", "username": "gan_dan_thu_bot"}
        self.people: dict[int, Person] = {}
        self.messages: dict[tuple[int, int], ChatMessage] = {}
        self.pressed: dict[str, Pressed] = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.commands: list[JsonObject] = []
        self.version = 0
        self.numbers = count(1)
        self.touches = count(1)
        self._waiting: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        """Wake everybody who waits for a condition."""
        self.version += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def wait_until(self, true: Callable[[], bool], within: float) -> bool:
        """Wait for a condition over this world, looked at after each change; False when ``within`` seconds passed."""
        end = asyncio.get_running_loop().time() + within
        while not true():
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            left = end - asyncio.get_running_loop().time()
            done, _ = await asyncio.wait({waiter}, timeout=max(0.0, left))
            self._waiting.discard(waiter)
            if not done:
                return true()
        return True

    def chat(self, chat_id: int) -> list[ChatMessage]:
        """The messages of one chat in order, deleted ones left out."""
        return [m for m in self.messages.values() if m.chat_id == chat_id and not m.deleted]

    def add_message(self, **facts: Any) -> ChatMessage:
        """Put a new message into its chat, numbered and dated."""
        message = ChatMessage(message_id=next(self.numbers), date=int(self.wall()), touched=next(self.touches), **facts)
        self.messages[message.chat_id, message.message_id] = message
        return message

    def person(self, chat_id: int) -> Person:
        """The person of a chat, made on first mention."""
        return self.people.setdefault(chat_id, Person(chat_id=chat_id))

    def as_message(self, message: ChatMessage) -> JsonObject:
        """The Bot API's Message for what a chat holds."""
        person = self.person(message.chat_id)
        shown: JsonObject = {
            "message_id": message.message_id,
            "from": self.bot if message.by_bot else person.as_user(),
            "chat": person.as_chat(),
            "date": message.date,
        }
        shown |= _content(message)
        if message.edits:
            shown["edit_date"] = int(self.wall())
        if message.keyboard:
            shown["reply_markup"] = {"inline_keyboard": message.keyboard}
        if message.protected:
            shown["has_protected_content"] = True
        return shown


def _content(message: ChatMessage) -> JsonObject:
    if message.file is None:
        return {"text": message.text, **_entities(message.text)}
    size = len(message.file.content)
    named = {"file_id": f"file-{message.message_id}", "file_unique_id": f"unique-{message.message_id}"}
    shown: JsonObject = {"caption": message.text} if message.text else {}
    if message.kind == "photo":
        return shown | {"photo": [{**named, "width": 90, "height": 90, "file_size": size}]}
    details = {"file_name": message.file.name, "mime_type": message.file.mime, "file_size": size}
    return shown | {"document": {**named, **details}}


def _entities(text: str) -> JsonObject:
    if not text.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]}
