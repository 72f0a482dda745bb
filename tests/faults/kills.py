"""G-R1 and G-R2: any process is killed at random points of a campaign. What is lost, what is doubled, what is in doubt?

Half of the messages repeat anyway (reminders, class R: never sent again), half must arrive (notices, class D: sent once more).
Meanwhile people write, so that every role has something in its hands when it dies: the webhook, the dialogues, the bell, the
sender. Killed is any of the four, the sender as often as the other three together.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from bot.channels.telegram.webhook import set_webhook
from messages.outbox import State
from tests.faults import crowd
from tests.faults.harness.children import Child
from tests.faults.harness.outcome import Count, at_most, exactly, told
from tests.faults.harness.place import Place
from tests.faults.harness.platform import Platform, arrived, platform
from tests.faults.installation import AFTERNOON, Installation, free_port, until

ROLES = ("speak", "tick", "hear", "web")
VICTIMS = ("speak", "speak", "speak", "tick", "hear", "web")
SECRET = "bi-mat-cua-duong-day"
SLOWEST = 10  # messages a second on a machine that has much else to do: nothing hangs on how fast it goes


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much. ``answers_after``: seconds the platform takes, so that about a window is always in flight."""

    reminders: int
    notices: int
    writers: int
    kills: int
    window: int = 3
    rate: float = 150.0
    answers_after: float = 0.02
    early: int = 2  # kills while the processes start, plan and queue

    def __str__(self) -> str:
        return f"{self.reminders + self.notices} messages, {self.kills} kills, W={self.window}"


class Office:
    """The four processes, each started again when it is killed."""

    def __init__(self, place: Place, installation: Installation, size: Size) -> None:
        self._place = place
        self._installation = installation
        self._altered = {"rate": size.rate}
        self._children: dict[str, Child] = {}
        self.killed: Counter[str] = Counter()

    async def open(self) -> None:
        """All four run."""
        for role in ROLES:
            await self._start(role)

    async def _start(self, role: str) -> None:
        self._children[role] = await self._place.nurse.start(self._installation, role, altered=self._altered)

    async def kill(self, role: str) -> None:
        """Kill one and start it again."""
        await self._children[role].kill()
        self.killed[role] += 1
        await self._start(role)

    def check(self) -> None:
        """None has gone by itself."""
        for child in self._children.values():
            child.check()

    async def close(self) -> list[int]:
        """Stop all; their exit codes."""
        return [await child.stop() for child in self._children.values()]

    async def end(self) -> None:
        """All gone, whatever happened before."""
        for child in self._children.values():
            await child.end()


async def run(place: Place, size: Size) -> list[Count]:
    """One campaign; every figure of both goals."""
    async with AsyncExitStack() as stack:
        seen = await stack.enter_async_context(platform(place.empty_folder("platform")))
        port = free_port()
        installation = stack.enter_context(
            place.installation(
                seen, WEB_PORT=str(port), SEND_WINDOW=str(size.window), CLOCK=AFTERNOON, LOG_LEVEL="INFO",
                TELEGRAM_MODE="webhook", TELEGRAM_WEBHOOK_URL="https://gandan.example/telegram",
                TELEGRAM_WEBHOOK_SECRET=SECRET,
            )
        )  # fmt: skip
        campaign = installation.write(crowd.a_campaign_for, size.reminders)
        installation.write(crowd.notices, size.notices)
        for first, many in ((crowd.FIRST_CHAT, size.reminders), (crowd.FIRST_NOTICE, size.notices)):
            await seen.api.do("crowd", first=first, count=many)
        await seen.opened_by(crowd.FIRST_WRITER, size.writers, size.answers_after)
        await set_webhook(seen.api.token, f"http://127.0.0.1:{port}/telegram", SECRET, seen.api.base)
        office = Office(place, installation, size)
        stack.push_async_callback(office.end)
        await office.open()
        await _live_through(office, seen, size, random.Random(place.seed))
        patience = 240 + (size.reminders + size.notices) / SLOWEST
        await until(partial(_is_through, installation, campaign, size), patience, "all is said and answered", every=0.2)
        office.check()
        codes = await office.close()
        calls = await seen.at_rest(size.answers_after)
        broken = await seen.violations()
        counts = _counted(installation, campaign, arrived(calls), office.killed, size)
        counts.append(exactly("false alarms of books that went back", installation.logged("books_went_back")))
    return [
        *counts,
        exactly("rules of the platform broken", len(broken)),
        exactly("exit codes", str(codes), str([0] * 4)),
    ]


async def _live_through(office: Office, seen: Platform, size: Size, chance: random.Random) -> None:
    """Kill at random points of the campaign while people write."""
    messages = size.reminders + size.notices
    kills = [0] * size.early + sorted(chance.sample(range(1, messages * 9 // 10), size.kills - size.early))
    writes = sorted(chance.sample(range(messages * 9 // 10), size.writers))
    for point, act in sorted([(point, 0) for point in kills] + [(point, 1) for point in writes]):
        await until(partial(_has_said, office, seen, point), 60, f"{point} messages")
        if act == 1:
            size_so_far = writes.index(point)
            await seen.api.do("write", chat_id=crowd.FIRST_WRITER + size_so_far, text="/start")
            continue
        await asyncio.sleep(chance.uniform(0.0, 0.5) if point == 0 else chance.uniform(0.0, 0.1))
        await office.kill(chance.choice(VICTIMS))


def _has_said(office: Office, seen: Platform, point: int) -> bool:
    office.check()
    return seen.log.grown() >= point


def _is_through(installation: Installation, campaign: int, size: Size) -> bool:
    answered = {row.chat for row in installation.read(crowd.all_sent) if row.chat >= crowd.FIRST_WRITER}
    return (
        installation.read(crowd.still_open, campaign) == 0
        and installation.read(crowd.unfinished) == 0
        and len(answered) == size.writers
    )


def _counted(
    installation: Installation, campaign: int, arrivals: Counter[int], killed: Counter[str], size: Size
) -> list[Count]:
    sent = installation.read(crowd.all_sent)
    reminders = crowd.ends_of((row for row in sent if row.campaign == campaign), arrivals)
    notices = crowd.ends_of((row for row in sent if crowd.FIRST_NOTICE <= row.chat < crowd.FIRST_WRITER), arrivals)
    replies = crowd.ends_of((row for row in sent if row.chat >= crowd.FIRST_WRITER), arrivals)
    bound = size.window * killed["speak"]
    finished = {State.ACCEPTED.value, State.UNCERTAIN.value}
    return [
        exactly("kills", killed.total(), size.kills),
        told("of these the sender", killed["speak"]),
        exactly("steps planned", installation.read(crowd.planned, campaign), size.reminders),
        exactly("reminders queued", reminders.messages, size.reminders),
        exactly("reminders neither sent nor uncertain", len(set(reminders.states) - finished)),
        exactly("reminders lost silently", reminders.lost),
        exactly("reminders doubled (R2)", reminders.doubles),
        at_most("reminders in doubt (R2)", reminders.uncertain, bound),
        told("of these had arrived", reminders.uncertain_that_arrived),
        *crowd.notices_ended(notices, size.notices),
        exactly("notices lost", notices.lost),
        exactly("people who wrote and had no answer", size.writers - replies.messages + replies.lost),
        at_most("notices and answers doubled (R1)", notices.doubles + replies.doubles, bound),
        at_most("copies of one message", max(reminders.most_copies, notices.most_copies, replies.most_copies), 2),
    ]
