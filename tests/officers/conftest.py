"""What do the pages' tests stand on?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.officers import desk
from casework.clock import SetClock
from casework.db.engine import Database
from tests.officers.office import Browser, Office, an_office_at_work, open_office
from tests.officers.signed_in import Officer


@pytest.fixture
def database_kind() -> str:
    """One database is enough where the page does not see which; the rules below it are tried on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine counts a small book slowly; whoever asks for its figures gets them."""
    monkeypatch.setattr(desk, "PATIENCE", 20.0)


@pytest.fixture
async def office(db: Database) -> Office:
    """An office with one of each role."""
    return await db.write(an_office_at_work)


@pytest.fixture
async def browser(db: Database, office: Office) -> AsyncIterator[Browser]:
    """A browser in front of the console."""
    async with open_office(db) as found:
        yield found


@pytest.fixture
async def officer(db: Database, office: Office, browser: Browser, clock: SetClock) -> Officer:
    """The head of the office, who has set up their account at this browser."""
    found = Officer(db, office, browser, clock)
    await found.set_up()
    return found
