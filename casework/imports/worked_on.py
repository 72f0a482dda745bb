"""What did a batch write, and has somebody worked on it since?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    and_,
    bindparam,
    column,
    func,
    inspect,
    not_,
    or_,
    select,
    table,
)

from casework.db.bulk import insert_rows
from casework.imports.batches import ImportRefused
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
CHILDREN_FIRST = (decision_event, payment, obligation, decision, judgment, party)
_PLACES = {one.name: place for place, one in enumerate(CHILDREN_FIRST)}
_WITH_KEYS_OF_OTHERS = (decision_party, allocation)
_COLUMNS = ("of", "id", "was_there")
_AT_ONCE = 5_000

# the ids of a batch while it is taken back: a join is the only look-up that stays quick for a hundred thousand
batch_ids = Table(
    "batch_ids",
    MetaData(),
    Column("of", Integer, primary_key=True),  # place of the table in CHILDREN_FIRST
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("was_there", BigInteger, nullable=False),  # 1: changed by the batch, 0: new
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,  # half the memory
)


@contextmanager
def loaded_ids(conn: Connection, batch_id: int) -> Iterator[dict[str, int]]:
    """The batch's ids beside each other in ``batch_ids``; gives how many rows hang on the new ones (by table).

    A transaction that failed takes the table away by itself.
    """
    batch_ids.create(conn)
    try:
        yield _load(conn, batch_id)
    except ImportRefused:
        batch_ids.drop(conn)
        raise
    batch_ids.drop(conn)


def _load(conn: Connection, batch_id: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    rows: list[tuple[int, int, int]] = []
    for change in conn.execute(_CHANGES, {"batch": batch_id}).all():
        key = json.loads(change.row_key)
        if isinstance(key, dict):
            counted[change.table_name] = key["rows"]
            continue
        place = _PLACES[change.table_name]
        rows += [(place, row_id, int(change.is_before)) for row_id in (key if isinstance(key, list) else [key])]
        if len(rows) >= _AT_ONCE:
            insert_rows(conn, batch_ids, _COLUMNS, rows)
            rows.clear()
    insert_rows(conn, batch_ids, _COLUMNS, rows)
    return counted


def worked_on(conn: Connection, batch_id: int, at: datetime, counted: dict[str, int]) -> dict[str, int]:
    """Table -> how many of its rows show that somebody worked on what the batch wrote at the instant ``at``."""
    found = dict(_references(conn))
    for name, count in (*_edits(conn, batch_id, at), *_more_than_written(conn, counted)):
        if count:
            found[name] = found.get(name, 0) + count
    return found


def _references(conn: Connection) -> Iterator[tuple[str, int]]:
    """Rows of any table that refer to a new row and are not the batch's own, as the database itself knows them."""
    written = {one.name for one in (*CHILDREN_FIRST, *_WITH_KEYS_OF_OTHERS)}
    new = _PLACES.keys()
    database = inspect(conn)
    for name in sorted(set(database.get_table_names()) - _OWN - written):
        clauses = [
            column(key["constrained_columns"][0]).in_(ids_of(key["referred_table"], new_only=True))
            for key in database.get_foreign_keys(name)
            if key["referred_table"] in new
        ]
        if clauses and (
            count := conn.execute(select(func.count()).select_from(table(name)).where(or_(*clauses))).scalar()
        ):
            yield name, count


def _edits(conn: Connection, batch_id: int, at: datetime) -> Iterator[tuple[str, int]]:
    """Rows of the batch that were changed later, and rows that were put to its decisions later.

    What came later has a larger id; a payment that was reversed left an event.
    """
    for one in (decision, party):
        yield one.name, _how_many(conn, one, one.c.id.in_(ids_of(one.name)), one.c.changed_at != at)
    for one in (obligation, payment):
        ofbatch_ids = one.c.decision_id.in_(ids_of(decision.name, new_only=True))
        yield one.name, _how_many(conn, one, ofbatch_ids, not_(one.c.id.in_(ids_of(one.name))))
    later = and_(decision_event.c.id > batch_id, not_(decision_event.c.id.in_(ids_of(decision_event.name))))
    yield (
        decision_event.name,
        _how_many(conn, decision_event, decision_event.c.decision_id.in_(ids_of(decision.name)), later),
    )
    changed = decision.c.id.in_(ids_of(decision.name))
    of_changed = payment.c.decision_id.in_(select(decision.c.id).where(changed))
    mine = payment.c.id.in_(ids_of(payment.name))
    paid_later = and_(payment.c.id > batch_id, not_(mine))
    yield payment.name, _how_many(conn, payment, of_changed, paid_later)
    stranger = and_(judgment.c.id == decision.c.judgment_id, not_(decision.c.id.in_(ids_of(decision.name))))
    yield (
        judgment.name,
        _how_many(
            conn, judgment, judgment.c.id.in_(ids_of(judgment.name)), select(decision.c.id).where(stranger).exists()
        ),
    )


def _more_than_written(conn: Connection, counted: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Parties put to new decisions or taken from them, shares made anew; new parties in other people's decisions."""
    new_decisions, new_parties = ids_of(decision.name, new_only=True), ids_of(party.name, new_only=True)
    pairs = _how_many(conn, decision_party, decision_party.c.decision_id.in_(new_decisions))
    yield decision_party.name, abs(pairs - counted.get(decision_party.name, 0))
    elsewhere = not_(decision_party.c.decision_id.in_(ids_of(decision.name)))
    yield decision_party.name, _how_many(conn, decision_party, decision_party.c.party_id.in_(new_parties), elsewhere)
    of_new = select(payment.c.id).where(payment.c.decision_id.in_(new_decisions))
    shares = _how_many(conn, allocation, allocation.c.payment_id.in_(of_new))
    yield allocation.name, abs(shares - counted.get(allocation.name, 0))


def ids_of(name: str, *, new_only: bool = False) -> Any:
    """The batch's ids in the table ``name``, as a question; ``new_only``: without what was there before."""
    asked = select(batch_ids.c.id).where(batch_ids.c.of == _PLACES[name])
    return asked.where(batch_ids.c.was_there == 0) if new_only else asked


def _how_many(conn: Connection, one: Table, *where: ColumnElement[bool]) -> int:
    return int(conn.execute(select(func.count()).select_from(one).where(*where)).scalar_one())


_CHANGES = select(
    import_change.c.table_name, import_change.c.row_key, import_change.c.before_sealed.is_not(None).label("is_before")
).where(import_change.c.batch_id == bindparam("batch"))
