"""Which sums and identity numbers stand in cells that were merged with others?

A merged cell keeps what it says in its first row and column only: of a sum paid that is merged over two debtors' rows,
one would have paid all and the other nothing. Who paid what, only the office knows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from casework.imports.case_row import CaseRow
from casework.imports.columns import Columns
from casework.imports.findings import Finding, Trouble, finding, held
from casework.imports.header_names import Field
from casework.imports.reasons import Reason, Severity

_FIELDS = (Field.AMOUNT_OWED, Field.AMOUNT_PAID, Field.IDENTITY_NUMBER)
_cells = msgspec.json.Decoder(list[object]).decode
Merged = Collection[tuple[int, int, int, int]]


def merged_findings(
    rows: Sequence[CaseRow], merged: Merged, columns: Columns, known: Iterable[Finding]
) -> Iterator[Finding]:
    """A finding for each such cell of ``rows``, unless it waits already; ``merged``: first and last row and column."""
    if not merged:
        return
    told = {(one.row, one.column) for one in known if one.severity is Severity.HELD}
    for field in _FIELDS:
        place = columns.places.get(field)
        if place is None:
            continue
        header = columns.header(field)
        spans = _apart((top, bottom) for top, left, bottom, right in merged if left <= place + 1 <= right)
        for row in _inside(rows, spans):
            if (row.row, header) not in told:
                trouble: Trouble[object] = held(Reason.CELL_MERGED)
                yield finding(trouble, row.row, header, _cells(row.cells)[place])


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same rows in spans that do not touch: overlapping ones, a million times, would be looked at a million times."""
    joined: list[tuple[int, int]] = []
    for top, bottom in sorted(spans):
        if joined and top <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(bottom, joined[-1][1]))
        else:
            joined.append((top, bottom))
    return joined


def _inside(rows: Sequence[CaseRow], spans: Sequence[tuple[int, int]]) -> Iterator[CaseRow]:
    tops = [top for top, _ in spans]
    for row in rows if spans else ():
        at = bisect_right(tops, row.row) - 1
        if at >= 0 and row.row <= spans[at][1]:
            yield row
