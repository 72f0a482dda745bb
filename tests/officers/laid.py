"""What is a thing that an address of the pages names, and to whom is it as good as missing?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casework.books import Books
from tests.officers.office import Office


@dataclass(frozen=True, kw_only=True)
class Laid:
    """Things in the books, by role: which of them open, and which are answered as missing ones are."""

    in_sight: Mapping[str, tuple[object, ...]]
    out_of_sight: Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """How things of a kind come into the books; ``nowhere``: what an address of none of them says."""

    lay: Callable[[Books, Office], Laid]
    nowhere: str = "999999"
