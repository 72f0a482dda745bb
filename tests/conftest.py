"""What does nearly every test stand on? Keys, a clock that stands still, and books on both databases.

``books`` is one transaction on an empty database, rolled back at the end; ``db`` is a ``Database`` of its own with its
threads. Both run on SQLite and, marked slow, on PostgreSQL. They are two different databases if a test asks for both.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from casework.books import Books
from casework.clock import SetClock
from casework.db.append_only import append_only_ddl
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.db.metadata import metadata
from casework.encryption import Keys
from tests.fakes.network import loopback_only
from tests.fakes.postgres import Cluster, NoServer, running_cluster
from tests.fakes.spare import TEMPLATE, Spare
from tests.running import compile_once, temporary_files_in_memory

MONDAY_NINE = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # 09:00 in Viet Nam
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))
ROOMS_WITH_TABLES = (
    "casework.tables",
    "messages.tables",
    "handlers.tables",
    "scheduler.tables",
    "bot.channels.webchat.tables",
)

LONG = (  # modules whose tests take seconds each: they belong to the long half as a whole
    "tests/benchmarks/",
    "tests/casework/test_bookings_stateful.py",
    "tests/casework/test_interest_properties.py",
    "tests/casework/test_link_attack.py",
    "tests/casework/test_linking.py",
    "tests/casework/test_money_round_trips.py",
    "tests/casework/test_payments_of_several.py",
    "tests/casework/test_places.py",
    "tests/casework/test_races.py",
    "tests/channels/telegram/test_polling.py",
    "tests/channels/telegram/test_sender.py",
    "tests/channels/telegram/test_webhook.py",
    "tests/channels/webchat/test_reading.py",
    "tests/cli/",
    "tests/console/",
    "tests/demo/",
    "tests/dialogues/test_applying_authorise.py",
    "tests/dialogues/test_applying_complaint.py",
    "tests/dialogues/test_applying_confirm.py",
    "tests/dialogues/test_applying_waiver.py",
    "tests/dialogues/test_booking_walks.py",
    "tests/dialogues/test_booking_ways.py",
    "tests/dialogues/test_day_moves.py",
    "tests/dialogues/test_explain.py",
    "tests/dialogues/test_foreign_facts.py",
    "tests/dialogues/test_genuine.py",
    "tests/dialogues/test_identify.py",
    "tests/dialogues/test_obligations.py",
    "tests/dialogues/test_own_case.py",
    "tests/dialogues/test_paid_already.py",
    "tests/dialogues/test_pasted_scams.py",
    "tests/dialogues/test_pay.py",
    "tests/dialogues/test_plans.py",
    "tests/dialogues/test_preferences.py",
    "tests/dialogues/test_promise.py",
    "tests/dialogues/test_questions.py",
    "tests/dialogues/test_receptions.py",
    "tests/dialogues/test_seven_stories.py",
    "tests/dialogues/test_sums_said.py",
    "tests/faults/",
    "tests/floors/test_no_floats.py",
    "tests/floors/test_payment_codes.py",
    "tests/floors/test_text_keys.py",
    "tests/floors/test_wiring.py",
    "tests/imports/test_case_lists.py",
    "tests/imports/test_communes_of_lists.py",
    "tests/imports/test_damaged_lists.py",
    "tests/imports/test_hostile_files.py",
    "tests/imports/test_hostile_set.py",
    "tests/imports/test_reading_apart.py",
    "tests/imports/test_writing",
    "tests/journeys/",
    "tests/messages/test_law_library.py",
    "tests/messages/test_letters.py",
    "tests/messages/test_lint.py",
    "tests/messages/test_payment_qr.py",
    "tests/messages/test_proposing.py",
    "tests/rehearsal/",
    "tests/officers/",
    "tests/results/test_counting.py",
    "tests/scheduler/test_anchored.py",
    "tests/scheduler/test_approval",
    "tests/scheduler/test_brake.py",
    "tests/scheduler/test_campaigns.py",
    "tests/scheduler/test_canary.py",
    "tests/scheduler/test_capacity.py",
    "tests/scheduler/test_changes.py",
    "tests/scheduler/test_day_moves",
    "tests/scheduler/test_experiment",
    "tests/scheduler/test_guards_",
    "tests/scheduler/test_moves.py",
    "tests/scheduler/test_plan_file.py",
    "tests/scheduler/test_planning.py",
    "tests/scheduler/test_refreshing.py",
    "tests/scheduler/test_reminders.py",
    "tests/scheduler/test_sequence.py",
    "tests/scheduler/test_ticker.py",
    "tests/scheduler/test_visiting.py",
    "tests/store/test_migrations.py",
    "tests/store/test_moving.py",
    "tests/understanding/",
)
FIRST = (  # what takes longest by itself, the longest before the rest: begun last, one of them would run on alone
    "tests/faults/",
    "tests/journeys/test_story.py",
    "tests/officers/test_any_request.py",
    "tests/officers/test_every_page.py",
    "tests/officers/test_imports_long.py",
    "tests/journeys/test_officers_day.py",
    "tests/officers/test_whole_way.py",
    "tests/imports/test_import_killed.py",
    "tests/benchmarks/",
    "tests/casework/test_link_attack.py",
    "tests/results/test_published_figures.py",
    "tests/journeys/",
    "tests/rehearsal/",
    "tests/casework/test_bookings_stateful.py",
    "tests/casework/test_course_stateful.py",
    "tests/scheduler/test_approval_stateful.py",
    "tests/scheduler/test_plans_stateful.py",
    "tests/store/test_migrations.py",
    "tests/demo/",
    "tests/dialogues/test_foreign_facts.py",
    "tests/messages/test_letters.py",
    "tests/console/",
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """``make quick`` does not even read these modules: importing what they need takes a third of its minute."""
    if config.getoption("markexpr") != "not slow":
        return None
    place = collection_path.relative_to(config.rootpath).as_posix() + ("/" if collection_path.is_dir() else "")
    return True if place.startswith(LONG) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``make quick`` leaves the long half out: whatever is marked slow, these modules, and the same again on PostgreSQL."""
    for item in items:
        if item.nodeid.startswith(LONG) or "postgresql" in item.nodeid:
            item.add_marker(pytest.mark.slow)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, begins in enumerate(FIRST) if item.nodeid.startswith(begins)), len(FIRST))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of collected tests stay to the end: looking through them again would take half a second at any moment, and an
    update that is handled in that moment would be stopped as one that computes without end (``handlers.bounded``)."""
    gc.collect()
    gc.freeze()


compile_once()
temporary_files_in_memory()
settings.register_profile("gandan", deadline=None)  # a slow machine is not a wrong answer
settings.load_profile("gandan")


@pytest.fixture(autouse=True)
def no_outside_network() -> Iterator[None]:
    """Fails the test if it reaches for another machine."""
    with loopback_only() as tried:
        yield
    assert not tried, f"the test reached outside this machine: {tried}"


@pytest.fixture(scope="session")
def keys() -> Keys:
    """Keys under a master that everybody knows."""
    return Keys(masters={1: bytes(range(32))})


@pytest.fixture
def clock() -> SetClock:
    """Stands at 16/11/2026 09:00 in Viet Nam, a Monday and a working day, until a test moves it."""
    return SetClock(MONDAY_NINE)


def make_schema(engine: Engine) -> None:
    """Every room's tables, and the triggers that guard those which only grow."""
    for module in ROOMS_WITH_TABLES:
        importlib.import_module(module)
    with engine.begin() as conn:
        metadata.create_all(conn)
        for statement in append_only_ddl(engine.dialect.name):
            conn.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    make_schema(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A real PostgreSQL server for this session, with an empty database named ``empty`` to be copied."""
    try:
        with running_cluster() as cluster:
            engine = make_engine(cluster.create(TEMPLATE))
            make_schema(engine)
            engine.dispose()
            yield cluster
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_shared(postgres: Cluster) -> Iterator[Engine]:
    """One empty database for all tests that roll back what they do."""
    engine = make_engine(postgres.create("shared", template=TEMPLATE))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_spare(postgres: Cluster) -> Spare:
    """Empty databases of the server, for one test after another."""
    return Spare(postgres)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """``"sqlite"`` or ``"postgresql"``: a test that uses books runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the test's own, for processes and engines that it starts itself."""
    if database_kind == "sqlite":
        file = tmp_path / "gandan.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    spare: Spare = request.getfixturevalue("postgres_spare")
    name = spare.take()
    yield request.getfixturevalue("postgres").url(name)
    spare.give_back(name)


@pytest.fixture
def db(database_url: str, keys: Keys, clock: SetClock) -> Iterator[Database]:
    """The database with its book-keeper threads, as the running product has it."""
    database = Database(database_url, keys, clock)
    yield database
    database.close()


@contextmanager
def rolled_back(engine: Engine, keys: Keys, clock: SetClock) -> Iterator[Books]:
    """Books on one open transaction; what was written in it is rolled back."""
    with engine.connect() as conn:
        transaction = conn.begin()
        yield Books(conn, keys, clock)
        assert transaction.is_active, "a rule ended the transaction; only its caller may"
        transaction.rollback()


@pytest.fixture
def books(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, keys: Keys, clock: SetClock
) -> Iterator[Books]:
    """Books on one open transaction over an empty database; what the test wrote is rolled back."""
    if database_kind == "sqlite":
        file = tmp_path / "books.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        engine = make_engine(f"sqlite:///{file}")
    else:
        engine = request.getfixturevalue("postgres_shared")
    with rolled_back(engine, keys, clock) as found:
        yield found
    if database_kind == "sqlite":
        engine.dispose()
