"""The page hears everything that happens in its own chat, from where it left off, and nothing of another's."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest

from bot.channels.webchat.reading import PAGE
from casework.clock import SetClock
from casework.db.engine import Database
from messages.outgoing import Act, Attachment, Outgoing
from tests.channels.webchat.conftest import NewVisitor
from tests.channels.webchat.house import House, ScriptedBot, chat_of, told
from tests.channels.webchat.visitor import Visitor

PICTURE = Attachment(name="ma.png", mime="image/png", content=b"\x89PNG only for one")


@pytest.fixture
async def address(visitor: Visitor, bot: ScriptedBot) -> str:
    await visitor.say("chào")
    return str(chat_of(bot.updates[0]))


async def test_a_reload_shows_the_conversation_in_order(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    await bot.tell(address, told("Chào ông/bà", (("Việc của tôi", "m"), ("Gặp cán bộ", "a"))))
    await visitor.say("hỏi thêm")

    history = await visitor.messages()

    assert [(line["mine"], line["text"]) for line in history["lines"]] == [
        (True, "chào"),
        (False, "Chào ông/bà"),
        (True, "hỏi thêm"),
    ]
    assert history["lines"][1]["at"] == "2026-11-16T09:00+07:00"
    assert not history["older"]


async def test_older_messages_come_page_by_page_without_a_gap(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    for number in range(PAGE + 9):
        await bot.tell(address, told(f"tin {number}"))

    latest = await visitor.messages()
    older = await visitor.messages(before=int(latest["lines"][0]["id"]))

    assert latest["older"]
    assert not older["older"]
    texts = [line["text"] for line in older["lines"] + latest["lines"]]
    assert texts == ["chào", *(f"tin {number}" for number in range(PAGE + 9))]


async def test_an_open_page_is_told_at_once(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    async with visitor.events(last=(await visitor.messages())["cursor"]) as stream:
        message = await bot.tell(address, told("Có lịch hẹn", (("Xem", "v"),)))
        heard = await stream.next()

        await bot.tell(address, replace(told("Lịch hẹn 08:00"), act=Act.EDIT, message_id=message))
        changed = await stream.next()

        await bot.tell(address, Outgoing(act=Act.DELETE, message_id=message))
        gone = await stream.next()

    assert (heard["kind"], heard["id"], heard["text"]) == ("message", message, "Có lịch hẹn")
    assert (changed["kind"], changed["id"], changed["text"]) == ("message", message, "Lịch hẹn 08:00")
    assert (gone["kind"], gone["id"]) == ("gone", message)
    assert heard["number"] < changed["number"] < gone["number"]


async def test_the_page_in_another_tab_is_told_what_was_said_here(visitor: Visitor, address: str) -> None:
    async with visitor.events(last=(await visitor.messages())["cursor"]) as stream:
        await visitor.say("từ tab này", "tab-one-0001")
        heard = await stream.next()

    assert (heard["mine"], heard["text"], heard["say"]) == (True, "từ tab này", "tab-one-0001")


async def test_the_end_of_a_press_is_told_with_its_text_and_is_no_line_of_the_history(
    visitor: Visitor, bot: ScriptedBot, address: str
) -> None:
    message = await bot.tell(address, told("Chọn", (("Có", "y"),))) or ""
    async with visitor.events(last=(await visitor.messages())["cursor"]) as stream:
        pressed = (await visitor.press("y", message)).json()["press"]
        answer = Outgoing(act=Act.ANSWER, callback_id=pressed, text="Đã ghi nhận")
        for _ in range(2):
            await bot.sender.send(address, answer, "answer:1")
        heard = await stream.next()
        await bot.tell(address, told("tiếp theo"))
        following = await stream.next()

    assert (heard["kind"], heard["press"], heard["text"]) == ("answer", pressed, "Đã ghi nhận")
    assert following["text"] == "tiếp theo"
    assert await visitor.texts() == ["chào", "Chọn", "tiếp theo"]


async def test_a_stream_resumes_after_the_last_event_seen(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    first = await bot.tell(address, told("một"))
    await bot.tell(address, told("hai"))
    async with visitor.events() as stream:
        seen = [await stream.next() for _ in range(3)]
    assert [event["text"] for event in seen] == ["chào", "một", "hai"]

    await bot.tell(address, told("ba"))
    await bot.tell(address, replace(told("một, sửa lại"), act=Act.EDIT, message_id=first))

    async with visitor.events(last=seen[-1]["number"]) as stream:
        missed = [await stream.next() for _ in range(2)]
    assert [event["text"] for event in missed] == ["ba", "một, sửa lại"]
    assert missed[1]["id"] == first


async def test_a_long_absence_is_caught_up_completely(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    cursor = (await visitor.messages())["cursor"]
    for number in range(230):
        await bot.tell(address, told(f"tin {number}"))

    async with visitor.events(last=cursor) as stream:
        heard = [(await stream.next())["text"] for _ in range(230)]

    assert heard == [f"tin {number}" for number in range(230)]


async def test_a_page_that_cannot_hold_a_stream_asks_for_what_is_new(
    visitor: Visitor, bot: ScriptedBot, address: str
) -> None:
    cursor = (await visitor.messages())["cursor"]
    await bot.tell(address, told("mới"))

    news = await visitor.messages(after=cursor)

    assert [line["text"] for line in news["lines"]] == ["mới"]
    assert (await visitor.messages(after=news["cursor"]))["lines"] == []


async def test_a_silent_stream_shows_that_it_lives(db: Database, bot: ScriptedBot, clock: SetClock) -> None:
    house = House(db, bot, clock, beat=0.05)
    await house.start()
    async with Visitor(house) as visitor:
        await visitor.open()
        async with visitor.events() as stream:
            events = [await stream.next(beats=True) for _ in range(3)]
    await house.stop()

    assert [event["event"] for event in events] == ["retry", "beat", "beat"]


async def test_the_house_closes_without_waiting_for_its_streams(
    db: Database, bot: ScriptedBot, clock: SetClock
) -> None:
    house = House(db, bot, clock)
    await house.start()
    async with Visitor(house) as visitor:
        await visitor.open()
        async with visitor.events() as stream:
            await stream.next(beats=True)
            await house.stop()
            assert await stream.ended()


async def test_the_oldest_of_five_streams_of_a_chat_gives_way(visitor: Visitor, address: str) -> None:
    async with visitor.events() as oldest, visitor.events(), visitor.events(), visitor.events() as fourth:
        for stream in (oldest, fourth):
            assert (await stream.next())["text"] == "chào"
        async with visitor.events() as newest:
            assert (await newest.next())["text"] == "chào"
            assert await oldest.ended()
            await visitor.say("còn nghe")
            assert (await fourth.next())["text"] == (await newest.next())["text"] == "còn nghe"


async def test_a_cookie_opens_its_own_chat_only(
    visitor: Visitor, new_visitor: NewVisitor, bot: ScriptedBot, address: str
) -> None:
    message = await bot.tell(address, Outgoing(act=Act.PHOTO, text="riêng tư", attachment=PICTURE))
    stranger = new_visitor()
    await stranger.open()
    await stranger.say("tôi là người khác")

    history = await stranger.messages()
    changes = await stranger.messages(after=0)
    foreign_file = await stranger.get(f"file/{message}")
    missing_file = await stranger.get("file/987654")
    async with stranger.events() as stream:
        heard = await stream.next()

    assert [line["text"] for line in history["lines"]] == ["tôi là người khác"]
    assert [line["text"] for line in changes["lines"]] == ["tôi là người khác"]
    assert heard["text"] == "tôi là người khác"
    assert foreign_file.status == missing_file.status == 404
    assert foreign_file.body == missing_file.body
    assert (await visitor.get(f"file/{message}")).body == PICTURE.content


@pytest.mark.parametrize("path", ["messages", "events", "file/1"])
@pytest.mark.parametrize("cookie", [None, "", "x", "a" * 22 + "!", "a" * 5000])
async def test_without_a_cookie_of_ours_nothing_is_read(house: House, path: str, cookie: str | None) -> None:
    headers = {} if cookie is None else {"Cookie": f"gandan_chat={cookie}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{house.url}/chat/{path}", headers=headers) as answer,
    ):
        assert answer.status == 401
        assert (await answer.json())["error"] == "no_chat"


async def test_seats_in_one_browser_are_different_persons(visitor: Visitor, bot: ScriptedBot) -> None:
    second = visitor.at("2")
    await second.open()
    third = visitor.at("3")
    await third.open()

    await visitor.say("ghế thường")
    await second.say("ghế hai")
    await third.say("ghế ba")

    assert [await one.texts() for one in (visitor, second, third)] == [["ghế thường"], ["ghế hai"], ["ghế ba"]]
    assert len({chat_of(update) for update in bot.updates}) == 3


async def test_the_usual_cookie_does_not_open_a_seat(visitor: Visitor, address: str) -> None:
    assert (await visitor.at("7").get("messages")).status == 401


async def test_a_picture_is_shown_and_any_other_file_is_saved(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    calendar = Attachment(name="lịch hẹn.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR")
    hostile = Attachment(name='a"\r\nX: y.svg', mime="image/svg+xml", content=b"<svg onload='alert(1)'/>")
    strange = Attachment(name="x", mime="text/html\r\nX: y", content=b"<script>")
    for file in (PICTURE, calendar, hostile, strange):
        await bot.tell(address, Outgoing(act=Act.DOCUMENT, text="tệp", attachment=file))
    lines = (await visitor.messages())["lines"][1:]

    shown, saved, svg, odd = [await visitor.get(line["file"]["url"]) for line in lines]

    assert [line["file"]["picture"] for line in lines] == [True, False, False, False]
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert saved.headers["Content-Type"] == "text/calendar"
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''l%E1%BB%8Bch%20h%E1%BA%B9n.ics"
    assert svg.headers["Content-Disposition"].startswith("attachment;")
    assert odd.headers["Content-Type"] == "application/octet-stream"
    for answer in (shown, saved, svg, odd):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "X" not in answer.headers
    download = await visitor.get(lines[0]["file"]["url"] + "&download=1")
    assert download.headers["Content-Disposition"].startswith("attachment;")


async def test_forgetting_erases_the_conversation_and_its_cookie(
    visitor: Visitor, bot: ScriptedBot, address: str
) -> None:
    token = visitor.cookies()["gandan_chat"]
    async with visitor.events(last=(await visitor.messages())["cursor"]) as stream:
        answer = await visitor.post("forget", {})
        closed = await stream.next()

    assert answer.status == 200
    assert closed["event"] == "closed"
    assert "gandan_chat" not in visitor.cookies()
    old = {"Cookie": f"gandan_chat={token}"}
    async with aiohttp.ClientSession() as session:
        url = visitor.house.url + "/chat/"
        async with session.get(url + "messages", headers=old) as history:
            assert await history.json() == {"lines": [], "cursor": 1, "older": False, "closed": True}
        headers = old | {"Origin": visitor.house.url, "Content-Type": "application/json"}
        async with session.post(url + "say", data=b'{"id":"abcdefgh","text":"x"}', headers=headers) as said:
            assert said.status == 401
        async with session.get(url, headers=old) as page:
            assert page.cookies["gandan_chat"].value not in ("", token)
    assert len(bot.updates) == 1
