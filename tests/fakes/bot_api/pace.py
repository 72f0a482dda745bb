"""Was the platform asked too fast? Windows over the real instants of requests, and the 429 that follows."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Pace:
    """Sliding windows, stricter than the real service (whose formula is not published).

    ``per_second``: requests to chats in any second, all chats together; ``per_chat``: new messages to one chat in any
    second. None switches a bucket off. A refused request does not fill a bucket.
    """

    per_second: int | None = None
    per_chat: int | None = None
    retry_after: int = 1
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuses(self, chat_id: int, at: float, *, new_message: bool) -> bool:
        """Whether this request comes too soon; when not, it is counted."""
        chat = self._chats[chat_id]
        for times in (self._all, chat):
            while times and times[0] <= at - 1.0:
                times.popleft()
        if self.per_second is not None and len(self._all) >= self.per_second:
            return True
        if self.per_chat is not None and new_message and len(chat) >= self.per_chat:
            return True
        self._all.append(at)
        if new_message:
            chat.append(at)
        return False


def busiest_second(instants: Iterable[float]) -> int:
    """The largest number of instants in any window of one second."""
    window: deque[float] = deque()
    most = 0
    for at in sorted(instants):
        while window and window[0] <= at - 1.0:
            window.popleft()
        window.append(at)
        most = max(most, len(window))
    return most


def smallest_gap(instants: Sequence[float]) -> float:
    """Seconds between the two closest neighbours; infinity for fewer than two."""
    ordered = sorted(instants)
    return min((later - earlier for earlier, later in itertools.pairwise(ordered)), default=float("inf"))
