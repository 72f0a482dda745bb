"""Is this an exercise, and whom may it reach?

In an exercise of the whole agency, or of one campaign, what goes out unasked reaches only the private chats of those who are
told of alerts, and says that it is an exercise. Everything else ends as suppressed: that state has no way back, so switching
the exercise off sends nothing of it. A campaign that is started during an exercise stays one to its end.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, exists, or_, select, update

from casework import audit
from casework.books import Books
from casework.db.prepared import Prepared
from casework.tables.agency import agency, staff
from casework.tables.alerts import alert_person
from messages import nudges
from scheduler.plans.campaigns import every_campaign, move_on, note
from scheduler.steps.step import Status
from scheduler.tables import campaign

SUPPRESSED = "training"
_EXERCISES = frozenset(nudges.EXERCISES.values())


def is_on(books: Books, campaign_id: int | None = None) -> bool:
    """Whether the agency, or this campaign, is in an exercise."""
    if campaign_id is None:
        return bool(_WHOLE.scalar(books.conn))
    return bool(_OF_CAMPAIGN.scalar(books.conn, of=campaign_id))


def in_exercise(campaign_id: int | ColumnElement[Any] | None) -> ColumnElement[bool]:
    """``is_on`` as SQL."""
    whole = exists().where(agency.c.training.is_(True))
    if campaign_id is None:
        return whole
    one = campaign.alias("exercised")
    return or_(whole, exists().where(one.c.id == campaign_id, one.c.training.is_(True)))


_WHOLE = Prepared(select(in_exercise(None)))
_OF_CAMPAIGN = Prepared(select(in_exercise(bindparam("of", type_=BigInteger))))


def switch(books: Books, on: bool, actor: str) -> list[str]:
    """Begin or end the agency's exercise. What was suppressed stays so, and nothing goes on by itself where it ends.

    Campaigns for real that run at the end are paused: which of them were begun as part of the exercise, a leader says by
    letting it go on. Gives the names of the campaigns that this touches: at the beginning those whose reminders are lost to
    the exercise, at the end those that were paused.
    """
    if books.conn.execute(update(agency).where(agency.c.training.is_not(on)).values(training=on)).rowcount == 0:
        return []
    audit.record(books, actor, audit.Action.TRAINING_SWITCHED, "agency", purpose="on" if on else "off")
    books.ring("campaigns")
    running = [one for one in every_campaign(books, Status.RUNNING) if not one.plan.training]
    for one in running if not on else ():
        move_on(books, one.id, (Status.RUNNING,), Status.PAUSED, paused_why=SUPPRESSED)
        note(books, None, audit.Action.CAMPAIGN_PAUSED, one.id, purpose=SUPPRESSED)
    return [one.plan.name for one in running]


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
