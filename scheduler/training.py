"""Is this an exercise, and whom may it reach?

In an exercise of the whole agency, or of one campaign, what goes out unasked reaches only the private chats of those who are
told of alerts, and says that it is an exercise. Everything else ends as suppressed: that state has no way back, so switching
the exercise off sends nothing of it. A campaign that is started during an exercise stays one to its end.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, select, update

from casework import audit
from casework.books import Books
from casework.tables.agency import agency, staff
from casework.tables.alerts import alert_person
from messages import nudges
from scheduler.tables import campaign

SUPPRESSED = "training"
_EXERCISES = frozenset(nudges.EXERCISES.values())


def is_on(books: Books, campaign_id: int | None = None) -> bool:
    """Whether the agency, or this campaign, is in an exercise."""
    return bool(books.conn.execute(select(in_exercise(campaign_id))).scalar())


def in_exercise(campaign_id: int | ColumnElement[Any] | None) -> ColumnElement[bool]:
    """``is_on`` as SQL."""
    whole = exists().where(agency.c.training.is_(True))
    return whole if campaign_id is None else whole | exists().where(campaign.c.id == campaign_id, campaign.c.training)


def switch(books: Books, on: bool, actor: str) -> bool:
    """Begin or end the agency's exercise; False when nothing changes. What was suppressed stays so."""
    changed = books.conn.execute(update(agency).where(agency.c.training.is_not(on)).values(training=on)).rowcount > 0
    if changed:
        audit.record(books, actor, audit.Action.TRAINING_SWITCHED, "agency", purpose="on" if on else "off")
        books.ring("campaigns")
    return changed


def is_staff_chat(contact_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the chat is that of a member of staff who is told of alerts."""
    works_here = staff.alias("trained")
    return exists().where(
        alert_person.c.contact_id == contact_id, works_here.c.id == alert_person.c.staff_id, works_here.c.active
    )


def nudge_for(key: str, *, exercise: bool) -> str:
    """The nudge that stands for ``key``: in an exercise the one that says so."""
    return nudges.EXERCISES[key] if exercise else key


def may_go(text_key: str, *, exercise: bool, staff_chat: bool) -> bool:
    """Whether a nudge may go out: in an exercise only a marked one to staff, otherwise only one that is not marked."""
    return staff_chat and text_key in _EXERCISES if exercise else text_key not in _EXERCISES
