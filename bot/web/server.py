"""How is one HTTP server made of the channels' routes? It only mounts what they describe."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from bot.channels.webchat.mount import routes as chat_routes
from bot.channels.webchat.pages import Masthead
from bot.channels.webchat.server import WebChat
from bot.settings import Settings, TelegramMode
from bot.web.health import Health
from bot.web.listening import ASKS_WITHIN, QUEUE, let_nobody_else_in, listening_socket, runner_of
from casework.agency import the_agency
from casework.clock import SystemClock
from casework.db.engine import Database
from handlers.inbox import receive

Receive = Callable[[Sequence[Any]], Awaitable[None]]
ANSWERS_WITHIN = 3.0  # seconds that a request which is being answered has, when the process is told to end
STARTED: list[int] = []  # the port in use, for whoever started us with port 0


class WebServer:
    """The HTTP side of one process."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        receive_telegram: Receive,
        knocks: Callable[[int], None],
        health: Health,
    ) -> None:
        self._settings = settings
        self._db = db
        self._receive_telegram = receive_telegram
        self._knocks = knocks
        self._health = health

    def application(self) -> tuple[web.Application, WebChat]:
        """The application and the chat whose streams must be ended before it stops."""
        secure = self._settings.public_url.startswith("https://")
        chat = WebChat(
            db=self._db,
            receive=receive,
            clock=SystemClock(),  # it only refills the limits, which must not stand still with a test's clock
            proxies=frozenset(self._settings.trusted_proxies),
            masthead=self._masthead,
            secure=secure,
        )
        app = web.Application(client_max_size=1 << 20)
        app.add_routes(chat_routes(chat))
        self._add_start_page(app)
        app.router.add_get("/health", self._health.answer)
        self._add_telegram(app)
        self._add_staff_page(app)
        self._add_console(app)
        return app, chat

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until told to stop; what has been accepted is answered first."""
        app, chat = self.application()
        runner = runner_of(app, ends_within=ANSWERS_WITHIN)
        await runner.setup()
        try:
            listener = listening_socket(self._settings.web_host, self._settings.web_port)
            site = web.SockSite(runner, listener, backlog=QUEUE)
            await site.start()
            STARTED[:] = [runner.addresses[0][1]]
            await stopping.wait()
            await let_nobody_else_in(listener)
            await site.stop()
            await asyncio.sleep(ASKS_WITHIN)
        finally:
            await chat.close()
            await runner.cleanup()

    def _add_telegram(self, app: web.Application) -> None:
        secret = self._settings.telegram_webhook_secret
        if self._settings.telegram_mode is not TelegramMode.WEBHOOK or secret is None:
            return
        from bot.channels.telegram.alarms import Knocks
        from bot.channels.telegram.webhook import webhook_handler

        refused = Knocks(tell=self._knocks).refused
        app.router.add_post("/telegram", webhook_handler(self._receive_telegram, secret.get_secret_value(), refused))

    def _add_start_page(self, app: web.Application) -> None:
        if not self._settings.demo:
            app.router.add_get("/", _to_chat)
            return
        from bot.demo.codes import codes_for
        from bot.demo.start_page import routes

        app.add_routes(routes(self._db, codes_for(self._db)))

    def _add_staff_page(self, app: web.Application) -> None:
        from bot.console.page import routes

        app.add_routes(routes(self._db, self._settings))

    def _add_console(self, app: web.Application) -> None:
        from bot.officers.routes import mount

        mount(app, self._db, self._settings)

    async def _masthead(self) -> Masthead:
        agency = await self._db.read(the_agency)
        if agency is None:
            raise web.HTTPServiceUnavailable(text="Hệ thống chưa sẵn sàng. Xin ông/bà quay lại sau ít phút.")
        return Masthead(name=agency.name, phone=agency.phone)


async def _to_chat(request: web.Request) -> web.Response:
    raise web.HTTPFound("/chat/")
