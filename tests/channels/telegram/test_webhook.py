"""Who gets past the webhook, and what is answered to everybody else?"""

from __future__ import annotations

import io
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict

from bot.channels.telegram.intake import RawUpdate
from bot.channels.telegram.webhook import SECRET_HEADER, delete_webhook, set_webhook, webhook_handler, webhook_info
from scheduler.delivery.senders import ChannelMisconfigured
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen

SECRET = "mot-bi-mat-du-dai_0123456789"
UPDATE = json.dumps({"update_id": 7, "message": {"chat": {"id": 5}, "text": "xin chào"}}).encode()


@dataclass
class Hook:
    """A running webhook and what came through it."""

    url: str = ""
    taken: list[RawUpdate] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    failures: int = 0

    async def receive(self, updates: list[RawUpdate]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.taken += updates


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/tg", webhook_handler(hook.receive, SECRET, hook.refused.append))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/tg"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def headers(*secrets: str, kind: str = "application/json") -> CIMultiDict[str]:
    return CIMultiDict([("Content-Type", kind), *((SECRET_HEADER, secret) for secret in secrets)])


async def post(http: aiohttp.ClientSession, hook: Hook, body: bytes, given: CIMultiDict[str]) -> int:
    async with http.post(hook.url, data=io.BytesIO(body), headers=given) as answer:
        assert await answer.text() == ""
        return answer.status


async def test_the_right_secret_brings_the_update_in(hook: Hook, http: aiohttp.ClientSession) -> None:
    assert await post(http, hook, UPDATE, headers(SECRET)) == 200
    assert hook.taken == [RawUpdate(update_id=7, chat_key="5", kind="message", body=UPDATE)]
    assert hook.refused == []


async def test_an_update_that_could_not_be_stored_is_not_confirmed(hook: Hook, http: aiohttp.ClientSession) -> None:
    hook.failures = 1
    assert [await post(http, hook, UPDATE, headers(SECRET)) for _ in range(2)] == [503, 200]
    assert len(hook.taken) == 1


@pytest.mark.parametrize(
    "secrets",
    [(), ("",), (SECRET[:-1],), (SECRET + "x",), (SECRET.upper(),), (SECRET, SECRET), (SECRET, "x"), ("bí mật",)],
)
async def test_no_wrong_or_doubled_secret_is_refused_before_anything_is_read(
    hook: Hook, http: aiohttp.ClientSession, secrets: tuple[str, ...]
) -> None:
    assert await post(http, hook, b"not even JSON", headers(*secrets, kind="text/plain")) == 403
    assert hook.refused == [403]


async def test_ten_thousand_wrong_secrets_never_reach_the_reader(hook: Hook, http: aiohttp.ClientSession) -> None:
    chance = random.Random(20261121)
    letters = "".join(chr(code) for code in range(0x21, 0x7F)) + "ăđêôơư"

    def near() -> tuple[str, ...]:
        place = chance.randrange(len(SECRET))
        kinds: list[tuple[str, ...]] = [
            (),
            ("".join(chance.choices(letters, k=chance.randrange(1, 60))),),
            (SECRET[:place] + chance.choice("!#$%&*+") + SECRET[place + 1 :],),
            (SECRET[:place],),
            (SECRET * chance.randrange(2, 100),),
            (SECRET, SECRET),
            ("sai", SECRET),
        ]
        return chance.choice(kinds)

    statuses = {await post(http, hook, UPDATE, headers(*near())) for _ in range(10_000)}
    assert statuses == {403}
    assert hook.taken == []
    assert len(hook.refused) == 10_000


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (UPDATE, "text/plain", 415),
        (UPDATE, "application/x-www-form-urlencoded", 415),
        (b"<html>", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"update_id": 1, "message": "\xff"}', "application/json", 400),
        (b'{"update_id": 1, "message": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b" " * (1024 * 1024 - len(UPDATE)) + UPDATE, "application/json", 200),
        (b" " * (1024 * 1024 - len(UPDATE) + 1) + UPDATE, "application/json", 413),
        (b'{"update_id": 9, "chuyen_la": {"a": 1}}', "application/json; charset=utf-8", 200),
        (b'{"update_id": 9007199254740993, "message": {}}', "application/json", 200),
    ],
    ids=["text", "form", "html", "empty", "not-utf8", "nan", "deep", "1MiB", "over-1MiB", "unknown-kind", "huge-id"],
)
async def test_with_the_right_secret_kind_size_and_content_decide(
    hook: Hook, http: aiohttp.ClientSession, body: bytes, kind: str, status: int
) -> None:
    assert await post(http, hook, body, headers(SECRET, kind=kind)) == status
    assert len(hook.taken) == (1 if status == 200 else 0)
    assert hook.refused == ([] if status == 200 else [status])


async def test_a_body_without_a_length_is_cut_off_at_the_limit(hook: Hook, http: aiohttp.ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    async with http.post(hook.url, data=endless(), headers=headers(SECRET)) as answer:
        assert answer.status == 413
    assert hook.taken == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_refused(hook: Hook, http: aiohttp.ClientSession, method: str) -> None:
    async with http.request(method, hook.url, headers=headers(SECRET)) as answer:
        assert answer.status == 405


async def test_the_platform_delivers_to_it_again_after_a_failure_and_only_once_after_success(
    hook: Hook, api: FakeBotApi, citizen: Citizen
) -> None:
    hook.failures = 2
    await set_webhook(api.token, hook.url, SECRET, api.base)
    await citizen.write("xin chào")
    await citizen.write("có ai không")
    assert await api.world.wait_until(lambda: not api.updates.pending, 60)
    assert [json.loads(update.body)["message"]["text"] for update in hook.taken] == ["xin chào", "có ai không"]
    assert [status for _, status in api.delivery.deliveries] == [503, 503, 200, 200]
    info = await webhook_info(api.token, api.base)
    assert (info.url, info.pending_update_count) == (hook.url, 0)
    await delete_webhook(api.token, api.base)
    assert (await webhook_info(api.token, api.base)).url == ""


async def test_a_webhook_that_the_platform_does_not_take_is_told_with_its_reason(api: FakeBotApi) -> None:
    with pytest.raises(ChannelMisconfigured, match=r"setWebhook for 4200000001:\*\*\*: 400 .*HTTPS") as refused:
        await set_webhook(api.token, "ftp://gandan.example/tg", SECRET, api.base)
    assert api.token not in str(refused.value)


def test_a_webhook_without_a_secret_cannot_be_made() -> None:
    with pytest.raises(ChannelMisconfigured, match="no secret"):
        webhook_handler(Hook().receive, "")
