"""Which lists came in before, as far as somebody may see them, and which of their rows still wait?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from casework import audit
from casework.audit import Action
from casework.books import Books
from casework.imports.batches import State
from casework.imports.waiting_rows import HeldRow
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.agency import staff
from casework.tables.imports import import_batch, import_row

LISTED = 20
ROWS_SHOWN = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class PastList:
    """A list that was written. ``by`` None: at the terminal, by the machine's own administrator."""

    id: int
    file: str
    at: datetime
    by: str | None
    state: State
    undone_at: datetime | None
    rows: int
    accepted: int
    held: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Some rows of a past list that wait, and the row to go on from; None: there are no more."""

    rows: tuple[HeldRow, ...] = field(repr=False)
    more: int | None


def past_lists(books: Books, who: Staff, before: int | None = None) -> tuple[list[PastList], int | None]:
    """The newest first, those before the one named; and the one to go on from."""
    asked = _LISTS.where(in_sight(who, import_batch))
    if before is not None:
        asked = asked.where(import_batch.c.id < before)
    found = [_past(row) for row in books.conn.execute(asked.limit(LISTED + 1))]
    return found[:LISTED], found[LISTED - 1].id if len(found) > LISTED else None


def past_list(books: Books, who: Staff, asked: int) -> PastList | None:
    """One of them, if this person may see it."""
    row = books.conn.execute(_LISTS.where(import_batch.c.id == asked, in_sight(who, import_batch))).one_or_none()
    return None if row is None else _past(row)


def waiting_rows(books: Books, who: Staff, batch_id: int, after: int = 0) -> Waiting:
    """Rows of a list in sight that wait, opened; that they were looked at stands in the trail."""
    headers: list[str] = json.loads(
        books.conn.execute(select(import_batch.c.headers).where(import_batch.c.id == batch_id)).scalar() or "[]"
    )
    asked = (
        select(import_row)
        .where(import_row.c.batch_id == batch_id, import_row.c.row > after)
        .order_by(import_row.c.row)
        .limit(ROWS_SHOWN + 1)
    )
    rows = [_held(books, row, headers) for row in books.conn.execute(asked)]
    if rows:
        audit.record(books, audit.staff(who.id), Action.IMPORT_SEEN, f"import:{batch_id}", purpose="console")
    more = rows[ROWS_SHOWN - 1].row if len(rows) > ROWS_SHOWN else None
    return Waiting(rows=tuple(rows[:ROWS_SHOWN]), more=more)


def _held(books: Books, row: Any, headers: list[str]) -> HeldRow:
    kept = json.loads(books.keys.open("import_row", "cells", row.id, row.cells_sealed))
    return HeldRow(row=row.row, cells=tuple(zip(headers, kept["cells"], strict=True)), reasons=tuple(kept["reasons"]))


def _past(row: Any) -> PastList:
    return PastList(**(dict(row._mapping) | {"state": State(row.state)}))


_LISTS = (
    select(
        import_batch.c.id,
        import_batch.c.file_name.label("file"),
        import_batch.c.at,
        staff.c.name.label("by"),
        import_batch.c.state,
        import_batch.c.undone_at,
        import_batch.c.rows,
        import_batch.c.accepted,
        select(func.count())
        .select_from(import_row)
        .where(import_row.c.batch_id == import_batch.c.id)
        .scalar_subquery()
        .label("held"),
    )
    .join(staff, staff.c.id == import_batch.c.imported_by, isouter=True)
    .order_by(import_batch.c.id.desc())
)
