"""What may be said before the end, however often somebody looks?

Everybody is drawn at the start and the outcomes come in one by one, so a look is a moment of a running process. If nothing is
different between the groups, (F_n(t) - F(t)) / (1 - F(t)) of each group is a martingale of the day t (Shorack, Wellner:
Empirical Processes, 1986, 3.6), and the difference of the groups divided by the share that is still open is one too. Robbins's
normal mixture (Ann. Math. Statist. 41, 1970; in the form of Howard, Ramdas, McAuliffe, Sekhon, Ann. Statist. 49, 2021, (14))
bounds such a process at every moment at once; with an estimated variance it is an asymptotic confidence sequence in the sense
of Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (Ann. Statist. 52, 2024). The price: about half as wide again as at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

from scheduler.experiments.clusters import Cluster, robust
from scheduler.experiments.estimates import Counted, Difference, mean_difference

NARROWEST_AT = (
    0.2  # the share with the outcome at which the bound is narrowest; fixed beforehand, so that no look chooses it
)


def always_valid(strata: Sequence[Counted], level: float) -> Difference | None:
    """The difference of persons now, with an interval that holds at all looks together; None while it cannot be told."""
    used = [one for one in strata if one.weight]
    if not used:
        return None
    whole = sum(one.weight for one in used)
    variance = sum((one.weight / whole) ** 2 * _variance(one) for one in used)
    typical = sum((one.weight / whole) ** 2 * (1 / one.reminded + 1 / one.held_out) for one in used)
    half = half_width(variance, _still_open(used), typical, level)
    return _around(mean_difference(used), float(half), level)


def always_valid_communes(clusters: Sequence[Cluster], icc: float, level: float) -> Difference | None:
    """The same when communes were drawn; wider by as much as Student's t is with so few of them."""
    from scipy.stats import norm, t

    found = robust(clusters)
    if found is None:
        return None
    counted = Counted(
        reminded=sum(one.people for one in clusters if one.reminded),
        reminded_with=sum(one.people_with for one in clusters if one.reminded),
        held_out=sum(one.people for one in clusters if not one.reminded),
        held_out_with=sum(one.people_with for one in clusters if not one.reminded),
    )
    each = (counted.reminded + counted.held_out) / len(clusters)
    typical = (1 / counted.reminded + 1 / counted.held_out) * (1 + max(each - 1, 0.0) * icc)
    wider = float(t.ppf(1 - level / 2, found.freedom) / norm.ppf(1 - level / 2))
    half = half_width(found.error**2, _still_open([counted]), typical, level) * wider
    return _around(found.difference, float(half), level)


def half_width(variance: Any, still_open: Any, typical: float, level: float) -> Any:
    """How far the difference may be off at any look. Numbers, or arrays of them.

    ``variance``: of the difference now; ``still_open``: share without the outcome; ``typical``: 1/n + 1/m of the groups.
    """
    import numpy as np

    reached = NARROWEST_AT / (1 - NARROWEST_AT) * typical
    mixed = reached / (-2 * log(level) + log(1 - 2 * log(level)))  # Howard et al. 2021, (17): narrowest at ``reached``
    grown = variance / still_open**2 + mixed
    return still_open * np.sqrt(grown * (np.log(grown / mixed) - 2 * log(level)))


def _variance(one: Counted) -> float:
    """Of one stratum's difference; the larger of pooled and not pooled, so that an effect narrows nothing."""
    share = (one.reminded_with + one.held_out_with) / (one.reminded + one.held_out)
    first, second = one.reminded_with / one.reminded, one.held_out_with / one.held_out
    pooled = share * (1 - share) * (1 / one.reminded + 1 / one.held_out)
    return max(pooled, first * (1 - first) / one.reminded + second * (1 - second) / one.held_out)


def _still_open(strata: Sequence[Counted]) -> float:
    """The larger share without the outcome of the two groups; never 0."""
    reminded = sum(one.reminded_with for one in strata) / sum(one.reminded for one in strata)
    held_out = sum(one.held_out_with for one in strata) / sum(one.held_out for one in strata)
    return max(1 - reminded, 1 - held_out, 1e-6)


def _around(difference: float, half: float, level: float) -> Difference:
    return Difference(
        difference=difference, low=max(difference - half, -1.0), high=min(difference + half, 1.0), level=level
    )
