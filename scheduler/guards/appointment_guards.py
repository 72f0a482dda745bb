"""Do the bookings that these reminders speak of still stand? Asked inside the transaction that claims them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from casework.books import Books
from casework.db.for_each import ids_in
from casework.db.prepared import Prepared
from casework.receptions import BookingState
from casework.repairs import death_is_checked
from casework.tables.people import party
from casework.tables.receptions import booking, reception_slot
from messages.outbox import State
from messages.tables import outbox
from scheduler import quiet
from scheduler.delivery.claiming import Due, GoesNot, Verdict
from scheduler.guards import holding, training
from scheduler.guards.verdicts import LOOK_AGAIN, later, never
from scheduler.tables import planned_step


def appointments_still_stand(books: Books, rows: Sequence[Due]) -> list[Verdict]:
    """For each None while its booking is confirmed, for the same slot, and still ahead, and whoever made it lives.

    The person made the booking, so a silence asked for reminders does not hide it; the window holds all the same.
    """
    there = {row[0]: row[1:] for row in _bookings().rows(books.conn, rows=json.dumps([row.id for row in rows]))}
    return [_verdict(books, row, there.get(row.id)) for row in rows]


def _verdict(books: Books, row: Due, there: tuple[Any, ...] | None) -> Verdict:
    now = books.clock.now()
    if row.party_id is None or row.linked_party != row.party_id:
        return never("not_linked")
    if there is None:
        return never("booking_ended")
    state, slot_id, party_id, starts_at, deceased, death_told, exercise, staff_chat = there
    if deceased:
        return never("deceased")
    if state != BookingState.CONFIRMED.value:
        return never("booking_ended")
    if party_id != row.party_id or slot_id != slot_in(row.purpose):
        return never("booking_moved")
    if starts_at <= now:
        return GoesNot(state=State.EXPIRED, reason="too_late")
    if not training.may_go(row.text_key, exercise=exercise, staff_chat=staff_chat):
        return never(training.SUPPRESSED)
    if holding.is_held(books):
        return later(books, row, now + LOOK_AGAIN, holding.HELD)
    if death_told:
        return later(books, row, now + LOOK_AGAIN, "death_told")
    return None if quiet.is_open(books, now) else later(books, row, now, "quiet_hours")


def appointment_purpose(booking_id: int, slot_id: int, step: str) -> str:
    """The unique purpose of one reminder of a booking; the slot is in it, so that a moved booking is reminded anew."""
    return f"b:{booking_id}:{slot_id}:{step}"


def slot_in(purpose: str) -> int:
    """The slot that an appointment reminder was planned for."""
    return int(purpose.split(":")[2])


def _statement(dialect: str) -> Select[Any]:
    return (
        select(
            outbox.c.id,
            booking.c.state,
            booking.c.slot_id,
            booking.c.party_id,
            reception_slot.c.starts_at,
            party.c.deceased,
            death_is_checked(booking.c.party_id),
            training.in_exercise(None),
            training.is_staff_chat(outbox.c.contact_id),
        )
        .select_from(
            outbox.join(planned_step, planned_step.c.purpose == outbox.c.purpose)
            .join(booking, booking.c.id == planned_step.c.booking_id)
            .join(reception_slot, reception_slot.c.id == booking.c.slot_id)
            .join(party, party.c.id == booking.c.party_id)
        )
        .where(outbox.c.id.in_(ids_in(dialect, "rows")))
    )


@cache
def _bookings() -> Prepared:
    return Prepared.for_each_kind(_statement)
