"""When did somebody last try whether a backup can be restored, and did it work?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.staff import Staff
from casework.tables.safety import restore_drill
from casework.tidy import tidy, tidy_lines

EVERY = timedelta(days=92)  # once in three months
LISTED = 12
LONGEST_NAME = 200
LONGEST_NOTE = 4_000
MOST_MINUTES = 100_000


class DrillRefused(Exception):
    """It cannot be written so; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrillFacts:
    """``backup``: the file that was tried; ``minutes`` from its first copy to the books being read."""

    on_date: date
    backup: str
    minutes: int
    works: bool
    note: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drill(DrillFacts):
    """A try as the books have it."""

    id: int
    written_by: int
    written_at: datetime


def record_drill(books: Books, who: Staff, facts: DrillFacts) -> int:
    """Write down that it was tried; its id. Raises ``DrillRefused``."""
    name, note = tidy(facts.backup), tidy_lines(facts.note)
    if not name or len(name) > LONGEST_NAME:
        raise DrillRefused("Chưa rõ đã thử bản sao lưu nào. Hãy chọn hoặc ghi tên tệp.")
    if not 1 <= facts.minutes <= MOST_MINUTES:
        raise DrillRefused("Số phút không hợp lệ. Hãy ghi đã mất bao nhiêu phút, từ 1 trở lên.")
    if facts.on_date > today(books.clock):
        raise DrillRefused("Ngày thử ở sau hôm nay. Hãy ghi ngày đã thử.")
    if len(note) > LONGEST_NOTE or (not facts.works and not note):
        raise DrillRefused("Không khôi phục được thì ghi vướng ở đâu, ngắn gọn. Hãy ghi lại.")
    row_id = new_id()
    books.conn.execute(
        insert(restore_drill).values(
            id=row_id,
            on_date=facts.on_date,
            backup=name,
            minutes=facts.minutes,
            works=facts.works,
            note_sealed=books.keys.seal("restore_drill", "note", row_id, note) if note else None,
            written_by=who.id,
            written_at=books.clock.now(),
        )
    )
    told = "works" if facts.works else "fails"
    audit.record(
        books, audit.staff(who.id), audit.Action.RESTORE_DRILL_RECORDED, f"restore_drill:{row_id}", purpose=told
    )
    return row_id


def drills(books: Books) -> list[Drill]:
    """The last ones, newest first."""
    rows = books.conn.execute(
        select(restore_drill).order_by(restore_drill.c.on_date.desc(), restore_drill.c.id.desc()).limit(LISTED)
    )
    return [
        Drill(
            id=row.id,
            on_date=row.on_date,
            backup=row.backup,
            minutes=row.minutes,
            works=row.works,
            note="" if row.note_sealed is None else books.keys.open("restore_drill", "note", row.id, row.note_sealed),
            written_by=row.written_by,
            written_at=row.written_at,
        )
        for row in rows
    ]


def last_good(known: list[Drill]) -> date | None:
    """The day of the newest one that worked."""
    return next((one.on_date for one in known if one.works), None)


def is_due(known: list[Drill], on: date) -> bool:
    """Whether it is time to try again."""
    last = last_good(known)
    return last is None or on - last > EVERY
