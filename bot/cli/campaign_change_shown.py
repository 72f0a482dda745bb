"""How is a proposed change of a campaign told: what is changed, what becomes of which step on which day, and for whom?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli import shown
from bot.cli.campaign_reasons import why
from casework import staff
from casework.books import Books
from scheduler.plans.change_effects import Difference, Effects, StepEffect
from scheduler.plans.change_told import Days, Told, steps_of_both, told
from scheduler.plans.changes import SHOWN, Proposal
from scheduler.steps.step_words import step_in_words


def proposal_lines(books: Books, there: Proposal, found: Effects) -> list[str]:
    """All that whoever approves it has to see."""
    by = staff.find(books, there.proposed_by)
    who = "-" if by is None else by.name
    return [
        f"{there.campaign.plan.name}: thay đổi đang chờ duyệt, do {who} đề xuất {shown.moment(there.proposed_at)}",
        *(f"  {words}" for words in _changed(told(there))),
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


def _changed(found: Told) -> Iterator[str]:
    for one in found.steps:
        if one.before is None and one.after is not None:
            yield f"Thêm bước {one.number}: {step_in_words(one.after)}"
        elif one.before is not None and one.after is None:
            yield f"Bỏ bước {one.number}: {step_in_words(one.before)}"
        elif one.before is not None and one.after is not None:
            yield f"Đổi bước {one.number}, trước: {step_in_words(one.before)}"
            yield f"  sau: {step_in_words(one.after)}"
    for days in found.days:
        what = "Thời gian của đợt" if days.wave is None else f"Đợt trọng tâm {days.wave}"
        yield f"{what}: {_period(days.before)} thành {_period(days.after)}"
    if found.cap is not None:
        yield f"Nhiều nhất cho một người: {found.cap.before} tin thành {found.cap.after} tin"


def _period(of: Days) -> str:
    return f"{shown.day(of[0])}-{shown.day(of[1])}"


def _step(there: Proposal, number: int, effect: StepEffect) -> Iterator[str]:
    yield f"Bước {number} ({step_in_words(steps_of_both(there)[number])}):"
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
