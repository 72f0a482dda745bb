"""Who stops everything that goes out unasked, for which reason, and who lets it go again?

Many may stop, few may let go: whoever works with cases or manages the staff holds everything back at once; a leader who has
looked releases it. Books of a rehearsal, or that have moved elsewhere, are never released.
"""

from __future__ import annotations

from enum import StrEnum

from casework import audit
from casework.books import Books
from casework.staff import LEADERS, MANAGERS, Role, Staff
from scheduler.guards import holding
from scheduler.guards.holding import Why

MAY_STOP = frozenset({Role.CLERK, Role.OFFICER, *LEADERS, *MANAGERS})
NEVER_LET_GO = frozenset({Why.PRACTICE, Why.MOVED})


class Reason(StrEnum):
    """Why somebody stops everything. Stored by value."""

    WRONG_TEXT = "wrong_text"
    WRONG_PEOPLE = "wrong_people"
    WRONG_SUM = "wrong_sum"
    COMPLAINTS = "complaints"
    CHANNEL = "channel"  # it does not deliver, or somebody else writes in its name
    DATA = "data"  # personal data may have got out
    OTHER = "other"


class NotTheirs(Exception):
    """This role does not do it."""


class NothingHeld(Exception):
    """There is nothing to let go."""


class NeverLetGo(Exception):
    """Nobody lets it go, and why: ``why``."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def stop_all(books: Books, who: Staff, reason: Reason | None = None) -> bool:
    """Hold everything unasked back; False when somebody has asked for that already. Raises ``NotTheirs``."""
    if who.role not in MAY_STOP:
        raise NotTheirs
    if not holding.place(books, Why.ASKED, by=who.id, reason=None if reason is None else reason.value):
        return False
    told = "" if reason is None else reason.value
    audit.record(books, audit.staff(who.id), audit.Action.DELIVERY_HELD, "delivery", purpose=told)
    return True


def let_go(books: Books, who: Staff) -> int:
    """A leader has looked: everything goes on; how many holds there were.

    Raises ``NotTheirs``, ``NothingHeld`` or ``NeverLetGo``.
    """
    if who.role not in LEADERS:
        raise NotTheirs
    held = holding.holds(books)
    if not held:
        raise NothingHeld
    for one in held:
        if one.why in NEVER_LET_GO:
            raise NeverLetGo(one.why)
    many = holding.release(books, who.login)
    reasons = ",".join(sorted(one.why.value for one in held))
    audit.record(books, audit.staff(who.id), audit.Action.DELIVERY_RELEASED, "delivery", purpose=reasons)
    return many
