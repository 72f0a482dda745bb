"""What do several rehearsals of one campaign say together: the load, the end, the cost, both targets, and what would change them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from casework.books import Books
from casework.tables.agency import staff
from scheduler.plans.campaigns import Campaign, the_campaign
from scheduler.rehearsal.doubt import drawn
from scheduler.rehearsal.forecast import Expected, Gain, expect, gain, levers
from scheduler.rehearsal.halves import halves_of
from scheduler.rehearsal.learned import Learned
from scheduler.rehearsal.running import Job, Progress, rehearse_all
from scheduler.rehearsal.summary import Summary
from scheduler.rehearsal.tally import What

LEVER_SEEDS = (
    3  # rehearsals that each lever is tried on: the same people with and without it, so few show the difference
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """The mean of all rehearsals for one week of the campaign, from its Monday; ``waiting``: the worst evening."""

    monday: date
    sent: float
    replied: float
    answered: float
    waiting: float
    payments: float
    dong: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficerLoad:
    """The mean of all rehearsals for one officer (0: nobody's cases); ``longest``: most that ever waited."""

    officer: int
    replied: float
    answered: float
    longest: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """Everything that is shown before a campaign is started. Targets None: the plan names none."""

    campaign: Campaign
    rehearsals: tuple[Summary, ...]
    cases: Expected
    dong: Expected
    cost: Expected
    sent: Expected
    weeks: tuple[Week, ...]
    officers: tuple[OfficerLoad, ...]
    names: dict[int, str]
    busiest: tuple[date, float] | None
    ends_on: date | None
    gains: tuple[Gain, ...]
    learned: Learned

    @property
    def reaches_cases(self) -> float | None:
        """In what share of the rehearsals the target for cases is reached."""
        return _reached(self.campaign.plan.target_cases, [one.cases for one in self.rehearsals])

    @property
    def reaches_dong(self) -> float | None:
        """The same of the target for money."""
        return _reached(self.campaign.plan.target_money, [one.dong for one in self.rehearsals])


def look_ahead(
    template: Books, campaign_id: int, known: Learned, *, seeds: int, try_levers: bool,
    at_once: int | None = None, progress: Progress | None = None,
) -> Outlook:  # fmt: skip
    """Rehearse the campaign ``seeds`` times and each lever a few times. Raises ``CampaignRefused`` as its start would."""
    halves = halves_of(template)
    plain = [
        Job(number=number, campaign_id=campaign_id, habits=drawn(known.habits, seed, known.seen), seed=seed)
        for number, seed in enumerate(range(1, seeds + 1))
    ]
    tried = plain[:LEVER_SEEDS] if try_levers else []
    names = [lever.name for lever in levers(known.habits)] if tried else []
    changed = [_with_lever(job, name) for name in names for job in tried]
    jobs = [replace(job, number=number) for number, job in enumerate([*plain, *changed])]
    found = list(rehearse_all(template, jobs, halves, at_once=at_once, progress=progress))
    rehearsals, after = found[:seeds], found[seeds:]
    gains = tuple(_gains(known, names, rehearsals[: len(tried)], after))
    return _outlook(template, campaign_id, known, rehearsals, gains)


def rehearsals_needed(seeds: int, *, try_levers: bool, known: Learned) -> int:
    """How many rehearsals ``look_ahead`` makes."""
    return seeds + (len(levers(known.habits)) * min(seeds, LEVER_SEEDS) if try_levers else 0)


def _with_lever(job: Job, name: str) -> Job:
    lever = next(one for one in levers(job.habits) if one.name == name)
    return replace(job, habits=job.habits.with_(lever.changes))


def _gains(
    known: Learned, names: Sequence[str], without: Sequence[Summary], after: Sequence[Summary]
) -> Iterator[Gain]:
    each = len(without)
    found = [
        gain(lever, without, after[place * each : (place + 1) * each])
        for place, lever in enumerate(levers(known.habits))
        if lever.name in names
    ]
    yield from sorted(found, key=lambda one: (-one.dong, -one.cases, one.lever.name))


def _outlook(
    template: Books, campaign_id: int, known: Learned, rehearsals: Sequence[Summary], gains: tuple[Gain, ...]
) -> Outlook:
    ends = sorted(one.ends_on for one in rehearsals if one.ends_on is not None)
    by_day: Counter[date] = Counter()
    for one in rehearsals:
        by_day.update({day: counts[What.SENT] for day, counts in one.days.items()})
    busiest = max(by_day.items(), key=lambda found: (found[1], found[0].toordinal()), default=None)
    return Outlook(
        campaign=the_campaign(template, campaign_id),
        rehearsals=tuple(rehearsals),
        cases=expect([one.cases for one in rehearsals]),
        dong=expect([one.dong for one in rehearsals]),
        cost=expect([one.cost for one in rehearsals]),
        sent=expect([one.steps.sent for one in rehearsals]),
        weeks=tuple(_weeks(rehearsals)),
        officers=tuple(_officers(rehearsals)),
        names={row.id: row.name for row in template.conn.execute(select(staff.c.id, staff.c.name))},
        busiest=None if busiest is None or not busiest[1] else (busiest[0], busiest[1] / len(rehearsals)),
        ends_on=ends[len(ends) // 2] if ends else None,
        gains=gains,
        learned=known,
    )


def _weeks(rehearsals: Sequence[Summary]) -> Iterator[Week]:
    many = len(rehearsals)
    mondays = sorted({_monday(day) for one in rehearsals for day in one.days})
    for monday in mondays:
        days = [monday + timedelta(days=n) for n in range(7)]
        sums = Counter[What]()
        for one in rehearsals:
            for day in days:
                sums.update(one.days.get(day, Counter()))
        yield Week(
            monday=monday,
            sent=sums[What.SENT] / many,
            replied=sums[What.REPLIED] / many,
            answered=sums[What.ANSWERED] / many,
            waiting=sum(max((one.waiting.get(day, 0) for day in days), default=0) for one in rehearsals) / many,
            payments=sums[What.PAYMENTS] / many,
            dong=sum(one.dong_by_day[day] for one in rehearsals for day in days) / many,
        )


def _officers(rehearsals: Sequence[Summary]) -> Iterator[OfficerLoad]:
    many = len(rehearsals)
    ids = {officer for one in rehearsals for officer in (*one.officers, *one.longest)}
    for officer in sorted(ids):
        counts = [one.officers.get(officer, Counter[What]()) for one in rehearsals]
        yield OfficerLoad(
            officer=officer,
            replied=sum(one[What.REPLIED] for one in counts) / many,
            answered=sum(one[What.ANSWERED] for one in counts) / many,
            longest=sum(one.longest.get(officer, 0) for one in rehearsals) / many,
        )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _reached(target: int | None, values: Sequence[int]) -> float | None:
    return None if target is None else sum(1 for value in values if value >= target) / len(values)
