"""Does a seed go the same way again, and again in another process? That the goals of years and seeds hold is asked with the others.

``tests/faults/test_goals.py`` runs them at their small size, ``python -m tests.faults --only years --only R12`` at full size.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from messages.outbox import Guard
from scheduler.guards.at_sending import GUARDS
from scheduler.rehearsal import world
from scheduler.rehearsal.log import Fact
from tests.fakes.bot_api.remote import ROOT
from tests.rehearsal.judge import breaks
from tests.rehearsal.storm import FAULTS, Endured
from tests.rehearsal.years import PER_CAMPAIGN, SEEDS, Played, Years, play

STORMY_MONTH = replace(SEEDS, days=21, seeds=1)
IN_A_FRESH_PROCESS = """
from dataclasses import replace
from tests.rehearsal.test_years import STORMY_MONTH, play
print(*(played.summary.digest for played in play(replace(STORMY_MONTH, only={seed}))))
"""


@pytest.fixture(scope="module")
def stormy() -> list[Played]:
    return list(play(replace(STORMY_MONTH, seeds=4)))


@pytest.mark.slow
def test_the_same_seed_goes_the_same_way_twice_and_in_a_fresh_process(stormy: list[Played]) -> None:
    one = stormy[2]
    again = [found.summary for found in play(replace(STORMY_MONTH, only=2))]
    assert again == [one.summary]
    fresh = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROCESS.format(seed=2)],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "4711"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert fresh.stdout.split() == [one.summary.digest]


@pytest.mark.slow
def test_every_seed_has_its_own_weather_and_each_fault_strikes(stormy: list[Played]) -> None:
    summaries = [played.summary for played in stormy]
    assert len({one.digest for one in summaries}) == len(summaries)
    struck = {name for one in summaries if isinstance(one, Endured) for name in one.faults}
    assert struck == set(FAULTS)
    assert all(not played.breaks and played.sums_hold for played in stormy)


@pytest.mark.slow
def test_what_rests_in_one_half_goes_on_in_the_other_and_each_is_judged_by_its_own_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduler.rehearsal.halves.FROM_PEOPLE", 0)
    (played,) = play(Years(people=1_500, days=20, years=(2027,)))
    halves = played.summary.halves
    assert all(any(known.fact is Fact.STOPPED for known in half.known) for half in halves)
    assert len(halves) == 2
    assert not played.breaks
    mixed = breaks(played.summary.sent, played.summary.known, per_campaign=PER_CAMPAIGN)
    assert {one.why for one in mixed} == {"while the campaign rested"}


@pytest.mark.slow
def test_without_the_guard_of_reminders_the_storm_breaks_what_must_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_asks = {**GUARDS, Guard.REMINDER: lambda _books, rows: [None] * len(rows)}
    monkeypatch.setattr(world, "GUARDS", nobody_asks)
    broken = {one.why for played in play(replace(STORMY_MONTH, seeds=2, people=20)) for one in played.breaks}
    assert broken & {"outside the window", "on a rest day", "above the cap of three days", "after an opt-out"}


def test_a_sum_that_is_one_short_or_an_end_without_a_reason_is_seen(stormy: list[Played]) -> None:
    one = stormy[0]
    known = one.summary.steps
    for steps in (replace(known, planned=known.planned + 1), replace(known, reasons={})):
        assert not replace(one, summary=replace(one.summary, steps=steps)).sums_hold
