"""``python -m tests.faults [--only R1 ...] [--database sqlite|postgresql] [--small]``: every goal at full size, as a table.

Runs the product's real processes against the strict fake Bot API; its log is the judge. Exit code 1 if a bound does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.postgres import Cluster, NoServer, running_cluster
from tests.faults.goals import GOALS, Goal
from tests.faults.harness.children import nursery, nursing
from tests.faults.harness.outcome import Count, Outcome, figures, in_words, summary
from tests.faults.harness.place import POSTGRESQL, SQLITE, Place

SMALL_MINUTES = 0.5  # of one run at the size of the tests


@dataclass(frozen=True, kw_only=True)
class Run:
    """One line of the table: a goal on a database at a size. ``minutes``: about how long it takes on two quiet cores."""

    goal: Goal
    database: str
    size: Any
    minutes: float

    def __str__(self) -> str:
        return f"{'+'.join(self.goal.names)} on {self.database}, {self.size}"

    def ended(self, counts: Sequence[Count], seconds: float) -> Outcome:
        """What became of it."""
        return Outcome(
            goal="+".join(self.goal.names), database=self.database, size=str(self.size), counts=tuple(counts),
            seconds=seconds,
        )  # fmt: skip


@contextmanager
def _cluster(wanted: bool) -> Iterator[Cluster | None]:
    """A server for what needs one; none where none is to be had: the rest is judged all the same."""
    if not wanted:
        yield None
        return
    try:
        began = running_cluster(upkeep=True)
        cluster = began.__enter__()
    except NoServer as missing:
        print(f"{missing}\n", file=sys.stderr)
        yield None
        return
    try:
        yield cluster
    finally:
        began.__exit__(None, None, None)


async def _judge(run: Run, place: Place, process: subprocess.Popen[bytes]) -> Outcome:
    async with nursing(process) as nurse:
        place.nurse = nurse
        return await run.goal.judged(place, run.size)


class Nurseries:
    """One nursery for all runs: what it imports takes seconds. One that has gone is followed by another."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Nurseries:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def living(self) -> subprocess.Popen[bytes]:
        """The nursery."""
        if self._process is None or self._process.poll() is not None:
            self._process = self._stack.enter_context(nursery())
        return self._process


def _outcome(run: Run, nurseries: Nurseries, cluster: Cluster | None, seed: int) -> Outcome:
    """Judge it; a run that breaks off is an outcome, too."""
    if run.database == POSTGRESQL and cluster is None:
        return run.ended([Count(what="the run itself", counted="no PostgreSQL", bound="begins", met=False)], 0.0)
    began = time.monotonic()
    of = cluster if run.database == POSTGRESQL else None
    with tempfile.TemporaryDirectory(prefix="gandan-faults-") as folder:
        place = Place(folder=Path(folder), database=run.database, cluster=of, seed=seed)
        try:
            return asyncio.run(_judge(run, place, nurseries.living()))
        except Exception as problem:
            traceback.print_exc()
            failed = Count(what="the run itself", counted=type(problem).__name__, bound="ends", met=False)
            return run.ended([failed], time.monotonic() - began)


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", action="append", metavar="GOAL", help="R1, R3, ...; may be given several times")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL])
    parser.add_argument("--small", action="store_true", help="the sizes of the tests")
    parser.add_argument("--seed", type=int, default=20_261_116)
    given = parser.parse_args(words)
    known = {name for goal in GOALS for name in goal.names}
    if unknown := set(given.only or ()) - known:
        parser.error(f"no such goal: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    return given


def runs_of(given: argparse.Namespace) -> list[Run]:
    """What was asked for, in the order in which it is done."""
    databases = [given.database] if given.database else [SQLITE, POSTGRESQL]
    return [
        Run(goal=goal, database=database, size=size, minutes=SMALL_MINUTES if given.small else goal.minutes)
        for goal in GOALS
        if not given.only or set(given.only) & set(goal.names)
        for database in databases
        for size in (goal.small if given.small else goal.full).get(database, ())
    ]


def _announce(runs: Sequence[Run]) -> None:
    seconds = 60 * sum(run.minutes for run in runs)
    print(f"{len(runs)} runs, about {in_words(seconds)} on two cores that do nothing else:")
    for number, run in enumerate(runs, 1):
        print(f"{number:4}. {run}: about {in_words(60 * run.minutes)}")


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for; every run tells its figures when it ends, a table closes."""
    given = _asked(words)
    logging.getLogger().addHandler(
        logging.NullHandler()
    )  # what the product logs in this process is no part of the table
    runs = runs_of(given)
    if not runs:
        print("Nothing of this is judged on that database.", file=sys.stderr)
        return 2
    _announce(runs)
    outcomes: list[Outcome] = []
    try:
        with _cluster(any(run.database == POSTGRESQL for run in runs)) as cluster, Nurseries() as nurseries:
            for number, run in enumerate(runs, 1):
                print(f"\n[{number}/{len(runs)}] {run}", flush=True)
                outcomes.append(_outcome(run, nurseries, cluster, given.seed))
                print(figures(outcomes[-1]), flush=True)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    print("\n" + summary(outcomes))
    return 0 if len(outcomes) == len(runs) and all(one.met for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
