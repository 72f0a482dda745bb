"""Who waits for a place at a reception, and to whom is one that became free offered?

The order is that in which people asked. An offer is a booking in the state *offered*: the unique indexes keep its seat for the
person until ``held_until``, and a second offer to them cannot be written. Whoever lets an offer run out, or refuses it, stays in
the list for another place; after three they leave it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, exists, insert, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from casework.booking_answers import AlreadyHas, Lapsed, NotOffered
from casework.booking_facts import Booking
from casework.booking_taking import Asked, set_state, slot_on_offer, standing, take
from casework.booking_visitors import Visitor
from casework.bookings import confirm
from casework.books import Books
from casework.db.ids import new_id
from casework.db.prepared import Prepared, word
from casework.db.savepoints import undone_on_error
from casework.receptions import BookingKind, BookingSource, BookingState, DayStatus, FreeSlot, free_slots
from casework.repairs import death_is_checked
from casework.tables.contacts import link
from casework.tables.people import party
from casework.tables.reception_follow_ups import reception_wait
from casework.tables.receptions import booking, reception_day

KEPT = timedelta(hours=2)
TO_READ = timedelta(minutes=30)  # at least, before an offer runs out
MOST_MISSED = 3  # offers
_TRIES = 20  # each time a line of theirs has just begun, or just ended
AT_ONCE = 50  # offers in one transaction
_MANY = 1_000  # free times looked at: sixty days of every leader
SOONEST = timedelta(hours=2)  # a place that begins earlier is of no use to somebody who is not there


class WaitState(StrEnum):
    """Where somebody stands who waits."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    EXPIRED = "expired"  # three offers went by
    LEFT = "left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """For what somebody waits: this commune, this leader, this day; None is any."""

    commune_id: int | None = None
    leader_id: int | None = None
    day_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A line of the list."""

    id: int
    party_id: int
    contact_id: int  # the chat it was asked from
    kind: BookingKind
    wish: Wish
    state: WaitState
    booking_id: int | None  # the place that is offered, or was taken
    asked_at: datetime


def join(
    books: Books, party_id: int, contact_id: int, wish: Wish, kind: BookingKind = BookingKind.RECEPTION
) -> Waiting | AlreadyHas:
    """Wait for a place; whoever waits already goes on, in the same turn, with the new wish. Of a party with a live booking: that.

    Only parties wait: which place is kept for somebody is shown to nobody but a chat that is linked to them.
    """
    visitor = Visitor(party_id=party_id, contact_id=contact_id)
    there = standing(books, visitor, kind)
    if there is not None and there.state not in (BookingState.HELD, BookingState.OFFERED):
        return AlreadyHas(booking=there)
    now, row_id = books.clock.now(), new_id()
    wished = {"commune_id": wish.commune_id, "leader_id": wish.leader_id, "day_id": wish.day_id}
    row = {
        "id": row_id, "kind": kind.value, "state": WaitState.WAITING.value, "asked_at": now, "changed_at": now,
        "party_id": party_id, "contact_id": contact_id, **wished,
    }  # fmt: skip
    again = update(reception_wait).where(_of(party_id, kind)).values(**wished, contact_id=contact_id, changed_at=now)
    for _ in range(_TRIES):
        if books.conn.execute(again).rowcount or _began(books, row):
            break
    books.ring("bookings")
    found = waiting_of(books, party_id, kind)
    if found is None:
        raise LookupError("who has just joined does not wait")
    return found


def _began(books: Books, row: dict[str, Any]) -> bool:
    """Whether the line is new; not where the party has one, which may end before it can be gone on with."""
    try:
        with undone_on_error(books.conn):
            books.conn.execute(insert(reception_wait).values(**row))
    except IntegrityError:
        return False
    return True


def leave(books: Books, party_id: int, kind: BookingKind = BookingKind.RECEPTION) -> bool:
    """Wait no more; what is offered goes to the next. False for who did not wait."""
    there = waiting_of(books, party_id, kind)
    if there is None:
        return False
    left = update(reception_wait).where(reception_wait.c.id == there.id, _WAITS)
    gone = books.conn.execute(left.values(state=WaitState.LEFT.value, changed_at=books.clock.now())).rowcount == 1
    offered = select(reception_wait.c.booking_id).where(reception_wait.c.id == there.id)  # perhaps just now
    if gone and (booking_id := books.conn.execute(offered).scalar()) is not None:
        _give_back(books, booking_id)
    return gone


def waiting_of(books: Books, party_id: int, kind: BookingKind = BookingKind.RECEPTION) -> Waiting | None:
    """The party's line of the list, while it waits or has an offer."""
    row = books.conn.execute(select(reception_wait).where(_of(party_id, kind))).first()
    return None if row is None else _opened(row)


def accept(books: Books, booking_id: int) -> Booking | Lapsed:
    """Take the offered place; pressing twice gives the same booking."""
    taken = confirm(books, booking_id)
    settle(books)
    return taken


def refuse(books: Books, booking_id: int) -> bool:
    """Give the offered place back and wait for another; False when it was not offered any more."""
    given_back = _give_back(books, booking_id)
    settle(books)
    return given_back


def settle(books: Books) -> int:
    """Bring the list in line with what became of the offers and of bookings made meanwhile; how many lines changed."""
    now = books.clock.now()
    return sum(books.conn.execute(one.values(changed_at=now)).rowcount for one in _SETTLING)


def offer_places(books: Books, told_at: datetime, most: int = AT_ONCE) -> tuple[Booking, ...]:
    """Offer free places to those who wait, in their order; the offers made, at most ``most``.

    ``told_at``: when they can hear of it; an offer is kept for ``KEPT`` from then on, never into ``SOONEST`` before its hour.
    """
    made: list[Booking] = []
    free: dict[BookingKind, list[FreeSlot]] = {}
    for row in books.conn.execute(_IN_LINE).all():
        if len(made) >= most:
            break
        kind = BookingKind(row.kind)
        if kind not in free:
            free[kind] = list(free_slots(books, after=told_at + SOONEST + TO_READ, kind=kind, limit=_MANY))
        if free[kind] and (offered := _offer(books, _opened(row), free[kind], told_at + KEPT)) is not None:
            made.append(offered)
    return tuple(made)


def anybody_waits(books: Books) -> bool:
    """Whether there is anything to do: a look of a few microseconds."""
    return bool(_ANYBODY.rows(books.conn))


def _offer(books: Books, there: Waiting, free: list[FreeSlot], until: datetime) -> Booking | None:
    if not _WAITS_STILL.rows(books.conn, line=there.id):  # they left just now; from here on they can only after this
        return None
    had = _had_before(books, there)
    visitor = Visitor(party_id=there.party_id, contact_id=there.contact_id)
    asked = Asked(kind=there.kind, source=BookingSource.WAITING)
    for place in [one for one in free if _fits(there.wish, one) and one.slot_id not in had]:
        slot = slot_on_offer(books, place.slot_id, there.kind)
        if isinstance(slot, NotOffered):
            continue
        kept = min(until, place.starts_at - SOONEST)
        offered = take(books, slot, visitor, asked, state=BookingState.OFFERED.value, held_until=kept)
        if isinstance(offered, Booking):
            _note_offer(books, there, offered)
            return offered
        if isinstance(offered, AlreadyHas):  # they are choosing a time themselves
            return None
        free.remove(place)  # full by now
    return None


def _note_offer(books: Books, there: Waiting, offered: Booking) -> None:
    line = update(reception_wait).where(reception_wait.c.id == there.id)
    now = books.clock.now()
    books.conn.execute(line.values(state=WaitState.OFFERED.value, booking_id=offered.id, changed_at=now))


def _had_before(books: Books, there: Waiting) -> set[int]:
    """The slots that this party was offered while it waited, and did not want."""
    had = select(booking.c.slot_id).where(
        booking.c.party_id == there.party_id,
        booking.c.source == BookingSource.WAITING.value,
        booking.c.made_at >= there.asked_at,
    )
    return set(books.conn.execute(had).scalars())


def _give_back(books: Books, booking_id: int) -> bool:
    """Only an offer: one that was taken meanwhile stays."""
    offered = [booking.c.state == BookingState.OFFERED.value]
    return set_state(books, booking_id, offered, state=BookingState.CANCELLED)


def _fits(wish: Wish, place: FreeSlot) -> bool:
    return (
        wish.commune_id in (None, place.commune_id)
        and wish.leader_id in (None, place.leader_id)
        and wish.day_id in (None, place.day_id)
    )


def _of(party_id: int, kind: BookingKind) -> ColumnElement[bool]:
    return and_(reception_wait.c.party_id == party_id, reception_wait.c.kind == kind.value, _WAITS)


def _opened(row: Any) -> Waiting:
    return Waiting(
        id=row.id,
        party_id=row.party_id,
        contact_id=row.contact_id,
        kind=BookingKind(row.kind),
        wish=Wish(commune_id=row.commune_id, leader_id=row.leader_id, day_id=row.day_id),
        state=WaitState(row.state),
        booking_id=row.booking_id,
        asked_at=row.asked_at,
    )


def _settling() -> Sequence[Update]:
    """What each line becomes by what became of its offer, of its person, of its day. Each statement may run again."""
    line = reception_wait.c
    offered = line.state == WaitState.OFFERED.value
    theirs = booking.c.id == line.booking_id
    kept = booking.c.state.in_((BookingState.OFFERED.value,))
    taken = booking.c.state.in_(
        (
            BookingState.CONFIRMED.value, BookingState.ARRIVED.value, BookingState.OVER.value, BookingState.DONE.value,
            BookingState.NO_SHOW.value, BookingState.REFUSED.value,
        )
    )  # fmt: skip
    missed = line.declined + 1
    again = case((missed >= MOST_MISSED, WaitState.EXPIRED.value), else_=WaitState.WAITING.value)
    has_one = exists().where(
        booking.c.party_id == line.party_id,
        booking.c.kind == line.kind,
        booking.c.state.in_((BookingState.CONFIRMED.value, BookingState.ARRIVED.value)),
    )
    closed = exists().where(reception_day.c.id == line.day_id, reception_day.c.status != DayStatus.OPEN.value)
    lines = update(reception_wait)
    return (
        lines.where(offered, exists().where(theirs, taken)).values(state=WaitState.TAKEN.value),
        lines.where(offered, exists().where(theirs, ~taken, ~kept)).values(state=again, declined=missed),
        lines.where(line.state == WaitState.WAITING.value, has_one).values(state=WaitState.TAKEN.value),
        lines.where(line.state == WaitState.WAITING.value, closed).values(day_id=None),  # then for any day
    )


_WAITS: ColumnElement[bool] = literal_column(
    "reception_wait.state IN ('waiting', 'offered')"
)  # word for word: the partial indexes
_SETTLING = _settling()
_IN_LINE = (  # whom no chat reaches, or who has died, is told of nothing, so nothing is kept for them
    select(reception_wait)
    .where(
        reception_wait.c.state == WaitState.WAITING.value,
        exists().where(link.c.party_id == reception_wait.c.party_id, link.c.ended_at.is_(None)),
        ~exists().where(party.c.id == reception_wait.c.party_id, party.c.deceased),
        ~death_is_checked(reception_wait.c.party_id),
    )
    .order_by(reception_wait.c.asked_at, reception_wait.c.id)
)
_WAITS_STILL = Prepared(
    select(reception_wait.c.id)
    .where(reception_wait.c.id == bindparam("line"), reception_wait.c.state == word(WaitState.WAITING))
    .with_for_update()
)
_ANYBODY = Prepared(select(reception_wait.c.id).where(_WAITS).limit(literal_column("1")))
