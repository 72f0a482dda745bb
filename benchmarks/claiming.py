"""What does it cost to claim a message and to write down that it arrived, beside the driver's bare statements?

In batches of 100, one transaction a batch: the outcomes of the last batch and the next claim, as the speaking role does it.
The bare driver writes the same rows (message and attempt) by four statements a batch, and opens, checks and counts nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import peers
from benchmarks.backends import BothEnds
from benchmarks.data_set import ACCOUNT, FIRST, KEYS, DataSet, contact_id
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved
from benchmarks.place import Place, file_of
from benchmarks.store import opened
from casework.books import Books

BATCH = 100
OWNER = "bench"
_ROW = ("id", "account", "contact_id", "purpose", "delivery_class", "lane", "guard", "state", "act", "payload_sealed",
        "personal", "text_key", "text_version", "not_before", "tries", "made_at")  # fmt: skip
_PAYLOAD = '{"act":"send","text":"Kính gửi ông/bà: khoản phải thi hành án sắp đến hạn. Xin xem chi tiết bên dưới."}'


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    of = DataSet(decisions=sizes.claimed, chats=sizes.claimed, skewed=False)
    yield from _on_sqlite(sizes, place, of)
    yield from _on_postgres(sizes, place, of)


def _on_sqlite(sizes: Sizes, place: Place, of: DataSet) -> Iterator[Figure]:
    template = Path(file_of(place.sqlite(of)))

    def on_a_copy(part: str) -> Measured:
        file = place.folder / "claimed.db"
        shutil.copyfile(template, file)
        told = fresh(f"claiming:{part}", url=f"sqlite:///{file}", messages=of.chats)
        file.unlink()
        return told

    found = interleaved(sizes.rounds, {part: partial(on_a_copy, part) for part in ("bare_sqlite", "product")})
    yield _figure("claim and complete on SQLite / the bare driver", found["product"], found["bare_sqlite"], of.chats)


def _on_postgres(sizes: Sizes, place: Place, of: DataSet) -> Iterator[Figure]:
    url = place.postgres(of)
    if url is None:
        return
    ways: dict[str, Callable[[], Measured]] = {
        part: partial(fresh, f"claiming:{part}", url=url, messages=of.chats) for part in ("bare_postgres", "product")
    }
    if peers.has_pgqueuer():
        ways["pgqueuer"] = partial(
            fresh, "peers:pgqueuer_works", url=place.blank("pgqueuer"), jobs=of.chats, batch=BATCH
        )
    found = interleaved(sizes.rounds, ways)
    own = found["product"]
    yield _figure("claim and complete on PostgreSQL / the bare driver", own, found["bare_postgres"], of.chats)
    if "pgqueuer" in found:
        peer = found["pgqueuer"]["cpu_us"]
        yield Figure(bench="claim and complete on PostgreSQL / pgqueuer's worker that does nothing", product=own["cpu_us"],
                     limit=peer, ratio=peer / own["cpu_us"], goal=Goal(at_least=1.0), unit="CPU us a message, both ends",
                     n=of.chats)  # fmt: skip


def _figure(bench: str, own: Measured, bare: Measured, n: int) -> Figure:
    unit = "CPU us a message" + (", both ends" if "PostgreSQL" in bench else "")
    return Figure(bench=bench, product=own["cpu_us"], limit=bare["cpu_us"], ratio=bare["cpu_us"] / own["cpu_us"],
                  goal=Goal(at_least=0.4), unit=unit, n=n)  # fmt: skip


def _fill(books: Books, messages: int) -> None:
    """As many queued replies in due order, to a chat each."""
    from sqlalchemy import delete

    from casework.db.bulk import insert_rows
    from messages.tables import attempt, outbox

    books.conn.execute(delete(attempt))
    books.conn.execute(delete(outbox))
    now = books.clock.now()
    rows = [
        (FIRST + n, ACCOUNT, contact_id(n), f"claimed:{n}", "D", 0, "reply", "queued", "send",
         KEYS.seal("outbox", "payload", FIRST + n, _PAYLOAD), False, "start.welcome", 1, now, 0, now)
        for n in range(messages)
    ]  # fmt: skip
    insert_rows(books.conn, outbox, _ROW, rows)


def _filled(url: str, messages: int) -> None:
    with opened(url) as db:
        db.submit(_fill, messages).result()
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("VACUUM ANALYZE outbox, attempt")


async def product(url: str, messages: int) -> Measured:
    """The dispatcher's own transaction, again and again until nothing is due; every message arrives.

    The first batch is not counted: modules are loaded and statements written for it.
    """
    from scheduler.delivery import leases

    _filled(url, messages)
    with opened(url) as db:
        assert await db.write(leases.take, f"speak:{ACCOUNT}", OWNER)
        warm = await _claim_all(db, [], BATCH)
        with Stopwatch() if db.is_sqlite else BothEnds(url) as watch:
            await _claim_all(db, warm, messages)
            return {
                "cpu_us": watch.cpu() / (messages - BATCH) * 1e6,
                "wall_us": watch.wall() / (messages - BATCH) * 1e6,
            }


async def _claim_all(db: Any, results: list[Any], upto: int) -> list[Any]:
    """Write ``results`` down and claim on until ``upto`` messages are claimed in all; what is not yet written down."""
    from scheduler.delivery.recording import Result
    from scheduler.delivery.senders import Accepted
    from scheduler.delivery.settling import Stop, settle_and_claim
    from scheduler.guards.at_sending import GUARDS

    done = len(results)
    while done < upto or results:
        claimed = await db.write(settle_and_claim, results, ACCOUNT, OWNER, BATCH, set(), GUARDS, None)
        assert not isinstance(claimed, Stop)
        results = [Result(claimed=one, outcome=Accepted(message_id=str(done + n))) for n, one in enumerate(claimed)]
        done += len(claimed)
        if done == upto == BATCH:
            break
    assert done == upto
    return results


def bare_sqlite(url: str, messages: int) -> Measured:
    """Four statements a batch, in the durability of the product."""
    _filled(url, messages)
    due = (
        f"SELECT id, payload_sealed, tries FROM outbox WHERE account = '{ACCOUNT}' AND lane = 0 AND state = 'queued'"
        f" AND not_before <= ? ORDER BY not_before, id LIMIT {BATCH}"
    )
    end = "UPDATE outbox SET state = 'accepted', platform_message_id = ?, sent_at = ?, owner = NULL, lease_until = NULL WHERE id = ?"
    now, left, ids = 1 << 60, messages, list[int]()
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA cache_size=-32000")
        watch = Stopwatch()
        while left:
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany(end, [(str(row), now, row) for row in ids])
            conn.executemany("UPDATE attempt SET ended_at = ?, outcome = 'Accepted' WHERE outbox_id = ? AND number = 1",
                             [(now, row) for row in ids])  # fmt: skip
            left -= len(ids)
            ids = [row for row, _, _ in conn.execute(due, (now,)).fetchall()]
            conn.executemany("UPDATE outbox SET state = 'sending', owner = 'bare', lease_until = ?, tries = tries + 1 WHERE id = ?",
                             [(now, row) for row in ids])  # fmt: skip
            conn.executemany("INSERT INTO attempt (outbox_id, number, owner, started_at) VALUES (?, 1, 'bare', ?)",
                             [(row, now) for row in ids])  # fmt: skip
            conn.execute("COMMIT")
        return {"cpu_us": watch.cpu() / messages * 1e6}


def bare_postgres(url: str, messages: int) -> Measured:
    """Four set-based statements a batch."""
    _filled(url, messages)
    end = (b"UPDATE outbox SET state = 'accepted', platform_message_id = id::text, sent_at = now(), owner = NULL,"
           b" lease_until = NULL WHERE id = ANY(%s)")  # fmt: skip
    take = (
        f"UPDATE outbox SET state = 'sending', owner = 'bare', lease_until = now() + interval '60 s', tries = tries + 1"
        f" WHERE id IN (SELECT id FROM outbox WHERE account = '{ACCOUNT}' AND lane = 0 AND state = 'queued'"
        f" AND not_before <= now() ORDER BY not_before, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED)"
        f" RETURNING id, payload_sealed, tries"
    ).encode()
    left, ids = messages, list[int]()
    with psycopg.connect(url, autocommit=True) as conn, BothEnds(url) as both:
        while left:
            with conn.transaction():
                conn.execute(end, (ids,), prepare=True)
                conn.execute(b"UPDATE attempt SET ended_at = now(), outcome = 'Accepted'"
                             b" WHERE outbox_id = ANY(%s) AND number = 1", (ids,), prepare=True)  # fmt: skip
                left -= len(ids)
                ids = [row[0] for row in conn.execute(take, prepare=True).fetchall()]
                conn.execute(b"INSERT INTO attempt (outbox_id, number, owner, started_at)"
                             b" SELECT unnest(%s::bigint[]), 1, 'bare', now()", (ids,), prepare=True)  # fmt: skip
        return {"cpu_us": both.cpu() / messages * 1e6, "wall_us": both.wall() / messages * 1e6}
