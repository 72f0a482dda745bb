"""What was seen of a machine whose clock was set: did anything leave when it must not, was everything due handled once?

One judge for virtual time and for real processes: the platform's log, with the hours that the clock showed, beside the books.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from messages.outbox import State
from scheduler.limits import CAP
from scheduler.plans.reports import CampaignReport
from scheduler.rehearsal.log import Sent
from tests.fakes.bot_api.pace import busiest_second
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.platform import closest_in_a_chat
from tests.rehearsal.judge import BY_THE_HOUR, out_of_hours

ON_ITS_WAY = 1.5  # seconds that a message may take from the look at the clock to the platform


class Shows(Protocol):
    """What a clock showed at an instant of the log, whatever it was set to before and after."""

    def showed(self, seconds: float) -> datetime:
        """In the log's own seconds."""

    def set_between(self, one: float, other: float) -> list[float]:
        """When it was set, of these seconds."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What is judged. ``before``: campaigns until the clock showed another year, ``there``: the one of that year, ``after``: back."""

    clock: Shows
    calls: Sequence[Mapping[str, Any]]
    before: Sequence[CampaignReport]
    there: CampaignReport
    after: CampaignReport
    states: Counter[str]
    violations: int
    starts: int
    steps: int


def counted(ran: Ran, people: int, rate: float, restarts: int) -> list[Count]:
    """Every figure, of virtual time or of real processes."""
    said = [call for call in ran.calls if call["method"] == "sendMessage" and call["effect"]]
    wrong = Counter(_out_of_hours(said, ran.clock))
    states = ran.states
    left = states[State.ACCEPTED.value] + states[State.OPENED.value]
    return [
        *(exactly(f"reminders {why}", wrong[why]) for why in BY_THE_HOUR),
        exactly("reminders within three days of another to the same person", too_soon(said, ran.clock)),
        exactly("due and neither sent nor in doubt", sum(one.planned - one.sent for one in ran.before)),
        exactly("planned", sum(one.planned for one in ran.before), people * len(ran.before)),
        exactly("sums that do not hold", sum(not _adds_up(one) for one in (*ran.before, ran.there, ran.after))),
        at_most("in doubt after a restart", sum(one.uncertain for one in ran.before), restarts),
        exactly("arrived twice or unknown to the books", max(len(said) - left - states[State.UNCERTAIN.value], 0)),
        exactly("sent of which the platform knows nothing", max(left - len(said), 0)),
        at_least("sent by a clock of another year", ran.there.sent, 1),
        exactly("sent after the clock was right again", ran.after.sent, people),
        at_most("messages in the busiest ten seconds", busiest_second(call["at"] / 10 for call in said), 10 * rate + 1),
        at_least("seconds between two messages to one chat", round(closest_in_a_chat(map(dict, said)), 3), 1.0),
        exactly("rules of the platform broken", ran.violations),
        told("starts, steps of the clock", f"{ran.starts}, {ran.steps}"),
    ]


def _out_of_hours(said: Sequence[Mapping[str, Any]], clock: Shows) -> Iterator[str]:
    """What had been let go in time may arrive a moment later."""
    for call in said:
        late, let_go = (
            {one.why for one in out_of_hours([Sent(clock.showed(at), None, 0, None, None, "")])}
            for at in (call["at"], call["at"] - ON_ITS_WAY)
        )
        yield from late & let_go


def too_soon(said: Sequence[Mapping[str, Any]], clock: Shows) -> int:
    """Neighbours in a chat with less than three days between them, by what the clock showed and by what really passed."""
    chats: dict[int, list[float]] = defaultdict(list)
    for call in said:
        chats[call["chat_id"]].append(call["at"])
    pairs = [pair for instants in chats.values() for pair in itertools.pairwise(instants)]
    return sum(other - one < CAP.total_seconds() and _passed(one, other, clock) < CAP for one, other in pairs)


def _passed(one: float, other: float, clock: Shows) -> timedelta:
    """By the clock; what it showed while it was ahead counts for no more than when it was put right."""
    return clock.showed(other) - min(clock.showed(at) for at in (one, *clock.set_between(one, other)))


def _adds_up(one: CampaignReport) -> bool:
    ended = one.cancelled + one.skipped
    return one.planned == one.sent + one.pending + ended and sum(one.reasons.values()) == ended and not one.pending
