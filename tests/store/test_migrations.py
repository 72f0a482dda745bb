"""The numbered migrations make exactly the tables that the code declares, on both databases, and lead back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.database import (
    database_version,
    every_table,
    migrate,
    migration_numbers,
    newest_version,
    open_database,
    upgrade_database,
)
from bot.migrations.draft import VERSIONS, draft
from bot.settings import Misconfigured, Settings, load_settings
from casework.booking_facts import booking_of_party
from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.db.metadata import Instant
from casework.encryption import Keys
from casework.questions import close, question
from casework.reception_days import published_days
from casework.tables.contacts import contact as contacts
from casework.tables.receptions import booking, reception_day
from scheduler.tables import planned_step
from tests.fakes.postgres import Cluster

OLD_QUESTION: dict[str, Any] = {  # as step 0006 has it
    "id": BigInteger, "contact_id": BigInteger, "state": Text, "reference": Text, "text_sealed": LargeBinary,
    "asked_at": Instant, "answer_sealed": LargeBinary, "answered_at": Instant,
}  # fmt: skip
MEND = """
the tables in the code are not those that the migrations make. To mend it, run
    .venv/bin/python -m bot.migrations.draft "what the change does"     (a new numbered migration)
or, while nothing has been released yet,
    .venv/bin/python -m bot.migrations.draft --first                    (0001 anew)
then read the file and commit it."""


@pytest.fixture
def empty(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    if database_kind == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
        yield engine
        engine.dispose()
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    engine = make_engine(cluster.create("migrated"))
    yield engine
    engine.dispose()
    cluster.drop("migrated")


def configured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation in this folder, everything else as it comes."""
    monkeypatch.setenv("GANDAN_DATA_DIR", str(folder))
    return load_settings()


def described(engine: Engine) -> dict[str, Any]:
    """Every table with its columns, keys, checks and indexes, and the triggers: what the database itself says."""
    with engine.connect() as conn:
        seen = inspect(conn)
        tables = {
            table: {
                "columns": {column["name"]: _plain(column) for column in seen.get_columns(table)},
                "primary key": seen.get_pk_constraint(table),
                "foreign keys": _sorted(seen.get_foreign_keys(table)),
                "unique": _sorted(seen.get_unique_constraints(table)),
                "checks": _sorted(seen.get_check_constraints(table)),
                "indexes": _sorted(map(_plain, seen.get_indexes(table))),
            }
            for table in seen.get_table_names()
            if table != "alembic_version"
        }
        catalogue = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if conn.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION SELECT proname FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace"
        )
        return {**tables, "triggers": sorted(conn.exec_driver_sql(catalogue).scalars())}


def _plain(facts: Any) -> dict[str, Any]:
    return {name: _words(value) for name, value in facts.items()}


def _words(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _words(inner) for name, inner in value.items()}
    return value if isinstance(value, bool | int | list | None) else str(value)


def _sorted(rows: Any) -> list[Any]:
    return sorted(rows, key=repr)


def test_the_migrations_make_what_the_code_declares(empty: Engine) -> None:
    migrate(empty, "head")
    with empty.connect() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), every_table())
    assert differences == [], MEND


def test_a_migrated_database_differs_in_nothing_from_one_that_the_tests_make(empty: Engine, database_url: str) -> None:
    migrate(empty, "head")
    straight = make_engine(database_url)
    assert described(empty) == described(straight), MEND
    straight.dispose()


def test_down_and_up_again_ends_where_it_was(empty: Engine) -> None:
    migrate(empty, "head")
    there = described(empty)
    migrate(empty, "base")
    assert described(empty) == {"triggers": []}
    assert database_version(empty) is None
    migrate(empty, "head")
    assert described(empty) == there


def test_what_was_asked_and_answered_before_threads_reads_on_as_a_thread_and_back(empty: Engine, keys: Keys) -> None:
    """Step 0007 moves the words without opening them: they stay sealed as they are."""
    migrate(empty, "0006")
    then, later = datetime(2026, 11, 2, 2, tzinfo=UTC), datetime(2026, 11, 3, 2, tzinfo=UTC)
    contact = {
        "id": 1,
        "account": "web",
        "address_sealed": b"x",
        "address_print": b"x",
        "seen_at": then,
        "created_at": then,
    }
    asked = {"contact_id": 1, "asked_at": then}
    rows = [
        {"id": 11, "state": "answered", "reference": "CH-222222", "answered_at": later, **asked}
        | {"text_sealed": keys.seal("question", "text", 11, "câu một"), "answer_sealed": keys.seal("question", "answer", 11, "đáp")},
        {"id": 12, "state": "waiting", "reference": "CH-333333", "answered_at": None, **asked}
        | {"text_sealed": keys.seal("question", "text", 12, "câu hai"), "answer_sealed": None},
    ]  # fmt: skip
    old = Table("question", MetaData(), *(Column(name, kind) for name, kind in OLD_QUESTION.items()))
    with empty.begin() as conn:
        conn.execute(insert(contacts).values(**contact))
        conn.execute(insert(old), rows)
    migrate(empty, "head")
    with empty.begin() as conn:
        books = Books(conn, keys, SetClock(later))
        first, second = (question(books, one) for one in (11, 12))
        assert first is not None
        assert second is not None
        assert [(one.act, one.text, one.at) for one in first.entries] == [
            ("asked", "câu một", then),
            ("answered", "đáp", later),
        ]
        assert (first.kind, first.unanswered, first.waiting_since) == ("question", 0, None)
        assert (second.text, second.answer, second.unanswered, second.waiting_since) == ("câu hai", None, 1, then)
        close(books, 1, 11)
    migrate(empty, "0006")
    with empty.begin() as conn:
        back = conn.execute(select(old).order_by(old.c.id)).all()
        assert [row.state for row in back] == ["answered", "waiting"], (
            "states that are not known there go back to those that are"
        )
        assert keys.open("question", "answer", 11, back[0].answer_sealed) == "đáp"
        assert keys.open("question", "text", 12, back[1].text_sealed) == "câu hai"


def test_what_was_booked_before_the_details_of_days_stands_on_and_goes_back(empty: Engine, keys: Keys) -> None:
    """Step 0010: a booking knows its day, came by the chat; a guest has no place in 0009 and goes."""
    migrate(empty, "0008")
    then, later = datetime(2026, 11, 2, 2, tzinfo=UTC), datetime(2026, 11, 3, 2, tzinfo=UTC)
    with empty.begin() as conn:
        for table, row in _booked_in_0008(keys, then, later):
            old = Table(table, MetaData(), *(Column(name, _type_of(kept)) for name, kept in row.items()))
            conn.execute(insert(old), row)
    migrate(empty, "head")
    with empty.begin() as conn:
        books = Books(conn, keys, SetClock(then))
        there = booking_of_party(books, 4)
        assert there is not None
        assert (there.id, there.reason, there.starts_at) == (9, "xin gặp", later)
        kept = conn.execute(select(booking)).one()
        assert (kept.day_id, kept.source, kept.revision, kept.companions, kept.needs) == (7, "chat", 10_000_000, 0, "")
        (day,) = published_days(books)
        told = conn.execute(select(reception_day)).one()
        assert (day.id, told.kind, told.mode, told.matters, told.plan_id) == (7, "reception", "slots", "", None)
        with pytest.raises(IntegrityError), conn.begin_nested():  # a booking of another day than its slot's
            conn.execute(update(booking).values(day_id=3))
        name = keys.seal("booking", "guest_name", 10, "Khách")
        guest = {
            "id": 10,
            "seat": 2,
            "reference": "LH-2",
            "guest_name_sealed": name,
            "state": "arrived",
            "kind": "reception",
        }
        conn.execute(
            insert(booking).values(
                slot_id=8, day_id=7, slot_seats=2, source="walk_in", made_at=then, changed_at=then, **guest
            )
        )
        conn.execute(update(booking).where(booking.c.id == 9).values(state="arrived"))
        with pytest.raises(IntegrityError), conn.begin_nested():  # nobody's booking
            conn.execute(update(booking).where(booking.c.id == 10).values(guest_name_sealed=None))
        for step, of in ((11, 9), (12, 10)):
            due = {"state": "pending", "due_at": then, "useful_until": later}
            conn.execute(insert(planned_step).values(id=step, purpose=f"b:{of}", booking_id=of, party_id=4, **due))
    migrate(empty, "0008")
    with empty.begin() as conn:
        assert conn.exec_driver_sql("SELECT id, party_id, state FROM booking").all() == [(9, 4, "confirmed")]
        assert conn.exec_driver_sql("SELECT id, booking_id FROM planned_step").all() == [(11, 9)]
    migrate(empty, "head")
    with empty.begin() as conn:
        assert booking_of_party(Books(conn, keys, SetClock(then)), 4) == there


def _type_of(kept: Any) -> Any:
    return {int: BigInteger, str: Text, bytes: LargeBinary, datetime: Instant, date: Date}[type(kept)]


def _booked_in_0008(keys: Keys, then: datetime, later: datetime) -> list[tuple[str, dict[str, Any]]]:
    agency = {"id": 1, "name": "THADS", "address": "a", "phone": "p", "site": "s", "bot_name": "b", "office_hours": "h"}
    leader = {
        "id": 2,
        "agency_id": 1,
        "login": "lan",
        "name": "Lan",
        "folded": "lan",
        "title": "Trưởng",
        "role": "head",
    }
    party = {"id": 4, "kind": "person", "name_sealed": b"x", "name_print": b"x", "changed_at": then}
    chat = {
        "id": 5,
        "account": "web",
        "address_sealed": b"x",
        "address_print": b"x",
        "seen_at": then,
        "created_at": then,
    }
    day = {"id": 7, "agency_id": 1, "leader_id": 2, "place": "Trụ sở", "address": "Số 1", "status": "open"}
    slot = {"id": 8, "day_id": 7, "starts_at": later, "ends_at": later + timedelta(minutes=20), "seats": 2}
    made = {"id": 9, "slot_id": 8, "seat": 1, "party_id": 4, "contact_id": 5, "kind": "reception", "state": "confirmed"}
    reason = keys.seal("booking", "reason", 9, "xin gặp")
    return [
        ("agency", agency),
        ("staff", leader),
        ("party", party),
        ("contact", chat),
        ("reception_day", day | {"on_date": later.date(), "published_at": then}),
        ("reception_slot", slot),
        ("booking", made | {"reference": "LH-1", "reason_sealed": reason, "made_at": then, "changed_at": then}),
    ]


def test_after_a_migration_sqlite_watches_references_again(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'watched.db'}")
    for to in ("head", "0006", "head"):
        migrate(engine, to)
        with engine.connect() as conn:
            assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_numbers_run_from_one_without_a_gap_and_each_names_the_one_before() -> None:
    numbers = migration_numbers()
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    before = None
    for number in numbers:
        (path,) = VERSIONS.glob(f"{number}_*.py")
        text = path.read_text("utf-8")
        assert f'revision = "{number}"' in text
        assert f"down_revision = {before!r}".replace("'", '"') in text
        before = number
    assert {path.name for path in VERSIONS.glob("*.py")} == {next(VERSIONS.glob(f"{n}_*.py")).name for n in numbers}


def test_a_new_column_is_drafted_as_the_next_migration(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(engine, "head")
    with engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE agency DROP COLUMN site")
    text = draft(engine, "0099", "0098", "the agency's site")
    engine.dispose()
    assert 'revision = "0099"' in text
    assert "down_revision = '0098'" in text
    assert "batch_op.add_column(sa.Column('site'" in text
    assert "batch_op.drop_column('site')" in text
    compile(text, "0099.py", "exec")


def test_a_database_without_tables_is_refused_with_the_command_that_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(tmp_path, monkeypatch)
    upgrade_database(settings)
    (tmp_path / "gandan.db").unlink()
    with pytest.raises(Misconfigured, match="gandan db upgrade"):
        open_database(settings)


def test_a_newer_database_is_refused_and_a_step_that_does_not_exist_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(tmp_path, monkeypatch)
    assert upgrade_database(settings) == newest_version()
    engine = make_engine(settings.url)
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(Misconfigured, match="mới hơn"):
        open_database(settings)
    with pytest.raises(Misconfigured, match="Không có bước 0777"):
        upgrade_database(settings, to="0777")
