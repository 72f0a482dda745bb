"""How is what the visitor says kept, once, before the page is told that it arrived?

Their line of the conversation and the update for the dialogues are written in one transaction: neither is there without
the other, and the same request again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.channels.webchat.reading import moment_of
from bot.channels.webchat.store import Heard, record_heard
from bot.channels.webchat.tables import Body, Kind
from bot.channels.webchat.updates import RawUpdate, Said, press_update, text_update
from casework.books import Books

Receive = Callable[[Books, str, Iterable[RawUpdate]], object]
"""Takes the updates of a channel account into the durable inbox, inside the open transaction."""


class NoSuchButton(Exception):
    """The message under which something was pressed is not (or no longer) in this chat."""


def hear(books: Books, account: str, chat_key: str, said: Said, receive: Receive) -> Heard:
    """Keep ``said`` and hand it to the inbox. Raises ``ChatClosed``, ``OtherWords`` or ``NoSuchButton``."""
    if said.press is None:
        body = Body(text=said.text or "", about=said.id)
        heard = record_heard(books, account, chat_key, said.id, Kind.SAID, body)
        update = text_update(heard, chat_key, said)
    else:
        placed = moment_of(books, chat_key, int(said.message_id or 0))
        if placed is None:
            raise NoSuchButton
        body = Body(text=said.message_id or "", about=said.press)
        heard = record_heard(books, account, chat_key, said.id, Kind.PRESSED, body)
        update = press_update(heard, chat_key, said, placed)
    receive(books, account, [update])
    return heard
