"""A process that is killed while it moves sixty bookings, or tells their owners, leaves nobody between two days or untold."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from casework.books import Books
from casework.clock import SetClock
from casework.day_moves_kinds import PersonState
from casework.day_moves_people import open_people
from casework.db.connect import make_engine
from casework.encryption import Keys
from casework.tables.receptions import booking, reception_day
from messages.tables import outbox
from scheduler.bell.day_moves import GRACE, follow_moves
from tests.casework.moved_days import Crowd, live_on, sixty

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


def process(url: str, what: str, day_id: int, now: datetime, most: int) -> str:
    command = [
        sys.executable,
        "-m",
        "tests.scheduler.moving_process",
        url,
        what,
        str(day_id),
        now.isoformat(),
        str(most),
    ]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=600).stdout


def test_killed_in_the_middle_of_moving_and_of_telling_everybody_is_told_once(
    database_url: str, engine: Engine, keys: Keys, clock: SetClock
) -> None:
    with engine.begin() as conn:
        crowd = sixty(Books(conn, keys, clock))
    day_id, now = crowd.day.day_id, clock.now()
    assert process(database_url, "move", day_id, now, 200) == ""
    with engine.begin() as conn:
        as_before(Books(conn, keys, clock), crowd)
    assert process(database_url, "move", day_id, now, 0) == "done\n"
    clock.set(now + GRACE)
    for statement in (60, 103):  # in the first chunk, and when it is done
        assert process(database_url, "follow", day_id, clock.now(), statement) == ""
    with engine.begin() as conn:
        books = Books(conn, keys, clock)
        halfway = len(told(books))
        while follow_moves(books):
            pass
        assert halfway < len(told(books)) == 51
        assert len(set(told(books))) == 51
        people = open_people(books)
        assert Counter(one.state for one in people) == {PersonState.OFFERED: 51, PersonState.TO_PHONE: 9}
        assert all(one.told_at is not None for one in people if one.state is PersonState.OFFERED)
        assert live_on(books, day_id) == []
        assert all(one.keeps_place(clock.now()) for one in people)


def as_before(books: Books, crowd: Crowd) -> None:
    assert live_on(books, crowd.day.day_id) == list(crowd.bookings)
    assert set(books.conn.execute(select(booking.c.state)).scalars()) == {"confirmed"}
    assert books.conn.execute(select(reception_day.c.status)).scalar_one() == "open"
    assert open_people(books) == ()


def told(books: Books) -> list[str]:
    return list(books.conn.execute(select(outbox.c.purpose).where(outbox.c.purpose.startswith("moved:"))).scalars())
