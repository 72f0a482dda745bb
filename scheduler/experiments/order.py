"""Who is drawn? An order that follows from a number anybody can use again, and every so-manieth of it.

Within each stratum the units stand in the order of SHA-256 over "seed:unit"; through all strata one after another every unit
whose running share passes a whole number is held out. So each has exactly the same chance, every stratum gives its share (to
one unit more or less), and the draw can be repeated with any tool.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


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
