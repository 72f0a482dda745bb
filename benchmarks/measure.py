"""How is one figure taken? Product beside limit in one run: fresh processes, interleaved rounds, medians.

Absolute numbers say little on a shared machine; the ratio of two things measured in turn, in the same minute, says much.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
Measured = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is measured. The defaults are those of the targets; ``tiny`` only shows that everything runs."""

    rounds: int = 5
    updates: int = 2_000
    messages: int = 3_000
    pacing_seconds: float = 60.0
    lookups: int = 4_000
    decisions: int = 1_000_000
    few_decisions: int = 10_000
    recipients: int = 1_000_000
    delivered: int = 3_000
    pending: int = 1_000_000
    claimed: int = 20_000
    jobs: int = 2_000
    sheet_rows: int = 100_000
    answers: int = 4_000
    bookings: int = 1_600
    bookers: int = 16  # processes
    rehearsed: int = 50_000  # people
    rehearsed_days: int = 90
    written_messages: int = 10_000_000  # that the officers' pages have to find their way through
    page_views: int = 40  # of each page
    campaign_rows: int = 20_000  # of the list that becomes a campaign


TINY = Sizes(
    rounds=1,
    updates=40,
    messages=40,
    pacing_seconds=2.0,
    lookups=40,
    decisions=300,
    few_decisions=100,
    recipients=200,
    delivered=20,
    pending=400,
    claimed=150,
    jobs=20,
    sheet_rows=60,
    bookings=40,
    bookers=2,
    rehearsed=40,
    rehearsed_days=7,
    written_messages=600,
    page_views=3,
    campaign_rows=200,
)


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What the ratio must be. ``at_most`` for times a cost, ``at_least`` for a share of a speed."""

    at_most: float | None = None
    at_least: float | None = None

    def __str__(self) -> str:
        return f"<= {self.at_most}" if self.at_most is not None else f">= {self.at_least}"

    def met(self, ratio: float) -> bool:
        """Whether ``ratio`` reaches the goal."""
        return ratio <= self.at_most if self.at_most is not None else ratio >= (self.at_least or 0.0)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the result. ``product``, ``limit`` and ``peer`` are in ``unit``; ``n`` is what one round measured."""

    bench: str
    product: float
    limit: float
    goal: Goal
    unit: str
    n: int
    peer: Mapping[str, float] | None = None
    ratio: float | None = None  # product / limit unless said otherwise

    @property
    def reached(self) -> float:
        """The ratio that counts."""
        return self.ratio if self.ratio is not None else self.product / self.limit

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.goal.met(self.reached)

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(
            {
                "bench": self.bench,
                "product": _short(self.product),
                "limit": _short(self.limit),
                "peer": {name: _short(value) for name, value in self.peer.items()} if self.peer else None,
                "ratio": _short(self.reached),
                "target": str(self.goal),
                "met": self.is_met,
                "unit": self.unit,
                "n": self.n,
            },
            ensure_ascii=False,
        )


def _short(value: float) -> float:
    """Four digits that mean something."""
    return float(f"{value:.4g}")


class PartFailed(Exception):
    """A measuring process ended without a figure; the message has the end of what it wrote."""


def fresh(part: str, /, **arguments: Any) -> Measured:
    """Run ``benchmarks.<module>:<function>`` in a process of its own; gives the dictionary it returned."""
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.part", part, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ended.stdout.strip().splitlines()
    if ended.returncode or not lines:
        raise PartFailed(f"{part}: {ended.stderr[-3000:]}")
    measured: Measured = json.loads(lines[-1])
    return measured


def begun(part: str, /, **arguments: Any) -> subprocess.Popen[str]:
    """A part beside the caller, with a line to it and one from it."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.part", part, json.dumps(arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def port_of(part: str, /, **arguments: Any) -> Iterator[int]:
    """A server in a process of its own, until the block ends; its port."""
    process = begun(part, **arguments)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(json.loads(process.stdout.readline())["port"])
    finally:
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


@contextmanager
def in_a_process(part: str, /, **arguments: Any) -> Iterator[Callable[[], Measured]]:
    """Run a part beside the caller, from its line ``ready`` on; calling what is given ends it and gives what it returned."""
    process = begun(part, **arguments)
    assert process.stdin is not None
    assert process.stdout is not None

    def end() -> Measured:
        told, _ = process.communicate(timeout=60)
        measured: Measured = json.loads(told.splitlines()[-1])
        return measured

    try:
        if process.stdout.readline().strip() != "ready":
            raise PartFailed(f"{part} did not begin")
        yield end
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def interleaved(rounds: int, ways: Mapping[str, Callable[[], Measured]]) -> dict[str, Measured]:
    """Every way once a round, round after round; the median of each number that a way gave."""
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return {name: _medians(each) for name, each in found.items()}


def _medians(each: list[Measured]) -> Measured:
    return {key: statistics.median(one[key] for one in each) for key in each[0]}


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which ``share`` (0..1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Stopwatch:
    """CPU seconds of this process and seconds of the wall since it was made."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""

    def cpu(self) -> float:
        return time.process_time() - self._cpu

    def wall(self) -> float:
        return time.perf_counter() - self._wall


def peak_mib() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mib(pid: int | str = "self") -> float:
    """The memory a process holds now, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
