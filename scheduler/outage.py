"""Is the channel there at all? When request after request finds nobody, no message is to blame, and none is tried in vain.

After ``ENOUGH`` requests in a row that found nobody, or had no answer, the account rests; then the platform is asked something
that says nothing to anybody, after a longer rest each time, until it answers. What waited meanwhile was not touched: no tries were
used up, no copies made of what nobody answered for. The backlog then goes in the order in which it would become useless.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, bindparam, func, literal_column, select, update

from casework.books import Books
from casework.db.metadata import Instant
from messages.outbox import State
from messages.tables import outbox
from scheduler.senders import NotSent, Outcome, Uncertain

ENOUGH = 5  # failures in a row: one chat's trouble, or a lost answer, is no outage
FIRST_REST, LONGEST_REST = 5.0, 60.0  # seconds before the platform is asked, and asked again


class Outage:
    """Whether one account's platform is away, as one sending process sees it."""

    def __init__(self) -> None:
        self._failed = 0
        self._rest = FIRST_REST
        self.is_on = False

    def heard(self, outcome: Outcome) -> float | None:
        """Note what became of a request; seconds to rest if this is one failure too many."""
        if isinstance(outcome, NotSent) and outcome.ours:
            return None
        if not isinstance(outcome, NotSent | Uncertain):
            self._failed, self._rest = 0, FIRST_REST
            return None
        self._failed += 1
        if self._failed < ENOUGH or self.is_on:
            return None
        self.is_on = True
        return self._rest

    def asked(self, there: bool) -> float:
        """Note whether the platform answered; seconds to rest before it is asked again (0: the outage is over).

        Should the next request fail all the same, the account rests again at once.
        """
        self._rest = min(self._rest * 2, LONGEST_REST)
        if not there:
            return self._rest
        self.is_on, self._failed = False, ENOUGH - 1
        return 0.0


def line_up(books: Books, account: str) -> int:
    """Put what is due in the order of its last useful moment, lane by lane; what never becomes useless comes last. How many."""
    now = books.clock.now()
    due = (
        outbox.c.account == account,
        outbox.c.state == literal_column(f"'{State.QUEUED.value}'"),  # literal: the partial index is found by it
        outbox.c.not_before <= now,
    )
    first = books.conn.execute(select(func.min(outbox.c.not_before)).where(*due)).scalar()
    if first is None:
        return 0
    order = (outbox.c.useful_until.nulls_last(), outbox.c.not_before, outbox.c.id)
    place = func.row_number().over(partition_by=outbox.c.lane, order_by=order).label("place")
    ranked = select(outbox.c.id, place).where(*due).subquery()
    moved = update(outbox).where(outbox.c.id == ranked.c.id).values(not_before=_later_by(books, ranked.c.place))
    return books.conn.execute(moved, {"first": first}).rowcount


def _later_by(books: Books, place: Any) -> Any:
    """The instant ``first`` and so many microseconds: all remain due, and keep their order."""
    first = bindparam("first", type_=Instant)
    if books.conn.dialect.name == "sqlite":
        return literal_column("0", BigInteger) + first + place
    return first + place * literal_column("interval '1 microsecond'")
