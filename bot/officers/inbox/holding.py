"""How does an open page learn at once that something changed? It asks, and the answer is held back until there is news.

A held request says what the page shows already. It ends after half a minute, when its owner holds too many, and at once when the
server stops; the page asks again. Nothing personal is read while waiting.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from bot.officers.visit import Visit

LONGEST = 25.0  # seconds; proxies cut what is silent for longer
EACH = 4  # held requests of one person: a window more, and the oldest gives way
ALTOGETHER = 400
TOPIC = "questions"
_REST = 30  # seconds after which a page that gave way asks again
_ENDING = 3


@dataclass(slots=True)
class _Place:
    event: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def end(self) -> None:
        self.over = True
        self.event.set()


class Held:
    """The held requests of one server."""

    def __init__(self, longest: float = LONGEST) -> None:
        self.longest = longest
        self._places: dict[int, list[_Place]] = {}
        self.closed = False

    async def close(self, _app: web.Application) -> None:
        """The server stops: whoever waits is answered now."""
        self.closed = True
        for places in self._places.values():
            for place in places:
                place.end()

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))

    @contextmanager
    def place(self, staff_id: int) -> Iterator[_Place]:
        """A place for one more."""
        mine = self._places.setdefault(staff_id, [])
        if len(mine) >= EACH:
            mine.pop(0).end()
        place = _Place(over=self.closed or len(self) >= ALTOGETHER)
        mine.append(place)
        try:
            yield place
        finally:
            if place in mine:
                mine.remove(place)
            if not mine and self._places.get(staff_id) is mine:
                del self._places[staff_id]


HELD: web.AppKey[Held] = web.AppKey("inbox_held", Held)


def attach(app: web.Application) -> None:
    """The server's held requests; they end with it."""
    app[HELD] = Held()
    app.on_shutdown.append(app[HELD].close)


def part(visit: Visit, template: str, **facts: Any) -> web.Response:
    """A part of a page, for its script: no page that anybody opens by itself."""
    shown = visit.page(template, **facts)
    return web.json_response({"html": shown.text}, dumps=partial(json.dumps, ensure_ascii=False))


async def changed(visit: Visit, stamp: Callable[[], Awaitable[str]]) -> web.Response | None:
    """None as soon as ``stamp`` is not what the page knows (at once for a page that knows nothing); else nothing to tell yet."""
    held, known = visit.request.app[HELD], visit.request.query.get("stamp", "")
    if not known:
        return None
    with held.place(visit.who.id) as place, visit.db.listening(TOPIC, place.event) as rung:
        end = asyncio.get_running_loop().time() + held.longest
        while not place.over:
            rung.clear()
            if await stamp() != known:
                return None
            if place.over or not await _rung(rung, end):
                break
    rest = _ENDING if held.closed else _REST if place.over else 0
    return web.Response(status=204, headers={"Retry-After": str(rest)})


async def _rung(event: asyncio.Event, end: float) -> bool:
    try:
        async with asyncio.timeout_at(end):
            await event.wait()
    except TimeoutError:
        return False
    return True
