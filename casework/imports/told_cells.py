"""Which cells of a list wait or are flagged, in what order, and of how many kinds?

For whoever goes through thousands of them a page at a time: a cell's key stays the same when others are answered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from casework.imports.case_list import CaseList
from casework.imports.corrections import ANSWERED, Place
from casework.imports.differences import Difference
from casework.imports.doubts import Doubt, Doubtful
from casework.imports.findings import Finding, JsonCell
from casework.imports.reasons import Reason, Severity

HELD, FLAGGED = "held", "flagged"
_BOOKS_KNOW = frozenset(
    {Doubtful.IDENTITY_OF_ANOTHER, Doubtful.DECISION_OTHER_DAY, Doubtful.DUTY_IN_BOOKS, Doubtful.PAID_LESS}
)
_OUT_OF_SIGHT = (
    "Sổ có ghi khác với dòng này, ở hồ sơ không thuộc phần việc của ông/bà. Hãy hỏi lãnh đạo hoặc người giữ hồ sơ."
)
_NOT_A_CELL = frozenset({Reason.CELLS_TOO_MANY, Reason.TOTAL_DIFFERS})


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldCell:
    """One cell that waits or is flagged. ``kind``: why; ``editable``: whether something can be typed in its place."""

    row: int
    column: str
    place: int  # of the column, from 0; -1: the file has no such column
    value: JsonCell = field(repr=False)
    kind: str
    sentence: str = field(repr=False)
    proposal: str | None = field(repr=False)
    held: bool
    editable: bool
    may_stand: bool  # somebody may say that it is right as it is

    @property
    def key(self) -> str:
        """Its place in the order, for an address."""
        return f"{self.row}.{self.place}.{self.kind}"


@dataclass(frozen=True, kw_only=True, slots=True)
class KindOfCell:
    """All cells of one kind: how many, how many of them with a proposal, and the sentence of the first."""

    kind: str
    held: bool
    cells: int
    proposals: int
    sentence: str = field(repr=False)


def told_cells(case_list: CaseList, difference: Difference, *, everything: bool) -> list[ToldCell]:
    """Every cell that waits or is flagged, by row and column. ``everything``: may the reader learn what the books say?"""
    columns = {header: place for place, header in enumerate(case_list.columns.headers) if header}
    rows = {row.row for row in case_list.rows}
    found = [_of_finding(one, columns, rows) for one in case_list.findings]
    found += [_of_doubt(one, columns, held=True, everything=everything) for one in difference.waiting]
    found += [_of_doubt(one, columns, held=False, everything=everything) for one in difference.doubtful]
    return sorted(found, key=_order)


def kinds_of(cells: Iterable[ToldCell]) -> list[KindOfCell]:
    """What waits first, then what there is most of."""
    groups: dict[tuple[bool, str], list[ToldCell]] = {}
    for cell in cells:
        groups.setdefault((cell.held, cell.kind), []).append(cell)
    kinds = [
        KindOfCell(
            kind=kind,
            held=held,
            cells=len(group),
            proposals=sum(one.proposal is not None for one in group),
            sentence=group[0].sentence,
        )
        for (held, kind), group in groups.items()
    ]
    return sorted(kinds, key=lambda one: (not one.held, -one.cells, one.kind))


def proposals_of(cells: Iterable[ToldCell], kind: str | None) -> dict[Place, str]:
    """The proposals of one kind, or of all: what stands in their cells if somebody accepts them."""
    return {
        (one.row, one.column): one.proposal
        for one in cells
        if one.proposal is not None and one.editable and kind in (None, one.kind)
    }


def page_of(cells: Sequence[ToldCell], after: str, size: int) -> tuple[Sequence[ToldCell], str | None]:
    """The cells after this key, and the key to go on from; None: there are no more."""
    start = bisect_right(cells, _read_key(after), key=_order) if after else 0
    page = cells[start : start + size]
    return page, page[-1].key if start + size < len(cells) else None


def _order(cell: ToldCell) -> tuple[int, int, str]:
    return cell.row, cell.place, cell.kind


def _read_key(key: str) -> tuple[int, int, str]:
    """Anything else than a key comes before the first cell."""
    row, _, rest = key.partition(".")
    place, _, kind = rest.partition(".")
    try:
        return int(row[:9]), int(place[:9]), kind
    except ValueError:
        return -1, -1, ""


def _of_finding(one: Finding, columns: dict[str, int], rows: set[int]) -> ToldCell:
    place = columns.get(one.column, -1)
    return ToldCell(
        row=one.row,
        column=one.column,
        place=place,
        value=one.value,
        kind=one.reason.value,
        sentence=one.sentence,
        proposal=one.proposal,
        held=one.severity is Severity.HELD,
        editable=place >= 0 and one.row in rows and one.reason not in _NOT_A_CELL,
        may_stand=one.reason in ANSWERED and place >= 0,
    )


def _of_doubt(one: Doubt, columns: dict[str, int], *, held: bool, everything: bool) -> ToldCell:
    place = columns.get(one.column, -1)
    hidden = one.reason in _BOOKS_KNOW and not everything
    return ToldCell(
        row=one.row,
        column=one.column,
        place=place,
        value=one.value,
        kind=f"books_{one.reason.value}",
        sentence=_OUT_OF_SIGHT if hidden else one.sentence,
        proposal=None,
        held=held,
        editable=held and place >= 0 and one.reason is not Doubtful.REST_WAITS,
        may_stand=False,
    )
