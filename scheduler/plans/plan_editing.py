"""Who may go on writing the plan of a campaign, until when, and what becomes of its approval?

What binds the messages (period, waves, steps, whom they are for) is written anew only while nothing runs, and takes an
approval away; a running campaign is changed by version (``scheduler.plans.changes``). Teams, focal communes, trips, case plans,
targets and costs bind no message: they may be written until the campaign is over.
"""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from casework import audit
from casework.books import Books
from casework.db.ids import new_id
from casework.tidy import tidy
from scheduler.plans import recipients, waves
from scheduler.plans.campaign_facts import Campaign, CampaignPlan, Wave
from scheduler.plans.campaign_rows import head_of, step_row, the_campaign, wave_row
from scheduler.plans.campaigns import MAKERS, check_plan, note, require
from scheduler.plans.office_words import with_own_words
from scheduler.plans.refusals import PlanWrong, WrongStatus
from scheduler.steps.step import Status
from scheduler.tables import campaign as campaigns
from scheduler.tables import campaign_step, focal_commune, trip, wave

_OPEN = frozenset({Status.DRAFT, Status.APPROVED, Status.RUNNING, Status.PAUSED})
_NOT_BEGUN = frozenset({Status.DRAFT, Status.APPROVED})
_NOT_A_MAKER = "Vai trò này không lập kế hoạch của đợt. Hãy nhờ chấp hành viên, thư ký hoặc lãnh đạo."


def writable(books: Books, campaign_id: int, staff_id: int) -> Campaign:
    """The campaign, held for writing what is planned around its messages. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, _NOT_A_MAKER)
    campaign = _held(books, campaign_id)
    if campaign.status not in _OPEN:
        raise WrongStatus("Đợt này đã kết thúc nên kế hoạch không ghi thêm được. Hãy lập đợt mới.")
    return campaign


def rewrite(books: Books, campaign_id: int, plan: CampaignPlan, staff_id: int) -> bool:
    """Put ``plan`` in the place of a draft's, or of one that is approved but not started; whether an approval was lost.

    Raises ``CampaignRefused``; then nothing is written.
    """
    require(books, staff_id, MAKERS, _NOT_A_MAKER)
    campaign = _held(books, campaign_id)
    if campaign.status not in _NOT_BEGUN:
        raise WrongStatus("Đợt đã chạy nên không viết lại kế hoạch được. Hãy đề xuất thay đổi: gandan campaign change")
    plan = with_own_words(books, plan)
    check_plan(books, plan)
    waves.refuse_two_at_once(books, plan)
    name = tidy(plan.name)
    taken = select(campaigns.c.id).where(campaigns.c.name == name, campaigns.c.id != campaign_id)
    if books.conn.execute(taken).first() is not None:
        raise PlanWrong("Đã có đợt nhắc mang tên này. Hãy đặt tên khác.")
    ids = _waves_written(books, campaign, plan.waves)
    books.conn.execute(delete(campaign_step).where(campaign_step.c.campaign_id == campaign_id))
    steps = [
        step_row(campaign_id, number, one, None if one.wave is None else ids[one.wave - 1])
        for number, one in enumerate(plan.steps, start=1)
    ]
    books.conn.execute(insert(campaign_step), steps)
    lost = campaign.status is Status.APPROVED
    recipients.take_back(books, campaign_id)
    undone = {"status": Status.DRAFT.value, "approved_by": None, "approved_at": None, "approved_hash": None}
    made = {"made_by": staff_id}  # whoever wrote it last may not approve it
    books.conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**head_of(plan), **undone, **made))
    changed(books, staff_id, campaign_id, "plan")
    return lost


def set_targets(books: Books, campaign_id: int, cases: int | None, money: int | None, staff_id: int) -> None:
    """Set how many decisions are to be finished, and how many đồng paid; None: no such target. Raises ``CampaignRefused``."""
    writable(books, campaign_id, staff_id)
    if any(asked is not None and asked < 1 for asked in (cases, money)):
        raise PlanWrong("Chỉ tiêu phải lớn hơn 0. Hãy ghi lại, hoặc bỏ chỉ tiêu đó.")
    books.conn.execute(
        update(campaigns).where(campaigns.c.id == campaign_id).values(target_cases=cases, target_money=money)
    )
    changed(books, staff_id, campaign_id, "targets")


def changed(books: Books, staff_id: int, campaign_id: int, part: str) -> None:
    """An audit line: which part of the plan was written."""
    note(books, staff_id, audit.Action.CAMPAIGN_PLAN_CHANGED, campaign_id, purpose=part)


def _held(books: Books, campaign_id: int) -> Campaign:
    books.conn.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update())
    return the_campaign(books, campaign_id)


def _waves_written(books: Books, campaign: Campaign, wanted: tuple[Wave, ...]) -> list[int]:
    """The ids of the waves as wanted now; a wave keeps its id with its number, for the trips that name it."""
    ids = list(campaign.wave_ids[: len(wanted)])
    ids += [new_id() for _ in wanted[len(ids) :]]
    gone = campaign.wave_ids[len(wanted) :]
    _refuse_named(books, gone)
    books.conn.execute(delete(campaign_step).where(campaign_step.c.wave_id.in_(gone)))
    books.conn.execute(delete(wave).where(wave.c.id.in_(gone)))
    for number, (wave_id, one) in enumerate(zip(ids, wanted, strict=True), start=1):
        row = wave_row(campaign.id, wave_id, number, one)
        if wave_id in campaign.wave_ids:
            books.conn.execute(update(wave).where(wave.c.id == wave_id).values(**row))
        else:
            books.conn.execute(insert(wave), row)
    return ids


def _refuse_named(books: Books, gone: tuple[int, ...]) -> None:
    for table, what in ((trip, "chuyến đi"), (focal_commune, "xã điểm")):
        if books.conn.execute(select(table.c.wave_id).where(table.c.wave_id.in_(gone)).limit(1)).first() is not None:
            raise PlanWrong(f"Còn {what} thuộc đợt trọng tâm sắp bỏ. Hãy chuyển hoặc bỏ {what} đó trước.")
