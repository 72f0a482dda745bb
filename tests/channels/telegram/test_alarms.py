"""Somebody else with our token, and somebody at our webhook without the secret: the doctor hears of both."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp

from bot.channels.telegram.alarms import MANY, Alarms, Knocks
from bot.roles import Role
from casework.clock import SetClock
from casework.db.engine import Database
from scheduler.delivery.troubles import SAME_EPISODE, Trouble, Troubled, note, recent
from tests.fakes.bot_api import FakeBotApi
from tests.journeys.live import product


async def noted(db: Database, count: int) -> tuple[Troubled, ...]:
    async with asyncio.timeout(60):
        while len(found := await db.read(recent, db.clock.now() - timedelta(days=30))) < count:  # noqa: ASYNC110  # rows
            await asyncio.sleep(0.01)
    return found


async def test_what_is_told_stands_in_the_books(db: Database) -> None:
    alarms = Alarms(db=db, account="telegram")
    alarms.conflict("Conflict: terminated by other getUpdates request")
    alarms.knocks(21)
    conflict, forged = await noted(db, 2)
    assert (conflict.kind, conflict.times, conflict.words[:9]) == (Trouble.CONFLICT, 1, "Conflict:")
    assert (forged.kind, forged.times) == (Trouble.FORGED, 21)


async def test_a_trouble_counts_on_and_begins_anew_after_a_quiet_day(db: Database, clock: SetClock) -> None:
    began = clock.now()
    for _ in range(3):
        await db.write(note, "telegram", Trouble.REFUSED, "401")
        clock.set(clock.now() + timedelta(hours=1))
    (one,) = await db.read(recent, began)
    assert (one.since, one.times) == (began, 3)
    clock.set(clock.now() + SAME_EPISODE)
    await db.write(note, "telegram", Trouble.REFUSED, "401")
    (anew,) = await db.read(recent, began)
    assert (anew.since, anew.times) == (clock.now(), 1)


def test_a_few_refused_calls_are_nobodys_attack_and_many_are_told_once_a_minute() -> None:
    told: list[int] = []
    now = [0.0]
    knocks = Knocks(tell=told.append, now=lambda: now[0])
    for _ in range(MANY):
        knocks.refused(403)
    assert told == []
    for _ in range(500):
        knocks.refused(403)
    assert told == [MANY + 1]
    now[0] = 60.0
    for _ in range(MANY + 1):
        knocks.refused(413)
    assert told == [MANY + 1, MANY + 1]


async def test_the_running_product_writes_down_who_knocks_without_the_secret(db: Database, api: FakeBotApi) -> None:
    async with product(db, api, roles=[Role.WEB], TELEGRAM_MODE="webhook") as live, aiohttp.ClientSession() as stranger:
        for _ in range(MANY + 1):
            async with stranger.post(f"{live.url}/telegram", json={"update_id": 1}) as answer:
                assert answer.status == 403
        (forged,) = await noted(db, 1)
    assert (forged.account, forged.kind) == ("telegram", Trouble.FORGED)


async def test_the_running_product_writes_down_that_another_program_polls(db: Database, api: FakeBotApi) -> None:
    await api.do(
        "fault", trouble="status_before", method="getUpdates", code=409, description="Conflict: other getUpdates"
    )
    async with product(db, api, roles=[Role.HEAR]):
        (conflict,) = await noted(db, 1)
    assert (conflict.kind, conflict.words) == (Trouble.CONFLICT, "Conflict: other getUpdates")
