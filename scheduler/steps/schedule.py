"""On which day does each step of a campaign fall for a decision, and what becomes of steps whose day has passed?

A step of a wave goes out only to whom the wave's selection fits, and only within the wave's days. Nobody who joins late is
left in silence: ``scheduler.steps.merging`` says which step speaks for which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from scheduler.steps.merging import NOBODY, Merged, Said, Wish, merge, minded
from scheduler.steps.step import Anchor, State, Step, day_of

STAYS_USEFUL = 5  # working days after its day, a step that could not go out is given up
NO_ANCHOR_DATE = "no_anchor_date"
AFTER_END = "after_end"
WAVE_OVER = "wave_over"
MERGED = "merged into step "
EVERYBODY = 0  # stands for a wave's number with steps that belong to none
MOST_KNOWN = 2_000  # kinds of recipients that are remembered
Days = tuple[tuple[int, date | None], ...]
"""Numbers of steps, each with the day that it is counted from (None: there is none)."""


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


@dataclass(frozen=True, slots=True)
class _Wishes:
    """On which day each of some steps falls, and the wishes of those that have one before the end of their period."""

    days: Mapping[int, date | None]
    wishes: Sequence[Wish]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out for a plan on a day. Most recipients are alike: ``slots`` by all that decides them."""

    ends: dict[date, date] = field(default_factory=dict)  # of voluntary periods, by day of service
    firsts: dict[date, date] = field(default_factory=dict)  # days on which something may go out, by where they begin
    counted: dict[Any, Days] = field(default_factory=dict)
    wishes: dict[Days, _Wishes] = field(default_factory=dict)
    slots: dict[Any, tuple[Slot, ...]] = field(default_factory=dict)

    def make_room(self) -> None:
        """Forget what is too much."""
        for found in (self.counted, self.wishes, self.slots):
            if len(found) >= MOST_KNOWN:
                found.clear()


@dataclass(frozen=True)
class Timetable:
    """The steps of one campaign, laid over the calendar as seen from ``now``."""

    books: Books
    campaign: Campaign
    hours: Window
    now: datetime
    _known: _Known = field(default_factory=lambda: _Known())

    @property
    def calendar(self) -> WorkingDays:
        """The days on which something may go out."""
        return self.hours.calendar

    @cached_property
    def first_day(self) -> date:
        """The first day on which something of this campaign could still go out."""
        return self._first_from(self.campaign.plan.starts_on)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """By id of a step: its number."""
        return {step_id: number for number, (step_id, _) in self.steps.items()}

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
        asked = (served_on, waves, without)
        if (days := self._known.counted.get(asked)) is None:
            fixed = ((number, step) for number, step in self._fixed_for(waves) if number not in without)
            days = tuple((number, self.anchor_day(step, served_on)) for number, step in fixed)
            self._known.counted[asked] = days
        return self.laid(days, gone=gone, coming=coming)

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
        self, wanted: Days, *, gone: frozenset[Said] = NOBODY, coming: frozenset[Said] = NOBODY
    ) -> tuple[Slot, ...]:
        """The ``wanted`` steps, by number, counted from these days (None: there is none)."""
        wishes = self._known.wishes.get(wanted)
        if wishes is None:
            self._known.make_room()
            wishes = self._known.wishes[wanted] = self._wishes(wanted)
        heard = minded(wishes.wishes, gone)
        found = self._known.slots.get((wanted, heard, coming))
        if found is None:
            self._known.make_room()
            found = self._known.slots[wanted, heard, coming] = tuple(self._laid(wanted, wishes, heard, coming))
        return found

    def _laid(self, wanted: Days, wishes: _Wishes, gone: frozenset[Said], coming: frozenset[Said]) -> Iterator[Slot]:
        merged = merge(wishes.wishes, gone, coming)
        said = [*merged.going.values(), *(day for day, _ in coming)]
        for number, anchor_day in wanted:
            step = self.steps[number][1]
            if (day := merged.going.get(number)) is not None:
                yield self._going(number, step, day, anchor_day, said)
            else:
                yield self._skipped(number, step, wishes.days[number], merged)

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
        if (first := self._known.firsts.get(starts_on)) is None:
            first = self.calendar.on_or_after(max(_day_of(self.hours, self.now), starts_on))
            self._known.firsts[starts_on] = first
        return first

    def _voluntary_end(self, served_on: date) -> date:
        if (end := self._known.ends.get(served_on)) is None:
            end = self._known.ends[served_on] = voluntary_period_end(self.books, served_on).last_day
        return end

    def _wishes(self, wanted: Days) -> _Wishes:
        """Of the steps that have a day before the end of their period."""
        steps = {number: self.steps[number][1] for number, _ in wanted}
        days = {number: self.day(steps[number], anchor_day) for number, anchor_day in wanted}
        wishes = [
            Wish(number=number, wave=step.wave or EVERYBODY, day=day, first=self.first_day_of(step), last=last)
            for number, step in steps.items()
            if (day := days[number]) is not None and day <= (last := self.campaign.plan.period_of(step)[1])
        ]
        return _Wishes(days, wishes)

    def _going(self, number: int, step: Step, day: date, anchor_day: date | None, said: Iterable[date]) -> Slot:
        last = self.campaign.plan.period_of(step)[1]
        ends = [self.hours.closing(self.calendar.add(day, STAYS_USEFUL)), self.hours.closing(last)]
        if after := [other for other in said if other > day]:
            ends.append(self.hours.opening(min(after)))
        if step.offset < 0 and anchor_day is not None and anchor_day >= day:
            ends.append(self.hours.closing(anchor_day))
        return replace(self._slot(number, day, None), state=State.PENDING, useful_until=min(ends))

    def _skipped(self, number: int, step: Step, day: date | None, merged: Merged) -> Slot:
        return self._slot(number, self.first_day_of(step), self._why_skipped(number, step, day, merged))

    def _why_skipped(self, number: int, step: Step, day: date | None, merged: Merged) -> str:
        if number in merged.spoken_for:
            return f"{MERGED}{merged.spoken_for[number]}"
        if day is None:
            return NO_ANCHOR_DATE
        late = step.wave is None or day > self.campaign.plan.period_of(step)[1]
        return AFTER_END if late else WAVE_OVER

    def _slot(self, number: int, day: date, reason: str | None) -> Slot:
        opens = self.hours.opening(day)
        return Slot(
            step_id=self.steps[number][0],
            number=number,
            state=State.SKIPPED,
            reason=reason,
            day=day,
            opens=opens,
            useful_until=opens,
        )


def timetable(books: Books, campaign: Campaign) -> Timetable:
    """The campaign's timetable as seen now. What was worked out for the same plan and calendar on the same day is known yet."""
    hours, now = window(books), books.clock.now()
    calendar = (type(hours), frozenset(hours.calendar.days.items()), hours.calendar.proposed, hours.calendar.confirmed)
    steps = (campaign.id, campaign.plan, campaign.step_ids, campaign.step_numbers)
    return Timetable(books, campaign, hours, now, _worked_out(steps, calendar, _day_of(hours, now)))


def _day_of(hours: Window, now: datetime) -> date:
    """The first day on which anything could still go out, be it a working day or not."""
    here = local(now)
    return here.date() if here.time() < hours.closes else here.date() + timedelta(days=1)


@lru_cache(maxsize=8)
def _worked_out(_steps: Any, _calendar: Any, _day: date) -> _Known:
    """What the timetables of that plan, over that calendar, on that day have in common: filled as they are asked."""
    return _Known()
