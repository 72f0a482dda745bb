"""What must be left to a debtor when income, takings or the price of the only home go to enforcement?

A floor, not a share: once the regional minimum wage of a month for the debtor and once for each dependant (L25 Đ.76, ND152
Đ.51.1); for a business what it needs to work and once the wage for living (ND152 Đ.50.1); for the only home twelve times the
wage for a year's rent (L25 Đ.89.2, ND152 Đ.67.3). The region is that where the debtor lives. The parties may agree otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.citations import ENFORCEMENT_DECREE, ENFORCEMENT_LAW, MINIMUM_WAGE_DECREE, NEW_LAW_FROM, Citation

RENT_MONTHS = 12
_INCOME = (
    Citation(law=ENFORCEMENT_LAW, article="76"),
    Citation(law=ENFORCEMENT_DECREE, article="51", clause="1"),
)
_TAKINGS = (
    Citation(law=ENFORCEMENT_LAW, article="74", clause="1"),
    Citation(law=ENFORCEMENT_DECREE, article="50", clause="1"),
)
_RENT = (
    Citation(law=ENFORCEMENT_LAW, article="89", clause="2"),
    Citation(law=ENFORCEMENT_DECREE, article="67", clause="3"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MinimumWages:
    """The minimum wage of a month by region, in đồng, from a day on; ``known_until``: the last day it was checked for."""

    since: date
    known_until: date
    by_region: Mapping[int, int]
    cited: Citation


WAGES = (
    MinimumWages(
        since=date(2026, 1, 1),
        known_until=date(2026, 12, 31),
        by_region={1: 5_310_000, 2: 4_730_000, 3: 4_140_000, 4: 3_700_000},
        cited=Citation(law=MINIMUM_WAGE_DECREE),
    ),
)
REGIONS = (1, 2, 3, 4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What must be left and what may be taken of one month (or of the price of a home), in đồng.

    ``unconfirmed_year``: the wage of that year is not known; the last known one was used, and the figure may change.
    """

    must_be_left: int
    may_be_deducted: int
    wage: int
    unconfirmed_year: bool
    citations: tuple[Citation, ...]


def of_income(on: date, region: int, income: int, dependants: int) -> Left:
    """Of a month's income: one wage for the debtor and one for each dependant on the tax office's list (ND152 Đ.51.1).

    Income below that floor: nothing is deducted. Raises ``ValueError`` for a day before the law, an unknown region, a
    negative sum or count.
    """
    if dependants < 0:
        raise ValueError("dependants are counted from 0")
    return _left(on, region, income, lambda wage: wage * (1 + dependants), _INCOME)


def of_takings(on: date, region: int, takings: int, working_minimum: int) -> Left:
    """Of a month's business takings: what the business needs to work and one wage for living (ND152 Đ.50.1)."""
    if working_minimum < 0:
        raise ValueError("sums are not negative")
    return _left(on, region, takings, lambda wage: working_minimum + wage, _TAKINGS)


def for_rent(on: date, region: int, price: int) -> Left:
    """Of the price of the only home, where too little stays to rent one: twelve wages (L25 Đ.89.2, ND152 Đ.67.3)."""
    return _left(on, region, price, lambda wage: RENT_MONTHS * wage, _RENT)


def minimum_wages(on: date) -> MinimumWages:
    """The wages in force on a day, or the last known ones. Raises ``ValueError`` for a day before the law."""
    if on < NEW_LAW_FROM:
        raise ValueError("the floor came with the law in force since 1/7/2026")
    return [wages for wages in WAGES if wages.since <= on][-1]


def _left(on: date, region: int, money: int, floor: Callable[[int], int], basis: tuple[Citation, ...]) -> Left:
    wages = minimum_wages(on)
    if region not in wages.by_region or money < 0:
        raise ValueError("a region is 1 to 4, and a sum is not negative")
    wage = wages.by_region[region]
    must_be_left = floor(wage)
    return Left(
        must_be_left=must_be_left,
        may_be_deducted=max(0, money - must_be_left),
        wage=wage,
        unconfirmed_year=on > wages.known_until,
        citations=(*basis, wages.cited),
    )
