"""A person shows who they are: the conversation, the refusals, the notices, and what a guesser can learn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.channels.terminal.conversation import NoSuchButton
from casework.books import Books
from casework.clock import SetClock
from casework.consent import Answer, Purpose, standing
from casework.db.engine import Database
from casework.links import live_links
from casework.tables.linking import link_attempt
from messages.tables import outbox
from tests.builders import an_agency
from tests.casework.chats import another_code as code_never_printed
from tests.conftest import MONDAY_NINE
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import DIGITS, MASKED, NAME, a_letter, another_code, chat_of, link_chat, states_of

REFUSED = "Mã và số này chưa khớp, hoặc mã không còn dùng được."
WRONG = "000124"
sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def failures(db: Database) -> int:
    return await db.read(lambda books: books.conn.execute(select(func.count()).select_from(link_attempt)).scalar_one())


async def test_a_debtor_shows_who_they_are_and_goes_on_to_what_they_wanted(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    await citizen.write("/link")
    citizen.sees("mã 12 ký tự", "6 số cuối")
    await citizen.write(letter.code)
    citizen.sees("Tôi đã xóa tin có mã", "6 số cuối")
    await citizen.write(DIGITS)
    citizen.sees(MASKED, "đồng ý")
    citizen.does_not_see(NAME)
    await citizen.press("Đồng ý")
    citizen.sees("mã PIN")
    citizen.sees_button("Đặt mã PIN", "Không cần, xem tiếp", "Gặp cán bộ")
    there = await chat_of(db)
    assert there.party_id == letter.case.debtor
    stands = await db.read(standing, there.id, letter.case.debtor, Purpose.REMINDERS)
    assert (stands.answer, stands.text_key, stands.text_version) == (Answer.GIVEN, "identify.consent", 1)
    assert citizen.data_of("Không cần, xem tiếp") == "obligations"


@sqlite_only
@pytest.mark.parametrize(
    "written",
    [
        "{code} 000123",
        "000123 {code}",
        "Mã: {code}, số cuối 000 123".replace("000 123", "000123"),
        "{lower} 095181000123",
    ],
)
async def test_code_and_digits_in_one_message_are_enough_without_being_asked(
    db: Database, citizen: Citizen, written: str
) -> None:
    letter = await a_letter(db)
    await citizen.write(written.format(code=letter.code, lower=letter.code.lower().replace("-", " ")))
    citizen.sees(MASKED)
    assert (await chat_of(db)).party_id == letter.case.debtor


@sqlite_only
async def test_every_message_with_a_code_or_digits_is_taken_out_of_the_chat(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    for text in (letter.code, WRONG, letter.code, "12345", f"{letter.code} {DIGITS}"):
        before = await deletions(db)
        await citizen.write(text)
        assert await deletions(db) == before + 1, text


async def deletions(db: Database) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.act == "delete")
    return await db.read(lambda books: books.conn.execute(query).scalar_one())


@sqlite_only
async def test_whatever_is_wrong_the_words_and_the_delay_are_the_same(
    db: Database, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter = await a_letter(db)
    used = await another_code(db, letter)  # the first one is cancelled by it
    tries = {
        "wrong digits": f"{used} {WRONG}",
        "cancelled": f"{letter.code} {DIGITS}",
        "never printed": f"{code_never_printed(used).display} {DIGITS}",
        "both wrong": f"{code_never_printed(used).display} {WRONG}",
    }
    said = set()
    for number, text in enumerate(tries.values(), 1):
        citizen = meet_citizen(number)
        await citizen.write(text)
        said.add(citizen.text)
    await meet_citizen(8).write(f"{used} {DIGITS}")
    last = meet_citizen(9)
    await last.write(f"{used} {DIGITS}")
    said.add(last.text)  # used up by now
    assert len(said) == 1
    assert REFUSED in said.pop()
    assert await delays(db) == {timedelta(seconds=1)}


async def delays(db: Database) -> set[timedelta]:
    """How long after the question each outcome of a code left."""
    keys = [f"identify.{name}" for name in ("refused", "refused_and_wait", "consent", "wait", "mistyped_code")]

    def read(books: Books) -> set[timedelta]:
        rows = books.conn.execute(select(outbox.c.not_before, outbox.c.made_at).where(outbox.c.text_key.in_(keys)))
        return {row.not_before - row.made_at for row in rows}

    return await db.read(read)


@sqlite_only
async def test_a_slip_in_the_code_says_so_and_costs_no_try(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    wrong_sign = letter.code[:-1] + ("7" if letter.code[-1] != "7" else "8")
    await citizen.write("/link")
    await citizen.write(wrong_sign)
    citizen.sees("bị gõ nhầm", "chưa tính là gõ sai")
    await citizen.write(letter.code)
    await citizen.write("00012")
    citizen.sees("đúng 6 số cuối", "chưa tính là gõ sai")
    assert await failures(db) == 0
    await citizen.write(DIGITS)
    citizen.sees(MASKED)


@sqlite_only
async def test_the_fifth_wrong_try_names_the_wait_after_the_same_sentence(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    letter = await a_letter(db)
    for _ in range(4):
        await citizen.write(f"{letter.code} {WRONG}")
        assert citizen.text.startswith(REFUSED)
        assert "gõ lại được từ" not in citizen.text
    await citizen.write(f"{letter.code} {WRONG}")
    assert citizen.text.startswith(REFUSED)
    citizen.sees("gõ lại được từ 10 giờ hôm nay")
    await citizen.write(f"{letter.code} {DIGITS}")
    citizen.sees("từ 10 giờ hôm nay", "không xem mã")
    assert (await chat_of(db)).party_id is None
    clock.set(MONDAY_NINE + timedelta(hours=1))
    await citizen.write(f"{letter.code} {DIGITS}")
    citizen.sees(MASKED)


async def test_the_other_chat_is_told_and_can_cut_everything(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor, chat=2)
    other = meet_citizen(2)
    await citizen.write(f"{letter.code} {DIGITS}")
    await other.look()
    other.sees("Có thêm một cuộc trò chuyện", "Cắt tất cả", "Mã tin: ")
    for secret in (MASKED, NAME, "QĐ-THADS", "50.000.000"):
        other.does_not_see(secret)
    await other.press("Cắt tất cả")
    other.sees("hủy mọi liên kết?")
    assert len(await db.read(live_links, letter.case.debtor)) == 2
    await other.press("Đúng, hủy mọi liên kết")
    assert await db.read(live_links, letter.case.debtor) == ()
    assert (await chat_of(db, 1)).party_id is None


@sqlite_only
async def test_a_third_chat_is_refused_and_both_others_are_told(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter = await a_letter(db)
    for chat in (2, 3):
        await link_chat(db, letter.case.debtor, chat=chat)
    await citizen.write(f"{letter.code} {DIGITS}")
    citizen.sees("hai cuộc trò chuyện khác")
    assert (await chat_of(db)).party_id is None
    for chat in (2, 3):
        other = meet_citizen(chat)
        await other.look()
        other.sees("vừa thử liên kết", "đã bị từ chối")


@sqlite_only
async def test_a_party_without_a_number_waits_for_an_officer(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db, identity=None)
    await citizen.write(f"{letter.code} 111222")
    citizen.sees("cán bộ xem giấy tờ")
    assert (await chat_of(db)).party_id is None


@sqlite_only
async def test_a_linked_person_who_types_a_code_is_offered_to_cut_the_link_first(
    db: Database, citizen: Citizen
) -> None:
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    await citizen.write(letter.code)
    citizen.sees("đã được liên kết rồi")
    citizen.sees_button("Hủy liên kết này")
    assert await deletions(db) == 1


@sqlite_only
async def test_other_words_are_not_taken_for_a_code(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.write("/link")
    await citizen.write("nhà tôi ở gần chợ")
    citizen.sees("chưa thấy mã")
    await citizen.write("tôi muốn chết")
    citizen.sees("115")
    await citizen.write("về đầu")
    citizen.sees("Ông/bà cần gì?")
    assert await deletions(db) == 0


@sqlite_only
async def test_an_answer_about_reminders_counts_once_and_only_while_linked(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.press_data("link:agree")
    citizen.sees("Nút này đã hết hạn")
    await citizen.press_data("link:nonsense")
    citizen.sees("Nút này đã hết hạn")
    with pytest.raises(NoSuchButton):
        await citizen.press("Đặt mã PIN")


@sqlite_only
async def test_not_now_is_kept_as_a_no_and_a_second_press_changes_nothing(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    await citizen.write(f"{letter.code} {DIGITS}")
    message = citizen.last[-1].message_id
    for _ in range(2):
        await citizen.press_data("link:later", message)
        citizen.sees("không gửi tin nhắc", "vẫn xem được")
    there = await chat_of(db)
    assert (await db.read(standing, there.id, letter.case.debtor, Purpose.REMINDERS)).answer is Answer.DECLINED


@sqlite_only
async def test_nobody_is_linked_in_a_group(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    group = {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "group", "title": "Nhóm"}}
    person = {"id": 7, "is_bot": False, "first_name": "Khách"}
    await citizen.update({"message": {**group, "from": person, "text": f"{letter.code} {DIGITS}"}})
    citizen.sees("cuộc trò chuyện riêng")
    assert await db.read(live_links, letter.case.debtor) == ()


@sqlite_only
async def test_the_same_conversation_in_english(db: Database, citizen: Citizen) -> None:
    letter = await a_letter(db)
    await citizen.write("speak english")
    await citizen.write(letter.code)
    citizen.sees("last 6 digits")
    await citizen.write(DIGITS)
    citizen.sees("This chat is now linked", MASKED, "Do you agree")
    await citizen.press("I agree")
    citizen.sees_button("Set a PIN", "Not needed, go on")
    assert await states_of(db, "identify.consent") == [("accepted", None)]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("tui muốn tố cáo ông chấp hành viên ăn hối lộ", "hiếu nại"),
        ("xin giấy xác nhận đã nộp xong", "Giấy xác nhận kết quả thi hành án"),
    ],
)
async def test_a_whole_sentence_with_another_wish_is_not_asked_for_the_code_again(
    db: Database, citizen: Citizen, words: str, seen: str
) -> None:
    await db.write(an_agency)
    await citizen.write("/lienket")
    await citizen.write(words)
    citizen.sees(seen)
    assert "chưa thấy mã" not in citizen.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_thoi_leads_home_out_of_an_open_question(db: Database, citizen: Citizen) -> None:
    await db.write(an_agency)
    await citizen.write("/khieunai")
    await citizen.write("thôi")
    citizen.sees_button("Xem việc của tôi", "Hỏi về quy định")
