"""What does a heard update cost, from the webhook to the committed reply, beside handlers that keep nothing?"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks.data_set import ACCOUNT, DataSet, address
from benchmarks.fake_api import fake_api
from benchmarks.load import update
from benchmarks.measure import Figure, Goal, Measured, Sizes, fresh, interleaved
from benchmarks.place import Place
from benchmarks.servers import serving

CHATS = 200
TURNS = {"start": ("menu", 2.0), "free": ("free text", 3.5), "mine": ("my obligations", 5.0)}
_numbers = itertools.count(time.time_ns() // 1000, 1_000_000)  # no two rounds use the same update numbers


def run(sizes: Sizes, place: Place) -> Iterator[Figure]:
    url = place.sqlite(DataSet(decisions=sizes.decisions, chats=CHATS))
    with fake_api() as api:
        ways = {
            "bare": partial(_loaded, sizes, "bare", "echo"),
            "aiogram": partial(_loaded, sizes, "aiogram_echo", "echo"),
            "aiogram that sends": partial(_loaded, sizes, "aiogram_echo", "echo", api=api),
            **{text: partial(_loaded, sizes, "product", text, url=url) for text in TURNS},
        }
        found = interleaved(sizes.rounds, ways)
    bare, echo, sending = (found[name]["cpu_us"] for name in ("bare", "aiogram", "aiogram that sends"))
    for text, (name, times) in TURNS.items():
        cost = found[text]["cpu_us"]
        figure = partial(Figure, product=cost, unit="CPU us an update", n=sizes.updates)
        yield figure(bench=f"inbound {name} / aiogram's bare echo", limit=echo, goal=Goal(at_most=1.25),
                     peer={"aiogram echo that sends": sending})  # fmt: skip
        yield figure(bench=f"inbound {name} / aiohttp + msgspec", limit=bare, goal=Goal(at_most=times),
                     peer={"aiogram echo": echo, "aiogram echo that sends": sending})  # fmt: skip
    waits = found["start"]["p99_ms"]
    yield Figure(bench="inbound menu, wait at 32 connections / aiohttp + msgspec", product=waits,
                 limit=found["bare"]["p99_ms"], goal=Goal(at_most=3.0), unit="ms p99", n=sizes.updates,
                 peer={"aiogram echo": found["aiogram"]["p99_ms"]})  # fmt: skip
    yield _handlers(sizes, place)


def _loaded(sizes: Sizes, kind: str, text: str, **arguments: Any) -> Measured:
    with serving(kind, **arguments) as port:
        return fresh("load:drive", port=port, text=text, updates=sizes.updates, chats=CHATS, first=next(_numbers))


def _handlers(sizes: Sizes, place: Place) -> Figure:
    url = place.sqlite(DataSet(decisions=100, chats=10))
    many = {
        f"{count}": partial(fresh, "inbound:with_handlers", url=url, count=count, updates=sizes.updates)
        for count in (20, 200)
    }
    found = interleaved(sizes.rounds, many)
    return Figure(bench="inbound, 200 dialogues / 20", product=found["200"]["cpu_us"], limit=found["20"]["cpu_us"],
                  goal=Goal(at_most=1.05), unit="CPU us an update", n=sizes.updates)  # fmt: skip


def with_handlers(url: str, count: int, updates: int) -> Measured:
    """CPU of a turn through the product's switchboard with ``count`` dialogues, the right one being the last."""
    from aiogram import Bot, Dispatcher, Router
    from aiogram.types import Message

    from benchmarks.store import opened
    from bot.wiring import _Heard
    from casework.books import Books
    from handlers.dialogue_store import BooksStorage, TurnIsolation
    from handlers.inbox import receive
    from handlers.outbox_session import OutboxSession
    from handlers.switchboard import Dialogue, Switchboard
    from handlers.work import Listener

    async def nobody(*_: Any) -> None:
        raise AssertionError("no update is for this one")

    def dialogue(number: int) -> Dialogue:
        router = Router(name=f"dialogue-{number}")

        @router.message()
        async def answer(message: Message) -> None:
            await message.answer("Xin chào ông/bà.")

        return Dialogue(router=router, commands=(f"command{number}",))

    every = [dialogue(number) for number in range(count)]
    fallback = Dialogue(router=Router(name="fallback"))
    dispatcher = Dispatcher(storage=BooksStorage(), events_isolation=TurnIsolation())
    dispatcher.include_router(Switchboard(every, home=nobody, fallback=fallback, identify=nobody, unlock=nobody))
    bot = Bot(token="1:bench", session=OutboxSession())
    listener = Listener(dispatcher, bot, answers_presses={ACCOUNT: True})
    first, text = time.time_ns() // 1000, f"/command{count - 1}"

    def turns(books: Books, begin: int, many: int) -> float:
        heard = [_Heard(update_id=n, chat=address(0), body=update(n, 0, text)) for n in range(begin, begin + many)]
        receive(books, ACCOUNT, heard)
        began = time.process_time()
        while listener.handle_waiting(books):
            pass
        return time.process_time() - began

    with opened(url) as db:
        db.submit(turns, first, 64).result()
        pieces = [db.submit(turns, first + 1000 + n, 16).result() for n in range(0, updates, 16)]
    return {"cpu_us": sorted(pieces)[len(pieces) // 2] / 16 * 1e6}
