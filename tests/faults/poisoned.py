"""G-R6: some updates make their handler raise, hang or eat memory. Do the others wait for it, and what becomes of the poison?

Two runs: in one the handler can be stopped and the process goes on; in the other it cannot (it hangs in foreign code), the process
ends itself and is started again, as a service manager does.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from handlers.inbox import MOST_TRIES
from tests.faults import crowd
from tests.faults.harness.children import Child
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import SQLITE, Place
from tests.faults.harness.platform import Call, Platform, platform
from tests.faults.harness.poison import ENDING, STOPPED, WORD
from tests.faults.harness.rows import heard_states
from tests.faults.installation import AFTERNOON, Installation, until
from tests.scheduler.arranged import an_office_with_leaders

ANSWERS_AFTER = 0.02


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. ``others`` write ``per_second``; each of ``ways`` is sent once among them."""

    others: int
    ways: tuple[str, ...]
    per_second: float = 10.0

    def __str__(self) -> str:
        return f"{len(self.ways)} poison among {self.others + len(self.ways)} updates"

    @property
    def ends_the_process(self) -> bool:
        """Whether a way is among them that ends it."""
        return not set(self.ways).isdisjoint(ENDING)


class Hearing:
    """What hears and what speaks, each process started again when it ends: one on SQLite, two on PostgreSQL."""

    def __init__(self, place: Place, installation: Installation) -> None:
        self._place = place
        self._installation = installation
        self._altered = {"poison": True, "clock": [AFTERNOON, time.monotonic()]}
        self._stopping = False
        self.ends: list[int] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._children: dict[tuple[str, ...], Child] = {}

    async def open(self) -> None:
        """All run."""
        for roles in [("hear", "speak")] if self._place.database == SQLITE else [("hear",), ("speak",)]:
            await self._start(roles)
            self._tasks.append(asyncio.create_task(self._keep(roles)))

    async def _start(self, roles: tuple[str, ...]) -> None:
        self._children[roles] = await self._place.nurse.start(self._installation, *roles, altered=self._altered)

    async def _keep(self, roles: tuple[str, ...]) -> None:
        while True:
            await self._children[roles].gone.wait()
            if self._stopping:
                return
            self.ends.append(self._children[roles].code or 0)
            await self._start(roles)

    async def close(self) -> list[int]:
        """Stop all; their exit codes."""
        self._stopping = True
        codes = [await child.stop() for child in self._children.values()]
        await asyncio.gather(*self._tasks)
        return codes

    async def end(self) -> None:
        """All gone, whatever happened before."""
        self._stopping = True
        for child in self._children.values():
            await child.end()


async def run(place: Place, size: Size) -> list[Count]:
    """Others write while poison comes; every figure."""
    assert set(size.ways) <= {*STOPPED, *ENDING}
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(place.installation(seen, CLOCK=AFTERNOON, LOG_LEVEL="INFO"))
        installation.write(an_office_with_leaders)
        many = size.others + len(size.ways)
        await seen.opened_by(crowd.FIRST_WRITER, many, ANSWERS_AFTER)
        hearing = Hearing(place, installation)
        stack.push_async_callback(hearing.end)
        await hearing.open()
        written, poisoned = await _write_all(seen, size, random.Random(place.seed))
        await until(partial(_all_dealt_with, installation, many), 300, "every update is done or parked", every=0.2)
        await until(lambda: installation.read(crowd.unfinished) == 0, 60, "all is said", every=0.1)
        codes = await hearing.close()
        calls = await seen.at_rest(ANSWERS_AFTER)
        pending = (await seen.api.do("state"))["pending"]
        states = installation.read(heard_states)
    return _counted(size, calls, written, poisoned, [*states], pending, hearing.ends, codes, place.database)


async def _write_all(seen: Platform, size: Size, chance: random.Random) -> tuple[dict[int, float], dict[int, str]]:
    """Everybody writes in their turn; when each did (monotonic), and who sent which poison."""
    places = chance.sample(range(size.others // 10, size.others - 1), len(size.ways))
    poison = dict(zip(places, size.ways, strict=True))
    chats = itertools.count(crowd.FIRST_WRITER)
    written: dict[int, float] = {}
    poisoned: dict[int, str] = {}
    await _write(seen, first := next(chats), "/start")
    await until(lambda: seen.log.grown() > 0, 60, "the first is answered")
    began = time.monotonic()
    for number in range(size.others - 1):
        if number in poison:
            chat = next(chats)
            poisoned[chat] = poison[number]
            await _write(seen, chat, f"{WORD} {poison[number]}")
        chat = next(chats)
        written[chat] = await _write(seen, chat, "/start")
        await asyncio.sleep(max(began + number / size.per_second - time.monotonic(), 0.0))
    assert first not in written
    return written, poisoned


async def _write(seen: Platform, chat: int, text: str) -> float:
    now = time.monotonic()
    await seen.api.do("write", chat_id=chat, text=text)
    return now


def _all_dealt_with(installation: Installation, many: int) -> bool:
    states = [state for state, _, _ in installation.read(heard_states)]
    return len(states) == many and "waiting" not in states


def _counted(
    size: Size,
    calls: list[Call],
    written: dict[int, float],
    poisoned: dict[int, str],
    states: list[tuple[str, int, str | None]],
    pending: list[object],
    ends: list[int],
    codes: list[int],
    database: str,
) -> list[Count]:
    answered: dict[int, float] = {}
    for call in calls:
        if call["method"] == "sendMessage" and call["effect"]:
            answered.setdefault(call["chat_id"], call["at"])
    waits = sorted(answered[chat] - at for chat, at in written.items() if chat in answered)
    parked = [(tries, reason) for state, tries, reason in states if state == "parked"]
    delay = partial(told if size.ends_the_process else _bounded, "others waited, p95 (s)")
    return [
        exactly("others unanswered", len(written) - len(waits)),
        delay(round(waits[len(waits) * 95 // 100], 3)),
        told("others waited, longest (s)", round(waits[-1], 3)),
        exactly("poison parked", len(parked), len(size.ways)),
        exactly("tries of each", str(sorted({tries for tries, _ in parked})), str([MOST_TRIES])),
        exactly("parked without a reason", sum(1 for _, reason in parked if not reason)),
        told("reasons", ", ".join(sorted({str(reason) for _, reason in parked}))),
        exactly("people who sent poison and were not told", len(set(poisoned) - set(answered))),
        exactly("updates that the platform still keeps", len(pending)),
        *_ends(size, ends, alone=database == SQLITE),
        exactly("exit codes at the end", str(sorted(set(codes))), "[0]"),
    ]


def _bounded(what: str, counted: float) -> Count:
    return at_most(what, counted, 2.0)


def _ends(size: Size, ends: list[int], *, alone: bool) -> list[Count]:
    """Where several are handled at once, one end may be the try of two."""
    many = sum(1 for way in size.ways if way in ENDING) * MOST_TRIES
    what = "times that the hearing process ended itself"
    if alone:
        return [exactly(what, len(ends), many)]
    return [at_most(what, len(ends), many), at_least(what, len(ends), min(many, MOST_TRIES))]
