"""What does the staff page answer, and to whom? It only shows; whoever wants to do something uses the command line.

There is no login yet, so it answers this machine only (``bot.web.nearby``) and names nobody. Each part of the page is also
given by itself, so that the script changes only what has changed.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.webchat.guard import guarded
from bot.cli.campaign_reasons import why
from bot.console.happenings import Happenings, happenings
from bot.logs import masked
from bot.settings import Settings
from bot.web.nearby import is_loopback, is_nearby
from bot.web.own_files import OwnFiles
from casework.clock import local
from casework.db.engine import Database
from messages.vietnamese import dong

PARTS = ("alerts", "campaigns", "health", "outbox", "uncertain", "questions", "appointments")
FRESH = 1.0  # seconds that one reading of the books serves everybody who looks
LONGEST_REASON = 60
REFUSED = (
    "Trang này chưa có đăng nhập nên chỉ mở trên chính máy chủ. "
    "Hãy mở http://127.0.0.1 trên máy đó, hoặc đặt GANDAN_STAFF_PAGE_ANYWHERE=true nếu mạng chỉ có cán bộ."
)

_HERE = Path(__file__).parent
_files = OwnFiles(_HERE, "/staff")


def routes(db: Database, settings: Settings) -> list[web.RouteDef]:
    """The page at ``/staff/``, its parts as JSON, and its files."""
    page = StaffPage(db, settings)
    secure = settings.public_url.startswith("https://")
    return [
        web.get("/staff", guarded(_with_slash, secure=secure)),
        web.get("/staff/", guarded(page.show, secure=secure)),
        web.get("/staff/now", guarded(page.now, secure=secure)),
        web.get(_files.route, guarded(_files.serve, secure=secure)),
    ]


class StaffPage:
    """The page over one database."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._anywhere = settings.staff_page_anywhere
        self._listens_here = is_loopback(settings.web_host)
        self._known: tuple[float, Happenings] | None = None

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The whole page, readable without any script."""
        if (refused := self._refused(request)) is not None:
            return refused
        told = await self._read()
        parts = _parts(told)
        page = _files.render("staff.html", parts=parts, agency=told.agency, demo=told.demo, at=_clock(told.now))
        return web.Response(text=page, content_type="text/html")

    async def now(self, request: web.Request) -> web.StreamResponse:
        """Every part as it is now: ``{"at": "21:07:03", "parts": {name: HTML}}``."""
        if (refused := self._refused(request)) is not None:
            return refused
        told = await self._read()
        return web.json_response({"at": _clock(told.now), "parts": _parts(told)})

    def _refused(self, request: web.Request) -> web.Response | None:
        if self._anywhere or (self._listens_here and is_nearby(request)):
            return None
        return web.Response(status=403, text=REFUSED)

    async def _read(self) -> Happenings:
        moment = time.monotonic()
        if self._known is not None and moment - self._known[0] < FRESH:
            return self._known[1]
        told = await self._db.read(happenings)
        self._known = (moment, told)
        return told


def _parts(told: Happenings) -> dict[str, str]:
    says: dict[str, Callable[..., Any]] = {
        "word": _word,
        "why": _why,
        "clock": _clock,
        "moment": _moment,
        "ago": lambda instant: _ago(told.now, instant),
        "dong": dong,
        "day": lambda day: f"{day:%d/%m/%Y}",
        "share": _share,
    }
    return {name: _files.render(f"{name}.html", told=told, **says) for name in PARTS}


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((_HERE / "words.toml").read_text("utf-8"))


def _word(kind: str, value: str) -> str:
    return _words()[kind].get(value, value)


def _why(reason: str | None) -> str:
    """A reason in words; what a platform said is cut and masked."""
    if not reason:
        return ""
    said = why(reason)
    return masked(said)[:LONGEST_REASON] if reason in said else said


def _clock(instant: datetime) -> str:
    return f"{local(instant):%H:%M:%S}"


def _moment(instant: datetime) -> str:
    return f"{local(instant):%H:%M %d/%m}"


def _ago(now: datetime, instant: datetime) -> str:
    """How long ago, in the largest whole unit: ``"3 giờ"``."""
    passed = max(now - instant, timedelta(0))
    if passed >= timedelta(days=1):
        return f"{passed.days} ngày"
    hours, rest = divmod(int(passed.total_seconds()), 3600)
    if hours:
        return f"{hours} giờ"
    return f"{rest // 60} phút" if rest >= 60 else f"{rest} giây"


def _share(part: int, whole: int) -> float:
    """Percent of the whole, for the width of a bar."""
    return round(100 * part / whole, 3) if whole else 0.0


async def _with_slash(request: web.Request) -> web.StreamResponse:
    return web.Response(status=308, headers={"Location": "/staff/"})
