"""The whole story at the terminal channel, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Screen
from bot.database import open_database
from bot.settings import load_settings
from casework.clock import VIETNAM
from casework.db.engine import Database
from handlers.dialogues import make_listener
from scheduler.guards import GUARDS
from scheduler.ticker import ring_once
from tests.dialogues.conversation import Citizen
from tests.fakes.postgres import Cluster
from tests.journeys.office import Office
from tests.journeys.story import live

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM)


class AtTheTerminal:
    """A ``Person`` who types at the terminal channel; the office's clock follows hers."""

    def __init__(self, citizen: Citizen, office: Office) -> None:
        self._citizen = citizen
        self._office = office

    async def writes(self, text: str) -> str:
        await self._citizen.write(text)
        return self._citizen.text

    async def presses(self, label: str) -> str:
        await self._citizen.press(label)
        return self._citizen.text

    async def waits_until(self, instant: datetime) -> str:
        self._office.now = instant
        await self._citizen.wait_until(instant)
        return self._citizen.text

    def choices(self) -> list[str]:
        return self._citizen.labels()

    async def sees_picture(self) -> bytes:
        pictures = [shown.attachment for shown in self._citizen.conversation.visible() if shown.attachment is not None]
        return pictures[-1].content


@pytest.fixture
def bare_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing yet, as on a fresh machine."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'gandan.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    yield cluster.create("story")
    cluster.drop("story")


@pytest.fixture
def office(tmp_path: Path, bare_url: str) -> Office:
    """An office that has not been set up."""
    return Office(folder=tmp_path, database_url=bare_url, now=MONDAY)


@pytest.fixture
def books(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The office opens; this process works on the same books."""
    office.opens()
    for name, value in office.environment().items():
        if name.startswith("GANDAN_"):
            monkeypatch.setenv(name, value)
    db = open_database(load_settings())
    yield db
    db.close()


@pytest.mark.slow
async def test_a_debtor_lives_the_whole_story(office: Office, books: Database) -> None:
    conversation = Conversation(books, make_listener({}), GUARDS, screen=Screen(), ring=ring_once)
    await live(office, AtTheTerminal(Citizen(conversation), office))
