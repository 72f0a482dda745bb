"""How do many rows get into a table, or out of it, at nearly the driver's own price?

SQLite: the driver's ``executemany``. PostgreSQL: ``COPY``, where a statement a row costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, LargeBinary, Table

T = TypeVar("T")
IN_ONE_QUESTION = 500  # values in one IN (...): well under every limit, and enough to forget the price of the trip


def insert_rows(conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows``, whose values stand in the order of ``columns`` and are what the columns' types take."""
    if not rows:
        return
    ready = _bound(conn, table, columns, rows)
    names = ", ".join(f'"{name}"' for name in columns)
    if conn.dialect.name == "postgresql":
        _copy(conn, f'COPY "{table.name}" ({names}) FROM STDIN', ready)
        return
    marks = ", ".join("?" * len(columns))
    conn.exec_driver_sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', ready)  # noqa: S608  names are ours


def in_pieces(values: Sequence[T], size: int = IN_ONE_QUESTION) -> Iterator[Sequence[T]]:
    """``values`` in pieces for one question each."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


class _Converted(dict[Any, Any]):
    """Each value converted once."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        converted = self[value] = self._convert(value)
        return converted


def _copy(conn: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    cursor: Any = conn.connection.cursor()  # psycopg's own, which knows COPY
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def _bound(
    conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The values as the driver takes them. Column by column: few columns have anything to convert, most tables none."""
    converts: dict[int, Callable[[Any], Any]] = {}
    for place, name in enumerate(columns):
        kind = table.c[name].type
        convert = kind.dialect_impl(conn.dialect).bind_processor(conn.dialect)
        if convert is not None and not isinstance(kind, LargeBinary):  # both drivers take bytes as they are
            converts[place] = convert
    if not converts:
        return list(rows)
    cells: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, its_convert in converts.items():
        converted = _Converted(its_convert)  # a column of days or instants says few different things
        cells[place] = [None if value is None else converted[value] for value in cells[place]]
    return list(zip(*cells, strict=True))
