"""A web chat with a scripted bot, and visitors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from bot.channels.webchat.sender import WebSender
from casework.clock import SetClock
from casework.db.engine import Database
from tests.channels.webchat.house import House, ScriptedBot
from tests.channels.webchat.visitor import Visitor

NewVisitor = Callable[..., Visitor]


@pytest.fixture
async def bot(db: Database) -> AsyncIterator[ScriptedBot]:
    bot = ScriptedBot(WebSender(db))
    yield bot
    await bot.close()


@pytest.fixture
async def house(db: Database, bot: ScriptedBot, clock: SetClock) -> AsyncIterator[House]:
    house = House(db, bot, clock)
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def new_visitor(house: House) -> AsyncIterator[NewVisitor]:
    """Makes visitors who have not opened the page yet, each with a browser of their own."""
    async with AsyncExitStack() as browsers:

        def make(seat: str = "") -> Visitor:
            visitor = Visitor(house, seat=seat)
            browsers.push_async_exit(visitor)
            return visitor

        yield make


@pytest.fixture
async def visitor(new_visitor: NewVisitor) -> Visitor:
    """Somebody who has opened the page."""
    visitor = new_visitor()
    await visitor.open()
    return visitor
