"""What the person decides about the chat: reminders, language, links, and the copy of their own data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.consent import Answer, Purpose, standing
from casework.db.engine import Database
from casework.links import live_links
from handlers.silence import ALWAYS
from messages.outbox import DeliveryClass, Draft, Guard, Lane, queue
from messages.outgoing import Act, Outgoing
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import (
    DIGITS,
    IDENTITY,
    NAME,
    Letter,
    a_letter,
    a_nudge,
    another_code,
    chat_of,
    link_chat,
    states_of,
)

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def letter(db: Database) -> Letter:
    """The chat is linked, its owner has not been asked about reminders."""
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    return letter


async def answer_of(db: Database, letter: Letter) -> Answer:
    there = await chat_of(db)
    return (await db.read(standing, there.id, letter.case.debtor, Purpose.REMINDERS)).answer


@sqlite_only
async def test_reminders_are_agreed_to_paused_and_taken_back(
    db: Database, letter: Letter, citizen: Citizen, clock: SetClock
) -> None:
    await citizen.write("cài đặt")
    citizen.sees("chưa đồng ý nhận", "Mã PIN: chưa đặt")
    await citizen.press("Tin nhắc")
    citizen.sees("Ông/bà có đồng ý nhận tin nhắc")
    await citizen.press("Đồng ý")
    citizen.sees("Đã bật tin nhắc")
    assert await answer_of(db, letter) is Answer.GIVEN
    await citizen.press("Cài đặt của tôi")
    await citizen.press("Tin nhắc")
    await citizen.press("Tạm dừng 7 ngày")
    citizen.sees("tạm dừng đến 23/11/2026")
    assert (await chat_of(db)).muted_until == clock.now() + timedelta(days=7)
    await citizen.press("Bật lại tin nhắc")
    assert (await chat_of(db)).muted_until is None
    await citizen.press_newest("set:reminders")
    await citizen.press("Rút lại đồng ý")
    citizen.sees("Đã rút lại đồng ý")
    assert await answer_of(db, letter) is Answer.WITHDRAWN


@sqlite_only
async def test_stop_is_obeyed_at_once_and_can_be_undone(db: Database, letter: Letter, citizen: Citizen) -> None:
    await citizen.write("đừng nhắn nữa")
    citizen.sees("dừng tin nhắc ngay")
    assert (await chat_of(db)).muted_until == ALWAYS
    await citizen.press_newest("set:agree")
    assert (await chat_of(db)).muted_until is None
    await citizen.write("stop")
    await citizen.write("cai dat")
    citizen.sees("đã tắt, đến khi ông/bà bật lại")


@sqlite_only
async def test_a_chat_that_is_not_linked_hears_that_nothing_is_sent(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.write("đừng nhắn nữa")
    citizen.sees("không gửi tin nhắc nào vào đây")
    await citizen.write("cài đặt")
    citizen.sees_button("English", "Cơ quan giữ gì về tôi?", "Liên kết")
    await citizen.press("Cơ quan giữ gì về tôi?")
    citizen.sees("91/2025/QH15", "180 ngày")
    assert "Gửi tôi bản sao dữ liệu" not in citizen.labels()


@sqlite_only
async def test_the_language_changes_to_english_and_back(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.write("english")
    citizen.sees("Language: English")
    await citizen.press("Tiếng Việt")
    citizen.sees("Ngôn ngữ: tiếng Việt")
    await citizen.press_newest("set:lang:xx")
    citizen.sees("Nút này đã hết hạn")


async def test_unlinking_holds_at_once_also_for_what_is_queued_already(
    db: Database, letter: Letter, citizen: Citizen, clock: SetClock
) -> None:
    await db.write(_queue_answer, (await chat_of(db)).id, letter.case.debtor, clock.now() + timedelta(minutes=1))
    await citizen.write("hủy liên kết")
    await citizen.press("Đúng, hủy liên kết này")
    citizen.sees("Đã hủy liên kết")
    await citizen.wait_until(clock.now() + timedelta(minutes=2))
    citizen.does_not_see("50.000.000 đồng")
    assert await states_of(db, "obligations.sum") == [("suppressed", "not_linked")]
    await citizen.press_newest("cut:this_yes")
    citizen.sees("không liên kết với ai nữa")
    await citizen.press_newest("mychats")
    citizen.sees("mã 12 ký tự")


def _queue_answer(books: Books, contact_id: int, party_id: int, not_before: datetime) -> None:
    draft = Draft(
        contact_id=contact_id,
        account="terminal",
        purpose="test:answer",
        message=Outgoing(act=Act.SEND, text="Ông/bà còn phải nộp 50.000.000 đồng."),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=Lane.REPLY,
        guard=Guard.REPLY,
        text_key="obligations.sum",
        text_version=1,
        personal=True,
        party_id=party_id,
        not_before=not_before,
    )
    assert queue(books, draft) is not None


@sqlite_only
async def test_content_that_stands_open_folds_when_the_link_is_cut(
    db: Database, letter: Letter, citizen: Citizen, clock: SetClock
) -> None:
    await a_nudge(db, letter, (await chat_of(db)).id)
    await citizen.look()
    await citizen.press("Xem")
    citizen.sees("50.000.000 đồng")
    await citizen.write("hủy liên kết")
    citizen.sees("muốn hủy liên kết cuộc trò chuyện này?")
    await citizen.press("Đúng, hủy liên kết này")
    await citizen.wait_until(clock.now() + timedelta(seconds=1))
    citizen.does_not_see("50.000.000 đồng")


@sqlite_only
async def test_cutting_everything_tells_the_other_chats(
    db: Database, letter: Letter, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    await link_chat(db, letter.case.debtor, chat=2)
    await citizen.write("/caidat")
    await citizen.press("Nơi đã liên kết")
    citizen.sees("nơi này")
    citizen.sees_button("Cắt tất cả")
    await citizen.write("tôi muốn hủy mọi liên kết")
    await citizen.press("Đúng, hủy mọi liên kết")
    citizen.sees("Đã hủy mọi liên kết")
    assert await db.read(live_links, letter.case.debtor) == ()
    other = meet_citizen(2)
    await other.look()
    other.sees("đã được hủy từ một nơi khác", "Mã tin: ")


@sqlite_only
async def test_a_chat_that_was_silenced_hears_reminders_again_once_its_new_owner_agrees(
    db: Database, letter: Letter, citizen: Citizen
) -> None:
    await citizen.write("nhầm người rồi")
    await citizen.press("Đúng, không phải tôi")
    assert (await chat_of(db)).muted_until == ALWAYS
    await citizen.write(f"{await another_code(db, letter)} {DIGITS}")
    await citizen.press("Đồng ý")
    assert (await chat_of(db)).muted_until is None
    await citizen.write("/caidat")
    citizen.sees("Tin nhắc: đang bật")


@sqlite_only
async def test_a_new_telephone_number_is_for_the_counter(db: Database, letter: Letter, citizen: Citizen) -> None:
    await citizen.write("tôi đổi số điện thoại")
    citizen.sees("mang giấy tờ đến cơ quan")
    assert (await chat_of(db)).party_id == letter.case.debtor


@sqlite_only
async def test_the_copy_of_ones_own_data_masks_numbers_and_leaves_out_other_people(
    db: Database, letter: Letter, citizen: Citizen, clock: SetClock
) -> None:
    await citizen.write("dữ liệu của tôi")
    await citizen.press("Cơ quan giữ gì về tôi?")
    await citizen.press("Gửi tôi bản sao dữ liệu")
    (shown,) = citizen.last
    assert shown.attachment is not None
    assert (shown.attachment.name, shown.attachment.mime) == ("my-data.json", "application/json")
    copy: dict[str, Any] = json.loads(shown.attachment.content)
    assert copy["party"]["name"] == NAME
    assert copy["party"]["identity_number"] == "*********123"
    assert copy["decisions"][0]["lines"] == [
        {
            "content": "Trả nợ vay",
            "amount": 50_000_000,
            "waived": 0,
            "paid": 0,
            "left": 50_000_000,
            "falls_due": [],
        }
    ]
    text = shown.attachment.content.decode()
    assert IDENTITY not in text
    assert "Ngân hàng" not in text
    await citizen.wait_until(clock.now() + timedelta(minutes=11))
    assert all(one.attachment is None for one in citizen.conversation.visible())


@sqlite_only
async def test_the_settings_in_english(db: Database, letter: Letter, citizen: Citizen) -> None:
    await citizen.write("english")
    citizen.sees("Reminders: you have not agreed to them.", "PIN: not set.")
    await citizen.press("Reminders")
    await citizen.press("I agree")
    citizen.sees("Reminders are on")
    await citizen.write("/huylienket")
    await citizen.press("Yes, cut this link")
    citizen.sees("The link is cut")


@sqlite_only
async def test_who_chose_the_wrong_language_types_the_right_one(citizen: Citizen, letter: Letter) -> None:
    await citizen.write("english")
    citizen.sees("Language: English")
    await citizen.write("nói tiếng Việt đi")
    citizen.sees("Ngôn ngữ: tiếng Việt")
