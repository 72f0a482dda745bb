"""At which meetings was a party, of which something was noted for both sides?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Integer, bindparam, select

from casework.books import Books
from casework.db.prepared import Prepared
from casework.reception_outcomes import What
from casework.tables.reception_follow_ups import reception_outcome
from casework.tables.receptions import booking, reception_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """One meeting with its outcome."""

    outcome_id: int
    booking_id: int
    met_on: date


def meetings_of(books: Books, party_id: int, *, most: int = 50) -> tuple[Met, ...]:
    """The party's, the last first; who did not come was at none."""
    return tuple(Met(**row._asdict()) for row in _OF_PARTY.named(books.conn, party=party_id, most=most))


_OF_PARTY = Prepared(
    select(
        reception_outcome.c.id.label("outcome_id"),
        booking.c.id.label("booking_id"),
        reception_day.c.on_date.label("met_on"),
    )
    .join(booking, booking.c.id == reception_outcome.c.booking_id)
    .join(reception_day, reception_day.c.id == booking.c.day_id)
    .where(booking.c.party_id == bindparam("party", type_=BigInteger), reception_outcome.c.what != What.NO_SHOW.value)
    .order_by(reception_day.c.on_date.desc(), reception_outcome.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
