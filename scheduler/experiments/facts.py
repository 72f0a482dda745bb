"""What is an experiment: whom does it draw, what does it count, and what was promised before the start?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.plans.refusals import CampaignRefused


class Unit(StrEnum):
    """What is drawn as one."""

    PERSON = "person"  # a debtor, with all decisions
    COMMUNE = "commune"  # all its people together: neighbours talk, and a visit is told of


class Outcome(StrEnum):
    """What counts. Never a tap or an opened message: those are not what the agency works for."""

    PAYMENT = "payment"  # something was paid under one of the person's decisions
    APPEARANCE = "appearance"  # an appointment was kept until its hour, not cancelled
    AGREEMENT = "agreement"  # an agreement about a decision was signed


class Arm(StrEnum):
    """Which group somebody was drawn for; it never changes, whatever happens to them."""

    REMINDED = "reminded"
    HELD_OUT = "held_out"


class Stratum(StrEnum):
    """By what the draw is balanced."""

    OFFICER = "officer"
    OFFICE = "office"
    SUM = "sum"  # what the person still owes, in bands


class ExperimentRefused(CampaignRefused):
    """The experiment cannot be registered or read so; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """An experiment as registered. Shares and effects lie between 0 and 1; ``days`` run from the campaign's start.

    ``per_mille``: the share held out, in thousandths. ``baseline``: the share with the outcome expected without reminders.
    ``icc``: intra-cluster correlation of the communes, None where persons are drawn.
    """

    id: int
    campaign_id: int
    unit: Unit
    outcome: Outcome
    per_mille: int
    strata: tuple[Stratum, ...]
    days: int
    level: float
    smallest_effect: float
    power: float
    baseline: float
    icc: float | None
    seed: int
    registered_by: int
    registered_at: datetime
    drawn_at: datetime | None
    excluded: dict[str, int]
    looks: int

    @property
    def share(self) -> float:
        """The share held out."""
        return self.per_mille / 1000
