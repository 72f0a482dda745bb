"""Which servers hear the same updates? The product's own road, aiogram's bare echo, and the barest handler.

Each runs in a process of its own, says its port on standard output, tells its CPU time at ``/cpu``, and ends when its
standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from aiohttp import web

from benchmarks.load import SECRET
from benchmarks.measure import port_of

TOKEN = "42:BenchmarkBenchmarkBenchmarkBench1"
Settle = Callable[[], Awaitable[None]]


class _Chat(msgspec.Struct):
    id: int


class _Message(msgspec.Struct):
    chat: _Chat
    text: str = ""


class _Update(msgspec.Struct):
    update_id: int
    message: _Message | None = None


async def _nothing() -> None:
    """Everything is done when the answer is out."""


def serving(kind: str, **arguments: Any) -> AbstractContextManager[int]:
    """A server of ``kind`` (a function of this module); its port."""
    return port_of(f"servers:{kind}", **arguments)


async def _serve(app: web.Application, settle: Settle = _nothing) -> dict[str, Any]:
    async def cpu(request: web.Request) -> web.Response:
        await settle()
        return web.json_response({"cpu": time.process_time()})

    app.router.add_get("/cpu", cpu)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()
    return {"ended": True}


async def bare() -> dict[str, Any]:
    """aiohttp and msgspec: read the fields that matter, answer in the response. Nothing is kept."""
    read, write = msgspec.json.Decoder(_Update).decode, msgspec.json.Encoder().encode

    async def answer(request: web.Request) -> web.Response:
        message = read(await request.read()).message
        said = {"method": "sendMessage", "chat_id": message.chat.id, "text": message.text} if message else {}
        return web.Response(body=write(said), content_type="application/json")

    app = web.Application()
    app.router.add_post("/telegram", answer)
    return await _serve(app)


async def aiogram_echo(api: str = "") -> dict[str, Any]:
    """aiogram's echo bot: one handler without a filter. Answers in the response, or by ``sendMessage`` to ``api``."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> Any:
        said = message.answer(message.text or "")
        return await said if api else said

    session = AiohttpSession(api=TelegramAPIServer.from_base(api)) if api else None
    bot = Bot(TOKEN, session=session)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(app, "/telegram")
    try:
        return await _serve(app)
    finally:
        await bot.session.close()


async def product(url: str) -> dict[str, Any]:
    """The product's webhook, inbox, dialogues and outbox as its own wiring puts them together; nothing is sent."""
    from pydantic import SecretStr
    from sqlalchemy import select

    from benchmarks.store import opened
    from bot.channels.telegram.webhook import webhook_handler
    from bot.roles import Role
    from bot.settings import Settings, TelegramMode
    from bot.wiring import Process
    from casework.books import Books
    from handlers.inbox import State
    from handlers.tables import inbox

    def waiting(books: Books) -> bool:
        return books.conn.execute(select(inbox.c.id).where(inbox.c.state == State.WAITING.value)).first() is not None

    values: dict[str, Any] = {
        "telegram_mode": TelegramMode.WEBHOOK,
        "telegram_webhook_url": "https://bot.example/telegram",
        "telegram_webhook_secret": SecretStr(SECRET),
    }
    with opened(url) as db:
        process = Process(Settings(**values), db)
        stopping = asyncio.Event()
        duties = [asyncio.ensure_future(duty(stopping)) for _, duty in process.duties([Role.HEAR])]

        async def settle() -> None:
            while await db.read(waiting):  # noqa: ASYNC110  # asked of the database, as anybody outside would
                await asyncio.sleep(0.005)

        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/telegram", webhook_handler(process.receive_telegram, SECRET))
        try:
            return await _serve(app, settle)
        finally:
            stopping.set()
            await asyncio.gather(*duties)
