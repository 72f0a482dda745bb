"""Books in memory for a property test, made anew for each example."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.encryption import Keys
from tests.conftest import MONDAY_NINE, make_schema


@cache
def _engine() -> Engine:
    engine = make_engine("sqlite:///file:alone?mode=memory&cache=shared&uri=true")
    make_schema(engine)
    return engine


@contextmanager
def alone() -> Iterator[tuple[Books, SetClock]]:
    """Empty books and their clock; what is written is undone at the end."""
    clock = SetClock(MONDAY_NINE)
    with _engine().connect() as conn:
        transaction = conn.begin()
        try:
            yield Books(conn, Keys(masters={1: bytes(range(32))}), clock), clock
        finally:
            transaction.rollback()
