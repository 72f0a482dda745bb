"""How do offices run a campaign that went well? Three focuses one after the other, and what people promise is followed up.

A draft may begin with this instead of with nothing; whoever makes it changes what they want. A rehearsal of an invented office
runs the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from messages.library import version_of
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.refusals import PlanWrong
from scheduler.plans.selection import Selection
from scheduler.steps.sequence import End
from scheduler.steps.step import Anchor, Step

SHORTEST = 21  # days; in less there is no room for three focuses
ENDS_WHEN = (End.PROMISED.value, End.AGREED.value)
_FOCUS = (
    ("Khoản nhỏ, nộp một lần", None, 10_000_000),
    ("Khoản vừa, hẹn ngày nộp", 10_000_001, 100_000_000),
    ("Khoản lớn, thỏa thuận trả dần", 100_000_001, None),
)
WAVES = len(_FOCUS)
_IN_EACH_WAVE = (
    (Anchor.WAVE_START, 0, "reminder.follow_up"),
    (Anchor.WAVE_START, 7, "reminder.follow_up"),
    (Anchor.WAVE_END, -4, "reminder.follow_up"),
)
_OF_PROMISES = ((-1, "reminder.promise_near"), (1, "reminder.promise_passed"))


def begun(plan: CampaignPlan) -> CampaignPlan:
    """The plan with these waves and steps in place of its own. Raises ``PlanWrong`` where they have no room."""
    first, last = plan.starts_on, plan.ends_on
    if (last - first).days + 1 < SHORTEST:
        raise PlanWrong(
            f"Đợt ngắn hơn {SHORTEST} ngày không đủ chỗ cho ba đợt trọng tâm. Hãy kéo dài đợt, hoặc bỏ chọn kế hoạch thường dùng."
        )
    return replace(plan, waves=waves(first, last), steps=steps(first, last), ends_when=ENDS_WHEN)


def waves(starts_on: date, ends_on: date) -> tuple[Wave, ...]:
    """By what is left to pay, each as long as the others; the days that remain are the last one's."""
    each = _each(starts_on, ends_on)
    last = WAVES - 1
    return tuple(
        Wave(
            focus=focus,
            starts_on=starts_on + timedelta(days=number * each),
            ends_on=ends_on if number == last else starts_on + timedelta(days=(number + 1) * each - 1),
            selection=Selection(min_left=low, max_left=high),
        )
        for number, (focus, low, high) in enumerate(_FOCUS)
    )


def steps(starts_on: date, ends_on: date) -> tuple[Step, ...]:
    """Those of each wave, as far as they have room in it, and before and after a promised day."""
    each = _each(starts_on, ends_on)
    found = [
        _step(anchor, offset, text, number)
        for number in range(1, WAVES + 1)
        for anchor, offset, text in _IN_EACH_WAVE
        if abs(offset) * 2 < each
    ]
    return (*found, *(_step(Anchor.PROMISE_DUE, offset, text, None) for offset, text in _OF_PROMISES))


def _each(starts_on: date, ends_on: date) -> int:
    return ((ends_on - starts_on).days + 1) // WAVES


def _step(anchor: Anchor, offset: int, text: str, wave: int | None) -> Step:
    return Step(anchor=anchor, offset=offset, working=True, text_key=text, text_version=version_of(text), wave=wave)
