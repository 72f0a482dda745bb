"""From which day of the case is a step counted, on which day does it fall, and how can it end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from casework.clock import VIETNAM
from casework.working_days import WorkingDays

LONGEST_OFFSET = 200  # days; more is a slip of the pen
_DAY = timedelta(days=1)


class Status(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class Anchor(StrEnum):
    """The day that a step is counted from."""

    CAMPAIGN_START = "campaign_start"
    SERVED = "served"  # the decision's day of valid notice
    VOLUNTARY_PERIOD_END = "voluntary_period_end"  # the last of the ten days (L25 Đ.36.1)
    CAMPAIGN_END = "campaign_end"
    WAVE_START = "wave_start"  # of the wave that the step belongs to
    WAVE_END = "wave_end"
    INSTALMENT_DUE = "instalment_due"  # each part: of the agreement in force, else of the decision's own lines
    PROMISE_DUE = "promise_due"  # the day that the party itself named last
    RECEPTION = "reception"  # each appointment that the party has

    @property
    def of_the_case(self) -> bool:
        """Whether each decision has its own such day, and may have none yet."""
        return self in (Anchor.SERVED, Anchor.VOLUNTARY_PERIOD_END)

    @property
    def of_the_wave(self) -> bool:
        """Whether only a step of a wave can be counted from it."""
        return self in (Anchor.WAVE_START, Anchor.WAVE_END)

    @property
    def comes_and_goes(self) -> bool:
        """Whether somebody may have several such days or none, made and unmade while the campaign runs."""
        return self in COMES_AND_GOES


COMES_AND_GOES = frozenset({Anchor.INSTALMENT_DUE, Anchor.PROMISE_DUE, Anchor.RECEPTION})
"""Anchors whose steps are planned by ``scheduler.steps.anchored``."""


class State(StrEnum):
    """Where a planned step is. What became of a queued one stands in the outbox."""

    PENDING = "pending"
    QUEUED = "queued"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step of a campaign: ``offset`` days from ``anchor`` (negative: before it), working days or calendar days.

    ``wave``: the number of the wave it belongs to (None: the whole period); ``condition``: a value of
    ``scheduler.steps.sequence.Condition``; ``channels``: accounts in the order they are tried (empty: whichever the person uses).
    """

    anchor: Anchor
    offset: int
    working: bool
    text_key: str
    text_version: int
    wave: int | None = None
    condition: str = "always"
    channels: tuple[str, ...] = ()


def day_of(calendar: WorkingDays, anchor_day: date, offset: int, *, working: bool) -> date:
    """The working day on which a step falls.

    A step before its anchor that would fall on a rest day moves back, so that nobody has less time than was planned; a step
    on or after it moves on.
    """
    day = calendar.add(anchor_day, offset) if working else anchor_day + timedelta(days=offset)
    if offset >= 0:
        return calendar.on_or_after(day)
    while not calendar.is_working_day(day):
        day -= _DAY
    return day


def end_of(day: date) -> datetime:
    """24:00 of ``day`` in Viet Nam, as a UTC instant."""
    return datetime.combine(day + _DAY, time(0), VIETNAM).astimezone(UTC)
