"""How is a rehearsal begun from a page, watched, and stopped? In a process of its own, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.officers.campaigns import forms
from bot.officers.campaigns.chart import Chart, Column, chart
from bot.officers.campaigns.theirs import theirs
from bot.officers.visit import Visit
from casework.books import Books
from casework.db.engine import Database
from casework.staff import Staff
from scheduler.plans import approval, rehearsal_runs
from scheduler.plans.refusals import CampaignRefused
from scheduler.plans.rehearsal_runs import Run, State
from scheduler.steps.step import Status

_log = logging.getLogger(__name__)
SEEDS = ("3", "9", "20")
LONGEST = 900.0  # seconds; a rehearsal of 50,000 people takes a minute
EVERY = 1.0  # seconds between two looks at whether somebody has cancelled it
_LINE = 4 << 20  # bytes of the last line, which holds every table
_running: set[asyncio.Task[None]] = set()  # a task that nobody holds may be forgotten


async def show(visit: Visit) -> web.StreamResponse:
    """The rehearsal that runs, and what the last one foretold."""
    return await _shown(visit)


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    return visit.page("campaigns/rehearsal", status=status, wrong=wrong, **facts)


async def progress(visit: Visit) -> web.StreamResponse:
    """How far it is, for the page's script."""
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    return visit.page("campaigns/rehearsal_progress", **facts)


async def begin(visit: Visit) -> web.StreamResponse:
    """Begin one."""
    seeds = int(forms.chosen(visit.form, "seeds", SEEDS) or SEEDS[1])
    campaign_id = visit.number("campaign")
    await visit.db.read(theirs, visit.who, campaign_id)
    try:
        run_id = await visit.db.write(rehearsal_runs.begin, campaign_id, visit.who.id)
    except CampaignRefused as refused:
        return await _shown(visit, wrong=str(refused), status=409)
    task = asyncio.create_task(watch(visit.db, run_id, campaign_id, seeds))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return visit.go(f"/campaigns/{campaign_id}/rehearsal")


async def cancel(visit: Visit) -> web.StreamResponse:
    """Stop it; the process ends within a second or two."""
    campaign_id = visit.number("campaign")
    await visit.db.read(theirs, visit.who, campaign_id)
    await visit.db.write(rehearsal_runs.cancel, campaign_id, visit.who.id)
    return visit.go(f"/campaigns/{campaign_id}/rehearsal")


async def watch(db: Database, run_id: int, campaign_id: int, seeds: int) -> None:
    """Run it to its end, or until somebody cancels it or it takes too long."""
    outlook = None
    try:
        async with asyncio.timeout(LONGEST):
            outlook = await _in_a_process(db, run_id, _asked(db, campaign_id, seeds))
    except TimeoutError:
        _log.warning("rehearsal_took_too_long", extra={"run": run_id})
    except OSError:
        _log.exception("rehearsal_not_begun", extra={"run": run_id})
    finally:
        await db.write(rehearsal_runs.ended, run_id, outlook)


async def _in_a_process(db: Database, run_id: int, asked: bytes) -> dict[str, Any] | None:
    """What it told in the end; the process is gone afterwards, however it went."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.officers.campaigns.rehearser",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True, limit=_LINE,
    )  # fmt: skip
    try:
        return await _heard(db, process, run_id, asked)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it and its own children, begun in a session of their own
        await process.wait()


async def _heard(db: Database, process: asyncio.subprocess.Process, run_id: int, asked: bytes) -> dict[str, Any] | None:
    """What it told in the end; None when it broke off or was cancelled."""
    assert process.stdin is not None  # noqa: S101  # both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(asked)
    await process.stdin.drain()
    process.stdin.close()
    reached, looked = 0, time.monotonic()
    reading = asyncio.create_task(process.stdout.readline())
    try:
        while True:
            done, _ = await asyncio.wait({reading}, timeout=EVERY)
            if done:
                told: dict[str, Any] = json.loads(reading.result() or b'{"outlook": null}')
                if "reached" not in told:
                    return told.get("outlook")
                reached = int(told["reached"])
                reading = asyncio.create_task(process.stdout.readline())
            if time.monotonic() - looked >= EVERY:
                looked = time.monotonic()
                if not await db.write(rehearsal_runs.told, run_id, reached):
                    return None
    finally:
        reading.cancel()


def _asked(db: Database, campaign_id: int, seeds: int) -> bytes:
    asked = {
        "url": db.engine.url.render_as_string(hide_password=False),
        "masters": {number: base64.b64encode(key).decode() for number, key in db.keys.masters.items()},
        "now": db.clock.now().isoformat(),
        "campaign": campaign_id,
        "seeds": seeds,
        "at_once": max(1, (os.cpu_count() or 2) - 1),
    }
    return json.dumps(asked).encode() + b"\n"


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    campaign = theirs(books, who, campaign_id)
    last = rehearsal_runs.last_of(books, campaign_id)
    done = rehearsal_runs.last_of(books, campaign_id, State.DONE)
    return {
        "campaign": campaign,
        "open": campaign.status in (Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED),
        "running": last if last is not None and last.state is State.RUNNING else None,
        "last": last,
        "done": done,
        "same": done is not None and done.plan_hash == approval.head_digest(books, campaign),
        "picture": None if done is None else _picture(done),
        "seeds": SEEDS,
    }


def _picture(run: Run) -> Chart:
    weeks = [] if run.outlook is None else run.outlook["figures"]["weeks"]
    return chart(
        [
            Column(
                label=f"{week['monday'][8:]}/{week['monday'][5:7]}",
                part=round(week["replied"]),
                whole=round(week["sent"]),
            )
            for week in weeks
        ]
    )
