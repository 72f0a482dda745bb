"""When may the next request of a channel account go out?

A deadline pacer: requests are spread evenly, so that no second ever holds more than ``MOST_A_SECOND``, a little under the
platform's limit, and no 429 is provoked (measured: a full bucket bursts into the limit; even spacing at 98 % had none). One
chat gets at most one message a second. A platform's "retry after" halts everything on the account until it is over.
Times are seconds of a monotonic clock that the caller passes in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_A_SECOND = 28  # of all chats together; the platform says "about 30" and counts by its own clock


@dataclass(kw_only=True)
class Pace:
    """A channel's limits. ``per_second`` over all chats, ``chat_gap`` seconds between two messages of one chat."""

    per_second: float = 27.4  # 98 % of ``MOST_A_SECOND``
    chat_gap: float = 1.0
    slack: float = 0.005  # how late a turn may be used without losing it


@dataclass
class Pacer:
    """Turns of one account."""

    pace: Pace
    _next: float = 0.0
    _halt: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)

    def wait_for_turn(self, now: float) -> float:
        """Seconds until the next request may go out; 0 when it may now."""
        return max(self._next - self.pace.slack, self._halt, now) - now

    def took_turn(self, chat: int | None, now: float) -> None:
        """Count a request that goes out now; ``chat`` None for requests that put no message into a chat."""
        gap = 1.0 / self.pace.per_second
        self._next = max(self._next + gap, now + gap - self.pace.slack)
        if chat is not None:
            self._chats[chat] = now + self.pace.chat_gap

    def halt(self, until: float) -> None:
        """Nothing goes out before ``until``."""
        self._halt = max(self._halt, until)

    def cooling(self, now: float) -> set[int]:
        """Chats that had a message less than a gap ago."""
        for chat in [chat for chat, free in self._chats.items() if free <= now]:
            del self._chats[chat]
        return set(self._chats)

    def next_chat_free(self, now: float) -> float | None:
        """Seconds until the first cooling chat is free again; None when none is cooling."""
        return min((free for free in self._chats.values()), default=now) - now if self._chats else None
