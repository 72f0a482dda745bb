"""What does it cost to get a seat at a reception while sixteen processes want one, beside a bare insert under the same constraints?

Each booking is two transactions, as in the chat: the seat is held, then confirmed. The bare driver writes the same row into the same
table, under the same unique indexes, checks and references, and confirms it; it looks for no free seat, keeps no trail and
tells nobody.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from datetime import time as hour_of_day
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.backends import BothEnds
from benchmarks.data_set import AGENCY, FIRST, HEAD, NOW, DataSet, contact_id, party_id
from benchmarks.measure import (
    Figure,
    Goal,
    Measured,
    PartFailed,
    Sizes,
    Stopwatch,
    begun,
    fresh,
    interleaved,
    percentile,
)
from benchmarks.place import Place, file_of
from benchmarks.store import opened
from casework.books import Books
from casework.clock import SetClock, local

SEATS, MINUTES = 2, 5
ROUNDS = 3  # of four ways on two databases, sixteen processes started anew for each
MOST_MS = 200.0  # the longest of a hundred may take so long, whoever else books
_FIRST_DAY, _OPENS, _CLOSES = 7, hour_of_day(7, 30), hour_of_day(17, 0)
_BOOKING = FIRST + (20 << 30)
_COLUMNS = ("id", "slot_id", "day_id", "seat", "slot_seats", "party_id", "contact_id", "kind", "state", "reference", "source",
            "made_at", "changed_at", "held_until")  # fmt: skip
Once = Callable[[int], Awaitable[None]]


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    of = DataSet(decisions=sizes.bookings, chats=sizes.bookings, skewed=False)
    template = Path(file_of(place.sqlite(of)))

    def on_a_copy(way: str, bookers: int) -> Measured:
        file = place.folder / "booked.db"
        shutil.copyfile(template, file)
        try:
            return _together(f"sqlite:///{file}", f"{way}_sqlite", sizes, bookers)
        finally:
            for one in place.folder.glob("booked.db*"):
                one.unlink()

    yield from _figures("SQLite", sizes, _measured(sizes, on_a_copy))
    url = place.postgres(of)
    if url is not None:
        in_the_server = partial(_on_postgres, url, sizes)
        yield from _figures("PostgreSQL", sizes, _measured(sizes, in_the_server))


def _on_postgres(url: str, sizes: Sizes, way: str, bookers: int) -> Measured:
    return _together(url, f"{way}_postgres", sizes, bookers)


def _measured(sizes: Sizes, way: Callable[[str, int], Measured]) -> dict[str, Measured]:
    """The longest waits among many processes; the CPU of one, which waits for nobody (looking for a lock costs CPU too)."""
    return interleaved(
        min(sizes.rounds, ROUNDS),
        {
            f"{which} {bookers}": partial(way, which, bookers)
            for bookers in (1, sizes.bookers)
            for which in ("bare", "product")
        },
    )


def _figures(name: str, sizes: Sizes, found: dict[str, Measured]) -> Iterator[Figure]:
    own, bare = found["product 1"], found["bare 1"]
    figure = partial(Figure, n=sizes.bookings)
    yield figure(bench=f"a seat on {name}, held and confirmed / bare insert and update", product=own["cpu_us"],
                 limit=bare["cpu_us"], ratio=bare["cpu_us"] / own["cpu_us"], goal=Goal(at_least=0.4),
                 unit="CPU us" + (", both ends" if name == "PostgreSQL" else ""))  # fmt: skip
    own, bare = found[f"product {sizes.bookers}"], found[f"bare {sizes.bookers}"]
    among = f"a seat on {name}, {sizes.bookers} processes at once"
    yield figure(bench=f"{among}, longest of a hundred / the bare one's", product=own["p99_ms"], limit=bare["p99_ms"],
                 ratio=bare["p99_ms"] / own["p99_ms"], goal=Goal(at_least=0.4), unit="ms p99")  # fmt: skip
    yield figure(bench=f"{among}, longest of a hundred / {MOST_MS:.0f} ms", product=own["p99_ms"], limit=MOST_MS,
                 goal=Goal(at_most=1.0), unit="ms p99")  # fmt: skip


def _together(url: str, way: str, sizes: Sizes, bookers: int) -> Measured:
    """All processes begin in one moment; every seat has its person, so each booking succeeds."""
    slots = fresh("bookings:prepared", url=url, bookings=sizes.bookings)["slots"]
    hands = [
        begun(f"bookings:{way}", url=url, slots=slots, numbers=list(range(hand, sizes.bookings, bookers)))
        for hand in range(bookers)
    ]
    told = _all_at_once(hands, Stopwatch() if way.endswith("sqlite") else BothEnds(url))
    waits = [wait for one in told for wait in one["waits"]]
    assert len(waits) == sizes.bookings - bookers
    return {"cpu_us": sum(one["cpu"] for one in told) / len(waits) * 1e6, "p99_ms": percentile(waits, 0.99) * 1e3}


def _all_at_once(hands: Sequence[Any], server: Stopwatch | BothEnds) -> list[Measured]:
    """What each hand tells, and the server's CPU seconds as one more: asked while the lines to it are open."""
    try:
        for hand in hands:
            if hand.stdout.readline().strip() != "ready":
                raise PartFailed("a process that books did not begin")
        with server as watch:
            for hand in hands:
                hand.stdin.write("go\n")
                hand.stdin.flush()
            return [*(json.loads(hand.stdout.readline()) for hand in hands), {"cpu": watch.cpu(), "waits": []}]
    finally:
        for hand in hands:
            hand.kill()
            hand.wait()
            hand.stdin.close()
            hand.stdout.close()


def prepared(url: str, bookings: int) -> Measured:
    """Days with as many seats as will be booked; nothing is booked yet. Gives (slot, day) of each pair of seats."""
    with opened(url, SetClock(NOW)) as db:
        return {"slots": db.submit(_opened, bookings).result()}


def _opened(books: Books, bookings: int) -> list[tuple[int, int]]:
    from sqlalchemy import delete, select

    from casework.receptions import DayPlan, Window, open_day
    from casework.tables.receptions import booking, reception_day, reception_slot

    for table in (booking, reception_slot, reception_day):
        books.conn.execute(delete(table))
    slots: list[tuple[int, int]] = []
    on = local(NOW).date() + timedelta(days=_FIRST_DAY)
    while len(slots) * SEATS < bookings:
        plan = DayPlan(
            agency_id=AGENCY, leader_id=HEAD, on_date=on, place="Trụ sở", address="Số 1 đường Hòa Bình",
            windows=(Window(opens=_OPENS, closes=_CLOSES),), minutes_each=MINUTES, seats=SEATS,
        )  # fmt: skip
        day = open_day(books, plan, HEAD).day_id
        of_day = select(reception_slot.c.id).where(reception_slot.c.day_id == day).order_by(reception_slot.c.starts_at)
        slots += [(slot, day) for slot in books.conn.execute(of_day).scalars()]
        on += timedelta(days=1)
    return slots


async def _drive(numbers: Sequence[int], once: Once) -> Measured:
    """Each of the numbers in turn, from the word on that all are there.

    The first is not counted: modules are loaded and statements written for it. The lines stay open until the end is told.
    """
    await once(numbers[0])
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    waits, watch = [], Stopwatch()
    for number in numbers[1:]:
        began = time.perf_counter()
        await once(number)
        waits.append(time.perf_counter() - began)
    print(json.dumps({"cpu": watch.cpu(), "waits": waits}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    return {}


async def _product(url: str, slots: Sequence[tuple[int, int]], numbers: Sequence[int]) -> Measured:
    """The product's own rules through its book-keeper thread."""
    from casework.bookings import Booking, confirm, hold

    with opened(url, SetClock(NOW)) as db:
        chats = await db.read(_chats)

        async def once(number: int) -> None:
            chat = contact_id(number)
            held = await db.write(hold, slots[number // SEATS][0], chats[chat], chat)
            assert isinstance(held, Booking), held
            assert isinstance(await db.write(confirm, held.id), Booking)

        return await _drive(numbers, once)


def _chats(books: Books) -> dict[int, int]:
    """The party of each chat."""
    from sqlalchemy import select

    from casework.tables.contacts import contact

    return {row.id: row.party_id for row in books.conn.execute(select(contact.c.id, contact.c.party_id))}


product_sqlite = product_postgres = _product


async def bare_sqlite(url: str, slots: Sequence[tuple[int, int]], numbers: Sequence[int]) -> Measured:
    """Two transactions a booking, in the durability of the product, references watched."""
    marks = ", ".join("?" * len(_COLUMNS))
    insert = f"INSERT INTO booking ({', '.join(_COLUMNS)}) VALUES ({marks})"
    confirm = (
        "UPDATE booking SET state = 'confirmed', held_until = NULL, changed_at = ? WHERE id = ? AND state = 'held'"
    )
    now = int(NOW.timestamp() * 1e6)
    with closing(sqlite3.connect(file_of(url), isolation_level=None, timeout=600)) as conn:
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
            conn.execute(f"PRAGMA {pragma}")

        async def once(number: int) -> None:
            row = _row(slots, number, now, now + 600_000_000)
            for statement, values in ((insert, row), (confirm, (now, row[0]))):
                conn.execute("BEGIN IMMEDIATE")
                conn.execute(statement, values)
                conn.execute("COMMIT")

        return await _drive(numbers, once)


async def bare_postgres(url: str, slots: Sequence[tuple[int, int]], numbers: Sequence[int]) -> Measured:
    """The same over psycopg, prepared once."""
    marks = ", ".join(["%s"] * len(_COLUMNS))
    insert = f"INSERT INTO booking ({', '.join(_COLUMNS)}) VALUES ({marks})".encode()
    confirm = (
        b"UPDATE booking SET state = 'confirmed', held_until = NULL, changed_at = %s WHERE id = %s AND state = 'held'"
    )
    with psycopg.connect(url, autocommit=True) as conn:

        async def once(number: int) -> None:
            row = _row(slots, number, NOW, NOW + timedelta(minutes=10))
            with conn.transaction():
                conn.execute(insert, row, prepare=True)
            with conn.transaction():
                conn.execute(confirm, (NOW, row[0]), prepare=True)

        return await _drive(numbers, once)


def _row(slots: Sequence[tuple[int, int]], number: int, now: Any, until: Any) -> tuple[Any, ...]:
    slot, day = slots[number // SEATS]
    return (
        _BOOKING + number, slot, day, 1 + number % SEATS, SEATS, party_id(1 + number), contact_id(number), "reception",
        "held", f"LH-{number:06}", "chat", now, now, until,
    )  # fmt: skip
