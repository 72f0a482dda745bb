"""On which day does each step of a campaign fall for a decision, and what becomes of steps whose day has passed?

A step of a wave goes out only to whom the wave's selection fits, and only within the wave's days. Nobody who joins late is
left in silence: ``scheduler.steps.merging`` says which step speaks for which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from casework.books import Books
from casework.clock import local
from casework.deadlines import voluntary_period_end
from casework.working_days import WorkingDays
from scheduler.plans.campaign_facts import Campaign
from scheduler.quiet import Window, window
from scheduler.steps.merging import NOBODY, Merged, Said, Wish, merge
from scheduler.steps.step import Anchor, State, Step, day_of

STAYS_USEFUL = 5  # working days after its day, a step that could not go out is given up
NO_ANCHOR_DATE = "no_anchor_date"
AFTER_END = "after_end"
WAVE_OVER = "wave_over"
MERGED = "merged into step "
EVERYBODY = 0  # stands for a wave's number with steps that belong to none
MOST_KNOWN = 2_000  # kinds of recipients that are remembered


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
    _known: dict[Any, tuple[Slot, ...]] = field(default_factory=dict)  # most recipients are alike

    @property
    def calendar(self) -> WorkingDays:
        """The days on which something may go out."""
        return self.hours.calendar

    @cached_property
    def first_day(self) -> date:
        """The first day on which something of this campaign could still go out."""
        return self._first_from(self.campaign.plan.starts_on)

    @cached_property
    def steps(self) -> dict[int, tuple[int, Step]]:
        """By number: id and step."""
        return {number: (step_id, step) for number, step_id, step in self.campaign.numbered()}

    def slots(
        self,
        served_on: date | None,
        waves: frozenset[int] = frozenset(),
        *,
        without: frozenset[int] = frozenset(),
        gone: frozenset[Said] = NOBODY,
        coming: frozenset[Said] = NOBODY,
    ) -> tuple[Slot, ...]:
        """The steps counted from days that everybody has, for a decision served on that day (None: not yet).

        ``waves``: numbers of those that fit; ``without``: numbers of steps that are said already. ``gone``: what was said, and
        ``coming``: what steps counted from other days (``scheduler.steps.anchored``) will say.
        """
        asked = (served_on, waves, without, gone, coming)
        found = self._known.get(asked)
        if found is None:
            wanted = {number: step for number, step in self._fixed_for(waves) if number not in without}
            days = {number: self.anchor_day(step, served_on) for number, step in wanted.items()}
            found = self.laid(wanted, days, gone=gone, coming=coming)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[asked] = found
        return found

    def fixed_for(self, waves: frozenset[int]) -> list[int]:
        """The ids of the steps counted from days that everybody has, for somebody who fits these waves."""
        return [self.steps[number][0] for number, _ in self._fixed_for(waves)]

    def _fixed_for(self, waves: frozenset[int]) -> Iterator[tuple[int, Step]]:
        return (
            (number, step)
            for number, (_, step) in self.steps.items()
            if not step.anchor.comes_and_goes and self.is_for(step, waves)
        )

    def laid(
        self,
        wanted: Mapping[int, Step],
        anchor_days: Mapping[int, date | None],
        *,
        gone: frozenset[Said] = NOBODY,
        coming: frozenset[Said] = NOBODY,
    ) -> tuple[Slot, ...]:
        """The ``wanted`` steps, by number, counted from these days (None: there is none)."""
        days = {number: self.day(step, anchor_days[number]) for number, step in wanted.items()}
        merged = merge(self._wishes(wanted, days), gone, coming)
        said = [*merged.going.values(), *(day for day, _ in coming)]
        return tuple(
            self._going(number, step, merged.going[number], anchor_days[number], said)
            if number in merged.going
            else self._skipped(number, step, days[number], merged)
            for number, step in wanted.items()
        )

    def is_for(self, step: Step, waves: frozenset[int]) -> bool:
        """Whether the step is for somebody who fits these waves."""
        return step.wave is None or step.wave in waves

    def day(self, step: Step, anchor_day: date | None) -> date | None:
        """The working day on which the step falls."""
        return None if anchor_day is None else day_of(self.calendar, anchor_day, step.offset, working=step.working)

    def anchor_day(self, step: Step, served_on: date | None) -> date | None:
        """The day that the step is counted from; None while the decision has none, and where there may be several."""
        plan = self.campaign.plan
        first, last = plan.period_of(step)
        match step.anchor:
            case Anchor.CAMPAIGN_START:
                return plan.starts_on
            case Anchor.CAMPAIGN_END:
                return plan.ends_on
            case Anchor.WAVE_START:
                return first
            case Anchor.WAVE_END:
                return last
            case Anchor.SERVED:
                return served_on
            case Anchor.VOLUNTARY_PERIOD_END:
                return None if served_on is None else self._voluntary_end(served_on)
            case Anchor.INSTALMENT_DUE | Anchor.PROMISE_DUE | Anchor.RECEPTION:
                return None

    def first_day_of(self, step: Step) -> date:
        """The first day on which the step could still go out."""
        return self.first_day if step.wave is None else self._first_from(self.campaign.plan.period_of(step)[0])

    def _first_from(self, starts_on: date) -> date:
        return self.calendar.on_or_after(max(_day_of(self.hours, self.now), starts_on))

    def _voluntary_end(self, served_on: date) -> date:
        if served_on not in self._ends:
            self._ends[served_on] = voluntary_period_end(self.books, served_on).last_day
        return self._ends[served_on]

    def _wishes(self, wanted: Mapping[int, Step], days: Mapping[int, date | None]) -> list[Wish]:
        """Of the steps that have a day before the end of their period."""
        return [
            Wish(number=number, wave=step.wave or EVERYBODY, day=day, first=self.first_day_of(step), last=last)
            for number, step in wanted.items()
            if (day := days[number]) is not None and day <= (last := self.campaign.plan.period_of(step)[1])
        ]

    def _going(self, number: int, step: Step, day: date, anchor_day: date | None, said: Iterable[date]) -> Slot:
        last = self.campaign.plan.period_of(step)[1]
        ends = [self.hours.closing(self.calendar.add(day, STAYS_USEFUL)), self.hours.closing(last)]
        ends += [self.hours.opening(other) for other in said if other > day]
        if step.offset < 0 and anchor_day is not None and anchor_day >= day:
            ends.append(self.hours.closing(anchor_day))
        return replace(self._slot(number, day), state=State.PENDING, useful_until=min(ends))

    def _skipped(self, number: int, step: Step, day: date | None, merged: Merged) -> Slot:
        slot = self._slot(number, self.first_day_of(step))
        if number in merged.spoken_for:
            return replace(slot, reason=f"{MERGED}{merged.spoken_for[number]}")
        if day is None:
            return replace(slot, reason=NO_ANCHOR_DATE)
        late = step.wave is None or day > self.campaign.plan.period_of(step)[1]
        return replace(slot, reason=AFTER_END if late else WAVE_OVER)

    def _slot(self, number: int, day: date) -> Slot:
        opens = self.hours.opening(day)
        return Slot(
            step_id=self.steps[number][0],
            number=number,
            state=State.SKIPPED,
            reason=None,
            day=day,
            opens=opens,
            useful_until=opens,
        )


def timetable(books: Books, campaign: Campaign) -> Timetable:
    """The campaign's timetable as seen now. What was worked out for the same plan and calendar on the same day is known yet."""
    hours, now = window(books), books.clock.now()
    calendar = (type(hours), frozenset(hours.calendar.days.items()), hours.calendar.proposed, hours.calendar.confirmed)
    steps = (campaign.id, campaign.plan, campaign.step_ids, campaign.step_numbers)
    ends, known = _worked_out(steps, calendar, _day_of(hours, now))
    return Timetable(books, campaign, hours, now, ends, known)


def _day_of(hours: Window, now: datetime) -> date:
    """The first day on which anything could still go out, be it a working day or not."""
    here = local(now)
    return here.date() if here.time() < hours.closes else here.date() + timedelta(days=1)


@lru_cache(maxsize=8)
def _worked_out(_steps: Any, _calendar: Any, _day: date) -> tuple[dict[date, date], dict[Any, tuple[Slot, ...]]]:
    """What the timetables of that plan, over that calendar, on that day have in common: filled as they are asked."""
    return {}, {}
