"""May an account send unasked messages now, and how many more today? Asked once for each claim, by one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import bindparam, select

from casework.books import Books
from casework.clock import VIETNAM, local, today
from casework.db.prepared import Prepared
from scheduler import quiet
from scheduler.guards import breaker, holding, quotas
from scheduler.guards.quotas import QUOTA as QUOTA

FAILING = "channel_failing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shut:
    """No campaign message goes out before ``until``."""

    until: datetime
    reason: str


@dataclass(slots=True)
class Channel:
    """An account as it stands now; ``taken``: what this claim has taken of its quota.

    ``is_open``: within the hours; ``is_held``: everything unasked is held back (``scheduler.guards.holding``).
    """

    books: Books
    account: str
    taken: int = 0
    is_open: bool = field(init=False)
    is_held: bool = field(init=False)
    _use: quotas.Use | None = field(init=False)
    _rests_until: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        now = self.books.clock.now()
        day = local(now).date()
        (row,) = _AS_IT_STANDS.rows(self.books.conn, account_=self.account, day=day, year=day.year)
        *of_the_day, held, opens_at, has_quota = row
        self.is_open = quiet.is_open_by(self.books, now, of_the_day)
        self.is_held = bool(held)
        self._use = quotas.use_of(self.books, self.account) if has_quota else None
        self._rests_until = opens_at if opens_at is not None and opens_at > now else None

    def shut(self) -> Shut | None:
        """Why no campaign message of the account may go now, and until when; None if one may."""
        if self._rests_until is not None:
            return Shut(until=self._rests_until, reason=FAILING)
        if self._use is not None and self._use.left <= self.taken:
            again = quotas.goes_on(self._use, today(self.books.clock))
            return Shut(until=datetime.combine(again, time(), VIETNAM), reason=QUOTA)
        return None


_AS_IT_STANDS = Prepared(
    select(
        *quiet.OF_THE_DAY,
        holding.HOLDS.label("held"),
        breaker.end_of_rest(bindparam("account_")).label("opens_at"),
        quotas.has_quota(bindparam("account_")).label("has_quota"),
    )
)


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
