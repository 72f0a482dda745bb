"""A web chat on a real port, with a bot that plays from a script where the dialogues would be."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.channels.webchat.mount import routes
from bot.channels.webchat.pages import Masthead
from bot.channels.webchat.sender import WebSender
from bot.channels.webchat.server import WebChat
from bot.channels.webchat.updates import RawUpdate
from casework.books import Books
from casework.clock import Clock
from casework.db.engine import Database
from messages.outgoing import Act, Button, Outgoing

AGENCY = Masthead(name="Thi hành án dân sự tỉnh Gần Dân", phone="0900 000 100")
Script = Callable[[dict[str, Any]], Iterable[Outgoing]]
_numbers = itertools.count(1)


class ScriptedBot:
    """Where the inbox and the dialogues would be: remembers each update once and answers it from ``script``."""

    def __init__(self, sender: WebSender, script: Script | None = None) -> None:
        self.updates: list[dict[str, Any]] = []
        self.sender = sender
        self._script = script or (lambda update: ())
        self._loop = asyncio.get_running_loop()
        self._answering: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._work = asyncio.create_task(self._answer())

    def receive(self, _books: Books, account: str, updates: Iterable[RawUpdate]) -> None:
        """The inbox's half: an update number is taken once. Called in a book-keeper's thread."""
        assert account == self.sender.account
        for raw in updates:
            update = json.loads(raw.body)
            assert update["update_id"] == raw.update_id
            if all(known["update_id"] != raw.update_id for known in self.updates):
                self.updates.append(update)
                self._loop.call_soon_threadsafe(self._answering.put_nowait, update)

    async def _answer(self) -> None:
        while True:
            update = await self._answering.get()
            for outgoing in self._script(update):
                await self.tell(str(chat_of(update)), outgoing)

    async def tell(self, address: str, outgoing: Outgoing, key: str | None = None) -> str | None:
        """Send as the outbox would; the message's id in the chat."""
        outcome = await self.sender.send(address, outgoing, key or f"test:{next(_numbers)}")
        return getattr(outcome, "message_id", None)

    async def close(self) -> None:
        self._work.cancel()
        with suppress(asyncio.CancelledError):
            await self._work


class House:
    """The web chat's server on loopback; may be stopped and started again on the same port."""

    def __init__(self, db: Database, bot: ScriptedBot, clock: Clock, **options: Any) -> None:
        self.port = 0
        self._db = db
        self._bot = bot
        self._clock = clock
        self._options = options
        self._runner: web.AppRunner | None = None
        self._chat: WebChat | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        async def masthead() -> Masthead:
            return AGENCY

        self._chat = WebChat(
            db=self._db, receive=self._bot.receive, clock=self._clock, masthead=masthead, **self._options
        )
        app = web.Application()
        app.add_routes(routes(self._chat))
        self._runner = web.AppRunner(app, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # a started site listens

    async def stop(self) -> None:
        assert self._runner is not None
        assert self._chat is not None
        await self._chat.close()
        await self._runner.cleanup()


def chat_of(update: dict[str, Any]) -> int:
    """The number of the chat an update came from."""
    if "message" in update:
        return int(update["message"]["chat"]["id"])
    return int(update["callback_query"]["message"]["chat"]["id"])


def told(text: str, *rows: tuple[tuple[str, str], ...]) -> Outgoing:
    """A message with rows of (label, data)."""
    buttons = tuple(tuple(Button(text=label, data=data) for label, data in row) for row in rows)
    return Outgoing(act=Act.SEND, text=text, buttons=buttons)
