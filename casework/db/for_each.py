"""How are many rows changed at once, each with values of its own, at nearly the price of one statement?

The rows go over as one value, JSON, and the statement joins with it. A statement for each row costs SQLite two to three times
as much, though its driver repeats it without leaving itself (8 µs against 3, measured), and PostgreSQL ten times.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from casework.db.prepared import Prepared

_SQLITE = sqlite.dialect()
_encode = msgspec.json.Encoder().encode
_ROWS = bindparam("rows", type_=Text)


class ForEach:
    """A change that is made for each of a list of rows.

    ``change`` writes it for a dialect (by name): it is given a column for each of ``kinds``, by name. Values that are the same
    for all rows are parameters of their own. An INSERT takes its rows from a SELECT of those columns.
    """

    def __init__(self, change: Callable[..., Insert | Update], /, **kinds: TypeEngine[Any]) -> None:
        self._names = tuple(kinds)
        self._prepared = Prepared(
            {
                "sqlite": change("sqlite", **_from_lists(kinds)),
                "postgresql": change("postgresql", **_from_objects(kinds)),
            }
        )
        converts = {name: kind.dialect_impl(_SQLITE).bind_processor(_SQLITE) for name, kind in kinds.items()}
        self._converts = {place: converts[name] for place, name in enumerate(kinds) if converts[name] is not None}

    def change(self, conn: Connection, rows: Sequence[Mapping[str, Any]], **same: Any) -> None:
        """Make it for all ``rows``; ``same``: what is the same for all of them. No two rows may be about the same one."""
        if not rows:
            return
        given: Sequence[Any] = self._as_lists(rows) if conn.dialect.name == "sqlite" else rows
        self._prepared.changed(conn, rows=_encode(given).decode(), **same)

    def _as_lists(self, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The values in the order of the columns, as SQLite keeps them."""
        lists = [[row[name] for name in self._names] for row in rows]
        for place, convert in self._converts.items():
            for cells in lists:
                if convert is not None and cells[place] is not None:
                    cells[place] = convert(cells[place])
        return lists


def _from_lists(kinds: Mapping[str, TypeEngine[Any]]) -> dict[str, ColumnElement[Any]]:
    cells = func.json_each(_ROWS).table_valued("value", name="given").c.value
    return {
        name: type_coerce(func.json_extract(cells, literal_column(f"'$[{place}]'")), kind)
        for place, (name, kind) in enumerate(kinds.items())
    }


def _from_objects(kinds: Mapping[str, TypeEngine[Any]]) -> dict[str, ColumnElement[Any]]:
    columns = (column(name, kind) for name, kind in kinds.items())
    each = func.json_to_recordset(cast(_ROWS, JSON)).table_valued(*columns, name="given")
    rows = each.render_derived(with_types=True)
    return {name: rows.c[name] for name in kinds}


def as_json_list(values: Collection[int] | Collection[str]) -> str:
    """``values`` as ``ids_in`` and ``texts_in`` take them: JSON text, each once and in order, so that like asks alike."""
    return json.dumps(sorted(set(values)))


def ids_in(dialect: str, name: str) -> Select[Any]:
    """The ids in the parameter ``name`` (JSON text), for ``IN``: a list of parameters would be another statement each time."""
    given = bindparam(name, type_=Text)
    if dialect == "sqlite":
        return select(column("value", BigInteger)).select_from(func.json_each(given))
    return select(cast(func.json_array_elements_text(cast(given, JSON)), BigInteger))


def texts_in(dialect: str, name: str) -> Select[Any]:
    """The same for words."""
    given = bindparam(name, type_=Text)
    if dialect == "sqlite":
        return select(column("value", Text)).select_from(func.json_each(given))
    return select(func.json_array_elements_text(cast(given, JSON)))
