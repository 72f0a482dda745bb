"""Three hosts and one PostgreSQL: whoever leads and whoever sends is killed, frozen and cut off in turn. Does another take over?

Counted from the platform's log over all hosts: what is lost, what is doubled, whether the pace of the one account was ever
broken, and from each fault until another host speaks (and until another rings the bell).
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import time
from collections import defaultdict
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from functools import partial

from messages.outbox import State
from tests.fakes.postgres import running_cluster
from tests.faults import crowd
from tests.faults.harness.children import Child, Nurse, nursing
from tests.faults.harness.hosts import BOOKS, WORLD, Host, can_have_namespaces, hosts, networks
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import Call, Platform, arrived, busiest, closest_in_a_chat, platform
from tests.faults.harness.rows import holder_of
from tests.faults.installation import Installation, until

AFTERNOON = "2026-11-16T14:00+07:00"
SPEAKS, RINGS = "speak:telegram", "bell"
TAKEN_OVER_WITHIN = 10.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. ``waves``: campaigns started one after another, so that bell and sender have work all the time."""

    seconds: float
    people: int
    waves: int
    ways: tuple[str, ...] = ("killed", "frozen", "cut off from the books", "cut off")
    lasts: float = 14.0  # seconds of one fault
    calm: float = 6.0  # seconds after it
    roles: tuple[str, ...] = ("speak", "tick", "hear")
    window: int = 3
    answers_after: float = 0.08

    def __str__(self) -> str:
        return f"{self.seconds:g} s, {2 * self.people * self.waves} messages"


@dataclass
class Kept:
    """The processes of one host, started again when they are gone."""

    host: Host
    nurse: Nurse
    children: dict[str, Child] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What was done to whom; ``at`` on the machine's monotonic clock."""

    way: str
    duty: str
    host: Host
    at: float


class Three:
    """The three hosts of a run."""

    def __init__(self, place: Place, installation: Installation, database: str, api: str, size: Size) -> None:
        self._place = place
        self._installation = installation
        self._own = {"GANDAN_DATABASE_URL": database, "GANDAN_TELEGRAM_API_BASE": api}
        self._size = size
        self._zero = time.monotonic()
        self.kept: list[Kept] = []
        self.faults: list[Fault] = []
        self.taken_over: dict[str, list[float]] = defaultdict(list)

    async def open(self, stack: AsyncExitStack, made: list[Host]) -> None:
        """Every role on every host."""
        for host in made:
            self.kept.append(Kept(host, await stack.enter_async_context(nursing(host.process, *self._size.roles))))
        for kept, role in itertools.product(self.kept, self._size.roles):
            await self._start(kept, role)

    async def _start(self, kept: Kept, role: str) -> None:
        folder = self._installation.folder / kept.host.name
        folder.mkdir(exist_ok=True)
        own = {"GANDAN_DATA_DIR": str(folder), "GANDAN_KEY_FILE": str(self._installation.folder / "master.key")}
        altered: dict[str, object] = {"clock": [AFTERNOON, self._zero]}
        if kept.host.net is None:
            altered["machine"] = kept.host.name
        kept.children[role] = await kept.nurse.start(
            self._installation, role, altered=altered, **own, **self._own, GANDAN_SEND_WINDOW=str(self._size.window)
        )

    def holder(self, duty: str) -> Kept | None:
        """The host that has the duty now, as the books say."""
        owner = self._installation.read(holder_of, duty) or ""
        return next((kept for kept in self.kept if owner.startswith(kept.host.name)), None)

    async def suffer(self, way: str) -> None:
        """Whoever speaks and whoever rings suffers the same; then all is as before."""
        hit = {duty: kept for duty in (SPEAKS, RINGS) if (kept := self.holder(duty)) is not None}
        assert len(hit) == 2, f"nobody holds { ({SPEAKS, RINGS} - set(hit)) }"
        self.faults += [Fault(way=way, duty=duty, host=kept.host, at=time.monotonic()) for duty, kept in hit.items()]
        began = time.monotonic()
        for duty, kept in hit.items():
            await self._begin(way, kept, kept.children["speak" if duty == SPEAKS else "tick"])
        watching = [asyncio.create_task(self._taken(duty, kept, began)) for duty, kept in hit.items()]
        await asyncio.sleep(self._size.lasts)
        for duty, kept in hit.items():
            await self._end(way, kept, "speak" if duty == SPEAKS else "tick")
        for duty, seconds in zip(hit, await asyncio.gather(*watching), strict=True):
            self.taken_over[duty].append(seconds)
        await asyncio.sleep(self._size.calm)

    async def _begin(self, way: str, kept: Kept, child: Child) -> None:
        if way == "killed":
            await child.end()
        elif way == "frozen":
            child.send(signal.SIGSTOP)
        else:
            kept.host.link(False, *_cut(way))

    async def _end(self, way: str, kept: Kept, role: str) -> None:
        if way == "killed":
            await self._start(kept, role)
        elif way == "frozen":
            kept.children[role].send(signal.SIGCONT)
        else:
            kept.host.link(True, *_cut(way))

    async def _taken(self, duty: str, from_whom: Kept, since: float) -> float:
        """Seconds until another host had the duty; as long as the fault when none took it."""
        while time.monotonic() < since + self._size.lasts:
            now = self.holder(duty)
            if now is not None and now is not from_whom:
                break
            await asyncio.sleep(0.05)
        return time.monotonic() - since

    def check(self) -> None:
        """None has gone by itself."""
        for kept in self.kept:
            for child in kept.children.values():
                child.check()

    async def close(self) -> list[int]:
        """Stop all; their exit codes."""
        return [await child.stop() for kept in self.kept for child in kept.children.values()]


def _cut(way: str) -> tuple[str, ...]:
    return (BOOKS,) if way == "cut off from the books" else (BOOKS, WORLD)


async def run(place: Place, size: Size) -> list[Count]:
    """Campaign after campaign while hosts fail; every figure."""
    with ExitStack() as own:
        net = own.enter_context(networks()) if can_have_namespaces() else None
        also = () if net is None else (f"{net.books}/24",)
        cluster = own.enter_context(running_cluster(*also, upkeep=True))
        made = own.enter_context(hosts(net))
        async with AsyncExitStack() as stack:
            there = () if net is None else (net.world,)
            seen = await stack.enter_async_context(platform(place.empty_folder("platform"), *there))
            database = cluster.create("three_hosts")
            installation = Installation(
                place.empty_folder("office"), TELEGRAM_TOKEN=seen.api.token, DATABASE_URL=database, CLOCK=AFTERNOON,
                LOG_LEVEL="INFO",
            )  # fmt: skip
            stack.callback(installation.close)
            reached = cluster.url("three_hosts", "127.0.0.1" if net is None else net.books)
            api = seen.api.base if net is None else f"http://{net.world}:{seen.api.port}"
            three = Three(place, installation, reached, api, size)
            return await _campaigns(three, stack, made, seen, installation, size, random.Random(place.seed))


async def _campaigns(
    three: Three,
    stack: AsyncExitStack,
    made: list[Host],
    seen: Platform,
    installation: Installation,
    size: Size,
    chance: random.Random,
) -> list[Count]:
    started = installation.write(crowd.waves, size.people, size.waves)
    await seen.opened_by(crowd.FIRST_CHAT, size.people * size.waves, size.answers_after)
    await three.open(stack, made)
    starting = asyncio.create_task(_start_all(installation, started, size))
    await until(partial(_all_at_work, three, seen), 60, "somebody speaks and somebody rings")
    ways = [way for way in size.ways if made[0].net is not None or not way.startswith("cut")]
    began = time.monotonic()
    for way in itertools.cycle(ways):
        await three.suffer(way)
        if time.monotonic() - began >= size.seconds and len(three.faults) >= 2 * len(ways):
            break
    await starting
    await until(partial(_is_through, installation, started), 900, "all is said", every=0.5)
    three.check()
    codes = await three.close()
    return _counted(three, installation, await seen.at_rest(size.answers_after), codes, await seen.violations(), size)


async def _start_all(installation: Installation, started: list[int], size: Size) -> None:
    """One campaign after another over most of the time; its people each get a notice that must arrive as well."""
    for number, campaign in enumerate(started):
        installation.write(crowd.start, campaign)
        installation.write(crowd.notices, size.people, crowd.FIRST_CHAT + number * size.people)
        await asyncio.sleep(size.seconds * 0.8 / len(started))


def _all_at_work(three: Three, seen: Platform) -> bool:
    three.check()
    return three.holder(SPEAKS) is not None and three.holder(RINGS) is not None and seen.log.grown() > 0


def _is_through(installation: Installation, started: list[int]) -> bool:
    open_ones = sum(installation.read(crowd.still_open, campaign) for campaign in started)
    return open_ones == 0 and installation.read(crowd.unfinished) == 0


def _counted(
    three: Three, installation: Installation, calls: list[Call], codes: list[int], broken: list[str], size: Size
) -> list[Count]:
    sent = installation.read(crowd.all_sent)
    reminders = crowd.ends_of(
        (row for row in sent if row.campaign), arrived(calls, lambda one: not crowd.is_notice(one))
    )
    notices = crowd.ends_of((row for row in sent if not row.campaign), arrived(calls, crowd.is_notice))
    speaking = sum(1 for fault in three.faults if fault.duty == SPEAKS)
    spoke = {call["peer"] for call in calls if call["method"] == "sendMessage"}
    quiet = _longest_silence(calls, [fault.at for fault in three.faults if fault.duty == SPEAKS], size.lasts)
    many = size.people * size.waves
    return [
        told("hosts", "in namespaces" if three.kept[0].host.net is not None else "no namespaces here: nothing was cut"),
        told("faults of the sender", ", ".join(fault.way for fault in three.faults if fault.duty == SPEAKS)),
        exactly("reminders queued", reminders.messages, many),
        exactly(
            "reminders sent or in doubt", reminders.states.get(State.ACCEPTED.value, 0) + reminders.uncertain, many
        ),
        exactly("reminders lost silently", reminders.lost),
        exactly("reminders doubled (never sent again)", reminders.doubles),
        at_most("reminders in doubt", reminders.uncertain, size.window * speaking),
        told("of these had arrived", reminders.uncertain_that_arrived),
        *crowd.notices_ended(notices, many),
        exactly("notices lost", notices.lost),
        at_most("notices doubled (sent once more)", notices.doubles, size.window * speaking),
        at_most("another sends after (worst)", max(three.taken_over[SPEAKS]), TAKEN_OVER_WITHIN, " s"),
        at_most("another rings after (worst)", max(three.taken_over[RINGS]), TAKEN_OVER_WITHIN, " s"),
        at_most("silence on the platform after a fault (worst)", quiet, TAKEN_OVER_WITHIN, " s"),
        at_most("requests in the busiest second, all hosts", busiest(calls), 30),
        at_least("seconds between two messages to one chat", closest_in_a_chat(calls), 1.0),
        exactly("requests before retry_after was over, or rules broken", len(broken)),
        at_least("hosts that spoke", len(spoke), 1 if three.kept[0].host.net is None else 2),
        exactly("false alarms of books that went back", installation.logged("books_went_back")),
        exactly("exit codes", str(sorted(set(codes))), "[0]"),
    ]


def _longest_silence(calls: list[Call], faults: list[float], lasts: float) -> float:
    """The longest time without a new message that began in the second before a fault, or in its course."""
    instants = [call["at"] for call in calls if call["method"] == "sendMessage"]
    longest = 0.0
    for earlier, later in itertools.pairwise(instants):
        if any(fault - 1.0 <= earlier <= fault + lasts for fault in faults):
            longest = max(longest, later - earlier)
    return longest
