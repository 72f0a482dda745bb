"""What does a list change, shown by a few decisions of each sort, for somebody who does not see every case?

A decision that is out of their sight is named only where their own list names it, and then without what the books say of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from casework.books import Books
from casework.imports import difference_queries as queries
from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.differences import Difference
from casework.imports.entries import Key, by_decision
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """What is to be paid and has been, in đồng."""

    owed: int
    paid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One decision of a sample: ``now`` in the books (None: out of sight, or not there), ``then`` as the list says."""

    number: str
    day: date
    now: Sums | None = field(repr=False)
    then: Sums | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Samples:
    """Up to twenty of each sort."""

    new: tuple[Shown, ...]
    changed: tuple[Shown, ...]
    unchanged: tuple[Shown, ...]
    gone: tuple[Shown, ...]


def samples(books: Books, who: Staff, case_list: CaseList, found: Difference) -> Samples:
    """The samples of ``found`` as ``who`` may see them."""
    named = [*found.changed_sample, *found.unchanged_sample, *found.gone_sample]
    seen = _sums_in_sight(books, who, named)
    listed = by_decision(case_list.accepted)
    return Samples(
        new=tuple(_shown(key, seen, listed) for key in found.new_sample),
        changed=tuple(_shown(key, seen, listed) for key in found.changed_sample),
        unchanged=tuple(_shown(key, seen, listed) for key in found.unchanged_sample),
        gone=tuple(_shown(key, seen, {}) for key in found.gone_sample if key in seen),
    )


def _shown(key: Key, seen: Mapping[Key, Sums], listed: Mapping[Key, Sequence[CaseRow]]) -> Shown:
    rows = listed.get(key)
    return Shown(number=key[0], day=key[1], now=seen.get(key), then=None if rows is None else _sums_of(rows))


def _sums_of(rows: Sequence[CaseRow]) -> Sums | None:
    """As the list says it; several rows of one decision may be one debt of several, or several debts: the rules judge that."""
    if len(rows) != 1:
        return None
    return Sums(owed=rows[0].amount_owed or 0, paid=rows[0].amount_paid or 0)


def _sums_in_sight(books: Books, who: Staff, keys: Sequence[Key]) -> dict[Key, Sums]:
    wanted = set(keys)
    if not wanted:
        return {}
    asked = select(decision.c.id, decision.c.number, decision.c.issued_on).where(
        decision.c.number.in_(sorted({number for number, _ in wanted})), in_sight(who, decision)
    )
    ids = {row.id: (row.number, row.issued_on) for row in books.conn.execute(asked)}
    ids = {row_id: key for row_id, key in ids.items() if key in wanted}
    owed, paid = (
        {row[0]: int(row[1] or 0) for row in books.conn.execute(question, {"ids": list(ids)})} if ids else {}
        for question in (queries.OWED, queries.PAID)
    )
    return {key: Sums(owed=owed.get(row_id, 0), paid=paid.get(row_id, 0)) for row_id, key in ids.items()}
