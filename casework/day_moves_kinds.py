"""What may happen to a reception day that cannot take place, and to each person who had booked on it? Stored by value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.reception_kinds import BookingKind, BookingState


class MoveRefused(Exception):
    """The day cannot be moved like this, or the call not be written down; the message says why and what to do."""


class MoveAction(StrEnum):
    """What is done with the day."""

    MOVE = "move"  # to a day that is published for it
    MERGE = "merge"  # into a day that is published already
    CANCEL = "cancel"  # no day in its place: free places of other days are offered
    BACK = "back"  # it takes place after all, and people had been told otherwise


class MoveReason(StrEnum):
    """Why, as people are told; the particulars stay in the office."""

    CALLED_AWAY = "called_away"
    WEATHER = "weather"
    PLACE = "place"
    OTHER = "other"


class PersonState(StrEnum):
    """Where somebody whose day was moved stands."""

    OFFERED = "offered"  # a place on another day is kept, and they have not answered
    ACCEPTED = "accepted"
    REBOOKED = "rebooked"  # has another time
    CANCELLED = "cancelled"  # does not want to come any more
    TO_PHONE = "to_phone"
    PHONED = "phoned"  # knows of it by telephone, and will say later or come without a booking
    PUT_BACK = "put_back"  # the move was undone before they heard of it
    PASSED_ON = "passed_on"  # a later move of their booking goes on with it


OPEN = (PersonState.OFFERED, PersonState.TO_PHONE)
"""Whom the office still owes something."""

ANSWERABLE = (*OPEN, PersonState.PHONED)
"""Who may still say yes, another time or no: whoever was told by telephone said that they would answer later."""


class PhoneWhy(StrEnum):
    """Why somebody is to be phoned."""

    GUEST = "guest"  # a telephone is all that is known
    NO_CHAT = "no_chat"
    DECEASED = "deceased"  # nothing is written to their chats any more
    NOT_DELIVERED = "not_delivered"  # the chat is blocked or gone
    SILENT = "silent"  # told and told again
    URGENT = "urgent"  # too near for a message to be waited upon
    NO_PLACE = "no_place"  # no other place could be kept
    LAPSED = "lapsed"  # nobody said anything until the place was given to others


class Result(StrEnum):
    """What came of a call."""

    TAKES = "takes"
    OTHER_TIME = "other_time"
    GIVES_UP = "gives_up"
    TOLD = "told"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody whose day was moved, with the old time and the booking as it stands now. Instants are UTC.

    ``in_line``: which one they were in the order of booking, from 1; ``chat_id``: the chat they booked from.
    """

    id: int
    move_id: int
    in_line: int
    state: PersonState
    phone_why: PhoneWhy | None
    action: MoveAction
    reason: MoveReason
    moved_at: datetime
    told_at: datetime | None
    told_outbox_id: int | None
    followed_up_at: datetime | None
    calls: int
    booking_id: int
    reference: str
    kind: BookingKind
    party_id: int | None
    chat_id: int | None
    guest_phone_print: bytes | None = field(repr=False)
    booking_state: BookingState
    held_until: datetime | None
    number: int | None
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    leader_id: int
    place: str
    address: str
    old_slot_id: int
    old_starts_at: datetime
    old_place: str
    offered_slot_id: int | None

    def keeps_place(self, now: datetime) -> bool:
        """Whether a place is kept for them now, and waits for their answer."""
        return self.booking_state is BookingState.OFFERED and self.held_until is not None and self.held_until > now
