"""How does a page of ours come about: its template, its words in two languages, days and sums as people write them?"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.cli.shown import count
from bot.officers import PREFIX
from bot.officers.ways import Ways
from bot.web.own_files import OwnFiles
from casework.clock import local
from casework.scope import May, may
from casework.signing.sessions import Stage
from messages.vietnamese import dong

if TYPE_CHECKING:
    from bot.officers.visit import Visit

HERE = Path(__file__).parent
LANGS = ("vi", "en")
SAVED = "saved"  # in an address: what was sent from that page is written down
CONFIRMED = "confirmed"  # ... and that the telephone was shown; the button that asked for it may be pressed now


class Renderer:
    """Renders the pages; its static files are served under the console's prefix."""

    def __init__(self, opens: Mapping[str, str], served: Mapping[str, May], ways: Ways) -> None:
        """``opens``: where the navigation leads, by room. ``served``: the pages that may be linked to, ``{}`` for each thing."""
        self._opens = opens
        self._served = served
        self.ways = ways
        self.files = OwnFiles(HERE, PREFIX)

    def way(self, visit: Visit, pattern: str, *things: int) -> str:
        """The address of a page of another room (``/campaigns/{}``), empty where it is not served or not for them to enter."""
        room = self._served.get(pattern)
        inside = visit.session is not None and visit.session.stage is Stage.IN
        return PREFIX + pattern.format(*things) if inside and room is not None and may(visit.who, room) else ""

    def page(self, visit: Visit, template: str, *, status: int = 200, **facts: Any) -> web.Response:
        """``template`` for this visit."""
        inside = visit.session is not None and visit.session.stage is Stage.IN
        told = _helpers(visit.lang, visit.db.clock.now()) | facts
        body = self.files.render(
            f"{template}.html",
            lang=visit.lang,
            base=PREFIX,
            here=visit.request.path,
            announced=[one for one in (SAVED, CONFIRMED) if one in visit.request.query],
            back=PREFIX + self.ways.back(visit.request.path),  # for whoever changes the language on it
            who=visit.who if inside else None,
            rooms=[
                (room.value, self._opens[room])
                for room in May
                if room in self._opens and inside and may(visit.who, room)
            ],
            form_token=f"{visit.form_token}.{secrets.token_urlsafe(9)}",
            way=lambda pattern, *things: self.way(visit, pattern, *things),
            **told,
        )
        return web.Response(text=body, content_type="text/html", status=status)


@cache
def words(lang: str) -> dict[str, str]:
    """Every sentence of the pages in one language, by ``topic.key``."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted((HERE / "words" / lang).glob("*.toml"))]
    told = {f"{topic}.{key}": text for file in files for topic, texts in file.items() for key, text in texts.items()}
    if len(told) != sum(len(texts) for file in files for texts in file.values()):
        raise AssertionError("two files of words speak of one topic")
    return told


def word(lang: str, key: str, **blanks: object) -> str:
    """A sentence with its blanks filled. Raises ``KeyError`` for one that there is not."""
    return words(lang)[key].format(**blanks)


def _helpers(lang: str, now: datetime) -> dict[str, Callable[..., str]]:
    return {
        "t": lambda key, **blanks: word(lang, key, **blanks),
        "day": lambda day: _day(day),
        "moment": lambda instant: f"{local(instant):%H:%M %d/%m/%Y}",
        "ago": lambda instant: _ago(lang, now - instant),
        "dong": dong,
        "count": count,
    }


def _day(day: date | None) -> str:
    return "-" if day is None else f"{day:%d/%m/%Y}"


def _ago(lang: str, passed: timedelta) -> str:
    """How long, in the largest whole unit."""
    minutes = max(0, int(passed.total_seconds()) // 60)
    for key, length in (("days", 1440), ("hours", 60)):
        if minutes >= length:
            return word(lang, f"ago.{key}", n=minutes // length)
    return word(lang, "ago.minutes", n=minutes) if minutes else word(lang, "ago.moment")
