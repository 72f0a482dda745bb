"""Books of an older release, whose keys were indexes beside their tables, become today's without losing anything."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup.copying import tables
from bot.backup.digests import digest_of
from bot.database import database_version, fill_name_words, migrate, newest_version
from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine, reading_connection
from casework.encryption import Keys
from tests.conftest import MONDAY_NINE
from tests.store.test_moving import at_its_newest, some_books

_COLUMN = re.compile(r",\s*\n|, (?=\w+ [A-Z]+\b)")  # a step that adds a column writes it into the last line
Catalogue = list[tuple[str, str, str]]
_EVERYTHING = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
    " AND name <> 'alembic_version' ORDER BY type, name"
)


def everything(file: Path) -> Catalogue:
    """Each table, index and trigger with its statement; layout, quotes and which column was added last aside."""
    with closing(sqlite3.connect(file)) as conn:
        return [(kind, name, _words(sql)) for kind, name, sql in conn.execute(_EVERYTHING)]


def _words(sql: str) -> str:
    if sql.startswith("CREATE TABLE"):
        head, _, rest = sql.partition("(")
        columns, _, tail = rest.rpartition(")")
        sql = " ".join((head, "(", *sorted(map(_spaced, _COLUMN.split(columns))), ")", tail))
    return _spaced(sql)


def _spaced(sql: str) -> str:
    sql = re.sub(
        r"DEFAULT \(([^()]*)\)", r"DEFAULT \1", sql
    )  # so is written what a step adds, or finds in a table it changes
    return " ".join(sql.replace('"', "").replace("(", " ( ").replace(")", " ) ").split())


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, whatever step the file is at."""
    with closing(sqlite3.connect(file)) as conn:
        names = [name for kind, name, _sql in conn.execute(_EVERYTHING).fetchall() if kind == "table"]
        return {name: sorted(conn.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def digests(file: Path) -> dict[str, str]:
    """What is in each table."""
    engine = make_engine(f"sqlite:///{file}")
    with closing(reading_connection(engine)) as conn, conn.begin():
        found = {table.name: digest_of(conn, table).words for table in tables()}
    engine.dispose()
    return found


@pytest.fixture
def today(tmp_path: Path, sqlite_template: Path, keys: Keys) -> Path:
    """A file of today's form with something in it."""
    file = tmp_path / "today.db"
    file.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as conn:
        some_books(Books(conn, keys, SetClock(MONDAY_NINE)))
    engine.dispose()
    return file


@pytest.fixture
def older(tmp_path: Path, today: Path) -> Path:
    """The same rows in the tables that step 0008 of the first releases made."""
    file, nine = tmp_path / "older.db", tmp_path / "nine.db"
    nine.write_bytes(today.read_bytes())
    engine = at_its_newest(nine)
    migrate(engine, "0009")
    engine.dispose()
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("ATTACH ? AS today", (str(nine),))
        catalogue = conn.execute(_EVERYTHING.replace("sqlite_master", "today.sqlite_master")).fetchall()
        for _kind, _name, sql in sorted(catalogue, key=lambda one: one[0] != "table"):
            conn.execute(re.sub(r"\bINTEGER\b", "BIGINT", sql.replace(" WITHOUT ROWID", "")))
        names = [name for kind, name, _sql in catalogue if kind == "table"]
        for name in names:
            conn.execute(f'INSERT INTO main."{name}" SELECT * FROM today."{name}"')  # names of the catalogue
        conn.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        conn.execute("INSERT INTO alembic_version VALUES ('0008')")
    return file


def test_older_books_take_todays_form_with_every_row_index_and_trigger(older: Path, today: Path, keys: Keys) -> None:
    before, there = rows(older), everything(older)
    engine = make_engine(f"sqlite:///{older}")
    migrate(engine, "0009")
    assert everything(older) != there
    assert rows(older) == before
    migrate(engine, "head")
    assert database_version(engine) == newest_version()
    fill_name_words(engine, keys, SetClock(MONDAY_NINE))  # as whoever upgrades does
    engine.dispose()
    assert everything(older) == everything(today)
    assert digests(older) == digests(today)


def test_no_key_of_one_number_is_an_index_beside_its_table(today: Path) -> None:
    with closing(sqlite3.connect(today)) as conn:
        for (table,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            keys = [row for row in conn.execute(f'PRAGMA table_info("{table}")') if row[5]]
            if len(keys) == 1 and keys[0][2] in ("INTEGER", "BIGINT"):
                beside = [row[1] for row in conn.execute(f'PRAGMA index_list("{table}")') if row[3] == "pk"]
                assert beside == [], table


def test_a_database_that_has_todays_keys_already_keeps_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine, "0008")
    before = everything(file)
    migrate(engine, "0009")
    engine.dispose()
    changed = {name for (kind, name, sql) in everything(file) if (kind, name, sql) not in before and kind == "table"}
    assert changed <= {
        "allocation", "attempt", "campaign_recipient", "decision_party", "experiment_unit", "face"
    }  # fmt: skip


def test_the_way_back_and_forth_again_ends_where_it_was(older: Path) -> None:
    engine = make_engine(f"sqlite:///{older}")
    migrate(engine, "head")
    there, before = everything(older), digests(older)
    migrate(engine, "0008")
    migrate(engine, "head")
    engine.dispose()
    assert everything(older) == there
    assert digests(older) == before
