"""What does planning a campaign cost beside the one bare statement that inserts the same recipients?"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.data_set import AGENCY, HEAD, OFFICER, DataSet
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved
from benchmarks.place import Place, file_of
from benchmarks.store import opened
from casework.books import Books
from casework.clock import today
from scheduler.conditions import REMINDED_STATUSES

FOLLOW_UP = "reminder.follow_up"


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    of = DataSet(decisions=sizes.recipients, chats=sizes.recipients * 7 // 10, skewed=False)
    yield from _on_sqlite(sizes, place, of)
    yield from _on_postgres(sizes, place, of)


def _on_sqlite(sizes: Sizes, place: Place, of: DataSet) -> Iterator[Figure]:
    template = Path(file_of(place.sqlite(of)))

    def on_a_copy(part: str) -> Measured:
        file = place.folder / "planned.db"
        shutil.copyfile(template, file)
        told = fresh(f"planning:{part}", url=f"sqlite:///{file}")
        file.unlink()
        return told

    found = interleaved(sizes.rounds, {part: partial(on_a_copy, part) for part in ("bare_sqlite", "product")})
    yield Figure(bench="plan a campaign on SQLite / one INSERT ... SELECT", product=found["product"]["cpu_s"],
                 limit=found["bare_sqlite"]["cpu_s"], goal=Goal(at_most=1.5), unit="CPU s", n=of.decisions)  # fmt: skip


def _on_postgres(sizes: Sizes, place: Place, of: DataSet) -> Iterator[Figure]:
    url = place.postgres(of)
    if url is None:
        return
    found = interleaved(sizes.rounds, {
        part: partial(fresh, f"planning:{part}", url=url) for part in ("bare_postgres", "product")
    })  # fmt: skip
    yield Figure(bench="plan a campaign on PostgreSQL / one INSERT ... SELECT", product=found["product"]["wall_s"],
                 limit=found["bare_postgres"]["wall_s"], goal=Goal(at_most=1.5), unit="s", n=of.decisions)  # fmt: skip


def a_running_campaign(books: Books) -> tuple[int, int]:
    """A campaign with one step, approved and started, not planned yet: its id and its step's."""
    from messages.library import version_of
    from scheduler import approval, campaigns
    from scheduler.campaigns import Anchor, CampaignPlan, Selection, Step

    day: date = today(books.clock)
    step = Step(
        anchor=Anchor.CAMPAIGN_START, offset=1, working=False, text_key=FOLLOW_UP, text_version=version_of(FOLLOW_UP)
    )
    plan = CampaignPlan(
        agency_id=AGENCY, name=f"Đợt đo {books.clock.now().isoformat()}", plan_number="1/KH-THADS", starts_on=day,
        ends_on=day + timedelta(days=60), selection=Selection(), steps=(step,), canary=0,
    )  # fmt: skip
    campaign = campaigns.create(books, plan, OFFICER)
    approval.approve(books, campaign, HEAD)
    approval.start(books, campaign, OFFICER)
    return campaign, campaigns.the_campaign(books, campaign).step_ids[0]


async def product(url: str) -> Measured:
    """Chunk by chunk, each committed by itself, as the bell does it; then emptied again for the next round."""
    from sqlalchemy import delete

    from scheduler.planning import plan_chunk
    from scheduler.tables import planned_step

    def forget(books: Books) -> None:
        books.conn.execute(delete(planned_step))

    rows = 0
    with opened(url) as db:
        campaign, _ = await db.write(a_running_campaign)
        watch = Stopwatch()
        while (planned := await db.write(plan_chunk, campaign)) is not None:
            rows += planned
        told = {"cpu_s": watch.cpu(), "wall_s": watch.wall(), "rows": rows}
        await db.write(forget)
    return told


_STATUSES = ", ".join(f"'{value}'" for value in REMINDED_STATUSES)
_BARE = """
INSERT INTO planned_step (id, purpose, campaign_id, step_id, decision_id, party_id, due_at, useful_until, state, reason)
SELECT {first} + row_number() OVER (), 'c:1:1:' || d.id || ':' || p.id, {campaign}, NULL, d.id, p.id, {due}, {until},
       CASE WHEN EXISTS (SELECT 1 FROM contact c JOIN consent y ON y.contact_id = c.id AND y.party_id = c.party_id
                         WHERE c.party_id = p.id AND c.dead_since IS NULL AND y.given AND y.withdrawn_at IS NULL
                           AND y.purpose = 'reminders' AND y.at >= c.linked_at)
            THEN 'pending' ELSE 'skipped' END, NULL
FROM decision d JOIN decision_party dp ON dp.decision_id = d.id JOIN party p ON p.id = dp.party_id
WHERE dp.role = 'debtor' AND NOT p.deceased AND d.status IN ({statuses})
  AND (SELECT coalesce(sum(o.amount), 0) FROM obligation o WHERE o.decision_id = d.id)
    - (SELECT coalesce(sum(a.amount), 0) FROM allocation a JOIN obligation o ON o.id = a.obligation_id
       WHERE o.decision_id = d.id) > 0
ON CONFLICT (purpose) DO NOTHING
"""


def bare_sqlite(url: str) -> Measured:
    """One statement, one commit, in the durability of the product."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA cache_size=-32000")
        watch = Stopwatch()
        conn.execute("BEGIN IMMEDIATE")
        rows = conn.execute(_BARE.format(statuses=_STATUSES, first=1, campaign="NULL", due=1, until=2)).rowcount
        conn.execute("COMMIT")
        return {"cpu_s": watch.cpu(), "wall_s": watch.wall(), "rows": rows}


def bare_postgres(url: str) -> Measured:
    """One statement, one commit."""
    with psycopg.connect(url) as conn:
        watch = Stopwatch()
        statement = _BARE.format(statuses=_STATUSES, first=1, campaign="NULL", due="now()", until="now()")
        rows = conn.execute(statement.encode()).rowcount
        conn.commit()
        told = {"cpu_s": watch.cpu(), "wall_s": watch.wall(), "rows": rows}
        conn.execute("DELETE FROM planned_step")
    return told
