"""How far has a duty come, and when was it last done? Kept in the books, so that whoever rings next goes on from there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from casework.books import Books
from casework.db.prepared import Prepared
from scheduler.tables import duty

_THIS = duty.c.name == bindparam("which")
_REACHED = Prepared(update(duty).where(_THIS).values(reached=bindparam("reached")))
_DONE = Prepared(update(duty).where(_THIS).values(done_at=bindparam("done_at")))
_READ = Prepared(select(duty.c.reached, duty.c.done_at).where(duty.c.name == bindparam("name")))


def reached(books: Books, name: str) -> int | None:
    """The id that the duty has come to; None when it begins anew."""
    rows = _READ.rows(books.conn, name=name)
    return None if not rows else rows[0][0]


def reach(books: Books, name: str, row_id: int | None) -> None:
    """Write down the id that the duty has come to."""
    if reached(books, name) != row_id:
        _write(books, name, _REACHED, reached=row_id)


def last_done(books: Books, name: str) -> datetime | None:
    """When the duty was last done."""
    rows = _READ.rows(books.conn, name=name)
    return None if not rows else rows[0][1]


def any_after(books: Books, now: datetime) -> bool:
    """Whether any duty was done later than ``now``: by a clock that was ahead, and was put right."""
    last: datetime | None = books.conn.execute(select(func.max(duty.c.done_at))).scalar()
    return last is not None and last > now


def done(books: Books, name: str) -> None:
    """Write down that the duty is done now."""
    _write(books, name, _DONE, done_at=books.clock.now())


def _write(books: Books, name: str, written: Prepared, **values: Any) -> None:
    if written.changed(books.conn, which=name, **values) == 0:
        books.conn.execute(insert(duty).values(name=name, **values))
