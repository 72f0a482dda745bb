"""How does a dialogue's Bot API call become something that cannot be lost or doubled? It becomes an outbox row.

The aiogram ``Bot`` that dialogues get has this session: it makes no request, it queues one in the same transaction as the
facts, and answers with a stub so that aiogram is content.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, Chat, InlineKeyboardMarkup, Message

from handlers.turn import Said, Turn, current
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Attachment, Button, Outgoing, Rows

PRESS_USEFUL = timedelta(seconds=120)  # the platform forgets a pressed button after 150 s


class NotSupported(Exception):
    """A dialogue called a Bot API method that the outbox cannot carry."""


class OutboxSession(BaseSession):
    """Turns each Bot API method into an outbox row of the current turn."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        """Queue ``method``; the result is a stub of what Telegram would answer."""
        turn = current.get()
        message = outgoing(method)
        _queue(turn, message)
        if message.act is Act.ANSWER:
            turn.answered_press = True
        if message.act in (Act.ANSWER, Act.DELETE):
            return True
        return _SENT

    def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Files are not fetched: what people send as a picture is not kept."""
        raise NotSupported("files are not fetched")

    async def close(self) -> None:
        """Nothing is open."""


# What aiogram gets for every message: nobody reads it, and making one anew costs a tenth of a whole turn.
_SENT = Message(message_id=0, date=datetime(1970, 1, 1, tzinfo=UTC), chat=Chat(id=1, type="private"))


def _queue(turn: Turn, message: Outgoing) -> None:
    said, turn.said = turn.said, Said()
    press = message.act is Act.ANSWER
    now = turn.books.clock.now()
    queue(
        turn.books,
        Draft(
            contact_id=turn.contact.id,
            account=turn.account,
            purpose=f"reply:{turn.account}:{turn.update_id}:{turn.count}",
            message=message,
            delivery_class=DeliveryClass.NEVER_DOUBLE if press else DeliveryClass.MUST_ARRIVE,
            lane=Lane.PRESS if press else Lane.REPLY,
            guard=Guard.REPLY,
            text_key=said.text_key,
            text_version=said.text_version,
            personal=said.personal,
            party_id=turn.party_id if said.personal else None,
            decision_id=said.decision_id,
            not_before=_leaves_at(turn, said, now),
            useful_until=now + PRESS_USEFUL if press else None,
        ),
    )
    turn.count += 1


def _leaves_at(turn: Turn, said: Said, now: datetime) -> datetime:
    """At once; what is held back counts from when the turn began, so that costly checks do not show in its time."""
    return turn.contact.seen_at + timedelta(seconds=said.delay_seconds) if said.delay_seconds else now


def outgoing(method: TelegramMethod[Any]) -> Outgoing:
    """``method`` in the words every channel speaks. Raises ``NotSupported`` for what the outbox cannot carry."""
    convert = _CONVERT.get(type(method))
    if convert is None:
        raise NotSupported(type(method).__name__)
    return convert(method)


def _send(method: SendMessage) -> Outgoing:
    return Outgoing(act=Act.SEND, text=method.text, buttons=_rows(method.reply_markup), protect=_protect(method))


def _edit(method: EditMessageText) -> Outgoing:
    return Outgoing(
        act=Act.EDIT,
        text=method.text or "",
        buttons=_rows(method.reply_markup),
        message_id=str(method.message_id),
    )


def _photo(method: SendPhoto) -> Outgoing:
    file = _attachment(method.photo, "image/png")
    return Outgoing(
        act=Act.PHOTO,
        text=method.caption or "",
        buttons=_rows(method.reply_markup),
        attachment=file,
        protect=_protect(method),
    )


def _document(method: SendDocument) -> Outgoing:
    file = _attachment(method.document, "application/octet-stream")
    return Outgoing(
        act=Act.DOCUMENT,
        text=method.caption or "",
        buttons=_rows(method.reply_markup),
        attachment=file,
        protect=_protect(method),
    )


def _delete(method: DeleteMessage) -> Outgoing:
    return Outgoing(act=Act.DELETE, message_id=str(method.message_id))


def _answer(method: AnswerCallbackQuery) -> Outgoing:
    return Outgoing(act=Act.ANSWER, text=method.text or "", callback_id=method.callback_query_id)


_CONVERT: dict[type[TelegramMethod[Any]], Callable[[Any], Outgoing]] = {
    SendMessage: _send,
    EditMessageText: _edit,
    SendPhoto: _photo,
    SendDocument: _document,
    DeleteMessage: _delete,
    AnswerCallbackQuery: _answer,
}
_MIME = {".png": "image/png", ".ics": "text/calendar", ".pdf": "application/pdf", ".json": "application/json"}


def _attachment(file: object, otherwise: str) -> Attachment:
    if not isinstance(file, BufferedInputFile):
        raise NotSupported("only files made here can be sent")
    name = file.filename or "file"
    return Attachment(name=name, mime=_MIME.get(PurePosixPath(name).suffix, otherwise), content=file.data)


def _rows(markup: object) -> Rows:
    if markup is None:
        return ()
    if not isinstance(markup, InlineKeyboardMarkup):
        raise NotSupported("only buttons under a message are used")
    return tuple(
        tuple(Button(text=b.text, data=b.callback_data, url=b.url) for b in row) for row in markup.inline_keyboard
    )


def _protect(method: SendMessage | SendPhoto | SendDocument) -> bool:
    return method.protect_content is True
