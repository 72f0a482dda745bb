"""How does a running campaign become planned steps, for any number of recipients, and once only?

Set-based: a stretch of the list that was let go at once, at most ``CHUNK`` rows in a transaction so that nobody who writes
to us waits for it. The unique purpose makes it repeatable, the stretch reached is kept, so a killed run
goes on. Whoever is held out, no longer fits or cannot be reached gets rows too, skipped with the reason:
planned = sent + pending + cancelled + skipped, always.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, bindparam, func, select, update

from casework.books import Books
from casework.db.prepared import Prepared
from scheduler.plans.campaigns import TOPIC, find
from scheduler.steps.anchored import follow_up_stretch, relay_stretch
from scheduler.steps.reasons import NO_CHAT as NO_CHAT
from scheduler.steps.reasons import NO_CONSENT as NO_CONSENT
from scheduler.steps.step import Status
from scheduler.steps.stretches import plan_stretch
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_recipient as recipient

CHUNK = 1_000  # rows in one transaction: it holds the file for some 9 ms, and whoever else writes for no longer
RELAID = 60  # recipients looked at one by one in a transaction (measured: some 20 ms)


def plan_chunk(books: Books, campaign_id: int) -> int | None:
    """Plan the next stretch of a running campaign; how many rows, or None when nothing is left to plan."""
    campaign = find(books, campaign_id)
    if campaign is None or campaign.status is not Status.RUNNING or campaign.planned_at is not None:
        return None
    after = _PLANNED_TO.rows(books.conn, of=campaign_id)[0][0] or 0
    anew = campaign.version > 1  # what was planned under an earlier version is looked at one by one
    upto = _stretch(books, campaign.id, after, RELAID if anew else CHUNK // len(campaign.step_ids))
    if upto is None:
        _planned_through(books, campaign_id)
        return None
    if anew:
        planned = relay_stretch(books, campaign, after, upto)
    else:
        planned = plan_stretch(books, campaign, after, upto) + follow_up_stretch(books, campaign, after, upto)
    _GONE_TO.changed(books.conn, of=campaign_id, upto=upto)
    return planned


def plan_campaign(books: Books, campaign_id: int) -> int:
    """Plan all of it in this transaction (commands on a small campaign, rehearsals, tests); how many rows."""
    total = 0
    while (planned := plan_chunk(books, campaign_id)) is not None:
        total += planned
    return total


def plan_next(books: Books) -> int:
    """Plan one chunk of whatever running campaign is not planned through; 1 if there may be more to do."""
    unplanned = _UNPLANNED.rows(books.conn)
    if not unplanned:
        return 0
    plan_chunk(books, unplanned[0][0])
    return 1


def next_unplanned(books: Books) -> datetime | None:
    """Now, while a running campaign is not planned through; else None."""
    return books.clock.now() if _UNPLANNED.rows(books.conn) else None


def _planned_through(books: Books, campaign_id: int) -> None:
    done = update(campaigns).where(campaigns.c.id == campaign_id)
    books.conn.execute(done.values(planned_at=books.clock.now()))
    books.ring(TOPIC)


_UNPLANNED = Prepared(  # the newest first
    select(campaigns.c.id)
    .where(campaigns.c.status == Status.RUNNING.value, campaigns.c.planned_at.is_(None))
    .order_by(campaigns.c.id.desc())
    .limit(1)
)
_THIS = campaigns.c.id == bindparam("of")
_PLANNED_TO = Prepared(select(campaigns.c.planned_to).where(_THIS).with_for_update())
_GONE_TO = Prepared(update(campaigns).where(_THIS).values(planned_to=bindparam("upto", type_=BigInteger)))
_inside = (
    select(recipient.c.decision_id)
    .where(
        recipient.c.campaign_id == bindparam("of", type_=BigInteger),
        recipient.c.decision_id > bindparam("after", type_=BigInteger),
    )
    .order_by(recipient.c.decision_id)
    .limit(bindparam("many"))
    .subquery()
)
_LAST_INSIDE = Prepared(select(func.max(_inside.c.decision_id)))


def _stretch(books: Books, campaign_id: int, after: int, many: int) -> int | None:
    """The last decision of a stretch after ``after`` with about so many recipients; None when there are none left."""
    last: int | None = _LAST_INSIDE.rows(books.conn, of=campaign_id, after=after, many=max(many, 1))[0][0]
    return last
