"""What does a campaign cost: what was reckoned with, and what came of it, line by line?

Quantities come from the books, prices from the office. A line without a price is counted and has no sum; it is never taken
for free. Planned messages are those of the preview until the campaign starts, then those that were scheduled. Trips count as
made once their day has come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select

from casework.books import Books
from casework.clock import today
from casework.tables.linking import link_code
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.plan_editing import changed, writable
from scheduler.plans.previews import per_account, spoken_to
from scheduler.plans.refusals import PlanWrong
from scheduler.steps import conditions
from scheduler.steps.reasons import NO_CHAT
from scheduler.steps.step import State
from scheduler.tables import campaign_recipient, cost_rate, planned_step, trip

MOST_DONG = 1_000_000_000  # for one of anything: more is a slip of the pen
_ACCOUNT = re.compile(r"[a-z][a-z0-9_-]{0,39}")
GONE = "none"  # the chat that a scheduled message was for is no longer there
_SENT = (OutboxState.ACCEPTED.value, OutboxState.OPENED.value, OutboxState.UNCERTAIN.value)


class Item(StrEnum):
    """What is paid for. Stored by value; messages with their account: ``message:telegram``."""

    MESSAGE = "message"
    LETTER = "letter"  # with a linking code, to whoever has no chat
    KM = "km"
    PERSON_DAY = "person_day"  # one person travelling for one day


@dataclass(frozen=True, kw_only=True, slots=True)
class CostLine:
    """How many of one item, and đồng for one of them (None: no price is known)."""

    item: Item
    account: str | None
    planned: int
    actual: int
    rate: int | None

    @property
    def key(self) -> str:
        """As the price is kept, and typed."""
        return key_of(self.item, self.account)

    @property
    def planned_dong(self) -> int | None:
        """What was reckoned with."""
        return None if self.rate is None else self.planned * self.rate

    @property
    def actual_dong(self) -> int | None:
        """What came of it."""
        return None if self.rate is None else self.actual * self.rate


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """All lines, and the sums of those that have a price."""

    lines: tuple[CostLine, ...]

    @property
    def planned(self) -> int:
        """Đồng reckoned with, without ``unpriced`` lines."""
        return sum(line.planned_dong or 0 for line in self.lines)

    @property
    def actual(self) -> int:
        """Đồng that it came to so far, without ``unpriced`` lines."""
        return sum(line.actual_dong or 0 for line in self.lines)

    @property
    def unpriced(self) -> tuple[CostLine, ...]:
        """Lines of which there is something, and no price."""
        return tuple(line for line in self.lines if line.rate is None and (line.planned or line.actual))


def costs(books: Books, campaign_id: int) -> Costs:
    """The costs of a campaign in any state. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    rates = rates_of(books, campaign_id)
    planned, actual = _planned(books, campaign), _actual(books, campaign)
    known = [key_of(one) for one in Item if one is not Item.MESSAGE]
    messages = sorted(key for key in planned.keys() | actual.keys() | rates.keys() if key not in known)
    lines = (_line(key, planned, actual, rates) for key in [*messages, *known])
    return Costs(lines=tuple(lines))


def rates_of(books: Books, campaign_id: int) -> dict[str, int]:
    """The prices that the office gave, in đồng, by key."""
    rows = books.conn.execute(
        select(cost_rate.c.item, cost_rate.c.dong)
        .where(cost_rate.c.campaign_id == campaign_id)
        .order_by(cost_rate.c.item)
    )
    return {row.item: row.dong for row in rows}


def set_rate(books: Books, campaign_id: int, key: str, dong: int | None, staff_id: int) -> None:
    """Give the price of one ``key`` in đồng, or take it away (None). Raises ``CampaignRefused``."""
    writable(books, campaign_id, staff_id)
    read_key(key)
    if dong is not None and not 0 <= dong <= MOST_DONG:
        raise PlanWrong("Đơn giá phải từ 0 đến 1 tỷ đồng. Hãy ghi lại.")
    books.conn.execute(delete(cost_rate).where(cost_rate.c.campaign_id == campaign_id, cost_rate.c.item == key))
    if dong is not None:
        books.conn.execute(insert(cost_rate), {"campaign_id": campaign_id, "item": key, "dong": dong})
    changed(books, staff_id, campaign_id, "cost")


def key_of(item: Item, account: str | None = None) -> str:
    """``km``; of messages ``message:telegram``."""
    return item.value if account is None else f"{item.value}:{account}"


def read_key(key: str) -> tuple[Item, str | None]:
    """What ``key_of`` wrote. Raises ``PlanWrong`` for anything else."""
    item, colon, account = key.partition(":")
    if (
        item in set(Item)
        and (Item(item) is Item.MESSAGE) == bool(_ACCOUNT.fullmatch(account))
        and bool(colon) == bool(account)
    ):
        return Item(item), account or None
    raise PlanWrong(
        f"Không có loại chi phí «{key}». Hãy ghi một trong: message:KÊNH (ví dụ message:telegram), letter, km, person_day."
    )


def _line(key: str, planned: Mapping[str, int], actual: Mapping[str, int], rates: Mapping[str, int]) -> CostLine:
    item, account = read_key(key)
    return CostLine(
        item=item, account=account, planned=planned.get(key, 0), actual=actual.get(key, 0), rate=rates.get(key)
    )


def _planned(books: Books, campaign: Campaign) -> dict[str, int]:
    trips = _travelled(books, campaign.id)
    return (_to_come(books, campaign) if campaign.started_at is None else _scheduled(books, campaign.id)) | trips


def _to_come(books: Books, campaign: Campaign) -> dict[str, int]:
    """Messages and letters as the campaign would make them if it were started now."""
    who = spoken_to(campaign).subquery("who")
    silent = select(func.count(who.c.party_id.distinct())).where(~conditions.has_chat(who.c.party_id))
    messages = {key_of(Item.MESSAGE, account): many for account, many in per_account(books, campaign).items()}
    return messages | {Item.LETTER.value: books.conn.execute(silent).scalar_one()}


def _scheduled(books: Books, campaign_id: int) -> dict[str, int]:
    """Messages and letters as they were laid out when the steps were planned, whatever became of them."""
    of_it = planned_step.c.campaign_id == campaign_id
    account = func.coalesce(outbox.c.account, conditions.account_of(planned_step.c.party_id))
    steps = (
        select(account.label("account"))
        .select_from(planned_step.outerjoin(outbox, outbox.c.id == planned_step.c.outbox_id))
        .where(of_it, planned_step.c.state != State.SKIPPED.value)
        .subquery()
    )
    by_account = select(steps.c.account, func.count().label("many")).group_by(steps.c.account)
    messages = {key_of(Item.MESSAGE, row.account or GONE): row.many for row in books.conn.execute(by_account)}
    silent = select(func.count(planned_step.c.party_id.distinct())).where(of_it, planned_step.c.reason == NO_CHAT)
    return messages | {Item.LETTER.value: books.conn.execute(silent).scalar_one()}


def _actual(books: Books, campaign: Campaign) -> dict[str, int]:
    of_it = (outbox.c.campaign_id == campaign.id, outbox.c.state.in_(_SENT))
    asked = select(outbox.c.account, func.count().label("many")).where(*of_it).group_by(outbox.c.account)
    sent = {key_of(Item.MESSAGE, row.account): row.many for row in books.conn.execute(asked)}
    trips = _travelled(books, campaign.id, trip.c.on_date <= today(books.clock))
    return sent | {Item.LETTER.value: _printed(books, campaign)} | trips


def _printed(books: Books, campaign: Campaign) -> int:
    """Letters with codes for the campaign's people since it was approved."""
    if campaign.approved_at is None:
        return 0
    people = select(campaign_recipient.c.party_id).where(campaign_recipient.c.campaign_id == campaign.id)
    letters = select(func.count()).where(
        link_code.c.party_id.in_(people), link_code.c.printed_at >= campaign.approved_at
    )
    return int(books.conn.execute(letters).scalar_one())


def _travelled(books: Books, campaign_id: int, *also: Any) -> dict[str, int]:
    km, people = func.coalesce(func.sum(trip.c.km), 0), func.coalesce(func.sum(trip.c.people), 0)
    row = books.conn.execute(
        select(km.label("km"), people.label("people")).where(trip.c.campaign_id == campaign_id, *also)
    ).one()
    return {Item.KM.value: int(row.km), Item.PERSON_DAY.value: int(row.people)}
