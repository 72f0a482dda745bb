"""What does the browser send, and how does it become an update that the dialogues understand?

The shape is the Telegram Bot API's ``Update``, so that every dialogue works here unchanged. A row of the books gives the
update its number: unique, rising, and the same when the page tries again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from bot.channels.webchat.store import Heard
from bot.channels.webchat.visitor import chat_id_of

LONGEST_TEXT = 4000  # characters; a little under what the chat platforms allow
VISITOR = "Khách"  # the name the dialogues see; nobody is asked for one here


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page's request: ``text``, or ``press`` (a button's data) under the message ``message_id``.

    ``id`` is made by the page and is the same for every try.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    text: str | None = None
    press: Annotated[str, msgspec.Meta(pattern=r"^[\x20-\x7e]{1,64}$")] | None = None
    message_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,15}$")] | None = None
    lang: Literal["vi", "en"] = "vi"


@dataclass(frozen=True, kw_only=True, slots=True)
class RawUpdate:
    """An update as the inbox takes it: its number, the chat's number as text, and the JSON."""

    update_id: int
    chat: str
    body: bytes


def text_update(heard: Heard, chat_key: str, said: Said) -> RawUpdate:
    """The visitor wrote ``said.text``."""
    message = _message(chat_key, heard.seq, heard.at) | {"from": _visitor(chat_key, said.lang), "text": said.text}
    return _raw(heard, chat_key, {"message": message})


def press_update(heard: Heard, chat_key: str, said: Said, placed: datetime) -> RawUpdate:
    """The visitor pressed a button under the message that was placed at ``placed``."""
    press = {
        "id": str(heard.number),
        "from": _visitor(chat_key, said.lang),
        "message": _message(chat_key, int(said.message_id or 0), placed),
        "chat_instance": str(chat_id_of(chat_key)),
        "data": said.press,
    }
    return _raw(heard, chat_key, {"callback_query": press})


def _raw(heard: Heard, chat_key: str, content: dict[str, Any]) -> RawUpdate:
    body = json.dumps({"update_id": heard.number, **content}, ensure_ascii=False)
    return RawUpdate(update_id=heard.number, chat=str(chat_id_of(chat_key)), body=body.encode())


def _message(chat_key: str, seq: int, at: datetime) -> dict[str, Any]:
    chat = {"id": chat_id_of(chat_key), "type": "private", "first_name": VISITOR}
    return {"message_id": seq, "date": int(at.timestamp()), "chat": chat}


def _visitor(chat_key: str, lang: str) -> dict[str, Any]:
    return {"id": chat_id_of(chat_key), "is_bot": False, "first_name": VISITOR, "language_code": lang}
