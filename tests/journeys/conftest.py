"""What a journey begins with: a platform, books on a clock that runs, and a person with a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from casework.db.engine import Database
from casework.encryption import Keys
from tests.conftest import MONDAY_NINE
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen
from tests.journeys.live import RunningClock

CHAT = 700_000_001


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """The platform; no request of a journey may break its field list, or come before an announced wait is over."""
    async with FakeBotApi() as api:
        await api.do("person", chat_id=CHAT)
        yield api
    assert api.violations == []
    assert [call.method for call in api.impatient if call.method != "getMe"] == []  # a new process asks who it is


@pytest.fixture
def clock() -> RunningClock:
    """Monday 09:00 in Viet Nam, and on it runs."""
    return RunningClock(MONDAY_NINE)


@pytest.fixture
def db(database_url: str, keys: Keys, clock: RunningClock) -> Iterator[Database]:
    """The books of the journey."""
    database = Database(database_url, keys, clock)
    yield database
    database.close()


@pytest.fixture
def citizen(api: FakeBotApi) -> Citizen:
    """Somebody who has opened the bot."""
    return Citizen(api, CHAT)
