"""The whole story: at the terminal on both databases, on Telegram by polling and by webhook, and in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Screen
from bot.database import open_database
from bot.settings import TelegramMode, load_settings
from casework.clock import VIETNAM
from casework.db.engine import Database
from casework.encryption import read_key_file
from handlers.dialogues import make_listener
from scheduler.bell.ticker import ring_once
from scheduler.guards.at_sending import GUARDS
from tests.browser import complaints_of, needs_browser, running_browser
from tests.dialogues.conversation import Citizen
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen as OnPhone
from tests.fakes.postgres import Cluster
from tests.journeys.live import RunningClock, product
from tests.journeys.office import Office
from tests.journeys.persons import InBrowser, OnTelegram
from tests.journeys.story import live, the_list_goes_in
from tests.journeys.typist import Typist, typist

pytestmark = pytest.mark.xdist_group("stories")  # the office that all but one of them begin with is set up once
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
def office(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office that has been set up and has its list; on PostgreSQL in a database that had nothing in it."""
    if database_kind == "sqlite":
        yield replace(
            request.getfixturevalue("busy_office"), typist=None
        )  # each command once as it is typed in a shell
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    typist: Typist = request.getfixturevalue("typing")
    office = Office(folder=tmp_path, database_url=cluster.create("story"), now=MONDAY, typist=typist)
    office.opens()
    the_list_goes_in(office)
    yield office
    cluster.drop("story")


@pytest.fixture
def books(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """This process works on the same books."""
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


@pytest.fixture(scope="session")
def typing() -> Iterator[Typist]:
    """Types the commands of all stories but one."""
    with typist() as one:
        yield one


@pytest.fixture(scope="session")
def office_with_its_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office that has been set up and has its list, to be copied: the same for every channel."""
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder=folder, database_url=f"sqlite:///{folder / 'gandan.db'}", now=MONDAY)
    office.opens()
    the_list_goes_in(office)
    return folder


@pytest.fixture
def busy_office(office_with_its_list: Path, typing: Typist, tmp_path: Path) -> Office:
    """A copy of that office."""
    folder = tmp_path / "office"
    shutil.copytree(office_with_its_list, folder)
    return Office(folder=folder, database_url=f"sqlite:///{folder / 'gandan.db'}", now=MONDAY, typist=typing)


@pytest.fixture
def busy_books(busy_office: Office) -> Iterator[Database]:
    """Its books on a clock that runs."""
    db = Database(busy_office.database_url, read_key_file(busy_office.folder / "master.key"), RunningClock(MONDAY))
    yield db
    db.close()


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(TelegramMode))
async def test_the_same_story_on_telegram(
    api: FakeBotApi, citizen: OnPhone, busy_office: Office, busy_books: Database, mode: TelegramMode
) -> None:
    async with product(busy_books, api, TELEGRAM_MODE=mode.value):
        await live(busy_office, OnTelegram(api, citizen, busy_books, busy_office))


@pytest.mark.slow
@needs_browser
async def test_the_same_story_in_a_browser_on_a_small_phone(busy_office: Office, busy_books: Database) -> None:
    async with product(busy_books) as running, running_browser() as browser:
        page = await browser.new_page(viewport={"width": 360, "height": 640})
        complaints = complaints_of(page, running.url)
        await page.goto(f"{running.url}/chat/")
        await live(busy_office, InBrowser(page, busy_books, busy_office))
        assert complaints == []
