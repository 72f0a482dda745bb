"""With the people this campaign would draw, how surely is an effect of that size found, and how many would it take?

The share expected without reminders comes from the books (who did it in as many days up to now) unless it is stated. Whoever
has paid all meanwhile is no longer selected, so the books' figure is a little low; it is shown with where it came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from casework.books import Books
from casework.clock import today
from scheduler.experiments.facts import Outcome, Unit
from scheduler.experiments.outcomes import first_days
from scheduler.experiments.people import Person
from scheduler.experiments.power import (
    communes_needed,
    correlation_inside,
    persons_needed,
    power_of_communes,
    power_of_persons,
    shape_of,
)

LEAST_BASELINE, USUAL_ICC = 0.01, 0.02  # where the books do not say; 0.02: usual for what people of one place do


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumed:
    """What is expected without reminders; ``from_books`` False: stated, or nothing was in the books to count."""

    baseline: float
    icc: float | None
    from_books: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What the draw would be good for. ``units``: persons or communes; ``needed``: of them for the power asked for."""

    persons: int
    units: int
    reminded: int
    held_out: int
    power: float
    needed: int | None


def assume(
    books: Books, people: Sequence[Person], unit: Unit, outcome: Outcome, days: int,
    *, baseline: float | None = None, icc: float | None = None,
) -> Assumed:  # fmt: skip
    """What to expect, from the last ``days`` days of the same people where it is not stated."""
    until = today(books.clock)
    did = first_days(books, outcome, {one.party_id for one in people}, until - timedelta(days=days), until)
    with_it = sum(1 for one in people if one.party_id in did)
    counted = with_it / len(people) if people else 0.0
    expected = min(max(counted, LEAST_BASELINE), 0.95) if baseline is None else baseline
    if unit is Unit.COMMUNE and icc is None:
        groups = [(many, sum(1 for one in people if one.commune_id == commune and one.party_id in did))
                  for commune, many in Counter(one.commune_id for one in people).items()]  # fmt: skip
        found = correlation_inside(groups) if with_it else None
        icc = USUAL_ICC if found is None else found
    return Assumed(
        baseline=expected, icc=icc if unit is Unit.COMMUNE else None, from_books=baseline is None and with_it > 0
    )


def promise(
    people: Sequence[Person], unit: Unit, assumed: Assumed, *, share: float, effect: float, level: float, power: float
) -> Promise:
    """The power of the draw, and how many units would give the power asked for."""
    expected = assumed.baseline
    sizes = list(Counter(one.commune_id for one in people).values())
    units = len(people) if unit is Unit.PERSON else len(sizes)
    held_out = round(units * share)
    reminded = units - held_out
    if unit is Unit.PERSON:
        found = (
            power_of_persons(reminded, held_out, baseline=expected, effect=effect, level=level)
            if min(reminded, held_out)
            else 0.0
        )
        needed: int | None = persons_needed(share=share, power=power, baseline=expected, effect=effect, level=level)
    else:
        shape = shape_of(sizes or [1], assumed.icc or 0.0)
        found = power_of_communes(reminded, held_out, shape, baseline=expected, effect=effect, level=level)
        needed = communes_needed(shape, share=share, power=power, baseline=expected, effect=effect, level=level)
    return Promise(persons=len(people), units=units, reminded=reminded, held_out=held_out, power=found, needed=needed)
