"""What does launching a campaign cost beside the one bare statement that inserts the same recipients, and who waits for it?

Launching: a leader approves (everybody eligible is written down, and the list sealed), it is started (the list is read and
checked), and its steps are planned chunk by chunk. The bare statement judges the same people and inserts rows like ours at once:
of a campaign and a step that are there, under the same purposes, and on both databases with references checked.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import literal_column

from benchmarks import peers
from benchmarks.backends import BothEnds
from benchmarks.data_set import AGENCY, HEAD, OFFICER, DataSet
from benchmarks.measure import (
    Figure,
    Goal,
    Measured,
    PartFailed,
    Sizes,
    Stopwatch,
    fresh,
    in_a_process,
    interleaved,
    percentile,
)
from benchmarks.place import Place, file_of
from benchmarks.store import opened
from casework.books import Books
from casework.clock import today
from scheduler.quiet import spread
from scheduler.steps.conditions import REMINDED_STATUSES

FOLLOW_UP = "reminder.follow_up"
EVERY = 0.005  # seconds between two writes of somebody else
WAIT_P99_MS = 20.0
_GOAL = Goal(at_most=1.5)


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    beside = _peers(sizes, place)
    yield from _on_sqlite(sizes, place, beside)
    yield from _on_postgres(sizes, place, beside)


def _peers(sizes: Sizes, place: Place) -> dict[str, float]:
    """CPU µs of one job for one recipient, as the libraries would have it."""
    found = {
        "APScheduler, a job each in SQLite": fresh(
            "peers:apscheduler", url=f"sqlite:///{place.folder / 'jobs.db'}", jobs=sizes.jobs
        )["plan_us"],
        "python-telegram-bot's JobQueue, a job each in memory": fresh("peers:job_queue", jobs=sizes.jobs * 10)[
            "plan_us"
        ],
    }
    url = place.blank("jobs")
    if url is not None:
        found["APScheduler, a job each in PostgreSQL"] = fresh("peers:apscheduler", url=url, jobs=sizes.jobs)["plan_us"]
        if peers.has_pgqueuer():
            told = fresh("peers:pgqueuer_plans", url=url, jobs=sizes.jobs * 10)
            found["pgqueuer, batches of 1,000, both ends"] = told["plan_us"]
    return found


def _on_sqlite(sizes: Sizes, place: Place, beside: dict[str, float]) -> Iterator[Figure]:
    of = DataSet(decisions=sizes.recipients, chats=sizes.recipients * 7 // 10, skewed=False)
    template = Path(file_of(place.sqlite(of)))

    def on_a_copy(part: str) -> Measured:
        file = place.folder / "planned.db"
        shutil.copyfile(template, file)
        told = fresh(f"planning:{part}", url=f"sqlite:///{file}")
        for name in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            name.unlink(missing_ok=True)
        return told

    ways = {part: partial(on_a_copy, part) for part in ("bare_sqlite", "product", "product_with_others")}
    found = interleaved(sizes.rounds, ways)
    own, bare, waits = found["product"], found["bare_sqlite"], found["product_with_others"]
    yield from _figures("SQLite", own, bare, of.decisions, beside)
    yield Figure(bench=f"another process writes while a campaign is launched on SQLite / {WAIT_P99_MS:g} ms",
                 product=waits["p99_ms"], limit=WAIT_P99_MS, goal=Goal(at_most=1.0), unit="ms p99",
                 n=int(waits["writes"]))  # fmt: skip


def _on_postgres(sizes: Sizes, place: Place, beside: dict[str, float]) -> Iterator[Figure]:
    many = max(sizes.recipients // 10, 1)  # what a row costs is the same, and a million takes it long
    of = DataSet(decisions=many, chats=many * 7 // 10, skewed=False)
    url = place.postgres(of)
    if url is None:
        return
    ways = {part: partial(fresh, f"planning:{part}", url=url) for part in ("bare_postgres", "product")}
    found = interleaved(sizes.rounds, ways)
    yield from _figures("PostgreSQL", found["product"], found["bare_postgres"], many, beside)


def _figures(where: str, own: Measured, bare: Measured, n: int, beside: dict[str, float]) -> Iterator[Figure]:
    unit = "CPU us a recipient" + (", both ends" if where == "PostgreSQL" else "")
    figure = partial(Figure, limit=bare["cpu_s"] / n * 1e6, goal=_GOAL, unit=unit, n=n)
    if own["rows"] != bare["rows"]:
        raise PartFailed(f"ours planned {own['rows']:.0f} recipients, the bare statement {bare['rows']:.0f}")
    whole = own["approve_s"] + own["start_s"] + own["plan_s"]
    yield figure(
        bench=f"plan a campaign on {where} / one INSERT ... SELECT", product=own["plan_s"] / n * 1e6, peer=beside
    )
    yield figure(bench=f"approve, start and plan a campaign on {where} / one INSERT ... SELECT", product=whole / n * 1e6,
                 peer={"approve": own["approve_s"] / n * 1e6, "start": own["start_s"] / n * 1e6})  # fmt: skip


def a_draft(books: Books) -> int:
    """A campaign with one step, as its officer has it before it is approved."""
    from messages.library import version_of
    from scheduler.plans import campaigns
    from scheduler.plans.campaigns import Anchor, CampaignPlan, Selection, Step

    day: date = today(books.clock)
    step = Step(
        anchor=Anchor.CAMPAIGN_START, offset=1, working=False, text_key=FOLLOW_UP, text_version=version_of(FOLLOW_UP)
    )
    plan = CampaignPlan(
        agency_id=AGENCY, name=f"Đợt đo {books.clock.now().isoformat()}", plan_number="1/KH-THADS", starts_on=day,
        ends_on=day + timedelta(days=60), selection=Selection(), steps=(step,), canary=0,
    )  # fmt: skip
    return campaigns.create(books, plan, OFFICER)


def a_running_campaign(books: Books) -> tuple[int, int]:
    """The same, approved and started, not planned yet: its id and its step's."""
    from scheduler.plans import approval, campaigns

    campaign = a_draft(books)
    approval.approve(books, campaign, HEAD)
    approval.start(books, campaign, OFFICER)
    return campaign, campaigns.the_campaign(books, campaign).step_ids[0]


async def product(url: str) -> Measured:
    """As a leader's command and the bell do it, each stretch committed by itself; then emptied for the next round."""
    with opened(url) as db:
        if db.is_sqlite:
            watch = Stopwatch()
            return await _launched(db, watch.cpu)
        with BothEnds(url) as both:
            return await _launched(db, both.cpu)


async def _launched(db: Any, cpu: Callable[[], float]) -> Measured:
    from sqlalchemy import delete

    from scheduler.plans import launching
    from scheduler.steps.planning import plan_chunk
    from scheduler.tables import campaign_recipient, planned_step

    def forget(books: Books) -> None:
        books.conn.execute(delete(planned_step))
        books.conn.execute(delete(campaign_recipient))

    campaign = await db.write(a_draft)
    at, rows = [cpu()], 0
    await asyncio.to_thread(launching.approve, db, campaign, HEAD)
    at.append(cpu())
    await asyncio.to_thread(launching.start, db, campaign, OFFICER)
    at.append(cpu())
    while (planned := await db.write(plan_chunk, campaign)) is not None:
        rows += planned
    at.append(cpu())
    if not db.is_sqlite:
        await db.write(forget)
    return {"approve_s": at[1] - at[0], "start_s": at[2] - at[1], "plan_s": at[3] - at[2], "rows": rows}


async def product_with_others(url: str) -> Measured:
    """The same, while another process writes to the same books."""
    with opened(url) as db:
        watch = Stopwatch()
        with in_a_process("planning:writes_beside", url=url) as other:
            told = await _launched(db, watch.cpu)
            waits = await asyncio.to_thread(other)
    return told | waits


def writes_beside(url: str) -> Measured:
    """Commit something small every few milliseconds, as an update that comes in would, until standard input is closed."""
    import threading

    from casework.db.ids import new_id
    from scheduler.delivery import leases

    ended = threading.Event()

    def until_told() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=until_told, daemon=True).start()
    waits: list[float] = []
    owner = str(new_id())
    with opened(url) as db:
        db.submit(leases.take, "beside", owner).result()
        print("ready", flush=True)
        while not ended.wait(EVERY):
            began = time.perf_counter()
            db.submit(leases.take, "beside", owner).result()
            waits.append(time.perf_counter() - began)
    return {"p99_ms": percentile(waits, 0.99) * 1e3, "worst_ms": max(waits) * 1e3, "writes": len(waits)}


_OPENS, _UNTIL = 1_795_000_000, 1_795_050_000  # a day of the campaign, in seconds
_SPREAD = str(spread(literal_column("w.party_id")).compile(compile_kwargs={"literal_binds": True}))
_STATUSES = ", ".join(f"'{value}'" for value in REMINDED_STATUSES)
_BARE = """
INSERT INTO planned_step (id, purpose, campaign_id, step_id, decision_id, party_id, due_at, useful_until, state, reason)
SELECT w.decision_id, '{purposes}' || w.decision_id || ':' || w.party_id, {campaign}, {step},
       w.decision_id, w.party_id, {due}, {until},
       CASE WHEN w.reached THEN 'pending' ELSE 'skipped' END, CASE WHEN w.reached THEN NULL ELSE 'no_chat' END
FROM (SELECT d.id AS decision_id, p.id AS party_id,
             EXISTS (SELECT 1 FROM contact c JOIN consent y ON y.contact_id = c.id AND y.party_id = c.party_id
                     WHERE c.party_id = p.id AND c.dead_since IS NULL AND y.given AND y.withdrawn_at IS NULL
                       AND y.purpose = 'reminders' AND y.at >= c.linked_at) AS reached
      FROM decision d JOIN decision_party dp ON dp.decision_id = d.id JOIN party p ON p.id = dp.party_id
      WHERE dp.role = 'debtor' AND NOT p.deceased AND d.status IN ({statuses})
        AND (SELECT coalesce(sum(o.amount), 0) FROM obligation o WHERE o.decision_id = d.id)
          - (SELECT coalesce(sum(a.amount), 0) FROM allocation a JOIN obligation o ON o.id = a.obligation_id
             WHERE o.decision_id = d.id) > 0
      {once}) AS w
WHERE true
ON CONFLICT (purpose) DO NOTHING
"""


async def bare_sqlite(url: str) -> Measured:
    """One statement, one commit, in the durability of the product."""
    statement = await _bare(url, due=f"({_OPENS} + {_SPREAD}) * 1000000", until=f"{_UNTIL} * 1000000", once="LIMIT -1")
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys=ON")
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA cache_size=-32000")
        conn.execute("PRAGMA temp_store=MEMORY")
        watch = Stopwatch()
        conn.execute("BEGIN IMMEDIATE")
        rows = conn.execute(statement).rowcount
        conn.execute("COMMIT")
        return {"cpu_s": watch.cpu(), "rows": rows}


async def bare_postgres(url: str) -> Measured:
    """One statement, one commit."""
    statement = await _bare(
        url, due=f"to_timestamp({_OPENS} + {_SPREAD})", until=f"to_timestamp({_UNTIL})", once="OFFSET 0"
    )
    with psycopg.connect(url) as conn, BothEnds(url) as both:
        rows = conn.execute(statement.encode()).rowcount
        conn.commit()
        told = {"cpu_s": both.cpu(), "rows": rows}
        conn.execute("DELETE FROM planned_step")
    return told


async def _bare(url: str, *, due: str, until: str, once: str) -> str:
    """The statement, for a campaign that is written down but let go to nobody.

    A decision's number stands for the step's: each has one debtor here, and numbering the rows in the statement would cost more.
    """
    from scheduler.plans.campaigns import the_campaign
    from scheduler.steps.laying import purposes_of

    with opened(url) as db:
        campaign = await db.read(the_campaign, await db.write(a_draft))
    step = campaign.step_ids[0]
    return _BARE.format(
        statuses=_STATUSES, campaign=campaign.id, step=step, purposes=purposes_of(campaign.id, step),
        due=due, until=until, once=once,
    )  # fmt: skip
