"""How are two clerks kept from changing the money of one decision at the same moment?"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.decisions import DecisionUnknown
from casework.tables.decisions import decision


def hold_decision(books: Books, decision_id: int) -> None:
    """Hold others off this decision's money until the transaction ends (SQLite has one writer anyway).

    Raises ``DecisionUnknown``.
    """
    if books.conn.execute(_LOCK, {"id": decision_id}).scalar() is None:
        raise DecisionUnknown


_LOCK = select(decision.c.id).where(decision.c.id == bindparam("id")).with_for_update()
