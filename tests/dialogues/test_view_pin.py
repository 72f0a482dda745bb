"""A shared phone: the PIN is set twice, asked for when due, and five wrong ones end the link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from messages.outbox import unpacked
from messages.tables import outbox
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import a_letter, chat_of, link_chat

PIN = "748291"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def deletions(db: Database) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.act == "delete")
    return await db.read(lambda books: books.conn.execute(query).scalar_one())


async def a_chat_with_a_pin(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    await citizen.press_data("pin:set")
    await citizen.write(PIN)
    await citizen.write(PIN)
    citizen.sees("Đã đặt mã PIN")


async def test_a_pin_is_typed_twice_and_each_message_with_it_leaves_the_chat(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    await citizen.write("/pin")
    citizen.sees("chọn 6 số")
    for simple in ("123456", "000000", "121212"):
        await citizen.write(simple)
        citizen.sees("dễ đoán")
    await citizen.write("7482")
    citizen.sees("đúng 6 chữ số")
    await citizen.write(PIN)
    citizen.sees("một lần nữa")
    await citizen.write("748292")
    citizen.sees("chưa giống nhau")
    assert not (await chat_of(db)).has_pin
    await citizen.write(PIN)
    await citizen.write("748 291")
    citizen.sees("Đã đặt mã PIN")
    assert (await chat_of(db)).has_pin
    assert await deletions(db) == 8


async def test_after_ten_minutes_the_pin_is_asked_for_and_then_leads_on_to_what_was_wanted(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    await a_chat_with_a_pin(db, citizen)
    clock.set(clock.now() + timedelta(minutes=11))
    await citizen.press_newest("mychats")
    citizen.sees("gõ mã PIN 6 số")
    citizen.does_not_see("liên kết ngày")
    await citizen.write("748292")
    citizen.sees("chưa đúng", "còn 4 lần")
    await citizen.write("74829")
    citizen.sees("đúng 6 chữ số")
    await citizen.write(PIN)
    citizen.sees("xem được trong 10 phút")
    await citizen.press("Xem tiếp")
    citizen.sees("Những nơi đang xem được hồ sơ", "liên kết ngày 16/11/2026")


async def test_five_wrong_pins_end_the_link_and_take_the_pin_off(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    await a_chat_with_a_pin(db, citizen)
    clock.set(clock.now() + timedelta(minutes=11))
    await citizen.press_newest("mychats")
    for left in (4, 3, 2, 1):
        await citizen.write("111222")
        citizen.sees(f"còn {left} lần")
    await citizen.write("111222")
    citizen.sees("hủy liên kết để giữ kín", "mã mới")
    there = await chat_of(db)
    assert (there.party_id, there.has_pin) == (None, False)
    await citizen.write(PIN)
    citizen.does_not_see("xem được trong 10 phút")


async def test_words_instead_of_a_pin_cost_no_try(db: Database, citizen: Citizen, clock: SetClock) -> None:
    await a_chat_with_a_pin(db, citizen)
    clock.set(clock.now() + timedelta(minutes=11))
    await citizen.press_newest("mychats")
    await citizen.write("tôi không nhớ nữa con ơi")
    citizen.sees("đúng 6 chữ số")
    await citizen.press("Quên mã PIN")
    citizen.sees("xin cơ quan một mã mới")
    citizen.sees_button("Hủy liên kết")
    await citizen.write("748292")
    citizen.sees("còn 4 lần")


async def test_a_closed_pin_must_be_given_before_it_is_changed_or_removed(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    await a_chat_with_a_pin(db, citizen)
    clock.set(clock.now() + timedelta(minutes=11))
    for data in ("pin:set", "pin:off"):
        await citizen.press_newest(data)
        citizen.sees("gõ mã PIN 6 số")
    await citizen.write(PIN)
    await citizen.press("Xem tiếp")
    citizen.sees("Đã bỏ mã PIN")
    assert not (await chat_of(db)).has_pin


async def test_a_chat_that_is_not_linked_has_nothing_to_guard(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.write("/pin")
    citizen.sees("chưa liên kết với ai")
    await citizen.press_data("pin:nonsense")
    citizen.sees("Nút này đã hết hạn")


async def test_no_pin_stands_in_anything_that_was_said(db: Database, citizen: Citizen) -> None:
    await a_chat_with_a_pin(db, citizen)

    def everything(books: Books) -> list[str]:
        rows = books.conn.execute(select(outbox.c.id, outbox.c.payload_sealed))
        return [unpacked(books.keys.open("outbox", "payload", row.id, row.payload_sealed)).text for row in rows]

    assert not any(PIN in text for text in await db.read(everything))


async def test_the_pin_in_english(db: Database, citizen: Citizen, clock: SetClock) -> None:
    await a_chat_with_a_pin(db, citizen)
    await citizen.write("speak english")
    clock.set(clock.now() + timedelta(minutes=11))
    await citizen.press_newest("mychats")
    citizen.sees("type your 6-digit PIN")
    await citizen.write(PIN)
    citizen.sees("You can read for 10 minutes")
