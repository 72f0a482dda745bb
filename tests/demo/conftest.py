"""The demo's books on SQLite, written once for the module that only looks at them."""

from __future__ import annotations

import pytest

from bot.demo.seed import seed
from casework.db.engine import Database


@pytest.fixture
def database_kind() -> str:
    """The demo runs on a file beside the program."""
    return "sqlite"


@pytest.fixture
def demo(db: Database) -> Database:
    """Books in which the demo has just been written."""
    assert db.submit(seed, lambda line: None).result()
    return db
