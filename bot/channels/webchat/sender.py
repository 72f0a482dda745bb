"""How does the outbox speak into a web chat? By writing the message into the books; the open page is woken."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.webchat import store
from casework.db.engine import Database
from messages.outgoing import Act, Outgoing
from scheduler.delivery.senders import Accepted, NotSent, Outcome, Rejected


class WebSender:
    """The web chat as a channel. Sending the same message again under the same key changes nothing.

    Nothing leaves the house here, so an outcome is never uncertain: what did not commit was not sent.
    """

    def __init__(self, db: Database, account: str = "web") -> None:
        self.account = account
        self._db = db

    async def open(self) -> None:
        """Nothing to get ready: the books are the wire."""

    async def close(self) -> None:
        """Nothing is ever in flight."""

    async def is_there(self) -> bool:
        """The books are the wire: they have just been asked for what waits."""
        return True

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        """Place, change or take back a message in the chat ``address`` (its number, or its key ``w...``)."""
        try:
            return await self._send(address, message, key)
        except SQLAlchemyError as problem:
            return NotSent(reason=f"books: {type(problem).__name__}")

    async def _send(self, address: str, message: Outgoing, key: str) -> Outcome:
        match message.act:
            case Act.SEND | Act.PHOTO | Act.DOCUMENT:
                return await self._place(address, message, key)
            case Act.EDIT | Act.DELETE:
                return await self._change(address, message)
            case Act.ANSWER:
                press = message.callback_id or ""
                done = await self._db.write(store.answer_press, self.account, address, key, press, message.text)
                return Accepted() if done else _GONE
            case _:
                assert_never(message.act)

    async def _place(self, address: str, message: Outgoing, key: str) -> Outcome:
        if message.act is not Act.SEND and message.attachment is None:
            return Rejected(reason="a picture or document without a file")
        seq = await self._db.write(store.place_message, self.account, address, key, message)
        return _GONE if seq is None else Accepted(message_id=str(seq))

    async def _change(self, address: str, message: Outgoing) -> Outcome:
        if message.message_id is None or not message.message_id.isdecimal():
            return Rejected(reason="no such message")
        seq = int(message.message_id)
        if message.act is Act.EDIT:
            done = await self._db.write(store.replace_message, self.account, address, seq, message)
        else:
            done = await self._db.write(store.take_back_message, self.account, address, seq)
        return Accepted() if done else Rejected(reason="no such message")


_GONE = Rejected(reason="visitor_gone", dead=True)  # or there never was one
