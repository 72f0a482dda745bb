"""How is a batch taken back to the byte, and when is it too late?

New rows go, changed ones become what they were. It is too late as soon as somebody has worked on what the batch wrote: a
payment, a link, a code, a message, an edit. Then nothing is done and it is said how many there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    column,
    delete,
    func,
    inspect,
    not_,
    or_,
    select,
    table,
    update,
)

from casework import audit
from casework.books import Books
from casework.db.bulk import in_pieces, insert_rows
from casework.imports.batches import ImportRefused, State, wait_for_others
from casework.imports.snapshots import put_back, row_of
from casework.imports.touched import BELONGING, read_touched
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

_OWN = frozenset({import_batch.name, import_row.name, import_change.name})
_CHILDREN_FIRST = (decision_event, payment, obligation, decision, judgment, party)
_WITH_KEYS_OF_OTHERS = (decision_party, allocation)

# the ids of a batch while it is taken back: a join is the only look-up that stays quick for a hundred thousand
_ours = Table(
    "batch_ids",
    MetaData(),
    Column("table_name", Text, primary_key=True),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("was_there", BigInteger, nullable=False),  # 1: changed by the batch, 0: new
    prefixes=["TEMPORARY"],
)


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
    _ours.create(books.conn)
    try:
        counted = _load_ids(books.conn, batch_id)
        found = _worked_on(books.conn, batch.at, counted)
        if found:
            raise WorkedOnSince(found)
        undone = _count(books.conn, batch_id)
        _remove_new(books.conn)
        _restore(books, batch_id)
    finally:
        _ours.drop(books.conn)
    _close(books, batch_id, staff_id)
    return undone


def _load_ids(conn: Connection, batch_id: int) -> dict[str, int]:
    """Put the batch's ids beside each other; gives how many rows hang on the new ones (by table)."""
    counted: dict[str, int] = {}
    for change in conn.execute(_CHANGES, {"batch": batch_id}):
        key = json.loads(change.row_key)
        if isinstance(key, dict):
            counted[change.table_name] = key["rows"]
        else:
            ids = key if isinstance(key, list) else [key]
            there = int(change.is_before)
            rows = [(change.table_name, row_id, there) for row_id in ids]
            insert_rows(conn, _ours, ("table_name", "id", "was_there"), rows)
    return counted


# -- has somebody worked on it? ------------------------------------------------------------------------------------


def _worked_on(conn: Connection, at: datetime, counted: dict[str, int]) -> dict[str, int]:
    found = dict(_references(conn))
    for name, count in (*_edits(conn, at), *_more_than_written(conn, counted)):
        if count:
            found[name] = found.get(name, 0) + count
    return found


def _references(conn: Connection) -> Iterator[tuple[str, int]]:
    """Rows of any table that refer to a new row and are not the batch's own, as the database itself knows them."""
    written = {one.name for one in (*_CHILDREN_FIRST, *_WITH_KEYS_OF_OTHERS)}
    new = set(conn.execute(select(_ours.c.table_name).where(_ours.c.was_there == 0).distinct()).scalars())
    database = inspect(conn)
    for name in sorted(set(database.get_table_names()) - _OWN - written):
        clauses = [
            column(key["constrained_columns"][0]).in_(_ids(key["referred_table"], new_only=True))
            for key in database.get_foreign_keys(name)
            if key["referred_table"] in new
        ]
        if clauses and (
            count := conn.execute(select(func.count()).select_from(table(name)).where(or_(*clauses))).scalar()
        ):
            yield name, count


def _edits(conn: Connection, at: datetime) -> Iterator[tuple[str, int]]:
    """Rows of the batch that were changed later, and rows that were put to its decisions later."""
    for one in (decision, party):
        yield one.name, _how_many(conn, one, one.c.id.in_(_ids(one.name)), one.c.changed_at != at)
    for one in (obligation, payment):
        of_ours = one.c.decision_id.in_(_ids(decision.name, new_only=True))
        yield one.name, _how_many(conn, one, of_ours, not_(one.c.id.in_(_ids(one.name))))
    later = and_(decision_event.c.entered_at >= at, not_(decision_event.c.id.in_(_ids(decision_event.name))))
    yield (
        decision_event.name,
        _how_many(conn, decision_event, decision_event.c.decision_id.in_(_ids(decision.name)), later),
    )
    changed = decision.c.id.in_(_ids(decision.name))
    of_changed = payment.c.decision_id.in_(select(decision.c.id).where(changed))
    mine = payment.c.id.in_(_ids(payment.name))
    paid_later = or_(payment.c.reversed_at >= at, and_(payment.c.entered_at >= at, not_(mine)))
    yield payment.name, _how_many(conn, payment, of_changed, paid_later)
    stranger = and_(judgment.c.id == decision.c.judgment_id, not_(decision.c.id.in_(_ids(decision.name))))
    yield (
        judgment.name,
        _how_many(
            conn, judgment, judgment.c.id.in_(_ids(judgment.name)), select(decision.c.id).where(stranger).exists()
        ),
    )


def _more_than_written(conn: Connection, counted: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Parties put to new decisions or taken from them, shares made anew; new parties in other people's decisions."""
    new_decisions, new_parties = _ids(decision.name, new_only=True), _ids(party.name, new_only=True)
    pairs = _how_many(conn, decision_party, decision_party.c.decision_id.in_(new_decisions))
    yield decision_party.name, abs(pairs - counted.get(decision_party.name, 0))
    elsewhere = not_(decision_party.c.decision_id.in_(_ids(decision.name)))
    yield decision_party.name, _how_many(conn, decision_party, decision_party.c.party_id.in_(new_parties), elsewhere)
    of_new = select(payment.c.id).where(payment.c.decision_id.in_(new_decisions))
    shares = _how_many(conn, allocation, allocation.c.payment_id.in_(of_new))
    yield allocation.name, abs(shares - counted.get(allocation.name, 0))


def _ids(name: str, *, new_only: bool = False) -> Any:
    asked = select(_ours.c.id).where(_ours.c.table_name == name)
    return asked.where(_ours.c.was_there == 0) if new_only else asked


def _how_many(conn: Connection, one: Table, *where: ColumnElement[bool]) -> int:
    return int(conn.execute(select(func.count()).select_from(one).where(*where)).scalar_one())


# -- taking it back ------------------------------------------------------------------------------------------------


def _count(conn: Connection, batch_id: int) -> Undone:
    counts = {
        (row.table_name, row.was_there): row.rows
        for row in conn.execute(
            select(_ours.c.table_name, _ours.c.was_there, func.count().label("rows")).group_by(
                _ours.c.table_name, _ours.c.was_there
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
    conn.execute(delete(allocation).where(allocation.c.payment_id.in_(_ids(payment.name, new_only=True))))
    conn.execute(delete(allocation).where(allocation.c.obligation_id.in_(_ids(obligation.name, new_only=True))))
    conn.execute(delete(decision_party).where(decision_party.c.decision_id.in_(_ids(decision.name, new_only=True))))
    conn.execute(delete(decision_party).where(decision_party.c.party_id.in_(_ids(party.name, new_only=True))))
    conn.execute(delete(decision_event).where(decision_event.c.id.in_(_ids(decision_event.name, new_only=True))))
    conn.execute(delete(payment).where(payment.c.id.in_(_ids(payment.name, new_only=True))))
    conn.execute(delete(obligation).where(obligation.c.id.in_(_ids(obligation.name, new_only=True))))
    conn.execute(delete(decision).where(decision.c.id.in_(_ids(decision.name, new_only=True))))


def _restore(books: Books, batch_id: int) -> None:
    """Changed rows become what they were; then new judgments and parties, which they referred to, can go."""
    conn = books.conn
    kept = conn.execute(_BEFORE, {"batch": batch_id}).all()
    parties = [_opened(books, row) for row in kept if row.table_name == party.name]
    decisions = {int(row.row_key): _opened(books, row) for row in kept if row.table_name == decision.name}
    for piece in in_pieces(parties):
        ids = [row["id"] for row in piece]
        present = [dict(row._mapping) for row in conn.execute(select(party).where(party.c.id.in_(ids)))]
        put_back(conn, party, present, [row_of(party, row) for row in piece])
    for decision_ids in in_pieces(list(decisions)):
        _restore_decisions(conn, [decisions[decision_id] for decision_id in decision_ids], decision_ids)
    conn.execute(delete(judgment).where(judgment.c.id.in_(_ids(judgment.name, new_only=True))))
    conn.execute(delete(party).where(party.c.id.in_(_ids(party.name, new_only=True))))


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
_CHANGES = select(
    import_change.c.table_name, import_change.c.row_key, import_change.c.before_sealed.is_not(None).label("is_before")
).where(import_change.c.batch_id == bindparam("batch"))
_BEFORE = select(
    import_change.c.id, import_change.c.table_name, import_change.c.row_key, import_change.c.before_sealed
).where(import_change.c.batch_id == bindparam("batch"), import_change.c.before_sealed.is_not(None))
