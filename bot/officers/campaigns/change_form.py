"""What is filled in to change a campaign that runs? The form shows what stands; whatever differs from it becomes an edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.officers.campaigns import forms, step_form
from bot.officers.campaigns.forms import Form, FormWrong
from casework.books import Books
from casework.clock import today
from messages.office_texts import version_in_force
from scheduler.plans.campaign_facts import Campaign, CampaignPlan
from scheduler.plans.plan_edits import (
    AddStep,
    Change,
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
from scheduler.steps.sequence import Condition
from scheduler.steps.step import Anchor, Step
from scheduler.steps.step_words import when_in_words

TAKES = (
    "part", "starts_on", "ends_on", "most_per_person", "starts_on_#", "ends_on_#", "remove_#", "newest_#",
    *(f"{name}_#" for name in step_form.NAMES), *(f"{name}_new" for name in ("wave", *step_form.NAMES)),
)  # fmt: skip
AT_ONCE = 36  # steps in one form: with the days of the waves it stays below what a form of ours may have
_NEW = {
    "wave": "", "anchor": Anchor.CAMPAIGN_START.value, "days": "", "side": "after", "unit": "working", "text_key": "",
    "condition": Condition.ALWAYS.value, "channels": "",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A step in the form. ``touched``: something of it is filled in; ``newer``: the version in force, where it says an older one."""

    number: int
    step: Step
    words: str
    touched: bool
    newer: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """First and last day of a wave in the form. ``begun``: its first day stays."""

    number: int
    focus: str
    starts_on: date
    begun: bool
    touched: bool


def shown(books: Books, campaign: Campaign, form: Form | None, part: str) -> dict[str, Any]:
    """The form as the plan stands, or as it was filled in. ``part``: of a long plan, the steps of which wave are shown."""
    plan, day = campaign.plan, today(books.clock)
    kept = _kept(campaign)
    filled = forms.Filled(kept | dict(form or {}))
    parts = _parts(plan)
    chosen = part if part in parts else parts[0]
    changed = {name for name, text in filled.items() if kept.get(name, "") != text}
    return {
        "form": filled,
        "choices": step_form.offered(plan),
        "parts_of": parts,
        "part": chosen,
        "rows": [
            Row(number=number, step=step, words=when_in_words(step), touched=_any(changed, number), newer=newer)
            for number, step, newer in _steps(books, campaign)
            if chosen in ("", str(step.wave or 0))
        ],
        "waves": [
            Days(
                number=number,
                focus=one.focus,
                starts_on=one.starts_on,
                begun=one.starts_on < day,
                touched=bool({f"starts_on_{number}", f"ends_on_{number}"} & changed),
            )
            for number, one in enumerate(plan.waves, start=1)
        ],
        "begun": plan.starts_on < day,
        "new_touched": any(name.endswith("_new") for name in changed),
    }


def change_of(campaign: Campaign, form: Form) -> Change:
    """Everything that differs, as a change. Raises ``FormWrong``, also where nothing does."""
    plan = campaign.plan
    edits: list[Edit] = []
    for number, _, step in campaign.numbered():
        edits += _of_step(plan, number, step, form)
    edits += [*_added(plan, form), *_of_waves(plan, form), *_of_all(plan, form)]
    if not edits:
        raise FormWrong("Chưa có gì khác kế hoạch đang chạy. Hãy sửa một bước, một ngày hoặc một số rồi đề xuất.")
    return Change(edits=tuple(edits))


def _kept(campaign: Campaign) -> dict[str, str]:
    plan = campaign.plan
    told = {
        "starts_on": forms.shown_day(plan.starts_on),
        "ends_on": forms.shown_day(plan.ends_on),
        "most_per_person": forms.shown(plan.most_per_person),
    }
    for number, one in enumerate(plan.waves, start=1):
        told |= {f"starts_on_{number}": forms.shown_day(one.starts_on)}
        told |= {f"ends_on_{number}": forms.shown_day(one.ends_on)}
    for number, _, step in campaign.numbered():
        fields = step_form.fields(step)
        told |= {f"{name}_{number}": fields[name] for name in step_form.NAMES}
    return told | {f"{name}_new": text for name, text in _NEW.items()}


def _parts(plan: CampaignPlan) -> list[str]:
    """One for all steps, or one for those of each wave (0: of none) where they are too many for one form."""
    if len(plan.steps) <= AT_ONCE:
        return [""]
    return sorted({str(step.wave or 0) for step in plan.steps}, key=int)


def _steps(books: Books, campaign: Campaign) -> Iterator[tuple[int, Step, int | None]]:
    in_force = {key: version_in_force(books, key) for key in {step.text_key for step in campaign.plan.steps}}
    for number, _, step in campaign.numbered():
        newest = in_force[step.text_key]
        yield number, step, None if newest == step.text_version else newest


def _any(changed: set[str], number: int) -> bool:
    return bool({f"{name}_{number}" for name in ("remove", "newest", *step_form.NAMES)} & changed)


def _of_step(plan: CampaignPlan, number: int, step: Step, form: Form) -> Iterator[Edit]:
    at = f"_{number}"
    if f"remove{at}" in form:
        yield RemoveStep(number=number)
        return
    said = step_form.read(plan, step_form.of_one(form, step_form.fields(step), at), f" của bước {number}")
    if (said.anchor, said.offset, said.working) != (step.anchor, step.offset, step.working):
        yield MoveStep(number=number, anchor=said.anchor, offset=said.offset, working=said.working)
    if said.text_key != step.text_key or f"newest{at}" in form:
        yield SetText(number=number, text_key=said.text_key, text_version=said.text_version)
    if said.condition != step.condition:
        yield SetCondition(number=number, condition=said.condition)
    if said.channels != step.channels:
        yield SetChannels(number=number, channels=said.channels)


def _added(plan: CampaignPlan, form: Form) -> Iterator[Edit]:
    filled = step_form.of_one(form, _NEW, "_new")
    if filled != _NEW:
        yield AddStep(step=step_form.read(plan, filled, " của bước thêm"))


def _of_waves(plan: CampaignPlan, form: Form) -> Iterator[Edit]:
    for number, one in enumerate(plan.waves, start=1):
        starts, ends = _days(form, f"_{number}", (one.starts_on, one.ends_on), f" của đợt trọng tâm {number}")
        if (starts, ends) != (one.starts_on, one.ends_on):
            yield WaveDates(wave=number, starts_on=starts, ends_on=ends)


def _of_all(plan: CampaignPlan, form: Form) -> Iterator[Edit]:
    starts, ends = _days(form, "", (plan.starts_on, plan.ends_on), " của đợt")
    if (starts, ends) != (plan.starts_on, plan.ends_on):
        yield Period(starts_on=starts, ends_on=ends)
    if "most_per_person" in form:
        most = forms.whole(form, "most_per_person", "Số tin nhiều nhất")
        if most is None:
            raise FormWrong("Thiếu số tin nhiều nhất cho một người. Hãy ghi bằng chữ số, ví dụ 6.")
        if most != plan.most_per_person:
            yield SetCap(most_per_person=most)


def _days(form: Form, at: str, kept: tuple[date, date], of: str) -> tuple[date, date]:
    """What a form does not have stays: a day that has passed is shown and not asked for."""
    starts, ends = f"starts_on{at}", f"ends_on{at}"
    return (
        forms.needed_day(form, starts, f"ngày bắt đầu{of}") if starts in form else kept[0],
        forms.needed_day(form, ends, f"ngày kết thúc{of}") if ends in form else kept[1],
    )
