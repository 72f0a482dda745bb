"""How far may chance have moved the difference when whole communes were drawn?

People of one commune are alike, so communes are what is counted: the difference in a weighted regression on the group and the
strata, with the cluster-robust variance CR2 of Bell and McCaffrey (Survey Methodology 28, 2002) and Satterthwaite's degrees of
freedom, which keep their promise with few communes of unequal size (Pustejovsky, Tipton: J. Business & Economic Statistics 36,
2018). The regressors are the same for a whole commune, so everything is worked out on one row a commune.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from scheduler.experiments.estimates import Difference


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """A commune that was drawn: how many people, how many of them have the outcome."""

    stratum: str
    reminded: bool
    people: int
    people_with: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Robust:
    """The difference with its standard error and degrees of freedom."""

    difference: float
    error: float
    freedom: float


def difference_of_communes(clusters: Sequence[Cluster], level: float) -> Difference | None:
    """The difference with its interval; None while a group has fewer than two communes."""
    from scipy.stats import t

    found = robust(clusters)
    if found is None:
        return None
    half = float(t.ppf(1 - level / 2, found.freedom)) * found.error
    return Difference(
        difference=found.difference,
        low=max(found.difference - half, -1.0),
        high=min(found.difference + half, 1.0),
        level=level,
    )


def robust(clusters: Sequence[Cluster]) -> Robust | None:
    """The difference of the groups, held equal within strata; None while it cannot be told."""
    import numpy as np

    used = _comparable([one for one in clusters if one.people > 0])
    groups = [one.reminded for one in used]
    if min(groups.count(True), groups.count(False)) < 2:
        return None
    people = np.array([one.people for one in used], float)
    shares = np.array([one.people_with for one in used], float) / people
    columns = _columns(used, np)
    if len(used) <= columns.shape[1] + 1:  # more strata than communes can tell apart
        columns = columns[:, :1] if len(used) < 4 else np.column_stack([np.ones(len(used)), columns[:, -1]])
    bread = np.linalg.pinv(columns.T @ (columns * people[:, None]))
    fitted = bread @ (columns.T @ (people * shares))
    left = people * (shares - columns @ fitted)
    pull = columns @ bread @ columns.T
    spare = np.clip(1 - people * np.diag(pull), 1e-9, None)
    weight = columns @ bread[:, -1]
    error = float(np.sum((weight * left) ** 2 / spare))
    kernel = (np.diag(people) - np.outer(people, people) * pull) * np.outer(weight, weight)
    kernel /= np.sqrt(np.outer(spare, spare))
    freedom = float(np.trace(kernel) ** 2 / np.sum(kernel**2))
    return Robust(difference=float(fitted[-1]), error=sqrt(error), freedom=max(freedom, 1.0))


def _comparable(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Without the strata whose communes are all of one group: they say nothing about the difference."""
    arms: dict[str, set[bool]] = {}
    for one in clusters:
        arms.setdefault(one.stratum, set()).add(one.reminded)
    return [one for one in clusters if len(arms[one.stratum]) == 2]


def _columns(clusters: Sequence[Cluster], np: Any) -> Any:
    """A column for each stratum, then one for the group."""
    strata = sorted({one.stratum for one in clusters})
    place = {stratum: number for number, stratum in enumerate(strata)}
    columns = np.zeros((len(clusters), len(strata) + 1))
    for row, one in enumerate(clusters):
        columns[row, place[one.stratum]] = 1.0
        columns[row, -1] = float(one.reminded)
    return columns
