"""How much more often did it happen among those who were reminded, and how far may chance have moved that?

Persons were drawn within strata, so their difference is the mean of the strata's differences with Mantel-Haenszel weights, and
its interval is the score interval of Miettinen and Nurminen (Statistics in Medicine 4, 1985, 213-226, with their factor
N/(N-1) in each stratum): exact enough for shares near 0 and small groups, where the textbook formula is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, cos, pi, sqrt

_TINY = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One stratum: how many were drawn for each group, and how many of them have the outcome."""

    reminded: int
    reminded_with: int
    held_out: int
    held_out_with: int

    @property
    def weight(self) -> float:
        """Mantel-Haenszel's; 0 where one group is empty."""
        both = self.reminded + self.held_out
        return self.reminded * self.held_out / both if both else 0.0

    @property
    def difference(self) -> float:
        """Share among the reminded less share among those held out; both groups must have somebody."""
        return self.reminded_with / self.reminded - self.held_out_with / self.held_out


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A difference of shares (-1 to 1) with its interval at ``1 - level``."""

    difference: float
    low: float
    high: float
    level: float

    @property
    def shows_something(self) -> bool:
        """Whether the interval leaves "no difference" out."""
        return self.low > 0 or self.high < 0


def difference_of_persons(strata: Sequence[Counted], level: float) -> Difference | None:
    """The difference with its score interval; None while some group is empty in every stratum."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    used = [one for one in strata if one.weight]
    if not used:
        return None
    here, bound = mean_difference(used), float(norm.ppf(1 - level / 2))

    def below(assumed: float) -> float:
        return _distance(used, assumed) - bound * _error(used, assumed)

    def above(assumed: float) -> float:
        return _distance(used, assumed) + bound * _error(used, assumed)

    edge, beside = (
        1 - _TINY,
        10 * _TINY,
    )  # where nobody, or everybody, has the outcome the error at ``here`` itself is 0
    low = brentq(below, -edge, here - beside) if here - beside > -edge and below(-edge) > 0 else -1.0
    high = brentq(above, here + beside, edge) if here + beside < edge and above(edge) < 0 else 1.0
    return Difference(difference=here, low=float(low), high=float(high), level=level)


def score(strata: Sequence[Counted]) -> float:
    """The same as a test of "no difference": so many standard errors away from it (0 where nothing can be said)."""
    used = [one for one in strata if one.weight]
    error = _error(used, 0.0)
    return _distance(used, 0.0) / error if error > 0 else 0.0


def mean_difference(strata: Sequence[Counted]) -> float:
    """The weighted mean of the strata's differences."""
    weights = sum(one.weight for one in strata)
    return sum(one.weight * one.difference for one in strata) / weights


def _distance(strata: Sequence[Counted], assumed: float) -> float:
    return sum(one.weight * (one.difference - assumed) for one in strata)


def _error(strata: Sequence[Counted], assumed: float) -> float:
    """The standard error of the weighted sum if the true difference is ``assumed`` in every stratum."""
    total = 0.0
    for one in strata:
        held_out, both = _likeliest(one, assumed), one.reminded + one.held_out
        reminded = held_out + assumed
        spread = reminded * (1 - reminded) / one.reminded + held_out * (1 - held_out) / one.held_out
        total += one.weight**2 * max(spread, 0.0) * both / max(both - 1, 1)
    return sqrt(total)


def _likeliest(one: Counted, assumed: float) -> float:
    """The likeliest share among those held out if the other group's is larger by ``assumed``.

    The root of Miettinen and Nurminen's cubic in closed form, as in Farrington and Manning (Statistics in Medicine 9, 1990).
    """
    if assumed == 0:
        return (one.reminded_with + one.held_out_with) / (one.reminded + one.held_out)
    ratio = one.held_out / one.reminded
    first, second = one.reminded_with / one.reminded, one.held_out_with / one.held_out
    cubed = 1 + ratio
    squared = -(1 + ratio + first + ratio * second + assumed * (ratio + 2))
    linear = assumed**2 + assumed * (2 * first + ratio + 1) + first + ratio * second
    constant = -first * assumed * (1 + assumed)
    middle = squared / (3 * cubed)
    tilt = middle**3 - squared * linear / (6 * cubed**2) + constant / (2 * cubed)
    reach = sqrt(max(middle**2 - linear / (3 * cubed), 0.0))
    if tilt < 0:
        reach = -reach
    turn = 0.0 if reach == 0 else min(max(tilt / reach**3, -1.0), 1.0)
    found = 2 * reach * cos((pi + acos(turn)) / 3) - middle - assumed
    return min(max(found, max(-assumed, 0.0)), min(1 - assumed, 1.0))
