"""Which reminder is this chat reacting to? The one that stands open, else the last that reached it.

Looked up through what stands in the chat (``messages.faces``), which is found by the chat; the outbox is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from casework.books import Books
from messages.outbox import Guard
from messages.tables import face, outbox

REACTS_WITHIN = timedelta(days=7)  # later words are no answer to it any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """A reminder that reached a chat."""

    outbox_id: int
    campaign_id: int | None
    decision_id: int | None
    party_id: int | None


def reminded_by(books: Books, contact_id: int, decision_id: int | None = None) -> Reminded | None:
    """The reminder that stands open in the chat, else the last one of the last days; of this decision, if given."""
    about = () if decision_id is None else (outbox.c.decision_id == decision_id,)
    recent = outbox.c.sent_at >= books.clock.now() - REACTS_WITHIN
    return _last(books, contact_id, face.c.fold_at.is_not(None), *about) or _last(books, contact_id, recent, *about)


def last_reminder(books: Books, contact_id: int) -> Reminded | None:
    """The last reminder that ever reached the chat, whoever it is linked to by now."""
    return _last(books, contact_id)


def _last(books: Books, contact_id: int, *which: ColumnElement[bool]) -> Reminded | None:
    row: Any = books.conn.execute(
        select(outbox.c.id, outbox.c.campaign_id, outbox.c.decision_id, outbox.c.party_id)
        .join(face, face.c.nudge_id == outbox.c.id)
        .where(face.c.contact_id == contact_id, outbox.c.guard == Guard.REMINDER.value, *which)
        .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Reminded(outbox_id=row.id, campaign_id=row.campaign_id, decision_id=row.decision_id, party_id=row.party_id)
