"""May an account send unasked messages now, and how many more today? Asked once for each claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from casework.books import Books
from casework.clock import VIETNAM, today
from scheduler import quiet
from scheduler.guards import breaker, quotas
from scheduler.guards.quotas import QUOTA as QUOTA

FAILING = "channel_failing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shut:
    """No campaign message goes out before ``until``."""

    until: datetime
    reason: str


@dataclass(slots=True)
class Channel:
    """An account as it stands now; ``taken``: what this claim has taken of its quota."""

    books: Books
    account: str
    taken: int = 0
    is_open: bool = field(init=False)
    _use: quotas.Use | None = field(init=False)
    _rests_until: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        self.is_open = quiet.is_open(self.books, self.books.clock.now())
        self._use = quotas.use_of(self.books, self.account)
        self._rests_until = breaker.rests_until(self.books, self.account)

    def shut(self) -> Shut | None:
        """Why no campaign message of the account may go now, and until when; None if one may."""
        if self._rests_until is not None:
            return Shut(until=self._rests_until, reason=FAILING)
        if self._use is not None and self._use.left <= self.taken:
            again = quotas.goes_on(self._use, today(self.books.clock))
            return Shut(until=datetime.combine(again, time(), VIETNAM), reason=QUOTA)
        return None


class Rooms:
    """How many more campaign messages may be queued today, account by account, as they are taken."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._left: dict[str, int | None] = {}

    def has(self, account: str) -> bool:
        """Whether one more may be queued for today."""
        if account not in self._left:
            self._left[account] = quotas.left_to_queue(self._books, account)
        left = self._left[account]
        return left is None or left > 0

    def take(self, account: str) -> bool:
        """Take the room of one; False when there is none left today."""
        if not self.has(account):
            return False
        left = self._left[account]
        self._left[account] = None if left is None else left - 1
        return True

    def again(self, account: str) -> datetime:
        """When the account may send again: an opening of the agency's window."""
        used, day = quotas.use_of(self._books, account), today(self._books.clock)
        again = day if used is None else quotas.goes_on(used, day)
        return quiet.next_window(self._books, datetime.combine(again, time(), VIETNAM))
