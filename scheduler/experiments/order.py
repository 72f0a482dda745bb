"""Who is drawn? An order that follows from a number anybody can use again, and every so-manieth of it.

Within each stratum the units stand in the order of SHA-256 over "seed:unit"; through all strata one after another every unit
whose running share passes a whole number is held out. So each has exactly the same chance, every stratum gives its share (to
one unit more or less), and the draw can be repeated with any tool.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

REST = "rest"
LEAST_OF_EACH = (
    3  # expected in the smaller group of a stratum; fewer would leave strata with one group, which tell nothing
)


def wide_enough(units: Mapping[int, str], per_mille: int) -> dict[int, str]:
    """The same units with the strata that are too small for a draw put together; a rest too small joins the largest."""
    least = -(-1000 * LEAST_OF_EACH // min(per_mille, 1000 - per_mille))
    sizes = Counter(units.values())
    small = {name for name, many in sizes.items() if many < least}
    rest = REST
    if sum(sizes[name] for name in small) < least and len(small) < len(sizes):
        rest = min((name for name in sizes if name not in small), key=lambda name: (-sizes[name], name))
    return {unit: rest if name in small else name for unit, name in units.items()}


def held_out_of(units: Mapping[int, str], per_mille: int, seed: int) -> set[int]:
    """The units (id -> stratum) that are held out: ``per_mille`` of a thousand."""
    order = sorted(units, key=lambda unit: (units[unit], _lot(seed, unit)))
    start = int.from_bytes(_lot(seed, "start")[:8], "big") % 1000
    return {
        unit
        for place, unit in enumerate(order)
        if (start + (place + 1) * per_mille) // 1000 > (start + place * per_mille) // 1000
    }


def _lot(seed: int, unit: int | str) -> bytes:
    return hashlib.sha256(f"{seed}:{unit}".encode()).digest()
