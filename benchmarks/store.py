"""Where do the measured books lie, and how do they get there quickly? SQLite files and a throw-away PostgreSQL.

Tables first, rows in bulk without checking references, indexes last: a million decisions in about a minute.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine
from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks.data_set import KEYS, DataSet
from benchmarks.rows import FOR_POSTGRES, FOR_SQLITE, tables
from casework.clock import Clock, SystemClock
from casework.db.append_only import append_only_ddl
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.db.metadata import metadata

ROOMS_WITH_TABLES = (
    "casework.tables",
    "messages.tables",
    "handlers.tables",
    "scheduler.tables",
    "bot.channels.webchat.tables",
)
NOTHING = DataSet(decisions=0)


def fill_sqlite(file: Path, of: DataSet = NOTHING) -> str:
    """Write the data set into a new file; its address for ``Database``."""
    url = f"sqlite:///{file}"
    _tables_of(make_engine(url))
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous=OFF")
        conn.execute("PRAGMA cache_size=-200000")
        for table, columns, rows in tables(of, FOR_SQLITE):
            marks = ", ".join("?" * len(columns))
            conn.execute("BEGIN")
            conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            conn.execute("COMMIT")
    _finish(make_engine(url))
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return url


def fill_postgres(url: str, of: DataSet = NOTHING) -> str:
    """Write the data set into an empty database; its address for ``Database``."""
    _tables_of(make_engine(url))
    with psycopg.connect(url) as conn:
        conn.execute("SET session_replication_role = replica")  # no look at each reference
        for table, columns, rows in tables(of, FOR_POSTGRES):
            copy_in = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with conn.cursor() as cursor, cursor.copy(copy_in.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
    _finish(make_engine(url))
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("VACUUM")
    return url


def tables_and_indexes(url: str) -> None:
    """The books with nothing in them."""
    _tables_of(make_engine(url))
    _finish(make_engine(url))


def _tables_of(engine: Engine) -> None:
    for module in ROOMS_WITH_TABLES:
        importlib.import_module(module)
    with engine.begin() as conn:
        for table in metadata.sorted_tables:
            conn.execute(CreateTable(table))
            table.dispatch.after_create(table, conn)  # what belongs to a table besides its columns
    engine.dispose()


def _finish(engine: Engine) -> None:
    with engine.begin() as conn:
        for table in metadata.sorted_tables:
            for index in table.indexes:
                conn.execute(CreateIndex(index))
        for statement in append_only_ddl(engine.dialect.name):
            conn.exec_driver_sql(statement)
        conn.exec_driver_sql("ANALYZE")
    engine.dispose()


@contextmanager
def opened(url: str, clock: Clock | None = None) -> Iterator[Database]:
    """The books as the running product has them."""
    db = Database(url, KEYS, clock or SystemClock())
    try:
        yield db
    finally:
        db.close()
