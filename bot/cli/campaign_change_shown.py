"""How is a proposed change of a campaign told: what is changed, what becomes of which step on which day, and for whom?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli import shown
from bot.cli.campaign_reasons import why
from casework import staff
from casework.books import Books
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.change_effects import Difference, Effects, StepEffect
from scheduler.plans.changes import SHOWN, Proposal
from scheduler.plans.plan_edits import (
    AddStep,
    Edit,
    MoveStep,
    Period,
    RemoveStep,
    SetCap,
    SetChannels,
    SetCondition,
    SetText,
    WaveDates,
)
from scheduler.steps.step_words import step_in_words


def proposal_lines(books: Books, there: Proposal, found: Effects) -> list[str]:
    """All that whoever approves it has to see."""
    by = staff.find(books, there.proposed_by)
    who = "-" if by is None else by.name
    return [
        f"{there.campaign.plan.name}: thay đổi đang chờ duyệt, do {who} đề xuất {shown.moment(there.proposed_at)}",
        *(f"  {words}" for edit in there.change.edits for words in _edit(there, edit)),
        f"Danh sách đã duyệt: {shown.count(found.recipients)}; có thay đổi: {shown.count(found.touched)}",
        *(line for number, effect in found.steps.items() for line in _step(there, number, effect)),
        *(
            line
            for sample in found.samples
            for line in (f"Ví dụ {sample.name}:", *map(_difference, sample.differences))
        ),
        f"Dấu: {there.digest[:SHOWN]}",
        f"Lãnh đạo khác duyệt: gandan campaign change TÊN --approve {there.digest[:SHOWN]} --as LOGIN",
    ]


def _edit(there: Proposal, edit: Edit) -> Iterator[str]:
    before = {number: step for number, _, step in there.campaign.numbered()}
    after = {number: step for number, _, step in there.after.numbered()}
    match edit:
        case AddStep():
            number = next((number for number, step in after.items() if step == edit.step), "mới")
            yield f"Thêm bước {number}: {step_in_words(edit.step)}"
        case RemoveStep():
            yield f"Bỏ bước {edit.number}: {step_in_words(before[edit.number])}"
        case MoveStep() | SetText() | SetCondition() | SetChannels():
            yield f"Đổi bước {edit.number}, trước: {step_in_words(before[edit.number])}"
            yield f"  sau: {step_in_words(after[edit.number])}"
        case WaveDates():
            was = there.campaign.plan.waves[edit.wave - 1]
            days = f"{_period(was)} thành {_period(edit)}"
            yield f"Đợt trọng tâm {edit.wave}: {days}"
        case Period():
            yield f"Thời gian của đợt: {_period(there.campaign.plan)} thành {_period(edit)}"
        case SetCap():
            was_most = there.campaign.plan.most_per_person
            yield f"Nhiều nhất cho một người: {was_most} tin thành {edit.most_per_person} tin"


def _period(of: WaveDates | Period | Wave | CampaignPlan) -> str:
    return f"{shown.day(of.starts_on)}-{shown.day(of.ends_on)}"


def _step(there: Proposal, number: int, effect: StepEffect) -> Iterator[str]:
    steps = {number: step for number, _, step in (*there.campaign.numbered(), *there.after.numbered())}
    yield f"Bước {number} ({step_in_words(steps[number])}):"
    if effect.said:
        yield f"  đã gửi hoặc đang gửi, giữ nguyên: {shown.count(effect.said)}"
    if effect.stays:
        yield f"  chờ như cũ: {shown.count(effect.stays)}"
    for day, many in sorted(effect.new.items()):
        yield f"  mới, ngày {shown.day(day)}: {shown.count(many)}"
    for (before, after), many in sorted(effect.moved.items()):
        yield f"  dời từ {shown.day(before)} sang {shown.day(after)}: {shown.count(many)}"
    for reason, many in sorted(effect.cancelled.items()):
        yield f"  thôi gửi, {why(reason)}: {shown.count(many)}"
    for reason, many in sorted(effect.left_out.items()):
        yield f"  không gửi, {why(reason)}: {shown.count(many)}"


def _difference(one: Difference) -> str:
    if one.before is None or one.after is None:
        day = one.after or one.before
        what = "" if day is None else f"ngày {shown.day(day)}"
        return f"  bước {one.number}: " + (
            f"thêm {what}" if one.before is None else f"thôi {what} ({why(one.why or '')})"
        )
    return f"  bước {one.number}: từ {shown.day(one.before)} sang {shown.day(one.after)}"
