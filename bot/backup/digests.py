"""Do two databases hold the same rows? A count and a digest for each table, the same on every kind of database.

The digest is the sum of the rows' own digests, so the order in which a database gives them (its collation) does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

ROWS_AT_ONCE = 5_000
_MODULUS = 1 << 128
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_pack = msgspec.msgpack.Encoder().encode


class Digest:
    """Of the rows of one table that were added to it."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self._total = 0
        told = ((place, _TOLD.get(column.type.python_type)) for place, column in enumerate(table.columns))
        self._told = [(place, tell) for place, tell in told if tell is not None]

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in rows as the tables' types give them."""
        total = self._total
        for row in rows:
            cells = list(row)
            for place, tell in self._told:
                if cells[place] is not None:
                    cells[place] = tell(cells[place])
            total += int.from_bytes(blake2b(_pack(cells), digest_size=16).digest(), "big")
        self._total = total % _MODULUS
        self.rows += len(rows)

    @property
    def words(self) -> str:
        """As it is shown: 32 hexadecimal digits."""
        return f"{self._total:032x}"


def digest_of(conn: Connection, table: Table) -> Digest:
    """Read the whole table."""
    digest = Digest(table)
    for rows in stretches(conn, table):
        digest.add(rows)
    return digest


def stretches(conn: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """All rows, in pieces; columns in the order of the table."""
    order = list(table.primary_key.columns)
    found = conn.execute(select(table).order_by(*order), execution_options={"yield_per": ROWS_AT_ONCE})
    for rows in found.partitions():
        yield [tuple(row) for row in rows]


_TOLD: dict[type, Callable[[Any], Any]] = {  # what the two kinds of database give in different words
    datetime: lambda value: (value - _EPOCH) // _MICROSECOND,
    date: lambda value: value.isoformat(),
    Decimal: lambda value: format(value.normalize(), "f"),
    bytes: bytes,
}
