"""What does a proposed change make of what stands in the plan? Facts, which the terminal and the officers' pages put into words.

Told is what differs in the end, each thing once, in however many edits it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from scheduler.plans.campaign_facts import Campaign, CampaignPlan, Wave
from scheduler.plans.changes import Proposal
from scheduler.steps.step import Step

Days: TypeAlias = tuple[date, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTold:
    """A step, by its number. ``before`` None: it is added; ``after`` None: it is taken out."""

    number: int
    before: Step | None
    after: Step | None

    @property
    def says_anew(self) -> bool:
        """Whether people read words that they did not read so far."""
        if self.after is None:
            return False
        return self.before is None or _text(self.before) != _text(self.after)


@dataclass(frozen=True, kw_only=True, slots=True)
class DaysTold:
    """First and last day of a wave, by its number; None: of the whole campaign."""

    wave: int | None
    before: Days
    after: Days


@dataclass(frozen=True, kw_only=True, slots=True)
class CapTold:
    """Reminders that one person gets at most."""

    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """All of it."""

    steps: tuple[StepTold, ...]
    days: tuple[DaysTold, ...]
    cap: CapTold | None


def told(there: Proposal) -> Told:
    """What differs between the plan as it stands and as it would be."""
    before, after = there.campaign.plan, there.after.plan
    most = CapTold(before=before.most_per_person, after=after.most_per_person)
    return Told(
        steps=tuple(_steps(there.campaign, there.after)),
        days=tuple(_days(before, after)),
        cap=None if most.before == most.after else most,
    )


def steps_of_both(there: Proposal) -> dict[int, Step]:
    """Every step of before and after by its number, as it would be; one that is taken out as it stands."""
    return {number: step for number, _, step in (*there.campaign.numbered(), *there.after.numbered())}


def _steps(before: Campaign, after: Campaign) -> Iterator[StepTold]:
    was = {number: step for number, _, step in before.numbered()}
    then = {number: step for number, _, step in after.numbered()}
    for number in sorted(was.keys() | then.keys()):
        if was.get(number) != then.get(number):
            yield StepTold(number=number, before=was.get(number), after=then.get(number))


def _days(before: CampaignPlan, after: CampaignPlan) -> Iterator[DaysTold]:
    if _period(before) != _period(after):
        yield DaysTold(wave=None, before=_period(before), after=_period(after))
    for number, (was, then) in enumerate(zip(before.waves, after.waves, strict=True), start=1):
        if _period(was) != _period(then):
            yield DaysTold(wave=number, before=_period(was), after=_period(then))


def _period(of: CampaignPlan | Wave) -> Days:
    return of.starts_on, of.ends_on


def _text(step: Step) -> tuple[str, int]:
    return step.text_key, step.text_version
