"""What does the web chat's server half answer, and to whom?

It hears (``say``) by writing an update into the durable inbox before it says 200, and it shows what the books hold of
the chat whose cookie the browser sends. It knows nothing of dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from bot.channels.webchat import reading
from bot.channels.webchat.events import BEAT, Streams
from bot.channels.webchat.guard import Refusal, address_of, check_not_foreign, check_own_page, lang_of, read_body
from bot.channels.webchat.hearing import NoSuchButton, Receive, TooManyCodes, forget_chat, hear
from bot.channels.webchat.limits import Buckets, neighbourhood
from bot.channels.webchat.lines import PICTURES, news_as_json
from bot.channels.webchat.pages import Masthead, render_page
from bot.channels.webchat.store import ChatClosed, Heard, OtherWords
from bot.channels.webchat.updates import LONGEST_TEXT, Said
from bot.channels.webchat.visitor import MAX_AGE, Seat, chat_key_of, is_token, new_token
from casework.clock import Clock
from casework.db.engine import Database

_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class WebChat:
    """The web chat of one account: what its routes do. ``close`` ends the open streams before the server stops."""

    def __init__(
        self,
        *,
        db: Database,
        receive: Receive,
        clock: Clock,
        masthead: Callable[[], Awaitable[Masthead]],
        account: str = "web",
        prefix: str = "/chat",
        secure: bool = False,
        proxies: frozenset[str] = frozenset(),
        beat: float = BEAT,
    ) -> None:
        self.prefix = prefix
        self.secure = secure
        self.account = account
        self._db = db
        self._receive = receive
        self._masthead = masthead
        self._proxies = proxies
        self._streams = Streams(db, secure=secure, beat=beat)
        self._chat_says = Buckets(clock, rate=1, burst=20)
        self._address_says = Buckets(clock, rate=5, burst=100)  # one address may be a whole office or a mobile network
        self._address_reads = Buckets(clock, rate=20, burst=300)

    async def close(self) -> None:
        """End the open streams; pages come back by themselves."""
        self._streams.close()

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page of a seat; a browser without a living chat gets a new cookie, but no row until it says something."""
        self._limit(self._address_reads, self._neighbourhood(request))
        seat = self._seat(request)
        token = request.cookies.get(seat.cookie)
        if token is None or not is_token(token) or await self._db.read(reading.is_closed, chat_key_of(token)):
            token = new_token()
        page = render_page(await self._masthead(), seat, lang_of(request), self.prefix)
        response = web.Response(text=page, content_type="text/html")
        response.set_cookie(
            seat.cookie, token, max_age=MAX_AGE, path=seat.path, httponly=True, samesite="Lax", secure=self.secure
        )
        return response

    async def say(self, request: web.Request) -> web.StreamResponse:
        """The visitor writes or presses. 200 means: it is in the inbox for good."""
        check_own_page(request, secure=self.secure)
        self._limit(self._address_says, self._neighbourhood(request))
        chat_key = self._chat_key(request)
        self._limit(self._chat_says, chat_key)
        said = _read_said(await read_body(request))
        heard = await self._hear(chat_key, said, self._neighbourhood(request))
        return web.json_response({"id": str(heard.seq), "press": str(heard.number)})

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """The last messages, those ``?before=`` a message, or what changed ``?after=`` a count."""
        chat_key = self._reader(request)
        after, before = _count(request, "after"), _count(request, "before")
        if after is not None:
            news = await self._db.read(reading.changes_since, chat_key, after)
        else:
            news = await self._db.read(reading.last_messages, chat_key, before)
        return web.json_response(news_as_json(news, lang_of(request)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Everything after the last event the page has seen, and then what comes."""
        chat_key = self._reader(request)
        seen = request.headers.get("Last-Event-ID", "")
        cursor = int(seen) if re.fullmatch(r"[0-9]{1,15}", seen) else _count(request, "after") or 0
        return await self._streams.serve(request, chat_key, cursor, lang_of(request))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The file of a message, to the chat it was sent to. Somebody else's and a missing one look the same."""
        chat_key = self._reader(request)
        found = await self._db.read(reading.file_of, chat_key, int(request.match_info["message"]))
        if found is None:
            raise Refusal(404, "webchat.not_there")
        note, content = found
        picture = note.mime in PICTURES
        mime = note.mime if picture or _MIME.fullmatch(note.mime) else "application/octet-stream"
        response = web.Response(body=content, content_type=mime)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
        place = "inline" if picture and "download" not in request.query else "attachment"
        response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(note.name, safe='')}"
        return response

    async def forget(self, request: web.Request) -> web.StreamResponse:
        """The conversation is erased, the cookie forgotten, and the chat's link ended."""
        check_own_page(request, secure=self.secure)
        self._limit(self._address_says, self._neighbourhood(request))
        await self._db.write(forget_chat, self.account, self._chat_key(request))
        seat = self._seat(request)
        response = web.json_response({})
        response.del_cookie(seat.cookie, path=seat.path, httponly=True, samesite="Lax", secure=self.secure)
        return response

    async def _hear(self, chat_key: str, said: Said, origin: str) -> Heard:
        try:
            return await self._db.write(hear, self.account, chat_key, said, self._receive, origin)
        except ChatClosed:
            raise Refusal(401, "webchat.no_chat") from None
        except NoSuchButton:
            raise Refusal(409, "webchat.button_gone") from None
        except OtherWords:
            raise Refusal(409, "webchat.not_understood") from None
        except TooManyCodes:  # not "too fast": the page must not hold back what is said after it
            raise Refusal(403, "webchat.too_many_codes") from None

    def _reader(self, request: web.Request) -> str:
        """The chat of whoever reads in the background."""
        check_not_foreign(request)
        self._limit(self._address_reads, self._neighbourhood(request))
        return self._chat_key(request)

    def _seat(self, request: web.Request) -> Seat:
        name = request.match_info.get("seat", "")
        return Seat(name=name, path=f"{self.prefix}/{name}/" if name else f"{self.prefix}/", secure=self.secure)

    def _chat_key(self, request: web.Request) -> str:
        token = request.cookies.get(self._seat(request).cookie)
        if token is None or not is_token(token):
            raise Refusal(401, "webchat.no_chat")
        return chat_key_of(token)

    def _neighbourhood(self, request: web.Request) -> str:
        return neighbourhood(address_of(request, self._proxies))

    def _limit(self, buckets: Buckets, name: str) -> None:
        wait = buckets.take(name)
        if wait:
            raise Refusal(429, "webchat.too_fast", wait=wait)


def _read_said(body: bytes) -> Said:
    try:
        said = msgspec.json.decode(body, type=Said)
    except msgspec.ValidationError:
        raise Refusal(422, "webchat.not_understood") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(400, "webchat.not_understood") from None
    one = (said.text is None) != (said.press is None)
    if (
        not one
        or (said.press is None) != (said.message_id is None)
        or (said.text is not None and not said.text.strip())
    ):
        raise Refusal(422, "webchat.not_understood")
    if said.text is not None and len(said.text) > LONGEST_TEXT:
        raise Refusal(422, "webchat.too_long")
    return said


def _count(request: web.Request, name: str) -> int | None:
    value: Any = request.query.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", value):
        raise Refusal(422, "webchat.not_understood")
    return int(value)
