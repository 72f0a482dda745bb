"""What does somebody get instead of the place they asked for? Each answer names times that are free now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.booking_facts import Booking
from casework.receptions import FreeSlot


class WhyNot(StrEnum):
    """Why a slot cannot be taken by anybody, or not by this chat."""

    PAST = "past"
    TOO_FAR = "too_far"  # more than 60 days ahead
    CALLED_OFF = "called_off"
    UNKNOWN = "unknown"
    NOT_LINKED = "not_linked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Full:
    """Every seat of the slot is taken; ``nearest`` are free now."""

    nearest: tuple[FreeSlot, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AlreadyHas:
    """The party or guest has this live booking, perhaps made from its other chat a moment ago."""

    booking: Booking


@dataclass(frozen=True, kw_only=True, slots=True)
class NotOffered:
    """The slot cannot be had; ``nearest`` are free now."""

    why: WhyNot
    nearest: tuple[FreeSlot, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lapsed:
    """The booking is not live any more (hold run out, cancelled, over); ``nearest`` are free now."""

    nearest: tuple[FreeSlot, ...]
