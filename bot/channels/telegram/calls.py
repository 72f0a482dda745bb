"""What became of one call to the Bot API: answered, refused, never sent, or nobody knows?

The judgement goes by *where* it failed. Until a connection stands, no byte of the request has left us (``NeverLeft``).
From then on the platform may have done it, whatever came back instead of an answer (``NoAnswer``).
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
import msgspec

OFFICIAL_BASE = "https://api.telegram.org"
JSON_HEADERS = {"Content-Type": "application/json"}
_DESCRIPTION_SHOWN = 200
_QUOTED = re.compile(
    r"[^\x20-\x7e]|[\"<]|\d{5}"
)  # where a description begins to repeat what a message or an address said


class CallFailed(Exception):
    """No success. The message is safe to store and to log: no token, and nothing that a refusal quotes from the message."""


class NeverLeft(CallFailed):
    """No connection: name not found, refused, no handshake, no free connection in time."""


class NoAnswer(CallFailed):
    """The request left us and nothing usable came back."""


class Refusal(CallFailed):
    """The Bot API says no: its error code, its description, and the seconds to wait if it named any."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {_own_words(description)[:_DESCRIPTION_SHOWN]}".strip())
        self.code = code
        self.description = description
        self.retry_after = retry_after


class _Parameters(msgspec.Struct):
    retry_after: int | float | None = None


class _Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int | None = None
    description: str = ""
    parameters: _Parameters | None = None


_read = msgspec.json.Decoder(_Answer).decode


def make_session(timeout: float, connections: int = 64) -> aiohttp.ClientSession:
    """A session that goes straight to the platform: no proxy from the environment, no cookies.

    ``timeout`` (seconds) bounds the wait for a connection and, apart from it, each silence of the platform.
    """
    limits = aiohttp.ClientTimeout(total=None, connect=timeout, sock_connect=timeout, sock_read=timeout)
    connector = aiohttp.TCPConnector(limit=connections, keepalive_timeout=30)
    return aiohttp.ClientSession(
        connector=connector, timeout=limits, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
    )


async def post(
    session: aiohttp.ClientSession, url: str, body: bytes | aiohttp.FormData, timeout: float
) -> tuple[int, bytes]:
    """Post once, follow no redirect; the HTTP status and the body. Raises ``NeverLeft`` or ``NoAnswer``.

    ``timeout`` is what the session was made with; twice that is the end even for an answer that trickles in. By then
    the wait for a connection has long been over, so that end is always ``NoAnswer``.
    """
    headers = JSON_HEADERS if isinstance(body, bytes) else None
    try:
        async with (
            asyncio.timeout(2 * timeout),
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status, await answer.read()
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        raise NeverLeft(f"no connection: {_name(problem)}") from None
    except aiohttp.InvalidURL:
        raise NeverLeft("no connection: the API address is not an address") from None
    except (aiohttp.ClientError, OSError) as problem:  # TimeoutError is an OSError
        raise NoAnswer(f"no answer: {_name(problem)}") from None


def read_answer(status: int, payload: bytes) -> msgspec.Raw:
    """The ``result`` of an answer as raw JSON. Raises ``Refusal`` when the Bot API said no, ``NoAnswer`` when it is unclear."""
    try:
        answer = _read(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        if status == 429:  # a proxy on the way said so, without the Bot API's words
            raise Refusal(429, "Too Many Requests") from None
        raise NoAnswer(f"unreadable answer with HTTP status {status}") from None
    code = answer.error_code or status
    if answer.ok and 200 <= status < 300:
        return answer.result
    if answer.ok or not 400 <= code < 500:
        raise NoAnswer(f"HTTP status {status}, error code {answer.error_code}")
    wait = answer.parameters.retry_after if answer.parameters else None
    raise Refusal(code, answer.description, None if wait is None else int(wait))


async def call(
    session: aiohttp.ClientSession, base: str, token: str, method: str, fields: dict[str, Any], timeout: float
) -> msgspec.Raw:
    """One call with JSON fields; its ``result``. Raises ``NeverLeft``, ``NoAnswer`` or ``Refusal``."""
    url = f"{base.rstrip('/')}/bot{token}/{method}"
    return read_answer(*await post(session, url, msgspec.json.encode(fields), timeout))


def masked(token: str) -> str:
    """The token for people's eyes: the bot's public number, never the secret half."""
    number = token.partition(":")[0]
    return f"{number}:***" if number.isdigit() else "***"


def _own_words(description: str) -> str:
    """The platform's own words: up to the first that may be a name, a number or a tag of the message."""
    quoted = _QUOTED.search(description)
    return description if quoted is None else f"{description[: quoted.start()].rstrip()} ..."


def _name(problem: BaseException) -> str:
    inner = getattr(problem, "os_error", None)
    return type(inner).__name__ if isinstance(inner, BaseException) else type(problem).__name__
