"""Somebody asks for the confirmation of results: who may, by when it is issued, what to bring, and a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.deadlines import deadline
from casework.decisions import PartyRole, Status, add_party_to
from casework.period_kinds import PeriodKind
from casework.working_days import confirm_year, seed_year, working_days
from handlers.confirm_screens import At, Step, Who, look
from messages.vietnamese import day, short_day
from tests.builders import a_case, a_person, a_staff_member, an_agency
from tests.conftest import MONDAY_NINE
from tests.dialogues.applicants import (
    ADDRESS,
    NAME,
    a_turn,
    an_applicant,
    asked_of_officers,
    draft,
    nobodys_decision,
    set_a_pin,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WISH = "xin giấy xác nhận kết quả thi hành án"
PAPER, TELL, BACK, AGAIN = "Lấy tờ đơn (PDF)", "Báo cho cán bộ biết", "‹ Quay lại", "Làm lại từ đầu"
PRISONER = "Cho người nhà đang ở tù"


@pytest.fixture
async def agency(db: Database) -> int:
    """The agency; chat 1 is linked to nobody."""
    return await db.write(an_agency)


async def test_a_prisoners_mother_learns_how_and_gets_a_draft_to_fill_in(citizen: Citizen, agency: int) -> None:
    await citizen.write(WISH)
    citizen.sees("thân nhân của họ đều xin được", "khoản 3 Điều 32", "152/2026/NĐ-CP", "Ông/bà xin cho ai?")
    await citizen.press(PRISONER)
    citizen.sees(
        "Thân nhân được tự đứng tên xin, không cần giấy ủy quyền.",
        "Cơ quan cấp trong 3 ngày làm việc.",
        "hôm nay 16/11/2026: chậm nhất đến hết thứ Năm, ngày 19 tháng 11 năm 2026",
        "ngày mai 17/11/2026: chậm nhất đến hết thứ Sáu, ngày 20 tháng 11 năm 2026",
        "Nộp tại: Thi hành án dân sự tỉnh Vĩnh Hưng",
        "Luật cho nộp cả qua mạng.",
        "Mang theo: tờ đơn đã ký",
        "chưa phải là được đặc xá",
        "Nhắn ở đây chưa phải là nộp đơn",
    )
    await citizen.press(PAPER)
    citizen.sees("Bản nháp: Đơn yêu cầu xác nhận kết quả thi hành án.", "nộp rồi mới được tính")
    citizen.does_not_see("Tệp có thông tin riêng")
    page = draft(citizen)
    assert "Kính gửi: Thi hành án dân sự tỉnh Vĩnh Hưng" in page
    assert "Tôi là thân nhân của người có tên dưới đây" in page
    assert "Nơi đang chấp hành án phạt tù: ....." in page
    assert "Họ và tên người yêu cầu: ....." in page


async def test_holidays_and_weekends_move_the_day_and_the_year_may_be_unconfirmed(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    def write(books: Books) -> None:
        head = a_staff_member(books, an_agency(books), role="head")
        seed_year(books, 2026)
        confirm_year(books, 2026, head)

    await db.write(write)
    clock.set(datetime(2026, 11, 20, 2, tzinfo=UTC))  # a Friday; the next Tuesday is a holiday
    await citizen.write(WISH)
    await citizen.write("cho tôi")
    citizen.sees(
        "hôm nay 20/11/2026: chậm nhất đến hết thứ Năm, ngày 26 tháng 11 năm 2026",
        "ngày mai 21/11/2026, là ngày nghỉ, thì tính từ 23/11/2026: chậm nhất đến hết thứ Sáu, ngày 27 tháng 11 năm 2026",
    )
    citizen.does_not_see("chưa được cơ quan xác nhận")
    await citizen.write("30/12")
    citizen.sees("hết thứ Ba, ngày 5 tháng 1 năm 2027", "chưa được cơ quan xác nhận")


async def test_on_a_saturday_today_and_tomorrow_are_one_line(citizen: Citizen, agency: int, clock: SetClock) -> None:
    clock.set(datetime(2026, 11, 14, 2, tzinfo=UTC))
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    assert citizen.text.count("chậm nhất đến hết") == 1
    citizen.sees("hôm nay 14/11/2026, là ngày nghỉ, thì tính từ 16/11/2026")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("25/11/2026", "Nộp 25/11/2026: chậm nhất đến hết thứ Hai, ngày 30 tháng 11 năm 2026"),
        ("10/11", "Đã nộp 10/11/2026: chậm nhất đến hết thứ Sáu, ngày 13 tháng 11 năm 2026"),
        ("hôm qua", "15/11/2026, là ngày nghỉ, thì tính từ 16/11/2026"),
    ],
)
async def test_another_day_is_typed_or_pressed(citizen: Citizen, agency: int, typed: str, words: str) -> None:
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    await citizen.press("Tôi nộp ngày khác")
    citizen.sees("Ông/bà nộp, hoặc đã nộp, ngày nào?")
    citizen.sees_button("17/11/2026", "25/11/2026", BACK, AGAIN)
    await citizen.write(typed)
    citizen.sees(words)
    assert citizen.text.count("chậm nhất đến hết") == 1


async def test_a_day_that_is_over_sends_to_the_telephone(citizen: Citizen, agency: int) -> None:
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    await citizen.write("03/11/2026")
    citizen.sees("Hạn này đã qua.", "0900000100")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hôm nào cũng được", "Tôi chưa đọc được ngày."),
        ("30/02/2026", "Tôi chưa đọc được ngày."),
        ("30/06/2026", "trước 01/07/2026, khi luật hiện hành chưa có hiệu lực"),
        ("01/01/2030", "Ngày này xa quá"),
    ],
)
async def test_a_day_that_cannot_be_is_asked_again(citizen: Citizen, agency: int, typed: str, words: str) -> None:
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    await citizen.press("Tôi nộp ngày khác")
    await citizen.write(typed)
    citizen.sees(words, "Ông/bà nộp, hoặc đã nộp, ngày nào?")
    await citizen.write("25/11/2026")
    citizen.sees("hết thứ Hai, ngày 30 tháng 11 năm 2026")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(now=st.dates(date(2026, 7, 1), date(2027, 12, 20)), ahead=st.integers(-30, 60), who=st.sampled_from(Who))
def test_each_day_shown_is_the_one_that_casework_counts(
    books: Books, clock: SetClock, now: date, ahead: int, who: Who
) -> None:
    if books.conn.exec_driver_sql("select count(*) from agency").scalar() == 0:
        an_agency(books)
    clock.set(datetime(now.year, now.month, now.day, 3, tzinfo=UTC))
    handed_in = max(now + timedelta(days=ahead), date(2026, 7, 1))
    calendar = working_days(books)
    at = At(step=Step.RESULT, who=who, day=handed_in.toordinal())
    shown = look(a_turn(books), at).reply.text
    end = deadline(calendar, PeriodKind.CONFIRMATION_OF_RESULTS, calendar.on_or_after(handed_in))
    assert day(end.last_day) in shown
    assert short_day(handed_in) in shown
    plain = look(a_turn(books), At(step=Step.RESULT, who=who)).reply.text
    for one in (now, now + timedelta(days=1)):
        end = deadline(calendar, PeriodKind.CONFIRMATION_OF_RESULTS, calendar.on_or_after(one))
        assert day(end.last_day) in plain
    clock.set(MONDAY_NINE)


async def test_who_is_linked_gets_a_draft_with_their_own_facts_that_leaves_the_chat(
    db: Database, citizen: Citizen
) -> None:
    await an_applicant(db)
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    citizen.sees("Theo quyết định số 001/QĐ-THADS, ngày 15/07/2026.", "Nộp tại: Phòng Thi hành án dân sự khu vực 3")
    await citizen.press(PAPER)
    citizen.sees("Tệp có thông tin riêng nên được gỡ khỏi cuộc trò chuyện sau 10 phút.")
    page = draft(citizen)
    for words in (NAME, ADDRESS, "ba số cuối: 123", "001/QĐ-THADS", "15/07/2026", "48/2026/DS-ST"):
        assert words in page, words
    await citizen.wait_until(MONDAY_NINE + timedelta(minutes=11))
    citizen.does_not_see("001/QĐ-THADS")
    assert not [shown for shown in citizen.conversation.visible() if shown.attachment is not None]


async def test_several_decisions_are_chosen_from_and_all_of_them_is_a_choice(db: Database, citizen: Citizen) -> None:
    await an_applicant(db, decisions=8)
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    citizen.sees("Ông/bà xin xác nhận theo quyết định nào?", "Trang 1 trên 2.")
    await citizen.press("Tiếp ›")
    citizen.sees("Trang 2 trên 2.", "8. Số 001/QĐ-THADS")
    await citizen.press("8. Số 001/QĐ-THADS")
    citizen.sees("Theo quyết định số 001/QĐ-THADS")
    await citizen.press(BACK)
    citizen.sees("Trang 2 trên 2.")
    await citizen.press("Tất cả quyết định của tôi")
    citizen.sees("cả 8 quyết định mang tên mình")
    await citizen.press(PAPER)
    page = draft(citizen)
    assert page.count("/QĐ-THADS") == 6
    assert "và 2 quyết định khác mang tên tôi" in page


async def test_who_is_linked_without_any_decision_is_told_and_can_go_on(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        an_agency(books)
        return a_person(books, name=NAME), None

    await linked(db, write)
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    citizen.sees("hiện không có quyết định nào mang tên ông/bà")
    await citizen.press(PAPER)
    assert NAME in draft(citizen)


async def test_a_creditor_and_somebody_with_several_roles_are_called_what_they_are(
    db: Database, citizen: Citizen
) -> None:
    def write(books: Books) -> tuple[int, int]:
        case = a_case(books, status=Status.FINISHED)
        party = a_person(books, name=NAME)
        add_party_to(books, case.decision, party, PartyRole.CREDITOR)
        return party, case.decision

    await linked(db, write)
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    await citizen.press(PAPER)
    assert f"Họ và tên người yêu cầu: {NAME}" in draft(citizen)


async def test_the_whole_way_can_be_typed(citizen: Citizen, agency: int) -> None:
    await citizen.write("/xacnhan")
    await citizen.write("3")
    citizen.sees("Thân nhân được tự đứng tên xin")
    await citizen.write("lùi lại")
    citizen.sees("Ông/bà xin cho ai?")
    await citizen.write("nguoi nha dang o tu")
    citizen.sees("đặc xá")
    await citizen.write("mai")
    citizen.sees("ngày mai 17/11/2026")
    await citizen.write("lay to don")
    assert "BẢN NHÁP" in draft(citizen)
    await citizen.write("báo cho cán bộ biết")
    citizen.sees("Tôi đã báo cho cán bộ. Mã: CH-")
    await citizen.write("làm lại từ đầu")
    citizen.sees("Ông/bà xin cho ai?")


async def test_words_that_are_no_answer_are_asked_again_and_other_wishes_lead_away(
    citizen: Citizen, agency: int
) -> None:
    await citizen.write(WISH)
    await citizen.write("zzz qqq")
    citizen.sees("Tôi chưa hiểu câu trả lời này.", "Ông/bà xin cho ai?")
    await citizen.write("người nhà")
    citizen.sees("Tôi chưa hiểu câu trả lời này.")  # two buttons have that
    await citizen.write("nộp tiền ở đâu")
    citizen.sees("Ông/bà nộp tiền thi hành án bằng một trong các cách dưới đây.")


async def test_a_press_that_comes_twice_shows_the_same_and_asks_an_officer_once(
    db: Database, citizen: Citizen, agency: int
) -> None:
    await citizen.write(WISH)
    await citizen.press(PRISONER)
    first = citizen.text
    place = citizen.data_of(PAPER).replace(":p:p:", ":r:p:")
    await citizen.press_newest(place)
    assert citizen.text == first
    tell = citizen.data_of(TELL)
    told = []
    for _ in range(3):
        await citizen.press_newest(tell)
        told.append(citizen.text)
    assert len(set(told)) == 1
    (asked,) = await asked_of_officers(db)
    assert asked.kind == "confirmation"
    assert asked.text == (
        "Muốn xin xác nhận kết quả thi hành án, cho người nhà đang ở tù. Chưa nêu quyết định."
    )  # fmt: skip
    assert asked.reference in told[0]


async def test_the_officer_is_told_the_decision_and_the_day(db: Database, citizen: Citizen) -> None:
    case = await an_applicant(db)
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    await citizen.write("25/11/2026")
    await citizen.press(TELL)
    citizen.sees("Báo ở đây chưa phải là nộp đơn", "thứ Tư, ngày 18 tháng 11 năm 2026")
    (asked,) = await asked_of_officers(db)
    assert asked.text.split("\n") == [
        "Muốn xin xác nhận kết quả thi hành án, cho chính mình. Theo quyết định số 001/QĐ-THADS, ngày 15/07/2026.",
        "Dự định nộp hoặc đã nộp ngày 25/11/2026.",
    ]
    assert (asked.decision_id, asked.party_id) == (case.decision, case.debtor)


async def test_five_questions_that_wait_are_enough(citizen: Citizen, agency: int) -> None:
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    for number in range(17, 23):
        await citizen.write(f"{number}/11/2026")
        await citizen.press(TELL)
    citizen.sees("Ông/bà đang có 5 câu hỏi chờ trả lời")


@pytest.mark.parametrize(
    "data",
    ["cf", "cf:", "cf:r", "cf:x:s:0:0:0", "cf:r:z:0:0:0", "cf:r:s:-1:0:0", "cf:r:s:0:-1:0", "cf:r:s:0:0:1",
     "cf:r:s:0:0:99999999", "cf:r:s:9999999999999999999:0:0", "confirm:1", "cf:r:s:0:0:0:0", "cf:" + "9" * 400],
)  # fmt: skip
async def test_forged_buttons_are_dead_buttons(citizen: Citizen, agency: int, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


@pytest.mark.parametrize("data", ["cf:r::0:0:0", "cf:p::0:0:0", "cf:o::0:0:0", "cf:d::0:0:0", "cf:w:s:0:0:0"])
async def test_a_place_without_its_first_answer_is_the_first_question(
    db: Database, citizen: Citizen, agency: int, data: str
) -> None:
    await forge(citizen, data)
    citizen.sees("Ông/bà xin cho ai?")
    assert await asked_of_officers(db) == []


@pytest.mark.parametrize("step", ["r", "p", "o", "t"])
@pytest.mark.parametrize("is_linked", [True, False])
async def test_somebody_elses_decision_is_answered_like_a_missing_one(
    db: Database, citizen: Citizen, step: str, is_linked: bool
) -> None:
    if is_linked:
        await an_applicant(db)
    else:
        await db.write(an_agency)
    foreign = await nobodys_decision(db)
    answers = []
    for decision in (foreign, 123456789):
        await forge(citizen, f"cf:{step}:s:{decision}:0:0")
        answers.append(citizen.text)
        assert not [shown for shown in citizen.last if shown.attachment is not None]
    assert answers[0] == answers[1]
    citizen.sees("Tôi không tìm thấy nội dung này")
    assert await asked_of_officers(db) == []


async def test_while_the_pin_is_due_nothing_own_is_shown_and_the_pin_leads_on(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    case = await an_applicant(db)
    await set_a_pin(citizen)
    clock.set(MONDAY_NINE + timedelta(minutes=30))
    await citizen.write(WISH)
    await citizen.press("Cho tôi")
    citizen.sees("Cơ quan cấp trong 3 ngày làm việc.")
    citizen.does_not_see("001/QĐ-THADS")
    await citizen.press(PAPER)
    assert NAME not in draft(citizen)
    await forge(citizen, f"cf:r:s:{case.decision}:0:0")
    citizen.sees("PIN")
    citizen.does_not_see("001/QĐ-THADS")
    await citizen.write("748291")
    await citizen.press("Xem tiếp")
    citizen.sees("Theo quyết định số 001/QĐ-THADS")


async def test_who_is_not_linked_is_led_to_the_link_and_who_is_needs_no_such_button(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    await an_applicant(db)
    stranger = meet_citizen(2)
    await stranger.write(WISH)
    await stranger.press("Điền theo hồ sơ của tôi")
    stranger.sees("mã")
    await citizen.write(WISH)
    assert "Điền theo hồ sơ của tôi" not in citizen.labels()
    stranger.does_not_see("001/QĐ-THADS", NAME)


async def test_in_english_the_screens_are_english_and_the_draft_is_vietnamese(
    db: Database, citizen: Citizen, agency: int
) -> None:
    await read_english(db)
    await citizen.write("/confirm")
    citizen.sees("For whom do you ask?")
    await citizen.write("for myself")
    citizen.sees("within 3 working days", "today 16 Nov 2026: by the end of Thursday, 19 November 2026")
    await citizen.press("Get the draft (PDF)")
    citizen.sees("Draft, in Vietnamese as it is to be handed in: Request for confirmation")
    assert "ĐƠN YÊU CẦU XÁC NHẬN KẾT QUẢ THI HÀNH ÁN" in draft(citizen)
