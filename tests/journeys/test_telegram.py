"""A person on Telegram and a platform that has bad days: the product's own process, by polling and by webhook."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.channels.telegram import polling
from bot.channels.telegram.webhook import SECRET_HEADER, delete_webhook, set_webhook
from bot.roles import Role
from casework.books import Books
from casework.contacts import Contact, chat_print, meet
from casework.db.engine import Database
from casework.tables.contacts import contact as contacts
from casework.tables.questions import question
from messages.tables import outbox
from tests.dialogues.letters import DIGITS, MASKED, NAME, Letter, a_letter
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen
from tests.journeys.conftest import CHAT
from tests.journeys.live import SECRET, RunningClock, product

WELCOME = "Kính chào ông/bà"
BOTH_WAYS = pytest.mark.parametrize("mode", ["polling", "webhook"])


@pytest.fixture
async def letter(db: Database) -> Letter:
    """The agency, and a debtor who got a letter."""
    return await a_letter(db)


async def the_chat(db: Database, chat: int = CHAT) -> Contact:
    return await db.write(lambda books: meet(books, "telegram", str(chat)))


def shown(api: FakeBotApi, words: str, chat: int = CHAT) -> int:
    """How many messages with ``words`` the bot has put into the chat."""
    new = [call for call in api.effects if call.method == "sendMessage" and call.chat_id == chat]
    return sum(1 for call in new if words in (call.text or ""))


@BOTH_WAYS
async def test_somebody_is_greeted_shows_who_they_are_and_sees_their_case(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter, mode: str
) -> None:
    async with product(db, api, TELEGRAM_MODE=mode):
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        await citizen.press("Xem việc của tôi")
        await citizen.reads("12 ký tự")
        secret = await citizen.write(f"{letter.code} {DIGITS}")
        await citizen.reads(MASKED)
        await citizen.press("Đồng ý")
        assert await citizen.popup() is None
        await citizen.press("Không cần, xem tiếp")
        await citizen.reads("50.000.000 đồng")
    there = await the_chat(db)
    assert there.party_id == letter.case.debtor
    assert all(one["message_id"] != secret for one in await api.do("chat", chat_id=CHAT)), "the code stands there still"
    assert not any(NAME in (call.text or "") for call in api.calls)


@BOTH_WAYS
async def test_an_update_that_comes_five_times_has_one_effect(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter, mode: str
) -> None:
    async with product(db, api, TELEGRAM_MODE=mode) as live:
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        await citizen.press("Gặp cán bộ")
        await citizen.reads(lambda one: bool(one.text), "what an officer may be asked")
        await at_rest(api)
        update = an_update(91_000, "Tôi muốn hỏi về tiền lãi.")
        for _ in range(5):
            await redelivered(api, live.url, update, mode)
        await asyncio.gather(*(redelivered(api, live.url, update, mode) for _ in range(5)))
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        await at_rest(api)
    asked = await db.read(lambda books: books.conn.execute(select(func.count()).select_from(question)).scalar_one())
    assert asked == 1
    replies = await db.read(lambda books: purposes(books, "reply:telegram:91000:%"))
    assert len(replies) == 1
    assert shown(api, WELCOME) == 2


async def redelivered(api: FakeBotApi, url: str, update: dict[str, Any], mode: str) -> None:
    """The platform tells the same once more."""
    if mode == "polling":
        await api.do("inject", update=update)
        return
    assert await post(f"{url}/telegram", update) == 200


async def post(url: str, content: dict[str, Any]) -> int:
    """What a platform's request is answered with."""
    headers = {SECRET_HEADER: SECRET}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(url, json=content) as answer:
        return answer.status


async def test_nobody_asks_again_before_the_wait_is_over_not_even_a_new_process(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter
) -> None:
    async with product(db, api):
        await api.do("fault", trouble="too_many", method="sendMessage", retry_after=3)
        await citizen.write("/start")
        await until_called(api, "sendMessage")
    refused_at = next(call.at for call in api.calls if call.status == 429)
    async with product(db, api):
        await citizen.reads(WELCOME)
    sent_at = next(call.at for call in api.effects if call.method == "sendMessage")
    assert sent_at - refused_at >= 3
    assert shown(api, WELCOME) == 1


async def test_while_one_is_refused_for_pace_all_wait_and_all_are_served(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter
) -> None:
    others = [Citizen(api, CHAT + number) for number in range(1, 13)]
    async with product(db, api):
        await api.do("pace", per_second=30, per_chat=1)
        await api.do("fault", trouble="too_many", method="sendMessage", retry_after=1, times=2)
        for one in (citizen, *others):
            await one.write("/start")
        for one in (citizen, *others):
            await one.reads(WELCOME)
    assert [shown(api, WELCOME, CHAT + number) for number in range(13)] == [1] * 13


async def test_who_blocked_the_bot_is_left_alone_and_welcome_back(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter
) -> None:
    async with product(db, api):
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        refusal = {"code": 403, "description": "Forbidden: bot was blocked by the user"}
        await api.do("fault", trouble="status_before", method="sendMessage", **refusal)
        await citizen.write("nộp tiền ở đâu")
        await until(lambda: any(call.status == 403 for call in api.calls))
        await at_rest(api)
        assert await db.read(dead, CHAT)
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        assert not await db.read(dead, CHAT)
        await citizen.block()
        await at_rest(api)
        assert await db.read(dead, CHAT)


async def test_a_message_that_is_refused_does_not_hold_up_the_next(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter
) -> None:
    async with product(db, api):
        refusal = {"code": 400, "description": "Bad Request: can't parse something"}
        await api.do("fault", trouble="status_before", method="sendMessage", **refusal)
        await citizen.write("/start")
        await until(lambda: any(call.status == 400 for call in api.calls))
        await citizen.write("/start")
        await citizen.reads(WELCOME)
    assert shown(api, WELCOME) == 1
    assert sorted((await db.read(states)).values()) == ["accepted", "rejected"]


@pytest.mark.parametrize(("trouble", "copies"), [("close_before", 1), ("close_after", 2), ("garbage", 2)])
async def test_an_answer_that_never_comes_costs_at_most_one_copy_more_and_loses_nothing(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter, clock: RunningClock, trouble: str, copies: int
) -> None:
    async with product(db, api):
        await api.do("fault", trouble=trouble, method="sendMessage")
        await citizen.write("/start")
        await until_called(api, "sendMessage")
        await at_rest(api)
        clock.jump(timedelta(seconds=15))
        await Citizen(api, CHAT + 1).write("/start")  # something is said elsewhere: the outbox is looked at again
        await until(lambda: shown(api, WELCOME) == copies)
        await at_rest(api)
    assert shown(api, WELCOME) == copies
    assert set((await db.read(states)).values()) == {"accepted"}


@pytest.mark.slow
async def test_a_platform_that_hangs_keeps_nobody_waiting_for_ever(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter
) -> None:
    async with product(db, api):
        await api.do("fault", trouble="hang_after", method="sendMessage")
        await citizen.write("/start")
        await until_called(api, "sendMessage")
        other = Citizen(api, CHAT + 1, patience=9)  # whoever hangs is waited for ten
        await other.write("/start")
        await other.reads(WELCOME)
        await until(lambda: shown(api, WELCOME) == 2)  # ten seconds of patience, ten before the second try


async def test_a_platform_that_was_away_gets_everything_when_it_is_back(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter, clock: RunningClock
) -> None:
    async with product(db, api, TELEGRAM_MODE="webhook") as live:
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        await api.stop()
        assert await post(f"{live.url}/telegram", an_update(92_000, "/start")) == 200
        await until_async(lambda: deferred(db))
        await api.start()
        clock.jump(timedelta(seconds=15))
        await Citizen(api, CHAT + 1).write("/start")
        await until(lambda: shown(api, WELCOME) == 2)
    assert set((await db.read(states)).values()) == {"accepted"}


async def test_another_poller_does_not_make_the_bot_deaf(
    db: Database, api: FakeBotApi, citizen: Citizen, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "CONFLICT_WAIT", 0.3)
    async with product(db, api, roles=[Role.HEAR, Role.SPEAK]):
        await until(lambda: api.updates.polled)
        assert await post(f"{api.base}/bot{api.token}/getUpdates", {"timeout": 0}) == 200
        await until(lambda: any(call.status == 409 for call in api.calls))
        await citizen.write("/start")
        await citizen.reads(WELCOME)
        await set_webhook(api.token, "https://elsewhere.example/telegram", SECRET, api.base)
        await until(lambda: sum(call.status == 409 for call in api.calls) > 1)
        await delete_webhook(api.token, api.base)
        await citizen.write("/start")
        await citizen.reads(WELCOME)
    assert shown(api, WELCOME) == 2


# -- looking on --------------------------------------------------------------------------------------------------------


def an_update(number: int, text: str) -> dict[str, Any]:
    person = {"id": CHAT, "is_bot": False, "first_name": "Khách"}
    chat = {"id": CHAT, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text},
    }


async def until(true: Any, *, within: float = 60) -> None:
    async def asked() -> bool:
        return bool(true())

    await until_async(asked, within=within)


async def until_async(true: Any, *, within: float = 60) -> None:
    async with asyncio.timeout(within):
        while not await true():  # noqa: ASYNC110  # the books ring no bell for tests
            await asyncio.sleep(0.01)


async def until_called(api: FakeBotApi, method: str) -> None:
    await until(lambda: any(call.method == method for call in api.calls))


async def at_rest(api: FakeBotApi) -> None:
    """Everything told has been heard, and for a while nothing was asked of the platform."""
    await until(lambda: not api.updates.pending)
    asked = -1
    while asked != len(api.effects):
        asked = len(api.effects)
        await asyncio.sleep(0.3)


def states(books: Books) -> dict[int, str]:
    """Each new message by its state."""
    rows = books.conn.execute(select(outbox.c.id, outbox.c.state).where(outbox.c.act == "send"))
    return {row.id: row.state for row in rows}


def purposes(books: Books, like: str) -> list[str]:
    return list(books.conn.execute(select(outbox.c.purpose).where(outbox.c.purpose.like(like))).scalars())


async def deferred(db: Database) -> bool:
    query = select(outbox.c.id).where(outbox.c.reason.like("deferred:%"))
    return await db.read(lambda books: books.conn.execute(query).first() is not None)


def dead(books: Books, chat: int) -> bool:
    query = select(contacts.c.dead_since).where(contacts.c.address_print == chat_print(books, "telegram", str(chat)))
    return books.conn.execute(query).scalar() is not None
