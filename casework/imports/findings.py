"""What was found in a cell, and how is it told?

A reader of cells answers with the value, or with ``Trouble``; the row then has a ``Finding`` that says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Generic, TypeVar

from casework.imports.reasons import SAID, Reason, Severity
from casework.imports.sheet import FormulaCell

T = TypeVar("T")
JsonCell = str | int | float | bool | None


class Scope(StrEnum):
    """Does the finding follow from one cell alone, or from comparing cells and rows?"""

    CELL = "cell"
    LIST = "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble(Generic[T]):
    """A cell that cannot be taken as it is. ``kept`` is what the row has meanwhile, ``proposal`` what may replace it."""

    reason: Reason
    severity: Severity
    kept: T | None = field(default=None, repr=False)
    proposal: str | None = field(default=None, repr=False)
    blanks: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One cell that waits or is flagged. ``row`` is counted from 1 as in the sheet, ``column`` is the file's header."""

    row: int
    column: str
    value: JsonCell = field(repr=False)
    reason: Reason
    sentence: str = field(repr=False)
    proposal: str | None = field(default=None, repr=False)
    severity: Severity
    scope: Scope = Scope.CELL
    other: int | None = None  # the row it contradicts

    def as_cell(self) -> dict[str, JsonCell]:
        """The CELL of ``gandan import --json``."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.sentence,
            "proposal": self.proposal,
        }


def held(reason: Reason, proposal: str | None = None, **blanks: object) -> Trouble[T]:
    """The row waits for this cell."""
    return Trouble(reason=reason, severity=Severity.HELD, proposal=proposal, blanks=blanks)


def doubtful(reason: Reason, kept: T | None = None, proposal: str | None = None, **blanks: object) -> Trouble[T]:
    """The row goes on with ``kept`` and a flag."""
    return Trouble(reason=reason, severity=Severity.DOUBTFUL, kept=kept, proposal=proposal, blanks=blanks)


def finding(trouble: Trouble[T], row: int, column: str, value: object, scope: Scope = Scope.CELL) -> Finding:
    """``trouble`` told about a place in the sheet."""
    other = trouble.blanks.get("other")
    return Finding(
        row=row,
        column=column,
        value=json_value(value),
        reason=trouble.reason,
        sentence=SAID[trouble.reason].format(**trouble.blanks),
        proposal=trouble.proposal,
        severity=trouble.severity,
        scope=scope,
        other=other if isinstance(other, int) else None,
    )


def json_value(value: object) -> JsonCell:
    """A cell as it is shown: dates in ISO form, an empty cell as ``None``, a formula as it is written."""
    if value is None or value == "":
        return None
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, FormulaCell):
        return value.formula
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
