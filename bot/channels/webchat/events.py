"""How does the open page learn at once what happened in its chat? One long answer of server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager

from aiohttp import web

from bot.channels.webchat.guard import Refusal, add_headers
from bot.channels.webchat.lines import line_as_json
from bot.channels.webchat.reading import News, changes_since
from bot.channels.webchat.tables import topic
from casework.db.engine import Database
from messages.library import Lang

BEAT = 15.0  # seconds between signs of life; the page takes 40 s of silence for a lost connection
WRITE_SECONDS = 30.0  # a browser that takes nothing for so long is gone
STREAMS_A_CHAT = 4
STREAMS = 2000


class Streams:
    """The open streams of this process, each with the event that ends it."""

    def __init__(self, db: Database, *, secure: bool, beat: float = BEAT) -> None:
        self._db = db
        self._secure = secure
        self._beat = beat
        self._open: dict[str, list[asyncio.Event]] = {}
        self._closed = False

    def close(self) -> None:
        """End every stream; pages connect again by themselves, here or elsewhere."""
        self._closed = True
        for ends in self._open.values():
            for end in ends:
                end.set()

    async def serve(self, request: web.Request, chat_key: str, cursor: int, lang: Lang) -> web.StreamResponse:
        """Tell the page everything after ``cursor``, then each change as it is committed. Ends when the page leaves."""
        with self._counted(chat_key) as end:
            response = web.StreamResponse()
            response.content_type = "text/event-stream"
            response.charset = "utf-8"
            response.headers["X-Accel-Buffering"] = "no"  # a proxy must not hold events back
            add_headers(response, secure=self._secure)
            await response.prepare(request)
            try:
                await _write(response, "retry: 2000\n\n")
                async with aclosing(self._follow(chat_key, cursor, end)) as happenings:
                    async for news in happenings:
                        await _write(response, _events(news, lang))
            except (ConnectionError, TimeoutError):
                pass  # the page left; it resumes from the last event it has seen
            return response

    async def _follow(self, chat_key: str, cursor: int, end: asyncio.Event) -> AsyncGenerator[News]:
        """News after ``cursor`` until ``end``; empty news as a sign of life."""
        ending = asyncio.create_task(end.wait())
        try:
            while not end.is_set():
                rung = asyncio.create_task(self._db.wait(topic(chat_key), self._beat))
                try:
                    await asyncio.sleep(0)  # it listens from here on: what is committed while we read rings it
                    news = await self._db.read(changes_since, chat_key, cursor)
                    cursor = news.cursor
                    if news.lines or news.closed:
                        yield news
                    else:
                        await asyncio.wait({rung, ending}, return_when=asyncio.FIRST_COMPLETED)
                        if rung.done() and not rung.result():
                            yield news
                    if news.closed:
                        return
                finally:
                    rung.cancel()
        finally:
            ending.cancel()

    @contextmanager
    def _counted(self, chat_key: str) -> Iterator[asyncio.Event]:
        """A place for one more stream. A chat's oldest gives way: a page that left is noticed only at the next write."""
        if self._closed or sum(map(len, self._open.values())) >= STREAMS:
            raise Refusal(503, "webchat.try_again", wait=5)
        ends = self._open.setdefault(chat_key, [])
        if len(ends) >= STREAMS_A_CHAT:
            ends.pop(0).set()
        end = asyncio.Event()
        ends.append(end)
        try:
            yield end
        finally:
            if end in ends:
                ends.remove(end)
            if not ends:
                self._open.pop(chat_key, None)


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITE_SECONDS):
        await response.write(text.encode())


def _events(news: News, lang: Lang) -> str:
    if news.closed:
        return "event: closed\ndata: {}\n\n"
    if not news.lines:
        return "event: beat\ndata: {}\n\n"
    told = [(line.change, json.dumps(line_as_json(line, lang), ensure_ascii=False)) for line in news.lines]
    return "".join(f"id: {change}\ndata: {line}\n\n" for change, line in told)
