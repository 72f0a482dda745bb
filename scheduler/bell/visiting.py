"""Whom has nobody reached by message, so that the commune's team shall visit, and which visits are needed no more?

After as many tries as the campaign's plan says, none of which was answered, one visit is planned; any sign of the person begins
the count anew (``scheduler.bell.unanswered``).

Each morning looks only at those who have just been waited for long enough. A visit comes due by time three days after a try, so
every try whose three days ended since the last look names its decision. Besides, it comes due when the campaigns change: one
begins, goes on after a pause, has another number of tries, or ends and its visits count no more; then everybody is looked at.
What is left (a try written down days after its time, a payment taken back, a claim nobody could find, a visit called off by
hand) waits for the look at everybody, once in ``EVERYBODY_EVERY`` days: a visit is never a matter of one week.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from casework.books import Books
from casework.clock import local, today
from casework.tables.follow_ups import visit
from casework.visit_planning import Wanted, plan_visits
from casework.visits import State as VisitState
from casework.visits import Why, cancel_visits
from scheduler import marks
from scheduler.bell.unanswered import newly_due, owing, signs, stretch, tried_in_vain, tries, visits_after

CHUNK = 500  # decisions, or open visits, looked at in one transaction
EVERYBODY_EVERY = 7  # days
_AGAIN = timedelta(hours=8)  # of what the last look saw: it may have taken long, and at night nobody is tried
_EVERYBODY, _DUE, _PLANS, _OPEN_MARK = "visits", "visits_due", "visits_plans", "open_visits"
_UNHEARD = (Why.NO_ANSWER.value, Why.NO_CHANNEL.value)


def plan_due_visits(books: Books) -> int:
    """Look at the next ``CHUNK`` decisions that may need a visit now; how many it looked at, 0 at the end."""
    plans = visits_after(books)
    since = _looked_to(books, plans)
    mark = _EVERYBODY if since is None else _DUE
    after = marks.reached(books, mark) or 0
    if not plans:
        decisions = []
    elif since is None:
        decisions = stretch(books, after, CHUNK)
    else:
        decisions = newly_due(books, plans, since - _AGAIN, after, CHUNK)
    if decisions:
        _plan_for(books, plans, decisions)
    full = len(decisions) == CHUNK
    marks.reach(books, mark, decisions[-1] if full else None)
    if not full:
        for done in {mark, _DUE}:
            marks.done(books, done)
    return len(decisions) if full else 0


def call_off_visits(books: Books) -> int:
    """Of the next ``CHUNK`` open visits, cancel those to people who have paid, agreed or answered since; how many it looked at."""
    after = marks.reached(books, _OPEN_MARK) or 0
    ahead = books.conn.execute(_OPEN, {"after": after, "most": CHUNK}).all()
    given = signs(books, {row.party_id for row in ahead}, {row.decision_id for row in ahead})
    needless = [
        row.id
        for row in ahead
        if not row.owes or (row.why in _UNHEARD and _is_later(given.last(row.decision_id, row.party_id), row.made_at))
    ]
    cancel_visits(books, needless)
    full = len(ahead) == CHUNK
    marks.reach(books, _OPEN_MARK, ahead[-1].id if full else None)
    return len(ahead) if full else 0


def _looked_to(books: Books, plans: dict[int, int]) -> datetime | None:
    """When it was last looked whose patience had ended; None where everybody is to be looked at.

    A look at everybody that the campaigns have overtaken begins anew. A mark of the future was made by a clock that was wrong.
    """
    shape = _print(plans)
    if marks.reached(books, _PLANS) != shape:
        marks.reach(books, _PLANS, shape)
        marks.reach(books, _EVERYBODY, 0)  # begun, and not yet at its end
    everybody, last = marks.last_done(books, _EVERYBODY), marks.last_done(books, _DUE)
    now = books.clock.now()
    if marks.reached(books, _EVERYBODY) is not None or everybody is None or last is None or max(everybody, last) > now:
        return None
    return last if today(books.clock) - local(everybody).date() < timedelta(days=EVERYBODY_EVERY) else None


def _print(plans: dict[int, int]) -> int:
    """What the campaigns and their numbers of tries are known by; it changes when any of them does."""
    return int.from_bytes(hashlib.sha256(repr(sorted(plans.items())).encode()).digest()[:7])


def _plan_for(books: Books, plans: dict[int, int], decisions: Collection[int]) -> None:
    people = tried_in_vain(books, decisions)
    if not people:
        return
    theirs = {person.decision_id for person in people}
    tried, given = tries(books, theirs), signs(books, {person.party_id for person in people}, theirs)
    wanted = []
    for person in people:
        last_sign = given.last(person.decision_id, person.party_id)
        unanswered = [one for one in tried[person] if last_sign is None or one.at > last_sign]
        if len(unanswered) < plans[person.campaign_id]:
            continue
        why = Why.NO_ANSWER if any(one.by_message for one in unanswered) else Why.NO_CHANNEL
        wanted.append(
            Wanted(decision_id=person.decision_id, party_id=person.party_id, why=why, campaign_id=person.campaign_id)
        )
    plan_visits(books, wanted)


def _is_later(at: datetime | None, than: datetime) -> bool:
    return at is not None and at > than


_OPEN: Any = (
    select(
        visit.c.id,
        visit.c.decision_id,
        visit.c.party_id,
        visit.c.why,
        visit.c.made_at,
        owing(visit.c.decision_id, visit.c.party_id).label("owes"),
    )
    .where(visit.c.state == VisitState.OPEN.value, visit.c.id > bindparam("after", type_=BigInteger))
    .order_by(visit.c.id)
    .limit(bindparam("most"))
)
