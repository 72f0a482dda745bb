"""What does somebody want to talk about at the reception, in a few words of their own?"""

from __future__ import annotations

import unicodedata

from sqlalchemy import update

from casework.books import Books
from casework.receptions import takes_seat
from casework.tables.receptions import booking

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
