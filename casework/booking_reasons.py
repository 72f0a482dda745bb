"""What does somebody want to talk about at the reception, who comes along, and what do they need there?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import update

from casework.books import Books
from casework.reception_details import Need, written
from casework.receptions import takes_seat
from casework.tables.receptions import booking

MOST_COMPANIONS = 5
LONGEST = 300  # characters: a line for whoever prepares the meeting, not a petition


def give_reason(books: Books, booking_id: int, text: str) -> bool:
    """Write the reason of a live booking, in place of an earlier one; cut at 300 characters. False if it is not live.

    The caller has made sure that the booking is the person's own.
    """
    words = unicodedata.normalize("NFC", " ".join(text[: 4 * LONGEST].split()))[:LONGEST].rstrip()
    sealed = books.keys.seal("booking", "reason", booking_id, words) if words else None
    live = takes_seat(books.clock.now())
    changed = books.conn.execute(update(booking).where(booking.c.id == booking_id, live).values(reason_sealed=sealed))
    return changed.rowcount == 1


def give_companions(books: Books, booking_id: int, count: int) -> bool:
    """Write how many people come along (0 to 5), in place of an earlier number. False if the booking is not live."""
    if not 0 <= count <= MOST_COMPANIONS:
        raise ValueError("none to five people come along")
    return _written(books, booking_id, companions=count)


def give_needs(books: Books, booking_id: int, needs: Iterable[Need]) -> bool:
    """Write what the visitor needs there, in place of what was written. False if the booking is not live."""
    return _written(books, booking_id, needs=written(needs))


def _written(books: Books, booking_id: int, **values: str | int) -> bool:
    live = takes_seat(books.clock.now())
    changed = books.conn.execute(update(booking).where(booking.c.id == booking_id, live).values(**values))
    return changed.rowcount == 1
