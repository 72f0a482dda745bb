"""Who lets a campaign go, and is it still what they let go?

Approved by a leader who did not make it, over a hash of the texts, the steps, the period and every recipient. Starting
computes the hash again: what differs by one person or one letter must be approved anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import update

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.staff import LEADERS
from messages.contents import pinned
from messages.library import text_of
from messages.nudges import NEWS
from scheduler.campaigns import MAKERS, Campaign, check_plan, move_on, note, require, the_campaign
from scheduler.refusals import ChangedSinceApproval, NotAllowed, PlanWrong, WrongStatus
from scheduler.selection import eligible
from scheduler.steps import Status
from scheduler.tables import campaign as campaigns


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """What is approved: the hash (hex), and how many recipients it covers (a debtor counts once for each decision)."""

    digest: str
    recipients: int


def seal(books: Books, campaign: Campaign) -> Seal:
    """The seal over the campaign as it would run now."""
    plan = campaign.plan
    head = {
        "period": [plan.starts_on.isoformat(), plan.ends_on.isoformat()],
        "plan": [plan.name, plan.plan_number],
        "nudge": [NEWS, text_of(NEWS).version, text_of(NEWS).vi],
        "steps": [
            [step.anchor.value, step.offset, step.working, step.text_key, step.text_version,
             pinned(step.text_key, step.text_version).vi]
            for step in plan.steps
        ],
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    pairs = eligible(plan.selection).with_only_columns(*list(eligible(plan.selection).selected_columns)[:2])
    count = 0
    for row in books.conn.execute(pairs.order_by("decision_id", "party_id").execution_options(yield_per=5000)):
        digest.update(b"\n%d:%d" % (row.decision_id, row.party_id))
        count += 1
    return Seal(digest=digest.hexdigest(), recipients=count)


def approve(books: Books, campaign_id: int, staff_id: int) -> Seal:
    """Let a draft go (or one whose recipients have changed since). Raises ``CampaignRefused``."""
    approved = _sealed_by_another(books, campaign_id, staff_id)
    values = {"approved_by": staff_id, "approved_at": books.clock.now(), "approved_hash": approved.digest}
    move_on(books, campaign_id, (Status.DRAFT, Status.APPROVED), Status.APPROVED, **values)
    note(books, staff_id, audit.Action.CAMPAIGN_APPROVED, campaign_id, purpose=approved.digest[:16])
    return approved


def start(books: Books, campaign_id: int, staff_id: int) -> None:
    """Begin. The steps are planned right after, chunk by chunk. Raises ``CampaignRefused``, e.g. when anything changed."""
    require(books, staff_id, MAKERS, "Vai trò này không điều hành đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")
    campaign = the_campaign(books, campaign_id)
    if campaign.status is Status.DRAFT:
        raise WrongStatus("Đợt nhắc chưa được duyệt. Hãy trình lãnh đạo khác người lập để duyệt.")
    if campaign.status is Status.APPROVED:
        _refuse_over(books, campaign)
        if seal(books, campaign).digest != campaign.approved_hash:
            raise ChangedSinceApproval
    move_on(books, campaign_id, (Status.APPROVED,), Status.RUNNING, started_at=books.clock.now())
    note(books, staff_id, audit.Action.CAMPAIGN_STARTED, campaign_id)


def admit_newcomers(books: Books, campaign_id: int, staff_id: int) -> Seal:
    """Approve a running campaign anew for everybody its selection fits now; newcomers are then planned as late joiners."""
    approved = _sealed_by_another(books, campaign_id, staff_id)
    before = the_campaign(books, campaign_id).status
    values = {"approved_by": staff_id, "approved_at": books.clock.now(), "approved_hash": approved.digest}
    live = (Status.RUNNING, Status.PAUSED)
    move_on(books, campaign_id, live, before if before in live else Status.RUNNING, **values)
    books.conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(planned_to=None, planned_at=None))
    note(books, staff_id, audit.Action.CAMPAIGN_NEWCOMERS, campaign_id, purpose=approved.digest[:16])
    return approved


def _sealed_by_another(books: Books, campaign_id: int, staff_id: int) -> Seal:
    require(books, staff_id, LEADERS, "Chỉ thủ trưởng hoặc phó thủ trưởng được duyệt đợt nhắc. Hãy trình lãnh đạo.")
    campaign = the_campaign(books, campaign_id)
    if campaign.made_by == staff_id:
        raise NotAllowed("Người lập đợt nhắc không được tự duyệt. Hãy nhờ lãnh đạo khác duyệt.")
    check_plan(books, campaign.plan)
    approved = seal(books, campaign)
    if approved.recipients == 0:
        raise PlanWrong("Không có ai thuộc diện được nhắc theo điều kiện đã chọn. Hãy chọn lại điều kiện.")
    return approved


def _refuse_over(books: Books, campaign: Campaign) -> None:
    if campaign.plan.ends_on < today(books.clock):
        raise PlanWrong("Thời gian của đợt đã qua. Hãy lập đợt mới.")
