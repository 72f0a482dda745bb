"""A process that is killed while it writes a list leaves the books as they were, or the whole list in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.imports import batches
from tests.imports.making_files import case
from tests.imports.writer_process import MANY
from tests.imports.writing import Office, an_office_with_staff, everything, the_list, written

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PIECES = MANY // 1_000  # it tells of each thousand that it has written


@contextmanager
def writing(url: str, office: Office) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.imports.writer_process", url, str(office.agency), str(office.officer)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


def opened(engine: Engine, keys: Keys, clock: SetClock) -> Office:
    with engine.begin() as conn:
        books = Books(conn, keys, clock)
        office = an_office_with_staff(books)
        written(books, office, the_list(*(case(number) for number in range(1, 4))))
    return office


@pytest.mark.parametrize("after", range(PIECES + 1))
def test_killed_after_any_piece_it_is_all_or_nothing(
    database_url: str, engine: Engine, keys: Keys, clock: SetClock, after: int
) -> None:
    office = opened(engine, keys, clock)
    with engine.connect() as conn:
        before = everything(conn)
    with writing(database_url, office) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(after)]
        process.kill()
        process.wait(timeout=30)
        assert said == ["writing\n"] * after
        committed = "done" in process.stdout.read()
    with engine.connect() as conn:
        held = len(batches.history(Books(conn, keys, clock)))
        now = everything(conn)
    if now == before:
        assert held == 1
        assert not committed
    else:
        assert held == 2
        assert len(now["decision"]) == MANY + 3
        assert len(now["obligation"]) == MANY + 3


def test_left_alone_it_is_done(database_url: str, engine: Engine, keys: Keys, clock: SetClock) -> None:
    office = opened(engine, keys, clock)
    with writing(database_url, office) as process:
        assert process.stdout is not None
        assert process.stdout.read() == "writing\n" * PIECES + "done\n"
    with engine.connect() as conn:
        assert len(everything(conn)["decision"]) == MANY + 3
