"""What can be changed in the plan of a running campaign, and what is the plan then?

Pure: nothing is read or written here. A step keeps its number and its id, whatever is changed in it, and its id stands in the
purpose of every message: so whoever got it does not get it again. One that was taken out and is put back in is the same step.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from casework.db.ids import new_id
from scheduler.plans.campaign_facts import Campaign, CampaignPlan
from scheduler.plans.refusals import PlanWrong
from scheduler.steps.step import Anchor, Step

MOST_EDITS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class AddStep:
    """A step more; the same as one that was taken out before puts that one back."""

    step: Step


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveStep:
    """The step by this number goes; what waits of it is cancelled."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveStep:
    """The step is counted from another day, or so many days from it."""

    number: int
    anchor: Anchor
    offset: int
    working: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SetText:
    """Another text, or another version of it."""

    number: int
    text_key: str
    text_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SetCondition:
    """Another condition: a value of ``scheduler.steps.sequence.Condition``."""

    number: int
    condition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetChannels:
    """Other accounts, in the order in which they are tried."""

    number: int
    channels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveDates:
    """Other days for a wave, by its number; both included."""

    wave: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Other days for the whole campaign; both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SetCap:
    """Another number of reminders that one person gets at most."""

    most_per_person: int


Edit: TypeAlias = AddStep | RemoveStep | MoveStep | SetText | SetCondition | SetChannels | WaveDates | Period | SetCap


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What is changed at once, in the order given."""

    edits: tuple[Edit, ...]


class Numbered(NamedTuple):
    """A step with its id; its number is the key under which it is kept."""

    id: int
    step: Step


def to_json(change: Change) -> str:
    """The change as JSON text; equal changes give equal text."""
    return json.dumps([_said(edit) for edit in change.edits], ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Change:
    """The change that ``to_json`` wrote. Raises ``ValueError`` for anything else."""
    try:
        return Change(edits=tuple(_READ[one.pop("kind")](one) for one in json.loads(text)))
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError("not a change of a plan") from problem


def changed(campaign: Campaign, change: Change, removed: dict[int, Numbered]) -> Campaign:
    """The campaign as it would be, in its next version. ``removed``: steps taken out before, by number.

    Raises ``PlanWrong`` where an edit has nothing to work on or changes nothing.
    """
    if not 1 <= len(change.edits) <= MOST_EDITS:
        raise PlanWrong(f"Một lần thay đổi cần từ 1 đến {MOST_EDITS} việc. Hãy ghi lại.")
    steps = {number: Numbered(step_id, step) for number, step_id, step in campaign.numbered()}
    plan, removed = campaign.plan, dict(removed)
    for edit in change.edits:
        match edit:
            case AddStep():
                number, one = _added(edit.step, steps, removed)
                steps[number] = one
            case RemoveStep():
                removed[edit.number] = _known(steps, edit.number)
                del steps[edit.number]
            case MoveStep() | SetText() | SetCondition() | SetChannels():
                known = _known(steps, edit.number)
                steps[edit.number] = Numbered(known.id, _moved(known.step, edit))
            case WaveDates() | Period() | SetCap():
                plan = _plan_with(plan, edit)
    _refuse_twins(removed | steps)
    order = sorted(steps)
    plan = replace(plan, steps=tuple(steps[number].step for number in order))
    ids = tuple(steps[number].id for number in order)
    return replace(campaign, plan=plan, step_ids=ids, step_numbers=tuple(order), version=campaign.version + 1)


def _added(step: Step, steps: Mapping[int, Numbered], removed: Mapping[int, Numbered]) -> tuple[int, Numbered]:
    for number, one in removed.items():
        if number not in steps and _identity(one.step) == _identity(step):
            return number, Numbered(one.id, step)
    return max((*steps, *removed), default=0) + 1, Numbered(new_id(), step)


def _known(steps: Mapping[int, Numbered], number: int) -> Numbered:
    if number not in steps:
        raise PlanWrong(f"Đợt không có bước {number}. Hãy xem lại các bước của đợt.")
    return steps[number]


def _moved(step: Step, edit: MoveStep | SetText | SetCondition | SetChannels) -> Step:
    fields = {name: getattr(edit, name) for name in edit.__slots__ if name != "number"}
    after = replace(step, **fields)
    if after == step:
        raise PlanWrong(f"Bước {edit.number} đã như vậy rồi. Hãy bỏ việc này khỏi thay đổi.")
    of_people = {one.anchor for one in (step, after) if one.anchor.comes_and_goes}
    if of_people and step.anchor is not after.anchor:  # its messages are told apart by the days that people set
        raise PlanWrong(
            f"Bước {edit.number} không đổi được giữa mốc chung và ngày riêng của từng người. Hãy bỏ bước này và thêm bước mới."
        )
    return after


def _plan_with(plan: CampaignPlan, edit: WaveDates | Period | SetCap) -> CampaignPlan:
    match edit:
        case WaveDates():
            if not 1 <= edit.wave <= len(plan.waves):
                raise PlanWrong(f"Đợt không có đợt trọng tâm {edit.wave}. Hãy xem lại các đợt trọng tâm.")
            waves = list(plan.waves)
            waves[edit.wave - 1] = replace(waves[edit.wave - 1], starts_on=edit.starts_on, ends_on=edit.ends_on)
            after = replace(plan, waves=tuple(waves))
        case Period():
            after = replace(plan, starts_on=edit.starts_on, ends_on=edit.ends_on)
        case SetCap():
            after = replace(plan, most_per_person=edit.most_per_person)
    if after == plan:
        raise PlanWrong("Có ngày hoặc số trong thay đổi giống hệt kế hoạch đang chạy. Hãy bỏ việc đó.")
    return after


def _refuse_twins(steps: Mapping[int, Numbered]) -> None:
    seen: dict[Any, int] = {}
    for number, one in sorted(steps.items()):
        twin = seen.setdefault(_identity(one.step), number)
        if twin != number:
            raise PlanWrong(f"Bước {number} trùng với bước {twin}: cùng mốc, cùng ngày, cùng mẫu. Hãy chọn khác đi.")


def _identity(step: Step) -> tuple[Any, ...]:
    """Who got a step once and would get the same again, got it twice."""
    return (step.wave, step.anchor, step.offset, step.working, step.text_key)


def _said(edit: Edit) -> dict[str, Any]:
    fields = {name: getattr(edit, name) for name in edit.__slots__}
    if isinstance(edit, AddStep):
        fields = {name: getattr(edit.step, name) for name in Step.__slots__}
    return {"kind": type(edit).__name__} | {
        name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()
    }


def _step(said: dict[str, Any]) -> Step:
    return Step(**said | {"anchor": Anchor(said["anchor"]), "channels": tuple(said["channels"])})


def _dates(said: dict[str, Any]) -> dict[str, Any]:
    return said | {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}


_READ: dict[str, Callable[[dict[str, Any]], Edit]] = {
    "AddStep": lambda said: AddStep(step=_step(said)),
    "RemoveStep": lambda said: RemoveStep(**said),
    "MoveStep": lambda said: MoveStep(**said | {"anchor": Anchor(said["anchor"])}),
    "SetText": lambda said: SetText(**said),
    "SetCondition": lambda said: SetCondition(**said),
    "SetChannels": lambda said: SetChannels(**said | {"channels": tuple(said["channels"])}),
    "WaveDates": lambda said: WaveDates(**_dates(said)),
    "Period": lambda said: Period(**_dates(said)),
    "SetCap": lambda said: SetCap(**said),
}
