"""G-R4: every update comes up to five times, shuffled, while the bot is killed and stopped again and again. Are its effects there once?

Two roads: the platform calls our webhook, or it is asked for news. What dies is the process that hears; what speaks lives on, so
that its own rule for doubt (G-R1) cannot hide a double here.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.channels.telegram.webhook import set_webhook
from messages.library import Lang, say
from tests.faults import crowd
from tests.faults.harness.children import Child
from tests.faults.harness.many_persons import (
    ACTS_OF_FOUR,
    Act,
    Effects,
    People,
    acts_of,
    effects,
    many_persons,
    taken_in,
)
from tests.faults.harness.outcome import Count, at_least, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import Call, Platform, platform
from tests.faults.installation import AFTERNOON, Installation, free_port, until

SECRET = "bi-mat-cua-duong-day"
WEBHOOK, POLLING = "webhook", "polling"
MOST = 5  # times that an update is brought
ANSWERS_AFTER = 0.005
PATIENCE = 600.0  # seconds; nothing hangs on how fast it goes
IN_HAND = 2  # at a restart so many times the updates between two restarts may wait


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much: at least ``updates``, the hearing process ended ``restarts`` times. ``altered``: what is wrong with it."""

    updates: int
    restarts: int
    road: str
    rate: float = 150.0
    altered: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.updates} updates, {self.restarts} restarts, {self.road}"

    @property
    def of_each_kind(self) -> int:
        """People of each of the four kinds."""
        return -(-self.updates // ACTS_OF_FOUR)


class Hearing:
    """The process that hears: ended again and again, twice of three times without a last word."""

    def __init__(self, place: Place, installation: Installation, size: Size) -> None:
        self._place, self._installation, self._size = place, installation, size
        self._child: Child | None = None
        self._ran_before = 0
        self.killed = 0
        self.codes: list[int] = []

    async def start(self) -> None:
        """It runs."""
        roles = ("hear", "web") if self._size.road == WEBHOOK else ("hear",)
        altered = dict.fromkeys(self._size.altered, True)
        self._ran_before = self._runs()
        self._child = await self._place.nurse.start(self._installation, *roles, altered=altered)

    async def restart(self, chance: random.Random) -> None:
        """End it one way or the other, and start it again."""
        assert self._child is not None
        if chance.random() < 2 / 3:
            await self._child.kill()
            self.killed += 1
        else:
            await self.close()
        await self.start()

    async def close(self) -> None:
        """Stop it, once it hears signals: a process that was just born dies of them as any program does."""
        assert self._child is not None
        await until(lambda: self._runs() > self._ran_before, 60, "it runs")
        self.codes.append(await self._child.stop())

    def _runs(self) -> int:
        """How many of its processes have said that they run."""
        log = self._installation.log
        return log.read_text("utf-8").count("đang chạy: hear") if log.exists() else 0

    async def end(self) -> None:
        """Gone, whatever happened before."""
        if self._child is not None:
            await self._child.end()


async def run(place: Place, size: Size) -> list[Count]:
    """All that people do, brought again and again; every figure."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        port = free_port()
        own = {"CLOCK": AFTERNOON, "LOG_LEVEL": "INFO", "WEB_PORT": str(port)}
        if size.road == WEBHOOK:
            own |= {
                "TELEGRAM_MODE": "webhook",
                "TELEGRAM_WEBHOOK_URL": "https://gandan.example/telegram",
                "TELEGRAM_WEBHOOK_SECRET": SECRET,
            }
        installation = stack.enter_context(place.installation(seen, **own))
        people = installation.write(many_persons, size.of_each_kind)
        chance = random.Random(place.seed)
        acts = await _opened(seen, people, chance)
        if size.road == WEBHOOK:
            await set_webhook(seen.api.token, f"http://127.0.0.1:{port}/telegram", SECRET, seen.api.base)
        hearing = Hearing(place, installation, size)
        stack.push_async_callback(hearing.end)
        speaking = await place.nurse.start(installation, "speak", altered={"rate": size.rate})
        stack.push_async_callback(speaking.end)
        await hearing.start()
        await _live_through(installation, seen, hearing, acts, size, chance)
        brought = await _brought(seen)
        await until(partial(_is_through, installation, acts), PATIENCE, "every update is done, all is said", every=0.2)
        await hearing.close()
        hearing.codes.append(await speaking.stop())
        calls = await seen.at_rest(ANSWERS_AFTER)
        broken = await seen.violations()
        found = installation.read(effects)
    return [
        *judged(people, acts, found, calls, brought),
        exactly("restarts", hearing.killed + len(hearing.codes) - 2, size.restarts),
        told("of these killed", hearing.killed),
        exactly("exit codes of the others", str(sorted(set(hearing.codes))), "[0]"),
        exactly("rules of the platform broken", len(broken)),
    ]


async def _opened(seen: Platform, people: People, chance: random.Random) -> list[Act]:
    """Everybody has opened the bot; those who press have a message with buttons. What all will do."""
    for chats in (people.askers, people.choosers):
        await seen.opened_by(chats.start, len(chats), ANSWERS_AFTER)
    first, count = people.pressers.start, len(people.pressers)
    shown = await seen.api.do("crowd", first=first, count=count, shown="Mời ông/bà chọn.")
    await seen.api.do("insist", most=MOST, seed=chance.randrange(2**31))
    return list(acts_of(people, shown[0], chance))


async def _live_through(
    installation: Installation, seen: Platform, hearing: Hearing, acts: Sequence[Act], size: Size, chance: random.Random
) -> None:
    """People act; the process is ended at random points of it, always with something in its hands."""
    ends = set(chance.sample(range(1, len(acts)), size.restarts))
    most_waiting = IN_HAND * len(acts) // size.restarts
    for number, act in enumerate(acts):
        if number in ends:
            await until(partial(_has_done, installation, number - most_waiting), PATIENCE, "updates are dealt with")
            await hearing.restart(chance)
        if act.press:
            await seen.api.do("press", chat_id=act.chat, message_id=act.under, data=act.press)
        else:
            await seen.api.do("write", chat_id=act.chat, text=act.text)


def _has_done(installation: Installation, least: int) -> bool:
    return installation.read(taken_in) >= least


async def _brought(seen: Platform) -> Counter[str]:
    """How often each update was brought, once the platform insists no more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            told_now = await seen.api.do("copies")
            pending = (await seen.api.do("state"))["pending"]
            if not told_now["left"] and not pending:
                return Counter(told_now["brought"])
            await asyncio.sleep(0.2)


def _is_through(installation: Installation, acts: Sequence[Act]) -> bool:
    return _has_done(installation, len(acts)) and installation.read(crowd.unfinished) == 0


def judged(
    people: People, acts: Sequence[Act], found: Effects, calls: Sequence[Call], brought: Mapping[str, int]
) -> list[Count]:
    """Effects in the books, and what the platform's log says was answered."""
    written = Counter(act.chat for act in acts if act.text)
    pressed = Counter(act.chat for act in acts if act.press)
    said = _said(calls)
    popups = _answered(calls)
    pay, sit = people.pressers[: people.many], people.pressers[people.many :]
    return [
        exactly("updates dealt with", found.updates["done"], len(acts)),
        exactly("updates waiting or parked", found.updates.total() - found.updates["done"]),
        told("times that they were brought", sum(brought.values())),
        at_least("updates brought more than once", sum(1 for many in brought.values() if many > 1), len(acts) // 2),
        *_once("questions", found.questions, people.askers),
        *_once("promises, pressed twice", found.promises, pay),
        *_once("seats, pressed twice", found.seats, sit),
        exactly("chats whose last choice does not hold", sum(found.languages[one] != "en" for one in people.choosers)),
        exactly("messages not answered", sum(max(many - len(said[chat]), 0) for chat, many in written.items())),
        exactly("messages answered twice", sum(max(len(said[chat]) - written[chat], 0) for chat in said)),
        exactly("presses not answered", pressed.total() - len(popups)),
        told("of the answers too late for the platform", sum(_too_late(call) for call in calls)),
        exactly("presses answered twice", popups.total() - len(popups)),
        exactly("chats answered out of order", sum(not _in_order(people, chat, said[chat]) for chat in written)),
    ]


def _once(what: str, found: Mapping[int, int], wanted: Sequence[int]) -> list[Count]:
    """Each of these chats has one."""
    missing = sum(not found.get(chat) for chat in wanted)
    double = sum(max(many - (chat in wanted), 0) for chat, many in found.items())
    return [exactly(f"{what}: missing", missing), exactly(f"{what}: double", double)]


def _said(calls: Sequence[Call]) -> dict[int, list[str]]:
    """The new messages of each chat in order."""
    said: dict[int, list[str]] = defaultdict(list)
    for call in calls:
        if call["method"] == "sendMessage" and call["effect"]:
            said[call["chat_id"]].append(call["text"])
    return said


def _answered(calls: Sequence[Call]) -> Counter[Any]:
    """How often each press was answered; one that the platform had forgotten by then was, too: a slow machine is no lost effect."""
    return Counter(
        call["fields"]["callback_query_id"]
        for call in calls
        if call["method"] == "answerCallbackQuery" and (call["effect"] or _too_late(call))
    )


def _too_late(call: Call) -> bool:
    """Whether it answers a press that was 150 seconds old."""
    return call["method"] == "answerCallbackQuery" and "query is too old" in (call["description"] or "")


def _in_order(people: People, chat: int, said: Sequence[str]) -> bool:
    """Whoever asked is asked for the words first; whoever chose is answered in each language in turn."""
    if chat in people.choosers:
        english, vietnamese = (say(lang, "preferences.unlinked", on=None) for lang in (Lang.EN, Lang.VI))
        return list(said) == [english, vietnamese, english]
    return len(said) == 2 and "CH-" not in said[0] and "CH-" in said[1]
