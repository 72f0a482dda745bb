"""Which rows of a list wait, and what is kept of them until somebody has corrected them?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from casework.books import Books
from casework.db.bulk import in_pieces, insert_rows
from casework.db.ids import new_id
from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.differences import Plan
from casework.imports.doubts import Doubt
from casework.imports.findings import Finding, JsonCell
from casework.tables.imports import import_batch, import_row

Waiting = tuple[CaseRow, list[dict[str, JsonCell]]]  # the row, and why: CELLs of ``import --json``
_COLUMNS = ("id", "batch_id", "row", "state", "cells_sealed")
_HELD = "held"


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldRow:
    """A row that waits: its raw cells by header, and why (the CELLs of ``import --json``)."""

    row: int
    cells: tuple[tuple[str, Any], ...] = field(repr=False)
    reasons: tuple[dict[str, JsonCell], ...] = field(repr=False)


def rows_that_wait(case_list: CaseList, planned: Plan) -> list[Waiting]:
    """The rows that are not written, in the order of the sheet: held by what was read, or by what the books say."""
    reasons: dict[int, list[dict[str, JsonCell]]] = {}
    found: list[Finding | Doubt] = [*case_list.held, *planned.difference.waiting]
    for one in found:
        reasons.setdefault(one.row, []).append(one.as_cell())
    return [(row, reasons[row.row]) for row in case_list.rows if row.row in reasons]


def keep_waiting(books: Books, batch_id: int, waiting: Sequence[Waiting]) -> None:
    """Keep these rows with the batch, sealed."""
    for piece in in_pieces(waiting):
        rows = []
        for row, reasons in piece:
            row_id = new_id()
            kept = msgspec.json.encode({"cells": msgspec.Raw(row.cells), "reasons": reasons}).decode()
            rows.append((row_id, batch_id, row.row, _HELD, books.keys.seal("import_row", "cells", row_id, kept)))
        insert_rows(books.conn, import_row, _COLUMNS, rows)


def held_rows(books: Books, batch_id: int) -> list[HeldRow]:
    """The rows of a batch that wait, in the order of the sheet, opened."""
    headers = json.loads(books.conn.execute(_HEADERS, {"id": batch_id}).scalar() or "[]")
    found = []
    for row in books.conn.execute(_ROWS, {"batch": batch_id}):
        kept = json.loads(books.keys.open("import_row", "cells", row.id, row.cells_sealed))
        cells = tuple(zip(headers, kept["cells"], strict=True))
        found.append(HeldRow(row=row.row, cells=cells, reasons=tuple(kept["reasons"])))
    return found


_HEADERS = select(import_batch.c.headers).where(import_batch.c.id == bindparam("id"))
_ROWS = select(import_row).where(import_row.c.batch_id == bindparam("batch")).order_by(import_row.c.row)
