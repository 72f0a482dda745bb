"""What does the browser get to show: the page itself, its style and its script, all our own?"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.channels.webchat.updates import LONGEST_TEXT
from bot.channels.webchat.visitor import Seat
from messages.library import Lang, blanks_of, say

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
SCRIPT_WORDS = (
    "typing",
    "waiting_long",
    "reconnecting",
    "offline",
    "unsent",
    "sending",
    "bot_said",
    "you_said",
    "taken_back",
    "picture",
    "download",
    "download_picture",
    "code_offer",
    "forget_ask",
    "no_cookie",
    "try_again",
    "characters_left",
    "opens_page",
)
"""The words the script shows; it has none of its own. Their blanks are filled by the script."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Masthead:
    """Whose page this is: the agency's name, and the telephone to call when the page does not help."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StaticFile:
    """A file of ours with the name of its content."""

    content: bytes
    mime: str
    version: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file in ``static/``, by name. Read once: they change with the program only."""
    return {path.name: _static_file(path) for path in sorted((_HERE / "static").iterdir()) if path.is_file()}


@cache
def static_version() -> str:
    """One name for all of them together: the scripts import each other by relative address."""
    names = "".join(f"{name}{file.version}" for name, file in static_files().items())
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def serve_static(request: web.Request) -> web.Response:
    """One static file, with an ETag; kept by the browser for good when asked for under the present version."""
    file = static_files().get(request.match_info["name"])
    if file is None:
        return web.Response(status=404)
    etag = f'"{file.version}"'
    lasting = request.match_info["version"] == static_version()
    headers = {"ETag": etag, "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=file.content, content_type=file.mime, charset="utf-8", headers=headers)


def render_page(masthead: Masthead, seat: Seat, lang: Lang, prefix: str) -> str:
    """The page of a seat. It holds no message: the script asks for them, with the cookie."""
    words = {name: raw_text(lang, f"webchat.{name}") for name in SCRIPT_WORDS}
    return (
        _environment()
        .get_template("chat.html")
        .render(
            t=partial(_words, lang),
            lang=lang.value,
            masthead=masthead,
            seat=seat,
            static=f"{prefix}/static/{static_version()}",
            scripts=[name for name in static_files() if name.endswith(".js")],
            words=json.dumps(words, ensure_ascii=False),
            longest=LONGEST_TEXT,
        )
    )


def raw_text(lang: Lang, key: str) -> str:
    """A text whose blanks stay as ``{name}`` for the script to fill."""
    blanks: dict[str, Any] = {blank: f"{{{blank}}}" for blank in blanks_of(key)}
    return say(lang, key, **blanks)


def _words(lang: Lang, name: str, **blanks: Any) -> str:
    return say(lang, f"webchat.{name}", **blanks)


def _static_file(path: Path) -> StaticFile:
    content = path.read_bytes()
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content=content, mime=mime, version=hashlib.sha256(content).hexdigest()[:16])


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_HERE / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
