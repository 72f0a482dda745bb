"""How does a campaign begin in throw-away books, whatever its state in the real ones?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.staff import LEADERS
from casework.tables.agency import staff
from scheduler.plans import approval
from scheduler.plans.campaigns import CampaignPlan, Wave, create, resume, the_campaign
from scheduler.plans.refusals import NotAllowed, PlanWrong
from scheduler.plans.selection import Selection
from scheduler.quiet import OPENS
from scheduler.rehearsal.invented import Office
from scheduler.rehearsal.office_days import moment
from scheduler.steps.step import Anchor, Status, Step

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
    """A campaign as offices have learned to run one: waves with one focus each, and what people promise is followed up."""
    each = days // len(_FOCUS)
    waves = tuple(
        Wave(
            focus=focus,
            starts_on=starts_on + timedelta(days=number * each),
            ends_on=starts_on + timedelta(days=(number + 1) * each - 1),
            selection=Selection(min_left=low, max_left=high),
        )
        for number, (focus, low, high) in enumerate(_FOCUS)
    )
    steps = [
        Step(anchor=anchor, offset=offset, working=True, text_key=text, text_version=1, wave=number)
        for number in range(1, len(waves) + 1)
        for anchor, offset, text in _IN_EACH_WAVE
        if abs(offset) * 2 < each
    ]
    steps += [
        Step(anchor=Anchor.PROMISE_DUE, offset=offset, working=True, text_key=text, text_version=1)
        for offset, text in ((-1, "reminder.promise_near"), (1, "reminder.promise_passed"))
    ]
    plan = CampaignPlan(
        agency_id=office.agency,
        name="Diễn tập",
        plan_number="1/KH-THADS",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days - 1),
        selection=Selection(),
        waves=waves,
        steps=tuple(steps),
        ends_when=("promised", "agreed"),
        visit_after=3,
    )
    return create(books, plan, office.officers[0])


_FOCUS = (
    ("Khoản nhỏ, nộp một lần", None, 10_000_000),
    ("Khoản vừa, hẹn ngày nộp", 10_000_001, 100_000_000),
    ("Khoản lớn, thỏa thuận trả dần", 100_000_001, None),
)
_IN_EACH_WAVE = (
    (Anchor.WAVE_START, 0, "reminder.follow_up"),
    (Anchor.WAVE_START, 7, "reminder.follow_up"),
    (Anchor.WAVE_END, -4, "reminder.follow_up"),
)


def _leader(books: Books, not_this: int | None) -> int:
    leaders = select(staff.c.id).where(staff.c.active, staff.c.role.in_([role.value for role in LEADERS]))
    found = books.conn.execute(leaders.order_by(staff.c.id)).scalars().all()
    able = [one for one in found if one != not_this]
    if not able:
        raise NotAllowed("Chưa có lãnh đạo khác người lập để duyệt. Hãy thêm lãnh đạo: gandan agency staff")
    return int(able[0])
