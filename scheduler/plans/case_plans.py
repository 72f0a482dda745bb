"""What is planned for each difficult case (kế hoạch giải quyết từng việc): which obstacle, which way, until when, with what result?

One plan a case in a campaign: in a draft whoever draws it up writes them, from then on the officer who has the case or a
leader. The way and the result are officers'
own words about people, so they are sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from casework import audit, staff
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.staff import LEADERS, Role
from casework.tables.decisions import decision
from casework.tidy import tidy, tidy_lines
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaigns import require
from scheduler.plans.case_plan_kinds import PLAN_STATE_WORDS, Obstacle, PlanState
from scheduler.plans.plan_editing import writable
from scheduler.plans.refusals import CampaignRefused, NotAllowed, PlanWrong, WrongStatus
from scheduler.steps.step import Status
from scheduler.tables import case_plan

LONGEST_WORDS = 4_000  # characters of a way or a result
HOLD_CASES = frozenset({Role.OFFICER, *LEADERS})
_FROM_TO = {
    PlanState.PLANNED: {PlanState.IN_HAND, PlanState.SETTLED, PlanState.NOT_SETTLED, PlanState.WITHDRAWN},
    PlanState.IN_HAND: {PlanState.SETTLED, PlanState.NOT_SETTLED, PlanState.WITHDRAWN},
    PlanState.SETTLED: {PlanState.IN_HAND},  # it was not, after all
    PlanState.NOT_SETTLED: {PlanState.IN_HAND},
    PlanState.WITHDRAWN: set(),  # write it anew
}
_NOT_SETTLED_YET = tuple(state.value for state in PlanState if not state.ended)


class CasePlanUnknown(CampaignRefused):
    """There is no such plan."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePlanFacts:
    """What is written: who does it, what stands in the way, how it is to be settled, by when (that day included)."""

    officer_id: int
    obstacle: Obstacle
    way: str = field(repr=False)
    due_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePlan:
    """A case plan as the books have it; ``number`` and ``issued_on`` are the decision's."""

    id: int
    campaign_id: int
    decision_id: int
    number: str
    issued_on: date
    facts: CasePlanFacts
    state: PlanState
    result: str | None = field(repr=False)
    changed_at: datetime

    def overdue(self, day: date) -> bool:
        """Whether it should have been settled before ``day``."""
        return not self.state.ended and self.facts.due_on < day


def write_case_plan(books: Books, campaign_id: int, decision_id: int, facts: CasePlanFacts, staff_id: int) -> int:
    """Write the plan of a case, or write it anew while it is not settled; its id. Raises ``CampaignRefused``."""
    campaign = writable(books, campaign_id, staff_id)
    _may_write(books, campaign, decision_id, staff_id)
    _check(books, campaign, facts)
    known = case_plan_of(books, campaign_id, decision_id)
    now = books.clock.now()
    plan_id = new_id() if known is None else known.id
    row: dict[str, Any] = {
        "officer_id": facts.officer_id,
        "obstacle": facts.obstacle.value,
        "way_sealed": books.keys.seal("case_plan", "way", plan_id, tidy_lines(facts.way)),
        "due_on": facts.due_on,
        "entered_by": staff_id,
        "changed_at": now,
    }
    if known is None:
        new = {"id": plan_id, "campaign_id": campaign_id, "decision_id": decision_id, "entered_at": now}
        books.conn.execute(insert(case_plan), new | row | {"state": PlanState.PLANNED.value})
    elif known.state in (PlanState.SETTLED, PlanState.NOT_SETTLED):
        raise WrongStatus(
            "Kế hoạch của việc này đã đóng. Hãy mở lại trước: gandan campaign case-plans TÊN reopen SỐ_QĐ"
        )
    else:
        again = {"state": PlanState.PLANNED.value} if known.state is PlanState.WITHDRAWN else {}
        books.conn.execute(update(case_plan).where(case_plan.c.id == plan_id).values(**row, **again))
    _note(books, staff_id, audit.Action.CASE_PLAN_WRITTEN, decision_id, campaign_id)
    return plan_id


def move_case_plan(
    books: Books, campaign_id: int, decision_id: int, state: PlanState, staff_id: int, *, result: str | None = None
) -> CasePlan:
    """Bring the plan of a case to another state; what ends it needs a result in words. Raises ``CampaignRefused``."""
    campaign = writable(books, campaign_id, staff_id)
    _may_write(books, campaign, decision_id, staff_id)
    known = _the(books, campaign_id, decision_id)
    if not may_become(known.state, state):
        raise WrongStatus(
            f"Kế hoạch của việc này đang ở trạng thái «{PLAN_STATE_WORDS[known.state]}». Hãy xem lại danh sách."
        )
    if state.ended and not tidy(result or ""):
        raise PlanWrong("Đóng kế hoạch của một việc cần ghi kết quả. Hãy thêm kết quả bằng một, hai câu.")
    if len(result or "") > LONGEST_WORDS:
        raise PlanWrong(f"Kết quả dài quá {LONGEST_WORDS} ký tự. Hãy ghi ngắn lại.")
    values: dict[str, Any] = {"state": state.value, "changed_at": books.clock.now()}
    if result:
        values["result_sealed"] = books.keys.seal("case_plan", "result", known.id, tidy_lines(result))
    books.conn.execute(update(case_plan).where(case_plan.c.id == known.id).values(**values))
    action = audit.Action.CASE_PLAN_CLOSED if state.ended else audit.Action.CASE_PLAN_WRITTEN
    _note(books, staff_id, action, decision_id, campaign_id)
    return _the(books, campaign_id, decision_id)


def may_become(before: PlanState, after: PlanState) -> bool:
    """Whether a plan may be brought from one state to the other."""
    return after in _FROM_TO[before]


def case_plan_of(books: Books, campaign_id: int, decision_id: int) -> CasePlan | None:
    """The plan of one case in a campaign."""
    found = _rows(books, case_plan.c.campaign_id == campaign_id, case_plan.c.decision_id == decision_id)
    return found[0] if found else None


def case_plans_of(books: Books, campaign_id: int) -> list[CasePlan]:
    """All case plans of a campaign but those withdrawn, the next due first."""
    return _rows(books, case_plan.c.campaign_id == campaign_id, case_plan.c.state != PlanState.WITHDRAWN.value)


def overdue(books: Books, campaign_id: int | None = None) -> list[CasePlan]:
    """Plans whose day has passed without an end, of one campaign or of all, the longest overdue first."""
    late = (case_plan.c.state.in_(_NOT_SETTLED_YET), case_plan.c.due_on < today(books.clock))
    return _rows(books, *late, *([] if campaign_id is None else [case_plan.c.campaign_id == campaign_id]))


def _the(books: Books, campaign_id: int, decision_id: int) -> CasePlan:
    known = case_plan_of(books, campaign_id, decision_id)
    if known is None:
        raise CasePlanUnknown(
            "Việc này chưa có kế hoạch giải quyết trong đợt. Hãy lập: gandan campaign case-plans TÊN write SỐ_QĐ"
        )
    return known


def _rows(books: Books, *where: Any) -> list[CasePlan]:
    asked = (
        select(case_plan, decision.c.number, decision.c.issued_on)
        .select_from(case_plan.join(decision, decision.c.id == case_plan.c.decision_id))
        .where(*where)
        .order_by(case_plan.c.due_on, decision.c.number, case_plan.c.id)
    )
    return [_opened(books, row) for row in books.conn.execute(asked).all()]


def _may_write(books: Books, campaign: Campaign, decision_id: int, staff_id: int) -> None:
    """The officer who has the case, or a leader; any officer where nobody has it. In a draft whoever writes the draft."""
    asked = select(decision.c.officer_id).where(decision.c.id == decision_id)
    row = books.conn.execute(asked).one_or_none()
    if row is None:
        raise PlanWrong("Không có việc này trong sổ. Hãy xem lại số quyết định.")
    if campaign.status is Status.DRAFT:
        return
    require(books, staff_id, HOLD_CASES, "Kế hoạch của từng việc do chấp hành viên hoặc lãnh đạo ghi. Hãy nhờ họ ghi.")
    who = staff.find(books, staff_id)
    if who is not None and who.role not in LEADERS and row.officer_id not in (None, staff_id):
        raise NotAllowed("Việc này do chấp hành viên khác phụ trách. Hãy nhờ người đó hoặc lãnh đạo ghi kế hoạch.")


def _check(books: Books, campaign: Campaign, facts: CasePlanFacts) -> None:
    officer = staff.find(books, facts.officer_id)
    if officer is None or not officer.active or officer.role not in HOLD_CASES:
        raise PlanWrong("Người giải quyết phải là chấp hành viên hoặc lãnh đạo đang làm việc. Hãy chọn người khác.")
    if not tidy(facts.way):
        raise PlanWrong("Thiếu hướng giải quyết. Hãy ghi sẽ làm gì để gỡ khó khăn của việc này.")
    if len(facts.way) > LONGEST_WORDS:
        raise PlanWrong(f"Hướng giải quyết dài quá {LONGEST_WORDS} ký tự. Hãy ghi ngắn lại.")
    if not today(books.clock) <= facts.due_on <= campaign.plan.ends_on:
        last = f"{campaign.plan.ends_on:%d/%m/%Y}"
        raise PlanWrong(f"Hạn giải quyết phải từ hôm nay đến ngày kết thúc đợt ({last}). Hãy chọn lại ngày.")


def _note(books: Books, staff_id: int, action: audit.Action, decision_id: int, campaign_id: int) -> None:
    audit.record(books, audit.staff(staff_id), action, f"decision:{decision_id}", purpose=f"campaign:{campaign_id}")


def _opened(books: Books, row: Row[Any]) -> CasePlan:
    result = row.result_sealed
    return CasePlan(
        id=row.id,
        campaign_id=row.campaign_id,
        decision_id=row.decision_id,
        number=row.number,
        issued_on=row.issued_on,
        facts=CasePlanFacts(
            officer_id=row.officer_id,
            obstacle=Obstacle(row.obstacle),
            way=books.keys.open("case_plan", "way", row.id, row.way_sealed),
            due_on=row.due_on,
        ),
        state=PlanState(row.state),
        result=None if result is None else books.keys.open("case_plan", "result", row.id, result),
        changed_at=row.changed_at,
    )
