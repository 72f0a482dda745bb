"""Real processes of the product are killed while they speak: nothing is lost, what may be doubled is bounded and named."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.contacts import meet
from messages.outbox import DeliveryClass, Draft, Guard, Lane, State, queue
from messages.outgoing import Act, Outgoing
from messages.tables import outbox
from tests.fakes.bot_api.remote import RemoteBotApi, bot_api_process
from tests.fakes.postgres import Cluster
from tests.faults.crowd import FIRST_CHAT, Ends, a_campaign_for, arrivals, ends_of, still_open
from tests.faults.installation import Installation, Log, Running, running, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SEED = 20_261_116
WINDOW = 3
ANSWER_AFTER = 0.08  # seconds the platform takes: at 29.4 a second two or three requests are then always in flight


class Platform:
    """The strict Bot API as a process, and its log."""

    def __init__(self, api: RemoteBotApi, path: Path) -> None:
        self.api = api
        self.path = path
        self.log = Log(path)
        self.chance = random.Random(SEED)

    async def open_for(self, people: int) -> None:
        """So many people have opened the bot; every answer takes its time."""
        await self.api.do("crowd", first=FIRST_CHAT, count=people)
        await self.api.do("fault", trouble="latency", seconds=ANSWER_AFTER, times=10**9)

    async def has_sent(self, many: int, process: Running) -> None:
        """Wait until so many messages have been asked for, and some moment of the next rounds longer."""
        await until(lambda: self.log.grown() >= many or process.ended, 60, f"{many} messages")
        process.check()
        await asyncio.sleep(self.chance.uniform(0.0, 0.1))

    async def at_rest(self) -> Counter[int]:
        """How many messages arrived in each chat, once nothing is under way any more; no rule was broken."""
        await asyncio.sleep(2 * ANSWER_AFTER)
        assert (await self.api.do("state"))["violations"] == []
        return arrivals(self.path)


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    log = tmp_path / "platform.jsonl"
    async with bot_api_process(log) as api:
        yield Platform(api, log)


def installed(folder: Path, platform: Platform, **settings: str) -> Installation:
    folder.mkdir()
    return Installation(folder, TELEGRAM_TOKEN=platform.api.token, TELEGRAM_API_BASE=platform.api.base, **settings)


async def killed_campaign(
    installation: Installation, platform: Platform, *roles: str, people: int, kills: int, early: int = 0
) -> Ends:
    """Run a campaign with processes that are killed at random points until it is through."""
    campaign = installation.write(a_campaign_for, people)
    await platform.open_for(people)
    points = [0] * early + sorted(platform.chance.sample(range(1, people * 9 // 10), kills - early))
    for point in points:
        process = await installation.start(*roles)
        try:
            if point == 0:  # while it starts, plans and queues
                await asyncio.sleep(platform.chance.uniform(0.3, 3.0))
            else:
                await platform.has_sent(point, process)
            await process.kill()
        finally:
            await process.end()
    async with running(installation, *roles) as last:
        await until(lambda: installation.read(still_open, campaign) == 0, 120, "all steps ended", every=0.25)
        assert await last.stop() == 0
    return installation.read(ends_of, campaign, await platform.at_rest())


def check(ends: Ends, *, people: int, kills: int) -> None:
    """0 lost, 0 doubles (class R is never sent again), at most a window of uncertain ones for each kill."""
    print(f"{kills} kills, {people} recipients: {dict(ends.states)}, copies {dict(ends.copies)}, "
          f"uncertain that arrived {ends.uncertain_that_arrived}")  # fmt: skip
    assert ends.planned == people
    assert sum(ends.states.values()) == people, "a planned step without a message"
    assert set(ends.states) <= {State.ACCEPTED.value, State.UNCERTAIN.value}
    assert ends.accepted_without_arriving == [], "lost: the books say it arrived"
    assert ends.uncertain <= WINDOW * kills
    assert set(ends.copies) <= {0, 1}, "a reminder was sent twice"
    assert ends.copies[0] <= ends.uncertain, "lost and not listed"


async def test_3000_reminders_survive_25_kills(tmp_path: Path, platform: Platform) -> None:
    installation = installed(tmp_path / "office", platform)
    try:
        ends = await killed_campaign(installation, platform, "speak", "tick", people=3000, kills=25, early=4)
        check(ends, people=3000, kills=25)
    finally:
        installation.close()


async def test_a_process_with_all_roles_survives_being_killed(tmp_path: Path, platform: Platform) -> None:
    installation = installed(tmp_path / "office", platform)
    try:
        ends = await killed_campaign(installation, platform, people=200, kills=4, early=1)
        check(ends, people=200, kills=4)
    finally:
        installation.close()


async def test_reminders_survive_kills_on_postgresql(tmp_path: Path, platform: Platform, postgres: Cluster) -> None:
    installation = installed(tmp_path / "office", platform, DATABASE_URL=postgres.create("killed"))
    try:
        ends = await killed_campaign(installation, platform, "speak", "tick", people=300, kills=8, early=2)
        check(ends, people=300, kills=8)
    finally:
        installation.close()
        postgres.drop("killed")


async def test_what_must_arrive_arrives_and_a_kill_doubles_at_most_a_window(tmp_path: Path, platform: Platform) -> None:
    people, kills = 400, 10
    installation = installed(tmp_path / "office", platform)
    try:
        installation.write(notices, people)
        await platform.open_for(people)
        for point in sorted(platform.chance.sample(range(1, people * 9 // 10), kills)):
            async with running(installation, "speak") as process:
                await platform.has_sent(point, process)
                await process.kill()
        async with running(installation, "speak") as last:
            await until(lambda: not installation.read(waiting), 60, "all sent", every=0.1)
            assert await last.stop() == 0
        arrived = await platform.at_rest()
        copies = Counter(arrived[FIRST_CHAT + number] for number in range(people))
        print(f"{kills} kills, {people} notices: copies {dict(copies)}, {installation.read(states)}")
        assert copies[0] == 0, "lost"
        assert set(copies) <= {1, 2}, "more than two copies"
        assert copies[2] <= WINDOW * kills
        assert installation.read(states) == {State.ACCEPTED.value: people}
    finally:
        installation.close()


async def test_a_process_told_to_end_ends_in_time_and_leaves_nothing_uncertain(
    tmp_path: Path, platform: Platform
) -> None:
    people = 600
    installation = installed(tmp_path / "office", platform)
    try:
        campaign = installation.write(a_campaign_for, people)
        await platform.open_for(people)
        for _ in range(10):
            async with running(installation, "speak", "tick") as process:
                await platform.has_sent(platform.log.grown() + 20, process)
                assert await process.stop(within=10) == 0
        async with running(installation, "speak", "tick") as last:
            await until(lambda: installation.read(still_open, campaign) == 0, 60, "all steps ended", every=0.25)
            assert await last.stop() == 0
        ends = installation.read(ends_of, campaign, await platform.at_rest())
        assert ends.states == {State.ACCEPTED.value: people}
        assert ends.copies == {1: people}
    finally:
        installation.close()


def notices(books: Books, people: int) -> None:
    """So many messages that must arrive, one a chat."""
    for number in range(people):
        draft = Draft(
            contact_id=meet(books, "telegram", str(FIRST_CHAT + number)).id,
            account="telegram",
            purpose=f"notice:{number}",
            message=Outgoing(act=Act.SEND, text=f"Tin số {number}"),
            delivery_class=DeliveryClass.MUST_ARRIVE,
            lane=Lane.PERSONAL,
            guard=Guard.NOTICE,
            text_key="chat.folded",
            text_version=1,
        )
        assert queue(books, draft) is not None


def waiting(books: Books) -> bool:
    unfinished = outbox.c.state.in_([State.QUEUED.value, State.SENDING.value])
    return books.conn.execute(select(outbox.c.id).where(unfinished).limit(1)).first() is not None


def states(books: Books) -> dict[str, int]:
    return dict(Counter(books.conn.execute(select(outbox.c.state)).scalars()))
