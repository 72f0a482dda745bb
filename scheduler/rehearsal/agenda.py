"""What happens next? One list of everything that is going to happen, in the order of its instants.

What is put down first of two things at one instant happens first, so that a rehearsal goes the same way every time.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from casework.clock import SetClock

Happening = Callable[..., None]


class Agenda:
    """Happenings to come; ``clock`` is moved to each as it happens."""

    def __init__(self, clock: SetClock, end: datetime) -> None:
        self.clock, self.end = clock, end
        self._coming: list[tuple[datetime, int, Happening, tuple[Any, ...]]] = []
        self._numbers = count()
        self.happened = 0

    def at(self, instant: datetime, happening: Happening, *args: Any) -> None:
        """Put a happening down; what would come after the end is left out."""
        if instant < self.end:
            instant = max(instant, self.clock.now())
            heapq.heappush(self._coming, (instant, next(self._numbers), happening, args))

    @property
    def next_at(self) -> datetime | None:
        """When the next one happens."""
        return self._coming[0][0] if self._coming else None

    def until(self, instant: datetime) -> None:
        """Let everything happen that comes up to and including ``instant``, then stand there."""
        while self._coming and self._coming[0][0] <= instant:
            when, _, happening, args = heapq.heappop(self._coming)
            self.clock.set(when)
            self.happened += 1
            happening(*args)
        self.clock.set(max(instant, self.clock.now()))
