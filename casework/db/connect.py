"""How is a connection to each database set up so that what is committed stays committed?"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

BUSY_MS = 10_000


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://...``; other databases are refused. Its errors quote no values."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed.set(drivername="sqlite").render_as_string(hide_password=False))
    if parsed.get_backend_name() == "postgresql":
        address = parsed.set(drivername="postgresql+psycopg")
        return create_engine(address, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True)
    raise ValueError("GANDAN_DATABASE_URL phải là sqlite:///đường-dẫn hoặc postgresql://...")


def reading_connection(engine: Engine) -> Connection:
    """A connection that only reads, each transaction from one snapshot (SQLite's always are). It is never given back for
    writing: whoever has it closes it when the engine ends.
    """
    conn = engine.connect().execution_options(gandan_readonly=True)
    if engine.dialect.name == "postgresql":
        return conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    driver: Any = conn.connection.driver_connection
    driver.execute("PRAGMA query_only=ON")
    return conn


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=8, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may forget the last commits on power loss; a forgotten 'sending' is a double
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "temp_store=MEMORY",  # no temporary file may hold what the database encrypts
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    """A writer takes the lock at once: a read that upgrades later would be refused whatever the time-out."""
    statement = "BEGIN" if conn.get_execution_options().get("gandan_readonly", False) else "BEGIN IMMEDIATE"
    driver: Any = conn.connection.driver_connection
    try:
        driver.execute(statement)  # a tenth of the price through SQLAlchemy, which only a small query's cost shows
    except sqlite3.OperationalError as problem:
        raise OperationalError(statement, None, problem) from problem
