"""What an open page learns by itself: at once, without words for the wrong eyes, and without keeping anybody signed in."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import replace
from datetime import timedelta

import aiohttp

from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import sessions
from tests.officers.asking import adds, asks, sits
from tests.officers.office import Answer, Browser, Office, open_office

STAMP = re.compile(r'data-stamp="([^"]+)"')


def part(answer: Answer) -> str:
    return str(json.loads(answer.text)["html"])


def stamp_of(text: str) -> str:
    found = STAMP.search(text)
    assert found is not None
    return found[1]


async def test_new_words_come_within_two_seconds(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    stamp = stamp_of((await here.get(f"/inbox/{which}")).text)
    waiting = asyncio.create_task(here.get(f"/inbox/{which}/news?stamp={stamp}"))
    await asyncio.sleep(0.3)
    assert not waiting.done(), "nothing to tell yet"
    began = time.monotonic()
    await db.write(adds, which, "Tôi đã nghỉ việc")
    told = await waiting
    assert time.monotonic() - began < 2
    assert told.status == 200
    assert "Tôi đã nghỉ việc" in part(told)
    assert "<html" not in part(told)
    assert stamp_of(part(told)) != stamp


async def test_new_questions_come_into_the_list(db: Database, office: Office, browser: Browser) -> None:
    here = await sits(db, browser, office.staff["officer"])
    stamp = stamp_of((await here.get("/inbox")).text)
    waiting = asyncio.create_task(here.get(f"/inbox/news?show=all&stamp={stamp}"))
    await asyncio.sleep(0.3)
    await db.write(asks, office.elsewhere, chat="1")
    await asyncio.sleep(0.3)
    assert not waiting.done(), "another office's is no news here"
    which = await db.write(asks, office.own, chat="2")
    told = await asyncio.wait_for(waiting, 2)
    assert f'id="q{which}"' in part(told)


async def test_a_person_holds_four_at_most_and_the_oldest_gives_way(
    db: Database, office: Office, browser: Browser
) -> None:
    here = await sits(db, browser, office.staff["officer"])
    path = f"/inbox/news?show=all&stamp={stamp_of((await here.get('/inbox')).text)}"
    held = []
    for _ in range(5):
        held.append(asyncio.create_task(here.get(path)))
        await asyncio.sleep(0.2)
    gone = await asyncio.wait_for(held[0], 2)
    assert (gone.status, gone.headers["retry-after"]) == (204, "30")
    assert not any(one.done() for one in held[1:])
    await db.write(asks, office.own)
    assert {one.status for one in await asyncio.gather(*held[1:])} == {200}


async def test_a_server_that_stops_answers_whoever_waits(db: Database, office: Office) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        async with open_office(db) as browser:
            here = await sits(db, replace(browser, http=http), office.staff["officer"])
            path = f"/inbox/news?show=all&stamp={stamp_of((await here.get('/inbox')).text)}"
            waiting = asyncio.create_task(here.get(path))
            await asyncio.sleep(0.3)
            assert not waiting.done()
        assert (await asyncio.wait_for(waiting, 2)).status == 204, "answered, not cut off"


async def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    here = await sits(db, browser, office.staff["officer"])
    for _ in range(4):
        clock.set(clock.now() + timedelta(minutes=9))
        answer = await here.get("/inbox/news?show=all")
    assert (answer.status, answer.place) == (303, "/console/sign-in")
    assert here.cookie is not None
    assert await db.read(sessions.look, here.cookie) is None
