"""Is anybody at work on these books? Asked before they are replaced or moved: what is written meanwhile would be lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


class StillAtWork(Exception):
    """Somebody has the books open; the message says what to do."""


def check_file_is_still(path: Path) -> None:
    """Raises ``StillAtWork`` when any process, this one included, has the SQLite file open."""
    with closing(sqlite3.connect(path, timeout=0.2, isolation_level=None)) as conn:
        try:
            conn.execute("PRAGMA locking_mode=EXCLUSIVE")
            conn.execute("BEGIN EXCLUSIVE")  # with a write-ahead log, every open connection stands in its way
            conn.execute("ROLLBACK")
        except sqlite3.OperationalError as problem:
            raise StillAtWork(
                "Gần Dân đang chạy trên sổ này (hoặc còn một lệnh chưa xong). Hãy dừng gandan run rồi chạy lại."
            ) from problem


def check_server_is_still(conn: Connection) -> None:
    """Raises ``StillAtWork`` when anybody else is connected to the PostgreSQL database."""
    others = conn.execute(_OTHERS).scalar_one()
    if others:
        raise StillAtWork(
            f"Còn {others} kết nối khác tới cơ sở dữ liệu. Hãy dừng gandan run ở mọi máy, đóng các công cụ khác, rồi chạy lại."
        )
