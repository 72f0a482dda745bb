"""How do well-known job libraries remember a reminder each, look for what is due, and do it?

APScheduler and python-telegram-bot's JobQueue are libraries of the product, used here as one would for a bot that reminds:
one job a recipient. pgqueuer is asked only where it is installed.
"""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.backends import BothEnds
from benchmarks.measure import Measured, Stopwatch, resident_mib

FAR = timedelta(days=30)
_LOOKS = 20


def has_pgqueuer() -> bool:
    """Whether pgqueuer can be asked."""
    return all(importlib.util.find_spec(name) is not None for name in ("pgqueuer", "asyncpg"))


async def remind(recipient: int) -> None:
    """The job: what it would do costs nothing here."""


async def _nothing(job: Any) -> None:
    """The same for pgqueuer, which asks for the job by its name."""


async def _remind_context(context: Any) -> None:
    """The same for the JobQueue."""


async def apscheduler(url: str, jobs: int) -> Measured:
    """One job a recipient in a database, ``url`` as SQLAlchemy takes it; then what it costs to look for what is due."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    store = SQLAlchemyJobStore(url=url.replace("postgresql://", "postgresql+psycopg://"))
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    at = datetime.now(UTC) + FAR
    watch = Stopwatch()
    for number in range(jobs):
        scheduler.add_job(remind, "date", run_date=at + timedelta(seconds=number % 3600), args=(number,))
    told = {"plan_us": watch.cpu() / jobs * 1e6, "wall_us": watch.wall() / jobs * 1e6}
    told["look_us"] = _looked(scheduler)
    scheduler.shutdown(wait=False)
    return told


async def job_queue(jobs: int) -> Measured:
    """One ``run_once`` a recipient in python-telegram-bot's JobQueue: in memory, gone with the process."""
    from telegram.ext import Application

    queue = Application.builder().token("42:Benchmark").build().job_queue
    assert queue is not None
    queue.scheduler.start(paused=True)
    at, before = datetime.now(UTC) + FAR, resident_mib()
    watch = Stopwatch()
    for number in range(jobs):
        queue.run_once(_remind_context, at + timedelta(seconds=number % 3600), data=number)
    told = {"plan_us": watch.cpu() / jobs * 1e6, "kib": (resident_mib() - before) * 1024 / jobs}
    told["look_us"] = _looked(queue.scheduler)
    queue.scheduler.shutdown(wait=False)
    return told


def _looked(scheduler: Any) -> float:
    """CPU µs of one wake-up that finds nothing due."""
    scheduler.resume()
    watch = Stopwatch()
    for _ in range(_LOOKS):
        scheduler._process_jobs()
    return watch.cpu() / _LOOKS * 1e6


async def pgqueuer_works(url: str, jobs: int, batch: int) -> Measured:
    """Its own worker with a job that does nothing, until none is left."""
    import asyncpg  # type: ignore[import-not-found, unused-ignore]  # not among the libraries of the tests
    from pgqueuer import PgQueuer  # type: ignore[import-not-found, unused-ignore]
    from pgqueuer.db import AsyncpgPoolDriver  # type: ignore[import-not-found, unused-ignore]
    from pgqueuer.types import QueueExecutionMode  # type: ignore[import-not-found, unused-ignore]

    pool = await asyncpg.create_pool(url, min_size=2, max_size=10)
    driver = AsyncpgPoolDriver(pool)
    await _queue_jobs(driver, jobs, None)
    worker = PgQueuer(driver)

    worker.entrypoint("remind")(_nothing)
    with BothEnds(url) as both:
        await worker.qm.run(batch_size=batch, dequeue_timeout=timedelta(seconds=1), mode=QueueExecutionMode.drain)
        told = {"cpu_us": both.cpu() / jobs * 1e6, "wall_us": both.wall() / jobs * 1e6}
    assert await pool.fetchval("SELECT count(*) FROM pgqueuer") == 0
    await pool.close()
    return told


async def pgqueuer_plans(url: str, jobs: int) -> Measured:
    """One job a recipient, far ahead; then what it costs to look for what is due."""
    import uuid

    import asyncpg  # type: ignore[import-not-found, unused-ignore]
    from pgqueuer.db import AsyncpgDriver  # type: ignore[import-not-found, unused-ignore]
    from pgqueuer.ports.repository import EntrypointExecutionParameter  # type: ignore[import-not-found, unused-ignore]
    from pgqueuer.queries import Queries  # type: ignore[import-not-found, unused-ignore]

    conn = await asyncpg.connect(url)
    driver = AsyncpgDriver(conn)
    with BothEnds(url) as both:
        await _queue_jobs(driver, jobs, FAR)
        told = {"plan_us": both.cpu() / jobs * 1e6}
    queries, which = Queries(driver), {"remind": EntrypointExecutionParameter(concurrency_limit=0)}
    with BothEnds(url) as both:
        for _ in range(_LOOKS):
            await queries.dequeue(
                batch_size=10, entrypoints=which, queue_manager_id=uuid.uuid4(), global_concurrency_limit=None,
                heartbeat_timeout=timedelta(seconds=60),
            )  # fmt: skip
        told["look_us"] = both.cpu() / _LOOKS * 1e6
    await conn.close()
    return told


async def _queue_jobs(driver: Any, jobs: int, after: timedelta | None) -> None:
    from pgqueuer.queries import Queries  # type: ignore[import-not-found, unused-ignore]

    queries = Queries(driver)
    if await queries.has_table("pgqueuer"):
        await queries.uninstall()
    await queries.install()
    for first in range(0, jobs, 1_000):
        many = min(jobs - first, 1_000)
        await queries.enqueue(["remind"] * many, [b"{}"] * many, [0] * many, execute_after=[after] * many)
