"""Does this process hold a channel account, until when, and when must it say so again? By the loop's own clock.

The machine's clock may be set while we hold it, so nothing here asks that one.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import StrEnum

from casework.db.engine import Database
from scheduler.delivery import leases

LEAVES_WITHIN = 0.5  # seconds from the last look at the lease until a request has left us
SOONEST = 0.01  # seconds: whoever should have renewed already does not spin


class Held(StrEnum):
    """What asking for the lease gave. ``STILL``: nobody was asked. ``ANEW``: somebody else may have had it in between."""

    NOT = "not"
    STILL = "still"
    RENEWED = "renewed"
    ANEW = "anew"


class OwnLease:
    """The lease on sending for one account, as one dispatcher has it. ``owner``: this process (``leases.this_process``)."""

    def __init__(self, db: Database, account: str, owner: str) -> None:
        self.owner = owner
        self._db = db
        self._name = f"speak:{account}"
        self._watch = leases.Watch()
        self._until = 0.0

    async def hold(self) -> Held:
        """Take it, or renew it in good time."""
        now = _now()
        if self._until and now < self._renew_at():
            return Held.STILL
        had = self._until > now
        if not await self._db.write(leases.take, self._name, self.owner, self._watch, now):
            self.lose()
            return Held.NOT
        self._until = now + leases.TERM.total_seconds()
        return Held.RENEWED if had else Held.ANEW

    def lets_send(self) -> bool:
        """Whether a request that is begun now leaves while the account is still ours."""
        return _now() < self._until - LEAVES_WITHIN

    def at_most(self, seconds: float) -> float:
        """As long, but not beyond the moment at which it must be renewed: whoever waits for work still holds it."""
        return min(seconds, max(self._renew_at() - _now(), SOONEST)) if self._until else seconds

    def follows(self) -> bool:
        """Whether somebody else has just sent for the account; told once."""
        followed, self._watch.followed = self._watch.followed, False
        return followed

    def lose(self) -> None:
        """It is not ours any more, or must be asked for again."""
        self._until = 0.0

    async def halt(self, until: datetime) -> None:
        """Whoever has it sends nothing before ``until``, also after a restart."""
        await self._db.write(leases.halt, self._name, until)

    async def halted_for(self) -> float | None:
        """Seconds for which the platform still wants nothing; None: it never said so."""
        until = await self._db.read(leases.halted_until, self._name)
        return None if until is None else max((until - self._db.clock.now()).total_seconds(), 0.0)

    async def give_up(self) -> None:
        """Let the next have it at once."""
        await self._db.write(leases.give_up, self._name, self.owner)

    def _renew_at(self) -> float:
        return self._until - (leases.TERM - leases.RENEW_EVERY).total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
