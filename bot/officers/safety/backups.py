"""Which backups are there, how old is the newest, is one being made, and when was restoring one last tried?"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.backup.making import BackupFailed
from bot.backup.shelf import backups
from bot.backup.watch import back_up_now
from bot.cli import delivery_findings
from bot.officers.safety.typed import Unclear, day, number
from bot.officers.visit import Visit
from bot.settings import Settings
from casework import audit, restore_drills, staff
from casework.books import Books
from casework.clock import today
from casework.restore_drills import Drill, DrillFacts, DrillRefused
from casework.staff import Staff

DRILL = ("on_date", "backup", "minutes", "works", "note")
PATIENCE = 20.0  # seconds that a browser waits for a copy; a larger one goes on by itself
LISTED = 50
_MIB = 2**20
_at_work: set[asyncio.Task[None]] = set()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A backup on the shelf."""

    name: str
    at: datetime
    megabytes: float


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    return await _shown(visit)


async def make(visit: Visit) -> web.StreamResponse:
    """Make one beside whoever writes. One that takes long goes on after the answer; the page shows it when it is done."""
    task = asyncio.create_task(_made(visit))
    _at_work.add(task)
    task.add_done_callback(_over)
    try:
        await asyncio.wait_for(asyncio.shield(task), PATIENCE)
    except TimeoutError:
        return await _shown(visit, going_on=True)
    except BackupFailed as failed:
        return await _shown(visit, wrong=str(failed), status=409)
    return visit.go("/safety/backups")


async def record(visit: Visit) -> web.StreamResponse:
    """Somebody has tried whether one can be restored."""
    try:
        if visit.form.get("works") not in ("yes", "no"):
            raise Unclear("Chưa chọn khôi phục được hay không. Hãy chọn rồi ghi lại.")
        facts = DrillFacts(
            on_date=day(visit, "on_date", "ngày thử"),
            backup=visit.form.get("backup", ""),
            minutes=number(visit, "minutes", "số phút") or 0,
            works=visit.form["works"] == "yes",
            note=visit.form.get("note", ""),
        )
        await visit.db.write(restore_drills.record_drill, visit.who, facts)
    except (Unclear, DrillRefused) as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved("/safety/backups")


async def _made(visit: Visit) -> None:
    made = await asyncio.to_thread(back_up_now, visit.settings, visit.db.clock)
    await visit.db.write(_noted, visit.who, made.path.name)


def _noted(books: Books, who: Staff, name: str) -> None:
    audit.record(books, audit.staff(who.id), audit.Action.BACKUP_MADE, "books", purpose=name)


def _over(task: asyncio.Task[None]) -> None:
    _at_work.discard(task)
    if not task.cancelled() and (problem := task.exception()) is not None:
        _log.warning("backup_failed", extra={"kind": type(problem).__name__})


def _kept(settings: Settings) -> list[Kept]:
    there = backups(settings.backups)[:LISTED]
    return [Kept(name=one.path.name, at=one.at, megabytes=one.path.stat().st_size / _MIB) for one in there]


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200, going_on: bool = False) -> web.Response:
    settings = visit.settings
    drills, names = await visit.db.read(_drills)
    return visit.page(
        "safety/backups",
        status=status,
        kept=await asyncio.to_thread(_kept, settings),
        finding=delivery_findings.backup(settings, visit.db.clock),
        on_sqlite=settings.url.startswith("sqlite"),
        drills=drills,
        names=names,
        drill_due=restore_drills.is_due(drills, today(visit.db.clock)),
        going_on=going_on,
        wrong=wrong,
        typed=visit.form,
    )


def _drills(books: Books) -> tuple[list[Drill], dict[int, str]]:
    drills = restore_drills.drills(books)
    known = [staff.find(books, who) for who in {one.written_by for one in drills}]
    return drills, {one.id: one.name for one in known if one is not None}
