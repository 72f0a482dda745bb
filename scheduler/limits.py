"""How much may be said unasked, and what makes it stop? Every figure of the house in one place (docs/decisions/0012-guards.md).

Shares are counted in ten-thousandths, so that whether a limit is reached is decided between whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

WHOLE = 10_000  # parts: 100 is one per cent, 10 is one per mille


# -- one person ------------------------------------------------------------------------------------------------------

CAP = timedelta(days=3)  # at most one reminder for each person in so long, over all cases and campaigns
MONTH = timedelta(days=30)
MOST_IN_A_MONTH = 6  # reminders to one person in ``MONTH``, over all cases and campaigns
DISTRESS_RESTS = timedelta(days=30)  # after a call, before somebody who was in distress is reminded again


# -- the officers' answering -----------------------------------------------------------------------------------------

ANSWERS_A_DAY = 30  # replies that one person can handle on a working day, unless the books say otherwise of them
PRIOR_REPLIES = 3_000  # parts of the reminders that are replied to, before anything was observed
PRIOR_WEIGHT = 200  # reminders that the prior counts for beside what is observed
RATE_FROM = timedelta(days=30)  # what is observed is of so many days
REPLY_WITHIN = timedelta(days=7)  # a question asked so long after a reminder is a reply to it
LEAST_RATE = 100  # parts: however silent people are, one reminder in a hundred is expected to be answered


# -- a channel account -----------------------------------------------------------------------------------------------

LAST_SENDS = 1_000  # the outcomes that the breaker looks at
SENDS_FROM = 200  # fewer outcomes stop nothing
WARN_AT = 200  # parts rejected, uncertain or given up: the doctor tells of it
STOP_AT = 500  # parts: the account's campaigns rest
REST = timedelta(minutes=1)  # the first rest; each further one without a good trial between is twice as long
LONGEST_REST = timedelta(
    minutes=4
)  # a channel that is back is used again within five minutes; a trial costs three messages
TRIALS = 50  # messages that try the account after a rest; fine when fewer than ``STOP_AT`` of them go wrong


# -- the first messages of a campaign --------------------------------------------------------------------------------

NO_CANARY_UPTO = 20  # recipients: so few are looked at one by one anyway, and need no second person either
CANARY_WAIT = timedelta(minutes=30)  # after the last of the first messages, before the rest may go


# -- people who are harmed or bothered -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Reached when at least ``people`` are counted and they are ``parts`` of the reminders of their day or more."""

    parts: int
    people: int

    def reached(self, counted: int, out_of: int) -> bool:
        """Whether so many people out of so many reminders are too many."""
        return counted >= self.people and counted * WHOLE >= self.parts * out_of

    def most_out_of(self, counted: int) -> int:
        """Of how many reminders at most ``counted`` are too many."""
        return counted * WHOLE // self.parts


COMPLAINTS = Limit(parts=10, people=3)  # Zalo's own line for its business messages: 0.1 % a day
OPT_OUTS = Limit(parts=200, people=10)
WRONG_PERSONS = Limit(parts=300, people=5)
DISTRESS = Limit(parts=10, people=2)
LOOK_BACK = timedelta(days=3)  # reactions are counted against the reminders of their own day for so long

CANARY_COMPLAINTS = 1  # among the first messages one is enough ...
CANARY_DISTRESS = 1
CANARY_OPT_OUTS = 2  # ... or two of these
CANARY_WRONG_PERSONS = 2
CANARY_BAD = 1_000  # parts of the first messages rejected, uncertain or given up


def share_reached(counted: int, out_of: int, parts: int) -> bool:
    """Whether ``counted`` of ``out_of`` are ``parts`` ten-thousandths or more; nothing of nothing is not."""
    return out_of > 0 and counted * WHOLE >= parts * out_of
