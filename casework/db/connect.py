"""How is a connection to each database set up so that what is committed stays committed?"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    import psycopg

BUSY_MS = 10_000
_LOOK_EVERY = 0.001  # seconds
NOTICED_AFTER = 5  # seconds until a line to PostgreSQL that carries nothing any more counts as cut
_LINE = {  # whichever side looks: three questions a second apart after two seconds of silence
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": NOTICED_AFTER * 1000,
}
_OTHER_END = (  # the server lets go of what a cut-off process had locked as soon as that process gives up
    f"SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;"
    f" SET tcp_user_timeout = {NOTICED_AFTER * 1000}"
)

# The statements over everybody are long and are asked once: compiling one takes longer than answering it (measured on
# 10,000 cases: 2.5 of the 2.9 s of a campaign's preview).
_NO_COMPILING = "SET jit = off"


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://...``; other databases are refused. Its errors quote no values."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed.set(drivername="sqlite").render_as_string(hide_password=False))
    if parsed.get_backend_name() == "postgresql":
        address = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True, connect_args=line_to(parsed)
        )
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    raise ValueError("GANDAN_DATABASE_URL phải là sqlite:///đường-dẫn hoặc postgresql://...")


def line_to(address: URL) -> dict[str, int]:
    """What libpq is told so that a cut line is noticed within seconds, but for what the address itself says."""
    return {name: value for name, value in _LINE.items() if name not in address.query}


def writing_connection(engine: Engine, idle_limit: float | None = None) -> Connection:
    """A connection for a writer. ``idle_limit``: seconds after which PostgreSQL ends a transaction that its process has left
    standing (a process that is frozen keeps its locks otherwise, for as long as it is).
    """
    conn = engine.connect()
    if idle_limit is not None and engine.dialect.name == "postgresql":
        with conn.begin():
            conn.exec_driver_sql(f"SET idle_in_transaction_session_timeout = {int(idle_limit * 1000)}")
    return conn


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


def _prepare_postgres(connection: psycopg.Connection[Any], _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True  # a setting made in a transaction goes with it
    connection.execute(_OTHER_END)
    connection.execute(_NO_COMPILING)
    connection.autocommit = before


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
    reads = conn.get_execution_options().get("gandan_readonly", False)
    statement = "BEGIN" if reads else "BEGIN IMMEDIATE"
    driver: Any = conn.connection.driver_connection
    try:  # a tenth of the price through SQLAlchemy, which only a small query's cost shows
        driver.execute(statement) if reads else _take_the_lock(driver, statement)
    except sqlite3.OperationalError as problem:
        raise OperationalError(statement, None, problem) from problem


def _take_the_lock(driver: sqlite3.Connection, statement: str) -> None:
    """Begin to write, looking for the lock every millisecond for ``BUSY_MS``.

    SQLite's own waiting looks ever more seldom, and its lock is no queue: behind a process that plans a large campaign, with
    little time between two of its transactions, whoever waits so gets the lock by luck (measured: seconds, against 20 ms).
    """
    driver.execute("PRAGMA busy_timeout=0")
    end = time.monotonic() + BUSY_MS / 1000
    try:
        while True:
            try:
                driver.execute(statement)
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(_LOOK_EVERY)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
