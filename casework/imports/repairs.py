"""What becomes of the list when somebody has confirmed proposals?

Only a cell's own proposal is put in, and it passes the same readers and comparisons as if it had stood in the file.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Literal

from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.comparisons import compare_rows
from casework.imports.findings import Finding, Scope
from casework.imports.row_reader import RowReader

Place = tuple[int, str]  # row from 1, header as in the file


class NothingToConfirm(Exception):
    """These cells have no proposal; ``places`` says which."""

    def __init__(self, places: AbstractSet[Place]) -> None:
        self.places = frozenset(places)
        shown = ", ".join(f"dòng {row}, cột “{column}”" for row, column in sorted(places))
        super().__init__(f"Không có đề xuất nào cho {shown}. Hãy sửa ô đó trong tệp rồi nhập lại.")


def apply_repairs(case_list: CaseList, confirmed: AbstractSet[Place] | Literal["all"]) -> CaseList:
    """A new list in which the confirmed proposals stand in their cells; ``"all"`` confirms every one.

    Raises ``NothingToConfirm`` for a place without a proposal, and then changes nothing.
    """
    own = [one for one in case_list.findings if one.scope is Scope.CELL]
    proposed = {(one.row, one.column): one.proposal for one in case_list.findings if one.proposal is not None}
    wanted = proposed.keys() if confirmed == "all" else confirmed
    if unknown := wanted - proposed.keys():
        raise NothingToConfirm(unknown)
    findings = [one for one in own if (one.row, one.column) not in wanted]
    rows = _repaired(case_list, {place: proposed[place] for place in wanted}, findings)
    compared = compare_rows(rows, case_list.totals, case_list.columns)
    return replace(case_list, rows=tuple(rows), findings=(*findings, *compared))


def _repaired(case_list: CaseList, answers: dict[Place, str], findings: list[Finding]) -> list[CaseRow]:
    reader = RowReader(case_list.columns, today=case_list.today, officers=case_list.officers)
    by_row: dict[int, list[tuple[str, str]]] = {}
    for (number, header), value in answers.items():
        by_row.setdefault(number, []).append((header, value))
    rows = []
    for row in case_list.rows:
        repaired = row
        for header, value in by_row.get(row.row, ()):
            repaired = reader.repair(repaired, header, value, findings)
        rows.append(repaired)
    return rows
