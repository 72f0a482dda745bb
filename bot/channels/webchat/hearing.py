"""How is what the visitor says kept, once, before the page is told that it arrived?

Their line of the conversation and the update for the dialogues are written in one transaction: neither is there without
the other, and the same request again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.channels.webchat.reading import moment_of
from bot.channels.webchat.store import Heard, close_chat, record_heard
from bot.channels.webchat.tables import Body, Kind
from bot.channels.webchat.updates import RawUpdate, Said, press_update, text_update
from bot.channels.webchat.visitor import chat_id_of
from casework import link_origins
from casework.books import Books
from casework.contacts import find, mark_dead
from casework.typed_codes import reads_as_code

Receive = Callable[[Books, str, Iterable[RawUpdate]], object]
"""Takes the updates of a channel account into the durable inbox, inside the open transaction."""


class NoSuchButton(Exception):
    """The message under which something was pressed is not (or no longer) in this chat."""


class TooManyCodes(Exception):
    """Too many printed codes were typed from this network within the hour."""


def hear(books: Books, account: str, chat_key: str, said: Said, receive: Receive, origin: str) -> Heard:
    """Keep ``said``, which came from the network ``origin``, and hand it to the inbox.

    Raises ``ChatClosed``, ``OtherWords``, ``NoSuchButton`` or ``TooManyCodes``; then nothing is kept.
    """
    if said.text is not None and reads_as_code(said.text) and not link_origins.may_try(books, account, origin):
        raise TooManyCodes
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


def forget_chat(books: Books, account: str, chat_key: str) -> None:
    """The visitor erases the conversation: nobody can come back to it, so whatever it was linked to ends with it.

    Otherwise a chat that no longer exists would go on counting as one of the two that a party may have.
    """
    close_chat(books, chat_key)
    gone = find(books, account, str(chat_id_of(chat_key)))
    if gone is not None:
        mark_dead(books, gone.id, "forgotten_by_visitor")
