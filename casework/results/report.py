"""What are the results of a period, group by group, beside the targets and the year before?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, and_

from casework import targets
from casework.books import Books
from casework.folding import fold
from casework.results.coercions import Coercions, count_coercions
from casework.results.counting import count
from casework.results.extent import Extent
from casework.results.figures import Figures, figures_of
from casework.results.grouping import By, Key, names_of
from casework.results.periods import Period
from casework.results.rates import points
from casework.targets import Measure, Targets

_TARGETED = frozenset({By.AGENCY, By.OFFICE, By.OFFICER, By.COMMUNE})  # nobody sets a target for a kind of case
NOTHING = figures_of({}, Coercions())


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One group: what it reached, was asked to reach (percent), and reached the year before (None: not compared).

    ``name`` is that of an office, officer or commune; the other groups are called by their ``key``. ``merged``: so many
    groups too small to be named outside, put together (``casework.results.small_groups``).
    """

    key: Key
    name: str | None
    now: Figures
    before: Figures | None
    targets: Mapping[Measure, Decimal] = field(default_factory=dict)
    merged: int = 0

    def rate(self, measure: Measure) -> Decimal | None:
        """The rate that targets are set for, in percent with two decimals: done of what could be enforced."""
        return _rate(self.now, measure)

    def above_target(self, measure: Measure) -> Decimal | None:
        """How many points the printed rate is above the target; None without a target or a rate."""
        return points(self.rate(measure), self.targets.get(measure))

    def points_gained(self, measure: Measure) -> Decimal | None:
        """How many points the printed rate is above that of the year before."""
        return points(self.rate(measure), None if self.before is None else _rate(self.before, measure))


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The groups by name, what has none last; ``total`` is that of all of them, also where groups overlap (``By.KIND``).

    ``extent``: of which decisions; None: the agency's.
    """

    period: Period
    by: By
    groups: tuple[Group, ...]
    total: Group
    extent: Extent | None = None

    @property
    def compared(self) -> bool:
        """Whether the year before stands beside it."""
        return self.total.before is not None


def report(
    books: Books,
    agency_id: int,
    period: Period,
    by: By = By.AGENCY,
    *,
    compare: bool = False,
    of: Extent | None = None,
    parts: Mapping[Key, Extent] | None = None,
) -> Report:
    """The results of ``period``; with ``compare`` also those of the same days a year earlier.

    ``of``: only of these decisions. ``parts``: the groups, by key, where no column of a decision names them; they may overlap.
    """
    now, all_now = _figures(books, period, by, of, parts)
    before, all_before = _figures(books, period.year_before(), by, of, parts) if compare else ({}, None)
    asked = targets.targets_for(books, agency_id, period)
    names = (
        {key: part.name for key, part in parts.items()} if parts else names_of(books, by, now.keys() | before.keys())
    )
    office = of.office_id if of is not None else None
    groups = [
        Group(
            key=key,
            name=names.get(key),
            now=now.get(key, NOTHING),
            before=before.get(key, NOTHING) if compare else None,
            targets=_asked_of(asked, by, key, office),
        )
        for key in now.keys() | before.keys()
        if by is not By.AGENCY
    ]
    name = of.name if of is not None else None
    total = Group(key=None, name=name, now=all_now, before=all_before, targets=asked.of(office))
    return Report(period=period, by=by, groups=tuple(sorted(groups, key=_place)), total=total, extent=of)


def added_up(figures: Iterable[Figures]) -> Figures:
    """The figures of several groups as one."""
    return reduce(add, figures, NOTHING)


def _asked_of(asked: Targets, by: By, key: Key, office: int | None) -> Mapping[Measure, Decimal]:
    if by not in _TARGETED:
        return {}
    return asked.of(key if by is By.OFFICE and isinstance(key, int) else office)


def _figures(
    books: Books, period: Period, by: By, of: Extent | None, parts: Mapping[Key, Extent] | None
) -> tuple[dict[Key, Figures], Figures]:
    """The figures of each group, and of all together."""
    condition = None if of is None else of.condition
    if parts is not None:
        each = {key: _whole(books, period, _both(condition, part.condition)) for key, part in parts.items()}
        return each, _whole(books, period, condition)
    groups, whole = count(books, period, by, condition)
    coercions = count_coercions(books, period, by, condition)
    found = {
        key: figures_of(groups.get(key, {}), coercions.get(key, Coercions()))
        for key in groups.keys() | coercions.keys()
    }
    all_coercions = coercions if by is By.AGENCY else count_coercions(books, period, By.AGENCY, condition)
    return found, figures_of(whole, all_coercions.get(None, Coercions()))


def _whole(books: Books, period: Period, condition: ColumnElement[bool] | None) -> Figures:
    _, whole = count(books, period, By.AGENCY, condition)
    return figures_of(whole, count_coercions(books, period, By.AGENCY, condition).get(None, Coercions()))


def _both(one: ColumnElement[bool] | None, other: ColumnElement[bool]) -> ColumnElement[bool]:
    return other if one is None else and_(one, other)


def _place(group: Group) -> tuple[bool, str, str]:
    return group.key is None, fold(group.name or ""), str(group.key)


def _rate(figures: Figures, measure: Measure) -> Decimal | None:
    match measure:
        case Measure.CASES:
            return figures.cases.rates.of_means
        case Measure.MONEY:
            return figures.money.rates.of_means
