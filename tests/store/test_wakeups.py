"""Whoever waits for news learns of it at once, also of what came while they were looking."""

import asyncio

import pytest

from casework.books import Books
from casework.db.engine import Database


def ring(books: Books, topic: str = "news") -> None:
    books.ring(topic)


@pytest.mark.parametrize(
    "database_kind", ["sqlite"], indirect=True
)  # PostgreSQL's listener wakes everybody as it begins
async def test_a_topic_wakes_whoever_waits_for_it_and_nobody_else(db: Database) -> None:
    waiting = [asyncio.create_task(db.wait(topic, 30)) for topic in ("news", "news", "other")]
    await asyncio.sleep(0)
    await db.write(ring)
    assert await asyncio.gather(*waiting[:2]) == [True, True]
    assert not waiting[2].done()
    waiting[2].cancel()


async def test_nothing_rung_is_told_as_such(db: Database) -> None:
    if db.engine.dialect.name == "postgresql":
        assert await db.wait("news", 30) is True  # its listener wakes everybody as it begins
    assert await db.wait("news", 0.01) is False


async def test_what_is_rung_while_somebody_looks_is_not_missed(db: Database) -> None:
    with db.listening("news") as rung:
        rung.clear()
        await db.write(ring)  # committed while the listener was busy with something else
        async with asyncio.timeout(60):
            await rung.wait()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_nobody_is_rung_after_they_stopped_listening(db: Database) -> None:
    with db.listening("news") as rung, db.listening("news") as other:
        pass
    await db.write(ring)
    await db.read(lambda books: books.clock.now())
    assert not rung.is_set()
    assert not other.is_set()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_rule_that_failed_rings_nobody(db: Database) -> None:
    def fails(books: Books) -> None:
        books.ring("news")
        raise LookupError

    with db.listening("news") as rung:
        outcome = await asyncio.gather(db.write(fails), return_exceptions=True)
        assert isinstance(outcome[0], LookupError)
        await db.write(lambda books: None)
        assert not rung.is_set()


async def test_an_event_of_ones_own_is_set_as_well(db: Database) -> None:
    mine = asyncio.Event()
    with db.listening("news", mine) as rung:
        assert rung is mine
        await db.write(ring)
        async with asyncio.timeout(60):
            await mine.wait()
