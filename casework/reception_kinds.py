"""Which kinds and states are there of reception days and bookings? Stored by value."""

from __future__ import annotations

from enum import StrEnum


class DayStatus(StrEnum):
    """Where a reception day stands."""

    OPEN = "open"
    CALLED_OFF = "called_off"


class BookingKind(StrEnum):
    """What the person comes for; the two are different things in law and are never mixed."""

    RECEPTION = "reception"  # the leader's reception of citizens
    OFFICER = "officer"  # a working meeting with the enforcement officer


class DayMode(StrEnum):
    """How visitors follow each other."""

    SLOTS = "slots"  # each at a time of their own
    QUEUE = "queue"  # by number, within a stretch of hours: one slot with many seats


class BookingState(StrEnum):
    """Where a booking stands; those of ``LIVE`` keep their seat."""

    HELD = "held"
    OFFERED = "offered"  # a place that became free is kept for somebody who waits, until ``held_until``
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"  # is there and waits to be received
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # held or offered, and never confirmed
    OVER = "over"  # confirmed, and its time has passed; nobody has said what came of it
    DONE = "done"  # was received
    NO_SHOW = "no_show"
    REFUSED = "refused"  # was not received, on a ground of the law


LIVE = (BookingState.HELD.value, BookingState.OFFERED.value, BookingState.CONFIRMED.value, BookingState.ARRIVED.value)
"""The states in which the unique indexes keep the seat, and the one booking of a party or guest (tables.receptions)."""

TOOK_PLACE = (BookingState.ARRIVED, BookingState.OVER, BookingState.DONE, BookingState.REFUSED)
"""The visitor came, or nobody has said that they did not."""
STANDS = (BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.OVER, BookingState.DONE)
"""The appointment lies ahead or was kept, so what follows it up is true; of a miss or a refusal it is not."""


class BookingSource(StrEnum):
    """By which way somebody got a place."""

    CHAT = "chat"
    DESK = "desk"  # by phone or at the counter, entered by staff
    WALK_IN = "walk_in"  # came on the spot
    TEAM = "team"  # a mobilisation team brings or announces the person
    WAITING = "waiting"  # from the waiting list
