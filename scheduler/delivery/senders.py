"""What must a channel's sender do, and how does it say what became of a message?

The outcome is decided by *where* a failure happened (safety: a message whose bytes left us and that nobody answered for
may have arrived), never by the name of an exception. Senders do not retry: the outbox is the only place that does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from messages.outgoing import Outgoing


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The platform took it; ``message_id`` is the platform's (None for acts that create no message)."""

    message_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSent:
    """Known not to have left us (connection refused, name not found): may be tried again.

    ``ours``: nothing was wrong with the channel, this process just must not send it now; it waits for nothing.
    """

    reason: str
    ours: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld(NotSent):
    """Nobody was asked: this process must not send it now. It uses up no try."""

    ours: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Throttled:
    """The platform said 'later' before doing it. ``retry_after`` in seconds; nothing may be sent on this account before."""

    retry_after: float
    reason: str = "429"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """Refused for good. ``dead`` means the address itself is gone (blocked, deactivated, not found)."""

    reason: str
    dead: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncertain:
    """Bytes left us and no usable answer came (time-out, reset, 5xx): it may have arrived."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Barred:
    """The account itself is not accepted (a revoked token, another program under it): nothing was done for anybody.

    No message is at fault, so none is given up for it; the account is left alone for ``retry_after`` seconds.
    """

    reason: str
    retry_after: float = 300.0


Outcome = Accepted | NotSent | Throttled | Barred | Rejected | Uncertain


class Sender(Protocol):
    """Sends rendered messages of one channel account."""

    account: str

    async def open(self) -> None:
        """Get ready (connections, identity check). Raises ``ChannelMisconfigured`` with a sentence and a remedy."""

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        """Send once to ``address`` (the channel's own chat id). ``key`` is the same for every try of one message."""

    async def is_there(self) -> bool:
        """Whether the platform answers at all; asked after failures, says nothing to anybody, and raises nothing."""

    async def close(self) -> None:
        """Let go of connections; nothing is in flight any more."""


class ChannelMisconfigured(Exception):
    """The channel cannot work as configured; the message names what is wrong and the remedy."""
