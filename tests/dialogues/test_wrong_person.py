"""Somebody else reads the chat: asked once, then unlinked, silent, without a word about the person; and somebody looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.books import Books
from casework.consent import Answer, Purpose, standing
from casework.db.engine import Database
from casework.links import EndedBy, unlink
from casework.repairs import Repair, State, Why, open_repairs, repair
from handlers.silence import ALWAYS
from messages.outbox import Guard
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import MASKED, NAME, a_nudge, chat_of, link_chat
from tests.dialogues.reminded import linked_debtor, reactions, reminded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NOTHING_OF_IT = (NAME, MASKED, "50.000.000", "001/QĐ-THADS", "thi hành án số")


async def repairs(db: Database) -> list[Repair]:
    return await db.read(open_repairs)


async def test_asked_once_then_unlinked_silent_and_a_task_for_somebody(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Nhầm người")
    citizen.sees("không phải là người mà cơ quan muốn nhắn?")
    for part in NOTHING_OF_IT:
        assert part not in citizen.text
    assert await repairs(db) == []
    await citizen.press("Đúng, không phải tôi")
    citizen.sees("Cảm ơn ông/bà đã báo", "không gửi tin nào vào đây nữa")
    citizen.does_not_see(*NOTHING_OF_IT)
    chat = await chat_of(db)
    assert (chat.party_id, chat.muted_until) == (None, ALWAYS)
    (task,) = await repairs(db)
    assert (task.party_id, task.contact_id, task.why) == (there.debtor, there.contact, Why.WRONG_PERSON)
    assert await reactions(db) == [("wrong_person", there.row, there.decision)]
    await citizen.press_newest("cut:wrong_yes")
    citizen.does_not_see(*NOTHING_OF_IT)
    assert len(await repairs(db)) == 1


async def test_who_pressed_it_by_mistake_stays(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Nhầm người")
    await citizen.press("Không, giữ nguyên")
    assert (await chat_of(db)).party_id == there.debtor
    assert await reactions(db) == []


async def test_consent_does_not_come_back_with_the_same_chat(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Nhầm người")
    await citizen.press("Đúng, không phải tôi")
    await link_chat(db, there.debtor)
    stands = await db.read(standing, there.contact, there.debtor, Purpose.REMINDERS)
    assert stands.answer is not Answer.GIVEN


@pytest.mark.parametrize("said", ["nhầm người rồi", "sai số", "tôi không phải ông An", "hông phải tui đâu"])
async def test_said_in_words(db: Database, citizen: Citizen, said: str) -> None:
    await linked_debtor(db)
    await citizen.write(said)
    citizen.sees("không phải là người mà cơ quan muốn nhắn?")


async def test_a_dispute_is_no_wrong_person(db: Database, citizen: Citizen) -> None:
    await linked_debtor(db)
    await citizen.write("không phải tôi nợ, tôi không vay ai hết")
    assert "không phải là người mà cơ quan muốn nhắn?" not in citizen.text


async def test_a_relative_is_told_how_to_act_for_somebody(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Nhầm người")
    await citizen.press("Tôi là người nhà của người đó")
    citizen.sees("chỉ nói với chính người đó", "giấy ủy quyền")
    citizen.does_not_see(*NOTHING_OF_IT)
    citizen.sees_button("Làm giấy ủy quyền")
    assert (await chat_of(db)).party_id is None
    assert [one.party_id for one in await repairs(db)] == [there.debtor]


async def test_a_nudge_in_a_chat_that_is_not_linked_any_more_offers_it(db: Database, citizen: Citizen) -> None:
    letter, contact = await linked_debtor(db)
    await a_nudge(db, letter, contact, guard=Guard.REMINDER)
    await citizen.look()
    await db.write(unlink, contact, EndedBy.OFFICER, staff_id=letter.case.officer)
    await citizen.press("Xem")
    citizen.sees("mã 12 ký tự")
    citizen.sees_button("Nhầm người")
    await citizen.press("Nhầm người")
    await citizen.press("Đúng, không phải tôi")
    citizen.does_not_see(*NOTHING_OF_IT)
    (task,) = await repairs(db)
    assert (task.party_id, task.why) == (letter.case.debtor, Why.WRONG_PERSON)


async def test_nobody_is_looked_for_who_has_another_chat_by_now(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter, contact = await linked_debtor(db)
    await a_nudge(db, letter, contact, guard=Guard.REMINDER)
    await citizen.look()
    await db.write(unlink, contact, EndedBy.OFFICER, staff_id=letter.case.officer)
    await link_chat(db, letter.case.debtor, chat=2)
    await citizen.write("nhầm người rồi")
    await citizen.press("Đúng, không phải tôi")
    citizen.sees("không liên kết với ai")
    assert await repairs(db) == []
    assert (await chat_of(db)).muted_until == ALWAYS


async def test_the_task_ends_when_the_person_links_a_chat(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Nhầm người")
    await citizen.press("Đúng, không phải tôi")
    (task,) = await repairs(db)
    await link_chat(db, there.debtor, chat=2)

    def found(books: Books) -> Repair | None:
        return repair(books, task.id)

    ended = await db.read(found)
    assert ended is not None
    assert (ended.state, ended.done_by) == (State.REACHED, None)


async def test_whoever_stops_the_bot_after_a_reminder_has_answered_it(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    person = {"id": 1, "is_bot": False, "first_name": "A"}
    await citizen.update(
        {
            "my_chat_member": {
                "chat": {"id": 1, "type": "private", "first_name": "A"},
                "from": person,
                "date": 1,
                "old_chat_member": {"status": "member", "user": person},
                "new_chat_member": {"status": "kicked", "user": person, "until_date": 0},
            }
        }
    )
    assert await reactions(db) == [("opted_out", there.row, there.decision)]
    assert [one.why for one in await repairs(db)] == [Why.DEAD_CHAT]
