"""What does a rule of the agency need at hand? The open transaction, the keys and the clock, together."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from casework.clock import Clock
from casework.encryption import Keys


@dataclass(frozen=True, slots=True)
class Books:
    """The agency's books, opened for one transaction. Rules take it as their first argument and never commit.

    ``rings`` collects the topics to wake when the transaction has been committed (see ``casework.db.engine``).
    """

    conn: Connection
    keys: Keys
    clock: Clock
    rings: set[str] = field(default_factory=set)

    def ring(self, topic: str) -> None:
        """Wake whoever waits for ``topic`` once this transaction is committed, never before."""
        self.rings.add(topic)
