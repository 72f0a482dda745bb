"""What did one group reach: cases, đồng, coercions, with the rates as they are printed?

The rate that is published and set as a target is *done of what could be enforced* (có điều kiện); some are published of all
that had to be enforced (phải thi hành), so both are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple, TypeVar

from casework.results.coercions import Coercions
from casework.results.counting import Sums
from casework.results.rates import percent
from casework.results.standing import Standing


class Rates(NamedTuple):
    """Percent with two decimals: of what could be enforced, and of all that had to be. None of nothing."""

    of_means: Decimal | None
    of_all: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cases:
    """Numbers of decisions, each a *việc* (L25 Đ.3.8).

    ``carried`` came over from before and ``fresh`` were taken up in the period; what was ``entrusted`` elsewhere as a whole
    is not answered for. ``undated``: ended on a day that no list named, counted on the day of entry. ``coerced``: finished
    after a coercion was carried out; the other finished ones are ``voluntary``.
    """

    carried: int
    fresh: int
    entrusted: int
    finished: int
    terminated: int
    open: int
    no_means: int
    held: int
    coerced: int
    undated: int

    @property
    def handled(self) -> int:
        """Thụ lý."""
        return self.carried + self.fresh

    @property
    def due(self) -> int:
        """Phải thi hành: handled, without those entrusted elsewhere."""
        return self.handled - self.entrusted

    @property
    def means(self) -> int:
        """Có điều kiện: done, or going on."""
        return self.done + self.open

    @property
    def done(self) -> int:
        """Thi hành xong: finished or terminated."""
        return self.finished + self.terminated

    @property
    def voluntary(self) -> int:
        """Finished without a coercion having been carried out."""
        return self.finished - self.coerced

    @property
    def rates(self) -> Rates:
        """Of the cases."""
        return Rates(percent(self.done, self.means), percent(self.done, self.due))


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """Sums in đồng. ``due`` is what was left when the period began, or asked by what came in.

    ``done``: what ended cases asked for, and what was collected or waived in the others. ``collected`` is the part of it
    that passed through the books; ``undated`` of that, the part whose day no list named.
    """

    done: int
    collected: int
    undated: int
    open: int
    no_means: int
    held: int

    @property
    def due(self) -> int:
        """Phải thi hành."""
        return self.means + self.no_means + self.held

    @property
    def means(self) -> int:
        """Có điều kiện: done, or going on."""
        return self.done + self.open

    @property
    def rates(self) -> Rates:
        """Of the money."""
        return Rates(percent(self.done, self.means), percent(self.done, self.due))


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one group reached in one period. Groups that do not overlap add up."""

    cases: Cases
    money: Money
    coercions: Coercions

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            cases=_added(self.cases, other.cases),
            money=_added(self.money, other.money),
            coercions=_added(self.coercions, other.coercions),
        )


_ENDED = (Standing.FINISHED, Standing.TERMINATED)


def figures_of(held: Mapping[Standing, Sums], coercions: Coercions) -> Figures:
    """A group's figures from its sums by standing and its coercions."""
    return Figures(cases=_cases_of(held), money=_money_of(held), coercions=coercions)


def _cases_of(held: Mapping[Standing, Sums]) -> Cases:
    many = {standing: held[standing].cases if standing in held else 0 for standing in Standing}
    fresh = sum(one.fresh for one in held.values())
    return Cases(
        carried=sum(many.values()) - fresh,
        fresh=fresh,
        entrusted=many[Standing.ENTRUSTED],
        finished=many[Standing.FINISHED],
        terminated=many[Standing.TERMINATED],
        open=many[Standing.OPEN],
        no_means=many[Standing.NO_MEANS],
        held=many[Standing.HELD],
        coerced=sum(one.coerced for one in held.values()),
        undated=sum(one.undated for one in held.values()),
    )


def _money_of(held: Mapping[Standing, Sums]) -> Money:
    left = {standing: held[standing].left if standing in held else 0 for standing in Standing}
    collected = sum(one.paid_within for one in held.values())
    waived = sum(one.waived_within for one in held.values())
    return Money(
        done=collected + waived + sum(left[standing] for standing in _ENDED),
        collected=collected,
        undated=sum(one.paid_undated for one in held.values()),
        open=left[Standing.OPEN],
        no_means=left[Standing.NO_MEANS],
        held=left[Standing.HELD],
    )


T = TypeVar("T", Cases, Money, Coercions)


def _added(one: T, other: T) -> T:
    return type(one)(**{each.name: getattr(one, each.name) + getattr(other, each.name) for each in fields(one)})
