"""A nudge is tapped: its content comes to the right person, is hidden again, and says why it came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.links import EndedBy, unlink
from messages.outbox import State
from messages.tables import outbox
from tests.builders import a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import REFERENCE, Letter, a_letter, a_nudge, chat_of, link_chat

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NUDGE = f"Ông/bà có 1 tin mới.\nMã tin: {REFERENCE}. Bấm «Xem» để đọc."


@pytest.fixture
async def letter(db: Database) -> Letter:
    """Chat 1 is linked."""
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    return letter


async def nudged(db: Database, letter: Letter, citizen: Citizen) -> int:
    """A nudge reaches the citizen; the id of its row."""
    row = await a_nudge(db, letter, (await chat_of(db, citizen.conversation.chat)).id)
    await citizen.look()
    assert citizen.text == NUDGE
    return row


async def opened(db: Database, row_id: int) -> tuple[str, datetime | None]:
    def read(books: Books) -> tuple[str, datetime | None]:
        row = books.conn.execute(select(outbox.c.state, outbox.c.opened_at).where(outbox.c.id == row_id)).one()
        return row.state, row.opened_at

    return await db.read(read)


async def test_a_tapped_nudge_shows_its_content_in_its_own_message_and_folds_after_ten_minutes(
    db: Database, letter: Letter, citizen: Citizen, clock: SetClock
) -> None:
    row = await nudged(db, letter, citizen)
    assert await opened(db, row) == (State.ACCEPTED, None)
    await citizen.press("Xem")
    citizen.sees("50.000.000 đồng", REFERENCE, "không thay thông báo chính thức")
    citizen.sees_button("Cách nộp tiền", "Vì sao tôi nhận tin này?", "Ẩn nội dung", "‹ Về đầu", "Gặp cán bộ")
    assert len(citizen.conversation.visible()) == 1
    first = clock.now()
    assert await opened(db, row) == (State.OPENED, first)
    clock.set(first + timedelta(minutes=2))
    await citizen.press_newest(f"view:{row}")
    assert await opened(db, row) == (State.OPENED, first)
    await citizen.wait_until(first + timedelta(minutes=13))
    assert [shown.text for shown in citizen.conversation.visible()] == [NUDGE]
    citizen.sees_button("Xem")


@sqlite_only
async def test_the_content_is_hidden_at_once_and_can_be_opened_again(
    db: Database, letter: Letter, citizen: Citizen
) -> None:
    await nudged(db, letter, citizen)
    await citizen.press("Xem")
    hide = citizen.data_of("Ẩn nội dung")
    for _ in range(2):
        await citizen.press_newest(hide)
        assert [shown.text for shown in citizen.conversation.visible()] == [NUDGE]
    await citizen.press("Xem")
    citizen.sees("50.000.000 đồng")


@sqlite_only
async def test_why_it_came_is_told_in_three_lines(db: Database, letter: Letter, citizen: Citizen) -> None:
    await nudged(db, letter, citizen)
    await citizen.press("Xem")
    await citizen.press("Vì sao tôi nhận tin này?")
    rule, facts, who = citizen.text.splitlines()
    assert "Kế hoạch số 12/KH-THADS" in rule
    assert "quyết định số 001/QĐ-THADS, còn phải nộp 50.000.000 đồng" in facts
    for part in ("ngày 16 tháng 11 năm 2026", "chấp hành viên", "theo mẫu của cơ quan, bản 1", REFERENCE, "Muốn dừng"):
        assert part in who
    citizen.sees_button("Cài đặt của tôi")
    await citizen.press("‹ Quay lại")
    citizen.sees("50.000.000 đồng")


async def test_somebody_elses_nudge_and_a_missing_one_look_alike(
    db: Database, letter: Letter, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    row = await nudged(db, letter, citizen)
    stranger = meet_citizen(2)
    await link_chat(db, await db.write(a_person, name="Trần Thị Bưởi"), chat=2)
    answers = set()
    for data in (f"view:{row}", f"view:{row + 1}", f"why:{row}", f"hide:{row}", "view:-1", "view:x", f"view:{2**63}"):
        await stranger.press_data(data)
        answers.add(stranger.text)
    assert answers == {"Nút này đã hết hạn. Ông/bà bấm «Về đầu» để xem lại."}
    assert await opened(db, row) == (State.ACCEPTED, None)


@sqlite_only
async def test_a_chat_that_is_linked_no_more_is_asked_who_it_is(db: Database, letter: Letter, citizen: Citizen) -> None:
    row = await nudged(db, letter, citizen)
    await db.write(unlink, (await chat_of(db)).id, EndedBy.PERSON)
    await citizen.press("Xem")
    citizen.sees("mã 12 ký tự")
    citizen.does_not_see("50.000.000")
    assert (await opened(db, row))[1] is None


@sqlite_only
async def test_the_other_chat_of_the_same_party_may_open_it_too(
    db: Database, letter: Letter, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    row = await nudged(db, letter, citizen)
    other = meet_citizen(2)
    await link_chat(db, letter.case.debtor, chat=2)
    await other.write("về đầu")
    await other.press_newest(f"view:{row}")
    other.sees("50.000.000 đồng")


@sqlite_only
async def test_hiding_makes_the_pin_due_again(db: Database, letter: Letter, citizen: Citizen, clock: SetClock) -> None:
    await citizen.write("/pin")
    await citizen.write("748291")
    await citizen.write("748291")
    await nudged(db, letter, citizen)
    await citizen.press("Xem")
    citizen.sees("50.000.000 đồng")
    await citizen.press("Ẩn nội dung")
    await citizen.press("Xem")
    citizen.sees("gõ mã PIN 6 số")
    await citizen.write("748291")
    await citizen.press("Xem tiếp")
    citizen.sees("50.000.000 đồng")


@sqlite_only
async def test_the_content_in_english(db: Database, letter: Letter, citizen: Citizen) -> None:
    await citizen.write("english")
    await nudged(db, letter, citizen)
    await citizen.press("Xem")
    citizen.sees("50,000,000 dong")
    await citizen.press("Why did I get this?")
    citizen.sees("Under Kế hoạch số 12/KH-THADS", "an enforcement officer")


@sqlite_only
@pytest.mark.parametrize(
    "words", ["vi sao toi nhan tin nay", "Vì sao tôi nhận tin này?", "Sao tôi nhận được tin này", "why did I get this"]
)
async def test_why_it_came_may_be_typed_too(db: Database, letter: Letter, citizen: Citizen, words: str) -> None:
    row = await nudged(db, letter, citizen)
    await citizen.press("Xem")
    await citizen.press("Vì sao tôi nhận tin này?")
    pressed = citizen.text
    await citizen.write(words)
    assert citizen.text == pressed
    assert len(citizen.text.splitlines()) == 3
    await citizen.press("‹ Quay lại")
    citizen.sees("50.000.000 đồng")
    assert (await opened(db, row))[0] == State.OPENED


@sqlite_only
async def test_why_is_told_of_the_last_message_even_before_it_was_opened(
    db: Database, letter: Letter, citizen: Citizen
) -> None:
    await nudged(db, letter, citizen)
    await citizen.write("tại sao nhắn tin cho tôi?")
    citizen.sees("bản 1; mã tin " + REFERENCE)


@sqlite_only
async def test_where_nothing_was_sent_that_is_said(
    db: Database, letter: Letter, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    await citizen.write("vì sao tôi nhận tin này")
    citizen.sees("chưa gửi tin nhắc nào vào trò chuyện này")
    citizen.sees_button("Tin này có thật không?", "‹ Về đầu", "Gặp cán bộ")
    stranger = meet_citizen(2)
    await stranger.write("vì sao tôi nhận tin này")
    stranger.sees("Trò chuyện này chưa liên kết với ai")
    stranger.sees_button("Tin này có thật không?")
