"""What does "my obligations" cost beside the driver's two plain statements, at any number of decisions?"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

import psycopg

from benchmarks.data_set import DataSet, party_id, scattered
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved, percentile
from benchmarks.place import Place, file_of
from benchmarks.store import opened

CHATS = 200
Ask = Callable[[int], Awaitable[Any]]

_HEADS = """
SELECT d.id, dp.role, d.number, d.issued_on, d.status, d.review_result, d.served_on, d.late_interest_rate, j.number, j.court,
       j.dated, coalesce(r.name, a.name), coalesce(r.phone, a.phone), coalesce(r.address, a.address), s.name, s.title, s.phone,
       CASE WHEN EXISTS (SELECT 1 FROM payout y WHERE y.decision_id = d.id) OR EXISTS (SELECT 1 FROM payment p
       WHERE p.decision_id = d.id AND (p.surplus > 0 OR p.slip IS NOT NULL AND p.receipt IS NULL)) THEN 1 ELSE 0 END
FROM decision d JOIN judgment j ON j.id = d.judgment_id JOIN agency a ON a.id = d.agency_id
LEFT JOIN regional_office r ON r.id = d.office_id LEFT JOIN staff s ON s.id = d.officer_id
JOIN decision_party dp ON dp.decision_id = d.id WHERE dp.party_id = {one} ORDER BY d.issued_on DESC, d.id DESC
"""
_DETAILS = """
SELECT o.decision_id, 1, o.id, o.kind, o.content_sealed, o.rank, o.amount,
       CAST((SELECT coalesce(sum(x.amount), 0) FROM allocation x WHERE x.obligation_id = o.id) AS BIGINT), o.waived, o.debtor_id,
       o.creditor_id, CASE WHEN EXISTS (SELECT 1 FROM due_part u WHERE u.obligation_id = o.id) THEN 1 ELSE 0 END
FROM obligation o WHERE o.decision_id IN (SELECT m.decision_id FROM decision_party m WHERE m.party_id = {one})
UNION ALL
SELECT dp.decision_id, 0, p.id, dp.role, p.name_sealed, '', 0, 0, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), 0
FROM decision_party dp JOIN party p ON p.id = dp.party_id
WHERE dp.decision_id IN (SELECT m.decision_id FROM decision_party m WHERE m.party_id = {two})
  AND dp.role IN ('debtor', 'creditor') AND dp.party_id <> {three}
"""


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    many, few = DataSet(decisions=sizes.decisions, chats=CHATS), DataSet(decisions=sizes.few_decisions)
    yield from _compared(sizes, "SQLite", "sqlite", place.sqlite(many), place.sqlite(few), many, few)
    there = place.postgres(many)
    if there is not None:
        yield from _compared(sizes, "PostgreSQL", "postgres", there, place.postgres(few) or "", many, few)


def _compared(
    sizes: Sizes, name: str, driver: str, url: str, small: str, many: DataSet, few: DataSet
) -> Iterator[Figure]:
    ask = {"lookups": sizes.lookups}
    found = interleaved(sizes.rounds, {
        "driver": partial(fresh, f"lookup:{driver}_driver", url=url, decisions=many.decisions, **ask),
        "product": partial(fresh, "lookup:product", url=url, decisions=many.decisions, **ask),
        "small": partial(fresh, "lookup:product", url=small, decisions=few.decisions, **ask),
    })  # fmt: skip
    product, limit = found["product"], found["driver"]
    figure = partial(Figure, n=sizes.lookups)
    yield figure(bench=f"my obligations on {name}, {many.decisions:,} decisions / driver's two statements",
                 product=product["cpu_us"], limit=limit["cpu_us"], ratio=limit["cpu_us"] / product["cpu_us"],
                 goal=Goal(at_least=0.4), unit="CPU us", peer=None)  # fmt: skip
    yield figure(bench=f"my obligations on {name}, wait / driver's two statements",
                 product=product["p50_us"], limit=limit["p50_us"], ratio=limit["p50_us"] / product["p50_us"],
                 goal=Goal(at_least=0.4), unit="us p50")  # fmt: skip
    yield figure(bench=f"my obligations on {name}, {many.decisions:,} / {few.decisions:,} decisions",
                 product=product["p50_us"], limit=found["small"]["p50_us"], goal=Goal(at_most=1.5), unit="us p50",)  # fmt: skip
    yield figure(bench=f"my obligations on {name}, longest of a hundred / 5 ms", product=product["p99_us"] / 1000,
                 limit=5.0, goal=Goal(at_most=1.0), unit="ms p99")  # fmt: skip


async def _drive(ask: Ask, decisions: int, lookups: int) -> Measured:
    """One at a time; the debtors of decisions drawn evenly, so those with many come more often, as in a chat."""
    of = DataSet(decisions=decisions)
    debtors = [party_id(of.debtor(1 + scattered(number) % decisions)) for number in range(lookups)]
    for who in debtors[: max(lookups // 4, 1)]:
        await ask(who)
    waits, watch = [], Stopwatch()
    for who in debtors:
        began = time.perf_counter()
        await ask(who)
        waits.append(time.perf_counter() - began)
    return {
        "cpu_us": watch.cpu() / lookups * 1e6,
        "p50_us": percentile(waits, 0.5) * 1e6,
        "p99_us": percentile(waits, 0.99) * 1e6,
    }


async def product(url: str, decisions: int, lookups: int) -> Measured:
    """The product's look-up, with everything opened and put together."""
    from casework.obligations import of_party

    with opened(url) as db:
        return await _drive(lambda who: db.read(of_party, who), decisions, lookups)


async def sqlite_driver(url: str, decisions: int, lookups: int) -> Measured:
    """``sqlite3`` in one other thread: the same two statements, rows as they come, nothing opened."""
    heads, details = _HEADS.format(one="?"), _DETAILS.format(one="?", two="?", three="?")
    loop = asyncio.get_running_loop()
    with closing(sqlite3.connect(file_of(url), check_same_thread=False, isolation_level=None)) as conn:
        conn.execute("PRAGMA cache_size=-32000")

        def two(who: int) -> object:
            return conn.execute(heads, (who,)).fetchall(), conn.execute(details, (who, who, who)).fetchall()

        with ThreadPoolExecutor(1) as thread:
            return await _drive(lambda who: loop.run_in_executor(thread, two, who), decisions, lookups)


async def postgres_driver(url: str, decisions: int, lookups: int) -> Measured:
    """psycopg in one other thread: the same two statements in one transaction."""
    heads = _HEADS.format(one="%s").encode()
    details = _DETAILS.format(one="%s", two="%s", three="%s").encode()
    loop = asyncio.get_running_loop()
    with psycopg.connect(url) as conn:

        def two(who: int) -> object:
            with conn.transaction():
                return conn.execute(heads, (who,)).fetchall(), conn.execute(details, (who, who, who)).fetchall()

        with ThreadPoolExecutor(1) as thread:
            return await _drive(lambda who: loop.run_in_executor(thread, two, who), decisions, lookups)
