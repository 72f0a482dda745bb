"""G-S7, the stop button: somebody stops a campaign, pauses it, or stops everything. How much goes out after that, and how long?

The sender and the bell are real processes, the platform's log is the judge. What is in flight when the stop is committed cannot
be called back: at most a window.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy import func, select

from casework.books import Books
from casework.tables.agency import staff
from messages.outbox import State
from messages.tables import outbox
from scheduler.guards import holding
from scheduler.plans import campaigns
from scheduler.steps.step import State as StepState
from scheduler.tables import campaign as campaign_table
from scheduler.tables import planned_step
from tests.fakes.bot_api.remote import ROOT
from tests.faults import crowd
from tests.faults.harness.outcome import Count, at_least, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import NEW, Platform, platform
from tests.faults.installation import AFTERNOON, Installation, until

SLOWLY = 0.7  # seconds until the platform answers; less than ``QUIET``
QUIET = 1.5  # seconds in which nothing more may come before it counts as stopped
WITHIN = 2.0  # seconds from the press to the last message


@dataclass(frozen=True, kw_only=True)
class Size:
    """``rounds`` campaigns for ``people`` each, one after another, each stopped in one of the ways in turn."""

    rounds: int
    people: int
    window: int = 3
    rate: float = 30.0
    answers_after: float = 0.02

    def __str__(self) -> str:
        return f"{self.rounds} stops, W={self.window}"


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """One round, in seconds of the machine's monotonic clock. ``known``: when the one who pressed it was told."""

    way: str
    pressed: float
    known: float
    left: int

    def after(self, times: list[float]) -> int:
        """How many messages reached the platform after that."""
        return sum(at > self.known for at in times)

    def halted_in(self, times: list[float]) -> float:
        """Seconds from the press to the last message."""
        return max(max(times) - self.pressed, 0.0)


def _stop(books: Books, campaign: int, officer: int) -> None:
    campaigns.stop(books, campaign, officer)


def _pause(books: Books, campaign: int, officer: int) -> None:
    campaigns.pause(books, campaign, officer)


def _stop_all(books: Books, campaign: int, officer: int) -> None:
    holding.place(books, holding.Why.ASKED, by=officer)


_RULES: dict[str, Callable[[Books, int, int], None]] = {"stop": _stop, "pause": _pause, "stop-all": _stop_all}
_AT_THE_TERMINAL = "at the terminal"
WAYS = (*_RULES, _AT_THE_TERMINAL)


async def run(place: Place, size: Size) -> list[Count]:
    """Every round, and what came after each stop."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        installation = stack.enter_context(
            place.installation(seen, SEND_WINDOW=str(size.window), CLOCK=AFTERNOON, LOG_LEVEL="INFO")
        )
        made = installation.write(crowd.waves, size.people, size.rounds)
        await seen.opened_by(crowd.FIRST_CHAT, size.people * size.rounds, size.answers_after)
        altered = {"rate": size.rate}
        children = [await place.nurse.start(installation, role, altered=altered) for role in ("speak", "tick")]
        for child in children:
            stack.push_async_callback(child.end)
        rounds = []
        for number, campaign in enumerate(made):
            one = await _round(installation, seen, campaign, WAYS[number % len(WAYS)], size, random.Random(number))
            rounds.append((one, _arrivals(seen, number, size)))
        codes = [await child.stop() for child in children]
    return [
        exactly("exit codes", str(codes), str([0, 0])),
        at_most("messages after a stop that was known", max(one.after(times) for one, times in rounds), size.window),
        at_most("slowest halt inside the program", _slowest(rounds, _RULES), WITHIN, " s"),
        told("slowest halt from a terminal, its start included", _slowest(rounds, (_AT_THE_TERMINAL,))),
        at_least("messages still to come when it was stopped", min(one.left for one, _ in rounds), 1),
    ]


def _slowest(rounds: list[tuple[Stopped, list[float]]], ways: Collection[str]) -> float:
    found = [one.halted_in(times) for one, times in rounds if one.way in ways]
    return round(max(found, default=0.0), 3)


async def _round(
    installation: Installation, seen: Platform, campaign: int, way: str, size: Size, chance: random.Random
) -> Stopped:
    """Start a campaign, stop it somewhere in its middle, and wait until nothing comes any more."""
    before = seen.log.grown()
    await _answers_after(seen, SLOWLY if way == _AT_THE_TERMINAL else size.answers_after)
    installation.write(crowd.start, campaign)
    point = before + chance.randint(1, size.people // 4)
    await until(lambda: seen.log.grown() >= point, 60, "the campaign is under way")
    officer = installation.read(_officer, campaign)
    pressed = time.monotonic()
    if way == _AT_THE_TERMINAL:
        name, login = installation.read(_name, campaign), installation.read(_login, officer)
        await _typed(installation, "campaign", "stop", name, "--as", login)
    else:
        await asyncio.to_thread(installation.write, _RULES[way], campaign, officer)
    known = time.monotonic()
    left = installation.read(_left, campaign)
    await _calm(seen)
    if way in ("pause", "stop-all"):
        installation.write(campaigns.stop, campaign, officer)
        installation.write(holding.release, "head")
    return Stopped(way=way, pressed=pressed, known=known, left=left)


async def _answers_after(seen: Platform, seconds: float) -> None:
    """Slowly where a command is typed: the campaign must still be under way when it has started, however busy the machine is."""
    await seen.api.do("clear_faults")
    await seen.api.do("fault", trouble="latency", seconds=seconds, times=10**9)


async def _calm(seen: Platform) -> None:
    """Until nothing has come for ``QUIET`` seconds."""
    last, many = time.monotonic(), seen.log.grown()
    while time.monotonic() - last < QUIET:
        await asyncio.sleep(0.05)
        if (now := seen.log.grown()) != many:
            last, many = time.monotonic(), now


async def _typed(installation: Installation, *words: str) -> None:
    """A command at a terminal of the office, as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=ROOT, env=installation.environment(),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0


def _arrivals(seen: Platform, number: int, size: Size) -> list[float]:
    """When the messages of a round's people reached the platform."""
    first = crowd.FIRST_CHAT + number * size.people
    mine = range(first, first + size.people)
    return [call["at"] for call in seen.calls() if call["method"] in NEW and call["chat_id"] in mine]


def _officer(books: Books, campaign: int) -> int:
    made_by = select(campaign_table.c.made_by).where(campaign_table.c.id == campaign)
    return int(books.conn.execute(made_by).scalar_one())


def _name(books: Books, campaign: int) -> str:
    return campaigns.the_campaign(books, campaign).plan.name


def _login(books: Books, officer: int) -> str:
    return str(books.conn.execute(select(staff.c.login).where(staff.c.id == officer)).scalar_one())


def _left(books: Books, campaign: int) -> int:
    """How many of its people the campaign had still to write to."""
    steps = (planned_step.c.campaign_id == campaign, planned_step.c.state != StepState.QUEUED.value)
    said = (State.ACCEPTED.value, State.OPENED.value, State.UNCERTAIN.value, State.SENDING.value)
    messages = (outbox.c.campaign_id == campaign, outbox.c.state.not_in(said))
    waiting = select(func.count()).select_from(planned_step).where(*steps)
    unsaid = select(func.count()).select_from(outbox).where(*messages)
    return int(books.conn.execute(waiting).scalar_one() + books.conn.execute(unsaid).scalar_one())
