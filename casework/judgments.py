"""Which judgment does a decision carry out? A judgment is known by its number and court."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.decisions import tidy_number
from casework.tables.decisions import judgment as judgments
from casework.tidy import tidy


def upsert_judgment(books: Books, agency_id: int, number: str, *, court: str = "", dated: date | None = None) -> int:
    """The id of the agency's judgment of this number and court, entered if it is new; a given date replaces the old."""
    number, court = tidy_number(number), tidy(court)
    key = {"agency": agency_id, "number": number, "court": court}
    known = books.conn.execute(_JUDGMENT, key).one_or_none()
    if known is None:
        judgment_id = new_id()
        row = {"id": judgment_id, "agency_id": agency_id, "number": number, "court": court, "dated": dated}
        books.conn.execute(insert(judgments), row)
        return judgment_id
    if dated is not None and dated != known.dated:
        books.conn.execute(update(judgments).where(judgments.c.id == known.id), {"dated": dated})
    return int(known.id)


_JUDGMENT = select(judgments.c.id, judgments.c.dated).where(
    judgments.c.agency_id == bindparam("agency"),
    judgments.c.number == bindparam("number"),
    judgments.c.court == bindparam("court"),
)
