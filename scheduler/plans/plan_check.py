"""Can this plan of a campaign be carried out from today on, as it is written? All that is wrong with it, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework import staff
from casework.books import Books
from casework.clock import today
from casework.tidy import tidy
from casework.working_days import WorkingDays, working_days
from messages.approved_facts import refusals
from messages.blanks import TextError
from messages.contents import MISSED, PROMISE_BLANKS, campaign_texts
from messages.office_texts import text_in
from scheduler.plans import waves
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.refusals import PlanWrong
from scheduler.steps.step import LONGEST_OFFSET, Anchor, Step, day_of

MOST_STEPS = 10  # in one wave, or outside the waves
LONGEST_NUMBER = 80  # characters of a plan's number
LONGEST_BASIS = 2_000
MOST_CANARY = 1_000
MOST_REMINDERS = 20


class Part(StrEnum):
    """Of which part of a plan something is said."""

    HEAD = "head"
    WAVE = "wave"
    STEP = "step"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """What is wrong and what to do, in two sentences; ``number`` of the wave or step."""

    part: Part
    sentence: str
    number: int | None = None


def check_plan(books: Books, plan: CampaignPlan) -> None:
    """Raises ``PlanWrong`` for a plan that cannot be carried out from today on, with the first of its mistakes."""
    for found in mistakes(books, plan):
        raise PlanWrong(found.sentence)


def mistakes(books: Books, plan: CampaignPlan) -> Iterator[Mistake]:
    """Everything that is wrong with a plan; what would only follow from another mistake is left out."""
    for sentence in (*_head(books, plan), *_figures(books, plan)):
        yield Mistake(part=Part.HEAD, sentence=sentence)
    for number, sentence in waves.mistakes(plan):
        yield Mistake(part=Part.WAVE, number=number, sentence=sentence)
    if not plan.steps:
        yield Mistake(part=Part.HEAD, sentence=_STEPS)
    for wave in sorted({step.wave or 0 for step in plan.steps}):
        if sum((step.wave or 0) == wave for step in plan.steps) > MOST_STEPS:
            yield Mistake(part=Part.WAVE if wave else Part.HEAD, number=wave or None, sentence=_STEPS)
    calendar = working_days(books)
    for number, step in enumerate(plan.steps, start=1):
        for sentence in _step(books, calendar, plan, number, step):
            yield Mistake(part=Part.STEP, number=number, sentence=sentence)


def _head(books: Books, plan: CampaignPlan) -> Iterator[str]:
    if not tidy(plan.name) or not tidy(plan.plan_number):
        yield "Thiếu tên đợt hoặc số kế hoạch. Hãy ghi cả hai."
    if len(plan.plan_number) > LONGEST_NUMBER:
        yield f"Số kế hoạch dài quá {LONGEST_NUMBER} ký tự. Hãy ghi như trên văn bản, ví dụ 308/KH-THADS."
    elif found := refusals(books, tidy(plan.plan_number)):  # every reminder says on which plan it rests
        yield f"Số kế hoạch có điều không được gửi cho dân. {found[0]} Hãy ghi lại."
    if len(plan.legal_basis) > LONGEST_BASIS:
        yield f"Căn cứ của kế hoạch dài quá {LONGEST_BASIS} ký tự. Hãy ghi số và tên văn bản là đủ."
    if plan.ends_on < max(plan.starts_on, today(books.clock)):
        yield "Ngày kết thúc đã qua hoặc trước ngày bắt đầu. Hãy chọn lại thời gian của đợt."


def _figures(books: Books, plan: CampaignPlan) -> Iterator[str]:
    if plan.steered_by is not None:
        known = staff.find(books, plan.steered_by)
        if known is None or not known.active:
            yield "Ủy viên phụ trách đợt không còn làm việc ở cơ quan. Hãy chọn người khác."
    for asked, what in ((plan.target_cases, "số việc"), (plan.target_money, "số tiền")):
        if asked is not None and asked < 1:
            yield f"Chỉ tiêu {what} phải lớn hơn 0. Hãy ghi lại hoặc bỏ trống."
    if not 0 <= plan.canary <= MOST_CANARY:
        yield f"Số tin gửi thử trước phải từ 0 đến {MOST_CANARY}. Hãy ghi lại."
    if not 1 <= plan.most_per_person <= MOST_REMINDERS:
        yield f"Số tin nhiều nhất cho một người phải từ 1 đến {MOST_REMINDERS}. Hãy ghi lại."
    elif plan.visit_after is not None and not 1 <= plan.visit_after <= plan.most_per_person:
        most = plan.most_per_person
        yield f"Số tin không trả lời trước khi vận động phải từ 1 đến {most} (số tin nhiều nhất cho một người). Hãy ghi lại."


def _step(books: Books, calendar: WorkingDays, plan: CampaignPlan, number: int, step: Step) -> Iterator[str]:
    if abs(step.offset) > LONGEST_OFFSET:
        yield f"Bước {number} cách mốc quá {LONGEST_OFFSET} ngày. Hãy xem lại số ngày."
    elif step.wave is not None and not 1 <= step.wave <= len(plan.waves):
        yield f"Bước {number} thuộc đợt trọng tâm {step.wave} nhưng kế hoạch không có đợt ấy. Hãy ghi lại."
        return
    elif step.wave is None and step.anchor.of_the_wave:
        yield f"Bước {number} tính từ mốc của đợt trọng tâm nhưng không thuộc đợt nào. Hãy ghi bước này của đợt trọng tâm nào."
    elif (day := _too_late(calendar, plan, step)) is not None:
        yield f"Bước {number} rơi vào ngày {day:%d/%m/%Y}, sau khi đợt trọng tâm {step.wave} kết thúc. Hãy chọn lại mốc hoặc số ngày."
    yield from _text(books, number, step, plan.period_of(step)[1])


def _too_late(calendar: WorkingDays, plan: CampaignPlan, step: Step) -> date | None:
    """The day of a step of a wave, where everybody has the same one and it is after the wave: it would never go out.

    One before the wave goes out on its first day.
    """
    wave = plan.wave_of(step)
    if wave is None or wave.ends_on < wave.starts_on:
        return None
    same_for_all = {
        Anchor.CAMPAIGN_START: plan.starts_on,
        Anchor.CAMPAIGN_END: plan.ends_on,
        Anchor.WAVE_START: wave.starts_on,
        Anchor.WAVE_END: wave.ends_on,
    }
    if step.anchor not in same_for_all:
        return None
    day = day_of(calendar, same_for_all[step.anchor], step.offset, working=step.working)
    return day if day > wave.ends_on else None


def _text(books: Books, number: int, step: Step, until: date) -> Iterator[str]:
    if step.text_key not in campaign_texts():
        yield f"Bước {number}: mẫu tin này không dùng cho đợt nhắc. Hãy chọn mẫu khác."
        return
    try:
        text = text_in(books, step.text_key, step.text_version)
    except TextError:
        yield f"Bước {number}: mẫu tin không có phiên bản này. Hãy chọn lại phiên bản."
        return
    if text.version != step.text_version:
        yield f"Bước {number}: lời riêng của cơ quan, bản {step.text_version}, đã thôi dùng. Hãy chọn lại mẫu tin của bước này."
        return
    of_a_promise = PROMISE_BLANKS & text.blanks
    if of_a_promise and step.anchor is not Anchor.PROMISE_DUE:
        yield f"Bước {number}: mẫu tin này nói về lời hẹn nộp tiền. Hãy tính bước này từ mốc lời hẹn, hoặc chọn mẫu khác."
    elif MISSED in of_a_promise and step.offset < 1:
        yield f"Bước {number}: mẫu tin này nói lời hẹn đã qua. Hãy đặt bước này sau ngày hẹn, hoặc chọn mẫu khác."
    if not text.valid_on(until):
        yield f"Bước {number}: phiên bản mẫu tin hết hiệu lực trước khi đợt kết thúc. Hãy chọn bản mới."


_STEPS = f"Đợt nhắc cần từ 1 đến {MOST_STEPS} bước (tính riêng từng đợt trọng tâm). Hãy thêm hoặc bớt bước."
