"""Which decisions may stand behind a figure that somebody looks at?"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true

from casework.books import Books
from casework.results.extent import Extent
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision

Condition = ColumnElement[bool]
EVERY: Condition = true()


def seen_by(who: Staff) -> Condition:
    """The condition on ``decision`` that this person may see it."""
    return in_sight(who, decision)


def narrowed(who: Staff, group: Condition, extent: Extent | None) -> Condition:
    """Seen by this person, of this group, within ``extent`` (None: the whole agency)."""
    return seen_by(who) & group & (extent.condition if extent is not None else EVERY)


def is_any(books: Books, condition: Condition) -> bool:
    """Whether there is a decision that meets it."""
    return books.conn.execute(select(decision.c.id).where(condition).limit(1)).first() is not None
