"""Where does a test get an empty PostgreSQL database of its own quickly? From one before it, emptied.

Copying a database takes the server hundreds of files and half a second; deleting a few rows takes milliseconds. A database whose
tables were altered, or that has grown large, is dropped instead.
"""

from __future__ import annotations

import itertools

import psycopg
from psycopg import sql

from tests.fakes.postgres import Cluster

TEMPLATE = "empty"
_LARGE = 40 << 20  # bytes: what is deleted stays in the files
_OTHERS_LEAVE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_SHAPE = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
    SELECT concat_ws(',', 'column', attrelid::regclass, attname, atttypid, attnotnull, atthasdef) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
    UNION ALL SELECT concat_ws(',', 'trigger', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(',', 'rule', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
    UNION ALL SELECT concat_ws(',', 'setting', setdatabase, setconfig) FROM pg_db_role_setting
) AS lines
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_RUN_ON = "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL"


class Spare:
    """The empty databases of one server that nobody uses just now."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._idle: list[str] = []
        self._numbers = itertools.count(1)
        with psycopg.connect(cluster.url(TEMPLATE)) as conn:
            self._shape = _one(conn, _SHAPE)
            self._tables = [row[0] for row in conn.execute(_TABLES.encode())]

    def take(self) -> str:
        """The name of an empty database with every table."""
        if self._idle:
            return self._idle.pop()
        name = f"spare_{next(self._numbers)}"
        self._cluster.create(name, template=TEMPLATE)
        return name

    def give_back(self, name: str) -> None:
        """Empty it for the next, whoever is still connected."""
        if self._empty(name):
            self._idle.append(name)
        else:
            self._cluster.drop(name)

    def _empty(self, name: str) -> bool:
        with psycopg.connect(self._cluster.url(name), autocommit=True) as conn:
            conn.execute(_OTHERS_LEAVE.encode())
            if (
                _one(conn, _SHAPE) != self._shape
                or int(_one(conn, "SELECT pg_database_size(current_database())")) > _LARGE
            ):
                return False
            conn.execute("SET lock_timeout = '10s'")
            conn.execute("SET session_replication_role = replica")  # no trigger, no reference holds a row back
            for table in self._with_rows(conn):
                conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            conn.execute(_RUN_ON.encode())
        return True

    def _with_rows(self, conn: psycopg.Connection) -> list[str]:
        asked = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
            for table in self._tables
        ]
        return [row[0] for row in conn.execute(sql.SQL(" UNION ALL ").join(asked))]


def _one(conn: psycopg.Connection, statement: str) -> str:
    row = conn.execute(statement.encode()).fetchone()
    assert row is not None
    return str(row[0])
