"""How does a campaign begin in throw-away books, whatever its state in the real ones?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.staff import LEADERS
from casework.tables.agency import staff
from scheduler.plans import approval, usual
from scheduler.plans.campaigns import CampaignPlan, create, resume, the_campaign
from scheduler.plans.refusals import NotAllowed, PlanWrong
from scheduler.plans.selection import Selection
from scheduler.quiet import OPENS
from scheduler.rehearsal.invented import Office
from scheduler.rehearsal.office_days import moment
from scheduler.steps.step import Status

BEFORE_OPENING = timedelta(minutes=45)


def begins_at(starts_on: date, now: datetime) -> datetime:
    """When a rehearsal begins: before the first opening of the campaign, never in the past."""
    return max(moment(starts_on, OPENS) - BEFORE_OPENING, now)


def start(books: Books, campaign_id: int) -> None:
    """Approve and start it as two people of the office would. Raises ``CampaignRefused`` as the real approval does."""
    assert isinstance(books.clock, SetClock)  # noqa: S101  # a rehearsal's
    campaign = the_campaign(books, campaign_id)
    if campaign.status in (Status.STOPPED, Status.FINISHED):
        raise PlanWrong("Đợt này đã dừng hoặc đã kết thúc. Chỉ diễn tập được đợt sắp chạy hoặc đang chạy.")
    books.clock.set(begins_at(campaign.plan.starts_on, books.clock.now()))
    if campaign.status is Status.PAUSED:
        resume(books, campaign_id, _leader(books, None))
    if campaign.status is Status.DRAFT:
        approval.approve(books, campaign_id, _leader(books, campaign.made_by))
    if campaign.status in (Status.DRAFT, Status.APPROVED):
        approval.start(books, campaign_id, campaign.made_by)


def invented_campaign(books: Books, office: Office, starts_on: date, days: int) -> int:
    """A campaign as offices have learned to run one (``scheduler.plans.usual``), its waves equally long."""
    through = starts_on + timedelta(days=days // usual.WAVES * usual.WAVES - 1)
    plan = CampaignPlan(
        agency_id=office.agency,
        name="Diễn tập",
        plan_number="1/KH-THADS",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days - 1),
        selection=Selection(),
        waves=usual.waves(starts_on, through),
        steps=usual.steps(starts_on, through),
        ends_when=usual.ENDS_WHEN,
        visit_after=3,
    )
    return create(books, plan, office.officers[0])


def _leader(books: Books, not_this: int | None) -> int:
    leaders = select(staff.c.id).where(staff.c.active, staff.c.role.in_([role.value for role in LEADERS]))
    found = books.conn.execute(leaders.order_by(staff.c.id)).scalars().all()
    able = [one for one in found if one != not_this]
    if not able:
        raise NotAllowed("Chưa có lãnh đạo khác người lập để duyệt. Hãy thêm lãnh đạo: gandan agency staff")
    return int(able[0])
