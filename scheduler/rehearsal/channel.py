"""What becomes of a message that is given to a channel? Drawn, never sent: there is no network behind this.

A channel is away now and then, some chats are dead, some requests get lost on the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from scheduler.delivery.claiming import Claimed
from scheduler.delivery.senders import Accepted, NotSent, Outcome, Rejected, Uncertain
from scheduler.rehearsal.habits import Habits
from scheduler.rehearsal.lots import Lots

_MONTH_HOURS = 30 * 24
GONE = "bot was blocked by the user"


class SimulatedChannel:
    """One account. ``dead``: contacts whose chat is gone; it grows while people block."""

    def __init__(self, account: str, habits: Habits, lots: Lots, start: datetime, days: int) -> None:
        self.account = account
        self.dead: set[int] = set()
        self._habits, self._lots = habits, lots
        self.outages = tuple(_outages(account, habits, lots, start, days))

    def is_away(self, at: datetime) -> bool:
        """Whether nothing can be sent then."""
        return any(begin <= at < end for begin, end in self.outages)

    def take(self, claimed: Claimed, at: datetime) -> Outcome:
        """What the platform says to this try."""
        if self.is_away(at):
            return NotSent(reason="outage")
        if claimed.contact_id in self.dead:
            return Rejected(reason=GONE, dead=True)
        drawn = self._lots.share(claimed.id, "wire", claimed.tries)
        if drawn < self._habits.not_taken:
            return NotSent(reason="connection refused")
        if drawn > 1 - self._habits.lost_on_the_way:
            return Uncertain(reason="no answer")
        return Accepted(message_id=str(claimed.id))

    def arrives(self, claimed: Claimed, outcome: Outcome) -> bool:
        """Whether the person sees it: every other one of those that nobody answered for."""
        if isinstance(outcome, Accepted):
            return True
        return isinstance(outcome, Uncertain) and self._lots.share(claimed.id, "arrives", claimed.tries) < 0.5


def _outages(
    account: str, habits: Habits, lots: Lots, start: datetime, days: int
) -> Iterable[tuple[datetime, datetime]]:
    """Times between outages and their lengths are exponential: nothing is known that would make them regular."""
    at, number = start, 0
    who = sum(account.encode())
    while habits.outages_a_month > 0:
        wait = -math.log(1 - lots.share(who, "calm", number)) * _MONTH_HOURS / habits.outages_a_month
        at += timedelta(hours=wait)
        if at >= start + timedelta(days=days):
            return
        length = timedelta(hours=-math.log(1 - lots.share(who, "outage", number)) * habits.outage_hours)
        yield at, at + length
        at, number = at + length, number + 1
