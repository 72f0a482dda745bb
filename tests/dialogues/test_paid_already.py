"""Somebody says that they have paid: a number and a day go to an officer, reminders rest, and the answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest

from casework.books import Books
from casework.clock import VIETNAM, SetClock
from casework.db.engine import Database
from casework.payment_claims import Claim, State, claims_of, found, not_found
from casework.payments import Source, record_payment
from casework.tables.follow_ups import payment_claim
from messages.follow_up_notices import tell_decided
from tests.builders import a_payment, a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import Letter, link_chat
from tests.dialogues.reminded import linked_debtor, reactions, reminded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NUMBER = "BL 0012345"


async def claims(db: Database, letter: Letter) -> list[Claim]:
    return await db.read(claims_of, letter.case.decision)


async def claimed(db: Database, citizen: Citizen) -> tuple[Letter, Claim]:
    """The claim of a citizen with a reminder in front of them."""
    there = await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    await citizen.write(NUMBER)
    await citizen.press("Hôm qua")
    await citizen.press("Đúng, báo cho cán bộ")
    (made,) = await claims(db, there.letter)
    return there.letter, made


async def test_the_number_and_the_day_go_to_an_officer(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    citizen.sees("số ghi trên biên lai", "Không cần gửi ảnh", "Không gõ số thẻ, mật khẩu hay mã OTP")
    await citizen.write(NUMBER)
    citizen.sees("Ông/bà nộp ngày nào?")
    await citizen.write("12/11")
    citizen.sees("số BL 0012345", "ngày 12/11/2026", "đúng không?")
    assert await claims(db, there.letter) == []
    yes = citizen.data_of("Đúng, báo cho cán bộ")
    for _ in range(2):
        await citizen.press_newest(yes)
        citizen.sees(
            "trước khi hết 19/11/2026", "tôi không nhắc khoản này nữa", "đừng nộp lại", "tài khoản của một cá nhân"
        )
    (made,) = await claims(db, there.letter)
    assert (made.receipt, made.paid_on, made.state) == (NUMBER, date(2026, 11, 12), State.OPEN)
    assert (made.party_id, made.contact_id) == (there.debtor, there.contact)
    assert await reactions(db) == [("paid_already", there.row, there.decision)]


async def test_the_number_is_sealed_in_the_books(db: Database, citizen: Citizen) -> None:
    await claimed(db, citizen)
    (row,) = await db.read(lambda books: books.conn.execute(payment_claim.select()).all())
    assert NUMBER.encode() not in bytes(row.receipt_sealed)


async def test_who_has_neither_number_nor_day_is_heard_too(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    await citizen.press("Tôi không có số")
    await citizen.press("Tôi không nhớ ngày")
    citizen.sees("không có số, không nhớ ngày")
    await citizen.press("Đúng, báo cho cán bộ")
    (made,) = await claims(db, there.letter)
    assert (made.receipt, made.paid_on) == (None, None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("để tôi tìm lại", "Tôi chưa thấy số nào"), ("1" * 61, "không quá 60 ký tự"), ("…", "Tôi chưa thấy số nào")],
)
async def test_what_is_no_number_is_asked_again(db: Database, citizen: Citizen, typed: str, words: str) -> None:
    await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    await citizen.write(typed)
    citizen.sees(words, "số ghi trên biên lai")


async def test_a_one_time_code_is_not_taken_for_a_number(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    await citizen.write("mã OTP của tôi là 123456")
    citizen.does_not_see("Ông/bà nộp ngày nào?")
    assert await claims(db, there.letter) == []


@pytest.mark.parametrize("typed", ["20/11", "ngày mai"])
async def test_nobody_paid_on_a_day_to_come(db: Database, citizen: Citizen, typed: str) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Đã nộp rồi")
    await citizen.write(NUMBER)
    await citizen.write(typed)
    assert await claims(db, there.letter) == []
    assert "ngày 20/11/2026" not in citizen.text


@pytest.mark.parametrize("said", ["tôi nộp rồi mà", "da nop hom qua roi", "trả hết rồi sao còn nhắn?"])
async def test_said_in_words_with_or_without_a_reminder(db: Database, citizen: Citizen, said: str) -> None:
    letter, _ = await linked_debtor(db)
    await citizen.write(said)
    citizen.sees("số ghi trên biên lai")
    assert await reactions(db) == [("paid_already", None, letter.case.decision)]


async def test_an_entry_of_the_books_is_shown_first(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await db.write(partial(a_payment, paid_on=date(2026, 11, 12)), there.decision, 2_000_000)
    await citizen.press("Đã nộp rồi")
    citizen.sees(
        "Sổ của cơ quan đã ghi 2.000.000 đồng", "còn phải nộp 48.000.000 đồng", "Có phải ông/bà nói khoản này không?"
    )
    await citizen.press("Đúng, là khoản này")
    citizen.sees("khoản đó đã được tính rồi")
    assert await claims(db, there.letter) == []
    await citizen.press_newest(f"paid:{there.decision}")
    await citizen.press("Không, tôi nộp khoản khác")
    citizen.sees("số ghi trên biên lai")


async def test_an_open_claim_is_shown_changed_or_taken_back(db: Database, citizen: Citizen, clock: SetClock) -> None:
    letter, made = await claimed(db, citizen)
    await citizen.write("tôi nộp rồi mà")
    citizen.sees("Cán bộ đang xem", "trước khi hết 19/11/2026")
    await citizen.write("xem việc của tôi")
    citizen.sees("Ông/bà đã báo đã nộp. Cán bộ đang xem")
    await citizen.press("Đã nộp rồi")
    await citizen.press("Sửa số hoặc ngày")
    await citizen.write("FT26320 998877")
    await citizen.press("Hôm nay")
    await citizen.press("Đúng, báo cho cán bộ")
    (changed,) = await claims(db, letter)
    assert (changed.id, changed.receipt, changed.paid_on) == (made.id, "FT26320 998877", date(2026, 11, 16))
    clock.set(datetime(2026, 11, 23, 9, tzinfo=VIETNAM))
    await citizen.write("tôi nộp rồi mà")
    citizen.sees("Cơ quan trả lời chậm hơn đã nói, tôi xin lỗi")
    await citizen.press("Tôi báo nhầm")
    citizen.sees("Tôi đã bỏ lời báo này")
    assert [one.state for one in await claims(db, letter)] == [State.WITHDRAWN]


async def test_what_the_officer_found_comes_as_a_nudge_and_is_thanked_for(db: Database, citizen: Citizen) -> None:
    letter, made = await claimed(db, citizen)

    def find(books: Books) -> int | None:
        paid = record_payment(
            books, made.decision_id, 2_000_000, paid_on=date(2026, 11, 15), receipt="0012345", source=Source.TRANSFER
        )
        return tell_decided(books, found(books, made.id, paid.payment_id, letter.case.officer))

    assert await db.write(find) is not None
    await citizen.look()
    citizen.sees("Ông/bà có 1 tin mới.")
    await citizen.press("Xem")
    citizen.sees("Đã tìm thấy 2.000.000 đồng, nộp ngày 15/11/2026", "còn phải nộp 48.000.000 đồng", "Cảm ơn ông/bà")
    await citizen.press("Vì sao tôi nhận tin này?")
    citizen.sees("Ông/bà đã báo là đã nộp")
    assert len(citizen.text.splitlines()) == 3


async def test_what_was_not_found_is_told_kindly_with_a_way_to_bring_the_paper(db: Database, citizen: Citizen) -> None:
    letter, made = await claimed(db, citizen)
    await db.write(lambda books: tell_decided(books, not_found(books, made.id, letter.case.officer)))
    await citizen.look()
    await citizen.press("Xem")
    citizen.sees("chưa thấy trong sổ", "mang biên lai hoặc chứng từ", "Phòng Thi hành án dân sự khu vực 3")
    await citizen.press("Báo lại số hoặc ngày")
    citizen.sees("số ghi trên biên lai")


async def test_the_result_is_withheld_from_a_chat_that_is_anothers_now(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    letter, made = await claimed(db, citizen)
    await link_chat(db, await db.write(a_person, name="Trần Thị Bưởi"))
    decided = await db.write(lambda books: not_found(books, made.id, letter.case.officer))
    assert await db.write(tell_decided, decided) is None
    other = meet_citizen(2)
    await link_chat(db, made.party_id, chat=2)
    assert await db.write(tell_decided, decided) is not None
    await other.look()
    await other.press("Xem")
    other.sees("chưa thấy trong sổ")


async def test_a_creditor_who_says_that_nothing_came_is_not_taken_for_a_payer(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    there = await reminded(db, citizen)
    creditor = meet_citizen(2)
    await link_chat(db, there.letter.case.creditor, chat=2)
    await creditor.write("họ trả rồi mà tôi chưa nhận được")
    creditor.does_not_see("số ghi trên biên lai")
    await creditor.press_newest(f"paid:{there.decision}")
    creditor.does_not_see("số ghi trên biên lai")
    assert await claims(db, there.letter) == []
