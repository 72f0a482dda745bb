"""Which places that became free are offered to those who wait, and when are they told?

Whenever a booking ends, a day is published or an offer runs out, the first in line for whom a free place fits gets an offer: at
once it is theirs to take, for two hours of the time in which the agency speaks unasked. Nothing is offered twice to one person.
"""

from __future__ import annotations

from casework.books import Books
from casework.waiting_list import AT_ONCE, anybody_waits, offer_places, settle
from messages.waiting_notices import tell_offered
from scheduler import quiet

__all__ = ["AT_ONCE", "offer_free_places"]


def offer_free_places(books: Books) -> int:
    """Settle the list and make the next offers; how many offers were made, at most ``AT_ONCE``."""
    if not anybody_waits(books):
        return 0
    settle(books)
    told_at = quiet.next_window(books, books.clock.now())
    made = offer_places(books, told_at)
    for offered in made:
        tell_offered(books, offered, told_at)
    return len(made)
