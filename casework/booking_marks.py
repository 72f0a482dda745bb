"""What has the person said and taken of a booking: that they will come, and which calendar file?

Whoever takes over a move takes back what was said of the old time; the file that they have then is an old one.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from casework.booking_facts import Booking
from casework.books import Books
from casework.db.prepared import Prepared
from casework.reception_kinds import BookingState
from casework.tables.receptions import booking


def say_coming(books: Books, booking_id: int) -> bool:
    """They will come to the time as it is now; False where the booking is not confirmed (any more)."""
    confirmed = booking.c.state == BookingState.CONFIRMED.value
    there = update(booking).where(booking.c.id == booking_id, confirmed)
    return books.conn.execute(there.values(coming_at=books.clock.now())).rowcount == 1


def note_file(books: Books, there: Booking) -> None:
    """They have the calendar file of the booking as it stands."""
    books.conn.execute(update(booking).where(booking.c.id == there.id).values(file_revision=there.revision))


def has_old_file(books: Books, there: Booking) -> bool:
    """Whether they took a calendar file once, and it is of before the last change."""
    taken = _TAKEN.scalar(books.conn, booking=there.id)
    return taken is not None and taken < there.revision


_TAKEN = Prepared(select(booking.c.file_revision).where(booking.c.id == bindparam("booking")))
