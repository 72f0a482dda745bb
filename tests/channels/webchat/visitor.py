"""A visitor's browser without a page: cookies, requests, the stream of events."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp

from tests.channels.webchat.house import House

_numbers = itertools.count(1)


class Visitor:
    """One browser; ``at`` gives the same browser at another seat."""

    def __init__(self, house: House, *, seat: str = "", session: aiohttp.ClientSession | None = None) -> None:
        self.house = house
        self.path = f"/chat/{seat}/" if seat else "/chat/"
        self.session = session or aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.session.close()

    def at(self, seat: str) -> Visitor:
        return Visitor(self.house, seat=seat, session=self.session)

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.session.cookie_jar}

    async def get(self, path: str = "", **options: Any) -> Got:
        async with self.session.get(self.house.url + self.path + path, **options) as answer:
            return Got(answer.status, answer.headers, await answer.read())

    async def post(self, path: str, content: object, **options: Any) -> Got:
        headers = {"Origin": self.house.url, "Content-Type": "application/json"} | options.pop("headers", {})
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {name: value for name, value in headers.items() if value is not None}
        address = self.house.url + self.path + path
        async with self.session.post(address, data=options.pop("data", body), headers=headers, **options) as answer:
            return Got(answer.status, answer.headers, await answer.read())

    async def open(self) -> Got:
        return await self.get()

    async def say(self, text: str, say_id: str | None = None, **options: Any) -> Got:
        return await self.post("say", {"id": say_id or new_say_id(), "text": text}, **options)

    async def press(self, data: str, message: str, say_id: str | None = None) -> Got:
        return await self.post("say", {"id": say_id or new_say_id(), "press": data, "message_id": message})

    async def messages(self, **query: int) -> dict[str, Any]:
        answer = await self.get("messages", params=query)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json()
        return found

    async def texts(self) -> list[str]:
        return [line["text"] for line in (await self.messages())["lines"]]

    @asynccontextmanager
    async def events(self, last: int | None = None) -> AsyncIterator[Stream]:
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        async with self.session.get(self.house.url + self.path + "events", headers=headers) as answer:
            assert answer.status == 200, await answer.read()
            yield Stream(answer)


class Got:
    """An answer, read to its end."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        return json.loads(self.body)


class Stream:
    """Server-sent events, one by one."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def next(self, *, beats: bool = False) -> dict[str, Any]:
        """The next event: its kind under ``event``, its number under ``id``, and its content."""
        async with asyncio.timeout(60):
            while True:
                event = await self._event()
                if beats or event["event"] not in ("retry", "beat"):
                    return event

    async def ended(self) -> bool:
        async with asyncio.timeout(60):
            return await self.answer.content.read() == b""

    async def _event(self) -> dict[str, Any]:
        fields: dict[str, str] = {}
        while (line := (await self.answer.content.readline()).decode()) != "\n":
            assert line, "the stream ended"
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        if "retry" in fields:
            return {"event": "retry"}
        event: dict[str, Any] = json.loads(fields["data"])
        return event | {"event": fields.get("event", "message"), "number": int(fields.get("id", 0))}


def new_say_id() -> str:
    return f"test-{next(_numbers):08}"
