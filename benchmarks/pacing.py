"""How much of a platform's limit is used without one refusal, and how long does a reply wait behind a campaign?"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import aiohttp

from benchmarks.data_set import ACCOUNT, DataSet, contact_id
from benchmarks.fake_api import fake_api
from benchmarks.measure import Figure, Goal, Measured, Sizes, fresh, interleaved, percentile
from benchmarks.outbound import TEXT
from benchmarks.place import Place, file_of
from benchmarks.servers import TOKEN
from casework.books import Books
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from scheduler.delivery.pacing import MOST_A_SECOND
from scheduler.delivery.senders import Outcome, Sender

_REPLY = "reply "
LIMIT = MOST_A_SECOND  # that we allow ourselves; the fake platform refuses the next one
SLOT_MS = 1000 / LIMIT
CHATS = 3_000  # more than are written to in a run


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    of = DataSet(decisions=CHATS, chats=CHATS, skewed=False)
    template = Path(file_of(place.sqlite(of)))

    def paced() -> Measured:
        file = place.folder / "paced.db"
        shutil.copyfile(template, file)
        with fake_api(LIMIT) as api:
            told = fresh("pacing:product", url=f"sqlite:///{file}", api=api, seconds=sizes.pacing_seconds)
        file.unlink()
        return told

    def looped() -> Measured:
        with fake_api(LIMIT) as api:
            return fresh("pacing:aiogram_loop", api=api, seconds=sizes.pacing_seconds / 2)

    found = interleaved(1, {"product": paced, "peer": looped})
    own, peer = found["product"], found["peer"]
    figure = partial(Figure, n=int(sizes.pacing_seconds))
    yield figure(bench=f"messages a second / the limit of {LIMIT}", product=own["per_second"], limit=LIMIT,
                 goal=Goal(at_least=0.97), unit="messages a second",
                 peer={"aiogram's example loop": peer["per_second"]})  # fmt: skip
    yield figure(bench="refusals while sending at the limit", product=own["refused"], limit=1.0, goal=Goal(at_most=0.0),
                 unit="429 answers", peer={"aiogram's example loop": peer["refused"]})  # fmt: skip
    yield figure(bench="reply during a campaign that fills the limit / one slot and 50 ms", product=own["reply_p99_ms"],
                 limit=SLOT_MS + 50, goal=Goal(at_most=1.0), unit="ms p99")  # fmt: skip


async def product(url: str, api: str, seconds: float) -> Measured:
    """A campaign that never ends on the product's default pace, and a reply now and then. The first second is left out."""
    from benchmarks.store import opened
    from bot.channels.telegram.sender import TelegramSender
    from scheduler.delivery.dispatch import Dispatcher
    from scheduler.delivery.pacing import Pace
    from scheduler.guards.at_sending import GUARDS

    with opened(url) as db:
        await db.write(_fill, int((seconds + 5) * LIMIT))
        waits: list[float] = []
        speaker = Dispatcher(db, _Noting(TelegramSender(ACCOUNT, TOKEN, api), waits), GUARDS, pace=Pace())
        running = asyncio.create_task(speaker.run())
        await asyncio.sleep(1.0)
        before, began = await stats(api), time.perf_counter()
        number = 0
        while time.perf_counter() - began < seconds:
            await db.write(_reply, number)
            number += 1
            await asyncio.sleep(0.37)
        after, took = await stats(api), time.perf_counter() - began
        speaker.stop()
        await running
    return {
        "per_second": (after["taken"] - before["taken"]) / took,
        "refused": after["refused"],
        "reply_p99_ms": percentile(waits, 0.99) * 1e3,
    }


class _Noting:
    """A sender that notes how long a reply waited, from its writing to the platform's answer."""

    def __init__(self, inner: Sender, waits: list[float]) -> None:
        self.account = inner.account
        self._inner, self._waits = inner, waits

    async def open(self) -> None:
        await self._inner.open()

    async def close(self) -> None:
        await self._inner.close()

    async def is_there(self) -> bool:
        return await self._inner.is_there()

    async def send(self, address: str, message: Outgoing, key: str) -> Outcome:
        outcome = await self._inner.send(address, message, key)
        if message.text.startswith(_REPLY):
            self._waits.append(time.perf_counter() - float(message.text.removeprefix(_REPLY)))
        return outcome


def _draft(chat: int, purpose: str, text: str, lane: Lane) -> Draft:
    return Draft(
        contact_id=contact_id(chat), account=ACCOUNT, purpose=purpose, message=Outgoing(act=Act.SEND, text=text),
        delivery_class=DeliveryClass.MUST_ARRIVE, lane=lane, guard=Guard.REPLY, text_key="start.welcome", text_version=1,
    )  # fmt: skip


def _fill(books: Books, messages: int) -> None:
    for chat in range(messages):
        queue(books, _draft(chat, f"campaign:{chat}", TEXT, Lane.CAMPAIGN))


def _reply(books: Books, number: int) -> None:
    queue(books, _draft(CHATS - 1 - number, f"reply:{number}", f"{_REPLY}{time.perf_counter()}", Lane.REPLY))


async def stats(api: str) -> dict[str, int]:
    """How many messages the fake platform took and refused."""
    async with aiohttp.ClientSession() as session, session.get(f"{api}/stats") as answer:
        told: dict[str, int] = await answer.json()
        return told


async def aiogram_loop(api: str, seconds: float) -> Measured:
    """The broadcast loop of aiogram's own examples: send, sleep a twentieth of a second, wait when told to."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramRetryAfter

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    end = time.perf_counter() + seconds
    try:
        while time.perf_counter() < end:
            try:
                await bot.send_message(700_000_000, TEXT)
                await asyncio.sleep(0.05)
            except TelegramRetryAfter as told:
                await asyncio.sleep(told.retry_after)
        counts = await stats(api)
    finally:
        await bot.session.close()
    return {"per_second": counts["taken"] / seconds, "refused": counts["refused"]}
