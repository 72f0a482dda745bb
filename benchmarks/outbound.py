"""What does one sent message cost, and one delivered from the outbox, beside a bare aiohttp client?"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data_set import ACCOUNT, FIRST, STATUSES, DataSet, contact_id, decision_id, party_id
from benchmarks.fake_api import fake_api
from benchmarks.measure import Figure, Goal, Measured, Sizes, Stopwatch, fresh, interleaved
from benchmarks.place import Place, file_of
from benchmarks.servers import TOKEN

IN_FLIGHT = 50
MOST_US = 450.0
TEXT = "Kính gửi ông/bà: khoản phải thi hành án theo quyết định số 123/QĐ-THADS sắp đến hạn. Xin xem chi tiết bên dưới."
Send = Callable[[int], Awaitable[None]]


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    yield from _sent(sizes)
    yield from _delivered(sizes, place)


def _sent(sizes: Sizes) -> Iterator[Figure]:
    with fake_api() as api:
        ways = {
            name: partial(fresh, f"outbound:{name}", api=api, messages=sizes.messages)
            for name in ("plain", "product", "telegram_as_shipped", "aiogram")
        }
        ways["telegram_as_shipped"] = partial(
            fresh, "outbound:telegram_as_shipped", api=api, messages=sizes.messages // 5
        )
        found = interleaved(sizes.rounds, ways)
    shipped, aiogram = found["telegram_as_shipped"]["cpu_us"], found["aiogram"]["cpu_us"]
    figure = partial(Figure, unit="CPU us a message", n=sizes.messages)
    yield figure(bench="outbound sender / plain aiohttp", product=found["product"]["cpu_us"],
                 limit=found["plain"]["cpu_us"], goal=Goal(at_most=1.45),
                 peer={"python-telegram-bot as shipped": shipped, "aiogram": aiogram})  # fmt: skip
    yield figure(bench="outbound sender / python-telegram-bot as shipped", product=found["product"]["cpu_us"],
                 limit=shipped, goal=Goal(at_most=0.2))  # fmt: skip


def _delivered(sizes: Sizes, place: Place) -> Iterator[Figure]:
    many = sizes.delivered * 3
    of = DataSet(decisions=many, chats=many, skewed=False)
    template = Path(file_of(place.sqlite(of)))
    most = sizes.delivered  # fewer than there are chats: some decisions are finished and not reminded of
    with fake_api() as api:

        def deliver(kind: str, window: int) -> Measured:
            file = place.folder / "delivered.db"
            shutil.copyfile(template, file)
            told = fresh(
                "outbound:delivered", url=f"sqlite:///{file}", api=api, kind=kind, window=window, messages=most
            )
            file.unlink()
            return told

        ways: dict[str, Callable[[], Measured]] = {
            "plain": partial(fresh, "outbound:plain", api=api, messages=sizes.messages)
        }
        for kind, window in (("reply", 3), ("reply", 5), ("reminder", 3), ("reminder", 5)):
            ways[f"{kind}, window {window}"] = partial(deliver, kind, window)
        found = interleaved(sizes.rounds, ways)
    for name in list(ways)[1:]:
        yield Figure(bench=f"delivered {name} / plain aiohttp", product=found[name]["cpu_us"],
                     limit=found["plain"]["cpu_us"], goal=Goal(at_most=2.5), unit="CPU us a message", n=most)  # fmt: skip
    yield Figure(bench=f"claim, render, send and record a reminder / {MOST_US:g} us", product=found["reminder, window 5"]["cpu_us"],
                 limit=MOST_US, goal=Goal(at_most=1.0), unit="CPU us a message", n=most,
                 peer={"window 3": found["reminder, window 3"]["cpu_us"], "plain aiohttp": found["plain"]["cpu_us"]})  # fmt: skip


async def _drive(send: Send, messages: int) -> Measured:
    async def some(numbers: Iterator[int]) -> None:
        for number in numbers:
            await send(number)

    async def all_of(many: int) -> None:
        numbers = iter(range(many))
        await asyncio.gather(*(some(numbers) for _ in range(IN_FLIGHT)))

    await all_of(max(messages // 10, 1))
    watch = Stopwatch()
    await all_of(messages)
    return {"cpu_us": watch.cpu() / messages * 1e6, "per_second": messages / watch.wall()}


async def plain(api: str, messages: int) -> Measured:
    """aiohttp as anybody would write it: one session, JSON out, JSON in."""
    import aiohttp
    import msgspec

    write, read = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode
    url, headers = f"{api}/bot{TOKEN}/sendMessage", {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:

        async def send(number: int) -> None:
            body = write({"chat_id": 700_000_000 + number, "text": TEXT})
            async with session.post(url, data=body, headers=headers) as answer:
                assert read(await answer.read())["ok"]

        return await _drive(send, messages)


async def product(api: str, messages: int) -> Measured:
    """The product's sender."""
    from bot.channels.telegram.sender import TelegramSender
    from messages.outgoing import Act, Outgoing
    from scheduler.delivery.senders import Accepted

    sender = TelegramSender(ACCOUNT, TOKEN, api)
    message = Outgoing(act=Act.SEND, text=TEXT)

    async def send(number: int) -> None:
        assert isinstance(await sender.send(str(700_000_000 + number), message, "k"), Accepted)

    await sender.open()
    try:
        return await _drive(send, messages)
    finally:
        await sender.close()


async def telegram_as_shipped(api: str, messages: int) -> Measured:
    """python-telegram-bot with the client that it brings."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    bot = Bot(TOKEN, base_url=f"{api}/bot", request=HTTPXRequest(connection_pool_size=IN_FLIGHT, pool_timeout=30))

    async def send(number: int) -> None:
        assert (await bot.send_message(700_000_000 + number, TEXT)).message_id

    async with bot:
        return await _drive(send, messages)


async def aiogram(api: str, messages: int) -> Measured:
    """aiogram's own client."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api), limit=IN_FLIGHT))

    async def send(number: int) -> None:
        assert (await bot.send_message(700_000_000 + number, TEXT)).message_id

    try:
        return await _drive(send, messages)
    finally:
        await bot.session.close()


async def delivered(url: str, api: str, kind: str, window: int, messages: int) -> Measured:
    """Claim, re-check, open, send and record, as the speaking role does it, until nothing is due.

    ``reply``: what a dialogue answered. ``reminder``: a campaign's nudges, with every guard of the claim, and the
    rendering of each nudge from its planned step.
    """
    from benchmarks.store import opened
    from bot.channels.telegram.sender import TelegramSender
    from scheduler.delivery.dispatch import Dispatcher
    from scheduler.delivery.pacing import Pace
    from scheduler.guards.at_sending import GUARDS

    with opened(url) as db:
        make = _queue_replies if kind == "reply" else _plan_reminders
        warm = max(messages // 10, 1)
        await db.write(make, 0, warm)
        pace = Pace(per_second=100_000, chat_gap=0)
        speaker = Dispatcher(db, TelegramSender(ACCOUNT, TOKEN, api), GUARDS, pace=pace, window=window)
        await _render(db)
        running = asyncio.create_task(speaker.run())
        await _until_sent(db)  # what is imported and prepared once is not counted, as with everybody here
        await db.write(make, warm, messages)
        watch = Stopwatch()
        await _render(db)
        await _until_sent(db)
        cpu = watch.cpu()
        speaker.stop()
        await running
        assert await db.read(_arrived) == warm + messages
    return {"cpu_us": cpu / messages * 1e6}


def _queue_replies(books: Any, first: int, messages: int) -> None:
    from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
    from messages.outgoing import Act, Button, Outgoing

    answer = Outgoing(act=Act.SEND, text=TEXT, buttons=((Button(text="Về đầu", data="home"),),))
    for chat in range(first, first + messages):
        queue(
            books,
            Draft(
                contact_id=contact_id(chat), account=ACCOUNT, purpose=f"reply:bench:{chat}", message=answer,
                delivery_class=DeliveryClass.MUST_ARRIVE, lane=Lane.REPLY, guard=Guard.REPLY, text_key="start.welcome",
                text_version=1,
            ),
        )  # fmt: skip


def _plan_reminders(books: Any, first: int, messages: int) -> None:
    """A running campaign whose steps are due now, for as many decisions, the ``first`` left out."""
    from datetime import timedelta

    from sqlalchemy import insert

    from benchmarks.planning import a_running_campaign
    from casework.decisions import Status
    from scheduler.steps.step import State
    from scheduler.tables import planned_step

    campaign, step = a_running_campaign(books)
    now = books.clock.now()
    upto = (first + messages) * 3 // 2 + 2
    reminded = [number for number in range(1, upto) if STATUSES[number % len(STATUSES)] is not Status.FINISHED]
    rows = [
        {
            "id": FIRST + number, "purpose": f"c:{campaign}:{step}:{number}", "campaign_id": campaign, "step_id": step,
            "decision_id": decision_id(number), "party_id": party_id(number), "due_at": now - timedelta(minutes=1),
            "useful_until": now + timedelta(days=5), "state": State.PENDING.value,
        }
        for number in reminded[first : first + messages]
    ]  # fmt: skip
    books.conn.execute(insert(planned_step), rows)


async def _render(db: Any) -> None:
    from scheduler.bell.reminders import queue_due

    while await db.write(queue_due):
        pass


async def _until_sent(db: Any) -> None:
    """Asked of the database, as anybody outside would; by its partial indexes, since what asking costs is measured too."""
    from sqlalchemy import literal_column, select

    from messages.tables import outbox

    waiting = [
        select(outbox.c.id).where(outbox.c.account == ACCOUNT, outbox.c.state == literal_column(state)).limit(1)
        for state in ("'queued'", "'sending'")
    ]

    def left(books: Any) -> bool:
        return any(books.conn.execute(one).first() is not None for one in waiting)

    while await db.read(left):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def _arrived(books: Any) -> int:
    from sqlalchemy import func, select

    from messages.tables import outbox

    return int(books.conn.execute(select(func.count()).where(outbox.c.state == "accepted")).scalar_one())
