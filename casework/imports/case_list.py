"""What came of reading a case list: which rows are taken, which wait, and what was passed over?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from casework.imports.case_row import CaseRow
from casework.imports.columns import Columns
from casework.imports.findings import Finding
from casework.imports.header_names import Field
from casework.imports.reasons import Reason, Severity
from casework.imports.row_kinds import Skipped


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """A totals row: the sums it states (đồng); a sum that a formula gives is ``None``, its remembered value is not trusted."""

    row: int
    stated: dict[Field, int | None]


@dataclass(frozen=True, kw_only=True)
class CaseList:
    """A case list as read. Nothing has been written; ``accepted`` is what may be."""

    file: str
    sheet: str
    columns: Columns
    rows: tuple[CaseRow, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    totals: tuple[Totals, ...]
    unread_sheets: tuple[str, ...]
    today: date
    officers: Collection[str] | None = None

    @property
    def header_row(self) -> int:
        """The header's row, from 1 as in the sheet."""
        return self.columns.row

    @cached_property
    def held(self) -> tuple[Finding, ...]:
        """Why rows wait."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.HELD)

    @cached_property
    def doubtful(self) -> tuple[Finding, ...]:
        """What is written and flagged."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.DOUBTFUL)

    @cached_property
    def held_rows(self) -> frozenset[int]:
        """The rows that wait."""
        return frozenset(finding.row for finding in self.held)

    @cached_property
    def accepted(self) -> tuple[CaseRow, ...]:
        """The rows that may be written, the flagged ones among them."""
        return tuple(row for row in self.rows if row.row not in self.held_rows)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Rows that contradict or repeat each other, the earlier first, each two once."""
        found = (tuple(sorted((one.row, one.other))) for one in self.findings if one.other is not None)
        return tuple((pair[0], pair[1]) for pair in sorted(set(found)))

    @cached_property
    def cells_of_pairs(self) -> dict[int, list[Any]]:
        """The raw cells of the rows in ``pairs``, in the order of the headers: days in ISO form, a formula as written."""
        wanted = {row for pair in self.pairs for row in pair}
        return {
            row.row: [cell["formula"] if isinstance(cell, dict) else cell for cell in json.loads(row.cells)]
            for row in self.rows
            if row.row in wanted
        }

    @cached_property
    def unknown_officers(self) -> tuple[str, ...]:
        """The officers in the list whom nobody knows, each once."""
        names = (str(one.value) for one in self.held if one.reason is Reason.OFFICER_UNKNOWN)
        return tuple(sorted(set(names)))
