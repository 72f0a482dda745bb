"""Ten years of campaigns, over Tết and all: does anything ever leave that must not, and does every sum hold?

A year is one rehearsal with its own seed: a campaign from the first to the last working day, in small steps, with a follow-up
of each promise and instalment, outages, absent officers, people who die, pay, block and change their minds.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from casework.encryption import Keys
from scheduler.campaigns import CampaignPlan, create
from scheduler.rehearsal.habits import Habits, usual
from scheduler.rehearsal.halves import halves_of
from scheduler.rehearsal.invented import Office, Size, invent
from scheduler.rehearsal.machine import make_tables, throw_away
from scheduler.rehearsal.running import Job, rehearse_all
from scheduler.rehearsal.summary import Summary
from scheduler.selection import Selection
from scheduler.steps import Anchor, Step
from tests.faults.harness.outcome import Count, at_least, exactly
from tests.faults.harness.place import Place
from tests.rehearsal.judge import NEVER, Break, breaks

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


CI = Years(people=24, days=45, begins=(1, 15))
SEEDS = Years(people=8, days=9, years=(2028,), begins=(3, 6), seeds=100)
FULL = Years(people=50_000)


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
                for seed in range(size.seeds)
            ]
            for summary in rehearse_all(books, jobs, halves_of(books), at_once=at_once):
                found = breaks(summary.sent, summary.known, per_campaign=PER_CAMPAIGN)
                yield Played(year, summary.seed, summary, found)


async def run(place: Place, size: Years) -> list[Count]:
    """The goal "years" of ``python -m tests.faults``: 0 of everything that must not happen. Place and database do not matter."""
    sent, wrong, sums = 0, Counter[str](), 0
    for played in play(size):
        sent += len(played.summary.sent)
        wrong.update(one.why for one in played.breaks)
        sums += not played.sums_hold
    never = [exactly(f"reminders {why}", wrong[why]) for why in sorted({*NEVER, *wrong})]
    return [*never, exactly("years whose sums do not hold", sums), at_least("reminders sent", sent, 1)]


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
