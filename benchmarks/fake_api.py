"""What does a Bot API cost that only answers? Canned answers over keep-alive HTTP/1.1, in a process of its own.

With a limit it refuses whatever would be more than that many messages in any sliding second: stricter than the platform,
whose rule is not published. ``GET /stats`` says how many were taken and refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.measure import port_of

_SENT = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 1001,
            "from": {"id": 42, "is_bot": True, "first_name": "Bot", "username": "bench_bot"},
            "chat": {"id": 700_000_000, "first_name": "An", "type": "private"},
            "date": 1_790_000_000,
            "text": "Kính gửi ông/bà: nghĩa vụ thi hành án sắp đến hạn.",
        },
    },
    ensure_ascii=False,
).encode()
_ME = b'{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"Bot","username":"bench_bot"}}'
_DONE = b'{"ok":true,"result":true}'
_TOO_MANY = json.dumps(
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
).encode()


@dataclass
class _Door:
    """How many a second, and how many there were."""

    limit: int
    taken: int = 0
    refused: int = 0
    second: deque[float] = field(default_factory=deque)
    replies: list[float] = field(default_factory=list)

    def lets_in(self) -> bool:
        now = time.monotonic()
        while self.second and self.second[0] <= now - 1.0:
            self.second.popleft()
        if self.limit and len(self.second) >= self.limit:
            self.refused += 1
            return False
        self.second.append(now)
        self.taken += 1
        return True


class _Answering(asyncio.Protocol):
    def __init__(self, door: _Door) -> None:
        self._door = door
        self._got = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._end_of_request()) is not None:
            line = self._got[: self._got.index(b"\r\n")].lower()
            self._got = self._got[end:]
            assert self._transport is not None
            self._transport.write(self._answer(line))

    def _end_of_request(self) -> int | None:
        at = self._got.find(b"\r\n\r\n")
        if at < 0:
            return None
        head = self._got[:at].lower()
        if b"transfer-encoding: chunked" in head:
            last = self._got.find(b"0\r\n\r\n", at)
            return None if last < 0 else last + 5
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        return at + 4 + length if len(self._got) >= at + 4 + length else None

    def _answer(self, line: bytes) -> bytes:
        if b"/stats" in line:
            return _response(b"200 OK", json.dumps({"taken": self._door.taken, "refused": self._door.refused}).encode())
        if b"sendmessage" in line:
            return _response(b"200 OK", _SENT) if self._door.lets_in() else _response(b"429 Too Many", _TOO_MANY)
        return _response(b"200 OK", _ME if b"getme" in line else _DONE)


def _response(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


async def serve(limit: int = 0) -> dict[str, Any]:
    """Serve until standard input is closed; says the port on standard output."""
    door = _Door(limit=limit)
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(door), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    return {"taken": door.taken, "refused": door.refused}


@contextmanager
def fake_api(limit: int = 0) -> Iterator[str]:
    """A fake Bot API; its address."""
    with port_of("fake_api:serve", limit=limit) as port:
        yield f"http://127.0.0.1:{port}"
