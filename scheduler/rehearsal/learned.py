"""What do the agency's own campaigns show of people's habits?

Counted over campaigns that are over; each share is drawn towards the house's figure as if that rested on ``doubt.ASSUMED``
observations, so that a small campaign does not overturn what is known from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from casework.books import Books
from casework.promises import PromiseState
from casework.reminder_answers import Kind
from casework.tables.agreements import promise
from casework.tables.follow_ups import answer
from messages.outbox import Guard
from messages.tables import outbox
from scheduler.rehearsal.doubt import ASSUMED
from scheduler.rehearsal.habits import Habits
from scheduler.steps.step import Status
from scheduler.tables import campaign

_OVER = select(campaign.c.id).where(campaign.c.status.in_([Status.FINISHED.value, Status.STOPPED.value]))
_REPLIES = {
    "will_pay": Kind.WILL_PAY,
    "cannot_pay": Kind.CANNOT_PAY,
    "paid_already": Kind.PAID_ALREADY,
    "other_time": Kind.OTHER_TIME,
    "asked": Kind.ASKED,
}
_REACTIONS = {"opts_out": Kind.OPTED_OUT, "complains": Kind.COMPLAINED, "wrong_person": Kind.WRONG_PERSON}


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """Habits with what was seen put in, and on how many observations each changed one rests."""

    habits: Habits
    seen: dict[str, int]
    campaigns: int


def learned(books: Books, usual: Habits) -> Learned:
    """What the books show; ``usual`` where they show nothing."""
    counts = _counts(books)
    changed = {
        name: (getattr(usual, name) * ASSUMED + some) / (ASSUMED + of) for name, (some, of) in counts.items() if of
    }
    over = books.conn.execute(select(func.count()).select_from(_OVER.subquery())).scalar_one()
    return Learned(
        habits=usual.with_(changed), seen={name: of for name, (_, of) in counts.items() if of}, campaigns=over
    )


def _counts(books: Books) -> dict[str, tuple[int, int]]:
    """Name of a habit -> (how often, out of how many)."""
    delivered, opened = books.conn.execute(_DELIVERED).one()
    kinds = Counter({row[0]: row[1] for row in books.conn.execute(_ANSWERS)})
    replied = sum(kinds[kind.value] for kind in _REPLIES.values())
    found = {"opens": (opened, delivered), "replies": (min(replied, opened), opened)}
    found |= {name: (kinds[kind.value], replied) for name, kind in _REPLIES.items()}
    found |= {name: (min(kinds[kind.value], opened), opened) for name, kind in _REACTIONS.items()}
    kept, ended = books.conn.execute(_PROMISES).one()
    found["promise_kept"] = (kept or 0, ended or 0)
    return found


_DELIVERED = select(func.count(outbox.c.sent_at), func.count(outbox.c.opened_at)).where(
    outbox.c.campaign_id.in_(_OVER), outbox.c.guard == Guard.REMINDER.value
)
_ANSWERS = select(answer.c.kind, func.count()).where(answer.c.campaign_id.in_(_OVER)).group_by(answer.c.kind)
_PROMISES = select(func.count().filter(promise.c.state == PromiseState.KEPT.value), func.count()).where(
    promise.c.state.in_([PromiseState.KEPT.value, PromiseState.MISSED.value])
)
