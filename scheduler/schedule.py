"""On which day does each step of a campaign fall for a decision, and what becomes of steps whose day has passed?

Nobody who joins late is left in silence: their past steps become one message. It goes out at the next opening, unless the
next step comes within the cap anyway and can speak for them. Every step that does not go out says which one stands for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from casework.books import Books
from casework.clock import local
from casework.deadlines import voluntary_period_end
from casework.working_days import WorkingDays
from scheduler.campaigns import Campaign
from scheduler.quiet import Window, window
from scheduler.reminder_guards import CAP
from scheduler.steps import Anchor, State, Step, day_of

STAYS_USEFUL = 5  # working days after its day, a step that could not go out is given up
NO_ANCHOR_DATE = "no_anchor_date"
AFTER_END = "after_end"
MERGED = "merged into step "


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """What is planned for one step: pending from ``opens`` (plus the spread), or skipped for ``reason``."""

    step_id: int
    number: int
    state: State
    reason: str | None
    day: date
    opens: datetime
    useful_until: datetime


@dataclass(frozen=True)
class Timetable:
    """The steps of one campaign, laid over the calendar as seen from ``now``."""

    books: Books
    campaign: Campaign
    hours: Window
    now: datetime
    _ends: dict[date, date] = field(default_factory=dict)  # of voluntary periods, by day of service

    @property
    def calendar(self) -> WorkingDays:
        """The days on which something may go out."""
        return self.hours.calendar

    @cached_property
    def first_day(self) -> date:
        """The first day on which something of this campaign could still go out."""
        here = local(self.now)
        today = here.date() if here.time() < self.hours.closes else here.date() + timedelta(days=1)
        return self.calendar.on_or_after(max(today, self.campaign.plan.starts_on))

    def slots(self, served_on: date | None, after: int = 0, said: Collection[int] = ()) -> tuple[Slot, ...]:
        """The steps numbered above ``after`` for a decision served on that day (None: not yet), without those ``said``."""
        numbered = zip(self.campaign.step_ids, enumerate(self.campaign.plan.steps, start=1), strict=True)
        wanted = {
            number: (step_id, step) for step_id, (number, step) in numbered if number > after and number not in said
        }
        days = {number: self._day(step, served_on) for number, (_, step) in wanted.items()}
        stands_for = self._merged(days)
        planned = self._kept_days(days, stands_for)
        return tuple(
            self._slot(number, step_id, step, served_on, planned, stands_for)
            for number, (step_id, step) in wanted.items()
        )

    def _day(self, step: Step, served_on: date | None) -> date | None:
        anchor_day = self.anchor_day(step.anchor, served_on)
        return None if anchor_day is None else day_of(self.calendar, anchor_day, step.offset, working=step.working)

    def anchor_day(self, anchor: Anchor, served_on: date | None) -> date | None:
        """The day that steps of ``anchor`` are counted from; None while the decision has none."""
        match anchor:
            case Anchor.CAMPAIGN_START:
                return self.campaign.plan.starts_on
            case Anchor.CAMPAIGN_END:
                return self.campaign.plan.ends_on
            case Anchor.SERVED:
                return served_on
            case Anchor.VOLUNTARY_PERIOD_END:
                return None if served_on is None else self._voluntary_end(served_on)

    def _voluntary_end(self, served_on: date) -> date:
        if served_on not in self._ends:
            self._ends[served_on] = voluntary_period_end(self.books, served_on).last_day
        return self._ends[served_on]

    def _merged(self, days: Mapping[int, date | None]) -> dict[int, int]:
        """Which step stands for which: past ones into one, and of several on one day the last."""
        if self.first_day > self._last_day:
            return {}
        order = sorted((day, number) for number, day in days.items() if day is not None and day <= self._last_day)
        past = [number for day, number in order if day < self.first_day]
        coming = [(day, number) for day, number in order if day >= self.first_day]
        last_of = dict(coming)  # of each day, the step that speaks for it
        stands_for = {number: last_of[day] for day, number in coming if number != last_of[day]}
        if past:
            soon = [last_of[day] for day, _ in coming if day - self.first_day <= CAP]
            carrier = soon[0] if soon else past[-1]
            stands_for |= {number: carrier for number in past if number != carrier}
        return stands_for

    def _kept_days(self, days: Mapping[int, date | None], stands_for: Collection[int]) -> dict[int, date]:
        """The days of the steps that go out; a past one that goes out does so on the first day."""
        kept = {number: day for number, day in days.items() if day is not None and number not in stands_for}
        moved = {number: max(day, self.first_day) for number, day in kept.items()}
        return {number: day for number, day in moved.items() if day <= self._last_day}

    @property
    def _last_day(self) -> date:
        return self.campaign.plan.ends_on

    def _slot(
        self,
        number: int,
        step_id: int,
        step: Step,
        served_on: date | None,
        planned: Mapping[int, date],
        stands_for: Mapping[int, int],
    ) -> Slot:
        day = planned.get(number)
        shown = day or self.first_day
        opens = self.hours.opening(shown)
        slot = Slot(
            step_id=step_id, number=number, state=State.SKIPPED, reason=None, day=shown, opens=opens, useful_until=opens
        )
        if day is not None:
            until = self._useful_until(step, day, served_on, planned)
            return replace(slot, state=State.PENDING, useful_until=until)
        if number in stands_for:
            return replace(slot, reason=f"{MERGED}{stands_for[number]}")
        return replace(slot, reason=NO_ANCHOR_DATE if self._day(step, served_on) is None else AFTER_END)

    def _useful_until(self, step: Step, day: date, served_on: date | None, planned: Mapping[int, date]) -> datetime:
        ends = [self.hours.closing(self.calendar.add(day, STAYS_USEFUL)), self.hours.closing(self._last_day)]
        ends += [self.hours.opening(other) for other in planned.values() if other > day]
        anchor_day = self.anchor_day(step.anchor, served_on)
        if step.offset < 0 and anchor_day is not None and anchor_day >= day:
            ends.append(self.hours.closing(anchor_day))
        return min(ends)


def timetable(books: Books, campaign: Campaign) -> Timetable:
    """The campaign's timetable as seen now."""
    return Timetable(books, campaign, window(books), books.clock.now())
