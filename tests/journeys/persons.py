"""The same debtor with different telephones: on Telegram, and in a browser at the web chat."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from playwright.async_api import Page
from sqlalchemy import func, select

from casework.books import Books
from casework.db.engine import Database
from handlers.tables import inbox
from messages.tables import outbox
from scheduler.bell.ticker import ring_once
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen
from tests.journeys.live import RunningClock
from tests.journeys.office import Office

SOON = timedelta(seconds=1.5)  # some answers are held back for a second


def _busy(books: Books) -> bool:
    heard = select(func.count()).where(inbox.c.state == "waiting")
    going = select(func.count()).where(
        (outbox.c.state == "sending")
        | ((outbox.c.state == "queued") & (outbox.c.not_before <= books.clock.now() + SOON))
    )
    return bool(books.conn.execute(heard).scalar_one() or books.conn.execute(going).scalar_one())


async def settled(db: Database) -> None:
    """Until everything heard has been dealt with and everything due has been said."""
    async with asyncio.timeout(60):
        while await db.read(_busy):  # noqa: ASYNC110  # the condition is the database's
            await asyncio.sleep(0.02)


def _heard(books: Books) -> int:
    return int(books.conn.execute(select(func.count()).select_from(inbox)).scalar_one())


@asynccontextmanager
async def _said(db: Database) -> AsyncIterator[None]:
    """What is said inside has reached the inbox afterwards, has been dealt with, and has been answered."""
    before = await db.read(_heard)
    yield
    async with asyncio.timeout(60):
        while await db.read(_heard) == before:  # noqa: ASYNC110  # the condition is the database's
            await asyncio.sleep(0.02)
    await settled(db)


async def _time_passes(db: Database, office: Office, instant: datetime) -> None:
    """To ``instant`` in steps, the bell ringing on the way as it would in days."""
    clock = db.clock
    assert isinstance(clock, RunningClock)
    while clock.now() < instant:
        clock.jump(min(timedelta(hours=6), instant - clock.now()))
        await ring_once(db)  # the product's own bell rings too; what is due is a question to the database, asked twice
        await settled(db)
    office.now = instant


class OnTelegram:
    """A ``Person`` with Telegram."""

    def __init__(self, api: FakeBotApi, citizen: Citizen, db: Database, office: Office) -> None:
        self._api = api
        self._citizen = citizen
        self._db = db
        self._office = office
        self._choices: list[str] = []
        self._known: dict[int, str] = {}

    async def writes(self, text: str) -> str:
        async with _said(self._db):
            await self._citizen.write(text)
        return await self._news()

    async def presses(self, label: str) -> str:
        async with _said(self._db):
            await self._citizen.press(label)
        return await self._news()

    async def waits_until(self, instant: datetime) -> str:
        await _time_passes(self._db, self._office, instant)
        return await self._news()

    def choices(self) -> list[str]:
        return self._choices

    async def sees_picture(self) -> bytes:
        pictures = [shown for shown in await self._citizen.messages() if shown.file]
        assert pictures, "there is no picture in the chat"
        place = {"chat_id": self._citizen.chat_id, "message_id": pictures[-1].message_id}
        return base64.b64decode((await self._api.do("file", **place))["base64"])

    async def _news(self) -> str:
        await settled(self._db)
        shown = await self._citizen.messages()
        fresh = [one for one in shown if self._known.get(one.message_id) != one.text]
        self._known = {one.message_id: one.text for one in shown}
        if fresh:
            self._choices = fresh[-1].labels
        return "\n".join(one.text for one in fresh)


class InBrowser:
    """A ``Person`` at the web chat's page."""

    def __init__(self, page: Page, db: Database, office: Office) -> None:
        self._page = page
        self._db = db
        self._office = office
        self._known = ""
        self._labels: list[str] = []

    async def writes(self, text: str) -> str:
        box = self._page.get_by_role("textbox")
        async with _said(self._db):
            await box.fill(text)
            await box.press("Enter")
        return await self._news()

    async def presses(self, label: str) -> str:
        async with _said(self._db):
            await self._page.get_by_role("log").get_by_role("button", name=label, exact=True).last.click()
        return await self._news()

    async def waits_until(self, instant: datetime) -> str:
        await _time_passes(self._db, self._office, instant)
        return await self._news()

    def choices(self) -> list[str]:
        return self._labels

    async def sees_picture(self) -> bytes:
        content: list[int] = (
            await self._page.get_by_role("log")
            .get_by_role("img")
            .last.evaluate("async (img) => Array.from(new Uint8Array(await (await fetch(img.src)).arrayBuffer()))")
        )
        return bytes(content)

    async def _news(self) -> str:
        """What stands in the log now and did not before, line by line."""
        before = set(self._known.splitlines())
        await settled(self._db)
        log = self._page.get_by_role("log")
        seen = await log.inner_text()
        async with asyncio.timeout(60):
            while seen != (later := await self._again(seen)):
                seen = later
        self._known = seen
        newest = log.locator(".message:not(.mine)").last
        self._labels = await newest.get_by_role("button").all_inner_texts()
        return "\n".join(line for line in seen.splitlines() if line not in before)

    async def _again(self, seen: str) -> str:
        await asyncio.sleep(0.25)
        return str(await self._page.get_by_role("log").inner_text())
