"""On what does a rehearsal run? Throw-away books in memory, a clock that is set by hand, and identifiers that follow it.

The copy holds everything the real books hold, sealed columns still sealed under the same keys; it is never written to a disk
and is gone with the process. The real books are only read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from casework.books import Books
from casework.clock import SetClock
from casework.db.append_only import append_only_ddl
from casework.db.bulk import insert_rows
from casework.db.ids import named_by
from casework.db.metadata import metadata
from casework.encryption import Keys

_AT_ONCE = 5_000  # rows read in one go while copying from another kind of database


@contextmanager
def throw_away(keys: Keys, start: datetime, seed: int) -> Iterator[Books]:
    """Empty books at ``start``, with every table known by now. Whatever the rules draw by chance follows from ``seed``."""
    clock = SetClock(start)
    before = random.getstate()
    random.seed(seed)
    try:
        with _engine().connect() as conn, named_by(clock.now):
            yield Books(conn, keys, clock)
    finally:
        random.setstate(before)


def make_tables(books: Books) -> None:
    """An empty database of the present form."""
    metadata.create_all(books.conn)
    for statement in append_only_ddl("sqlite"):
        books.conn.exec_driver_sql(statement)


def copy_books(source: Connection, books: Books) -> None:
    """Everything in ``source`` (one snapshot of the real books) into the throw-away ones, whichever database it lies in."""
    if source.dialect.name == "sqlite":
        there: Any = source.connection.driver_connection
        there.backup(books.conn.connection.driver_connection)
        return
    metadata.create_all(books.conn)
    for table in metadata.sorted_tables:
        columns = [column.name for column in table.columns]
        rows = source.execute(table.select().execution_options(yield_per=_AT_ONCE))
        for part in rows.partitions():
            insert_rows(books.conn, table, columns, [tuple(row) for row in part])
    for statement in append_only_ddl("sqlite"):
        books.conn.exec_driver_sql(statement)


def as_one_transaction(books: Books) -> None:
    """What follows is one transaction: a page is put aside for the way back once, not by each statement anew."""
    driver: Any = books.conn.connection.driver_connection  # SQLAlchemy takes its own to have begun already
    driver.execute("BEGIN")


@cache
def _engine() -> Engine:
    """One for all: each connection has books of its own, and what one rehearsal has compiled serves the next ones."""
    engine = create_engine(
        "sqlite://",
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "cached_statements": 1_000},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Nothing here has to outlive a power cut; references were checked when the real rows were written."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=MEMORY",
        "synchronous=OFF",
        "temp_store=MEMORY",
        "foreign_keys=OFF",
        "cache_size=-200000",
    ):
        connection.execute(f"PRAGMA {pragma}")
