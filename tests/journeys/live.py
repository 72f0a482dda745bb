"""The product's real ``Process`` in this event loop, over one database, against a fake Bot API or a browser's requests."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.webhook import set_webhook
from bot.roles import ALL, Role, keep
from bot.settings import PREFIX, Settings, TelegramMode, load_settings
from bot.web import server
from bot.wiring import Process
from casework.db.engine import Database
from tests.fakes.bot_api import FakeBotApi

SECRET = "thu-nghiem-webhook"


class RunningClock:
    """Begins at an instant and runs on with the machine; ``jump`` moves it."""

    def __init__(self, instant: datetime) -> None:
        self._offset = instant.astimezone(UTC) - datetime.fromtimestamp(time.monotonic(), UTC)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.fromtimestamp(time.monotonic(), UTC) + self._offset

    def jump(self, far: timedelta) -> None:
        """So much time has passed."""
        self._offset += far


@dataclass(frozen=True)
class Live:
    """The product while it runs. ``url`` is where its web chat and webhook listen (if it has that role)."""

    process: Process
    url: str


def settings_of(api: FakeBotApi | None, **given: str) -> Settings:
    """The settings of a process that speaks to ``api`` (none: Telegram is off), as they come from the environment."""
    telegram = {} if api is None else {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API_BASE": api.base}
    if given.get("TELEGRAM_MODE") == TelegramMode.WEBHOOK:
        telegram |= {"TELEGRAM_WEBHOOK_URL": "https://gandan.example/telegram", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ({"WEB_PORT": "0"} | telegram | given).items():
            patch.setenv(PREFIX + name, value)
        return load_settings()


@asynccontextmanager
async def product(
    db: Database, api: FakeBotApi | None = None, *, roles: Iterable[Role] = ALL, **settings: str
) -> AsyncIterator[Live]:
    """The product runs inside the block; afterwards every duty has ended by itself, none with an error."""
    with tempfile.TemporaryDirectory(prefix="gandan-") as folder:
        async with _running(
            Process(settings_of(api, **{"DATA_DIR": folder} | settings), db), api, tuple(roles)
        ) as live:
            yield live


@asynccontextmanager
async def _running(process: Process, api: FakeBotApi | None, roles: tuple[Role, ...]) -> AsyncIterator[Live]:
    stopping = asyncio.Event()
    server.STARTED.clear()
    tasks = [asyncio.create_task(keep(name, duty, stopping), name=name) for name, duty in process.duties(roles)]
    try:
        yield Live(process=process, url=await _address(process, api, Role.WEB in roles))
    finally:
        stopping.set()
        _, late = await asyncio.wait(tasks, timeout=9)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    assert not late, f"still busy after nine seconds: {[task.get_name() for task in late]}"
    for task in tasks:
        task.result()


async def _address(process: Process, api: FakeBotApi | None, serves: bool) -> str:
    if not serves:
        return ""
    async with asyncio.timeout(60):
        while not server.STARTED:  # noqa: ASYNC110  # the server tells its port in a list
            await asyncio.sleep(0.005)
    url = f"http://127.0.0.1:{server.STARTED[0]}"
    if api is not None and process.settings.telegram_mode is TelegramMode.WEBHOOK:
        await set_webhook(api.token, f"{url}/telegram", SECRET, api.base)
    return url
