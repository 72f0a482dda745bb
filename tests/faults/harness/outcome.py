"""What was counted in a run, what was it held to, and how is that shown?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Count:
    """One figure of a run and the bound that the goal sets."""

    what: str
    counted: float | str
    bound: str
    met: bool


def exactly(what: str, counted: int | str, wanted: int | str = 0) -> Count:
    """Neither more nor less."""
    return Count(what=what, counted=counted, bound=f"= {wanted}", met=counted == wanted)


def at_most(what: str, counted: float, most: float, unit: str = "") -> Count:
    """``most`` itself is allowed."""
    return Count(what=what, counted=round(counted, 3), bound=f"<= {most:g}{unit}", met=counted <= most)


def at_least(what: str, counted: float, least: float, unit: str = "") -> Count:
    """``least`` itself is enough: that a fault really happened is counted so, too."""
    return Count(what=what, counted=round(counted, 3), bound=f">= {least:g}{unit}", met=counted >= least)


def told(what: str, counted: float | str) -> Count:
    """A figure that nothing hangs on."""
    return Count(what=what, counted=counted, bound="", met=True)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one goal on one database at one size."""

    goal: str
    database: str
    size: str
    counts: tuple[Count, ...]
    seconds: float = 0.0

    @property
    def met(self) -> bool:
        """Whether every bound holds."""
        return all(count.met for count in self.counts)

    def broken(self) -> list[str]:
        """The bounds that do not hold, in words."""
        return [f"{one.what}: {one.counted} ({one.bound})" for one in self.counts if not one.met]

    @property
    def name(self) -> str:
        """The goal, where and how much."""
        return f"{self.goal} on {self.database}, {self.size}"


def figures(outcome: Outcome) -> str:
    """Every figure of one run, a line each, and how long it took."""
    rows = [
        (count.what, str(count.counted), count.bound, "" if not count.bound else "yes" if count.met else "NO")
        for count in outcome.counts
    ]
    return f"{_lines(rows)}\n  took {in_words(outcome.seconds)}"


def summary(outcomes: Iterable[Outcome]) -> str:
    """A line for each run; then, in words, every bound that does not hold."""
    rows = [("goal", "database", "size", "took", "bounds", "")]
    missed = []
    for one in outcomes:
        bounds = [count for count in one.counts if count.bound]
        kept = f"{sum(count.met for count in bounds)} of {len(bounds)}"
        rows.append((one.goal, one.database, one.size, in_words(one.seconds), kept, "" if one.met else "NOT MET"))
        missed += [f"  {one.name}: {broken}" for broken in one.broken()]
    return "\n".join([_lines(rows), "", *(["Not met:", *missed] if missed else ["Every bound holds."])])


def in_words(seconds: float) -> str:
    """Seconds up to a minute and a half, then minutes, then hours and minutes."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"


def _lines(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
