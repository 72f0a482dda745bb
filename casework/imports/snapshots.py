"""How is a row of the books kept as it was, and put back to the byte?"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Numeric, Table, and_, delete, insert, update

from casework.db.metadata import Instant

Values = Mapping[str, Any]


def as_json(snapshot: Mapping[str, Any]) -> str:
    """Rows as JSON: bytes in Base64, days and instants in ISO form, decimals as text."""
    return json.dumps(snapshot, default=_plain, separators=(",", ":"))


def row_of(table: Table, kept: Values) -> dict[str, Any]:
    """A kept row with the values that its table's columns take."""
    return {name: None if value is None else _typed(table, name, value) for name, value in kept.items()}


def put_back(conn: Connection, table: Table, present: Iterable[Values], kept: Iterable[Values]) -> None:
    """Make ``present`` rows of ``table`` the ``kept`` ones again: delete, insert and update only where they differ."""
    was = {_key(table, row): dict(row) for row in kept}
    now = {_key(table, row): dict(row) for row in present}
    for key in now.keys() - was.keys():
        conn.execute(delete(table).where(_is(table, key)))
    for key in was.keys() - now.keys():
        conn.execute(insert(table), was[key])
    for key in was.keys() & now.keys():
        if was[key] != now[key]:
            conn.execute(update(table).where(_is(table, key)), was[key])


def _key(table: Table, row: Values) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _is(table: Table, key: tuple[Any, ...]) -> Any:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is kept nowhere in the books")


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Numeric) else value
