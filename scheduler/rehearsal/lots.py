"""How is chance drawn, so that the same seed gives the same rehearsal, and a changed habit changes only what hangs on it?

Each draw is a number of its own that follows from seed, who, what for and the how-manieth time: the order in which things
are asked makes no difference, and two rehearsals that differ in one habit can be compared person by person.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

_BITS = (1 << 64) - 1
_UNIT = 1.0 / (1 << 53)


class Lots:
    """Draws under one seed."""

    __slots__ = ("_seed",)

    def __init__(self, seed: int) -> None:
        self._seed = _mixed(seed & _BITS)

    def share(self, who: int, what: str, nth: int = 0) -> float:
        """A number from 0 up to but not including 1, evenly spread."""
        return (_mixed((who * 0x9E3779B97F4A7C15 ^ self._seed ^ _name(what)) + nth & _BITS) >> 11) * _UNIT


@cache
def _name(what: str) -> int:
    return _mixed(crc32(what.encode()))


def _mixed(number: int) -> int:
    """The finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014)."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _BITS
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _BITS
    return number ^ number >> 31
