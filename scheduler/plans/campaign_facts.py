"""What does a campaign consist of, as an office writes it down and as the books have it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.plans.selection import Selection
from scheduler.steps.step import Status, Step

MOST_PER_PERSON = 6  # reminders to one person over all steps, unless the plan says otherwise
CANARY = 20  # messages that go first, unless the plan says otherwise


@dataclass(frozen=True, kw_only=True, slots=True)
class Wave:
    """A stretch of the period with one focus (đợt trọng tâm). Days are local and both included.

    ``selection`` narrows the campaign's: whoever it speaks to fits both. The empty one changes nothing.
    """

    focus: str
    starts_on: date
    ends_on: date
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignPlan:
    """What a campaign is to do. Days are local and both included; waves and steps are numbered from 1 in the order given.

    ``target_money`` in đồng; ``ends_when``: values of ``scheduler.steps.sequence.End``; ``visit_after``: unanswered reminders
    after which the commune team visits (None: never); ``canary``: messages that go first, before the rest may.
    """

    agency_id: int
    name: str
    plan_number: str
    starts_on: date
    ends_on: date
    selection: Selection
    steps: tuple[Step, ...]
    waves: tuple[Wave, ...] = ()
    legal_basis: str = ""
    steered_by: int | None = None
    target_cases: int | None = None
    target_money: int | None = None
    ends_when: tuple[str, ...] = ()
    visit_after: int | None = None
    most_per_person: int = MOST_PER_PERSON
    canary: int = CANARY
    training: bool = False

    def wave_of(self, step: Step) -> Wave | None:
        """The wave a step belongs to; None: the whole period, everybody selected."""
        return None if step.wave is None else self.waves[step.wave - 1]

    def period_of(self, step: Step) -> tuple[date, date]:
        """First and last day on which a step may go out: its wave's, else the campaign's."""
        wave = self.wave_of(step)
        return (self.starts_on, self.ends_on) if wave is None else (wave.starts_on, wave.ends_on)

    def selections_of(self, step: Step) -> tuple[Selection, ...]:
        """All that a recipient of this step must fit, as ``scheduler.plans.selection.eligible`` takes them."""
        wave = self.wave_of(step)
        return (self.selection,) if wave is None else (self.selection, wave.selection)


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A campaign as the books have it; ``plan`` is that of ``version``, ids in the order of its steps and waves.

    ``step_numbers``: a step keeps its number while others come and go around it.

    ``paused_why``: a value of ``scheduler.guards.brake.Why`` when it stopped itself; None: a person paused it.
    """

    id: int
    plan: CampaignPlan
    step_ids: tuple[int, ...]
    step_numbers: tuple[int, ...]
    status: Status
    made_by: int
    made_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    approved_hash: str | None
    started_at: datetime | None
    stopped_at: datetime | None
    planned_at: datetime | None
    wave_ids: tuple[int, ...] = ()
    version: int = 1
    canary_done_at: datetime | None = None
    paused_why: str | None = None

    def numbered(self) -> Iterator[tuple[int, int, Step]]:
        """(number, id, step) of each step, in the order of the plan."""
        return zip(self.step_numbers, self.step_ids, self.plan.steps, strict=True)
