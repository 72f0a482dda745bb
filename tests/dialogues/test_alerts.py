"""Officers are told in their private chats that somebody must be called, and take it with a tap."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from casework import alert_list, alerts
from casework.books import Books
from casework.db.engine import Database
from casework.questions import waiting
from tests.builders import a_staff_member, an_agency
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
CRY = "nợ nhiều quá, tôi không muốn sống nữa, tôi là Nguyễn Thị Mẫu ở ấp 3"


@pytest.fixture
async def codes(db: Database) -> list[str]:
    """The codes of two officers, of the first and the second turn."""

    def write(books: Books) -> list[str]:
        house = an_agency(books)
        return [
            alert_list.shown(alert_list.put(books, a_staff_member(books, house, name=name), turn, "system"))
            for turn, name in ((1, "Lê Thị Mai Hương"), (2, "Trần Quốc Việt"))
        ]

    return await db.write(write)


@pytest.fixture
async def officer(meet_citizen: Callable[[int], Citizen], codes: list[str]) -> Citizen:
    """An officer whose chat receives alerts."""
    chat = meet_citizen(50)
    await chat.write(codes[0])
    chat.sees("Từ nay tin cần gọi ngay được báo vào cuộc trò chuyện này")
    return chat


async def test_the_chat_hears_of_distress_at_once_by_reference_alone(
    db: Database, meet_citizen: Callable[[int], Citizen], officer: Citizen
) -> None:
    await meet_citizen(1).write(CRY)
    (asked,) = await db.read(waiting)
    await officer.look()
    assert officer.text == f"Có tin cần gọi ngay, mã {asked.reference}."
    officer.does_not_see("Mẫu", "không muốn sống", "ấp 3")


async def test_who_taps_first_calls_and_the_next_one_learns_who_has_it(
    db: Database, meet_citizen: Callable[[int], Citizen], officer: Citizen, codes: list[str]
) -> None:
    await meet_citizen(1).write(CRY)
    await officer.look()
    data = officer.data_of("Tôi nhận gọi")
    await officer.press("Tôi nhận gọi")
    officer.sees("Đồng chí đã nhận tin CH-", "ghi kết quả cuộc gọi")
    second = meet_citizen(51)
    await second.write(f"/canhbao {codes[1]}")
    await forge(second, data)
    second.sees("đã có Lê Thị Mai Hương nhận gọi lúc 9 giờ")
    (one,) = await db.read(alerts.open_alerts)
    await db.write(alerts.called, one.question_id, one.taken_by or 0, alerts.Outcome.REACHED, "")
    await forge(second, data)
    second.sees("đã gọi xong lúc 9 giờ")


async def test_a_citizen_cannot_take_an_alert_nor_learn_that_there_is_one(
    db: Database, meet_citizen: Callable[[int], Citizen], officer: Citizen
) -> None:
    await meet_citizen(1).write(CRY)
    (one,) = await db.read(alerts.open_alerts)
    nosy, answers = meet_citizen(2), []
    for number in (one.id, 12345):
        await forge(nosy, f"altake:{number}")
        answers.append(nosy.text)
    assert answers[0] == answers[1]
    nosy.sees("Nút này đã hết hạn.")
    (still,) = await db.read(alerts.open_alerts)
    assert still.taken_by is None


async def test_a_wrong_or_used_code_gets_one_sentence(
    meet_citizen: Callable[[int], Citizen], officer: Citizen, codes: list[str]
) -> None:
    nosy, answers = meet_citizen(2), []
    for typed in (codes[0], "BD-22222-22222", "/canhbao BD-22222-22222", "/canhbao 123"):
        await nosy.write(typed)
        answers.append(nosy.text)
    assert len(set(answers)) == 1
    nosy.sees("Mã này không dùng được")
    assert not [shown for shown in nosy.conversation.visible() if re.search("BD-", shown.text)]


async def test_the_command_alone_says_what_to_type(meet_citizen: Callable[[int], Citizen], codes: list[str]) -> None:
    chat = meet_citizen(50)
    await chat.write("/canhbao")
    chat.sees("gõ mã do người quản lý đưa")
