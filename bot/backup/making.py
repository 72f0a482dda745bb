"""How is a backup made while everything goes on working, and how is it known to be good?

A backup is always a SQLite file, of whichever database: one form to check, to keep and to restore. From SQLite it comes by the
online backup interface in one step, so that writers go on and the copy is of one moment; from PostgreSQL by ``copying`` from
one snapshot. Names, numbers and words in it are sealed as in the books; the key file is not in it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bot.backup.copying import copy_books
from casework.db.connect import make_engine, reading_connection

_PARTIAL = ".partial"
_ROOM = 1.2  # of the database's own size: what must be free for a copy


class BackupFailed(Exception):
    """There is no backup; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A backup that was checked."""

    path: Path
    size: int  # bytes


def make_backup(url: str, to: Path) -> Made:
    """Copy the database at ``url`` into the new file ``to``. Blocks. Raises ``BackupFailed``."""
    if to.exists():
        raise BackupFailed(f"Đã có tệp {to}. Hãy chọn tên khác.")
    partial = to.with_name(to.name + _PARTIAL)
    try:
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _fill(url, partial)
        check_file(partial)
        _to_the_disk(partial)
        partial.rename(to)
        _to_the_disk(to.parent)
    except (OSError, sqlite3.Error) as problem:
        raise BackupFailed(
            f"Không ghi được bản sao lưu vào {to.parent} ({problem}). Hãy xem đĩa còn chỗ và quyền ghi rồi chạy lại."
        ) from problem
    finally:
        for left in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm"), Path(f"{partial}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return Made(path=to, size=to.stat().st_size)


def check_file(path: Path) -> None:
    """Raises ``BackupFailed`` unless SQLite finds every page in order and every reference with its row."""
    try:
        with closing(sqlite3.connect(path)) as conn:
            sound = conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            broken = sound and conn.execute("PRAGMA foreign_key_check").fetchone() is not None
    except sqlite3.Error:
        sound, broken = False, False
    if not sound or broken:
        raise BackupFailed(f"Tệp {path.name} bị hỏng nên không dùng được. Hãy dùng bản sao lưu khác.")


def _fill(url: str, partial: Path) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _copy_pages(Path(address.database or ""), partial)
        return
    source, target = make_engine(url), make_engine(f"sqlite:///{partial}")
    try:
        with reading_connection(source) as conn, conn.begin():
            copy_books(conn, target, lambda table, rows: None)
    finally:
        source.dispose()
        target.dispose()
    with closing(sqlite3.connect(partial)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_pages(source: Path, partial: Path) -> None:
    if not source.is_file():
        raise BackupFailed(f"Chưa có cơ sở dữ liệu {source}. Chạy: gandan db upgrade")
    size, free = source.stat().st_size, shutil.disk_usage(partial.parent).free
    if free < size * _ROOM:
        raise BackupFailed(
            f"Đĩa của {partial.parent} còn {free / 2**20:,.0f} MB, không đủ cho một bản sao lưu. "
            "Hãy dọn đĩa, hoặc đặt GANDAN_BACKUP_DIR sang đĩa khác."
        )
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(partial)) as there:
        here.backup(there)  # all pages in one step: one moment, and nobody who writes has to wait
        there.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _to_the_disk(path: Path) -> None:
    there = os.open(path, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
