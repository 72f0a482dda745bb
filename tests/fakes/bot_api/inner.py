"""How does the same Bot API answer inside a process, without a wire, in a time that somebody else counts?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from telegram.request import RequestData

from bot.channels.telegram.calls import NeverLeft, NoAnswer
from bot.channels.telegram.wire import AiohttpWire
from tests.fakes.bot_api.answers import ApiError
from tests.fakes.bot_api.server import FakeBotApi
from tests.fakes.bot_api.world import Call

BASE = "http://inner"


class InnerBotApi(FakeBotApi):
    """Never listens; ``now`` is the clock of its log. While it is ``away`` nobody can connect."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self.world.wall = now
        self.away = False

    async def ask(self, method: str, sent: dict[str, Any]) -> web.Response | None:
        """One request; None when the connection was dropped instead of answered."""
        call = Call(at=self._now(), method=method, chat_id=None, status=0, effect=False)
        dropped: list[web.Response] = []

        def cut() -> web.Response:
            dropped.append(web.Response())
            return dropped[0]

        try:
            answer = await self._hear(call, sent, {}, [], cut)
        except ApiError as refusal:
            answer = self._refuse(call, refusal)
        finally:
            self._record(call)
        return None if dropped else answer


class InnerWire(AiohttpWire):
    """The sender's wire to it. ``before``: what happens to a request on its way (a cut line, a process that is frozen)."""

    def __init__(self, api: InnerBotApi, timeout: float = 10, before: Callable[[], Any] | None = None) -> None:
        super().__init__(timeout)
        self._api = api
        self._before = before

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def _post(self, url: str, request_data: RequestData | None) -> tuple[int, bytes]:
        if self._before is not None:
            await self._before()
        if self._api.away:
            raise NeverLeft("connection refused")
        sent = dict(request_data.parameters) if request_data is not None else {}
        try:
            async with asyncio.timeout(self.read_timeout):
                answer = await self._api.ask(url.rpartition("/")[2], sent)
        except TimeoutError:
            raise NoAnswer("no answer in time") from None
        if answer is None:
            raise NoAnswer("connection reset")
        assert isinstance(answer.body, bytes)
        return answer.status, answer.body
