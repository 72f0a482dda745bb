"""What really happened, written down by whoever did it? The judge of a rehearsal reads this and never the product's tables.

A line for each message that a channel took and for each fact that should have stopped one. The digest is the same for the
same seed, bit for bit.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Fact(StrEnum):
    """What the agency knows from then on. Each forbids reminders, for whom it says."""

    PAID = "paid"  # nothing is left: (decision)
    RESTS = "rests"  # deferred, suspended or terminated: (decision)
    RESUMED = "resumed"  # goes on after a rest: (decision)
    DIED = "died"  # (party)
    OPTED_OUT = "opted_out"  # (contact)
    UNLINKED = "unlinked"  # (contact)
    MUTED = "muted"  # (contact), ``until``
    DEAD_CHAT = "dead_chat"  # (contact)
    CLAIMED = "claimed"  # "I have paid", until an officer has looked: (decision)
    LOOKED = "looked"  # the officer has: (decision)
    STOPPED = "stopped"  # the campaign rests or is over: (campaign)
    GOES_ON = "goes_on"  # (campaign)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the channel took, or may have; ``at``: the instant at which it was let go."""

    at: datetime
    party: int | None
    contact: int
    decision: int | None
    campaign: int | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that stands in the books from ``at`` on."""

    at: datetime
    fact: Fact
    about: int
    until: datetime | None = None


@dataclass(slots=True)
class Log:
    """Everything in the order in which it happened."""

    sent: list[Sent] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def note(self, at: datetime, fact: Fact, about: int, until: datetime | None = None) -> None:
        """Write a fact down."""
        self.known.append(Known(at, fact, about, until))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over every line."""
        lines = hashlib.sha256()
        for one in self.sent:
            lines.update(f"{one.at.timestamp():.3f} {one.party} {one.contact} {one.decision} {one.purpose}\n".encode())
        for fact in self.known:
            lines.update(f"{fact.at.timestamp():.3f} {fact.fact.value} {fact.about} {fact.until}\n".encode())
        return lines.hexdigest()
