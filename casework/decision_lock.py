"""How are two clerks kept from changing the money of one decision at the same moment?"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.db.prepared import Prepared
from casework.decisions import DecisionUnknown
from casework.tables.decisions import decision


def hold_decision(books: Books, decision_id: int) -> None:
    """Hold others off this decision's money until the transaction ends (SQLite has one writer anyway).

    Raises ``DecisionUnknown``.
    """
    if _LOCK.scalar(books.conn, id=decision_id) is None:
        raise DecisionUnknown


_LOCK = Prepared(select(decision.c.id).where(decision.c.id == bindparam("id")).with_for_update())
