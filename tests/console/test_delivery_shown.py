"""The staff page turns red when somebody has fallen silent or everything unasked is held, in words and naming nobody."""

from __future__ import annotations

import re

import aiohttp

from bot.console import page as staff_page
from bot.settings import Settings
from casework.clock import SetClock
from casework.db.engine import Database
from scheduler.bell import beats
from scheduler.bell.beats import SILENT_AFTER
from scheduler.guards import holding
from scheduler.guards.holding import Why
from tests.served import served


async def health(db: Database) -> str:
    async with (
        served(staff_page.routes(db, Settings.model_validate({}))) as home,
        aiohttp.ClientSession() as visit,
        visit.get(f"{home}/staff/now") as answer,
    ):
        told: dict[str, dict[str, str]] = await answer.json()
    return re.sub(r"<[^>]+>", "", told["parts"]["health"])


async def test_while_all_is_well_there_is_no_alarm(db: Database) -> None:
    await db.write(beats.say, ["tick", "speak:telegram"], "a")
    assert "im lặng" not in await health(db)
    assert "Đang giữ" not in await health(db)


async def test_who_fell_silent_and_what_is_held_stand_there_in_words(db: Database, clock: SetClock) -> None:
    await db.write(beats.say, ["tick", "speak:telegram"], "a")
    await db.write(holding.place, Why.RESTORED)
    clock.set(clock.now() + SILENT_AFTER * 2)
    await db.write(beats.say, ["tick"], "a")
    told = await health(db)
    assert "Gửi tin im lặng 1 phút" in told
    assert "Rung chuông" not in told
    assert "Đang giữ tin tự gửi: sổ vừa khôi phục" in told


def test_every_reason_for_a_hold_and_every_duty_has_a_word() -> None:
    words = staff_page._words()
    assert {why.value for why in Why} == words["held"].keys()
    assert {beats.TICK, beats.HEAR, beats.WEB, "speak"} == words["duty"].keys()
