"""What ends the reminders of a campaign to somebody, and under which condition does a step go out?"""

from __future__ import annotations

from enum import StrEnum


class End(StrEnum):
    """What ends a campaign's sequence for somebody, where the plan says so. A payment in full and a closed case always do."""

    PROMISED = "promised"  # a promise is open or was kept
    AGREED = "agreed"  # an agreement is in force or was kept
    ANSWERED = "answered"  # any reaction since the campaign began
    BOOKED = "booked"  # an appointment is ahead, or took place since the campaign began
    VISITED = "visited"  # the commune team was there since the campaign began


class Condition(StrEnum):
    """When a step goes out, looked at as it is queued and again as it is sent. Else it is skipped, for good.

    *Previous*: the last message of this campaign that was sent to this party about this decision, whatever step it was of.
    Where there is none, nothing could be opened or answered, and the step goes out.
    """

    ALWAYS = "always"
    NOT_OPENED = "not_opened"  # the previous one was not tapped
    NOT_ANSWERED = "not_answered"  # no reaction since the previous one
    NO_PROMISE = "no_promise"  # no promise whose day is still to come
    PROMISE_BROKEN = "promise_broken"  # the last promise was not kept and its day is over
    NO_AGREEMENT = "no_agreement"  # no agreement in force
