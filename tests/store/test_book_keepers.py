"""The threads that touch the database: what they acknowledge is durable, and a line that breaks is not the caller's trouble."""

import asyncio
import threading
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from casework.books import Books
from casework.clock import SetClock
from casework.db.connect import line_to, make_engine
from casework.db.engine import BREATHS, Database
from casework.db.savepoints import undone_on_error
from casework.encryption import Keys
from casework.tables.agency import agency
from scheduler.tables import lease
from tests import builders as a
from tests.fakes.postgres import Cluster


class Refused(Exception):
    """What a rule says when it will not."""


def count(books: Books) -> int:
    return books.conn.execute(select(func.count()).select_from(agency)).scalar_one()


def write_and_refuse(books: Books) -> None:
    a.an_agency(books)
    raise Refused


def hold(books: Books, holding: threading.Event, go_on: threading.Event) -> None:
    holding.set()
    assert go_on.wait(30)


async def as_one_group(db: Database, *rules: Any) -> list[Any]:
    """What becomes of rules that wait together while the writer is busy."""
    holding, go_on = threading.Event(), threading.Event()
    first = asyncio.create_task(db.write(hold, holding, go_on))
    await asyncio.to_thread(holding.wait, 30)
    waiting = [asyncio.create_task(db.write(rule)) for rule in rules]
    await asyncio.sleep(0)
    go_on.set()
    await first
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_a_rule_that_fails_takes_back_only_its_own_writing(db: Database) -> None:
    first, refused, last = await as_one_group(db, a.an_agency, write_and_refuse, a.an_agency)
    assert isinstance(refused, Refused)
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert await db.read(count) == 2


async def test_a_rule_that_runs_out_of_something_fails_alone(db: Database) -> None:
    def runs_out(books: Books) -> None:
        raise StopIteration

    failed, written = await as_one_group(db, runs_out, a.an_agency)
    assert isinstance(failed, RuntimeError)
    assert isinstance(written, int)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_when_the_database_gives_up_the_transaction_nobody_in_it_is_told_otherwise(db: Database) -> None:
    def gives_up(books: Books) -> None:
        driver: Any = books.conn.connection.driver_connection
        driver.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
        raise Refused

    outcomes = await as_one_group(db, a.an_agency, gives_up, a.an_agency)
    assert all(isinstance(outcome, Exception) for outcome in outcomes)
    assert await db.read(count) == 0
    await db.write(a.an_agency)
    assert await db.read(count) == 1


async def test_a_question_nobody_waits_for_any_more_is_not_asked(db: Database) -> None:
    holding, go_on = threading.Event(), threading.Event()
    busy = [asyncio.create_task(db.write(hold, holding, go_on)) for _ in range(4)]  # as many as there are writers
    await asyncio.to_thread(holding.wait, 30)
    left = asyncio.create_task(db.write(a.an_agency))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*busy)
    with pytest.raises(asyncio.CancelledError):
        await left
    assert await db.read(count) == 0


async def test_a_writer_goes_on_when_the_event_loop_that_asked_is_gone(db: Database) -> None:
    holding, go_on = threading.Event(), threading.Event()

    async def asks_and_goes() -> None:
        asked = asyncio.create_task(db.write(hold, holding, go_on))
        await asyncio.to_thread(holding.wait, 30)
        asked.cancel()

    await asyncio.to_thread(asyncio.run, asks_and_goes())
    go_on.set()
    await db.write(a.an_agency)
    assert await db.read(count) == 1


def my_line(books: Books) -> int:
    return int(books.conn.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cut_every_line(cluster: Cluster) -> None:
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname LIKE 'spare_%' AND pid <> pg_backend_pid()"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as conn:
        conn.execute(cut)


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_line_that_broke_while_it_was_idle_is_replaced_without_anybody_noticing(
    db: Database, postgres: Cluster
) -> None:
    before = {await db.read(my_line) for _ in range(4)} | {await db.write(my_line) for _ in range(8)}
    cut_every_line(postgres)
    await asyncio.gather(*(db.write(a.an_agency) for _ in range(8)))
    assert [await db.read(count) for _ in range(4)] == [8] * 4
    assert before.isdisjoint({await db.read(my_line) for _ in range(4)})


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_rule_whose_line_breaks_before_the_commit_is_run_again_and_has_one_effect(
    db: Database, postgres: Cluster
) -> None:
    runs = []

    def cut_the_first_time(books: Books) -> None:
        a.an_agency(books)
        runs.append(1)
        if len(runs) == 1:
            cut_every_line(postgres)
        count(books)

    await db.write(cut_the_first_time)
    assert len(runs) == 2
    assert await db.read(count) == 1


def test_an_undone_step_leaves_what_was_written_before_and_outside_it(books: Books) -> None:
    a.an_agency(books)
    with undone_on_error(books.conn):
        a.an_agency(books)
        with pytest.raises(Refused), undone_on_error(books.conn):
            write_and_refuse(books)
        with pytest.raises(Refused), books.conn.begin_nested():
            write_and_refuse(books)
    assert count(books) == 2


def test_a_statement_that_failed_inside_a_step_does_not_end_the_transaction(books: Books) -> None:
    a.an_agency(books)
    with pytest.raises(Exception, match="no_such_table"), undone_on_error(books.conn):
        books.conn.execute(text("SELECT 1 FROM no_such_table"))
    assert count(books) == 1


def test_closing_finishes_what_was_taken(keys: Keys, clock: SetClock, database_url: str) -> None:
    db = Database(database_url, keys, clock)
    asked = [db.submit(a.an_agency) for _ in range(20)]
    db.close()
    assert len({future.result() for future in asked}) == 20


async def test_a_reader_is_refused_to_write(db: Database) -> None:
    def writes(books: Books) -> None:
        books.conn.execute(insert(lease).values(name="x", owner="me", until=books.clock.now()))

    with pytest.raises(DBAPIError):
        await db.read(writes)
    assert await db.read(lambda books: books.conn.execute(select(lease.c.name)).all()) == []
    await db.write(writes)
    assert len(await db.read(lambda books: books.conn.execute(select(lease.c.name)).all())) == 1


async def test_what_is_read_in_one_rule_comes_from_one_moment(db: Database) -> None:
    def writes(books: Books) -> None:
        books.conn.execute(insert(lease).values(name="x", owner="me", until=books.clock.now()))

    def reads_twice(books: Books) -> tuple[int, int]:
        count = select(func.count()).select_from(lease)
        before = books.conn.execute(count).scalar_one()
        db.submit(writes).result(timeout=10)
        return before, books.conn.execute(count).scalar_one()

    assert await db.read(reads_twice) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_both_ends_notice_a_cut_line_in_seconds_and_a_frozen_process_does_not_keep_its_locks(
    database_url: str, keys: Keys, clock: SetClock
) -> None:
    def told(books: Books) -> dict[str, str]:
        names = ("tcp_keepalives_idle", "tcp_user_timeout", "idle_in_transaction_session_timeout")
        return {name: str(books.conn.execute(text(f"SHOW {name}")).scalar()) for name in names}

    working = Database(database_url, keys, clock, idle_limit=8)
    try:
        assert await working.write(told) == {
            "tcp_keepalives_idle": "2", "tcp_user_timeout": "5000", "idle_in_transaction_session_timeout": "8s",
        }  # fmt: skip
        assert (await working.read(told))["tcp_user_timeout"] == "5000"
    finally:
        working.close()


def plan_at_length(url: str, turns: int, done: list[int]) -> None:
    """Another process that takes the lock again and again with hardly a breath in between."""
    engine = make_engine(url)
    with engine.connect() as conn:
        for turn in range(turns):
            with conn.begin():
                time.sleep(0.01)
            done.append(turn)
            time.sleep(0.002)
    engine.dispose()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_small_write_gets_its_turn_behind_a_long_plan(database_url: str) -> None:
    turns: list[int] = []
    other = threading.Thread(target=plan_at_length, args=(database_url, 100, turns))
    engine = make_engine(database_url)
    other.start()
    try:
        with engine.connect() as conn:
            while not turns:
                time.sleep(0.001)
            with conn.begin():
                assert len(turns) < 100
    finally:
        other.join()
        engine.dispose()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_between_two_long_functions_of_one_process_another_gets_its_turn(
    keys: Keys, clock: SetClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.db.engine.BREATHS", [(long, 0.05) for long, _ in BREATHS])  # a busy machine's
    done, enough = [0], threading.Event()

    def chunk_after_chunk(db: Database) -> None:
        while not enough.is_set():
            db.submit(lambda _: time.sleep(0.008)).result(30)
            done[0] += 1

    db, engine = Database(database_url, keys, clock), make_engine(database_url)
    planning = threading.Thread(target=chunk_after_chunk, args=(db,))
    planning.start()
    passed = []
    with engine.connect() as conn:
        for _ in range(15):
            before = done[0]
            with conn.begin():
                passed.append(done[0] - before)
            time.sleep(0.003)
    enough.set()
    planning.join()
    db.close()
    engine.dispose()
    assert max(passed) <= 1, "whoever waits gets the file by luck"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_lock_that_is_never_given_back_is_not_waited_for_for_ever(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.db.connect.BUSY_MS", 30)
    engine = make_engine(database_url)
    first, second = engine.connect(), engine.connect()
    with first, second, first.begin(), pytest.raises(OperationalError, match="locked"):
        second.begin()
    with engine.connect() as third, third.begin():
        assert third.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30
    engine.dispose()


def test_what_the_address_says_of_its_line_stands_over_ours() -> None:
    own = line_to(make_url("postgresql://books@db/gandan?tcp_user_timeout=60000"))
    assert "tcp_user_timeout" not in own
    assert own["connect_timeout"] == 3
