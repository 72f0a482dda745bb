"""How is a batch taken back to the byte, and when is it too late?

New rows go, changed ones become what they were. It is too late as soon as somebody has worked on what the batch wrote: a
payment, a link, a code, a message, an edit. Then nothing is done and it is said how many there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    delete,
    func,
    select,
    update,
)

from casework import audit, name_words
from casework.books import Books
from casework.db.bulk import in_pieces
from casework.imports.batches import ImportRefused, State, wait_for_others
from casework.imports.snapshots import put_back, row_of
from casework.imports.touched import BELONGING, read_touched
from casework.imports.worked_on import CHILDREN_FIRST, batch_ids, ids_of, loaded_ids, worked_on
from casework.tables.decisions import (
    allocation,
    decision,
    decision_event,
    decision_party,
    judgment,
    obligation,
    payment,
)
from casework.tables.imports import import_batch, import_change, import_row
from casework.tables.people import party


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """What taking the batch back did: rows of new decisions and parties that went, decisions and parties put back."""

    batch_id: int
    decisions_removed: int
    decisions_restored: int
    parties_removed: int
    parties_restored: int


class BatchUnknown(ImportRefused):
    """There is no such batch, or it was taken back before."""

    def __init__(self) -> None:
        super().__init__("Không có lần nhập này, hoặc lần nhập đã được hoàn tác. Hãy xem lại lịch sử nhập.")


class WorkedOnSince(ImportRefused):
    """Somebody has worked on what the batch wrote: ``found`` is table -> how many rows say so."""

    def __init__(self, found: dict[str, int]) -> None:
        total = sum(found.values())
        super().__init__(
            f"Đã có {total} việc làm tiếp trên các hồ sơ của lần nhập này nên không hoàn tác được. "
            "Hãy sửa từng hồ sơ, hoặc nhập danh sách đúng đè lên."
        )
        self.found = found


def undo(books: Books, batch_id: int, staff_id: int | None) -> Undone:
    """Take the batch back exactly. Raises ``BatchUnknown`` or ``WorkedOnSince``; then nothing is done."""
    wait_for_others(books)
    batch = books.conn.execute(_BATCH, {"id": batch_id}).one_or_none()
    if batch is None or batch.state != State.WRITTEN:
        raise BatchUnknown
    with loaded_ids(books.conn, batch_id) as counted:
        if found := worked_on(books.conn, batch_id, batch.at, counted):
            raise WorkedOnSince(found)
        undone = _count(books.conn, batch_id)
        _remove_new(books.conn)
        _restore(books, batch_id)
    _close(books, batch_id, staff_id)
    return undone


def consequences(books: Books, batch_id: int) -> Undone:
    """What taking the batch back would do. Raises what ``undo`` raises; nothing of the books is changed."""
    batch = books.conn.execute(_BATCH, {"id": batch_id}).one_or_none()
    if batch is None or batch.state != State.WRITTEN:
        raise BatchUnknown
    with loaded_ids(books.conn, batch_id) as counted:
        if found := worked_on(books.conn, batch_id, batch.at, counted):
            raise WorkedOnSince(found)
        return _count(books.conn, batch_id)


# -- taking it back ------------------------------------------------------------------------------------------------


def _count(conn: Connection, batch_id: int) -> Undone:
    counts = {
        (CHILDREN_FIRST[row.of].name, row.was_there): row.rows
        for row in conn.execute(
            select(batch_ids.c.of, batch_ids.c.was_there, func.count().label("rows")).group_by(
                batch_ids.c.of, batch_ids.c.was_there
            )
        )
    }
    return Undone(
        batch_id=batch_id,
        decisions_removed=counts.get((decision.name, 0), 0),
        decisions_restored=counts.get((decision.name, 1), 0),
        parties_removed=counts.get((party.name, 0), 0),
        parties_restored=counts.get((party.name, 1), 0),
    )


def _remove_new(conn: Connection) -> None:
    """Rows that only hang on others go first. What changed decisions got is put right by ``_restore``."""
    conn.execute(delete(allocation).where(allocation.c.payment_id.in_(ids_of(payment.name, new_only=True))))
    conn.execute(delete(allocation).where(allocation.c.obligation_id.in_(ids_of(obligation.name, new_only=True))))
    conn.execute(delete(decision_party).where(decision_party.c.decision_id.in_(ids_of(decision.name, new_only=True))))
    conn.execute(delete(decision_party).where(decision_party.c.party_id.in_(ids_of(party.name, new_only=True))))
    conn.execute(delete(decision_event).where(decision_event.c.id.in_(ids_of(decision_event.name, new_only=True))))
    conn.execute(delete(payment).where(payment.c.id.in_(ids_of(payment.name, new_only=True))))
    conn.execute(delete(obligation).where(obligation.c.id.in_(ids_of(obligation.name, new_only=True))))
    conn.execute(delete(decision).where(decision.c.id.in_(ids_of(decision.name, new_only=True))))


def _restore(books: Books, batch_id: int) -> None:
    """Changed rows become what they were; then new judgments and parties, which they referred to, can go."""
    conn = books.conn
    for piece in _kept(books, batch_id, party):
        ids = [row["id"] for row in piece]
        present = [dict(row._mapping) for row in conn.execute(select(party).where(party.c.id.in_(ids)))]
        before = [row_of(party, row) for row in piece]
        name_words.forget(books, _names(books, present))
        put_back(conn, party, present, before)
        name_words.note(books, _names(books, before))
    for piece in _kept(books, batch_id, decision):
        _restore_decisions(conn, piece, [snapshot[decision.name][0]["id"] for snapshot in piece])
    conn.execute(delete(judgment).where(judgment.c.id.in_(ids_of(judgment.name, new_only=True))))
    new = conn.execute(select(party.c.id).where(party.c.id.in_(ids_of(party.name, new_only=True)))).scalars().all()
    for few in in_pieces(new):
        of_piece = select(party.c.id, party.c.name_sealed).where(party.c.id.in_(list(few)))
        name_words.forget(books, _names(books, [dict(row._mapping) for row in conn.execute(of_piece)]))
    conn.execute(delete(party).where(party.c.id.in_(ids_of(party.name, new_only=True))))


def _names(books: Books, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    return [(row["id"], books.keys.open("party", "name", row["id"], row["name_sealed"])) for row in rows]


def _restore_decisions(conn: Connection, kept: Sequence[dict[str, Any]], ids: Sequence[int]) -> None:
    touched = read_touched(conn, ids).values()
    conn.execute(
        delete(allocation).where(
            allocation.c.payment_id.in_(select(payment.c.id).where(payment.c.decision_id.in_(list(ids))))
        )
    )
    own = [{name.name: one.row[name.name] for name in decision.columns} for one in touched]
    put_back(conn, decision, own, _rows_of(decision, kept))
    present: dict[str, list[Any]] = {
        obligation.name: [row for one in touched for row in one.obligations],
        payment.name: [row for one in touched for row in one.payments],
        allocation.name: [],
        decision_party.name: [row for one in touched for row in one.pairs],
    }
    for one in BELONGING:
        put_back(conn, one, present[one.name], _rows_of(one, kept))


def _rows_of(one: Table, kept: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row_of(one, row) for snapshot in kept for row in snapshot[one.name]]


def _kept(books: Books, batch_id: int, one: Table) -> Iterator[list[dict[str, Any]]]:
    """What the batch kept of the table's rows that it changed, opened, in pieces."""
    asked = {"batch": batch_id, "table": one.name}
    for piece in in_pieces(books.conn.execute(_CHANGED, asked).scalars().all()):
        yield [_opened(books, row) for row in books.conn.execute(_BEFORE, {"ids": list(piece)})]


def _opened(books: Books, row: Any) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(books.keys.open("import_change", "before", row.id, row.before_sealed))
    return opened


def _close(books: Books, batch_id: int, staff_id: int | None) -> None:
    """The batch stays in the history; what it kept of people goes."""
    books.conn.execute(delete(import_row).where(import_row.c.batch_id == batch_id))
    books.conn.execute(delete(import_change).where(import_change.c.batch_id == batch_id))
    closed = {"state": State.UNDONE.value, "undone_at": books.clock.now()}
    books.conn.execute(update(import_batch).where(import_batch.c.id == batch_id), closed)
    books.ring("facts")
    actor = audit.SYSTEM if staff_id is None else audit.staff(staff_id)
    audit.record(books, actor, audit.Action.IMPORT_UNDONE, f"import:{batch_id}")


_BATCH = select(import_batch.c.state, import_batch.c.at).where(import_batch.c.id == bindparam("id")).with_for_update()
_CHANGED = select(import_change.c.id).where(
    import_change.c.batch_id == bindparam("batch"),
    import_change.c.table_name == bindparam("table"),
    import_change.c.before_sealed.is_not(None),
)
_BEFORE = select(import_change.c.id, import_change.c.before_sealed).where(
    import_change.c.id.in_(bindparam("ids", expanding=True))
)
