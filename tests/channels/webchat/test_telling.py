"""What the outbox sends stands in the chat once, changes in place, and is erased when it is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bot.channels.webchat.store import close_chat
from bot.channels.webchat.tables import web_message
from bot.channels.webchat.visitor import chat_key_of
from casework.books import Books
from casework.db.engine import Database
from messages.outgoing import Act, Attachment, Button, Outgoing
from scheduler.delivery.senders import Accepted, NotSent, Rejected, Sender
from tests.channels.webchat.house import ScriptedBot, chat_of, told
from tests.channels.webchat.visitor import Visitor

PICTURE = Attachment(name="mã nộp tiền.png", mime="image/png", content=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
PHOTO = Outgoing(act=Act.PHOTO, text="Quét mã này", attachment=PICTURE)


@pytest.fixture
async def address(visitor: Visitor, bot: ScriptedBot) -> str:
    """A chat that has been opened by saying something."""
    await visitor.say("chào")
    return str(chat_of(bot.updates[0]))


def test_the_web_sender_is_a_sender(db: Database) -> None:
    from bot.channels.webchat.sender import WebSender

    sender: Sender = WebSender(db)
    assert sender.account == "web"


async def test_a_message_sent_again_under_its_key_stands_once(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    outcomes = [await bot.sender.send(address, told("Đã đặt lịch"), "booking:1") for _ in range(3)]

    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert isinstance(outcomes[0], Accepted)
    assert (await visitor.texts()).count("Đã đặt lịch") == 1


async def test_a_chat_has_a_number_and_a_key_and_both_are_its_address(
    visitor: Visitor, bot: ScriptedBot, address: str
) -> None:
    key = chat_key_of(visitor.cookies()["gandan_chat"])

    await bot.tell(address, told("theo số"))
    await bot.tell(key, told("theo khóa"))

    assert (await visitor.texts())[1:] == ["theo số", "theo khóa"]


@pytest.mark.parametrize("nobody", ["12345", "w" + "0" * 20, "", "w%", "x' OR 1=1"])
async def test_an_address_nobody_has_is_dead(bot: ScriptedBot, nobody: str) -> None:
    outcome = await bot.sender.send(nobody, told("ai đó?"), "k")
    answered = await bot.sender.send(nobody, Outgoing(act=Act.ANSWER, callback_id="1"), "k2")

    assert isinstance(outcome, Rejected)
    assert outcome.dead
    assert answered == outcome


async def test_an_edit_changes_words_and_buttons_in_place(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    message = await bot.tell(address, told("Bạn có 1 thông báo mới", (("Xem", "v"),)))
    await bot.tell(address, told("tin sau"))

    edit = replace(told("Khoản phải nộp: 1.000 đồng", (("Ẩn", "h"),)), act=Act.EDIT, message_id=message)
    outcomes = [await bot.sender.send(address, edit, "edit:1") for _ in range(2)]

    assert outcomes == [Accepted(), Accepted()]
    shown = (await visitor.messages())["lines"][1]
    assert shown["id"] == message
    assert shown["text"] == "Khoản phải nộp: 1.000 đồng"
    assert shown["buttons"] == [[{"text": "Ẩn", "data": "h"}]]


async def test_the_same_edit_again_is_no_news_to_the_page(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    message = await bot.tell(address, told("cũ"))
    edit = replace(told("mới"), act=Act.EDIT, message_id=message)
    await bot.tell(address, edit)
    cursor = (await visitor.messages())["cursor"]

    await bot.tell(address, edit)

    assert (await visitor.messages(after=cursor))["lines"] == []


async def test_an_edit_of_a_caption_keeps_the_picture(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    message = await bot.tell(address, PHOTO)
    await bot.tell(address, Outgoing(act=Act.EDIT, text="Đã nộp", message_id=message))

    [_, shown] = (await visitor.messages())["lines"]
    assert shown["text"] == "Đã nộp"
    assert (await visitor.get(shown["file"]["url"])).body == PICTURE.content


async def test_a_picture_may_be_changed_for_another_under_another_address(
    visitor: Visitor, bot: ScriptedBot, address: str
) -> None:
    message = await bot.tell(address, PHOTO)
    before = (await visitor.messages())["lines"][-1]["file"]["url"]
    other = replace(PICTURE, content=b"\x89PNG\r\n\x1a\nother")
    await bot.tell(address, replace(PHOTO, act=Act.EDIT, message_id=message, attachment=other))

    after = (await visitor.messages())["lines"][-1]["file"]["url"]
    assert after != before
    assert (await visitor.get(after)).body == other.content


async def test_what_is_taken_back_is_erased(visitor: Visitor, bot: ScriptedBot, address: str, db: Database) -> None:
    message = await bot.tell(address, PHOTO)
    taken_back = Outgoing(act=Act.DELETE, message_id=message)

    outcomes = [await bot.sender.send(address, taken_back, "d") for _ in range(2)]

    assert outcomes == [Accepted(), Accepted()]
    assert await visitor.texts() == ["chào"]
    assert (await visitor.get(f"file/{message}")).status == 404

    def kept(books: Books) -> list[tuple[str, bytes | None]]:
        columns = web_message.c.id, web_message.c.body, web_message.c.file
        rows = books.conn.execute(select(*columns).where(web_message.c.seq == int(message or 0)))
        return [(books.keys.open("web_message", "body", row.id, row.body), row.file) for row in rows]

    assert await db.read(kept) == [("{}", None)]


async def test_the_bot_may_take_back_what_the_visitor_wrote(visitor: Visitor, bot: ScriptedBot) -> None:
    secret = await visitor.say("ABCD-EFGH-1234 000123")
    address = str(chat_of(bot.updates[0]))

    await bot.tell(address, Outgoing(act=Act.DELETE, message_id=secret.json()["id"]))

    assert await visitor.texts() == []


async def test_the_bot_cannot_edit_what_the_visitor_wrote(visitor: Visitor, bot: ScriptedBot) -> None:
    said = await visitor.say("lời của tôi")
    edit = Outgoing(act=Act.EDIT, text="lời khác", message_id=said.json()["id"])

    outcome = await bot.sender.send(str(chat_of(bot.updates[0])), edit, "e")

    assert isinstance(outcome, Rejected)
    assert not outcome.dead
    assert await visitor.texts() == ["lời của tôi"]


@pytest.mark.parametrize("message_id", [None, "", "0", "999", "1; DROP TABLE", "٣"])
@pytest.mark.parametrize("act", [Act.EDIT, Act.DELETE])
async def test_changing_a_message_that_is_not_there_is_refused_but_the_address_lives(
    bot: ScriptedBot, address: str, act: Act, message_id: str | None
) -> None:
    outcome = await bot.sender.send(address, Outgoing(act=act, text="x", message_id=message_id), "k")

    assert isinstance(outcome, Rejected)
    assert not outcome.dead


async def test_a_picture_without_a_file_is_refused(bot: ScriptedBot, address: str) -> None:
    outcome = await bot.sender.send(address, Outgoing(act=Act.PHOTO, text="hình đâu?"), "k")

    assert isinstance(outcome, Rejected)
    assert not outcome.dead


async def test_a_forgotten_chat_is_a_dead_address(
    visitor: Visitor, bot: ScriptedBot, address: str, db: Database
) -> None:
    await db.write(close_chat, chat_key_of(visitor.cookies()["gandan_chat"]))

    outcome = await bot.sender.send(address, told("còn đó không?"), "k")

    assert isinstance(outcome, Rejected)
    assert outcome.dead


async def test_when_the_books_cannot_be_written_nothing_was_sent(bot: ScriptedBot, address: str, db: Database) -> None:
    await db.write(lambda books: books.conn.execute(text("DROP TABLE web_message")))

    assert isinstance(await bot.sender.send(address, told("x"), "k"), NotSent)


async def test_words_and_files_are_not_readable_in_the_rows(
    visitor: Visitor, bot: ScriptedBot, address: str, db: Database
) -> None:
    await visitor.say("Nguyễn Văn Mẫu 095000000001")
    await bot.tell(address, told("Ông Nguyễn Văn Mẫu", (("Gọi 0900000001", "x"),)))
    await bot.tell(address, PHOTO)

    def every_byte(books: Books) -> bytes:
        rows = books.conn.execute(select(web_message)).all()
        return b"|".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)

    kept = await db.read(every_byte)
    for secret in ("Nguyễn", "095000000001", "0900000001", "Quét", "nộp tiền.png", visitor.cookies()["gandan_chat"]):
        assert secret.encode() not in kept
    assert PICTURE.content[:32] not in kept


async def test_a_link_button_is_told_as_an_address(visitor: Visitor, bot: ScriptedBot, address: str) -> None:
    link = Button(text="Gọi cơ quan", url="tel:0900000100")
    await bot.tell(address, Outgoing(act=Act.SEND, text="Cần gấp?", buttons=((link,),)))

    shown = (await visitor.messages())["lines"][-1]
    assert shown["buttons"] == [[{"text": "Gọi cơ quan", "url": "tel:0900000100"}]]
