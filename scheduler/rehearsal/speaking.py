"""How are due messages claimed, given to a channel and written down, with no channel there? The product's claim and record.

One account at a time, at the pace of the platform: a batch that is claimed takes its share of the day, and what happens
meanwhile is known to the next one. The instant that is written down is that of the claim, which decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from casework.books import Books
from messages.outbox import Guard
from scheduler.delivery.claiming import Claimed, Guards, claim
from scheduler.delivery.due_rows import next_due
from scheduler.delivery.pacing import Pace
from scheduler.delivery.recording import Result, record_all
from scheduler.delivery.senders import Accepted, Outcome, Rejected, Uncertain
from scheduler.rehearsal.channel import SimulatedChannel
from scheduler.rehearsal.log import Log, Sent

OWNER = "rehearsal"
BATCH = 100
Arrived = Callable[[Claimed], bool]
"""A message has arrived; True if the person blocks the chat because of it."""
Gone = Callable[[int], None]
"""The platform said that this chat is no more."""


class Speaker:
    """The dispatcher of one simulated account."""

    def __init__(
        self, books: Books, channel: SimulatedChannel, guards: Guards, log: Log, pace: Pace, arrived: Arrived,
        gone: Gone,
    ) -> None:  # fmt: skip
        self._books, self._channel, self._guards, self._log = books, channel, guards, log
        self._gap = timedelta(seconds=1 / pace.per_second)
        self._arrived, self._gone = arrived, gone
        self.free_at = books.clock.now()
        self.due_at: datetime | None = None
        self.requests = 0

    @property
    def account(self) -> str:
        """Its account."""
        return self._channel.account

    def look(self) -> None:
        """See when there is something to say."""
        due = next_due(self._books, self.account)
        self.due_at = None if due is None else max(due, self.free_at)

    def speak(self) -> int:
        """One batch, if any may go now; how many requests were made."""
        now = self._books.clock.now()
        claimed = claim(self._books, self.account, OWNER, BATCH, (), self._guards)
        self._say(claimed, now)
        self.requests += len(claimed)
        self.free_at = now + self._gap * len(claimed)
        self.look()
        if not claimed and self.due_at is not None and self.due_at <= now:
            self.due_at = now + timedelta(seconds=1)  # refused for now by a guard that names no later hour
        return len(claimed)

    def _say(self, claimed: Sequence[Claimed], at: datetime) -> None:
        """Each is of another chat: what becomes of one changes nothing for the others."""
        said = [Result(claimed=one, outcome=self._channel.take(one, at)) for one in claimed]
        record_all(self._books, said)
        for result in said:
            self._follow(result.claimed, at, result.outcome)

    def _follow(self, one: Claimed, at: datetime, outcome: Outcome) -> None:
        if isinstance(outcome, Accepted | Uncertain):
            self._left(one, at, outcome)
        elif isinstance(outcome, Rejected):
            self._gone(one.contact_id)

    def _left(self, one: Claimed, at: datetime, outcome: Accepted | Uncertain) -> None:
        row = one.row
        if one.guard in (Guard.REMINDER, Guard.APPOINTMENT):
            self._log.sent.append(Sent(at, row.party_id, one.contact_id, row.decision_id, row.campaign_id, row.purpose))
        if self._channel.arrives(one, outcome) and self._arrived(one):
            self._channel.dead.add(one.contact_id)
