"""Who keeps calling the web server while it is stopped and started? Each call is a connection of its own.

A call that finds nobody listening was never accepted. One that was connected and then had no whole answer was dropped.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 15.0


@dataclass
class Callers:
    """Callers of one port. ``statuses``: how often each answer came; ``dropped``: accepted and not answered, with why."""

    port: int
    secret: str
    statuses: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    dropped: list[str] = field(default_factory=list)
    told: list[int] = field(default_factory=list)  # chats whose update was answered with 200
    _stopping: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, first_chat: int, most_updates: int, at_once: int = 3) -> None:
        """Some call the webhook, each time for another chat; one asks whether the server is well."""
        chats = itertools.count(first_chat)
        update = [self._call_on(lambda: self._update(next(chats), first_chat + most_updates)) for _ in range(at_once)]
        self._tasks = [asyncio.create_task(one) for one in (*update, self._call_on(self._health))]

    async def stop(self) -> None:
        """Let each finish the call it makes."""
        self._stopping = True
        await asyncio.gather(*self._tasks)

    def _update(self, chat: int, end: int) -> tuple[int, bytes]:
        if chat >= end:
            return self._health()
        person = {"id": chat, "is_bot": False, "first_name": "Người dùng", "language_code": "vi"}
        message = {
            "message_id": 1,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "Người dùng"},
            "from": person,
            "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
        body = json.dumps({"update_id": chat, "message": message}).encode()
        head = (
            f"POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return chat, head.encode() + body

    def _health(self) -> tuple[int, bytes]:
        return 0, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

    async def _call_on(self, request: Callable[[], tuple[int, bytes]]) -> None:
        while not self._stopping:
            chat, text = request()
            done = await self._call(chat, text)
            while chat and not done and not self._stopping:  # as the platform does: it comes again until it is answered
                await asyncio.sleep(0.01)
                done = await self._call(chat, text)
            await asyncio.sleep(0.005)

    async def _call(self, chat: int, text: bytes) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionError:
            self.refused += 1
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(text)
                answer = await reader.read()
        except (ConnectionError, TimeoutError) as problem:
            self.dropped.append(type(problem).__name__)
            return False
        finally:
            writer.close()
        if not answer.startswith(b"HTTP/1.1 "):
            self.dropped.append("no answer" if not answer else "half an answer")
            return False
        status = int(answer.split(b" ", 2)[1])
        self.statuses[status] += 1
        if chat and status == 200:
            self.told.append(chat)
        return status == 200
