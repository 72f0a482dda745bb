"""0009: on SQLite a row is found by its key in one search, kept once; what is left of a debt, and what waits in a chat, has an index.

Tables made by earlier steps of older releases called their keys BIGINT, which SQLite keeps as an index beside the table
(https://www.sqlite.org/lang_createtable.html#rowid). Values, names and rules stay what they are; a new database has this form
from the beginning, and on PostgreSQL only the indexes change.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEYED_BY_SEVERAL = ("allocation", "attempt", "campaign_recipient", "decision_party", "experiment_unit", "face")
_BESIDE = "beside_"  # the new table's name until it takes the old one's place
_WITHOUT_ROWID = " WITHOUT ROWID"
_LEFT = (  # table, the index there was, the one that holds all that is asked, its columns
    (
        "obligation",
        "ix_obligation_decision_id",
        "ix_obligation_left",
        ["decision_id", "kind", "debtor_id", "amount", "waived"],
    ),
    ("allocation", "ix_allocation_obligation", "ix_allocation_went", ["obligation_id", "amount"]),
)


def upgrade() -> None:
    """Forward: every table that has the old form is written anew, its indexes and triggers with it."""
    conn = op.get_bind()
    if conn.dialect.name == "sqlite":
        _take_todays_form(conn)
    for table, before, after, columns in _LEFT:
        op.create_index(after, table, columns, if_not_exists=True)
        op.drop_index(before, table_name=table, if_exists=True)
    waits = sa.text("state = 'waiting'")
    chat = ["account", "chat_print", "id"]
    op.create_index("ix_inbox_chat", "inbox", chat, sqlite_where=waits, postgresql_where=waits, if_not_exists=True)


def downgrade() -> None:
    """Backward: the indexes. The tables stay: the earlier steps' code reads and writes both forms alike."""
    op.drop_index("ix_inbox_chat", table_name="inbox")
    for table, before, after, columns in _LEFT:
        op.create_index(before, table, columns[:1])
        op.drop_index(after, table_name=table)


def _take_todays_form(conn: Connection) -> None:
    conn.exec_driver_sql("PRAGMA legacy_alter_table=ON")  # a rename touches nothing but the table's own name
    for name, sql in _catalogue(conn, "table"):
        wanted = _of_today(name, sql)
        if wanted != sql:
            _write_anew(conn, name, wanted)
    conn.exec_driver_sql("PRAGMA legacy_alter_table=OFF")


def _of_today(name: str, sql: str) -> str:
    """The table's statement with today's words."""
    words = re.sub(r"\bBIGINT\b", "INTEGER", sql)
    keyed = name in KEYED_BY_SEVERAL and not words.endswith(_WITHOUT_ROWID)
    return words + _WITHOUT_ROWID if keyed else words


def _write_anew(conn: Connection, name: str, wanted: str) -> None:
    belongings = [sql for kind in ("index", "trigger") for of, sql in _catalogue(conn, kind) if of == name]
    beside = re.sub(rf'^CREATE TABLE "?{name}"?', f'CREATE TABLE "{_BESIDE}{name}"', wanted)
    columns = ", ".join(f'"{row[1]}"' for row in conn.exec_driver_sql(f'PRAGMA table_info("{name}")'))
    conn.exec_driver_sql(beside)
    conn.exec_driver_sql(f'INSERT INTO "{_BESIDE}{name}" ({columns}) SELECT {columns} FROM "{name}"')  # noqa: S608  # names of the catalogue
    conn.exec_driver_sql(f'DROP TABLE "{name}"')
    conn.exec_driver_sql(f'ALTER TABLE "{_BESIDE}{name}" RENAME TO "{name}"')
    for sql in belongings:
        conn.exec_driver_sql(sql)


def _catalogue(conn: Connection, kind: str) -> list[tuple[str, str]]:
    """Of which table, and with which statement: everything of this kind that a statement of ours has made."""
    rows = conn.exec_driver_sql(
        "SELECT tbl_name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite%' AND tbl_name <> 'alembic_version' ORDER BY rowid",
        (kind,),
    )
    return [(row[0], row[1]) for row in rows]
