"""What came of a campaign? Counted from the rows themselves, so that the sums hold after any history.

planned = sent + pending + cancelled + skipped. A message that may have arrived (``uncertain``) counts as sent and is shown
apart; one that the channel refused or that could not be sent is cancelled, with the reason; one whose step's condition was
not met is skipped, whenever that was seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from casework.books import Books
from casework.clock import local
from casework.reception_expected import NO_RECEPTIONS, ReceptionCounts, receptions_of_campaign
from casework.results.reviews import NO_REVIEWS, Reviews, count_reviews
from casework.tables.decisions import decision, obligation, payment
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.plans.campaigns import Campaign, every_campaign, the_campaign
from scheduler.plans.focal import focal_communes
from scheduler.steps import conditions
from scheduler.steps.sequence import UNMET
from scheduler.steps.step import State
from scheduler.tables import planned_step


class End(StrEnum):
    """What became of a planned step."""

    SENT = "sent"
    PENDING = "pending"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


_ENDS = {
    OutboxState.QUEUED: End.PENDING,
    OutboxState.SENDING: End.PENDING,
    OutboxState.ACCEPTED: End.SENT,
    OutboxState.OPENED: End.SENT,
    OutboxState.UNCERTAIN: End.SENT,
    OutboxState.REJECTED: End.CANCELLED,
    OutboxState.SUPPRESSED: End.CANCELLED,
    OutboxState.EXPIRED: End.CANCELLED,
    OutboxState.CANCELLED: End.CANCELLED,
    OutboxState.FAILED_TECHNICAL: End.CANCELLED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignReport:
    """Counts of steps, and of cases (decisions) and đồng against what the campaign planned for.

    ``reasons``: why steps were cancelled or skipped. ``paid_*``: since the campaign started, of the cases it planned for;
    payments whose day is unknown are counted by when they were entered.
    """

    campaign: Campaign
    planned: int
    sent: int
    pending: int
    cancelled: int
    skipped: int
    uncertain: int
    opened: int
    messages: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    cases_reminded: int = 0
    cases_paid: int = 0
    cases_settled: int = 0
    asked: int = 0
    paid_since: int = 0
    left: int = 0
    reviews: Reviews = NO_REVIEWS  # of the campaign's area, whether or not it planned for the decision
    receptions: ReceptionCounts = NO_RECEPTIONS  # on the days that belong to the campaign


def report(books: Books, campaign_id: int) -> CampaignReport:
    """The report of one campaign as the books stand now. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    ends: Counter[End] = Counter()
    messages: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in books.conn.execute(_steps(campaign_id)):
        end = _end(row)
        ends[end] += row.many
        if row.said is not None:
            messages[row.said] += row.many
        if end in (End.CANCELLED, End.SKIPPED):
            reasons[row.why or row.said or ""] += row.many
    return CampaignReport(
        campaign=campaign,
        planned=ends.total(),
        sent=ends[End.SENT],
        pending=ends[End.PENDING],
        cancelled=ends[End.CANCELLED],
        skipped=ends[End.SKIPPED],
        uncertain=messages[OutboxState.UNCERTAIN.value],
        opened=_opened(books, campaign_id),
        reviews=_reviews(books, campaign),
        receptions=receptions_of_campaign(books, campaign_id),
        messages=dict(sorted(messages.items())),
        reasons=dict(sorted(reasons.items())),
        **_cases(books, campaign),
    )


def ends_of(books: Books, campaign_id: int) -> Iterator[tuple[End, str, int]]:
    """What became of the planned steps: the end, its reason or the state of its message, how many."""
    for row in books.conn.execute(_steps(campaign_id)):
        yield _end(row), row.why or row.said or "", row.many


def reports(books: Books) -> list[CampaignReport]:
    """The reports of all campaigns, newest first."""
    return [report(books, campaign.id) for campaign in every_campaign(books)]


def _reviews(books: Books, campaign: Campaign) -> Reviews:
    """The classes of the files in the campaign's area: its communes (or focal ones), its offices, its officer."""
    area = campaign.plan.selection
    communes = set(area.communes)
    if area.focal:
        focal = {one.commune_id for one in focal_communes(books, campaign.id)}
        communes = focal & communes if communes else focal
        if not communes:
            return NO_REVIEWS
    return count_reviews(books, communes=sorted(communes), offices=area.offices, officer=area.officer)


def _steps(campaign_id: int) -> Any:
    """Steps by their own state and reason and those of their message."""
    why = func.coalesce(outbox.c.reason, planned_step.c.reason)
    rows = (
        select(planned_step.c.state.label("state"), outbox.c.state.label("said"), why.label("why"))
        .select_from(planned_step.outerjoin(outbox, outbox.c.id == planned_step.c.outbox_id))
        .where(planned_step.c.campaign_id == campaign_id)
        .subquery()
    )
    many = func.count().label("many")
    return select(rows.c.state, rows.c.said, rows.c.why, many).group_by(rows.c.state, rows.c.said, rows.c.why)


def _end(row: Any) -> End:
    if row.state != State.QUEUED.value:
        return End(row.state)
    if row.why in UNMET and row.said == OutboxState.SUPPRESSED.value:
        return End.SKIPPED  # its condition was no longer met when its turn came, as if it had not been met before
    return _ENDS[OutboxState(row.said)]


def _opened(books: Books, campaign_id: int) -> int:
    seen = outbox.c.opened_at.is_not(None) | (outbox.c.state == OutboxState.OPENED.value)
    return books.conn.execute(select(func.count()).where(outbox.c.campaign_id == campaign_id, seen)).scalar_one()


def _cases(books: Books, campaign: Campaign) -> dict[str, int]:
    steps = planned_step.c
    cases = select(steps.decision_id).where(steps.campaign_id == campaign.id).distinct()
    reminded = (
        select(func.count(outbox.c.decision_id.distinct()))
        .where(outbox.c.campaign_id == campaign.id, outbox.c.sent_at.is_not(None))
        .scalar_subquery()
    )
    mine = select(
        func.count().label("cases"),
        reminded.label("cases_reminded"),
        cast(func.coalesce(func.sum(conditions.dong_left(decision.c.id)), 0), BigInteger).label("left"),
    ).where(decision.c.id.in_(cases))
    asked = select(func.coalesce(func.sum(obligation.c.amount), 0)).where(obligation.c.decision_id.in_(cases))
    counts = books.conn.execute(mine).one()
    settled = select(func.count()).select_from(decision).where(
        decision.c.id.in_(cases), conditions.dong_left(decision.c.id) <= 0
    )  # fmt: skip
    paid = books.conn.execute(_paid(campaign, cases)).one() if campaign.started_at is not None else (0, 0)
    return {
        "cases": counts.cases,
        "cases_reminded": counts.cases_reminded,
        "cases_paid": paid[0],
        "cases_settled": books.conn.execute(settled).scalar_one(),
        "asked": int(books.conn.execute(asked).scalar_one()),
        "paid_since": int(paid[1]),
        "left": counts.left,
    }


def _paid(campaign: Campaign, cases: Any) -> Any:
    """How many of the cases paid something since the start, and how many đồng."""
    started = campaign.started_at
    assert started is not None  # noqa: S101  # the caller looked
    day = local(started).date()
    since = (payment.c.paid_on >= day) | (payment.c.paid_on.is_(None) & (payment.c.entered_at >= started))
    return select(
        func.count(payment.c.decision_id.distinct()), cast(func.coalesce(func.sum(payment.c.amount), 0), BigInteger)
    ).where(payment.c.decision_id.in_(cases), payment.c.reversed_at.is_(None), since)
