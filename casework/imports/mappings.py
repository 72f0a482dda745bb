"""Which headers has a sender's list had before, and what were they said to mean?

Kept when a list is written whose columns somebody explained; used when the same sender sends the same headers again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from casework.books import Books
from casework.db.ids import new_id
from casework.imports.columns import Columns
from casework.imports.explained import How, Remembered
from casework.imports.header_names import Field
from casework.tables.imports import column_mapping


@dataclass(frozen=True, kw_only=True)
class KnownMapping:
    """What one sender's headers mean; ``meant`` in the order of the columns."""

    sender: str
    meant: Remembered
    confirmed_by: int | None
    at: datetime


def remembered(books: Books, agency_id: int, sender: str) -> list[Remembered]:
    """The headers of this sender's earlier lists."""
    return [one.meant for one in all_mappings(books, agency_id) if one.sender == _tidy(sender)]


def all_mappings(books: Books, agency_id: int) -> list[KnownMapping]:
    """What is remembered, by sender, the newest first."""
    return [
        KnownMapping(sender=row.sender, meant=_opened(row.mapping), confirmed_by=row.confirmed_by, at=row.at)
        for row in books.conn.execute(_ALL, {"agency": agency_id})
    ]


def remember(books: Books, agency_id: int, sender: str, columns: Columns, staff_id: int | None) -> bool:
    """Keep what the columns of a list were said to mean; False where nobody had to say anything."""
    if How.GIVEN not in {one.how for one in columns.understood()}:
        return False
    meant = columns.as_remembered()
    print_ = books.keys.fingerprint("headers", "\n".join(name for name, _ in meant))
    key = {"agency": agency_id, "sender": _tidy(sender), "print": print_}
    books.conn.execute(_FORGET_ONE, key)
    row = {
        "id": new_id(),
        "agency_id": agency_id,
        "sender": key["sender"],
        "headers_print": print_,
        "mapping": json.dumps([(name, field and field.value) for name, field in meant], ensure_ascii=False),
        "confirmed_by": staff_id,
        "at": books.clock.now(),
    }
    books.conn.execute(insert(column_mapping), row)
    return True


def forget(books: Books, agency_id: int, sender: str) -> int:
    """Forget this sender's headers; how many lists of headers that were."""
    return books.conn.execute(_FORGET, {"agency": agency_id, "sender": _tidy(sender)}).rowcount


def _tidy(sender: str) -> str:
    return " ".join(sender.split())


def _opened(written: str) -> Remembered:
    pairs: Sequence[tuple[str, str | None]] = json.loads(written)
    return tuple((name, None if field is None else Field(field)) for name, field in pairs)


_OF = (column_mapping.c.agency_id == bindparam("agency"), column_mapping.c.sender == bindparam("sender"))
_ALL = (
    select(column_mapping)
    .where(column_mapping.c.agency_id == bindparam("agency"))
    .order_by(column_mapping.c.sender, column_mapping.c.at.desc(), column_mapping.c.id.desc())
)
_FORGET = delete(column_mapping).where(*_OF)
_FORGET_ONE = _FORGET.where(column_mapping.c.headers_print == bindparam("print"))
