"""What was counted in a run, what was it held to, and how is that shown?"""

from __future__ import annotations

from collections.abc import Iterable
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


_HEAD = ("goal", "database", "size", "counted", "", "bound", "met")


def table(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as lines of text, one for each figure."""
    rows = [_HEAD]
    for one in outcomes:
        first = (one.goal, one.database, f"{one.size} ({one.seconds:.0f} s)")
        for count in one.counts:
            met = "" if not count.bound else "yes" if count.met else "NO"
            rows.append((*first, count.what, str(count.counted), count.bound, met))
            first = ("", "", "")
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
