"""Somebody joins or leaves the waiting list in the very moment in which another process looks at it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from casework import waiting_list
from casework.booking_facts import find_booking
from casework.booking_taking import take
from casework.bookings import Booking, cancel, confirm, hold
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.db.savepoints import undone_on_error
from casework.encryption import Keys
from casework.receptions import free_slots
from casework.waiting_list import Waiting, WaitState, Wish, join, leave, offer_places, settle, waiting_of
from tests.casework.reception_rooms import Citizen, a_citizen, a_day

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)]
PATIENCE = 20.0


@pytest.fixture
def two(database_url: str, keys: Keys, clock: SetClock) -> Iterator[tuple[Database, Database]]:
    """Two processes on one PostgreSQL database; SQLite lets one write at a time."""
    one, other = Database(database_url, keys, clock), Database(database_url, keys, clock)
    yield one, other
    one.close()
    other.close()


def _one_waits(books: Books) -> tuple[Citizen, list[int]]:
    """Every place is booked, and one person waits."""
    made = []
    for number, slot in enumerate(a_day(books).slot_ids):
        citizen = a_citizen(books, f"7{number}")
        held = hold(books, slot, citizen.party, citizen.chat)
        assert isinstance(held, Booking)
        confirm(books, held.id)
        made.append(held.id)
    waits = a_citizen(books, "601")
    join(books, waits.party, waits.chat, Wish())
    return waits, made


def _somebody_waits_for_a_lock(books: Books) -> bool:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    return bool(books.conn.execute(waits).scalar_one())


def until(there: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    last = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < last, "it never came to be so"
        time.sleep(0.01)


def test_who_leaves_while_the_bell_looks_is_offered_nothing(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    bell, chat = two
    waits, made = chat.submit(_one_waits).result()
    chat.submit(cancel, made[0]).result()
    looks = free_slots

    def looks_while_they_leave(*asked: Any, **more: Any) -> Any:
        assert chat.submit(leave, waits.party).result(timeout=PATIENCE)
        return looks(*asked, **more)

    monkeypatch.setattr(waiting_list, "free_slots", looks_while_they_leave)
    assert bell.submit(lambda books: offer_places(books, books.clock.now())).result(timeout=PATIENCE) == ()
    assert chat.submit(waiting_of, waits.party).result() is None


def test_who_leaves_while_an_offer_is_written_gives_it_back(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    bell, chat = two
    waits, made = chat.submit(_one_waits).result()
    chat.submit(cancel, made[0]).result()
    takes, leaving = take, []

    def takes_while_they_leave(*asked: Any, **more: Any) -> Any:
        leaving.append(chat.submit(leave, waits.party))
        until(lambda: leaving[0].done() or chat.ask(_somebody_waits_for_a_lock).result())
        return takes(*asked, **more)

    monkeypatch.setattr(waiting_list, "take", takes_while_they_leave)
    (offered,) = bell.submit(lambda books: offer_places(books, books.clock.now())).result(timeout=PATIENCE)
    assert leaving[0].result(timeout=PATIENCE)
    bell.submit(settle).result()
    assert chat.submit(waiting_of, waits.party).result() is None
    there = chat.submit(find_booking, offered.id).result()
    assert there is not None
    assert there.state.value == "cancelled"


def test_who_joins_while_a_line_of_theirs_begins_and_ends_waits_all_the_same(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = two
    waits, _ = here.submit(_one_waits).result()
    here.submit(leave, waits.party).result()
    met: list[str] = []

    @contextmanager
    def meets_the_other_chat(conn: Connection) -> Iterator[None]:
        first = not met
        if first:
            met.append("begins")
            other.submit(join, waits.party, waits.chat, Wish()).result(timeout=PATIENCE)
        try:
            with undone_on_error(conn):
                yield
        except IntegrityError:
            if first:
                met.append("ends")
                other.submit(leave, waits.party).result(timeout=PATIENCE)
            raise

    monkeypatch.setattr(waiting_list, "undone_on_error", meets_the_other_chat)
    joined = here.submit(join, waits.party, waits.chat, Wish()).result(timeout=PATIENCE)
    assert met == ["begins", "ends"]
    assert isinstance(joined, Waiting)
    assert joined.state is WaitState.WAITING
