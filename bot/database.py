"""How is the database of this installation opened, brought up to date, and matched with its key?

A new key is made only beside an empty database: making one when data exist would lose them. At every start a known word is
opened with the key; a wrong key is found before anything is written.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, insert, inspect, make_url, select

from bot.settings import Misconfigured, Settings
from casework import name_words
from casework.books import Books
from casework.clock import Clock, SetClock, SystemClock
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.encryption import KeyFileProblem, Keys, SealBroken, make_key_file, read_key_file
from casework.tables.audit import key_check

NAME_WORDS_FROM = "0013"  # the step that makes their table; it has no key, so whoever upgrades fills it
_KNOWN_WORD = "Gần Dân"
TABLES = ("casework.tables", "messages.tables", "handlers.tables", "scheduler.tables", "bot.channels.webchat.tables")


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the one that a test set."""
    return SetClock(settings.clock) if settings.clock is not None else SystemClock()


def open_database(settings: Settings, *, idle_limit: float | None = None) -> Database:
    """The database, ready for use; ``idle_limit`` as in ``Database``. Raises ``Misconfigured`` with the command that mends what is wrong."""
    keys = read_keys(settings)
    engine = make_engine(settings.url)
    try:
        version, newest = database_version(engine), newest_version()
        if version != newest:
            known = version is None or version in migration_numbers()
            remedy = "Chạy: gandan db upgrade" if known else "Cài bản Gần Dân mới hơn rồi chạy lại."
            raise Misconfigured(f"Cơ sở dữ liệu ở bước {version or '(trống)'}, chương trình cần {newest}. {remedy}")
        check_key(engine, keys)
    finally:
        engine.dispose()
    return Database(settings.url, keys, clock_of(settings), idle_limit=idle_limit)


def file_is_missing(settings: Settings) -> bool:
    """Whether the database would be a file that is not there; whoever opens it would make it."""
    address = make_url(settings.url)
    return address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file()


def upgrade_database(settings: Settings, *, to: str = "head") -> str:
    """Make the data folder, the key and the tables, or bring them up to date; returns the version reached."""
    if to not in ("head", *migration_numbers()):
        raise Misconfigured(f"Không có bước {to}. Các bước: {', '.join(migration_numbers())}.")
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = make_engine(settings.url)
    try:
        if not settings.keys_path.exists() and database_version(engine) is None:
            settings.keys_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            make_key_file(settings.keys_path)
        keys = read_keys(settings)
        before = database_version(engine)
        migrate(engine, to)
        _write_key_check(engine, keys)
        reached = database_version(engine) or ""
        if before is not None and before < NAME_WORDS_FROM <= reached:
            fill_name_words(engine, keys, clock_of(settings))
        return reached
    finally:
        engine.dispose()


def fill_name_words(engine: Engine, keys: Keys, clock: Clock) -> int:
    """Write down the words of every name, a thousand parties in one transaction; how many parties there are."""
    people = 0
    last: int | None = 0
    while last is not None:
        with engine.begin() as conn:
            last, many = name_words.fill(Books(conn, keys, clock), last)
        people += many
    return people


def read_keys(settings: Settings) -> Keys:
    """The keys of this installation. Raises ``Misconfigured``."""
    try:
        return read_key_file(settings.keys_path)
    except KeyFileProblem as problem:
        raise Misconfigured(f"GANDAN_KEY_FILE: {problem}") from problem


def check_key(engine: Engine, keys: Keys) -> None:
    """Raises ``Misconfigured`` when the keys are not those of this database."""
    with engine.connect() as conn:
        sealed = conn.execute(select(key_check.c.sealed).where(key_check.c.id == 1)).scalar()
    try:
        if sealed is None or keys.open("key_check", "sealed", 1, bytes.fromhex(sealed)) != _KNOWN_WORD:
            raise SealBroken("no known word")
    except SealBroken as problem:
        raise Misconfigured(
            "GANDAN_KEY_FILE: tệp khóa không phải của cơ sở dữ liệu này. Chép lại đúng tệp khóa từ bản cất giữ."
        ) from problem


def _write_key_check(engine: Engine, keys: Keys) -> None:
    with engine.begin() as conn:
        if conn.execute(select(key_check.c.id)).first() is None:
            sealed = keys.seal("key_check", "sealed", 1, _KNOWN_WORD).hex()
            conn.execute(insert(key_check).values(id=1, sealed=sealed))
    check_key(engine, keys)


# -- versions ---------------------------------------------------------------------------------------------------------


def migration_numbers() -> list[str]:
    """The numbers of the migrations that this program knows, in order."""
    return sorted(path.stem[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("0*.py"))


def newest_version() -> str:
    """The number of the last migration that this program knows."""
    return migration_numbers()[-1]


def database_version(engine: Engine) -> str | None:
    """The number of the migration that the database is at; None for an empty one."""
    with engine.connect() as conn:
        if not inspect(conn).has_table("alembic_version"):
            return None
        row = conn.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return row[0] if row is not None else None


def migrate(engine: Engine, to: str) -> None:
    """Move the database to the migration with the number ``to`` (``head``, ``base``).

    SQLite changes a table by making it anew, which it refuses while others refer to its rows: meanwhile it does not look, and
    at the end every reference is looked at.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    forward = to == "head" or (to != "base" and to > (database_version(engine) or ""))
    with engine.connect() as conn:
        config.attributes["connection"] = conn
        config.attributes["metadata"] = every_table()
        with _references_unwatched(conn):
            (command.upgrade if forward else command.downgrade)(config, to)
            conn.commit()


@contextmanager
def _references_unwatched(conn: Connection) -> Iterator[None]:
    """Inside a transaction SQLite would not hear of it, so the driver is told before one begins."""
    if conn.dialect.name != "sqlite":
        yield
        return
    driver: Any = conn.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"a migration left references without their rows: {broken[:3]}")
    finally:
        conn.rollback()  # the check has begun a transaction, in which the driver would not hear the next word either
        driver.execute("PRAGMA foreign_keys=ON")


def every_table() -> MetaData:
    """The tables of all rooms, as the code declares them."""
    for module in TABLES:
        importlib.import_module(module)
    from casework.db.metadata import metadata

    return metadata
