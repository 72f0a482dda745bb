"""Pretend citizens for the tests of the dialogues."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.channels.terminal.conversation import Conversation
from bot.channels.terminal.screen import Screen
from casework.db.engine import Database
from handlers.dialogues import make_listener
from handlers.work import Listener
from scheduler.bell.ticker import ring_once
from scheduler.guards.at_sending import GUARDS
from tests.dialogues.conversation import Citizen


@pytest.fixture(scope="session")
def listener() -> Listener:
    """All dialogues."""
    return make_listener({"terminal": True})


@pytest.fixture
def screen() -> Screen:
    """What all chats of this test see."""
    return Screen()


@pytest.fixture
def meet_citizen(db: Database, listener: Listener, screen: Screen) -> Callable[[int], Citizen]:
    """A citizen in chat number n."""
    return lambda chat: Citizen(Conversation(db, listener, GUARDS, screen=screen, chat=chat, ring=ring_once))


@pytest.fixture
def citizen(meet_citizen: Callable[[int], Citizen]) -> Citizen:
    """A citizen in a chat of their own."""
    return meet_citizen(1)
