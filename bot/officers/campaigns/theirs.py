"""Which campaign does the address name, may this person see it, and may they write it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.officers.visit import Missing
from casework.books import Books
from casework.staff import LEADERS, Staff
from scheduler.plans import in_sight, plan_editing, waves
from scheduler.plans.campaign_facts import Campaign, CampaignPlan
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.plan_check import mistakes
from scheduler.plans.refusals import ChangedSinceApproval, NotAllowed, Overtaken, WrongStatus
from scheduler.plans.selection_counts import fits_within
from scheduler.steps.step import Status

NOT_BEGUN = frozenset({Status.DRAFT, Status.APPROVED})
Change = Callable[[CampaignPlan], CampaignPlan]
_CONFLICTS = (ChangedSinceApproval, Overtaken, WrongStatus)


def theirs(books: Books, who: Staff, campaign_id: int) -> Campaign:
    """The campaign, if this person may see it. Raises ``Missing``."""
    if not in_sight.sees(books, who, campaign_id):
        raise Missing
    return the_campaign(books, campaign_id)


def may_write(books: Books, who: Staff, campaign: Campaign) -> bool:
    """Whether this person may write its plan: whoever made it, or a leader who sees all that it speaks to."""
    if campaign.status not in NOT_BEGUN or not (campaign.made_by == who.id or who.role in LEADERS):
        return False
    return fits_within(books, who, campaign.plan.selection, campaign.id)


def rewritten(books: Books, who: Staff, campaign_id: int, change: Change) -> bool:
    """The plan as ``change`` makes it; whether an approval was lost. Raises ``Missing`` or ``CampaignRefused``."""
    campaign = theirs(books, who, campaign_id)
    if campaign.status not in NOT_BEGUN:
        raise WrongStatus(
            "Đợt đã chạy hoặc đã kết thúc nên không viết lại kế hoạch được. Đợt đang chạy thì đề xuất ở «Thay đổi kế hoạch»."
        )
    if not may_write(books, who, campaign):
        raise NotAllowed("Chỉ người lập đợt hoặc lãnh đạo phụ trách được sửa kế hoạch. Hãy nhờ người đó sửa.")
    plan = change(_as_kept(campaign.plan))
    if plan == _as_kept(campaign.plan):
        return False
    return plan_editing.rewrite(books, campaign_id, plan, who.id)


def status_of(refused: Exception) -> int:
    """The status of a page that says why something about a campaign was refused."""
    return 403 if isinstance(refused, NotAllowed) else 409 if isinstance(refused, _CONFLICTS) else 422


def wrongs(books: Books, campaign: Campaign) -> tuple[str, ...]:
    """All that stands against the plan as it is written now."""
    found = [one.sentence for one in mistakes(books, campaign.plan)]
    found += [
        f"Đợt trọng tâm {one.first} và {one.second} trùng ngày và cùng nhắc {one.people} người. "
        "Hãy tách ngày hoặc thu hẹp điều kiện của một đợt."
        for one in waves.in_two(books, campaign.plan)
    ]
    return tuple(found)


def _as_kept(plan: CampaignPlan) -> CampaignPlan:
    """Without what a selection means on this day."""
    bare = {"campaign": None, "today": None}
    kept = tuple(replace(one, selection=replace(one.selection, **bare)) for one in plan.waves)  # type: ignore[arg-type]
    return replace(plan, selection=replace(plan.selection, **bare), waves=kept)  # type: ignore[arg-type]
