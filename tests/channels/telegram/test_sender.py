"""What does the outbox learn of each message it sends on Telegram?"""

from __future__ import annotations

import asyncio
import base64
import logging
import socket
import subprocess
import sys
import traceback
from typing import Any

import pytest

from bot.channels.telegram.calls import Refusal
from bot.channels.telegram.sender import TelegramSender
from messages.outgoing import Act, Attachment, Button, Outgoing
from scheduler.delivery.senders import (
    Accepted,
    Barred,
    ChannelMisconfigured,
    NotSent,
    Outcome,
    Rejected,
    Sender,
    Throttled,
    Uncertain,
)
from tests.channels.telegram.conftest import CHAT
from tests.fakes.bot_api import FakeBotApi, Fault, Trouble
from tests.fakes.citizen import Citizen

ADDRESS = str(CHAT)
SEE = Button(text="Xem", data="v:K7Q2")
PAGE = Button(text="Trang của cơ quan", url="https://gandan.example/k")
ICS = Attachment(name="lịch hẹn.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
PNG = Attachment(name="qr.png", mime="image/png", content=b"\x89PNG\r\n\x1a\n" + bytes(200))

LARGE = Attachment(name="giay to.pdf", mime="application/pdf", content=bytes(range(256)) * 12_000)


def words(text: str = "Kính chào ông/bà", **more: Any) -> Outgoing:
    return Outgoing(act=Act.SEND, text=text, **more)


async def say(sender: Sender, **more: Any) -> str:
    outcome = await sender.send(ADDRESS, words(**more), "k1")
    assert isinstance(outcome, Accepted)
    assert outcome.message_id is not None
    return outcome.message_id


async def test_a_message_arrives_as_plain_text_with_its_buttons(sender: TelegramSender, citizen: Citizen) -> None:
    number = await say(sender, text="Ông/bà có 1 tin <b>mới</b> *K7Q2* [x](y)", buttons=((SEE,), (PAGE,)), protect=True)
    shown = (await citizen.messages())[0]
    assert str(shown.message_id) == number
    assert shown.text == "Ông/bà có 1 tin <b>mới</b> *K7Q2* [x](y)"
    assert shown.keyboard == [
        [{"text": "Xem", "callback_data": "v:K7Q2"}],
        [{"text": "Trang của cơ quan", "url": "https://gandan.example/k"}],
    ]
    assert shown.protected
    assert not shown.preview


async def test_a_message_is_not_protected_unless_asked(
    sender: TelegramSender, citizen: Citizen, api: FakeBotApi
) -> None:
    await say(sender)
    assert not (await citizen.messages())[0].protected
    assert "parse_mode" not in api.calls[-1].fields


@pytest.mark.parametrize(("act", "file"), [(Act.DOCUMENT, ICS), (Act.PHOTO, PNG), (Act.DOCUMENT, LARGE)])
async def test_a_file_arrives_whole_with_name_kind_and_caption(
    sender: TelegramSender, citizen: Citizen, api: FakeBotApi, act: Act, file: Attachment
) -> None:
    message = Outgoing(act=act, text="Lịch hẹn của ông/bà", attachment=file, buttons=((SEE,),), protect=True)
    assert isinstance(await sender.send(ADDRESS, message, "k1"), Accepted)
    shown = (await citizen.messages())[0]
    assert (shown.kind, shown.text, shown.labels, shown.protected) == (act, "Lịch hẹn của ông/bà", ["Xem"], True)
    stored = await api.do("file", chat_id=CHAT, message_id=shown.message_id)
    assert (stored["name"], stored["mime"]) == (file.name, file.mime)
    assert base64.b64decode(stored["base64"]) == file.content


async def test_an_edit_changes_the_text_and_takes_the_buttons_away(sender: TelegramSender, citizen: Citizen) -> None:
    number = await say(sender, buttons=((SEE,),))
    edit = Outgoing(act=Act.EDIT, text="Nội dung", message_id=number)
    assert await sender.send(ADDRESS, edit, "k2") == Accepted()
    shown = (await citizen.messages())[0]
    assert (shown.text, shown.keyboard, shown.edits) == ("Nội dung", [], ["Kính chào ông/bà"])


async def test_the_same_edit_again_counts_as_done(sender: TelegramSender) -> None:
    edit = Outgoing(act=Act.EDIT, text="Nội dung", message_id=await say(sender))
    assert [await sender.send(ADDRESS, edit, "k2") for _ in range(2)] == [Accepted(), Accepted()]


async def test_an_edit_without_text_changes_only_the_buttons(sender: TelegramSender, citizen: Citizen) -> None:
    edit = Outgoing(act=Act.EDIT, message_id=await say(sender), buttons=((SEE,),))
    assert await sender.send(ADDRESS, edit, "k2") == Accepted()
    shown = (await citizen.messages())[0]
    assert (shown.text, shown.labels) == ("Kính chào ông/bà", ["Xem"])


async def test_an_edit_under_a_file_changes_its_caption(sender: TelegramSender, citizen: Citizen) -> None:
    photo = Outgoing(act=Act.PHOTO, text="Mã chuyển khoản", attachment=PNG)
    sent = await sender.send(ADDRESS, photo, "k1")
    assert isinstance(sent, Accepted)
    edit = Outgoing(act=Act.EDIT, text="Đã ẩn đi cho kín", message_id=sent.message_id)
    assert await sender.send(ADDRESS, edit, "k2") == Accepted()
    assert (await citizen.messages())[0].text == "Đã ẩn đi cho kín"


async def test_an_edit_of_a_message_that_is_gone_is_refused(sender: TelegramSender) -> None:
    outcome = await sender.send(ADDRESS, Outgoing(act=Act.EDIT, text="a", message_id="99"), "k")
    assert outcome == Rejected(reason="400 Bad Request: message to edit not found")


async def test_a_deleted_message_is_gone_and_deleting_it_again_counts_as_done(
    sender: TelegramSender, citizen: Citizen
) -> None:
    delete = Outgoing(act=Act.DELETE, message_id=await say(sender))
    assert [await sender.send(ADDRESS, delete, "k2") for _ in range(2)] == [Accepted(), Accepted()]
    assert await citizen.messages() == []


@pytest.mark.parametrize(("text", "popup"), [("Đã ghi nhận", "Đã ghi nhận"), ("", None)])
async def test_a_pressed_button_is_answered(
    sender: TelegramSender, citizen: Citizen, api: FakeBotApi, text: str, popup: str | None
) -> None:
    await say(sender, buttons=((SEE,),))
    await citizen.press("Xem")
    callback_id = api.updates.pending[0]["callback_query"]["id"]
    assert await sender.send(ADDRESS, Outgoing(act=Act.ANSWER, text=text, callback_id=callback_id), "k2") == Accepted()
    assert await citizen.popup() == popup


async def test_an_answer_that_comes_too_late_is_refused_for_good(sender: TelegramSender) -> None:
    outcome = await sender.send(ADDRESS, Outgoing(act=Act.ANSWER, callback_id="123"), "k")
    assert isinstance(outcome, Rejected)
    assert not outcome.dead
    assert "query is too old" in outcome.reason


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(act=Act.EDIT, text="a"),
        Outgoing(act=Act.DELETE, message_id="không phải số"),
        Outgoing(act=Act.ANSWER),
        Outgoing(act=Act.PHOTO, text="a"),
    ],
)
async def test_what_lacks_its_object_is_refused_before_the_wire(
    sender: TelegramSender, api: FakeBotApi, message: Outgoing
) -> None:
    asked = len(api.calls)
    outcome = await sender.send(ADDRESS, message, "k")
    assert isinstance(outcome, Rejected)
    assert not outcome.dead
    assert len(api.calls) == asked


@pytest.mark.parametrize("address", ["", "abc", "12 34", "1e9", "9" * 30, "@kenh"])
async def test_an_address_that_is_no_chat_number_is_dead(sender: TelegramSender, address: str) -> None:
    outcome = await sender.send(address, words(), "k")
    assert outcome == Rejected(reason="the address is not a chat number", dead=True)


@pytest.mark.parametrize(
    ("standing", "reason"),
    [("blocked", "403 Forbidden: bot was blocked by the user"), ("deactivated", "403 Forbidden: user is deactivated")],
)
async def test_a_person_who_left_makes_the_address_dead(
    sender: TelegramSender, api: FakeBotApi, standing: str, reason: str
) -> None:
    await api.do("stand", chat_id=CHAT, standing=standing)
    assert await sender.send(ADDRESS, words(), "k") == Rejected(reason=reason, dead=True)


async def test_a_person_who_never_came_is_dead_too(sender: TelegramSender) -> None:
    outcome = await sender.send("700000099", words(), "k")
    assert outcome == Rejected(reason="400 Bad Request: chat not found", dead=True)


OUTCOMES: list[tuple[Fault, Outcome, int]] = [
    (Fault(trouble=Trouble.CLOSE_BEFORE), Uncertain(reason="no answer: ServerDisconnectedError"), 0),
    (Fault(trouble=Trouble.CLOSE_AFTER), Uncertain(reason="no answer: ServerDisconnectedError"), 1),
    (Fault(trouble=Trouble.STATUS_BEFORE, code=502), Uncertain(reason="HTTP status 502, error code 502"), 0),
    (Fault(trouble=Trouble.STATUS_AFTER, code=500), Uncertain(reason="HTTP status 500, error code 500"), 1),
    (Fault(trouble=Trouble.HTML_BEFORE, code=503), Uncertain(reason="unreadable answer with HTTP status 503"), 0),
    (Fault(trouble=Trouble.HTML_AFTER, code=200), Uncertain(reason="unreadable answer with HTTP status 200"), 1),
    (Fault(trouble=Trouble.GARBAGE), Uncertain(reason="unreadable answer with HTTP status 200"), 1),
    (Fault(trouble=Trouble.NO_MESSAGE_ID), Uncertain(reason="success without a message number"), 1),
    (Fault(trouble=Trouble.OK_FALSE, code=500), Uncertain(reason="HTTP status 200, error code 500"), 0),
    (
        Fault(trouble=Trouble.OK_FALSE, code=403, description="Forbidden: bot was blocked by the user"),
        Rejected(reason="403 Forbidden: bot was blocked by the user", dead=True),
        0,
    ),
    (Fault(trouble=Trouble.TOO_MANY, retry_after=17), Throttled(retry_after=17), 0),
    (Fault(trouble=Trouble.TOO_MANY), Throttled(retry_after=60, reason="429 without retry_after"), 0),
    (
        Fault(trouble=Trouble.TOO_MANY, retry_after=1_000_000),
        Throttled(retry_after=86_400, reason="429 with retry_after 1000000 s, cut to 86400 s"),
        0,
    ),
    (Fault(trouble=Trouble.TOO_MANY, retry_after=-5), Throttled(retry_after=1), 0),
    (Fault(trouble=Trouble.HTML_BEFORE, code=429), Throttled(retry_after=60, reason="429 without retry_after"), 0),
    (
        Fault(trouble=Trouble.STATUS_BEFORE, code=400, description="Bad Request: message is too long"),
        Rejected(reason="400 Bad Request: message is too long"),
        0,
    ),
    (
        Fault(trouble=Trouble.STATUS_BEFORE, code=401, description="Unauthorized"),
        Barred(reason="401 Unauthorized (the token is not accepted)"),
        0,
    ),
    (
        Fault(trouble=Trouble.STATUS_BEFORE, code=409, description="Conflict"),
        Barred(reason="409 Conflict (another program uses this token)"),
        0,
    ),
    (
        Fault(trouble=Trouble.STATUS_BEFORE, code=413, description="Request Entity Too Large"),
        Rejected(reason="413 Request Entity Too Large"),
        0,
    ),
]


@pytest.mark.parametrize(
    ("fault", "outcome", "arrived"),
    OUTCOMES,
    ids=[f"{fault.trouble}-{fault.code}-{fault.retry_after}" for fault, _, _ in OUTCOMES],
)
async def test_each_failure_has_its_outcome_and_is_tried_once(
    sender: TelegramSender, api: FakeBotApi, fault: Fault, outcome: Outcome, arrived: int
) -> None:
    api.faults.append(
        Fault(
            trouble=fault.trouble,
            method="sendMessage",
            code=fault.code,
            description=fault.description,
            retry_after=fault.retry_after,
        )
    )
    assert await sender.send(ADDRESS, words(), "k") == outcome
    assert len(api.world.chat(CHAT)) == arrived
    assert [call.method for call in api.calls] == ["getMe", "sendMessage"]


@pytest.mark.parametrize(("trouble", "arrived"), [(Trouble.HANG_BEFORE, 0), (Trouble.HANG_AFTER, 1)])
async def test_silence_until_the_time_out_is_uncertain(api: FakeBotApi, trouble: Trouble, arrived: int) -> None:
    sender = TelegramSender("telegram", api.token, api.base, timeout=0.1)
    await sender.open()
    api.faults.append(Fault(trouble=trouble))
    assert await sender.send(ADDRESS, words(), "k") == Uncertain(reason="no answer: SocketTimeoutError")
    await sender.close()
    assert len(api.world.chat(CHAT)) == arrived


async def test_a_redirect_is_not_followed(sender: TelegramSender, api: FakeBotApi) -> None:
    elsewhere = f"{api.base}/bot{api.token}/deleteWebhook"
    api.faults.append(Fault(trouble=Trouble.REDIRECT, description=elsewhere))
    assert await sender.send(ADDRESS, words(), "k") == Uncertain(reason="unreadable answer with HTTP status 302")
    assert [call.method for call in api.calls] == ["getMe", "sendMessage"]


async def test_an_edit_whose_answer_lacks_the_message_is_still_done(sender: TelegramSender, api: FakeBotApi) -> None:
    number = await say(sender)
    api.faults.append(Fault(trouble=Trouble.NO_MESSAGE_ID))
    assert await sender.send(ADDRESS, Outgoing(act=Act.EDIT, text="hai", message_id=number), "k") == Accepted()


async def test_no_connection_means_not_sent_and_the_next_try_finds_the_server_again(
    sender: TelegramSender, api: FakeBotApi
) -> None:
    await api.stop()
    for _ in range(3):  # turns of the loop: our idle connection hears that the other side is gone
        await asyncio.sleep(0)
    assert await sender.send(ADDRESS, words(), "k") == NotSent(reason="no connection: ConnectionRefusedError")
    await api.start()
    assert isinstance(await sender.send(ADDRESS, words(), "k"), Accepted)


async def test_a_connection_that_broke_while_it_was_idle_and_unnoticed_is_uncertain(
    sender: TelegramSender, api: FakeBotApi
) -> None:
    await api.stop()
    outcome = await sender.send(ADDRESS, words(), "k")
    assert isinstance(outcome, Uncertain)


async def test_a_name_that_is_not_found_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    sender = TelegramSender("telegram", TOKEN, "http://khong-co.invalid", timeout=1)
    await sender.open()
    assert await sender.send(ADDRESS, words(), "k") == NotSent(reason="no connection: gaierror")
    await sender.close()


async def test_a_server_that_speaks_no_tls_means_not_sent(api: FakeBotApi) -> None:
    sender = TelegramSender("telegram", TOKEN, api.base.replace("http:", "https:"), timeout=2)
    await sender.open()
    outcome = await sender.send(ADDRESS, words(), "k")
    await sender.close()
    assert isinstance(outcome, NotSent)


async def test_a_connection_that_is_never_made_means_not_sent() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)  # nobody accepts, and two who wait fill the queue: the next knock stays unanswered
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        sender = TelegramSender("telegram", TOKEN, f"http://127.0.0.1:{full.getsockname()[1]}", timeout=0.2)
        await sender.open()
        outcome = await sender.send(ADDRESS, words(), "k")
        await sender.close()
    assert outcome == NotSent(reason="no connection: ConnectionTimeoutError")


async def test_a_proxy_in_the_environment_is_not_used(api: FakeBotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    sender = TelegramSender("telegram", api.token, api.base, timeout=2)
    await sender.open()
    assert isinstance(await sender.send(ADDRESS, words(), "k"), Accepted)
    await sender.close()


TOKEN = "4200000001:thu-nghiem-khong-phai-ma-that-000000"


async def test_a_token_that_is_not_accepted_stops_the_start_with_a_remedy(api: FakeBotApi) -> None:
    sender = TelegramSender("telegram", "4200000002:" + "x" * 30, api.base)
    with pytest.raises(ChannelMisconfigured, match=r"refuses 4200000002:\*\*\*.*GANDAN_TELEGRAM_TOKEN"):
        await sender.open()


@pytest.mark.parametrize("token", ["", "abc", "123:", "{token}", "1:" + "ă" * 30, "4200000001:short"])
async def test_a_token_of_the_wrong_form_stops_the_start_without_a_request(api: FakeBotApi, token: str) -> None:
    with pytest.raises(ChannelMisconfigured, match="not the form of a token"):
        await TelegramSender("telegram", token, api.base).open()
    assert api.calls == []


async def test_another_program_with_our_token_stops_the_start(api: FakeBotApi) -> None:
    api.faults.append(Fault(trouble=Trouble.STATUS_BEFORE, code=409, description="Conflict"))
    with pytest.raises(ChannelMisconfigured, match="another program uses this token"):
        await TelegramSender("telegram", api.token, api.base).open()


async def test_a_platform_that_is_down_does_not_stop_the_start() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
    sender = TelegramSender("telegram", TOKEN, base, timeout=1)
    await sender.open()
    assert isinstance(await sender.send(ADDRESS, words(), "k"), NotSent)
    await sender.close()


async def test_neither_token_nor_text_is_ever_shown(api: FakeBotApi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = "Nguyễn Văn Thử 095000000123"
    sender = TelegramSender("telegram", api.token, api.base, timeout=0.2)
    await sender.open()
    shown = [repr(sender), str(vars(sender)["_masked"])]
    for trouble in (Trouble.GARBAGE, Trouble.CLOSE_AFTER, Trouble.STATUS_BEFORE, Trouble.HANG_AFTER):
        api.faults.append(Fault(trouble=trouble))
        shown.append(repr(await sender.send(ADDRESS, words(text=said), "k")))
    await sender.close()
    try:
        await TelegramSender("telegram", api.token + "x", api.base).open()
    except ChannelMisconfigured:
        shown.append(traceback.format_exc())
    everything = "\n".join([*shown, *(record.getMessage() for record in caplog.records), caplog.text])
    assert api.token.partition(":")[2] not in everything
    assert said not in everything
    assert "4200000001:***" in everything


def test_the_sender_loads_without_aiogram_and_the_hearing_side_without_either_library() -> None:
    look = "import sys, {0}; print([one for one in ('aiogram', 'telegram') if one in sys.modules])"
    seen = [
        subprocess.run([sys.executable, "-c", look.format(module)], capture_output=True, text=True, check=True).stdout
        for module in (
            "bot.channels.telegram.sender",
            "bot.channels.telegram.polling, bot.channels.telegram.webhook",
        )
    ]
    assert seen == ["['telegram']\n", "[]\n"]


async def test_requests_are_built_by_python_telegram_bot_and_travel_on_aiohttp(
    sender: TelegramSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    import aiohttp
    import httpx
    from telegram import Bot

    used = []
    build, travel = Bot.send_message, aiohttp.ClientSession.post

    async def building(self: Bot, *given: Any, **named: Any) -> Any:
        used.append("python-telegram-bot")
        return await build(self, *given, **named)

    def travelling(self: aiohttp.ClientSession, *given: Any, **named: Any) -> Any:
        used.append("aiohttp")
        return travel(self, *given, **named)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("httpx was used")

    monkeypatch.setattr(Bot, "send_message", building)
    monkeypatch.setattr(aiohttp.ClientSession, "post", travelling)
    monkeypatch.setattr(httpx.AsyncClient, "__init__", never)
    assert isinstance(await sender.send(ADDRESS, words(), "k"), Accepted)
    assert used == ["python-telegram-bot", "aiohttp"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Forbidden: bot was blocked by the user", "403 Forbidden: bot was blocked by the user"),
        ("Bad Request: can't parse <b>Nguyễn Văn An</b>", "403 Bad Request: can't parse ..."),
        ("Bad Request: chat 700000001 not found", "403 Bad Request: chat ..."),
        ("Bad Request: bà Lợi nợ 50.000.000 đồng", "403 Bad Request: b ..."),
        ('Bad Request: tag "Loi" is odd', "403 Bad Request: tag ..."),
    ],
)
def test_what_a_refusal_repeats_of_a_message_is_neither_stored_nor_logged(said: str, kept: str) -> None:
    assert str(Refusal(403, said)) == kept


@pytest.mark.parametrize(
    ("fault", "there"),
    [
        (None, True),
        (Fault(trouble=Trouble.STATUS_BEFORE, code=401, description="Unauthorized"), True),
        (Fault(trouble=Trouble.TOO_MANY, retry_after=30), False),
        (Fault(trouble=Trouble.STATUS_BEFORE, code=502, description="Bad Gateway"), False),
        (Fault(trouble=Trouble.HTML_BEFORE, code=503), False),
        (Fault(trouble=Trouble.CLOSE_BEFORE), False),
    ],
)
async def test_whoever_asks_for_patience_is_not_there_yet(
    sender: TelegramSender, api: FakeBotApi, fault: Fault | None, there: bool
) -> None:
    if fault is not None:
        api.faults.append(fault)
    assert await sender.is_there() is there
