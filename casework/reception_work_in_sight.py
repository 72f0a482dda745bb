"""What has the office still to do after receptions, of what this member of staff may see: calls, answers, who waits for a place?

Every condition is ``casework.scope``'s; what is out of sight is not in the list, exactly as what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework import waiting_list
from casework.books import Books
from casework.day_moves_answers import notice_what_happened
from casework.day_moves_kinds import Person, PersonState
from casework.day_moves_people import last_person_of, open_people, people_of
from casework.reception_answers import Owed, owed
from casework.reception_kinds import BookingKind
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.places import commune
from casework.tables.reception_follow_ups import day_move, reception_wait
from casework.tables.receptions import booking, reception_day, reception_slot

MOST_WAITING = 50  # of a page of the waiting list


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """A line of the waiting list: who waits since when for what, and whether a place is offered to them."""

    id: int
    party_id: int | None
    kind: BookingKind
    commune: str | None
    leader_id: int | None
    day: date | None
    state: waiting_list.WaitState
    declined: int
    asked_at: datetime


def last_move(books: Books, who: Staff, day_id: int) -> tuple[Person, ...]:
    """Everybody whom the last move of this day touched, as they stand now."""
    asked = (
        select(day_move.c.id)
        .join(reception_day, reception_day.c.id == day_move.c.from_day_id)
        .where(day_move.c.from_day_id == day_id, in_sight(who, reception_day))
    )
    last: int | None = books.conn.execute(asked.order_by(day_move.c.at.desc(), day_move.c.id.desc()).limit(1)).scalar()
    return () if last is None else people_of(books, last)


def notice_answers(books: Books) -> None:
    """Bring everybody who has answered a move by another way in line with that, so that nobody is phoned for nothing."""
    for one in open_people(books):
        notice_what_happened(books, one)


def to_phone(books: Books, who: Staff) -> tuple[Person, ...]:
    """Whom the office has to phone about a moved day."""
    left = [one for one in open_people(books) if one.state is PersonState.TO_PHONE]
    return tuple(one for one in left if _moved_in_sight(books, who, one))


def moved_person(books: Books, who: Staff, reference: str) -> Person | None:
    """The newest word of a move about this booking, if it is in sight."""
    one = last_person_of(books, reference)
    return one if one is not None and _moved_in_sight(books, who, one) else None


def still_owed(books: Books, who: Staff) -> tuple[Owed, ...]:
    """What is owed after receptions in sight, the most urgent first."""
    seen = select(booking.c.id).where(in_sight(who, booking))
    open_ones = owed(books)
    known = set(books.conn.execute(seen.where(booking.c.id.in_([one.booking_id for one in open_ones]))).scalars())
    return tuple(one for one in open_ones if one.booking_id in known)


def waiting(books: Books, who: Staff, after: int = 0) -> tuple[Waits, ...]:
    """The waiting list in its order, a page after the line ``after`` and one line more: whether there is another page."""
    states = [waiting_list.WaitState.WAITING.value, waiting_list.WaitState.OFFERED.value]
    asked = (
        select(reception_wait, commune.c.name.label("commune"), reception_day.c.on_date)
        .outerjoin(commune, commune.c.id == reception_wait.c.commune_id)
        .outerjoin(reception_day, reception_day.c.id == reception_wait.c.day_id)
        .where(reception_wait.c.state.in_(states), reception_wait.c.id > after, in_sight(who, reception_wait))
        .order_by(reception_wait.c.id)  # as they asked: ids grow with time
        .limit(MOST_WAITING + 1)
    )
    return tuple(
        Waits(
            id=row.id,
            party_id=row.party_id,
            kind=BookingKind(row.kind),
            commune=row.commune,
            leader_id=row.leader_id,
            day=row.on_date,
            state=waiting_list.WaitState(row.state),
            declined=row.declined,
            asked_at=row.asked_at,
        )
        for row in books.conn.execute(asked)
    )


def _moved_in_sight(books: Books, who: Staff, one: Person) -> bool:
    """By the day from which they were moved: the new one may be another's."""
    asked = (
        select(reception_day.c.id)
        .join(reception_slot, reception_slot.c.day_id == reception_day.c.id)
        .where(reception_slot.c.id == one.old_slot_id, in_sight(who, reception_day))
    )
    return books.conn.execute(asked).first() is not None
