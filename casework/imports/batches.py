"""How does a case list get into the books, all of it or nothing, and which lists have come in before?

``difference`` looks, ``write`` writes, ``casework.imports.undoing.undo`` takes back. A batch is one list as written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text

from casework import audit, staff
from casework.books import Books
from casework.clock import SetClock
from casework.db.bulk import in_pieces
from casework.db.ids import new_id
from casework.imports.case_list import CaseList
from casework.imports.case_row import CaseRow
from casework.imports.changed_decisions import ChangedDecisions
from casework.imports.changes import Changes
from casework.imports.collector import collector_spared
from casework.imports.differences import Difference, Group, Plan, Progress, plan
from casework.imports.doubts import Doubt
from casework.imports.entries import debtor_facts, entry_of, joined
from casework.imports.look_ups import LookUps
from casework.imports.new_decisions import Judgments, NewDecisions
from casework.imports.parties import Parties
from casework.imports.second_person import ImportRefused, SecondPersonNeeded
from casework.imports.waiting_rows import HeldRow, held_rows, keep_waiting, rows_that_wait
from casework.people import PartyFacts, PartyKind
from casework.tables.imports import import_batch, import_row

__all__ = [
    "NO_CHANGES",
    "Batch",
    "Difference",
    "HeldRow",
    "ImportRefused",
    "SecondPersonNeeded",
    "State",
    "Written",
    "difference",
    "held_rows",
    "history",
    "write",
]

NO_CHANGES = "Không có thay đổi."
_LOCK = text("SELECT pg_advisory_xact_lock(7303015)")  # any number that nothing else of ours locks
_ANALYZE = text("ANALYZE party, judgment, decision, decision_party, decision_event, obligation, payment, allocation")
_MANY = 1_000  # from so many decisions on the database's statistics are taken anew
_AT_ONCE = 1_000


class State(StrEnum):
    """What became of a batch. Stored by value."""

    WRITTEN = "written"
    UNDONE = "undone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What was written. ``batch_id`` is None when nothing was to be (``NO_CHANGES``); otherwise it can be undone.

    ``doubtful``: what was flagged while writing, beside ``CaseList.doubtful``; it includes ``difference.doubtful``.
    """

    batch_id: int | None
    difference: Difference
    doubtful: tuple[Doubt, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """One list that came in. ``rows`` cases in the sheet, ``accepted`` of them written or unchanged, ``held`` waiting."""

    id: int
    agency_id: int
    file: str
    sheet: str
    state: State
    imported_by: int | None
    at: datetime
    undone_at: datetime | None
    rows: int
    accepted: int
    held: int


def difference(books: Books, case_list: CaseList, agency_id: int) -> Difference:
    """What writing the list would change. Reads only."""
    return plan(books, case_list, agency_id).difference


def write(
    books: Books,
    case_list: CaseList,
    *,
    agency_id: int,
    staff_id: int | None,
    approved_by: int | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write the accepted rows of the list as one batch; the others are kept with the batch and wait.

    ``staff_id`` is who imports (None: the machine's own administrator), ``approved_by`` the second person where one is
    needed, ``progress`` is told (rows done, rows in all). The same list again writes nothing. Two imports at once: the
    second waits for the first. Raises ``SecondPersonNeeded`` before anything is written.
    """
    wait_for_others(books)
    books = replace(books, clock=SetClock(books.clock.now()))  # one instant for everything that one batch writes
    with collector_spared():
        return _write(books, case_list, agency_id, staff_id, approved_by, progress)


def _write(
    books: Books,
    case_list: CaseList,
    agency_id: int,
    staff_id: int | None,
    approved_by: int | None,
    progress: Progress | None,
) -> Written:
    planned = plan(books, case_list, agency_id)
    waiting = rows_that_wait(case_list, planned)
    content_hash = _content_hash(books, planned, waiting)
    if not planned.new and not planned.changed and not (waiting and _is_new(books, agency_id, content_hash)):
        return Written(batch_id=None, difference=planned.difference, doubtful=planned.difference.doubtful)
    if planned.difference.needs_second_person:
        _require_second_person(books, planned.difference, agency_id, staff_id, approved_by)
    batch_id = _open_batch(books, case_list, agency_id, staff_id, content_hash, len(waiting))
    keep_waiting(books, batch_id, waiting)
    _write_groups(books, case_list, planned, batch_id, agency_id, staff_id, progress)
    if planned.difference.new >= _MANY and books.conn.dialect.name == "postgresql":
        books.conn.execute(_ANALYZE)
    books.ring("facts")
    actor = audit.SYSTEM if staff_id is None else audit.staff(staff_id)
    purpose = "" if approved_by is None else audit.staff(approved_by)
    audit.record(books, actor, audit.Action.IMPORT_WRITTEN, f"import:{batch_id}", purpose=purpose)
    return Written(batch_id=batch_id, difference=planned.difference, doubtful=tuple(planned.doubts.told))


def history(books: Books) -> list[Batch]:
    """All batches, the newest first."""
    return [Batch(**(dict(row._mapping) | {"state": State(row.state)})) for row in books.conn.execute(_BATCHES)]


def wait_for_others(books: Books) -> None:
    """Holds other imports off until the transaction ends."""
    if books.conn.dialect.name == "postgresql":  # SQLite has one writer anyway
        books.conn.execute(_LOCK)


def _content_hash(books: Books, planned: Plan, waiting: Iterable[tuple[CaseRow, Any]]) -> str:
    """Of what the list says about each decision, and of the cells of the rows that wait."""
    cells = b"\n".join([row.cells for row, _ in waiting]).decode()
    return books.keys.fingerprint("list", f"{planned.content}\n{cells}").hex()


def _is_new(books: Books, agency_id: int, content_hash: str) -> bool:
    asked = {"agency": agency_id, "hash": content_hash}
    return books.conn.execute(_SAME, asked).first() is None


def _require_second_person(
    books: Books, found: Difference, agency_id: int, staff_id: int | None, approved_by: int | None
) -> None:
    other = None if approved_by in (None, staff_id) else staff.find(books, approved_by)
    if other is None or not other.active or other.agency_id != agency_id:
        raise SecondPersonNeeded(found)


def _open_batch(
    books: Books, case_list: CaseList, agency_id: int, staff_id: int | None, content_hash: str, waiting: int
) -> int:
    batch_id = new_id()
    row = {
        "id": batch_id,
        "agency_id": agency_id,
        "file_name": case_list.file,
        "content_hash": content_hash,
        "sheet": case_list.sheet,
        "headers": json.dumps(case_list.columns.headers, ensure_ascii=False),
        "state": State.WRITTEN.value,
        "imported_by": staff_id,
        "at": books.clock.now(),
        "rows": len(case_list.rows),
        "accepted": len(case_list.rows) - waiting,
    }
    books.conn.execute(insert(import_batch), row)
    return batch_id


def _write_groups(
    books: Books,
    case_list: CaseList,
    planned: Plan,
    batch_id: int,
    agency_id: int,
    staff_id: int | None,
    progress: Progress | None,
) -> None:
    changes = Changes(books, batch_id)
    apart = {row.row for row in planned.waiting}
    shared = _shared_people((row for row in case_list.accepted if row.row not in apart), planned.look_ups)
    parties = Parties(books, changes, shared)
    file = case_list.file
    enter = NewDecisions(books, changes, parties, planned.doubts, agency_id=agency_id, staff_id=staff_id, file=file)
    change = ChangedDecisions(books, changes, parties, enter.judgments, planned.doubts, staff_id, file)
    _look_up(planned, parties, enter.judgments)
    total = len(planned.new) + len(planned.changed)
    done = 0
    for piece in in_pieces(planned.new, _AT_ONCE):
        enter.write([_entry(group, planned) for group in piece])
        done = _told(progress, done + len(piece), total)
    for piece in in_pieces(planned.changed):
        change.write([(group.known.id, _entry(group, planned)) for group in piece if group.known is not None])
        done = _told(progress, done + len(piece), total)
    changes.flush(last=True)


def _look_up(planned: Plan, parties: Parties, judgments: Judgments) -> None:
    """Everybody and every judgment that the list names, asked for together."""
    rows = [row for group in (*planned.new, *planned.changed) for row in group.rows]
    creditors = map(planned.look_ups.creditor, {row.creditor_name for row in rows if row.creditor_name})
    organisations = {one.name for one in creditors if one.kind is PartyKind.ORGANISATION}
    organisations |= {
        row.debtor_display or "" for row in rows if not row.identity_number and row.debtor_is_organisation
    }
    parties.look_up({row.identity_number for row in rows if row.identity_number}, organisations)
    judgments.look_up({row.judgment_number for row in rows})


def _told(progress: Progress | None, done: int, total: int) -> int:
    if progress is not None:
        progress(done, total)
    return done


def _entry(group: Group, planned: Plan) -> Any:
    return entry_of(group.key, group.rows, group.print, planned.look_ups)


def _shared_people(rows: Iterable[CaseRow], look_ups: LookUps) -> dict[str, PartyFacts]:
    """What the rows of one identity number say together, where there are several."""
    first: dict[str, CaseRow] = {}
    shared: dict[str, PartyFacts] = {}
    for row in rows:
        number = row.identity_number
        if number and (known := first.setdefault(number, row)) is not row:
            before = shared.get(number) or debtor_facts(known, look_ups)
            shared[number] = joined(before, debtor_facts(row, look_ups))
    return shared


_SAME = select(import_batch.c.id).where(
    import_batch.c.agency_id == bindparam("agency"),
    import_batch.c.content_hash == bindparam("hash"),
    import_batch.c.state == State.WRITTEN.value,
)
_BATCHES = select(
    import_batch.c.id,
    import_batch.c.agency_id,
    import_batch.c.file_name.label("file"),
    import_batch.c.sheet,
    import_batch.c.state,
    import_batch.c.imported_by,
    import_batch.c.at,
    import_batch.c.undone_at,
    import_batch.c.rows,
    import_batch.c.accepted,
    select(func.count())
    .select_from(import_row)
    .where(import_row.c.batch_id == import_batch.c.id)
    .scalar_subquery()
    .label("held"),
).order_by(import_batch.c.id.desc())
