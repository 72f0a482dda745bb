"""Is the channel there at all? When request after request finds nobody, no message is to blame, and none is tried in vain.

After ``ENOUGH`` requests in a row that found nobody, or had no answer, the account rests; then the platform is asked something
that says nothing to anybody, after a longer rest each time, until it answers. What waited meanwhile was not touched: no tries were
used up, no copies made of what nobody answered for. The backlog then goes in the order in which it would become useless.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
    update,
)

from casework.books import Books
from casework.db.metadata import Instant
from messages.outbox import Lane
from messages.tables import outbox
from scheduler.delivery.due_rows import IS_QUEUED, next_due
from scheduler.delivery.senders import NotSent, Outcome, Uncertain

ENOUGH = 5  # failures in a row: one chat's trouble, or a lost answer, is no outage
STRETCH = 500  # messages put in order in one transaction (measured: 26 µs each)
_LONGEST_USE = 30_000_000  # seconds, nearly a year: what is of use for longer comes last
_SPAN = timedelta(microseconds=_LONGEST_USE + 1)
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


class Reached(NamedTuple):
    """How far a backlog is in order. What was moved lies before ``first``, so whoever dies on the way loses nothing."""

    first: datetime
    lane: Lane
    since: datetime


def line_up(books: Books, account: str, reached: Reached | None = None) -> Reached | None:
    """Put the next stretch of what is due in the order of its last useful moment; what never becomes useless comes last.

    Gives what the next stretch goes on from, None when all stands in order. A stretch is small: people write to us meanwhile.
    """
    now = books.clock.now()
    first = None if reached else next_due(books, account)
    here = reached or (None if first is None or first > now else Reached(first, next(iter(Lane)), first))
    if here is None:
        return None
    due = (outbox.c.account == account, outbox.c.lane == literal_column(str(here.lane.value), Integer), IS_QUEUED)
    stretch = select(outbox.c.id, outbox.c.not_before).where(*due, outbox.c.not_before.between(here.since, now))
    rows = books.conn.execute(stretch.order_by(outbox.c.not_before).limit(STRETCH)).all()
    if rows:
        moved = update(outbox).where(outbox.c.id.in_([row.id for row in rows]), IS_QUEUED)
        places = {"first": here.first - _SPAN, "now": now}
        books.conn.execute(moved.values(not_before=_placed(books)), places)
    if len(rows) == STRETCH:
        return here._replace(since=rows[-1].not_before)
    later = [lane for lane in Lane if lane > here.lane]
    return Reached(here.first, later[0], here.first) if later else None


def _placed(books: Books) -> Any:
    """The instant ``first`` and a microsecond for each second that the message is of use still: all are due, in their order."""
    first, now = bindparam("first", type_=Instant), bindparam("now", type_=Instant)
    longest: ColumnElement[int] = literal_column(str(_LONGEST_USE), BigInteger)
    if books.conn.dialect.name == "sqlite":
        zero = literal_column("0", BigInteger)
        of_use = (type_coerce(outbox.c.useful_until, BigInteger) - (zero + now)) // literal_column(
            "1000000", BigInteger
        )
        return zero + first + func.min(func.max(func.coalesce(of_use, longest), 0), longest)
    of_use = cast(func.extract("epoch", outbox.c.useful_until - now), BigInteger)
    place = func.least(func.greatest(func.coalesce(of_use, longest), 0), longest)
    return first + place * literal_column("interval '1 microsecond'")
