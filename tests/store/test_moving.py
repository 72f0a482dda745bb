"""The books go over to another database whole, or not at all; nobody goes on writing in those that were left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from bot.backup.copying import CopyRefused, copy_books, tables
from bot.backup.digests import digest_of
from bot.backup.moving import move_books
from bot.backup.stillness import StillAtWork
from bot.database import newest_version, open_database
from bot.settings import Settings, load_settings
from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine, reading_connection
from casework.encryption import Keys
from casework.tables.audit import key_check
from casework.tables.people import party
from casework.tables.receptions import reception_day
from scheduler.guards import holding
from scheduler.guards.holding import Why
from tests import builders
from tests.casework import reception_rooms
from tests.conftest import MONDAY_NINE
from tests.fakes.postgres import Cluster


def some_books(books: Books) -> None:
    """Days, instants, sums, rates, sealed words, yes and no: something of every type of column."""
    office = reception_rooms.an_office_with_leader(books)
    for rate in (None, Decimal("10.000"), Decimal("8.250")):
        builders.a_decision(books, office.agency, debtor=builders.a_person(books), lines=[builders.a_line()], rate=rate)
    reception_rooms.a_citizen(books, "tiếng Việt có dấu")
    reception_rooms.a_day(books, office=office)


def nothing(table: str, rows: int) -> None:
    """Nobody watches."""


def at_its_newest(file: Path) -> Engine:
    """What the migrations would have made of an empty file, without their seconds."""
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        conn.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (newest_version(),))
    return engine


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, keys: Keys) -> Settings:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(sqlite_template, folder / "gandan.db")
    (folder / "master.key").write_text(f"1 {keys.masters[1].hex()}\n")
    (folder / "master.key").chmod(0o400)
    engine = at_its_newest(folder / "gandan.db")
    with engine.begin() as conn:
        conn.execute(insert(key_check).values(id=1, sealed=keys.seal("key_check", "sealed", 1, "Gần Dân").hex()))
        some_books(Books(conn, keys, SetClock(MONDAY_NINE)))
    engine.dispose()
    monkeypatch.setenv("GANDAN_DATA_DIR", str(folder))
    monkeypatch.setenv("GANDAN_CLOCK", MONDAY_NINE.isoformat())
    return load_settings()


@pytest.fixture
def source(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.url)
    yield engine
    engine.dispose()


@pytest.fixture
def target(tmp_path: Path, sqlite_template: Path, keys: Keys) -> Iterator[Engine]:
    shutil.copyfile(sqlite_template, tmp_path / "target.db")
    engine = at_its_newest(tmp_path / "target.db")
    yield engine
    engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One snapshot, on a connection that goes away with its own engine."""
    own = make_engine(engine.url.render_as_string(hide_password=False))
    with reading_connection(own) as conn, conn.begin():
        yield conn
    own.dispose()


def digests(engine: Engine) -> dict[str, tuple[int, str]]:
    with reading(engine) as conn:
        return {table.name: ((one := digest_of(conn, table)).rows, one.words) for table in tables()}


def copied(source: Engine, target: Engine) -> None:
    with reading(source) as conn:
        copy_books(conn, target, nothing)


def test_every_table_arrives_with_the_same_count_and_digest(source: Engine, target: Engine) -> None:
    copied(source, target)
    there = digests(target)
    assert there == digests(source)
    assert sum(rows for rows, _ in there.values()) > 20


def test_a_digest_notices_one_changed_value_and_one_missing_row(source: Engine, target: Engine) -> None:
    copied(source, target)
    before = digests(target)
    with target.begin() as conn:
        conn.execute(update(reception_day).values(place="Phòng 2"))
        one = conn.execute(select(party.c.id).limit(1)).scalar_one()
        conn.execute(update(party).where(party.c.id == one).values(deceased=True))
    after = digests(target)
    assert {name for name in before if before[name] != after[name]} == {"reception_day", "party"}


def test_a_target_that_holds_something_is_refused_and_stays_as_it_is(source: Engine, target: Engine) -> None:
    copied(source, target)
    before = digests(target)
    with pytest.raises(CopyRefused, match="không trống"):
        copied(source, target)
    assert digests(target) == before


def test_a_target_that_belongs_to_something_else_is_refused(source: Engine, target: Engine) -> None:
    with target.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE others (id INTEGER)")
    with pytest.raises(CopyRefused, match="others"):
        copied(source, target)


def test_a_copy_cut_short_leaves_the_target_empty_and_is_begun_anew(source: Engine, target: Engine) -> None:
    def cut(table: str, rows: int) -> None:
        if table == "party" and rows:
            raise KeyboardInterrupt

    with reading(source) as conn, pytest.raises(KeyboardInterrupt):
        copy_books(conn, target, cut)
    assert {rows for rows, _ in digests(target).values()} == {0}
    copied(source, target)
    assert digests(target) == digests(source)


def test_books_that_somebody_works_with_are_not_moved(settings: Settings, tmp_path: Path) -> None:
    db = open_database(settings)
    try:
        with pytest.raises(StillAtWork, match="dừng gandan run"):
            move_books(settings, f"sqlite:///{tmp_path / 'target.db'}", nothing)
    finally:
        db.close()


def test_an_address_that_is_none_is_refused_with_an_example(settings: Settings) -> None:
    with pytest.raises(CopyRefused, match="postgresql://"):
        move_books(settings, "mysql://x/y", nothing)


def test_the_books_that_were_left_are_held_and_those_that_arrived_are_not(settings: Settings, target: Engine) -> None:
    to = target.url.render_as_string()
    target.dispose()
    move_books(settings, to, nothing)
    for address, held in ((settings.url, [Why.MOVED]), (to, [])):
        engine = make_engine(address)
        with engine.connect() as conn:
            db = open_database(settings)
            assert [one.why for one in holding.holds(db.books(conn))] == held
            db.close()
        engine.dispose()


@pytest.mark.slow
def test_to_postgresql_and_back_nothing_changes(source: Engine, target: Engine, postgres: Cluster) -> None:
    server = make_engine(postgres.create("moved"))
    copied(source, server)
    assert digests(server) == digests(source)
    copied(server, target)
    assert digests(target) == digests(source)
    with server.connect() as conn:
        wanted = len([key for table in tables() for key in table.foreign_key_constraints])
        found = conn.exec_driver_sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated").scalar()
        assert found == wanted, "every reference is watched again"
    server.dispose()
    postgres.drop("moved")


@pytest.mark.slow
def test_a_server_that_somebody_works_with_is_not_moved_from(
    settings: Settings, source: Engine, postgres: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = postgres.create("busy")
    server = make_engine(url)
    copied(source, server)
    monkeypatch.setenv("GANDAN_DATABASE_URL", url)
    with server.connect(), pytest.raises(StillAtWork, match="kết nối khác"):
        move_books(load_settings(), f"sqlite:///{tmp_path / 'target.db'}", nothing)
    server.dispose()
    move_books(load_settings(), f"sqlite:///{tmp_path / 'target.db'}", nothing)
    postgres.drop("busy")


def test_a_source_that_is_behind_is_refused(tmp_path: Path, settings: Settings, source: Engine) -> None:
    with source.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
    source.dispose()
    with pytest.raises(CopyRefused, match="gandan db upgrade"):
        move_books(settings, f"sqlite:///{tmp_path / 'target.db'}", nothing)
