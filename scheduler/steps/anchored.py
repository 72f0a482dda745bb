"""Who, of a stretch of a campaign's list, has set days that its steps are counted from, and is anybody's sequence over already?

The great statement of ``scheduler.steps.planning`` knows only the days that everybody has. What follows is looked at one by one,
for the few who have a part to pay, a promise, an appointment; afterwards ``scheduler.steps.refreshing`` does so as facts change.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, exists, literal_column, or_, select

from casework.agreements import AgreementState
from casework.books import Books
from casework.promises import PromiseState
from casework.reception_kinds import STANDS
from casework.tables.agreements import agreement, promise
from casework.tables.decisions import due_part, obligation
from casework.tables.receptions import booking
from scheduler.plans.campaign_facts import Campaign
from scheduler.steps.relaying import relay
from scheduler.steps.step import Anchor
from scheduler.steps.withdrawing import cancel_untrue
from scheduler.tables import campaign_recipient as recipient


def follow_up_stretch(books: Books, campaign: Campaign, after: int, upto: int) -> int:
    """Plan what people set themselves, and cancel what is over, after the rest of a stretch was planned; how many rows."""
    here = {"campaign": campaign.id, "after": after, "upto": upto}
    if campaign.plan.ends_when:
        cancel_untrue(books, books.conn.execute(IN_STRETCH, here).scalars().all())
    anchors = frozenset(step.anchor for step in campaign.plan.steps if step.anchor.comes_and_goes)
    if not anchors:
        return 0
    return relay(books, campaign, books.conn.execute(_with_days(anchors), here).scalars().all())


def relay_stretch(books: Books, campaign: Campaign, after: int, upto: int) -> int:
    """Bring a stretch that was planned under an earlier version of the plan in line with the present one; how many rows."""
    here = {"campaign": campaign.id, "after": after, "upto": upto}
    return relay(books, campaign, books.conn.execute(IN_STRETCH, here).scalars().all())


IN_STRETCH = (
    select(recipient.c.decision_id)
    .where(
        recipient.c.campaign_id == bindparam("campaign", type_=BigInteger),
        recipient.c.decision_id > bindparam("after", type_=BigInteger),
        recipient.c.decision_id <= bindparam("upto", type_=BigInteger),
    )
    .distinct()
)


@lru_cache(maxsize=16)
def _with_days(anchors: Collection[Anchor]) -> Select[Any]:
    return IN_STRETCH.where(or_(*(_HAS[anchor] for anchor in sorted(anchors))))


def _one_of(column: ColumnElement[str], *values: str) -> ColumnElement[bool]:
    return column.in_([literal_column(f"'{value}'") for value in values])


_HAS: dict[Anchor, ColumnElement[bool]] = {
    Anchor.INSTALMENT_DUE: or_(
        exists().where(
            agreement.c.decision_id == recipient.c.decision_id, _one_of(agreement.c.state, AgreementState.LIVE)
        ),
        exists().where(
            due_part.c.obligation_id == obligation.c.id, obligation.c.decision_id == recipient.c.decision_id
        ),
    ),
    Anchor.PROMISE_DUE: exists().where(
        promise.c.decision_id == recipient.c.decision_id,
        promise.c.party_id == recipient.c.party_id,
        _one_of(promise.c.state, PromiseState.OPEN, PromiseState.MISSED),
    ),
    Anchor.RECEPTION: exists().where(
        booking.c.party_id == recipient.c.party_id,
        _one_of(booking.c.state, *STANDS),
    ),
}
