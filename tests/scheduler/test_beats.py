"""Whoever should be at work says so; who falls silent is named by health, doctor and the service manager."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot import service_manager
from bot.web.health import Health
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from scheduler.bell import beats
from scheduler.bell.beats import SILENT_AFTER, Beats, Pulse
from scheduler.guards import holding
from scheduler.guards.holding import Why
from tests.conftest import MONDAY_NINE

LATER = MONDAY_NINE + SILENT_AFTER + timedelta(seconds=1)


async def answered(db: Database, failing: str | None = None) -> tuple[int, dict[str, object]]:
    answer = await Health(db, lambda: failing).answer(make_mocked_request("GET", "/health"))
    assert isinstance(answer, web.Response)
    assert answer.text is not None
    return answer.status, json.loads(answer.text)


def test_a_duty_that_says_nothing_more_is_silent_and_one_that_left_in_order_is_not(
    books: Books, clock: SetClock
) -> None:
    beats.say(books, ["tick", "speak:telegram"], "a")
    beats.say(books, ["hear"], "b")
    assert [one.name for one in beats.beats(books) if one.silent] == []
    clock.set(LATER)
    beats.say(books, ["speak:telegram"], "c")
    beats.leave(books, "b")
    assert [(one.name, one.owner, one.silent) for one in beats.beats(books)] == [
        ("speak:telegram", "c", False), ("tick", "a", True),
    ]  # fmt: skip


async def test_only_a_loop_that_came_round_and_has_the_duty_is_written_down(db: Database) -> None:
    mine = Beats(db, "me")
    working, standing_by, hanging = mine.pulse("tick"), mine.pulse("speak:telegram"), mine.pulse("hear")
    mine.lives("web")
    working()
    standing_by(working=False)
    del hanging
    stopping = asyncio.Event()
    task = asyncio.create_task(mine.run(stopping))
    while not (known := await db.read(beats.beats)):  # noqa: ASYNC110  # the books tell, not an event
        await asyncio.sleep(0.01)
    assert [one.name for one in known] == ["tick", "web"]
    stopping.set()
    await task
    assert await db.read(beats.beats) == ()


async def test_the_service_manager_hears_nothing_while_a_loop_hangs(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    mine = Beats(db, "me", alive=lambda: heard.append("alive"))
    pulse = mine.pulse("tick")
    await mine._say()
    assert heard == ["alive"]
    monkeypatch.setattr(Pulse, "hangs", property(lambda self: self is pulse))
    await mine._say()
    assert heard == ["alive"]


async def test_books_that_cannot_be_written_are_known_at_the_next_beat(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(books: Books, names: object, owner: str) -> None:
        raise OSError(28, "No space left on device")

    mine = Beats(db, "me")
    monkeypatch.setattr(beats, "say", full)
    await mine._say()
    assert mine.failing == "OSError"
    monkeypatch.undo()
    await mine._say()
    assert mine.failing is None


async def test_health_names_the_silent_one_and_says_what_is_held(db: Database, clock: SetClock) -> None:
    await db.write(beats.say, ["tick", "speak:telegram"], "a")
    assert await answered(db) == (200, {
        "ok": True, "duties": {"rung chuông nhắc việc": "đang chạy", "gửi tin (telegram)": "đang chạy"},
        "held": None, "trouble": None,
    })  # fmt: skip
    await db.write(holding.place, Why.RESTORED)
    status, told = await answered(db)
    assert (status, told["held"]) == (200, "đang giữ tin tự gửi")
    clock.set(LATER)
    await db.write(beats.say, ["tick"], "a")
    status, told = await answered(db)
    assert status == 503
    assert told["duties"] == {"rung chuông nhắc việc": "đang chạy", "gửi tin (telegram)": "im lặng"}


async def test_health_says_when_the_books_cannot_be_written_or_read(db: Database) -> None:
    status, told = await answered(db, failing="OSError")
    assert (status, told["trouble"]) == (503, "không ghi được sổ")
    with db.engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE beat")
    status, told = await answered(db)
    assert (status, told["trouble"]) == (503, "không đọc được sổ")


@pytest.mark.parametrize("abstract", [False, True])
def test_a_service_manager_that_listens_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    name = f"@gandan-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if abstract else name)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        service_manager.tell("READY=1", "STATUS=speak")
        service_manager.alive()
        assert manager.recv(100) == b"READY=1\nSTATUS=speak"
        assert manager.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("name", ["", "relative", "/nowhere/at/all"])
def test_without_a_service_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    service_manager.alive()
