"""Which of somebody's steps go out, on which day, and which step speaks for those that do not?

Nobody who joins late is left in silence and nobody is written to twice a day. Steps whose day is past become one message:
first within their own wave, then over all of them. Every step that does not go out names the one that stands for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

from scheduler.limits import CAP

Said = tuple[date, int]
"""A day, and the step (its number) that speaks or spoke on it."""
NOBODY: frozenset[Said] = frozenset()


class Wish(NamedTuple):
    """A step that wants to go out on ``day``, and may from ``first`` to ``last``, both included; ``wave``: its number or 0."""

    wave: int
    day: date
    number: int
    first: date
    last: date

    @property
    def is_past(self) -> bool:
        """Whether its day is over, or lies before the beginning of its wave."""
        return self.day < self.first


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """By number of the step: the day on which it goes out, or the step that speaks for it. In neither: its wave is over."""

    going: Mapping[int, date] = field(default_factory=dict)
    spoken_for: Mapping[int, int] = field(default_factory=dict)


def merge(wishes: Iterable[Wish], gone: Collection[Said] = NOBODY, coming: Collection[Said] = NOBODY) -> Merged:
    """What becomes of the wishes. ``gone``: what other steps said; ``coming``: what others will say whatever is wished."""
    wanted = sorted(wishes)
    others = [(day, -number) for day, number in coming]  # below 0: the same step may speak on another day of its own
    taken = dict(sorted([*((day, -number) for day, number in gone), *others]))
    into = {one.number: -speaker for one in wanted if one.is_past and (speaker := _after(one.day, gone)) is not None}
    left = [one for one in wanted if one.number not in into]
    going = {one.number: one.day for one in left if not one.is_past}
    lost = {one.number for one in left if one.is_past and one.first > one.last}
    for _, wave in groupby((one for one in left if one.number not in lost), key=lambda one: one.wave):
        _one_for_the_past(list(wave), going, into)
    _past_into_coming({one.number for one in left if one.is_past}, going, into, others)
    _one_a_day(going, into, taken)
    if first := min([*((day, number) for number, day in going.items()), *others], default=None):
        into |= dict.fromkeys(lost, first[1])
    return Merged(going=going, spoken_for={number: abs(_speaker(number, into)) for number in into})


def minded(wishes: Collection[Wish], gone: frozenset[Said]) -> frozenset[Said]:
    """Of what was said that which ``merge`` minds: the first after each past wish, and all from the first day that is free.

    Most people were told something, each on other days; for what is still to come they are alike all the same.
    """
    if not gone or not wishes:
        return NOBODY
    first = min(one.first for one in wishes)
    kept = {said for said in gone if said[0] >= first}
    for day in {one.day for one in wishes if one.is_past}:
        if later := [said for said in gone if said[0] >= day]:
            kept.add(min(later))
    return frozenset(kept)


def _after(day: date, gone: Collection[Said]) -> int | None:
    """The first step that went out on ``day`` or later."""
    later = [one for one in gone if one[0] >= day]
    return min(later)[1] if later else None


def _one_for_the_past(wave: list[Wish], going: dict[int, date], into: dict[int, int]) -> None:
    """Of a wave's past steps none goes out if the next one comes soon, else the last of them does, on the first day."""
    past = [one for one in wave if one.is_past]
    if not past:
        return
    first = past[0].first
    soon = [one for one in wave if not one.is_past and one.day - first <= CAP]
    carrier = soon[0] if soon else past[-1]
    if not soon:
        going[carrier.number] = first
    into |= {one.number: carrier.number for one in past if one is not carrier}


def _past_into_coming(
    past: Collection[int], going: dict[int, date], into: dict[int, int], coming: Collection[Said]
) -> None:
    """A past step that would go out on a wave's first day is left to whatever is said soon after, of whichever wave."""
    for number in sorted(past & going.keys(), key=lambda one: (going[one], one), reverse=True):
        first = going[number]
        said = [*((day, other) for other, day in going.items() if other != number), *coming]
        if soon := [one for one in said if first < one[0] <= first + CAP]:
            into[number] = min(soon)[1]
            del going[number]


def _one_a_day(going: dict[int, date], into: dict[int, int], taken: Mapping[date, int]) -> None:
    for day in set(going.values()):
        of_the_day = sorted(number for number, on in going.items() if on == day)
        speaks = taken.get(day, of_the_day[-1])  # whoever has the day already keeps it
        for number in of_the_day:
            if number != speaks:
                into[number] = speaks
                del going[number]


def _speaker(number: int, into: Mapping[int, int]) -> int:
    while number in into:
        number = into[number]
    return number
