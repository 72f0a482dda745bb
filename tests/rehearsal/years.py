"""Ten years of campaigns, over Tết and all: does anything ever leave that must not, and does every sum hold?

A year is one rehearsal with its own seed: a campaign from the first to the last working day, in small steps, with a follow-up
of each promise and instalment, outages, absent officers, people who die, pay, block and change their minds.
"""

from __future__ import annotations

import importlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from casework.encryption import Keys
from scheduler.plans.campaigns import CampaignPlan, create
from scheduler.plans.selection import Selection
from scheduler.rehearsal.habits import Habits, usual
from scheduler.rehearsal.halves import halves_of
from scheduler.rehearsal.invented import Office, Size, invent
from scheduler.rehearsal.machine import make_tables, throw_away
from scheduler.rehearsal.running import Job, rehearse, rehearse_all
from scheduler.rehearsal.summary import Summary
from scheduler.steps.step import Anchor, Step
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.rehearsal.judge import NEVER, Break, breaks, breaks_by_two_clocks
from tests.rehearsal.storm import FAULTS, Endured, as_shown, storm

KEYS = Keys(masters={1: bytes(range(32))})
PER_CAMPAIGN = 6
STORMY = usual().with_(  # everything that can go wrong does so more often than it ever will
    {"dies_a_year": 0.05, "rests_a_year": 0.1, "opts_out": 0.03, "wrong_person": 0.03, "blocks": 0.02, "dead_chat": 0.06,
     "complains": 0.002, "in_distress": 0.002, "other_time": 0.12, "paid_already": 0.15, "asked": 0.15, "outages_a_month": 4.0,
     "lost_on_the_way": 0.01, "not_taken": 0.02, "absent": 0.2, "agrees": 0.5}
)  # fmt: skip


@dataclass(frozen=True)
class Years:
    """How much is played: so many years of so many people; ``days`` of each year, around its beginning."""

    people: int
    years: Sequence[int] = tuple(range(2027, 2037))
    days: int = 365
    begins: tuple[int, int] = (1, 2)  # month, day
    seeds: int = 1
    only: int | None = None  # the one of the seeds that is played
    storm: bool = False  # and processes die, the bell is silent, the clock is set (``tests.rehearsal.storm``)

    def __str__(self) -> str:
        return f"{len(self.years)} years x {self.seeds} seeds x {self.days} days, {self.people} people"


CI = Years(people=24, days=45, begins=(1, 15))
FULL = Years(people=50_000)
SEEDS = Years(people=8, days=9, years=(2028,), begins=(3, 6), seeds=100, storm=True)
ALL_SEEDS = Years(people=8, days=30, years=(2028,), begins=(1, 10), seeds=1_000, storm=True)  # over Tết
SECONDS_FOR_ALL_SEEDS = 600
WARM_FROM = 10
REPLAYED = 2  # seeds that are played twice more whatever came of them; those that broke anything are, too


@dataclass(frozen=True)
class Played:
    """One year: what was sent, and what was wrong with it."""

    year: int
    seed: int
    summary: Summary
    breaks: list[Break]

    @property
    def sums_hold(self) -> bool:
        """Planned = sent + pending + cancelled + skipped, to the unit, and each that did not go says why."""
        steps = self.summary.steps
        whole = steps.sent + steps.pending + steps.cancelled + steps.skipped
        return steps.planned == whole and sum(steps.reasons.values()) == steps.cancelled + steps.skipped


def play(size: Years, habits: Habits = STORMY, *, at_once: int | None = None) -> Iterator[Played]:
    """Every year, one after another."""
    for module in ("casework.tables", "messages.tables", "scheduler.tables"):
        importlib.import_module(module)
    for year in size.years:
        first = date(year, *size.begins)
        with throw_away(KEYS, datetime.combine(first - timedelta(days=1), datetime.min.time(), UTC), year) as books:
            make_tables(books)
            office = invent(books, Size(people=size.people, reached=850, seed=year), first)
            campaign = create(books, _plan(office, first, size.days), office.officers[0])
            jobs = [
                Job(number=seed, campaign_id=campaign, habits=habits, seed=year * 1_000 + seed)
                for seed in (range(size.seeds) if size.only is None else [size.only])
            ]
            with storm() if size.storm else nullcontext():
                if len(jobs) >= WARM_FROM:  # every process that is forked afterwards finds the statements compiled
                    rehearse(books, jobs[0])
                for summary in rehearse_all(books, jobs, halves_of(books), at_once=at_once):
                    yield Played(year, summary.seed, summary, _judged(summary))


def _judged(summary: Summary) -> list[Break]:
    if not isinstance(summary, Endured):
        pieces = summary.halves or (summary,)
        return [one for piece in pieces for one in breaks(piece.sent, piece.known, per_campaign=PER_CAMPAIGN)]
    shown = as_shown(summary.sent)
    return breaks_by_two_clocks(summary.sent, shown, summary.known, per_campaign=PER_CAMPAIGN)


async def run(place: Place, size: Years) -> list[Count]:
    """The goals "years" and "R12" of ``python -m tests.faults``: 0 of everything that must not happen. Needs no place.

    A seed that broke something is named; so is one that does not go the same way when it is played again.
    """
    began, first, suspects = time.monotonic(), dict[int, str](), list[int]()
    sent, wrong, sums, faults = 0, Counter[str](), 0, Counter[str]()
    for played in play(size):
        sent += len(played.summary.sent)
        wrong.update(one.why for one in played.breaks)
        sums += not played.sums_hold
        first[played.seed] = played.summary.digest
        if played.breaks or not played.sums_hold:
            suspects.append(played.seed)
        if isinstance(played.summary, Endured):
            faults += played.summary.faults
    seconds = time.monotonic() - began
    never = [exactly(f"reminders {why}", wrong[why]) for why in sorted({*NEVER, *wrong})]
    counts = [*never, exactly("years whose sums do not hold", sums), at_least("reminders sent", sent, 1)]
    if suspects:
        counts.append(told("seeds that broke something", ", ".join(map(str, suspects[:20]))))
    if size.storm:
        again = [*suspects[:REPLAYED], *first][:REPLAYED]
        counts.append(exactly("seeds that go another way the second or third time", _astray(size, first, again)))
        counts += [at_least(fault, faults[fault], 1) for fault in FAULTS]
        if size.seeds >= ALL_SEEDS.seeds:
            counts.append(at_most("seconds for all seeds", seconds, SECONDS_FOR_ALL_SEEDS))
    return counts


def _astray(size: Years, first: Mapping[int, str], seeds: Sequence[int]) -> int:
    """How many of these seeds do not give the same digest two times more."""
    twice = [
        played
        for _ in range(2)
        for seed in seeds
        for played in play(replace(size, years=(seed // 1_000,), only=seed % 1_000))
    ]
    return len({played.seed for played in twice if played.summary.digest != first[played.seed]})


def _plan(office: Office, first: date, days: int) -> CampaignPlan:
    """A step every third week, so that people meet every cap, and what follows from what they set themselves."""
    steps = [
        Step(anchor=Anchor.CAMPAIGN_START, offset=offset, working=False, text_key="reminder.follow_up", text_version=1)
        for offset in range(0, min(days, 140), 20)
    ]
    steps += [
        Step(anchor=Anchor.PROMISE_DUE, offset=-1, working=True, text_key="reminder.promise_near", text_version=1),
        Step(anchor=Anchor.PROMISE_DUE, offset=1, working=True, text_key="reminder.promise_passed", text_version=1),
        Step(anchor=Anchor.INSTALMENT_DUE, offset=-3, working=True, text_key="reminder.follow_up", text_version=1),
    ]
    return CampaignPlan(
        agency_id=office.agency,
        name="Cả năm",
        plan_number="1/KH-THADS",
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        selection=Selection(),
        steps=tuple(steps),
        visit_after=3,
        most_per_person=PER_CAMPAIGN,
    )
