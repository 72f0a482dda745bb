"""How is a draft that nobody wants thrown away, so that its name is free again? Only the trail remembers it."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from casework import audit
from casework.books import Books
from scheduler.plans.campaigns import MAKERS, note, require
from scheduler.plans.case_plan_kinds import PlanState
from scheduler.plans.plan_editing import writable
from scheduler.plans.refusals import PlanWrong, WrongStatus
from scheduler.steps.step import Status
from scheduler.tables import (
    campaign,
    campaign_hand_in,
    campaign_recipient,
    campaign_rehearsal,
    campaign_step,
    case_plan,
    cost_rate,
    experiment,
    focal_commune,
    steering_word,
    task_team,
    team_member,
    trip,
    wave,
)

_AROUND = (trip, focal_commune, task_team, cost_rate, case_plan, campaign_hand_in, campaign_rehearsal, steering_word)
_PARTS = (*_AROUND, campaign_recipient, campaign_step, wave)


def discard(books: Books, campaign_id: int, staff_id: int) -> None:
    """Throw a draft away with all that was planned around it. Raises ``CampaignRefused``.

    Not one with case plans that are meant, or with a registered experiment: somebody takes those back first.
    """
    require(
        books, staff_id, MAKERS, "Vai trò này không bỏ bản nháp được. Hãy nhờ chấp hành viên, thư ký hoặc lãnh đạo."
    )
    if writable(books, campaign_id, staff_id).status is not Status.DRAFT:
        raise WrongStatus("Chỉ bỏ được bản nháp. Đợt đã duyệt hoặc đã chạy thì hãy dừng: gandan campaign stop TÊN")
    meant = (case_plan.c.campaign_id == campaign_id, case_plan.c.state != PlanState.WITHDRAWN.value)
    many = books.conn.execute(select(func.count()).select_from(case_plan).where(*meant)).scalar_one()
    if many:
        raise PlanWrong(
            f"Bản nháp còn kế hoạch của {many} việc. Hãy rút từng kế hoạch trước (case-plans TÊN withdraw)."
        )
    if books.conn.execute(select(experiment.c.id).where(experiment.c.campaign_id == campaign_id)).first() is not None:
        raise PlanWrong("Bản nháp còn một so sánh đã đăng ký. Hãy rút trước: gandan campaign experiment TÊN withdraw")
    teams = select(task_team.c.id).where(task_team.c.campaign_id == campaign_id)
    books.conn.execute(delete(team_member).where(team_member.c.team_id.in_(teams)))
    for part in _PARTS:
        books.conn.execute(delete(part).where(part.c.campaign_id == campaign_id))
    books.conn.execute(delete(campaign).where(campaign.c.id == campaign_id))
    note(books, staff_id, audit.Action.CAMPAIGN_DISCARDED, campaign_id)
