"""What the visitor says reaches the inbox once, in the shape the dialogues know, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.channels.webchat.updates import RawUpdate
from bot.channels.webchat.visitor import chat_id_of, chat_key_of
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from handlers import inbox
from handlers.tables import inbox as inbox_rows
from tests.channels.webchat.conftest import NewVisitor
from tests.channels.webchat.house import House, ScriptedBot, chat_of, told
from tests.channels.webchat.visitor import Visitor


async def test_what_is_written_becomes_a_message_update(visitor: Visitor, bot: ScriptedBot, clock: SetClock) -> None:
    answer = await visitor.say("Tôi muốn trả dần")

    assert answer.status == 200
    [update] = bot.updates
    chat = update["message"]["chat"]
    assert chat["type"] == "private"
    assert 0 < chat["id"] < 2**52
    assert update["message"] == {
        "message_id": int(answer.json()["id"]),
        "date": int(clock.now().timestamp()),
        "chat": chat,
        "from": {"id": chat["id"], "is_bot": False, "first_name": "Khách", "language_code": "vi"},
        "text": "Tôi muốn trả dần",
    }


async def test_what_is_pressed_becomes_a_callback_update(visitor: Visitor, bot: ScriptedBot) -> None:
    await visitor.say("chào")
    message = await bot.tell(str(chat_of(bot.updates[0])), told("Chọn", (("Có", "y:1"),)))
    assert message is not None

    answer = await visitor.press("y:1", message)

    press = bot.updates[1]["callback_query"]
    assert press["id"] == answer.json()["press"]
    assert press["data"] == "y:1"
    assert press["message"]["message_id"] == int(message)
    assert press["message"]["chat"]["id"] == press["from"]["id"] == chat_of(bot.updates[0])


async def test_the_same_request_again_is_one_update_and_the_same_answer(visitor: Visitor, bot: ScriptedBot) -> None:
    answers = [await visitor.say("một lần", "same-id-0001") for _ in range(3)]

    assert {answer.body for answer in answers} == {answers[0].body}
    assert len(bot.updates) == 1
    assert await visitor.texts() == ["một lần"]


async def test_the_same_press_again_is_one_update(visitor: Visitor, bot: ScriptedBot) -> None:
    await visitor.say("chào")
    message = await bot.tell(str(chat_of(bot.updates[0])), told("Chọn", (("Có", "y"),))) or ""

    answers = [await visitor.press("y", message, "same-press-1") for _ in range(3)]

    assert {answer.body for answer in answers} == {answers[0].body}
    assert len(bot.updates) == 2


async def test_the_same_id_with_other_words_is_refused(visitor: Visitor, bot: ScriptedBot) -> None:
    await visitor.say("một", "same-id-0001")

    answer = await visitor.say("hai", "same-id-0001")

    assert answer.status == 409
    assert await visitor.texts() == ["một"]
    assert len(bot.updates) == 1


async def test_updates_of_a_chat_have_rising_numbers(visitor: Visitor, bot: ScriptedBot) -> None:
    for number in range(5):
        await visitor.say(f"tin {number}")

    numbers = [update["update_id"] for update in bot.updates]
    assert numbers == sorted(set(numbers))


async def test_two_visitors_may_use_the_same_request_id(
    visitor: Visitor, new_visitor: NewVisitor, bot: ScriptedBot
) -> None:
    other = new_visitor()
    await other.open()

    await visitor.say("của tôi", "same-id-0001")
    await other.say("của người khác", "same-id-0001")

    assert [update["message"]["text"] for update in bot.updates] == ["của tôi", "của người khác"]
    assert chat_of(bot.updates[0]) != chat_of(bot.updates[1])


async def test_what_the_inbox_did_not_take_is_not_shown_as_sent_and_may_be_sent_again(
    db: Database, bot: ScriptedBot, clock: SetClock
) -> None:
    class FullDisk(ScriptedBot):
        full = True

        def receive(self, books: Books, account: str, updates: Iterable[RawUpdate]) -> None:
            if self.full:
                raise OperationalError("INSERT", {}, Exception("disk is full"))
            super().receive(books, account, updates)

    inbox = FullDisk(bot.sender)
    house = House(db, inbox, clock)
    await house.start()
    async with Visitor(house) as visitor:
        await visitor.open()
        refused = await visitor.say("đừng mất", "same-id-0001")
        shown_while_full = await visitor.texts()
        inbox.full = False
        taken = await visitor.say("đừng mất", "same-id-0001")
        shown = await visitor.texts()
    await house.stop()
    await inbox.close()

    assert refused.status == 503
    assert refused.headers["Retry-After"] == "5"
    assert "Hệ thống đang bận" in refused.json()["text"]
    assert shown_while_full == []
    assert taken.status == 200
    assert shown == ["đừng mất"]
    assert len(inbox.updates) == 1


async def test_the_real_inbox_takes_what_the_page_says_once_under_the_chats_number(
    db: Database, bot: ScriptedBot, clock: SetClock
) -> None:
    class Inbox(ScriptedBot):
        def receive(self, books: Books, account: str, updates: Iterable[RawUpdate]) -> None:
            inbox.receive(books, account, updates)

    real = Inbox(bot.sender)
    house = House(db, real, clock)
    await house.start()
    async with Visitor(house) as visitor:
        await visitor.open()
        for _ in range(2):
            await visitor.say("vào hộp thư", "same-id-0001")
        number = chat_id_of(chat_key_of(visitor.cookies()["gandan_chat"]))
    await house.stop()
    await real.close()

    def kept(books: Books) -> tuple[int, bool]:
        rows = books.conn.execute(select(inbox_rows)).all()
        return len(rows), rows[0].chat_print == inbox.chat_print(books, "web", str(number))

    assert await db.read(kept) == (1, True)


async def test_a_button_of_another_chat_or_of_no_message_reaches_nobody(
    visitor: Visitor, new_visitor: NewVisitor, bot: ScriptedBot
) -> None:
    stranger = new_visitor()
    await stranger.open()
    await visitor.say("chào")
    await bot.tell(str(chat_of(bot.updates[0])), told("một"))
    message = await bot.tell(str(chat_of(bot.updates[0])), told("Chọn", (("Có", "y"),))) or ""
    await stranger.say("chào")

    foreign = await stranger.press("y", message)
    missing = await stranger.press("y", "987654")

    assert foreign.status == missing.status == 409
    assert foreign.body == missing.body
    assert len(bot.updates) == 2


async def test_the_start_command_is_shown_as_the_button_that_was_pressed(visitor: Visitor, bot: ScriptedBot) -> None:
    await visitor.say("/start")
    await visitor.say("/start ABCD-EFGH-1234")

    assert await visitor.texts() == ["Bắt đầu", "ABCD-EFGH-1234"]
    assert [update["message"]["text"] for update in bot.updates] == ["/start", "/start ABCD-EFGH-1234"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b'{"id": "abcdefgh1", "text": NaN}', 400),
        (b'{"id": "abcdefgh1", "text": "\xff\xfe"}', 400),
        (b"[" * 20_000, 422),
        ([], 422),
        ({"text": "không có id"}, 422),
        ({"id": "x", "text": "id ngắn"}, 422),
        ({"id": "../../../etc", "text": "id lạ"}, 422),
        ({"id": "abcdefgh1"}, 422),
        ({"id": "abcdefgh1", "text": "   \n "}, 422),
        ({"id": "abcdefgh1", "text": 5}, 422),
        ({"id": "abcdefgh1", "text": "x", "role": "head"}, 422),
        ({"id": "abcdefgh1", "text": "x", "press": "y", "message_id": "1"}, 422),
        ({"id": "abcdefgh1", "press": "y"}, 422),
        ({"id": "abcdefgh1", "text": "x", "message_id": "1"}, 422),
        ({"id": "abcdefgh1", "press": "y" * 65, "message_id": "1"}, 422),
        ({"id": "abcdefgh1", "press": "\x00\x01", "message_id": "1"}, 422),
        ({"id": "abcdefgh1", "press": "y", "message_id": "-1"}, 422),
        ({"id": "abcdefgh1", "press": "y", "message_id": "9" * 40}, 422),
        ({"id": "abcdefgh1", "text": "x", "lang": "xx"}, 422),
        ({"id": "abcdefgh1", "text": "d" * 4001}, 422),
    ],
)
async def test_what_is_not_a_request_of_our_page_is_refused_in_one_sentence(
    visitor: Visitor, bot: ScriptedBot, content: object, status: int
) -> None:
    answer = await visitor.post("say", content)

    assert answer.status == status
    assert set(answer.json()) == {"error", "text"}
    assert answer.json()["text"].endswith(".")
    assert bot.updates == []


async def test_the_longest_text_is_taken_and_hostile_text_stays_as_it_is(visitor: Visitor, bot: ScriptedBot) -> None:
    hostile = "<b>x</b> [a](http://x) _*`{}{{7*7}} \u202eabc e" + "\u0301" * 500
    longest = "ệ" * 4000

    assert (await visitor.say(hostile)).status == 200
    assert (await visitor.say(longest)).status == 200

    assert await visitor.texts() == [hostile, longest]
    assert [update["message"]["text"] for update in bot.updates] == [hostile, longest]
