"""What does a page of the officers cost, with a million decisions and ten million messages in the books?

Every page that the navigation leads to, those of a decision, those of a campaign for everybody, the channels, the list behind a figure and
searches, over HTTP from the console itself, as the head whose office has every case asks for them. Beside it a bare query: the decision by
its key and its newest fifty messages, by the driver; and what the processor worked, which other programs on the machine disturb less.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from typing import Any

import aiohttp
import psycopg
from aiohttp import web

from benchmarks.data_set import HEAD, DataSet, decision_id, name, scattered
from benchmarks.measure import Figure, Goal, Measured, Sizes, fresh, percentile
from benchmarks.place import Place, file_of
from benchmarks.rows_of_campaign import CAMPAIGN
from benchmarks.store import opened

CHATS = 200
LONGEST = 200.0  # ms, of ninety-five in a hundred
_BARE = (
    "SELECT * FROM decision WHERE id = {mark}",
    "SELECT id, state, text_key, sent_at FROM outbox WHERE guard <> 'reply' AND guard <> 'fold' AND party_id = "
    "(SELECT party_id FROM decision_party WHERE decision_id = {mark} AND role = 'debtor') ORDER BY id DESC LIMIT 50",
)
_WORKED = " worked"
_CAMPAIGN, _DECISION = "/campaigns/{campaign}", "/cases/{decision}"
_BESIDES = ("/safety/channels", "/reports/list", "/trail?login=thu-truong")
View = tuple[str, str, dict[str, str]]  # method, address, fields


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    of = DataSet(decisions=sizes.decisions, chats=CHATS, messages=sizes.written_messages)
    yield from _of_one(sizes, "SQLite", "sqlite", place.sqlite(of))
    there = place.postgres(of)
    if there is not None:
        yield from _of_one(sizes, "PostgreSQL", "postgres", there)


def _of_one(sizes: Sizes, called: str, driver: str, url: str) -> Iterator[Figure]:
    ask: dict[str, Any] = {"url": url, "decisions": sizes.decisions, "views": sizes.page_views}
    bare = fresh(f"pages:{driver}_bare", **ask)
    product = fresh("pages:product", **ask)
    for page in sorted(product):
        if page.endswith(_WORKED):
            continue
        longest, worked = product[page], product[page + _WORKED]
        yield Figure(bench=f"page {page} on {called}, {sizes.decisions:,} decisions, {sizes.written_messages:,} messages / 200 ms",
                     product=longest, limit=LONGEST, peer={"bare query": bare["p95_ms"], "processor, median": worked}, goal=Goal(at_most=1.0), unit="ms p95",
                     n=sizes.page_views)  # fmt: skip


def _views(decisions: int, number: int) -> Iterator[View]:
    """Each page once, with another decision and another name each time."""
    from bot.officers.routes import ROUTES

    for route in ROUTES:
        if route.opens:
            yield "GET", route.path, {}
        if route.method == "GET" and route.path.startswith(_CAMPAIGN):
            yield "GET", route.path.replace("{campaign}", str(CAMPAIGN)), {}
        if route.method == "GET" and route.path.startswith(_DECISION):
            yield "GET", route.path.replace("{decision}", str(decision_id(1 + scattered(number) % decisions))), {}
    yield from (("GET", path, {}) for path in _BESIDES)
    yield "GET", f"/trail?object=decision:{decision_id(1 + scattered(number) % decisions)}", {}
    yield "POST", "/cases", {"words": name(1 + scattered(number + 1_000) % decisions)}
    yield "POST", "/cases", {"words": f"{1 + scattered(number) % decisions}/QĐ"}


async def product(url: str, decisions: int, views: int) -> Measured:
    """The p95 of each page, in milliseconds."""
    from casework.signing import sessions

    waits: dict[str, list[float]] = {}
    works: dict[str, list[float]] = {}
    with opened(url) as db:
        token = await db.write(sessions.begin, HEAD, sessions.Stage.IN, "bench")
        form = await db.read(sessions.form_token, token)
        async with _served(db) as home, aiohttp.ClientSession(cookies={"gandan_console": token}) as http:
            for number in range(views + 2):
                for method, path, fields in _views(decisions, number):
                    worked = time.process_time()
                    took = await _asked(http, home, form, (method, path, fields))
                    worked = time.process_time() - worked
                    if number >= 2:  # the first two warm what every further one finds warm
                        waits.setdefault(_called(method, path, fields), []).append(took)
                        works.setdefault(_called(method, path, fields), []).append(worked)
    longest = {page: percentile(of, 0.95) * 1000 for page, of in waits.items()}
    return longest | {page + _WORKED: percentile(of, 0.5) * 1000 for page, of in works.items()}


async def _asked(http: aiohttp.ClientSession, home: str, form: str, view: View) -> float:
    method, path, fields = view
    data = {"form": f"{form}.{time.perf_counter_ns()}", **fields} if method == "POST" else None
    began = time.perf_counter()
    async with http.request(method, f"{home}/console{path}", data=data, headers={"Origin": home}) as answer:
        await answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status}")
    return time.perf_counter() - began


def _called(method: str, path: str, fields: dict[str, str]) -> str:
    if method == "POST":
        return "cases by number" if "/" in fields["words"] else "cases by name"
    path = path.replace(str(CAMPAIGN), "{campaign}").partition("=")[0]
    return re.sub(r"^/cases/[0-9]+", _DECISION, path)


@asynccontextmanager
async def _served(db: Any) -> AsyncIterator[str]:
    from bot.officers.routes import mount
    from bot.settings import Settings

    app = web.Application()
    mount(app, db, Settings.model_validate({}))
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def sqlite_bare(url: str, decisions: int, views: int) -> Measured:
    """The driver's two queries."""
    first, second = (one.format(mark="?") for one in _BARE)
    with closing(sqlite3.connect(file_of(url))) as conn:
        return _bare(
            lambda who: (conn.execute(first, (who,)).fetchall(), conn.execute(second, (who,)).fetchall()),
            decisions,
            views,
        )


def postgres_bare(url: str, decisions: int, views: int) -> Measured:
    """The driver's two queries."""
    first, second = (one.format(mark="%s").encode() for one in _BARE)
    with psycopg.connect(url) as conn:
        return _bare(
            lambda who: (conn.execute(first, (who,)).fetchall(), conn.execute(second, (who,)).fetchall()),
            decisions,
            views,
        )


def _bare(ask: Callable[[int], object], decisions: int, views: int) -> Measured:
    waits = []
    for number in range(views + 2):
        began = time.perf_counter()
        ask(decision_id(1 + scattered(number) % decisions))
        waits.append(time.perf_counter() - began)
    return {"p95_ms": percentile(waits[2:], 0.95) * 1000}
