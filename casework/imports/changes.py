"""What did an import touch, written down so that it can be taken back exactly?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from casework.books import Books
from casework.db.bulk import insert_rows
from casework.db.ids import new_id
from casework.imports.snapshots import as_json
from casework.tables.imports import import_change

_IDS_A_ROW = 2_000
_COLUMNS = ("id", "batch_id", "table_name", "row_key", "before_sealed")


class Changes:
    """The changes of one batch on their way into the books."""

    def __init__(self, books: Books, batch_id: int) -> None:
        self._books = books
        self._batch = batch_id
        self._new: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}
        self._ready: list[tuple[Any, ...]] = []

    def added(self, table: Table, ids: Sequence[int]) -> None:
        """These rows are new."""
        waiting = self._new.setdefault(table.name, [])
        waiting += ids
        while len(waiting) >= _IDS_A_ROW:
            self._add(table.name, json.dumps(waiting[:_IDS_A_ROW], separators=(",", ":")), None)
            del waiting[:_IDS_A_ROW]

    def counted(self, table: Table, rows: int) -> None:
        """So many rows of new decisions: they go with their decision, and more of them means that somebody was there."""
        self._counts[table.name] = self._counts.get(table.name, 0) + rows

    def before(self, table: Table, row_id: int, snapshot: Mapping[str, Any]) -> None:
        """This row is about to change; ``snapshot`` is what it was."""
        self._add(table.name, str(row_id), as_json(snapshot))

    def flush(self, *, last: bool = False) -> None:
        """Write what has been told so far; ``last``: also the pieces that are not full."""
        if last:
            for name, waiting in self._new.items():
                if waiting:
                    self._add(name, json.dumps(waiting, separators=(",", ":")), None)
            self._new.clear()
            for name, rows in self._counts.items():
                self._add(name, json.dumps({"rows": rows}), None)
            self._counts.clear()
        insert_rows(self._books.conn, import_change, _COLUMNS, self._ready)
        self._ready.clear()

    def _add(self, table: str, key: str, before: str | None) -> None:
        row_id = new_id()
        sealed = None if before is None else self._books.keys.seal("import_change", "before", row_id, before)
        self._ready.append((row_id, self._batch, table, key, sealed))
