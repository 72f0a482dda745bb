"""``python -m tests.faults [--only R1 ...] [--database sqlite|postgresql] [--small]``: every goal at full size, as a table.

Runs the product's real processes against the strict fake Bot API; its log is the judge. Exit code 1 if a bound does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.postgres import Cluster, NoServer, running_cluster
from tests.faults.goals import GOALS, Goal
from tests.faults.harness.children import nursery, nursing
from tests.faults.harness.outcome import Count, Outcome, table
from tests.faults.harness.place import POSTGRESQL, SQLITE, Place


@contextmanager
def _cluster(wanted: bool) -> Iterator[Cluster | None]:
    if not wanted:
        yield None
        return
    with running_cluster() as cluster:
        yield cluster


async def _judge(goal: Goal, size: Any, place: Place, process: subprocess.Popen[bytes]) -> Outcome:
    async with nursing(process) as nurse:
        place.nurse = nurse
        return await goal.judged(place, size)


def _outcome(goal: Goal, size: Any, database: str, cluster: Cluster | None, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="gandan-faults-") as folder, nursery() as process:
        place = Place(folder=Path(folder), database=database, cluster=cluster, seed=seed)
        try:
            return asyncio.run(_judge(goal, size, place, process))
        except Exception as problem:
            traceback.print_exc()
            failed = Count(what="the run itself", counted=type(problem).__name__, bound="ends", met=False)
            return Outcome(goal="+".join(goal.names), database=database, size=str(size), counts=(failed,))


def main() -> int:
    """Run what is asked for; the table grows on standard output."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", action="append", metavar="GOAL", help="R1, R3, ...; may be given several times")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL])
    parser.add_argument("--small", action="store_true", help="the sizes of the tests")
    parser.add_argument("--seed", type=int, default=20_261_116)
    given = parser.parse_args()
    known = {name for goal in GOALS for name in goal.names}
    if unknown := set(given.only or ()) - known:
        parser.error(f"no such goal: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    databases = [given.database] if given.database else [SQLITE, POSTGRESQL]
    outcomes: list[Outcome] = []
    try:
        with _cluster(POSTGRESQL in databases) as cluster:
            for goal in GOALS:
                if given.only and not set(given.only) & set(goal.names):
                    continue
                for database in databases:
                    for size in (goal.small if given.small else goal.full).get(database, ()):
                        of = cluster if database == POSTGRESQL else None
                        outcomes.append(_outcome(goal, size, database, of, given.seed))
                        print(table(outcomes[-1:]), flush=True)
    except NoServer as missing:
        print(missing, file=sys.stderr)
        return 1
    print("\n" + table(outcomes))
    return 0 if outcomes and all(one.met for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
