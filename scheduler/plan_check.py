"""Can this plan of a campaign be carried out from today on, as it is written?"""

from __future__ import annotations

from datetime import date

from casework import staff
from casework.books import Books
from casework.clock import today
from casework.tidy import tidy
from messages.approved_facts import refusals
from messages.blanks import TextError
from messages.contents import campaign_texts, pinned
from scheduler import waves
from scheduler.campaign_facts import CampaignPlan
from scheduler.refusals import PlanWrong
from scheduler.steps import LONGEST_OFFSET, Step

MOST_STEPS = 10  # in one wave, or outside the waves
LONGEST_NUMBER = 80  # characters of a plan's number
LONGEST_BASIS = 2_000
MOST_CANARY = 1_000
MOST_REMINDERS = 20


def check_plan(books: Books, plan: CampaignPlan) -> None:
    """Raises ``PlanWrong`` for a plan that cannot be carried out from today on."""
    _check_head(books, plan)
    _check_figures(books, plan)
    waves.check(plan)
    if not plan.steps:
        raise PlanWrong(f"Đợt nhắc cần từ 1 đến {MOST_STEPS} bước. Hãy thêm hoặc bớt bước.")
    for wave in {step.wave for step in plan.steps}:
        if sum(step.wave == wave for step in plan.steps) > MOST_STEPS:
            raise PlanWrong(f"Đợt nhắc cần từ 1 đến {MOST_STEPS} bước. Hãy thêm hoặc bớt bước.")
    for number, step in enumerate(plan.steps, start=1):
        if abs(step.offset) > LONGEST_OFFSET:
            raise PlanWrong(f"Bước {number} cách mốc quá {LONGEST_OFFSET} ngày. Hãy xem lại số ngày.")
        _check_text(number, step, plan.period_of(step)[1])


def _check_head(books: Books, plan: CampaignPlan) -> None:
    if not tidy(plan.name) or not tidy(plan.plan_number):
        raise PlanWrong("Thiếu tên đợt hoặc số kế hoạch. Hãy ghi cả hai.")
    if len(plan.plan_number) > LONGEST_NUMBER:
        raise PlanWrong(f"Số kế hoạch dài quá {LONGEST_NUMBER} ký tự. Hãy ghi như trên văn bản, ví dụ 308/KH-THADS.")
    if found := refusals(books, tidy(plan.plan_number)):  # every reminder says on which plan it rests
        raise PlanWrong(f"Số kế hoạch có điều không được gửi cho dân. {found[0]} Hãy ghi lại.")
    if len(plan.legal_basis) > LONGEST_BASIS:
        raise PlanWrong(f"Căn cứ của kế hoạch dài quá {LONGEST_BASIS} ký tự. Hãy ghi số và tên văn bản là đủ.")
    if plan.ends_on < max(plan.starts_on, today(books.clock)):
        raise PlanWrong("Ngày kết thúc đã qua hoặc trước ngày bắt đầu. Hãy chọn lại thời gian của đợt.")


def _check_figures(books: Books, plan: CampaignPlan) -> None:
    if plan.steered_by is not None:
        known = staff.find(books, plan.steered_by)
        if known is None or not known.active:
            raise PlanWrong("Ủy viên phụ trách đợt không còn làm việc ở cơ quan. Hãy chọn người khác.")
    for asked, what in ((plan.target_cases, "số việc"), (plan.target_money, "số tiền")):
        if asked is not None and asked < 1:
            raise PlanWrong(f"Chỉ tiêu {what} phải lớn hơn 0. Hãy ghi lại hoặc bỏ trống.")
    if not 0 <= plan.canary <= MOST_CANARY:
        raise PlanWrong(f"Số tin gửi thử trước phải từ 0 đến {MOST_CANARY}. Hãy ghi lại.")
    if not 1 <= plan.most_per_person <= MOST_REMINDERS:
        raise PlanWrong(f"Số tin nhiều nhất cho một người phải từ 1 đến {MOST_REMINDERS}. Hãy ghi lại.")
    if plan.visit_after is not None and not 1 <= plan.visit_after <= plan.most_per_person:
        raise PlanWrong(
            f"Số tin không trả lời trước khi vận động phải từ 1 đến {plan.most_per_person} (số tin nhiều nhất cho một người). "
            "Hãy ghi lại."
        )


def _check_text(number: int, step: Step, until: date) -> None:
    if step.text_key not in campaign_texts():
        raise PlanWrong(f"Bước {number}: mẫu tin này không dùng cho đợt nhắc. Hãy chọn mẫu khác.")
    try:
        text = pinned(step.text_key, step.text_version)
    except TextError:
        raise PlanWrong(f"Bước {number}: mẫu tin không có phiên bản này. Hãy chọn lại phiên bản.") from None
    if not text.valid_on(until):
        raise PlanWrong(f"Bước {number}: phiên bản mẫu tin hết hiệu lực trước khi đợt kết thúc. Hãy chọn bản mới.")
