"""Do these books know all that the journals of this machine say? Asked before anything is sent, and whenever they go back.

A journal that a living process writes is left to it: it tells the books itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from casework.books import Books
from casework.db.engine import Database
from scheduler.delivery import journal_reading, leases
from scheduler.delivery.journal import Place, host_of, name_of_host
from scheduler.delivery.journal_lines import Whole
from scheduler.delivery.replaying import CHUNK, Tally, take_in
from scheduler.guards import holding
from scheduler.guards.holding import Why
from scheduler.tables import journal_place

KEPT = timedelta(days=35)  # longer than any backup that somebody would go back to (bot.backup.KEPT_DAYS at most)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caught:
    """What was learned, and how many journals that the books know are not there."""

    tally: Tally
    missing: int


def catch_up(db: Database, folder: Path, *, but: str = "", all_of_them: bool = False) -> Caught:
    """Read what is new in ``folder`` into the books, chunk by chunk; blocks, so call it from a thread.

    ``but``: the process whose own journal is read although it lives. ``all_of_them``: nobody is running (a restore).
    """

    def is_living(owner: str) -> bool:
        return not all_of_them and owner != but and leases.lives_here(owner)

    tally = Tally()
    since = db.clock.now() - KEPT
    known = db.submit(places).result()
    for place, lines in unread(folder, known, since, is_living):
        tally.add(db.submit(take_in, place, lines, is_living).result())
    there = {file.place.journal: file.place.line for file in journal_reading.files(folder)}
    missing = db.submit(note_missing, there, everywhere=db.is_sqlite, since=since).result()
    if tally.unknown or missing or tally.damaged:
        _log.error("books_behind_journal", extra={"messages": tally.unknown, "count": missing, "parked": tally.damaged})
    return Caught(tally=tally, missing=missing)


def unread(
    folder: Path, known: Mapping[str, int], since: datetime, is_living: Callable[[str], bool]
) -> Iterator[tuple[Place, list[Whole | None]]]:
    """Stretches of the journals that the books have not read, with the place that each ends at."""
    for file in journal_reading.files(folder):
        after = known.get(file.place.journal, -1)
        if file.place.line <= after or file.begun_at < since or is_living(file.owner):
            continue
        reached, stretch = max(after, 0), list[Whole | None]()
        for number, line in journal_reading.lines(file, after):
            stretch.append(line)
            reached = reached if number is None else number
            if len(stretch) >= CHUNK:
                yield Place(journal=file.place.journal, line=reached), stretch
                stretch = []
        yield Place(journal=file.place.journal, line=file.place.line), stretch


def places(books: Books) -> dict[str, int]:
    """How far the books know each journal."""
    rows = books.conn.execute(select(journal_place.c.journal, journal_place.c.line))
    return {row.journal: row.line for row in rows}


def note_missing(books: Books, there: Mapping[str, int], *, everywhere: bool, since: datetime) -> int:
    """Hold everything unasked when a journal that was written here is gone, or its end is, and say so once; how many.

    ``there``: the journals of this machine and their last lines. ``everywhere``: all journals are written on this machine
    (SQLite); otherwise only those that bear its name.
    """
    here = name_of_host()
    rows = books.conn.execute(
        select(journal_place.c.journal, journal_place.c.line).where(journal_place.c.at >= since)
    ).all()
    ours = (row for row in rows if everywhere or host_of(row.journal) == here)
    gone = [row.journal for row in ours if there.get(row.journal, -1) < row.line]
    if gone:
        holding.place(books, Why.JOURNAL_MISSING)
        _forget_places(books, gone)
    return len(gone)


def forget_old(db: Database, folder: Path) -> int:
    """Remove journals that nobody will need any more; how many. Blocks, so call it from a thread."""
    old = [file for file in journal_reading.files(folder) if file.begun_at < db.clock.now() - KEPT]
    old = [file for file in old if not leases.lives_here(file.owner)]
    if old:
        db.submit(_forget_places, [file.place.journal for file in old]).result()
    for file in old:
        file.path.unlink(missing_ok=True)
    return len(old)


def _forget_places(books: Books, names: list[str]) -> None:
    books.conn.execute(delete(journal_place).where(journal_place.c.journal.in_(names)))
