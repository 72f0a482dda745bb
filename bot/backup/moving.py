"""How do the books in use move to another database in one go, so that nothing is left behind and nobody uses both?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.backup.copying import Copied, CopyRefused, Tell, copy_books
from bot.backup.stillness import check_file_is_still, check_server_is_still
from bot.database import check_key, clock_of, database_version, newest_version, read_keys
from bot.settings import Settings
from casework import audit
from casework.books import Books
from casework.db.connect import make_engine
from scheduler.guards import holding
from scheduler.guards.holding import Why


def move_books(settings: Settings, to: str, tell: Tell) -> tuple[Copied, ...]:
    """Copy everything to the empty database at ``to`` and lock what is left. Nothing may run meanwhile.

    Raises ``CopyRefused`` or ``StillAtWork``; then the books in use are as they were, and the target holds no rows.
    """
    address = make_url(settings.url)
    if address.get_backend_name() == "sqlite" and Path(address.database or "").is_file():
        check_file_is_still(Path(address.database or ""))
    source, target = make_engine(settings.url), _engine(to)
    try:
        if database_version(source) != newest_version():
            raise CopyRefused("Sổ đang dùng chưa ở bước mới nhất. Chạy: gandan db upgrade")
        keys = read_keys(settings)
        check_key(source, keys)
        with source.connect() as conn, conn.begin():  # on SQLite nobody else writes until it ends
            if conn.dialect.name == "postgresql":
                check_server_is_still(conn)
            books = Books(conn, keys, clock_of(settings))
            audit.record(books, audit.SYSTEM, audit.Action.BOOKS_MOVED, "books")
            copied = copy_books(conn, target, tell)
            holding.place(books, Why.MOVED)  # behind the copy: it is for these books only
        return copied
    except DBAPIError as problem:
        raise CopyRefused(
            f"Không dùng được cơ sở dữ liệu ({type(problem.orig).__name__}). Hãy xem lại địa chỉ, tên, quyền rồi chạy lại."
        ) from problem
    finally:
        source.dispose()
        target.dispose()


def _engine(url: str) -> Engine:
    try:
        return make_engine(url)
    except (ArgumentError, ValueError) as problem:
        raise CopyRefused("Không hiểu địa chỉ. Ghi như: postgresql://người_dùng@máy/tên_cơ_sở_dữ_liệu") from problem
