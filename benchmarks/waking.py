"""What does it cost to look and find nothing due, with a million pending, beside a bare probe of the index?"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks import peers
from benchmarks.data_set import (
    ACCOUNT,
    AGENCY,
    FIRST,
    KEYS,
    NOW,
    OFFICER,
    DataSet,
    contact_id,
    decision_id,
    party_id,
)
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved
from benchmarks.place import Place, file_of
from benchmarks.rows import FOR_SQLITE
from benchmarks.store import opened

LOOKS = 2_000
FEW = 1_000
MOST_US = 1_000.0
CAMPAIGN, STEP = FIRST + (9 << 30), FIRST + (9 << 30) + 1
Ask = Callable[[], Awaitable[Any]]


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    few = min(FEW, sizes.pending)
    urls = {count: _with_pending(place, count) for count in {sizes.pending, few}}
    looks = min(LOOKS, sizes.lookups)
    ways: dict[str, Callable[[], Measured]] = {}
    for what in ("steps", "outbox"):
        ways[f"{what} probe"] = partial(fresh, f"waking:probe_{what}", url=urls[sizes.pending], looks=looks)
        ways[f"{what} many"] = partial(fresh, f"waking:product_{what}", url=urls[sizes.pending], looks=looks)
        ways[f"{what} few"] = partial(fresh, f"waking:product_{what}", url=urls[few], looks=looks)
    found = {name: way["cpu_us"] for name, way in interleaved(sizes.rounds, ways).items()}
    beside = _peers(sizes, place)
    figure = partial(Figure, unit="CPU us", n=looks)
    for what, name in (("steps", "the bell's look"), ("outbox", "the sender's look")):
        many = found[f"{what} many"]
        yield figure(bench=f"{name}, {sizes.pending:,} pending / bare index probe", product=many,
                     limit=found[f"{what} probe"], goal=Goal(at_most=3.0), peer=beside)  # fmt: skip
        yield figure(
            bench=f"{name}, {sizes.pending:,} pending / 1 ms", product=many, limit=MOST_US, goal=Goal(at_most=1.0)
        )
        yield figure(bench=f"{name}, {sizes.pending:,} / {few:,} pending", product=many, limit=found[f"{what} few"],
                     goal=Goal(at_most=1.5))  # fmt: skip


def _peers(sizes: Sizes, place: Place) -> dict[str, float]:
    """CPU µs of one look of libraries that keep a job for each recipient, with few jobs: theirs grow with the jobs."""
    few, more = f"{sizes.jobs:,}", f"{sizes.jobs * 10:,}"
    jobs = place.folder / "looked-at-jobs.db"
    found = {
        f"APScheduler, {few} jobs in SQLite": fresh("peers:apscheduler", url=f"sqlite:///{jobs}", jobs=sizes.jobs),
        f"python-telegram-bot's JobQueue, {more} jobs in memory": fresh("peers:job_queue", jobs=sizes.jobs * 10),
    }
    if peers.has_pgqueuer() and (url := place.blank("looked_at_jobs")) is not None:
        found[f"pgqueuer, {more} jobs, both ends"] = fresh("peers:pgqueuer_plans", url=url, jobs=sizes.jobs * 10)
    return {name: told["look_us"] for name, told in found.items()}


def _with_pending(place: Place, count: int) -> str:
    """Books with ``count`` planned steps and as many queued messages, all due later."""
    of = DataSet(decisions=1_000, chats=1_000, skewed=False)
    file = place.folder / f"pending-{count}.db"
    if file.exists():
        return f"sqlite:///{file}"
    shutil.copyfile(file_of(place.sqlite(of)), file)
    now, later = FOR_SQLITE.instant(NOW), FOR_SQLITE.instant(NOW + timedelta(days=3_000))
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous=OFF")
        conn.execute("BEGIN")
        conn.execute(
            "INSERT INTO campaign (id, agency_id, name, plan_number, starts_on, ends_on, selection, status, made_by, made_at)"
            " VALUES (?, ?, 'Đợt đo', '1/KH', '2026-11-16', '2036-12-31', '{}', 'running', ?, ?)",
            (CAMPAIGN, AGENCY, OFFICER, now),
        )
        conn.execute(
            "INSERT INTO campaign_step (id, campaign_id, number, anchor, offset_days, working, text_key, text_version)"
            " VALUES (?, ?, 1, 'campaign_start', 0, 0, 'reminder.follow_up', 1)",
            (STEP, CAMPAIGN),
        )
        conn.executemany(
            "INSERT INTO planned_step (id, purpose, campaign_id, step_id, decision_id, party_id, due_at, useful_until, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
            (
                (
                    FIRST + n,
                    f"c:{n}",
                    CAMPAIGN,
                    STEP,
                    decision_id(1 + n % 1_000),
                    party_id(1 + n % 1_000),
                    later + n,
                    later + n,
                )
                for n in range(count)
            ),
        )
        sealed = KEYS.seal("outbox", "payload", FIRST, '{"act": "send", "text": "Kính gửi ông/bà."}')
        conn.executemany(
            "INSERT INTO outbox (id, account, contact_id, purpose, delivery_class, lane, guard, state, act, payload_sealed,"
            " personal, text_key, text_version, not_before, tries, made_at)"
            " VALUES (?, ?, ?, ?, 'R', 2, 'reminder', 'queued', 'send', ?, 0, 'nudge.news', 1, ?, 0, ?)",
            ((FIRST + n, ACCOUNT, contact_id(n % 1_000), f"c:{n}", sealed, later + n, now) for n in range(count)),
        )
        conn.execute("COMMIT")
        conn.execute("ANALYZE")
    return f"sqlite:///{file}"


async def _look(ask: Ask, looks: int) -> Measured:
    for _ in range(max(looks // 10, 1)):
        await ask()
    watch = Stopwatch()
    for _ in range(looks):
        await ask()
    return {"cpu_us": watch.cpu() / looks * 1e6}


async def product_steps(url: str, looks: int) -> Measured:
    """When is the next planned step due?"""
    from scheduler.bell.reminders import next_due

    with opened(url) as db:
        return await _look(lambda: db.read(next_due), looks)


async def product_outbox(url: str, looks: int) -> Measured:
    """Is anything to be claimed, and when will there be? Nothing is, so nothing is written."""
    from scheduler.delivery.claiming import claim
    from scheduler.delivery.due_rows import next_due
    from scheduler.guards.at_sending import GUARDS

    def claim_or_next(books: Any) -> Any:
        assert not claim(books, ACCOUNT, "bench", 3, (), GUARDS)
        return next_due(books, ACCOUNT)

    with opened(url) as db:
        return await _look(lambda: db.read(claim_or_next), looks)


async def probe_steps(url: str, looks: int) -> Measured:
    """The first entry of the index, by ``sqlite3`` in one other thread."""
    return await _probe(url, looks, f"SELECT due_at FROM planned_step WHERE campaign_id = {CAMPAIGN} AND state = 'pending'"
                                    " ORDER BY due_at, id LIMIT 1")  # fmt: skip


async def probe_outbox(url: str, looks: int) -> Measured:
    """The first entry of the index, by ``sqlite3`` in one other thread."""
    return await _probe(url, looks, f"SELECT not_before FROM outbox WHERE account = '{ACCOUNT}' AND lane = 2"
                                    " AND state = 'queued' ORDER BY not_before, id LIMIT 1")  # fmt: skip


async def _probe(url: str, looks: int, statement: str) -> Measured:
    loop = asyncio.get_running_loop()
    with (
        closing(sqlite3.connect(file_of(url), check_same_thread=False, isolation_level=None)) as conn,
        ThreadPoolExecutor(1) as thread,
    ):
        return await _look(lambda: loop.run_in_executor(thread, lambda: conn.execute(statement).fetchall()), looks)
