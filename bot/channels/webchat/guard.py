"""Which requests are refused before they are read, and which headers protect every answer?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from math import ceil

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from messages.library import Lang, say

_log = logging.getLogger(__name__)

LONGEST_BODY = 64 * 1024
BODY_SECONDS = 10.0  # a body of 64 KiB that takes longer is held open on purpose

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """A request is refused: HTTP status, the key of the text that says why and what to do, seconds to wait if any."""

    def __init__(self, status: int, text: str, wait: float = 0.0) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text
        self.wait = wait


def guarded(handler: Handler, *, secure: bool) -> Handler:
    """``handler`` with the headers on whatever it answers; refusals, and books out of reach, as one sentence."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Refusal as refusal:
            response = _refused(refusal, request)
        except SQLAlchemyError:  # the page keeps what it sends and tries again with the same id
            _log.exception("web_books_not_reached")
            response = _refused(Refusal(503, "webchat.try_again", wait=5), request)
        if not response.prepared:
            add_headers(response, secure=secure)
        return response

    return answer


def add_headers(response: web.StreamResponse, *, secure: bool) -> None:
    """The protective headers; personal answers are never stored unless the handler said otherwise."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def lang_of(request: web.Request) -> Lang:
    """The language of the page that asks (``?lang=en``); Vietnamese unless it says English."""
    return Lang.EN if request.query.get("lang") == Lang.EN else Lang.VI


def check_own_page(request: web.Request, *, secure: bool) -> None:
    """A request that changes something comes from our own page: Fetch Metadata where sent, and always the Origin."""
    check_not_foreign(request)
    scheme = "https" if secure else "http"
    try:
        ours = URL(f"{scheme}://{request.host}").origin()
        theirs = URL(request.headers.get("Origin", "")).origin()
    except ValueError:
        raise Refusal(403, "webchat.foreign_page") from None
    if ours != theirs:
        raise Refusal(403, "webchat.foreign_page")


def check_not_foreign(request: web.Request) -> None:
    """What a page reads in the background is read by our page only (browsers that say so; others rely on the cookie)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refusal(403, "webchat.foreign_page")


def address_of(request: web.Request, proxies: frozenset[str]) -> str:
    """The visitor's address: the peer's, or what our own proxy (an address in ``proxies``) says it is."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if peer in proxies and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return peer


async def read_body(request: web.Request) -> bytes:
    """The JSON body, at most 64 KiB, within ten seconds."""
    if request.content_type != "application/json":
        raise Refusal(415, "webchat.not_understood")
    return await bounded_body(request)


async def bounded_body(request: web.Request) -> bytes:
    """The body, at most 64 KiB, within ten seconds."""
    if (request.content_length or 0) > LONGEST_BODY:
        raise Refusal(413, "webchat.too_long")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise Refusal(413, "webchat.too_long")
    except (TimeoutError, ConnectionResetError):  # whoever presses twice drops the first request: no fault of ours
        raise Refusal(408, "webchat.not_understood") from None
    return bytes(body)


def _refused(refusal: Refusal, request: web.Request) -> web.Response:
    text = say(lang_of(request), refusal.text)
    if "text/html" in request.headers.get("Accept", ""):  # read by a person, not by our page
        response = web.Response(text=text, status=refusal.status)
    else:
        error = refusal.text.partition(".")[2]
        response = web.json_response({"error": error, "text": text}, status=refusal.status)
    if refusal.wait:
        response.headers["Retry-After"] = str(ceil(refusal.wait))
    return response
