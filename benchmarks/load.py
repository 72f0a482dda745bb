"""How is a server loaded? A closed loop of keep-alive connections, each waiting for its answer before it asks again.

The server's own CPU time decides, whatever this process costs, so a small hand-written client is enough.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from benchmarks.data_set import address
from benchmarks.measure import Measured, percentile

CONNECTIONS = 32
SECRET = "benchmark-secret"
WORDS = {
    "start": "/start",
    "free": "Cho tôi hỏi xin trả góp khoản nợ theo án thì có được không ạ?",
    "mine": "/viec",
    "echo": "Cho tôi hỏi vụ việc của tôi còn phải nộp bao nhiêu tiền ạ?",
}


class Asking(asyncio.Protocol):
    """One connection; ``ask`` gives the body of the answer."""

    def __init__(self) -> None:
        self._got = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server hung up"))

    async def ask(self, request: bytes) -> bytes:
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, rest = self._got.partition(b"\r\n\r\n")
        if not found or (body := _whole(head.lower(), rest)) is None or self._answer is None:
            return
        if head[9:12] != b"200":
            self._answer.set_exception(RuntimeError(self._got[:300].decode("utf-8", "replace")))
        else:
            self._answer.set_result(body)
        self._got = b""


def _whole(head: bytes, rest: bytes) -> bytes | None:
    """The body, once it is all there. One answer at a time, so whatever has come belongs to it."""
    if b"transfer-encoding: chunked" in head:  # aiogram's answer in the response
        return rest if rest.endswith(b"0\r\n\r\n") else None
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    return rest[:length] if len(rest) >= length else None


def update(number: int, chat: int, text: str) -> bytes:
    """A text message as Telegram delivers it."""
    person = {"id": int(address(chat)), "first_name": "An", "last_name": "Nguyễn Văn", "username": "nguyenvanan"}
    shape: dict[str, Any] = {
        "update_id": number,
        "message": {
            "message_id": number % 100_000,
            "from": {**person, "is_bot": False, "language_code": "vi"},
            "chat": {**person, "type": "private"},
            "date": 1_790_000_000,
            "text": text,
        },
    }
    if text.startswith("/"):
        shape["message"]["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps(shape).encode()


def _post(body: bytes) -> bytes:
    head = (
        "POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def drive(port: int, text: str, updates: int, chats: int, first: int) -> Measured:
    """Send ``updates`` over 32 connections; CPU µs of the server for each (all its work done), and the waits in ms."""
    loop = asyncio.get_running_loop()

    async def connect() -> Asking:
        return (await loop.create_connection(Asking, "127.0.0.1", port))[1]

    lines = [await connect() for _ in range(CONNECTIONS)]
    control = await connect()

    async def spent() -> float:
        return float(json.loads(await control.ask(b"GET /cpu HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))["cpu"])

    numbers = iter(range(first, first + updates // 4 + updates))
    make: Callable[[int], bytes] = lambda number: _post(update(number, number % chats, WORDS[text]))  # noqa: E731
    await _loop(lines, numbers, updates // 4, make)
    before, began = await spent(), time.perf_counter()
    waits = await _loop(lines, numbers, updates, make)
    cpu, wall = await spent() - before, time.perf_counter() - began
    for line in (*lines, control):
        line.close()
    return {
        "cpu_us": cpu / updates * 1e6,
        "per_second": updates / wall,
        "p50_ms": percentile(waits, 0.5) * 1e3,
        "p99_ms": percentile(waits, 0.99) * 1e3,
    }


async def _loop(lines: list[Asking], numbers: Any, most: int, make: Callable[[int], bytes]) -> list[float]:
    left = iter(range(most))
    waits: list[float] = []

    async def one(line: Asking) -> None:
        for _ in left:
            request = make(next(numbers))
            began = time.perf_counter()
            await line.ask(request)
            waits.append(time.perf_counter() - began)

    await asyncio.gather(*(one(line) for line in lines))
    return waits
