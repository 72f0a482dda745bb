"""How do books from a backup take the place of those in use, without anything being said twice?

Everything is made ready in a file beside: checked, brought up to date, held, and told by the send journals what went out since.
Only then does it take the place (one rename on SQLite; one transaction into an empty PostgreSQL database). Whatever fails
before leaves the books in use as they are; those are never thrown away.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, make_url, select
from sqlalchemy.exc import DBAPIError

from bot.backup.copying import CopyRefused, check_target, copy_books
from bot.backup.making import BackupFailed, check_file
from bot.backup.stillness import StillAtWork, check_file_is_still
from bot.cli.shown import moment
from bot.database import (
    check_key,
    clock_of,
    database_version,
    migrate,
    migration_numbers,
    newest_version,
    read_keys,
)  # fmt: skip
from bot.settings import Misconfigured, Settings
from casework import audit
from casework.books import Books
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.tables.audit import audit_entry
from handlers.tables import inbox
from messages.tables import attempt, outbox
from scheduler.delivery import journal_bookings, replaying
from scheduler.delivery.catching_up import catch_up
from scheduler.delivery.journal import FOLDER, SUFFIX
from scheduler.delivery.journal_lines import Booked
from scheduler.delivery.replaying import Tally
from scheduler.guards import holding
from scheduler.guards.holding import Why

PROBLEMS = (BackupFailed, CopyRefused, StillAtWork, Misconfigured)
_SAID = ((audit_entry, "at"), (outbox, "made_at"), (attempt, "started_at"), (inbox, "received_at"))


class NewerBooks(Exception):
    """The books in use know more than the backup; whoever means it says so (``--yes``)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """``until``: the last word of the backup. ``aside``: where the books that were in use are now."""

    until: datetime | None
    tally: Tally
    stopped: int  # messages that were being sent at the time of the backup
    bookings: tuple[Booked, ...]
    aside: Path | None


def restore(settings: Settings, file: Path, *, journals: tuple[Path, ...] = (), surely: bool = False) -> Restored:
    """Put the books of ``file`` in the place of those in use. ``journals``: folders of other machines, read as well.

    Raises one of ``PROBLEMS`` or ``NewerBooks``; then nothing has changed.
    """
    address = make_url(settings.url)
    on_sqlite = address.get_backend_name() == "sqlite"
    live = Path(address.database or "") if on_sqlite else settings.data_dir / "restored.db"
    ready = live.with_name(live.name + ".restoring")
    try:
        until = _ready(settings, file, ready)
        _check_in_use(settings, live if on_sqlite else None, until, surely=surely)
        told = _told(settings, ready, _gathered(settings.data_dir / FOLDER, journals))
        if on_sqlite:
            return replace(told, until=until, aside=_swap(ready, live, settings))
        _load(ready, settings.url)
        return replace(told, until=until)
    finally:
        for left in (ready, Path(f"{ready}-wal"), Path(f"{ready}-shm")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _ready(settings: Settings, file: Path, ready: Path) -> datetime | None:
    """A copy of the backup, checked, with the right key, at the program's own step; its last word."""
    if not file.is_file():
        raise BackupFailed(f"Không có tệp {file}. Xem các bản sao lưu: gandan backup --list")
    ready.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    shutil.copyfile(file, ready)
    check_file(ready)
    engine = make_engine(f"sqlite:///{ready}")
    try:
        version = database_version(engine)
        if version not in migration_numbers():
            raise BackupFailed(
                f"Bản sao lưu ở bước {version or '(trống)'}, chương trình chỉ biết đến {newest_version()}. "
                "Cài đúng bản Gần Dân rồi chạy lại."
            )
        check_key(engine, read_keys(settings))
        migrate(engine, "head")
        with engine.connect() as conn:
            return last_word(conn)
    finally:
        engine.dispose()


def last_word(conn: Connection) -> datetime | None:
    """When something was last written into these books; None for books without a word."""
    said = [conn.execute(select(func.max(table.c[column]))).scalar() for table, column in _SAID]
    return max((instant for instant in said if instant is not None), default=None)


def _check_in_use(settings: Settings, live: Path | None, until: datetime | None, *, surely: bool) -> None:
    if live is None:
        _check_engine(settings.url, check_target)
        return
    if not live.is_file():
        return
    try:
        check_file_is_still(live)
        said = _check_engine(settings.url, _last_word_of)
    except (DBAPIError, sqlite3.DatabaseError) as problem:
        if surely:
            return
        raise NewerBooks(
            "Không đọc được sổ đang dùng để so với bản sao lưu. Nếu vẫn muốn khôi phục, thêm --yes; "
            "sổ đang dùng được giữ lại bên cạnh."
        ) from problem
    if said is not None and (until is None or said > until) and not surely:
        raise NewerBooks(
            f"Sổ đang dùng có việc ghi lúc {_clock(said)}, sau bản sao lưu ({_clock(until)}). "
            "Khôi phục thì những việc ghi sau đó không còn trong sổ. Nếu đúng ý, thêm --yes; sổ đang dùng được giữ lại bên cạnh."
        )


def _check_engine(url: str, check: Callable[[Engine], datetime | None]) -> datetime | None:
    engine = make_engine(url)
    try:
        return check(engine)
    finally:
        engine.dispose()


def _last_word_of(engine: Engine) -> datetime | None:
    if database_version(engine) is None:
        return None
    with engine.connect().execution_options(gandan_readonly=True) as conn:
        return last_word(conn)


def _clock(instant: datetime | None) -> str:
    return "trống" if instant is None else moment(instant)


def _gathered(folder: Path, others: Iterable[Path]) -> Path:
    """The journals of other machines beside our own, so that they are found again after this."""
    for other in others:
        if not other.is_dir():
            raise BackupFailed(f"Không có thư mục {other}. Hãy chép sổ gửi tin của máy kia vào đó rồi chạy lại.")
        for path in sorted(other.glob(f"*{SUFFIX}")):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (folder / path.name).exists():
                shutil.copyfile(path, folder / path.name)
                (folder / path.name).chmod(0o600)
    return folder


def _told(settings: Settings, ready: Path, folder: Path) -> Restored:
    """Hold everything, and learn from the journals what went out since."""
    db = Database(f"sqlite:///{ready}", read_keys(settings), clock_of(settings))
    try:
        stopped = db.submit(_hold).result()
        tally = catch_up(db, folder, all_of_them=True).tally
        bookings = db.submit(journal_bookings.lost, folder).result()
    finally:
        db.close()
    with closing(sqlite3.connect(ready)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")  # one file, to be renamed as a whole
    return Restored(until=None, tally=tally, stopped=stopped, bookings=tuple(bookings), aside=None)


def _hold(books: Books) -> int:
    holding.place(books, Why.RESTORED)
    stopped = replaying.let_nothing_go_again(books, lambda owner: False)
    audit.record(books, audit.SYSTEM, audit.Action.BOOKS_RESTORED, "books")
    return stopped


def _swap(ready: Path, live: Path, settings: Settings) -> Path | None:
    """The books in use step aside, and the restored ones take their place in one step: there are books at every moment."""
    aside = None
    if live.is_file():
        aside = live.with_name(f"{live.name}.before-{clock_of(settings).now():%Y%m%dT%H%M%SZ}")
        for end in (
            "-wal",
            "-shm",
        ):  # there is none after an orderly end; left behind it would be taken for the new file's
            if (log := Path(f"{live}{end}")).exists():
                log.rename(f"{aside}{end}")
        aside.hardlink_to(live)
    ready.replace(live)
    folder = os.open(live.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return aside


def _load(ready: Path, url: str) -> None:
    source, target = make_engine(f"sqlite:///{ready}"), make_engine(url)
    try:
        with source.connect() as conn, conn.begin():
            copy_books(conn, target, lambda table, rows: None)
    finally:
        source.dispose()
        target.dispose()
