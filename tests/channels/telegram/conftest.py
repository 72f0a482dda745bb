"""A strict Bot API, one person who has opened the bot, and a sender that speaks to them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.sender import TelegramSender
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen

CHAT = 700_000_001


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """The platform; whatever a test does, no request may break the field list."""
    async with FakeBotApi() as api:
        await api.do("person", chat_id=CHAT)
        yield api
    assert api.violations == []


@pytest.fixture
def citizen(api: FakeBotApi) -> Citizen:
    return Citizen(api, CHAT)


@pytest.fixture
async def sender(api: FakeBotApi) -> AsyncIterator[TelegramSender]:
    sender = TelegramSender("telegram", api.token, api.base, timeout=5)
    await sender.open()
    yield sender
    await sender.close()
