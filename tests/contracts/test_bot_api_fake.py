"""Is the fake Bot API a Bot API? Two independent client libraries talk to it, and planted mistakes are caught."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import FormData, web

from tests.fakes.bot_api import FakeBotApi, Fault, Pace, Trouble, busiest_second, smallest_gap
from tests.fakes.bot_api.remote import bot_api_process
from tests.fakes.bot_api.schema import facts, problems_of_object, value_fits
from tests.fakes.citizen import Citizen

CHAT = 700_000_001


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        await api.do("person", chat_id=CHAT)
        yield api


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ask(http: aiohttp.ClientSession, api: FakeBotApi, method: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    async with http.post(f"{api.base}/bot{api.token}/{method}", json=fields) as answer:
        return answer.status, await answer.json()


def keyboard(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Xem", **button}]]}


async def test_python_telegram_bot_can_do_everything_the_product_does(api: FakeBotApi) -> None:
    import telegram as ptb

    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Xem", callback_data="v1")]])
    async with ptb.Bot(api.token, base_url=f"{api.base}/bot", base_file_url=f"{api.base}/file/bot") as bot:
        assert bot.username == "gan_dan_thu_bot"
        sent = await bot.send_message(
            CHAT, "Kính chào ông/bà", reply_markup=markup, link_preview_options=ptb.LinkPreviewOptions(is_disabled=True)
        )
        assert sent.reply_markup == markup
        paper = await bot.send_document(CHAT, b"BEGIN:VCALENDAR", filename="lich.ics", caption="Lịch hẹn")
        assert paper.document is not None
        assert paper.document.file_name == "lich.ics"
        picture = await bot.send_photo(CHAT, b"\x89PNG", filename="qr.png", caption="Mã", protect_content=True)
        assert picture.photo
        assert picture.has_protected_content
        edited = await bot.edit_message_text("Nội dung", CHAT, sent.message_id)
        assert isinstance(edited, ptb.Message)
        assert edited.text == "Nội dung"
        again = await bot.edit_message_reply_markup(CHAT, sent.message_id, reply_markup=markup)
        assert isinstance(again, ptb.Message)
        pressed = await api.do("press", chat_id=CHAT, message_id=sent.message_id, data="v1")
        update = (await bot.get_updates())[0]
        assert update.callback_query is not None
        assert update.callback_query.data == "v1"
        assert await bot.answer_callback_query(pressed["callback_id"], "Đã mở")
        assert await bot.set_my_commands([("start", "Bắt đầu")])
        assert await bot.delete_message(CHAT, picture.message_id)
        assert await bot.set_webhook("https://gandan.example/hook", secret_token="s" * 32)
        assert (await bot.get_webhook_info()).url == "https://gandan.example/hook"
        assert await bot.delete_webhook()
    assert api.violations == []


async def test_aiogram_can_do_everything_the_product_does(api: FakeBotApi) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import (
        BotCommand,
        BufferedInputFile,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        LinkPreviewOptions,
        Message,
    )

    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Xem", callback_data="v1")]])
    async with Bot(api.token, session=AiohttpSession(api=TelegramAPIServer.from_base(api.base))) as bot:
        assert (await bot.get_me()).username == "gan_dan_thu_bot"
        sent = await bot.send_message(
            CHAT, "Kính chào ông/bà", reply_markup=markup, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )
        assert sent.reply_markup is not None
        assert sent.reply_markup.model_dump() == markup.model_dump()
        paper = await bot.send_document(CHAT, BufferedInputFile(b"BEGIN:VCALENDAR", "lich.ics"), caption="Lịch hẹn")
        assert paper.document is not None
        assert paper.document.file_name == "lich.ics"
        picture = await bot.send_photo(CHAT, BufferedInputFile(b"\x89PNG", "qr.png"), protect_content=True)
        assert picture.photo
        edited = await bot.edit_message_text(text="Nội dung", chat_id=CHAT, message_id=sent.message_id)
        assert isinstance(edited, Message)
        assert edited.text == "Nội dung"
        pressed = await api.do("press", chat_id=CHAT, message_id=sent.message_id, data="v1")
        update = (await bot.get_updates())[0]
        assert update.callback_query is not None
        assert update.callback_query.data == "v1"
        assert await bot.answer_callback_query(pressed["callback_id"], "Đã mở")
        assert await bot.set_my_commands([BotCommand(command="start", description="Bắt đầu")])
        assert await bot.delete_message(CHAT, picture.message_id)
        assert await bot.set_webhook("https://gandan.example/hook", secret_token="s" * 32)
        assert (await bot.get_webhook_info()).url == "https://gandan.example/hook"
        assert await bot.delete_webhook()
    assert api.violations == []


async def test_every_update_has_only_fields_of_the_field_list(api: FakeBotApi) -> None:
    citizen = Citizen(api, CHAT)
    number = await citizen.write("/start K7Q2-ABCD")
    await citizen.correct(number, "tôi nhầm")
    await citizen.send(voice={"file_id": "v", "file_unique_id": "u", "duration": 3})
    await citizen.block()
    await citizen.unblock()
    updates = api.updates.pending
    assert [next(kind for kind in one if kind != "update_id") for one in updates] == [
        "message",
        "edited_message",
        "message",
        "my_chat_member",
        "my_chat_member",
    ]
    for one in updates:
        assert problems_of_object(one, facts()["types"]["Update"]) == []


async def test_answers_have_the_types_that_the_field_list_promises(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    sent: dict[str, dict[str, Any]] = {
        "getMe": {},
        "sendMessage": {"chat_id": CHAT, "text": "một", "reply_markup": keyboard(callback_data="a")},
        "editMessageText": {"chat_id": CHAT, "message_id": 1, "text": "hai"},
        "getWebhookInfo": {},
        "sendChatAction": {"chat_id": CHAT, "action": "typing"},
        "getMyCommands": {},
        "deleteMessage": {"chat_id": CHAT, "message_id": 1},
    }
    for method, fields in sent.items():
        status, answer = await ask(http, api, method, **fields)
        assert status == 200, (method, answer)
        assert value_fits(answer["result"], facts()["returns"][method]), (method, answer)


@pytest.mark.parametrize(
    ("method", "fields", "violation"),
    [
        ("sendMessage", {"chat_id": CHAT}, "missing field 'text'"),
        ("sendMessage", {"chat_id": CHAT, "text": "a", "parsemode": "x"}, "unknown field 'parsemode'"),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "a", "protect_content": "yes"},
            "field 'protect_content' is not JSON",
        ),
        ("sendMessage", {"chat_id": CHAT, "text": "a", "protect_content": 1}, "'protect_content' has a wrong type"),
        ("sendMessage", {"chat_id": CHAT, "text": "a", "reply_markup": {"inline_keyboard": [[{"url": "x"}]]}}, "type"),
        ("sendMessage", {"chat_id": CHAT, "text": "   "}, "message text is empty"),
        ("sendMessage", {"chat_id": CHAT, "text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": CHAT, "text": "a", "reply_markup": keyboard()}, "exactly one action"),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(callback_data="ă" * 33)},
            "BUTTON_DATA",
        ),
        ("sendMessage", {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(url="gandan")}, "BUTTON_URL"),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "a", "reply_markup": keyboard(url="https://t.me/x?start=mã")},
            "START_PARAM",
        ),
        ("sendDocument", {"chat_id": CHAT, "document": "attach://none"}, "file part that was not sent"),
        ("editMessageCaption", {"chat_id": CHAT, "message_id": 1, "caption": "a" * 1025}, "caption is too long"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
        ("setWebhook", {"url": "https://a.example", "secret_token": "dấu"}, "secret token"),
        ("getUpdates", {"timeout": 51}, "timeout must be"),
    ],
)
async def test_a_planted_mistake_is_refused_and_recorded(
    api: FakeBotApi, http: aiohttp.ClientSession, method: str, fields: dict[str, Any], violation: str
) -> None:
    status, answer = await ask(http, api, method, **fields)
    assert (status, answer["ok"]) == (400, False)
    assert any(violation in one for one in api.violations), api.violations
    assert api.effects == []


async def test_an_unknown_method_a_wrong_token_and_no_token_are_told_apart(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    statuses = []
    for path in (f"bot{api.token}/sendMesage", "bot42:other/getMe", "botnonsense/getMe"):
        async with http.post(f"{api.base}/{path}") as answer:
            statuses.append((answer.status, (await answer.json())["description"]))
    assert statuses == [(404, "Not Found: method not found"), (401, "Unauthorized"), (404, "Not Found")]
    assert api.violations == ["sendMesage: no such method"]


async def test_text_of_exactly_4096_units_passes_in_each_encoding(api: FakeBotApi, http: aiohttp.ClientSession) -> None:
    text = "😀" * 2048
    address = f"{api.base}/bot{api.token}/sendMessage"
    parts = FormData({"chat_id": str(CHAT), "text": text}, default_to_multipart=True)
    for body in (
        {"data": {"chat_id": str(CHAT), "text": text}},
        {"json": {"chat_id": CHAT, "text": text}},
        {"data": parts},
    ):
        async with http.post(address, **body) as answer:
            assert answer.status == 200, await answer.text()
    assert [message.text for message in api.world.chat(CHAT)] == [text] * 3
    assert api.violations == []


async def test_an_attached_file_is_stored_whole(api: FakeBotApi, http: aiohttp.ClientSession) -> None:
    content = bytes(range(256)) * 300
    form = FormData({"chat_id": str(CHAT), "document": "attach://part7"}, quote_fields=False)
    form.add_field("part7", content, filename="giấy.pdf", content_type="application/pdf")
    async with http.post(f"{api.base}/bot{api.token}/sendDocument", data=form) as answer:
        assert answer.status == 200, await answer.text()
    stored = api.world.chat(CHAT)[0].file
    assert stored is not None
    assert (stored.name, stored.mime, stored.content) == ("giấy.pdf", "application/pdf", content)


async def test_people_who_cannot_be_reached_are_refused_as_the_real_server_does(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    answers = [await ask(http, api, "sendMessage", chat_id=1, text="a")]
    for standing in ("blocked", "deactivated"):
        await api.do("stand", chat_id=CHAT, standing=standing)
        answers.append(await ask(http, api, "sendMessage", chat_id=CHAT, text="a"))
    assert [(status, answer["description"]) for status, answer in answers] == [
        (400, "Bad Request: chat not found"),
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
    ]
    assert api.violations == []


async def test_the_same_edit_twice_and_an_edit_of_nothing_are_refused(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    _, sent = await ask(http, api, "sendMessage", chat_id=CHAT, text="một")
    number = sent["result"]["message_id"]
    first, _ = await ask(http, api, "editMessageText", chat_id=CHAT, message_id=number, text="hai")
    same, why = await ask(http, api, "editMessageText", chat_id=CHAT, message_id=number, text="hai")
    none, gone = await ask(http, api, "editMessageText", chat_id=CHAT, message_id=999, text="hai")
    assert (first, same, none) == (200, 400, 400)
    assert "message is not modified" in why["description"]
    assert gone["description"] == "Bad Request: message to edit not found"
    assert (await Citizen(api, CHAT).sees("hai")).edits == ["một"]


async def test_a_button_pressed_too_long_ago_cannot_be_answered(api: FakeBotApi, http: aiohttp.ClientSession) -> None:
    citizen = Citizen(api, CHAT)
    await ask(http, api, "sendMessage", chat_id=CHAT, text="một", reply_markup=keyboard(callback_data="a"))
    await citizen.press("Xem")
    callback_id = api.updates.pending[0]["callback_query"]["id"]
    assert (await ask(http, api, "answerCallbackQuery", callback_query_id=callback_id, text="Vâng"))[0] == 200
    assert await citizen.popup() == "Vâng"
    await api.do("expire_buttons")
    status, answer = await ask(http, api, "answerCallbackQuery", callback_query_id=callback_id)
    assert status == 400
    assert "query is too old" in answer["description"]


async def test_an_update_is_given_again_until_its_offset_is_confirmed(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    citizen = Citizen(api, CHAT)
    await citizen.write("một")
    await citizen.write("hai")
    for _ in range(2):
        _, answer = await ask(http, api, "getUpdates")
        assert [one["message"]["text"] for one in answer["result"]] == ["một", "hai"]
    _, answer = await ask(http, api, "getUpdates", offset=answer["result"][0]["update_id"] + 1)
    assert [one["message"]["text"] for one in answer["result"]] == ["hai"]


async def test_a_second_poller_ends_the_first_and_a_webhook_forbids_polling(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    first = asyncio.create_task(ask(http, api, "getUpdates", timeout=30))
    await api.world.wait_until(lambda: api.updates.polled, 60)
    second = asyncio.create_task(ask(http, api, "getUpdates", timeout=30))
    status, answer = await first
    assert (status, answer["description"].startswith("Conflict: terminated by other getUpdates")) == (409, True)
    await ask(http, api, "setWebhook", url=f"{api.base}/nowhere")
    assert (await second)[0] == 409
    assert (await ask(http, api, "getUpdates"))[0] == 409


async def test_a_webhook_gets_its_secret_and_is_tried_again_until_it_says_yes(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    seen: list[tuple[str, str]] = []

    async def receive(request: web.Request) -> web.Response:
        update = json.loads(await request.read())
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], update["message"]["text"]))
        return web.Response(status=500 if len(seen) < 3 else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        await ask(http, api, "setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="abc")
        await Citizen(api, CHAT).write("xin chào")
        assert await api.world.wait_until(lambda: not api.updates.pending, 60)
    finally:
        await runner.cleanup()
    assert seen == [("abc", "xin chào")] * 3
    assert [status for _, status in api.delivery.deliveries] == [500, 500, 200]


async def test_too_fast_is_refused_with_the_seconds_to_wait_and_impatience_is_noted(
    api: FakeBotApi, http: aiohttp.ClientSession
) -> None:
    await api.do("pace", per_second=30, per_chat=1, retry_after=7)
    assert (await ask(http, api, "sendMessage", chat_id=CHAT, text="a"))[0] == 200
    status, answer = await ask(http, api, "sendMessage", chat_id=CHAT, text="b")
    assert (status, answer["parameters"]) == (429, {"retry_after": 7})
    assert api.impatient == []
    await ask(http, api, "getMe")
    assert [call.method for call in api.impatient] == ["getMe"]


def test_the_window_over_all_chats_refuses_the_thirty_first() -> None:
    pace = Pace(per_second=30)
    refused = [pace.refuses(chat, 100 + chat / 1000, new_message=True) for chat in range(31)]
    assert refused == [False] * 30 + [True]
    assert not pace.refuses(1, 101.5, new_message=True)


def test_windows_are_measured_from_instants() -> None:
    assert busiest_second([0.0, 0.5, 0.9, 1.0, 1.4]) == 4
    assert smallest_gap([3.0, 1.0, 1.25]) == 0.25


@pytest.mark.parametrize(
    ("trouble", "effects"),
    [
        (Trouble.CLOSE_BEFORE, 0),
        (Trouble.CLOSE_AFTER, 1),
        (Trouble.HANG_BEFORE, 0),
        (Trouble.HANG_AFTER, 1),
    ],
)
async def test_a_broken_call_has_its_effect_or_not_as_planned(
    api: FakeBotApi, http: aiohttp.ClientSession, trouble: Trouble, effects: int
) -> None:
    api.faults.append(Fault(trouble=trouble, method="sendMessage", seconds=0.05))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await ask(http, api, "sendMessage", chat_id=CHAT, text="a")
    assert len(api.world.chat(CHAT)) == effects
    assert len(api.effects) == effects
    assert (await ask(http, api, "sendMessage", chat_id=CHAT, text="b"))[0] == 200


async def test_a_restarted_server_keeps_its_port_and_its_chats(api: FakeBotApi, http: aiohttp.ClientSession) -> None:
    await ask(http, api, "sendMessage", chat_id=CHAT, text="trước")
    await api.stop()
    with pytest.raises(aiohttp.ClientError):
        await ask(http, api, "getMe")
    await api.start()
    await ask(http, api, "sendMessage", chat_id=CHAT, text="sau")
    assert [message.text for message in api.world.chat(CHAT)] == ["trước", "sau"]


async def test_as_a_process_it_keeps_a_log_of_every_effect(tmp_path: Path) -> None:
    log = tmp_path / "effects.jsonl"
    async with bot_api_process(log) as remote, aiohttp.ClientSession() as http:
        citizen = Citizen(remote, CHAT)
        await citizen.write("/start")
        await remote.do("fault", trouble="close_after", method="sendMessage")
        address = f"{remote.base}/bot{remote.token}/sendMessage"
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await http.post(address, json={"chat_id": CHAT, "text": "một"})
        shown = await citizen.reads("một")
        assert shown.by_bot
        assert (await remote.do("state"))["violations"] == []
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(one["method"], one["text"], one["effect"], one["status"]) for one in lines] == [
        ("sendMessage", "một", True, 0)
    ]


async def test_a_citizen_who_waits_in_vain_is_told_what_the_chat_shows(api: FakeBotApi) -> None:
    async def busy() -> None:
        while True:  # other people's traffic must not lengthen the wait
            api.world.changed()
            await asyncio.sleep(0)

    citizen = Citizen(api, CHAT, patience=0.05)
    await citizen.write("có ai không")
    traffic = asyncio.create_task(busy())
    with pytest.raises(AssertionError, match="person: 'có ai không'"):
        await citizen.reads("Kính chào")
    traffic.cancel()
