"""What was a decision's people told unasked? Read by the index of what somebody was told, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, true

from casework.books import Books
from casework.scope import in_sight
from casework.staff import Staff
from messages.outbox import Guard, State
from messages.tables import outbox

_at = func.coalesce(outbox.c.sent_at, outbox.c.made_at, type_=outbox.c.made_at.type)
_UNASKED: tuple[ColumnElement[bool], ...] = (literal_column("guard <> 'reply'"), literal_column("guard <> 'fold'"))
# as the index ix_outbox_told has them


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A message, without its words. ``at``: when it was sent, or else queued."""

    id: int
    at: datetime
    guard: Guard
    state: State
    account: str
    reference: str | None
    opened_at: datetime | None


def told_unasked(
    books: Books,
    decision_id: int,
    debtors: Collection[int],
    creditors: Collection[int],
    *,
    until: datetime | None,
    below: int | None,
    most: int,
) -> list[Told]:
    """The newest messages about the decision, and those about none to whoever owes; none about another decision.

    ``until``: none that is newer; ``below``: of those of that very instant only ids below this.
    """
    about_none = and_(outbox.c.decision_id.is_(None), outbox.c.party_id.in_(debtors))
    people = (*debtors, *creditors)
    theirs = and_(outbox.c.party_id.in_(people), or_(outbox.c.decision_id == decision_id, about_none))
    rows = books.conn.execute(
        select(outbox, _at.label("at"))
        .where(theirs, *_UNASKED, _older(until, below))
        .order_by(_at.desc(), outbox.c.id.desc())
        .limit(most)
    )
    return [
        Told(
            id=row.id,
            at=row.at,
            guard=Guard(row.guard),
            state=State(row.state),
            account=row.account,
            reference=row.reference,
            opened_at=row.opened_at,
        )
        for row in rows
    ]


def may_be_seen(books: Books, who: Staff, row_id: int) -> bool:
    """Whether the message is there and in this person's sight."""
    asked = select(outbox.c.id).where(outbox.c.id == row_id, in_sight(who, outbox))
    return books.conn.execute(asked).first() is not None


def _older(until: datetime | None, below: int | None) -> ColumnElement[bool]:
    if until is None:
        return true()
    if below is None:
        return _at <= until
    return or_(_at < until, and_(_at == until, outbox.c.id < below))
