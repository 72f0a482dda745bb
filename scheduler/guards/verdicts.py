"""How does a guard say never, or later? In one way, whatever kind of message it judges."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.books import Books
from messages.outbox import State
from scheduler import quiet
from scheduler.delivery.claiming import AllOf, Due, GoesLater, GoesNot, Verdict

LOOK_AGAIN = timedelta(hours=1)  # of what a person or another rule will free; freeing asks at once


def never(reason: str) -> GoesNot:
    """It is not sent, for ``reason``."""
    return GoesNot(state=State.SUPPRESSED, reason=reason)


def later(books: Books, row: Due, instant: datetime, reason: str, all_of: AllOf = AllOf.ONE) -> Verdict:
    """Ask again at the first open hour from ``instant``; never, if it will be of no use by then."""
    when = quiet.next_window(books, instant)
    if row.useful_until is not None and when > row.useful_until:
        return never(reason)
    return GoesLater(not_before=when, reason=reason, all_of=all_of)
