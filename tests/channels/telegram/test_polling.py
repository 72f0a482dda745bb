"""Are updates heard by long polling, none lost, through crashes, conflicts and a platform that is away?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.channels.telegram.intake import RawUpdate
from bot.channels.telegram.polling import CONFLICT_WAIT, Polling, poll
from scheduler.delivery.senders import ChannelMisconfigured
from tests.channels.telegram.conftest import CHAT
from tests.fakes.bot_api import FakeBotApi, Fault, Trouble
from tests.fakes.citizen import Citizen


class Inbox:
    """Takes batches, may refuse some, and tells those who wait."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.refusals = 0
        self._came = asyncio.Condition()

    async def receive(self, updates: list[RawUpdate]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("disk full")
        self.taken += [update.update_id for update in updates]
        async with self._came:
            self._came.notify_all()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(60), self._came:
            await self._came.wait_for(lambda: len(self.taken) >= count)


class Sleeps:
    """Does not sleep; remembers how long it was asked to, and lets the loop run."""

    def __init__(self, after: Callable[[], None] = lambda: None) -> None:
        self.asked: list[float] = []
        self._after = after

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        self._after()
        await asyncio.sleep(0)


def polling(api: FakeBotApi, sleeps: Sleeps | None = None, conflict: Callable[[str], None] | None = None) -> Polling:
    return Polling(token=api.token, api_base=api.base, wait=5, sleep=sleeps or Sleeps(), conflict=conflict)


@asynccontextmanager
async def running(inbox: Inbox, how: Polling) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poll(inbox.receive, how))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, ChannelMisconfigured):
            await task


async def test_updates_come_in_order_and_are_confirmed_after_they_are_stored(api: FakeBotApi, citizen: Citizen) -> None:
    inbox = Inbox()
    async with running(inbox, polling(api)):
        for number in range(3):
            await citizen.write(f"tin {number}")
            await inbox.has(number + 1)
        assert await api.world.wait_until(lambda: not api.updates.pending, 60)
    assert inbox.taken == sorted(set(inbox.taken))
    assert len(inbox.taken) == 3


async def test_what_was_waiting_before_the_start_comes_too(api: FakeBotApi, citizen: Citizen) -> None:
    for number in range(250):
        await citizen.write(f"tin {number}")
    inbox = Inbox()
    async with running(inbox, polling(api)):
        await inbox.has(250)
    assert len(set(inbox.taken)) == 250


async def test_an_update_that_could_not_be_stored_comes_again(api: FakeBotApi, citizen: Citizen) -> None:
    inbox, sleeps = Inbox(), Sleeps()
    inbox.refusals = 3
    await citizen.write("xin chào")
    async with running(inbox, polling(api, sleeps)):
        await inbox.has(1)
    assert len(inbox.taken) == 1
    assert len(sleeps.asked) == 3


async def test_a_restart_before_the_confirmation_hears_the_same_update_again(api: FakeBotApi, citizen: Citizen) -> None:
    await citizen.write("xin chào")
    first, second = Inbox(), Inbox()

    async def store_and_die(updates: list[RawUpdate]) -> None:
        await first.receive(updates)
        await asyncio.Event().wait()  # killed here: stored, and the platform does not know

    task = asyncio.create_task(poll(store_and_die, polling(api)))
    await first.has(1)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    async with running(second, polling(api)):
        await second.has(1)
    assert first.taken == second.taken


async def test_an_update_after_a_restart_is_heard_once(api: FakeBotApi, citizen: Citizen) -> None:
    inbox = Inbox()
    for number in range(2):
        async with running(inbox, polling(api)):
            await citizen.write(f"tin {number}")
            await inbox.has(number + 1)
            assert await api.world.wait_until(lambda: not api.updates.pending, 60)
    assert len(set(inbox.taken)) == len(inbox.taken) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(trouble=Trouble.CLOSE_BEFORE),
        Fault(trouble=Trouble.CLOSE_AFTER),
        Fault(trouble=Trouble.STATUS_BEFORE, code=502),
        Fault(trouble=Trouble.HTML_BEFORE, code=503),
        Fault(trouble=Trouble.GARBAGE),
        Fault(trouble=Trouble.OK_FALSE),
        Fault(trouble=Trouble.REDIRECT, description="http://127.0.0.1:9/"),
    ],
    ids=lambda fault: str(fault.trouble),
)
async def test_a_platform_in_trouble_is_asked_again_more_and_more_slowly(
    api: FakeBotApi, citizen: Citizen, fault: Fault
) -> None:
    await citizen.write("xin chào")
    again = Fault(trouble=fault.trouble, method="getUpdates", times=8, code=fault.code, description=fault.description)
    api.faults.append(again)
    inbox, sleeps = Inbox(), Sleeps()
    async with running(inbox, polling(api, sleeps)):
        await inbox.has(1)
    assert len(sleeps.asked) == 8
    assert 0.25 <= sleeps.asked[0] <= 0.5
    assert 15 <= sleeps.asked[-1] <= 30


async def test_a_platform_that_is_away_is_found_again(api: FakeBotApi, citizen: Citizen) -> None:
    await api.stop()
    away = asyncio.Event()
    inbox, sleeps = Inbox(), Sleeps(after=away.set)
    async with running(inbox, polling(api, sleeps)):
        await asyncio.wait_for(away.wait(), 60)
        await api.start()
        await citizen.write("xin chào")
        await inbox.has(1)


async def test_a_conflict_is_told_and_waited_out(api: FakeBotApi, citizen: Citizen) -> None:
    told: list[str] = []
    await api.do("fault", trouble="status_before", method="getUpdates", code=409, description="Conflict: webhook")
    await citizen.write("xin chào")
    inbox, sleeps = Inbox(), Sleeps()
    async with running(inbox, polling(api, sleeps, conflict=told.append)):
        await inbox.has(1)
    assert told == ["Conflict: webhook"]
    assert sleeps.asked == [CONFLICT_WAIT]


async def test_two_pollers_end_each_other_and_both_say_so(api: FakeBotApi) -> None:
    told: list[str] = []
    both = asyncio.Event()
    sleeps = Sleeps(after=both.set)
    async with running(Inbox(), polling(api, sleeps, conflict=told.append)):
        await api.world.wait_until(lambda: api.updates.polled, 60)
        async with running(Inbox(), polling(api, conflict=told.append)):
            await asyncio.wait_for(both.wait(), 60)
    assert told[0].startswith("Conflict: terminated by other getUpdates request")


@pytest.mark.parametrize(("said", "waited"), [(7, 7.0), (None, 60.0), (10**6, 86_400.0)])
async def test_a_429_is_waited_out_as_long_as_it_says(
    api: FakeBotApi, citizen: Citizen, said: int | None, waited: float
) -> None:
    await api.do("fault", trouble="too_many", method="getUpdates", retry_after=said)
    await citizen.write("xin chào")
    inbox, sleeps = Inbox(), Sleeps()
    async with running(inbox, polling(api, sleeps)):
        await inbox.has(1)
    assert sleeps.asked == [waited]


async def test_a_refused_token_ends_the_polling_with_a_remedy_and_without_the_token(api: FakeBotApi) -> None:
    how = Polling(token="4200000002:" + "s" * 30, api_base=api.base)
    with pytest.raises(ChannelMisconfigured, match=r"refuses 4200000002:\*\*\*.*GANDAN_TELEGRAM_TOKEN") as refused:
        await poll(Inbox().receive, how)
    assert "ssss" not in f"{refused.value}{how}"


async def test_an_unreadable_update_does_not_stop_the_others(api: FakeBotApi) -> None:
    await api.do("inject", update={"update_id": 2**70, "message": {"chat": {"id": CHAT}}})
    api.updates.pending.insert(0, {"update_id": 100, "message": {"chat": {"id": CHAT}}})
    inbox = Inbox()
    async with running(inbox, polling(api)):
        await inbox.has(1)
    assert inbox.taken[0] == 100


async def test_it_asks_only_for_the_kinds_we_handle_and_stops_at_once(api: FakeBotApi) -> None:
    async with running(Inbox(), replace(polling(api), wait=50)) as task:
        await api.world.wait_until(lambda: api.updates.polled, 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 20)  # the question that is open would be answered after 50
    assert api.updates.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]
