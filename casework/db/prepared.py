"""How is a statement that every conversation needs put to the database at nearly the driver's own price?

SQLAlchemy compiles a statement once, but building its execution and result objects costs as much again as a small SQLite
query (16 µs of 32, measured). A ``Prepared`` is written as a Core statement all the same: it is compiled once for each
kind of database and handed to the driver's cursor as text, and values go in and come back through the types of the tables.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    Text,
    Update,
    bindparam,
    insert,
    literal_column,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator, TypeEngine

KINDS = ("sqlite", "postgresql")
Row = tuple[Any, ...]
Statement: TypeAlias = Select[Any] | CompoundSelect[Any] | Insert | Update | Delete
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    sql: str
    order: tuple[str, ...] | None  # names of the values where the driver takes them by place
    constants: dict[str, Any]  # values that the statement itself brings
    into: tuple[tuple[str, Convert], ...]  # by name of the value
    back: tuple[tuple[int, Convert], ...]  # by place of the column


class Prepared:
    """A statement all of whose named values are given at each call; one for all databases, or one for each by its name.

    An ``IN`` over a list cannot be prepared: its text depends on the list. A word that stands in the condition of a partial
    index is written as a literal: compared with a value, SQLite prepares the statement anew at each call, to see whether the
    index fits (1 ms of a long one, measured).
    """

    def __init__(self, statement: Statement | Mapping[str, Statement]) -> None:
        self._statement = statement
        self._plans: dict[str, _Plan] = {}
        self._row: Any = None  # what makes a row with names, once somebody has asked for one

    @classmethod
    def for_each_kind(cls, asked: Callable[[str], Statement]) -> Prepared:
        """A statement that is written in another way for each kind of database: ``asked`` is told its name."""
        return cls({dialect: asked(dialect) for dialect in KINDS})

    def rows(self, conn: Connection, **values: Any) -> list[Row]:
        """All rows, as plain tuples in the order of the columns. The driver's errors come as SQLAlchemy's."""
        plan = self._plans.get(conn.dialect.name) or self._planned(conn.dialect)
        cursor = self._sent(conn, plan, values)
        try:
            rows = cast(list[Row], cursor.fetchall())
        finally:
            cursor.close()
        return [_converted(row, plan.back) for row in rows] if plan.back else rows

    def named(self, conn: Connection, **values: Any) -> list[Any]:
        """All rows, as named tuples: each column is an attribute."""
        rows = self.rows(conn, **values)
        if self._row is None:
            written = self._statement
            statement = written[conn.dialect.name] if isinstance(written, Mapping) else written
            self._row = _row_of(statement)
        make = self._row._make
        return [make(row) for row in rows]

    def one(self, conn: Connection, **values: Any) -> Any | None:
        """The first row as a named tuple; None where there is none."""
        rows = self.named(conn, **values)
        return rows[0] if rows else None

    def scalar(self, conn: Connection, **values: Any) -> Any | None:
        """The first column of the first row; None where there is none."""
        rows = self.rows(conn, **values)
        return rows[0][0] if rows else None

    def changed(self, conn: Connection, **values: Any) -> int:
        """Do it; how many rows were written."""
        plan = self._plans.get(conn.dialect.name) or self._planned(conn.dialect)
        cursor = self._sent(conn, plan, values)
        count = cast(int, cursor.rowcount)
        cursor.close()
        return count

    def change_all(self, conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Do it once for each of ``rows``, by one call of the driver. A statement that gives rows back cannot be asked so."""
        if not rows:
            return
        plan = self._plans.get(conn.dialect.name) or self._planned(conn.dialect)
        arguments: list[Any] = [_arguments(plan, dict(values)) for values in rows]
        cursor = conn.connection.cursor()
        try:
            cursor.executemany(plan.sql, arguments)
        except conn.dialect.loaded_dbapi.Error as problem:
            raise _as_sqlalchemys(conn, plan.sql, problem) from problem
        finally:
            cursor.close()

    def _sent(self, conn: Connection, plan: _Plan, values: dict[str, Any]) -> Any:
        arguments = _arguments(plan, values)
        cursor = conn.connection.cursor()
        try:
            cursor.execute(plan.sql, arguments)
        except conn.dialect.loaded_dbapi.Error as problem:
            cursor.close()
            raise _as_sqlalchemys(conn, plan.sql, problem) from problem
        return cursor

    def _planned(self, dialect: Dialect) -> _Plan:
        written = self._statement
        statement = written[dialect.name] if isinstance(written, Mapping) else written
        compiled: Any = statement.compile(dialect=dialect)
        if compiled.post_compile_params:
            raise ValueError("a statement with a list in it cannot be prepared")
        given = {name for name, bind in compiled.binds.items() if bind.required}
        order = getattr(compiled, "positiontup", None)
        plan = _Plan(
            sql=str(compiled),
            order=None if order is None else tuple(order),
            constants={name: value for name, value in _constants(compiled, dialect) if name not in given},
            into=tuple((name, convert) for name, convert in _binders(compiled, dialect) if name in given),
            back=tuple(
                (place, convert)
                for place, kind in enumerate(_kinds(statement))
                if (convert := _from_database(kind, dialect)) is not None
            ),
        )
        self._plans[dialect.name] = plan
        return plan


def word(value: str) -> ColumnElement[str]:
    """One of our own words (a state, a kind) as it stands in the text of a statement: never anything that came from outside."""
    return literal_column(f"'{value}'", Text)


def _arguments(plan: _Plan, values: dict[str, Any]) -> dict[str, Any] | list[Any]:
    for name, convert in plan.into:
        if values[name] is not None:
            values[name] = convert(values[name])
    if plan.constants:
        values |= plan.constants
    return values if plan.order is None else [values[name] for name in plan.order]


def _row_of(statement: Statement) -> Any:
    """The kind of named tuple that has the statement's columns; one without a name of its own cannot be asked for."""
    named: Any = namedtuple
    if isinstance(statement, Select | CompoundSelect):
        return named("Row", list(statement.selected_columns.keys()), rename=True)
    return named("Row", [column["name"] for column in statement.returning_column_descriptions], rename=True)


def _kinds(statement: Statement) -> list[TypeEngine[Any]]:
    """The types of the columns that come back."""
    if isinstance(statement, Select | CompoundSelect):
        return [column.type for column in statement.selected_columns]
    return [column["type"] for column in statement.returning_column_descriptions]


def insert_of(table: Table, *columns: str) -> Prepared:
    """One row put into ``table``, a value for each of these columns; the database sees to the others."""
    return Prepared(insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in columns}))


def _binders(compiled: Any, dialect: Dialect) -> list[tuple[str, Convert]]:
    binders = ((name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in compiled.binds.items())
    return [(name, convert) for name, convert in binders if convert is not None]


def _constants(compiled: Any, dialect: Dialect) -> list[tuple[str, Any]]:
    """The values that the statement brings, as the driver takes them."""
    convert = dict(_binders(compiled, dialect))
    return [
        (name, convert[name](bind.effective_value) if name in convert and bind.effective_value is not None else bind.effective_value)
        for name, bind in compiled.binds.items()
    ]  # fmt: skip


def _from_database(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """PostgreSQL's driver gives dates, decimals and bytes itself; only types of our own are left to convert."""
    if dialect.name != "sqlite" and not isinstance(kind, TypeDecorator):
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _converted(row: Row, converters: tuple[tuple[int, Convert], ...]) -> Row:
    cells = list(row)
    for place, convert in converters:
        if cells[place] is not None:
            cells[place] = convert(cells[place])
    return tuple(cells)


def _as_sqlalchemys(conn: Connection, sql: str, problem: Exception) -> Exception:
    """The driver's error as SQLAlchemy would raise it, without the values; a broken line is given up as there."""
    dialect = conn.dialect
    driver = conn.connection.dbapi_connection
    broken = driver is not None and dialect.is_disconnect(cast(Any, problem), driver, None)
    if broken:
        conn.invalidate(problem)
    return cast(
        Exception,
        DBAPIError.instance(
            sql, None, cast(Any, problem), dialect.loaded_dbapi.Error, hide_parameters=True,
            connection_invalidated=broken, dialect=dialect,
        ),
    )  # fmt: skip
