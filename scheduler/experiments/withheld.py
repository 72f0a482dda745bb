"""Which reminders may be kept from a group that is held out?

Those that the agency sends of its own accord. Never those that follow from what the person did: a part of an agreement that
falls due, a day they named themselves, an appointment they made. These carry what somebody is owed, and go to everybody. Nor
does a hold-out touch answers, notices of the law, appointments, or what is told to whoever asks: none of that is a campaign's.
"""

from __future__ import annotations

from scheduler.steps.step import COMES_AND_GOES, Anchor

ALWAYS_SENT = COMES_AND_GOES


def is_withheld(anchor: Anchor) -> bool:
    """Whether a step counted from ``anchor`` is kept from those held out."""
    return anchor not in ALWAYS_SENT
