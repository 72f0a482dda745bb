"""Which campaigns are there, what does each say to whom and when, and who may move it on?

draft -> approved -> running <-> paused -> finished; stopped from anywhere. Approving is in ``scheduler.approval``, the way
from approval to the last message in ``scheduler.planning`` and ``scheduler.reminders``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework import audit, staff
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.staff import LEADERS, Role
from casework.tidy import tidy
from messages.approved_facts import refusals
from messages.blanks import TextError
from messages.contents import campaign_texts, pinned
from messages.outbox import State as OutboxState
from messages.tables import outbox
from scheduler.refusals import CampaignRefused, CampaignUnknown, NotAllowed, PlanWrong, WrongStatus
from scheduler.selection import Selection, from_json, to_json
from scheduler.steps import LONGEST_OFFSET, Anchor, State, Status, Step
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_step, planned_step

__all__ = ["Anchor", "Campaign", "CampaignPlan", "CampaignRefused", "Selection", "Status", "Step"]
__all__ += ["create", "every_campaign", "find", "pause", "resume", "stop", "the_campaign"]

MOST_STEPS = 10
LONGEST_NUMBER = 80  # characters of a plan's number
TOPIC = "campaigns"
MAKERS = frozenset({Role.CLERK, Role.OFFICER, *LEADERS})


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignPlan:
    """What a campaign is to do. Days are local and both included; steps are numbered from 1 in the order given."""

    agency_id: int
    name: str
    plan_number: str
    starts_on: date
    ends_on: date
    selection: Selection
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A campaign as the books have it."""

    id: int
    plan: CampaignPlan
    step_ids: tuple[int, ...]
    status: Status
    made_by: int
    made_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    approved_hash: str | None
    started_at: datetime | None
    stopped_at: datetime | None
    planned_at: datetime | None


def create(books: Books, plan: CampaignPlan, staff_id: int) -> int:
    """Write a draft and give its id. Raises ``NotAllowed`` or ``PlanWrong``."""
    require(books, staff_id, MAKERS, "Vai trò này không lập đợt nhắc. Hãy nhờ chấp hành viên hoặc thư ký lập.")
    check_plan(books, plan)
    name = tidy(plan.name)
    if books.conn.execute(select(campaigns.c.id).where(campaigns.c.name == name)).first() is not None:
        raise PlanWrong("Đã có đợt nhắc mang tên này. Hãy đặt tên khác.")
    campaign_id = new_id()
    row = {
        "id": campaign_id,
        "agency_id": plan.agency_id,
        "name": name,
        "plan_number": tidy(plan.plan_number),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "selection": to_json(plan.selection),
        "status": Status.DRAFT.value,
        "made_by": staff_id,
        "made_at": books.clock.now(),
    }
    books.conn.execute(insert(campaigns), row)
    steps = [
        {
            "id": new_id(),
            "campaign_id": campaign_id,
            "number": number,
            "anchor": step.anchor.value,
            "offset_days": step.offset,
            "working": step.working,
            "text_key": step.text_key,
            "text_version": step.text_version,
        }
        for number, step in enumerate(plan.steps, start=1)
    ]
    books.conn.execute(insert(campaign_step), steps)
    note(books, staff_id, audit.Action.CAMPAIGN_CREATED, campaign_id)
    return campaign_id


def find(books: Books, campaign_id: int) -> Campaign | None:
    """The campaign with its steps."""
    row = books.conn.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one_or_none()
    return None if row is None else _opened(books, row)


def the_campaign(books: Books, campaign_id: int) -> Campaign:
    """``find``, raising ``CampaignUnknown``."""
    known = find(books, campaign_id)
    if known is None:
        raise CampaignUnknown
    return known


def every_campaign(books: Books, *statuses: Status) -> list[Campaign]:
    """All campaigns, or those of some statuses, newest first."""
    query = select(campaigns).order_by(campaigns.c.id.desc())
    if statuses:
        query = query.where(campaigns.c.status.in_([status.value for status in statuses]))
    return [_opened(books, row) for row in books.conn.execute(query).all()]


def pause(books: Books, campaign_id: int, staff_id: int) -> None:
    """Nothing more goes out until it is resumed; what is queued waits. Raises ``CampaignRefused``."""
    _may_steer(books, staff_id)
    move_on(books, campaign_id, (Status.RUNNING,), Status.PAUSED)
    note(books, staff_id, audit.Action.CAMPAIGN_PAUSED, campaign_id)


def resume(books: Books, campaign_id: int, staff_id: int) -> None:
    """Go on; what waited because of the pause may go at once, if it is still true. Raises ``CampaignRefused``."""
    require(books, staff_id, LEADERS, "Chỉ lãnh đạo cho đợt nhắc chạy tiếp. Hãy trình lãnh đạo.")
    move_on(books, campaign_id, (Status.PAUSED,), Status.RUNNING)
    waited = update(outbox).where(
        outbox.c.campaign_id == campaign_id,
        outbox.c.state == OutboxState.QUEUED.value,
        outbox.c.reason == "campaign_paused",
    )
    books.conn.execute(waited.values(not_before=books.clock.now(), reason=None))
    ring_accounts(books, campaign_id)
    note(books, staff_id, audit.Action.CAMPAIGN_RESUMED, campaign_id)


def stop(books: Books, campaign_id: int, staff_id: int) -> int:
    """End it for good, at once: pending steps and queued messages are cancelled; how many. Raises ``CampaignRefused``.

    A message that is being sent at this moment cannot be called back.
    """
    _may_steer(books, staff_id)
    live = (Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED)
    move_on(books, campaign_id, live, Status.STOPPED, stopped_at=books.clock.now())
    ended = cancel_what_waits(books, campaign_id, "campaign_stopped")
    note(books, staff_id, audit.Action.CAMPAIGN_STOPPED, campaign_id, purpose=f"cancelled:{ended}")
    return ended


def cancel_what_waits(books: Books, campaign_id: int, reason: str) -> int:
    """Cancel the campaign's pending steps and queued messages for ``reason``; how many."""
    steps = update(planned_step).where(
        planned_step.c.campaign_id == campaign_id, planned_step.c.state == State.PENDING.value
    )
    queued = update(outbox).where(outbox.c.campaign_id == campaign_id, outbox.c.state == OutboxState.QUEUED.value)
    ended = books.conn.execute(steps.values(state=State.CANCELLED.value, reason=reason)).rowcount
    return ended + books.conn.execute(queued.values(state=OutboxState.CANCELLED.value, reason=reason)).rowcount


def check_plan(books: Books, plan: CampaignPlan) -> None:
    """Raises ``PlanWrong`` for a plan that cannot be carried out from today on."""
    if not tidy(plan.name) or not tidy(plan.plan_number):
        raise PlanWrong("Thiếu tên đợt hoặc số kế hoạch. Hãy ghi cả hai.")
    if len(plan.plan_number) > LONGEST_NUMBER:
        raise PlanWrong(f"Số kế hoạch dài quá {LONGEST_NUMBER} ký tự. Hãy ghi như trên văn bản, ví dụ 308/KH-THADS.")
    if found := refusals(books, tidy(plan.plan_number)):  # every reminder says on which plan it rests
        raise PlanWrong(f"Số kế hoạch có điều không được gửi cho dân. {found[0]} Hãy ghi lại.")
    if plan.ends_on < max(plan.starts_on, today(books.clock)):
        raise PlanWrong("Ngày kết thúc đã qua hoặc trước ngày bắt đầu. Hãy chọn lại thời gian của đợt.")
    if not 1 <= len(plan.steps) <= MOST_STEPS:
        raise PlanWrong(f"Đợt nhắc cần từ 1 đến {MOST_STEPS} bước. Hãy thêm hoặc bớt bước.")
    for number, step in enumerate(plan.steps, start=1):
        if abs(step.offset) > LONGEST_OFFSET:
            raise PlanWrong(f"Bước {number} cách mốc quá {LONGEST_OFFSET} ngày. Hãy xem lại số ngày.")
        _check_text(number, step, plan.ends_on)


def _check_text(number: int, step: Step, until: date) -> None:
    if step.text_key not in campaign_texts():
        raise PlanWrong(f"Bước {number}: mẫu tin này không dùng cho đợt nhắc. Hãy chọn mẫu khác.")
    try:
        text = pinned(step.text_key, step.text_version)
    except TextError:
        raise PlanWrong(f"Bước {number}: mẫu tin không có phiên bản này. Hãy chọn lại phiên bản.") from None
    if not text.valid_on(until):
        raise PlanWrong(f"Bước {number}: phiên bản mẫu tin hết hiệu lực trước khi đợt kết thúc. Hãy chọn bản mới.")


def require(books: Books, staff_id: int, roles: frozenset[Role], sentence: str) -> None:
    """Raises ``NotAllowed(sentence)`` unless the member of staff is active and has one of the roles."""
    known = staff.find(books, staff_id)
    if known is None or not known.active or known.role not in roles:
        raise NotAllowed(sentence)


def move_on(books: Books, campaign_id: int, before: tuple[Status, ...], after: Status, **also: Any) -> None:
    """Change the status in one conditional statement. Raises ``CampaignUnknown`` or ``WrongStatus``."""
    here = (campaigns.c.id == campaign_id, campaigns.c.status.in_([status.value for status in before]))
    moved = books.conn.execute(update(campaigns).where(*here).values(status=after.value, **also))
    if moved.rowcount == 0:
        known = the_campaign(books, campaign_id)
        raise WrongStatus(
            f"Đợt nhắc đang ở trạng thái «{_WORDS[known.status]}» nên không làm được việc này. Hãy mở lại đợt để xem."
        )
    books.ring(TOPIC)


def ring_accounts(books: Books, campaign_id: int) -> None:
    """Wake the senders that hold queued messages of the campaign."""
    accounts = select(outbox.c.account).where(
        outbox.c.campaign_id == campaign_id, outbox.c.state == OutboxState.QUEUED.value
    )
    for account in books.conn.execute(accounts.distinct()).scalars():
        books.ring(f"outbox:{account}")


def note(books: Books, staff_id: int | None, action: audit.Action, campaign_id: int, *, purpose: str = "") -> None:
    """An audit line about the campaign."""
    actor = audit.SYSTEM if staff_id is None else audit.staff(staff_id)
    audit.record(books, actor, action, f"campaign:{campaign_id}", purpose=purpose)


def _may_steer(books: Books, staff_id: int) -> None:
    require(books, staff_id, MAKERS, "Vai trò này không điều hành đợt nhắc. Hãy nhờ chấp hành viên hoặc lãnh đạo.")


def _opened(books: Books, row: Row[Any]) -> Campaign:
    steps = books.conn.execute(
        select(campaign_step).where(campaign_step.c.campaign_id == row.id).order_by(campaign_step.c.number)
    ).all()
    plan = CampaignPlan(
        agency_id=row.agency_id,
        name=row.name,
        plan_number=row.plan_number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        selection=from_json(row.selection),
        steps=tuple(
            Step(
                anchor=Anchor(step.anchor),
                offset=step.offset_days,
                working=step.working,
                text_key=step.text_key,
                text_version=step.text_version,
            )
            for step in steps
        ),
    )
    kept = {name: getattr(row, name) for name in _KEPT}
    return Campaign(plan=plan, step_ids=tuple(step.id for step in steps), status=Status(row.status), **kept)


_KEPT = (
    "id", "made_by", "made_at", "approved_by", "approved_at", "approved_hash", "started_at", "stopped_at", "planned_at",
)  # fmt: skip
_WORDS = {
    Status.DRAFT: "nháp",
    Status.APPROVED: "đã duyệt",
    Status.RUNNING: "đang chạy",
    Status.PAUSED: "tạm dừng",
    Status.STOPPED: "đã dừng hẳn",
    Status.FINISHED: "đã kết thúc",
}
