"""The goals of delivery, each at the size that every run of the tests can afford; ``python -m tests.faults`` runs them at full size."""

from __future__ import annotations

import subprocess
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import tests.faults.__main__ as faults
from tests.fakes.postgres import Cluster
from tests.faults.conftest import together
from tests.faults.goals import GOALS, Goal
from tests.faults.harness.children import nursing
from tests.faults.harness.outcome import Count, Outcome, at_least, at_most, exactly, figures, in_words, summary, told
from tests.faults.harness.place import POSTGRESQL, SQLITE, Place

SMALL = [
    pytest.param(goal, database, size, id=f"{'+'.join(goal.names)}-{database}-{number}")
    for goal in GOALS
    for database, sizes in goal.small.items()
    for number, size in enumerate(sizes, 1)
]


@pytest.mark.slow
@pytest.mark.timeout(600)
@together
@pytest.mark.parametrize(("goal", "database", "size"), SMALL)
async def test_the_goal_is_met(
    goal: Goal,
    database: str,
    size: Any,
    tmp_path: Path,
    young: subprocess.Popen[bytes],
    request: pytest.FixtureRequest,
) -> None:
    cluster: Cluster | None = request.getfixturevalue("postgres") if database == POSTGRESQL else None
    place = Place(folder=tmp_path, database=database, cluster=cluster)
    async with nursing(young) as place.nurse:
        outcome = await goal.judged(place, size)
    print(figures(outcome))
    assert outcome.broken() == []


def test_a_bound_that_does_not_hold_is_seen_and_named() -> None:
    counts = (exactly("lost", 1), at_most("doubles", 3, 3), at_least("kills", 2, 3), told("in passing", 7))
    outcome = Outcome(goal="R0", database="sqlite", size="small", counts=counts)
    assert not outcome.met
    assert outcome.broken() == ["lost: 1 (= 0)", "kills: 2 (>= 3)"]
    assert [line.split()[-1] for line in figures(outcome).splitlines()[:-1]] == ["NO", "yes", "NO", "7"]
    assert summary([outcome]).splitlines()[1].split() == [
        "R0",
        "sqlite",
        "small",
        "0",
        "s",
        "1",
        "of",
        "3",
        "NOT",
        "MET",
    ]
    assert "R0 on sqlite, small: lost: 1 (= 0)" in summary([outcome])
    assert "Every bound holds." in summary([replace(outcome, counts=counts[1:2])])


def test_a_run_that_breaks_off_is_not_met_and_the_next_one_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def breaks(place: Place, size: Any) -> list[Count]:
        raise AssertionError("not within 60 s: somebody speaks")

    async def holds(place: Place, size: Any) -> list[Count]:
        return [exactly("lost", 0), exactly("doubled", size)]

    full = {SQLITE: [0, 1]}
    goals = (
        Goal(names=("A",), run=breaks, small={SQLITE: [0]}, full=full, minutes=100),
        Goal(names=("B",), run=holds, small={}, full=full),
    )
    monkeypatch.setattr(faults, "GOALS", goals)
    monkeypatch.setattr(faults.Nurseries, "living", lambda self: None)
    monkeypatch.setattr(faults, "nursing", nullcontext)
    assert faults.main([]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("4 runs, about 3 h 30 min")
    assert "B on sqlite, 1: doubled: 1 (= 0)" in said.out
    assert "A on sqlite, 0: the run itself: AssertionError (ends)" in said.out
    assert "not within 60 s: somebody speaks" in said.err
    assert faults.main(["--only", "B", "--database", "sqlite", "--small"]) == 2, "nothing to judge is no success"
    with pytest.raises(SystemExit):
        faults.main(["--only", "C"])


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (89, "89 s"), (91, "2 min"), (5_940, "99 min"), (6_000, "1 h 40 min")]
)
def test_how_long_it_took_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
