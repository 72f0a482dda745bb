"""On what does a virtual run stand? Throw-away books in memory, every table made once and copied, identifiers that follow the clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from bot.database import every_table
from casework.clock import Clock
from casework.db.append_only import append_only_ddl
from casework.db.ids import named_by
from casework.encryption import Keys
from tests.faults.harness.virtual import LoopDatabase

KEYS = Keys(masters={1: bytes(range(32))})


@contextmanager
def books_in_memory(clock: Clock) -> Iterator[LoopDatabase]:
    """Empty books, gone at the end of the block."""
    engine = _engine()
    try:
        with engine.connect() as conn, named_by(clock.now):
            driver: Any = conn.connection.driver_connection
            driver.deserialize(_empty())
            yield LoopDatabase(engine, conn, KEYS, clock)
    finally:
        engine.dispose()


@cache
def _empty() -> bytes:
    engine = _engine()
    with engine.connect() as conn:
        with conn.begin():
            every_table().create_all(conn)
            for statement in append_only_ddl("sqlite"):
                conn.exec_driver_sql(statement)
        driver: Any = conn.connection.driver_connection
        whole = bytes(driver.serialize())
    engine.dispose()
    return whole


def _engine() -> Engine:
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("synchronous=OFF", "temp_store=MEMORY", "foreign_keys=ON", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}")
