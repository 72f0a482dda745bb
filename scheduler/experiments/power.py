"""How many people or communes does it take to see an effect of this size, and how surely would we see it?

Persons: two shares compared at a two-sided level, with the variance pooled under "no effect" and not pooled under the effect
(Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, 3rd ed., 2003, 4.3). Communes: the variance of each group
is blown up by the design effect 1 + ((1 + cv²)·m - 1)·icc for communes of unequal size (Eldridge, Ashby, Kerry: Int. J.
Epidemiology 35, 2006), and the quantiles come from Student's t with Satterthwaite's degrees of freedom, because few communes
are drawn. ``tests/scheduler/test_experiment_power.py`` plants effects and finds them as often as is promised here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite, sqrt

LEAST_COMMUNES = 6  # with fewer, no two groups can be told apart at 5 %


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """How alike and how unequal communes are: mean people each, coefficient of variation of that, correlation inside."""

    people_each: float
    variation: float
    icc: float

    @property
    def design_effect(self) -> float:
        """By how much the variance is larger than if persons had been drawn."""
        return 1 + max((1 + self.variation**2) * self.people_each - 1, 0.0) * self.icc


def shape_of(sizes: Sequence[int], icc: float) -> Shape:
    """The shape of communes with so many people each."""
    mean = sum(sizes) / len(sizes)
    spread = sum((size - mean) ** 2 for size in sizes) / len(sizes)
    return Shape(people_each=mean, variation=sqrt(spread) / mean, icc=icc)


def power_of_persons(reminded: int, held_out: int, *, baseline: float, effect: float, level: float) -> float:
    """The chance that an effect of ``effect`` (added to the share ``baseline``) is found with so many persons."""
    from scipy.stats import norm

    null, real = _errors(reminded, held_out, baseline, effect)
    return float(norm.cdf((abs(effect) - norm.ppf(1 - level / 2) * null) / real))


def persons_needed(*, share: float, baseline: float, effect: float, level: float, power: float) -> int:
    """How many persons in both groups together, ``share`` of them held out, find ``effect`` with chance ``power``."""
    from scipy.stats import norm

    null, real = _errors(1 - share, share, baseline, effect)
    bound, wanted = float(norm.ppf(1 - level / 2)), float(norm.ppf(power))
    return ceil(((bound * null + wanted * real) / effect) ** 2)


def power_of_communes(
    reminded: int, held_out: int, shape: Shape, *, baseline: float, effect: float, level: float
) -> float:
    """The same for so many communes in each group."""
    from scipy.stats import nct, t

    if min(reminded, held_out) < 2:
        return 0.0
    freedom = (1 / reminded + 1 / held_out) ** 2 / (
        1 / (reminded**2 * (reminded - 1)) + 1 / (held_out**2 * (held_out - 1))
    )
    each = shape.people_each / shape.design_effect
    _, real = _errors(reminded * each, held_out * each, baseline, effect)
    bound, distance = t.ppf(1 - level / 2, freedom), abs(effect) / real
    found = float(nct.sf(bound, freedom, distance))
    return found if isfinite(found) else 1.0


def communes_needed(
    shape: Shape, *, share: float, baseline: float, effect: float, level: float, power: float, most: int = 5000
) -> int | None:
    """How many communes in both groups together; None if even ``most`` do not do."""
    for communes in range(LEAST_COMMUNES, most + 1):
        held_out = max(round(communes * share), 2)
        chance = power_of_communes(communes - held_out, held_out, shape, baseline=baseline, effect=effect, level=level)
        if chance >= power:
            return communes
    return None


def correlation_inside(groups: Sequence[tuple[int, int]]) -> float | None:
    """The intra-cluster correlation of a yes-or-no outcome from (people, with it) of each commune; None if it cannot be told.

    The analysis-of-variance estimator (Ridout, Demétrio, Firth: Biometrics 55, 1999), never below 0.
    """
    sizes = [people for people, _ in groups if people > 0]
    shares = [(people, some / people) for people, some in groups if people > 0]
    total, many = sum(sizes), len(sizes)
    if many < 2 or total <= many:
        return None
    mean = sum(people * share for people, share in shares) / total
    if not 0 < mean < 1:
        return None
    between = sum(people * (share - mean) ** 2 for people, share in shares) / (many - 1)
    within = sum(people * share * (1 - share) for people, share in shares) / (total - many)
    typical = (total - sum(size**2 for size in sizes) / total) / (many - 1)
    return max((between - within) / (between + (typical - 1) * within), 0.0)


def _errors(reminded: float, held_out: float, baseline: float, effect: float) -> tuple[float, float]:
    """Standard errors of the difference if there is no effect, and if there is this one."""
    with_effect = baseline + effect
    pooled = (reminded * with_effect + held_out * baseline) / (reminded + held_out)
    null = sqrt(pooled * (1 - pooled) * (1 / reminded + 1 / held_out))
    real = sqrt(with_effect * (1 - with_effect) / reminded + baseline * (1 - baseline) / held_out)
    return null, real
