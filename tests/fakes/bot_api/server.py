"""How does a Bot API server answer over real HTTP, with every request checked and every effect recorded?"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.bot_api.answers import ApiError, too_many
from tests.fakes.bot_api.control import Control
from tests.fakes.bot_api.delivery import Delivery
from tests.fakes.bot_api.faults import BEFORE, Fault, Trouble, take_fault
from tests.fakes.bot_api.methods import Methods
from tests.fakes.bot_api.pace import Pace
from tests.fakes.bot_api.people import People
from tests.fakes.bot_api.requests import read_request
from tests.fakes.bot_api.rules import breaches
from tests.fakes.bot_api.schema import facts, knows, read_fields
from tests.fakes.bot_api.updates import Updates
from tests.fakes.bot_api.world import Call, World

TOKEN = "4200000001:thu-nghiem-khong-phai-ma-that-000000"
NEW_MESSAGE = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
Cut = Callable[[], web.Response]
PACED = NEW_MESSAGE | {"editMessageText", "editMessageCaption", "editMessageReplyMarkup", "deleteMessage"}


class FakeBotApi:
    """A strict Bot API for one bot on 127.0.0.1.

    ``async with FakeBotApi() as api:`` then ``api.base`` is the address to configure. ``violations`` must be empty at the
    end of a test; ``calls`` and ``world`` are the truth. ``stop()`` and ``start()`` keep the state and the port.
    """

    def __init__(self, *, token: str = TOKEN, port: int = 0, log: Path | None = None, also: Sequence[str] = ()) -> None:
        self.token = token
        self.port = port
        self._also = tuple(also)  # addresses of this machine besides 127.0.0.1: hosts in namespaces reach those
        self.world = World(int(token.partition(":")[0]))
        self.updates = Updates(self.world)
        self.people = People(self.world, self.updates)
        self.delivery = Delivery(self.world, self.updates)
        self.faults: list[Fault] = []
        self.pace = Pace()
        self.impatient: list[Call] = []  # requests made before an announced retry_after was over
        self._halt_until = 0.0
        self._methods = Methods(self.world, self.updates)
        self._control = Control(self)
        self._log = log
        self._now = time.monotonic  # an instance without a wire may live in virtual time
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def base(self) -> str:
        """Address of the API, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def violations(self) -> list[str]:
        """Every breach of the field list or of a limit, in words."""
        return self.world.violations

    @property
    def calls(self) -> list[Call]:
        """Every request in order, refused ones too."""
        return self.world.calls

    @property
    def effects(self) -> list[Call]:
        """The requests that changed something."""
        return [call for call in self.world.calls if call.effect]

    async def __aenter__(self) -> FakeBotApi:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; the same port as before when it was started once."""
        self._stopping = asyncio.Event()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/_control/{act}", self._control.over_http)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        for address in self._also:
            await web.TCPSite(self._runner, address, self.port, reuse_address=True).start()
        self.delivery.start()

    async def stop(self) -> None:
        """Stop listening and drop every open connection; the state stays."""
        self._stopping.set()
        self.world.changed()
        await self.delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def do(self, act: str, **given: Any) -> Any:
        """One act of the control room (``control.py``); the same words work on a fake in another process."""
        return await self._control.do(act, **given)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(at=self._now(), method=method, chat_id=None, status=0, effect=False, peer=request.remote)
        try:
            self._check_address(request.match_info["token"], method)
            sent, files, problems = await read_request(request)
            return await self._hear(call, sent, files, problems, partial(_cut, request))
        except ApiError as refusal:
            return self._refuse(call, refusal)
        finally:
            self._record(call)

    async def _hear(
        self, call: Call, sent: dict[str, Any], files: dict[str, Any], problems: list[str], cut: Cut
    ) -> web.Response:
        """Check and do what was asked; ``cut`` drops the connection of the one who asked. Raises ``ApiError``."""
        fields, more = read_fields(call.method, sent, files)
        call.fields = fields
        call.chat_id = fields.get("chat_id") if isinstance(fields.get("chat_id"), int) else None
        call.text = fields.get("text", fields.get("caption"))
        problems = problems + more or breaches(call.method, fields)
        if problems:
            self.world.violations += [f"{call.method}: {problem}" for problem in problems]
            raise ApiError(400, f"Bad Request: {problems[0]}")
        return await self._perform(cut, call, fields, files)

    def _check_address(self, token: str, method: str) -> None:
        if ":" not in token:
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if not knows(method):
            self.world.violations.append(f"{method}: no such method")
            raise ApiError(404, "Not Found: method not found")
        if method not in facts()["methods"]:
            self.world.violations.append(f"{method}: a real method that this fake does not play")
            raise ApiError(400, "Bad Request: not played by this fake")

    async def _perform(self, cut: Cut, call: Call, fields: dict[str, Any], files: dict[str, Any]) -> web.Response:
        fault = take_fault(self.faults, call.method, call.chat_id)
        call.fault = fault.trouble.value if fault else None
        self._check_pace(call)
        if fault and fault.trouble is Trouble.LATENCY:
            await asyncio.sleep(fault.seconds)
        if fault and fault.trouble in BEFORE:
            return await self._misbehave(cut, call, fault, None)
        if call.method == "getUpdates":
            result: Any = await self.updates.fetch(fields)
        else:
            result = self._methods.by_name[call.method](fields, files)
            call.effect = not call.method.startswith("get")
            call.message_id = result.get("message_id") if isinstance(result, dict) else fields.get("message_id")
        if fault and fault.trouble is not Trouble.LATENCY:
            return await self._misbehave(cut, call, fault, result)
        call.status = 200
        return web.json_response({"ok": True, "result": result})

    def _check_pace(self, call: Call) -> None:
        if call.method == "getUpdates":
            return
        if call.at < self._halt_until:
            self.impatient.append(call)
        if call.method in PACED and call.chat_id is not None:
            new_message = call.method in NEW_MESSAGE
            if self.pace.refuses(call.chat_id, call.at, new_message=new_message):
                raise too_many(self.pace.retry_after)

    def _refuse(self, call: Call, refusal: ApiError) -> web.Response:
        call.status = refusal.code
        call.description = refusal.description
        if "retry_after" in refusal.parameters:
            self._halt_until = max(self._halt_until, self._now() + refusal.parameters["retry_after"])
        return web.json_response(refusal.as_json(), status=refusal.code)

    async def _misbehave(self, cut: Cut, call: Call, fault: Fault, result: Any) -> web.Response:
        match fault.trouble:
            case Trouble.HANG_BEFORE | Trouble.HANG_AFTER:
                self._record(call)
                await _wait(self._stopping, fault.seconds)
                return cut()
            case Trouble.CLOSE_BEFORE | Trouble.CLOSE_AFTER:
                return cut()
            case Trouble.TOO_MANY:
                raise too_many(fault.retry_after)
            case Trouble.STATUS_BEFORE | Trouble.STATUS_AFTER:
                raise ApiError(fault.code, fault.description)
            case Trouble.REDIRECT:
                call.status = 302
                return web.Response(status=302, headers={"Location": fault.description})
            case Trouble.HTML_BEFORE | Trouble.HTML_AFTER:
                call.status = fault.code
                page = f"<html><body><h1>{fault.code}</h1></body></html>"
                return web.Response(status=fault.code, text=page, content_type="text/html")
        call.status = 200
        if fault.trouble is Trouble.GARBAGE:
            return web.Response(body=b'{"ok":true,"resu', content_type="application/json")
        if fault.trouble is Trouble.OK_FALSE:
            return web.json_response({"ok": False, "error_code": fault.code, "description": fault.description})
        without = {key: value for key, value in result.items() if key != "message_id"}
        return web.json_response({"ok": True, "result": without})

    def _record(self, call: Call) -> None:
        if call.recorded:
            return
        call.recorded = True
        self.world.calls.append(call)
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(call.as_json(), ensure_ascii=False) + "\n")
        self.world.changed()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
