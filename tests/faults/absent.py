"""G-R8 once more, on real processes and in real time: the platform fails, comes back, and then asks for a pause.

``away`` judges the six hours in virtual time; this shows that nothing of it hung on the virtual loop, the wire or the database.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from casework.books import Books
from messages.outbox import State
from messages.tables import outbox
from scheduler.delivery.pacing import MOST_A_SECOND
from tests.faults import crowd
from tests.faults.away import DRAINS_AT, GRACE, MOST_TRIES
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import PACED, Call, Platform, arrived, busiest, closest_in_a_chat, platform
from tests.faults.installation import AFTERNOON, until

ANSWERS_AFTER = 0.05
FEW = 10  # requests to chats that may find a platform which fails before the account rests
BEFORE = 20  # messages that go before it fails
LONGEST_REST = 70.0  # seconds until somebody asks whether it is there again, and a little


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much: so many ``messages``, the platform failing for ``seconds`` and then asking to be left alone for ``pause``."""

    messages: int
    seconds: float
    pause: int

    def __str__(self) -> str:
        return f"{self.messages} messages, {self.seconds:g} s, real processes"


async def run(place: Place, size: Size) -> list[Count]:
    """Some messages, the failure, the pause, the rest; every figure."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(place.installation(seen, CLOCK=AFTERNOON, LOG_LEVEL="INFO"))
        installation.write(crowd.notices, size.messages)
        await seen.opened_by(crowd.FIRST_NOTICE, size.messages, ANSWERS_AFTER)
        altered = {"clock": [AFTERNOON, time.monotonic()]}
        speaking = await place.nurse.start(installation, "speak", altered=altered)
        stack.push_async_callback(speaking.end)
        await until(lambda: seen.log.grown() >= BEFORE, 60, "the first are sent")
        left, back = await _fails(seen, size)
        await until(lambda: _reached(seen, back), LONGEST_REST, "the platform is found again", every=0.1)
        await _asks_for_a_pause(seen, size)
        waiting = installation.read(crowd.unfinished)
        patience = waiting / DRAINS_AT + size.pause + GRACE
        await until(lambda: installation.read(crowd.unfinished) == 0, patience, "the backlog has gone", every=0.1)
        code = await speaking.stop()
        calls = await seen.at_rest(ANSWERS_AFTER)
        state = await seen.api.do("state")
        tries, accepted = installation.read(_most_tries), installation.read(_accepted)
    return [
        *_counted(calls, state, size, left, back),
        *_kept(tries, accepted, size, waiting),
        exactly("exit code", code),
    ]


async def _fails(seen: Platform, size: Size) -> tuple[float, float]:
    """From when until when it failed, on the machine's monotonic clock."""
    await seen.api.do("clear_faults")
    await seen.api.do("fault", trouble="status_before", code=502, description="Bad Gateway", times=10**9)
    left = time.monotonic()
    await asyncio.sleep(size.seconds)
    await seen.api.do("clear_faults")
    await seen.api.do("fault", trouble="latency", seconds=ANSWERS_AFTER, times=10**9)
    return left, time.monotonic()


async def _asks_for_a_pause(seen: Platform, size: Size) -> None:
    await seen.api.do("clear_faults")
    await seen.api.do("fault", trouble="too_many", method="sendMessage", retry_after=size.pause, times=1)
    await seen.api.do("fault", trouble="latency", seconds=ANSWERS_AFTER, times=10**9)


def _reached(seen: Platform, back: float) -> bool:
    return any(call["at"] > back and call["method"] in PACED for call in seen.calls())


def _most_tries(books: Books) -> int:
    return int(books.conn.execute(select(func.max(outbox.c.tries))).scalar_one())


def _accepted(books: Books) -> int:
    accepted = outbox.c.state == State.ACCEPTED.value
    return books.conn.execute(select(func.count()).select_from(outbox).where(accepted)).scalar_one()


def _kept(tries: int, accepted: int, size: Size, waiting: int) -> list[Count]:
    return [
        exactly("messages accepted", accepted, size.messages),
        at_most("tries of one message at all", tries, MOST_TRIES),
        told("waiting when it asked for a pause", waiting),
    ]


def _counted(calls: list[Call], state: dict[str, Any], size: Size, left: float, back: float) -> list[Count]:
    arrivals = arrived(calls)
    to_chats = [call for call in calls if call["method"] in PACED]
    return [
        exactly("messages that arrived", len(arrivals), size.messages),
        exactly("arrived twice", arrivals.total() - len(arrivals)),
        at_most("requests to chats while it failed", sum(left < call["at"] < back for call in to_chats), FEW),
        at_least(
            "times that it was asked whether it is there",
            sum(left < call["at"] and call["method"] == "getMe" for call in calls),
            1,
        ),
        exactly("times that it asked for a pause", sum(call["status"] == 429 for call in calls), 1),
        exactly("requests before the pause was over", len(state["impatient"])),
        at_most("requests in the busiest second", busiest(calls), MOST_A_SECOND),
        at_least("seconds between two messages to one chat", round(closest_in_a_chat(calls), 3), 1.0),
        exactly("rules of the platform broken", len(state["violations"])),
    ]
