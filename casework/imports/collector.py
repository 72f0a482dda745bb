"""Why does nobody look for garbage while a long list is read and written?

Its hundred thousand rows live to the end anyway. Looking at them again and again took a sixth of the time of writing and a
quarter of that of reading (100,000 rows), and found nothing: rows do not refer to one another.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_spared() -> Iterator[None]:
    """Within it, only what nothing refers to any more is given back, which is nearly everything."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
