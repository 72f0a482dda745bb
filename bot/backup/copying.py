"""How do all the books get from one database into an empty one, and how is it known that they arrived whole?

Table by table in the order of their references, in one transaction of the target: interrupted, it is as empty as before, and
the copy is begun anew. Rows are counted and digested on the way out and again from the target before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, inspect, select, text

from bot.backup.digests import Digest, digest_of, stretches
from bot.database import database_version, every_table, migrate, newest_version
from casework.db.bulk import insert_rows

_STEPS = "alembic_version"  # which migration a database is at; not one of the books


class CopyRefused(Exception):
    """The copy was not made and the target is as it was; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """A table that arrived whole."""

    table: str
    rows: int
    digest: str


Tell = Callable[[str, int], None]
"""Told the table and how many of its rows have gone over so far."""


def check_target(target: Engine) -> None:
    """Raises ``CopyRefused`` when anything is kept there already."""
    with target.connect() as conn:
        there = set(inspect(conn).get_table_names())
        strange = there - {table.name for table in tables()} - {_STEPS}
        if strange:
            raise CopyRefused(
                f"Cơ sở dữ liệu đích đã có bảng khác ({sorted(strange)[0]}). Hãy tạo một cơ sở dữ liệu trống rồi chạy lại."
            )
        for table in tables():
            if table.name in there and conn.execute(select(table).limit(1)).first() is not None:
                raise CopyRefused(
                    f"Cơ sở dữ liệu đích không trống (bảng {table.name}). Hãy tạo một cơ sở dữ liệu trống rồi chạy lại."
                )


def check_source(source: Connection) -> None:
    """Raises ``CopyRefused`` when there is a table that this program does not know: it would be left behind."""
    there = set(inspect(source).get_table_names()) - {_STEPS}
    known = {table.name for table in tables()}
    if there != known:
        raise CopyRefused(
            f"Cơ sở dữ liệu nguồn khác với chương trình (bảng {sorted(there ^ known)[0]}). Chạy: gandan db upgrade"
        )


def copy_books(source: Connection, target: Engine, tell: Tell) -> tuple[Copied, ...]:
    """Copy everything; ``source`` stays on one snapshot. Raises ``CopyRefused``; then the target holds no rows."""
    check_source(source)
    check_target(target)
    if database_version(target) != newest_version():
        migrate(target, "head")
    with target.connect() as conn, _references_unwatched(conn):
        copied = [_copy(source, conn, table, tell) for table in tables()]
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE")  # a database that has counted nothing yet plans badly
    return tuple(copied)


def tables() -> Sequence[Table]:
    """All tables of the books, each behind those it refers to."""
    return every_table().sorted_tables


@contextmanager
def _references_unwatched(conn: Connection) -> Iterator[None]:
    """One transaction, committed at the end. References are looked at once for all rows, not row by row (a third of the time)."""
    if conn.dialect.name == "sqlite":
        driver: Any = conn.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would not hear of it
        with conn.begin():
            yield
            if conn.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise CopyRefused(
                    "Bản chép có dòng trỏ tới dòng không có. Hãy gửi câu này cho người phụ trách kỹ thuật."
                )
        driver.execute("PRAGMA foreign_keys=ON")
        return
    with conn.begin():
        references = conn.execute(_REFERENCES).all()
        for row in references:
            conn.exec_driver_sql(f"ALTER TABLE {row.of} DROP CONSTRAINT {row.name}")
        yield
        for row in references:
            conn.exec_driver_sql(f"ALTER TABLE {row.of} ADD CONSTRAINT {row.name} {row.means}")


_REFERENCES = text(
    "SELECT conrelid::regclass::text AS of, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS means "
    "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def _copy(source: Connection, target: Connection, table: Table, tell: Tell) -> Copied:
    columns = [column.name for column in table.columns]
    sent = Digest(table)
    tell(table.name, 0)
    for rows in stretches(source, table):
        try:
            insert_rows(target, table, columns, rows)
        except Exception as problem:
            raise CopyRefused(
                f"Cơ sở dữ liệu đích không nhận một dòng của bảng {table.name} ({type(problem).__name__}). "
                "Chưa có gì được chuyển. Hãy gửi câu này cho người phụ trách kỹ thuật."
            ) from problem
        sent.add(rows)
        tell(table.name, sent.rows)
    arrived = digest_of(target, table)
    if (arrived.rows, arrived.words) != (sent.rows, sent.words):
        raise CopyRefused(
            f"Bảng {table.name} đến nơi khác với nguồn ({arrived.rows} và {sent.rows} dòng). Chưa có gì được chuyển. "
            "Hãy gửi câu này cho người phụ trách kỹ thuật."
        )
    return Copied(table=table.name, rows=sent.rows, digest=sent.words)
