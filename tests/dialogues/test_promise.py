"""Somebody names a day and a sum: in taps, in words, changed, taken back; and nobody is bound by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from casework.books import Books
from casework.clock import VIETNAM, SetClock
from casework.db.engine import Database
from casework.decisions import PartyRole, add_party_to
from casework.promises import Promise, PromiseState, promises_of
from tests.builders import a_payment, a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import link_chat
from tests.dialogues.reminded import linked_debtor, reactions, reminded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
BINDS_NOBODY = "Lời hẹn không thay thỏa thuận bằng văn bản"


async def promised(db: Database, decision: int) -> list[tuple[int, date, PromiseState]]:
    made: list[Promise] = await db.read(promises_of, decision)
    return [(one.amount, one.due_on, one.state) for one in made]


async def test_a_day_and_a_sum_are_named_in_five_taps(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    citizen.sees_button("Cách nộp tiền", "Hẹn ngày nộp", "Chưa nộp được", "Đã nộp rồi", "Nhầm người")
    await citizen.press("Hẹn ngày nộp")
    citizen.sees("Ông/bà định nộp ngày nào?", "50.000.000 đồng")
    citizen.sees_button(
        "Tuần này: 20/11/2026", "Tuần sau: 27/11/2026", "Ngày 05/12/2026", "Ngày 10/12/2026", "Ngày khác"
    )
    await citizen.press("Ngày 05/12/2026")
    citizen.sees("thứ Bảy, ngày 5 tháng 12 năm 2026", "định nộp bao nhiêu?")
    await citizen.press("Khoảng một nửa: 25.000.000 đồng")
    citizen.sees("hẹn nộp 25.000.000 đồng", "đúng không?", BINDS_NOBODY, "Ngày đó cơ quan nghỉ")
    assert await promised(db, there.decision) == []
    await citizen.press("Đúng, tôi hẹn như vậy")
    citizen.sees("Tôi đã ghi lời hẹn", "25.000.000 đồng", BINDS_NOBODY)
    citizen.sees_button("Cách nộp tiền", "Lời hẹn của tôi", "‹ Về đầu", "Gặp cán bộ")
    assert await promised(db, there.decision) == [(25_000_000, date(2026, 12, 5), PromiseState.OPEN)]
    assert await reactions(db) == [("will_pay", there.row, there.decision)]


async def test_the_same_press_twice_makes_one_promise(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.press("Ngày 05/12/2026")
    await citizen.press("Hết số còn lại: 50.000.000 đồng")
    yes = citizen.data_of("Đúng, tôi hẹn như vậy")
    for _ in range(2):
        await citizen.press_newest(yes)
        citizen.sees("Tôi đã ghi lời hẹn")
    assert await promised(db, there.decision) == [(50_000_000, date(2026, 12, 5), PromiseState.OPEN)]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("thứ sáu tuần sau", date(2026, 11, 27)),
        ("20/12", date(2026, 12, 20)),
        ("ngày 10 tháng sau", date(2026, 12, 10)),
        ("cuối tháng", date(2026, 11, 30)),
        ("mai", date(2026, 11, 17)),
    ],
)
async def test_a_day_is_read_as_people_say_it(db: Database, citizen: Citizen, typed: str, day: date) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.write(typed)
    await citizen.write("2 triệu")
    await citizen.press("Đúng, tôi hẹn như vậy")
    assert await promised(db, there.decision) == [(2_000_000, day, PromiseState.OPEN)]


async def test_a_day_that_may_be_of_the_moon_is_asked_back(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.write("mùng 5 tháng sau")
    citizen.sees("dương lịch hay ngày âm lịch?", "ngày 5 tháng 12 năm 2026")
    await citizen.press("Âm lịch")
    citizen.sees("Tôi không đổi ngày âm sang ngày dương")
    await citizen.write("rằm tháng chạp")
    citizen.sees("Tôi không đổi ngày âm sang ngày dương")
    await citizen.write("mùng 5 tháng sau")
    await citizen.press("Dương lịch: 05/12/2026")
    await citizen.press("Hết số còn lại: 50.000.000 đồng")
    await citizen.press("Đúng, tôi hẹn như vậy")
    assert await promised(db, there.decision) == [(50_000_000, date(2026, 12, 5), PromiseState.OPEN)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hôm qua", "Ngày này đã qua."),
        ("5/12/2028", "Ngày này xa quá."),
        ("khi nào có tiền", "Tôi chưa đọc được ngày"),
        ("99/99", "Tôi chưa đọc được ngày"),
    ],
)
async def test_a_day_that_cannot_be_is_asked_again(db: Database, citizen: Citizen, typed: str, words: str) -> None:
    await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.write(typed)
    citizen.sees(words, "Ông/bà định nộp ngày nào?")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("60 triệu", "nhiều hơn số còn phải nộp"), ("500", "có lẽ thiếu số 0"), ("nhiều", "Tôi chưa đọc được số tiền")],
)
async def test_a_sum_that_cannot_be_is_asked_again(db: Database, citizen: Citizen, typed: str, words: str) -> None:
    await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.press("Ngày 05/12/2026")
    await citizen.write(typed)
    citizen.sees(words, "định nộp bao nhiêu?")


async def test_one_sentence_names_day_and_sum(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.write("ngày 10 tháng sau tôi nộp 2 triệu")
    citizen.sees("hẹn nộp 2.000.000 đồng", "ngày 10 tháng 12 năm 2026", "đúng không?")
    await citizen.write("đúng, tôi hẹn như vậy")
    assert await promised(db, there.decision) == [(2_000_000, date(2026, 12, 10), PromiseState.OPEN)]
    assert await reactions(db) == [("will_pay", there.row, there.decision)]


async def test_words_are_understood_without_any_reminder_too(db: Database, citizen: Citizen) -> None:
    letter, _ = await linked_debtor(db)
    await citizen.write("tuần sau tôi đóng 1tr5")
    citizen.sees("hẹn nộp 1.500.000 đồng", "ngày 27 tháng 11 năm 2026")
    await citizen.press("Đúng, tôi hẹn như vậy")
    assert await reactions(db) == [("will_pay", None, letter.case.decision)]


async def test_a_promise_is_seen_changed_and_taken_back(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.write("ngày 5/12 tôi nộp 2 triệu")
    await citizen.press("Đúng, tôi hẹn như vậy")
    await citizen.write("xem việc của tôi")
    citizen.sees("Lời hẹn của ông/bà: nộp 2.000.000 đồng")
    await citizen.press("Lời hẹn của tôi")
    citizen.sees("Ông/bà đang hẹn nộp 2.000.000 đồng", BINDS_NOBODY)
    await citizen.press("Đổi ngày hẹn")
    await citizen.press("Ngày 10/12/2026")
    await citizen.write("3 triệu")
    await citizen.press("Đúng, tôi hẹn như vậy")
    await citizen.press("Lời hẹn của tôi")
    await citizen.press("Bỏ lời hẹn")
    citizen.sees("Đã bỏ lời hẹn", "không bị tính là lỗi")
    assert await promised(db, there.decision) == [
        (2_000_000, date(2026, 12, 5), PromiseState.WITHDRAWN),
        (3_000_000, date(2026, 12, 10), PromiseState.WITHDRAWN),
    ]
    assert [kind for kind, _, _ in await reactions(db)] == ["will_pay", "other_time"]


async def test_a_promise_that_passed_is_followed_kindly_with_three_ways(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    there = await reminded(db, citizen)
    await citizen.write("mai tôi nộp 2 triệu")
    await citizen.press("Đúng, tôi hẹn như vậy")
    clock.set(datetime(2026, 11, 19, 9, tzinfo=VIETNAM))
    await citizen.press_newest(f"promise:{there.decision}")
    citizen.sees("Ngày hẹn 17/11/2026 đã qua", "Không sao", "Ông/bà định nộp ngày nào?")
    await citizen.write("xem việc của tôi")
    citizen.sees("sổ chưa ghi đủ số này")
    citizen.sees_button("Hẹn ngày nộp")


async def test_more_than_is_left_by_now_cannot_be_promised(db: Database, citizen: Citizen) -> None:
    there = await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.press("Ngày 05/12/2026")
    await citizen.press("Hết số còn lại: 50.000.000 đồng")
    yes = citizen.data_of("Đúng, tôi hẹn như vậy")
    await db.write(a_payment, there.decision, 20_000_000)
    await citizen.press_newest(yes)
    citizen.sees("còn phải nộp 30.000.000 đồng", "định nộp bao nhiêu?")
    assert await promised(db, there.decision) == []
    await db.write(a_payment, there.decision, 30_000_000)
    await citizen.press_newest(yes)
    citizen.sees("đã nộp đủ")
    assert await promised(db, there.decision) == []


async def test_a_representative_may_promise(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    there = await reminded(db, citizen)

    def appointed(books: Books) -> int:
        who = a_person(books, name="Trần Thị Bưởi")
        add_party_to(books, there.decision, who, PartyRole.REPRESENTATIVE)
        return who

    who, other = await db.write(appointed), meet_citizen(2)
    await link_chat(db, who, chat=2)
    await other.write("/hen")
    await other.press("Ngày 05/12/2026")
    await other.press("Hết số còn lại: 50.000.000 đồng")
    await other.press("Đúng, tôi hẹn như vậy")
    (made,) = await db.read(promises_of, there.decision)
    assert (made.party_id, made.entered_by) == (who, None)
    await citizen.write("xem việc của tôi")
    citizen.does_not_see("Lời hẹn của ông/bà")


async def test_a_creditor_and_a_stranger_promise_nothing(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    there = await reminded(db, citizen)
    creditor, stranger = meet_citizen(2), meet_citizen(3)
    await link_chat(db, there.letter.case.creditor, chat=2)
    await creditor.write("/start")
    await creditor.press_newest(f"promise:{there.decision}")
    creditor.sees("ông/bà không phải là người nộp tiền")
    await creditor.write("bên kia hẹn tuần sau trả mà không trả")
    creditor.does_not_see("Ông/bà định nộp ngày nào?")
    await stranger.write("/start")
    await stranger.press_newest(f"promise:{there.decision}")
    stranger.sees("mã 12 ký tự")
    await link_chat(db, await db.write(a_person, name="Trần Thị Bưởi"), chat=3)
    for data in (f"promise:{there.decision}", f"pm:y:{there.decision}:0:740000:1000000", "promise:-1", "pm:z:1"):
        await stranger.press_newest(data)
        assert "50.000.000" not in stranger.text
    assert await promised(db, there.decision) == []


async def test_another_wish_leaves_the_open_question(db: Database, citizen: Citizen) -> None:
    await reminded(db, citizen)
    await citizen.press("Hẹn ngày nộp")
    await citizen.write("tôi muốn gặp lãnh đạo cơ quan để trình bày")
    citizen.does_not_see("Tôi chưa đọc được ngày")
    await citizen.write("về đầu")
    await citizen.write("20/12")
    citizen.does_not_see("định nộp bao nhiêu?")


async def test_in_english(db: Database, citizen: Citizen, clock: SetClock) -> None:
    await linked_debtor(db)
    await citizen.write("english")
    await citizen.write("/hen")
    citizen.sees("Which day do you mean to pay?", "50,000,000 dong")
    await citizen.wait_until(clock.now() + timedelta(minutes=1))
    await citizen.press("On 5 Dec 2026")
    await citizen.press("All that is left: 50,000,000 dong")
    citizen.sees("does not replace a written agreement")
