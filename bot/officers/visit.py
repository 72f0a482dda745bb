"""What does a page know of whoever opened it, and what may it answer?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from bot.officers import PREFIX
from bot.officers.rendering import SAVED, Renderer
from bot.settings import Settings
from casework.db.engine import Database
from casework.signing.sessions import Session
from casework.staff import Staff

if TYPE_CHECKING:
    from bot.officers.file_form import IncomingFile

_Answer = TypeVar("_Answer", bound=web.StreamResponse)
COOKIE = "gandan_console"
SETTINGS = web.AppKey("console_settings", Settings)
"""What is configured, for pages that look after the machine."""


class Missing(Exception):
    """There is no such thing, or it is not this person's: nobody learns which."""


class TurnedAway(Exception):
    """The request is refused: status and the key of the sentence that says why and what to do."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(status, key)
        self.status = status
        self.key = key


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request: who (if anybody), what they filled in, and how to answer. ``form`` is empty for a GET."""

    request: web.Request
    db: Database
    renderer: Renderer
    lang: str
    secure: bool
    address: str
    turns: asyncio.Semaphore  # for comparing passwords: each takes a core and 19 MiB, whoever asks for more waits
    session: Session | None
    token: str | None = field(repr=False)
    form_token: str = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    file: IncomingFile | None = field(default=None, repr=False)  # of a route that takes one

    @property
    def who(self) -> Staff:
        """Who is signed in. A page whose route needs a session has one."""
        return self.signed_in.staff

    @property
    def signed_in(self) -> Session:
        """The session."""
        if self.session is None:
            raise TurnedAway(403, "forbidden")
        return self.session

    @property
    def device(self) -> str:
        """What the browser calls itself."""
        return self.request.headers.get("User-Agent", "")

    @property
    def settings(self) -> Settings:
        """What is configured."""
        return self.request.app[SETTINGS]

    def page(self, template: str, *, status: int = 200, **facts: Any) -> web.Response:
        """A page of ours."""
        return self.renderer.page(self, template, status=status, **facts)

    def number(self, name: str) -> int:
        """An id from the address. Raises ``Missing`` for anything that no row can have."""
        text = self.request.match_info.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) < 1 << 63):
            raise Missing
        return int(text)

    def go(self, path: str) -> web.Response:
        """On to another page of ours, by GET."""
        return web.Response(status=303, headers={"Location": PREFIX + path})

    def saved(self, path: str) -> web.Response:
        """On to the page of what has just been written down, which says so: the same page again tells nobody that it was heard."""
        return self.go(f"{path}?{SAVED}=yes")

    def let_in(self, response: _Answer, token: str) -> _Answer:
        """Hand the browser its session's token."""
        response.set_cookie(
            cookie_name(secure=self.secure), token, path=PREFIX, httponly=True, samesite="Lax", secure=self.secure
        )
        return response

    def gave_session(self, response: web.StreamResponse) -> bool:
        """Whether this answer hands the browser a session, or takes it away."""
        return cookie_name(secure=self.secure) in response.cookies

    def let_out(self, response: web.Response) -> web.Response:
        """Take the token away."""
        response.del_cookie(
            cookie_name(secure=self.secure), path=PREFIX, httponly=True, samesite="Lax", secure=self.secure
        )
        return response


def cookie_name(*, secure: bool) -> str:
    """The cookie's name."""
    return cookie_prefix(secure=secure) + COOKIE


def cookie_prefix(*, secure: bool) -> str:
    """What the names of our cookies begin with; with HTTPS no page without it can set one."""
    return "__Secure-" if secure else ""
