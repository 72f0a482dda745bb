"""Whom does a commune's team expect on a reception day, whom must somebody call, and how did a campaign's days go?

Who has a chat that is alive was told and is reminded there. The others are nobody's messages: a guest booked by phone, somebody
whom the desk wrote down, a chat that the channel has given up. Those the team calls.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from casework import people
from casework.booking_facts import Booking
from casework.books import Books
from casework.contacts import contact
from casework.leader_page import expected, name_of, phone_of
from casework.links import live_links
from casework.reception_kinds import BookingSource, BookingState, DayStatus
from casework.tables.receptions import booking, reception_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A visitor as the team needs them. ``phone`` only where they are to be called; ``to_call`` without one: to be visited."""

    booking: Booking
    name: str = field(repr=False)
    address: str | None = field(repr=False)
    to_call: bool
    phone: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceptionCounts:
    """The reception days of one campaign and who came, by bookings; ``people`` with whom they brought, of those received."""

    days: int = 0
    called_off: int = 0
    booked: int = 0  # came or were expected: all but what was cancelled or ran out
    walk_ins: int = 0  # of those
    by_team: int = 0  # of those, brought or announced by a commune's team
    received: int = 0
    people: int = 0
    refused: int = 0
    no_shows: int = 0


NO_RECEPTIONS = ReceptionCounts()


def expected_on(books: Books, day_id: int) -> tuple[Expected, ...]:
    """Everybody of the day who has not been received yet, in order."""
    still = (BookingState.CONFIRMED, BookingState.ARRIVED)
    return tuple(_expected(books, one) for one in expected(books, day_id) if one.state in still)


def receptions_of_campaign(books: Books, campaign_id: int) -> ReceptionCounts:
    """How many days the campaign had and what came of them. ``NO_RECEPTIONS`` where it has none."""
    of_campaign = reception_day.c.campaign_id == campaign_id
    days = Counter(books.conn.execute(select(reception_day.c.status).where(of_campaign)).scalars())
    if not days:
        return NO_RECEPTIONS
    rows = books.conn.execute(
        select(
            booking.c.state,
            booking.c.source,
            booking.c.team_id.is_not(None).label("brought"),
            func.count().label("many"),
            func.sum(booking.c.companions).label("beside"),
        )
        .join(reception_day, reception_day.c.id == booking.c.day_id)
        .where(of_campaign, booking.c.state.not_in(_NEVER))
        .group_by(booking.c.state, booking.c.source, booking.c.team_id.is_not(None))
    ).all()
    return ReceptionCounts(
        days=days[DayStatus.OPEN.value],
        called_off=days.total() - days[DayStatus.OPEN.value],
        booked=sum(row.many for row in rows),
        walk_ins=sum(row.many for row in rows if row.source == BookingSource.WALK_IN.value),
        by_team=sum(row.many for row in rows if row.brought or row.source == BookingSource.TEAM.value),
        received=sum(row.many for row in rows if row.state == BookingState.DONE.value),
        people=sum(row.many + int(row.beside or 0) for row in rows if row.state == BookingState.DONE.value),
        refused=sum(row.many for row in rows if row.state == BookingState.REFUSED.value),
        no_shows=sum(row.many for row in rows if row.state == BookingState.NO_SHOW.value),
    )


_NEVER = [one.value for one in (BookingState.HELD, BookingState.OFFERED, BookingState.CANCELLED, BookingState.EXPIRED)]


def _expected(books: Books, there: Booking) -> Expected:
    known = None if there.party_id is None else people.party(books, there.party_id)
    to_call = not _has_chat(books, there)
    return Expected(
        booking=there,
        name=name_of(there, known),
        address=None if known is None else known.address,
        to_call=to_call,
        phone=phone_of(there, known) if to_call else None,
    )


def _has_chat(books: Books, there: Booking) -> bool:
    """Whether a chat of theirs is alive: the one it was made from, or another that is linked to them."""
    own = [] if there.contact_id is None else [there.contact_id]
    linked = [] if there.party_id is None else [one.contact_id for one in live_links(books, there.party_id)]
    chats = (contact(books, one) for one in (*own, *linked))
    return any(one is not None and one.dead_since is None for one in chats)
