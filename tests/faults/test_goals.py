"""The goals of delivery, each at the size that every run of the tests can afford; ``python -m tests.faults`` runs them at full size."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.postgres import Cluster
from tests.faults.conftest import together
from tests.faults.goals import GOALS, Goal
from tests.faults.harness.children import nursing
from tests.faults.harness.outcome import Outcome, at_least, at_most, exactly, table, told
from tests.faults.harness.place import POSTGRESQL, Place

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
    print(table([outcome]))
    assert outcome.broken() == []


def test_a_bound_that_does_not_hold_is_seen_and_named() -> None:
    counts = (exactly("lost", 1), at_most("doubles", 3, 3), at_least("kills", 2, 3), told("in passing", 7))
    outcome = Outcome(goal="R0", database="sqlite", size="small", counts=counts)
    assert not outcome.met
    assert outcome.broken() == ["lost: 1 (= 0)", "kills: 2 (>= 3)"]
    assert [line.split()[-1] for line in table([outcome]).splitlines()] == ["met", "NO", "yes", "NO", "7"]
