"""G-R10: told to end again and again under load. Does it end in time, cleanly, with nothing in doubt and nobody hung up on?"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

from messages.outbox import State
from tests.faults import crowd
from tests.faults.harness.callers import Callers
from tests.faults.harness.children import Child
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import arrived, platform
from tests.faults.installation import AFTERNOON, Installation, free_port, until

SECRET = "bi-mat-cua-duong-day"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. All roles run in one process, as they do by default."""

    times: int
    reminders: int
    callers: int
    rate: float = 100.0
    answers_after: float = 0.03

    def __str__(self) -> str:
        return f"{self.times} times SIGTERM"


async def run(place: Place, size: Size) -> list[Count]:
    """Stop and start while reminders go out and people call."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        port = free_port()
        installation = stack.enter_context(
            place.installation(
                seen, WEB_PORT=str(port), CLOCK=AFTERNOON, LOG_LEVEL="INFO", TELEGRAM_MODE="webhook",
                TELEGRAM_WEBHOOK_URL="https://gandan.example/telegram", TELEGRAM_WEBHOOK_SECRET=SECRET,
            )
        )  # fmt: skip
        campaign = installation.write(crowd.a_campaign_for, size.reminders)
        await seen.api.do("crowd", first=crowd.FIRST_CHAT, count=size.reminders)
        await seen.opened_by(crowd.FIRST_WRITER, size.callers, size.answers_after)
        callers = Callers(port, SECRET)
        callers.start(crowd.FIRST_WRITER, size.callers)
        codes, times = await _stopped(place, installation, size, random.Random(place.seed))
        child = await _start(place, installation, size)
        stack.push_async_callback(child.end)
        await callers.stop()
        await until(lambda: _is_through(installation, campaign, callers), 120, "all is said and answered", every=0.2)
        codes.append(await child.stop())
        arrivals = arrived(await seen.at_rest(size.answers_after))
        ends = crowd.ends_of(installation.read(crowd.all_sent), arrivals)
        alarms = installation.logged("books_went_back")
    return [
        exactly("ended with exit code 0", codes.count(0), size.times + 1),
        at_most("slowest end", max(times), 10, " s"),
        told("median end", round(sorted(times)[len(times) // 2], 3)),
        exactly("messages in doubt", ends.uncertain),
        exactly("messages accepted", ends.states.get(State.ACCEPTED.value, 0), ends.messages),
        exactly("lost or doubled", ends.lost + ends.doubles),
        exactly("calls accepted and not answered", len(callers.dropped)),
        told("of these", ", ".join(sorted(set(callers.dropped))) or "-"),
        exactly("answers other than 200", callers.statuses.total() - callers.statuses[200]),
        at_least("calls answered", callers.statuses[200], size.times),
        at_least("calls that found nobody", callers.refused, 1),
        exactly("false alarms of books that went back", alarms),
        exactly("updates taken and not answered", len({*callers.told} - set(arrivals))),
    ]


async def _start(place: Place, installation: Installation, size: Size) -> Child:
    return await place.nurse.start(installation, altered={"rate": size.rate})


async def _stopped(
    place: Place, installation: Installation, size: Size, chance: random.Random
) -> tuple[list[int], list[float]]:
    """Start and stop so many times; exit codes and seconds."""
    codes, times = [], []
    for _ in range(size.times):
        child = await _start(place, installation, size)
        try:
            await until(lambda: _listens(installation), 20, "it listens")
            await asyncio.sleep(chance.uniform(0.0, 0.4))
            began = time.monotonic()
            codes.append(await child.stop())
            times.append(child.gone_at - began)
        finally:
            await child.end()
    return codes, times


def _listens(installation: Installation) -> bool:
    import socket

    try:
        socket.create_connection(("127.0.0.1", int(installation.settings["GANDAN_WEB_PORT"])), 1).close()
    except OSError:
        return False
    return True


def _is_through(installation: Installation, campaign: int, callers: Callers) -> bool:
    answered = {row.chat for row in installation.read(crowd.all_sent)}
    return (
        installation.read(crowd.still_open, campaign) == 0
        and installation.read(crowd.unfinished) == 0
        and set(callers.told) <= answered
    )
