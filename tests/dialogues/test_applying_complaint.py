"""Somebody complains: which kind, to whom, by when, what it does not stop, what else there is, and a draft in their words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.deadlines import deadline_of
from casework.period_kinds import PeriodKind
from handlers.complaint_places import Against, At, Body, Step
from handlers.complaint_screens import LONGEST_STORY, look
from messages import explanations
from messages.vietnamese import day, short_day
from tests.builders import an_agency
from tests.conftest import MONDAY_NINE
from tests.dialogues.applicants import (
    IDENTITY,
    NAME,
    a_turn,
    an_applicant,
    asked_of_officers,
    draft,
    nobodys_decision,
    set_a_pin,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
BEFORE = "Việc trước khi có biện pháp bảo đảm, cưỡng chế"
SECURITY = "Phong tỏa, tạm giữ, tạm dừng giao dịch, hoãn xuất cảnh"
COERCION = "Kê biên, trừ lương, bán tài sản, việc cưỡng chế khác"
SECOND = "Kết quả giải quyết khiếu nại lần đầu"
DENOUNCE = "Cán bộ vi phạm pháp luật (tố cáo)"
UNSURE = "Tôi không rõ thuộc loại nào"
AGENCY, OFFICE = "Cơ quan thi hành án dân sự", "Văn phòng thi hành án dân sự (tư nhân)"
PAPER, TELL, BACK, AGAIN = "Lấy tờ đơn (PDF)", "Báo cho cán bộ biết", "‹ Quay lại", "Làm lại từ đầu"
TELL_IT, MORE = "Kể việc để ghi vào đơn", "Bao lâu có kết quả, lần hai, nhiều người"
STORY = "Ngày 10/11/2026 cán bộ phong tỏa tài khoản lương của tôi mà không giao giấy tờ gì."
PERIODS = {
    Against.BEFORE: PeriodKind.COMPLAINT_BEFORE_COERCION,
    Against.SECURITY: PeriodKind.COMPLAINT_SECURITY,
    Against.COERCION: PeriodKind.COMPLAINT_COERCION,
    Against.SECOND: PeriodKind.SECOND_COMPLAINT,
}


@pytest.fixture
async def agency(db: Database) -> int:
    """The agency; chat 1 is linked to nobody."""
    return await db.write(an_agency)


async def to_the_day(citizen: Citizen, kind: str, body: str = AGENCY) -> None:
    await citizen.write("tôi muốn khiếu nại")
    await citizen.press(kind)
    await citizen.press(body)
    citizen.sees("Ông/bà được thông báo quyết định, hoặc biết việc đó, ngày nào?")


@pytest.mark.parametrize(
    ("kind", "learned", "last", "length"),
    [
        (BEFORE, "Hôm qua", "thứ Hai, ngày 30 tháng 11 năm 2026", "15"),
        (SECURITY, "Hôm nay", "thứ Năm, ngày 26 tháng 11 năm 2026", "10"),
        (COERCION, "06/11/2026", "thứ Hai, ngày 7 tháng 12 năm 2026", "30"),
    ],
)
async def test_each_kind_has_its_own_last_day_and_goes_to_the_head_of_the_agency(
    citizen: Citizen, agency: int, kind: str, learned: str, last: str, length: str
) -> None:
    await to_the_day(citizen, kind)
    await citizen.press(learned)
    citizen.sees(
        f"Hạn nộp: đến hết {last}. Tính {length} ngày từ ngày",
        "Gửi: Thủ trưởng Thi hành án dân sự tỉnh Vĩnh Hưng.",
        "Nộp bằng một trong các cách: đến nộp, gửi bưu chính, gửi trực tuyến, hoặc đến trình bày miệng.",
        "số định danh",
        "Mang theo: ",
        "Khiếu nại không tự làm dừng việc thi hành án.",
        "Nhắn ở đây chưa phải là nộp đơn",
        "khoản 2 Điều 96",
    )
    topic = explanations.title(explanations.get("complaint_procedure", date(2026, 11, 16)))
    citizen.sees_button(PAPER, TELL_IT, TELL, MORE, BACK, AGAIN, topic)
    await citizen.press(topic)
    citizen.sees(topic, "Căn cứ: ")


async def test_a_last_day_that_moves_off_a_holiday_names_the_day_that_is_safe(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, SECURITY)
    await citizen.write("14/11")
    citizen.sees(
        "Hạn nộp: đến hết thứ Tư, ngày 25 tháng 11 năm 2026.",
        "Ngày cuối 24/11/2026 là ngày nghỉ",
        "nộp chậm nhất ngày 23/11/2026 và hỏi lại cán bộ",
        "khoản 5 Điều 148",
    )


async def test_a_last_day_that_is_over_sends_to_an_officer(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, SECURITY)
    await citizen.write("01/10/2026")
    citizen.sees("thì hạn đã hết", "vẫn nên nộp ngay, kèm giấy chứng minh", "ông/bà hỏi cán bộ")
    citizen.does_not_see("trở ngại khách quan", "không tính vào thời hạn")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    st.dates(date(2026, 7, 1), date(2027, 12, 20)),
    st.integers(0, 400),
    st.sampled_from([*PERIODS, Against.UNSURE]),
    st.sampled_from([Body.AGENCY, Body.OFFICE]),
)
@example(date(2027, 2, 20), 15, Against.SECURITY, Body.AGENCY)  # the last day falls into Tết
def test_each_last_day_shown_is_the_one_that_casework_counts(
    books: Books, clock: SetClock, now: date, ago: int, against: Against, body: Body
) -> None:
    if books.conn.exec_driver_sql("select count(*) from agency").scalar() == 0:
        an_agency(books)
    clock.set(datetime(now.year, now.month, now.day, 3, tzinfo=UTC))
    learned = max(now - timedelta(days=ago), date(2026, 7, 1))
    at = At(step=Step.RESULT, against=against, body=body, day=learned.toordinal())
    shown = look(a_turn(books), at).reply.text
    for kind in [against] if against in PERIODS else [Against.BEFORE, Against.SECURITY, Against.COERCION]:
        end = deadline_of(books, PERIODS[kind], learned)
        assert f"đến hết {day(end.last_day)}" in shown
        if end.moved_from is not None:
            assert f"Ngày cuối {short_day(end.moved_from)} là ngày nghỉ" in shown
    clock.set(MONDAY_NINE)


async def test_who_does_not_know_the_kind_sees_three_days_the_shortest_first(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, UNSURE)
    await citizen.press("Hôm nay")
    places = [citizen.text.index(words) for words in ("• Biện pháp bảo đảm: 10", "• Trước khi bảo đảm, cưỡng chế: 15", "• Cưỡng chế và sau cưỡng chế: 30")]  # fmt: skip
    assert places == sorted(places)
    citizen.sees("Nộp trong hạn ngắn nhất thì không sợ muộn")
    await citizen.press(PAPER)
    assert "hạn nộp đến hết thứ Năm, ngày 26 tháng 11 năm 2026" in draft(citizen)


async def test_a_second_complaint_goes_to_the_bureau(citizen: Citizen, agency: int) -> None:
    await citizen.write("/khieunai")
    await citizen.press(SECOND)
    citizen.sees("quyết định giải quyết khiếu nại lần đầu ngày nào?")
    await citizen.press("Hôm nay")
    citizen.sees("Tính 15 ngày", "Gửi: Thủ trưởng Cục Quản lý Thi hành án dân sự, Bộ Tư pháp.", "khoản 3 Điều 96")
    await citizen.press(MORE)
    citizen.sees("trong 10 ngày", "45 ngày", "Quyết định lần hai có hiệu lực ngay")
    assert "khiếu nại lần hai đến" not in citizen.text
    await citizen.press(BACK)
    await citizen.press(PAPER)
    page = draft(citizen)
    assert "(lần hai, về thi hành án dân sự)" in page
    assert "Kính gửi: Thủ trưởng Cục Quản lý Thi hành án dân sự" in page


async def test_a_private_office_settles_what_it_did_itself_first(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, BEFORE, OFFICE)
    await citizen.press("Hôm nay")
    citizen.sees("Gửi: Trưởng văn phòng thi hành án dân sự đó.")
    await citizen.press(PAPER)
    assert "Kính gửi: Trưởng văn phòng thi hành án dân sự" in draft(citizen)


@pytest.mark.parametrize(
    ("accused", "to"),
    [
        ("Chấp hành viên, cán bộ của cơ quan", "Thủ trưởng Thi hành án dân sự tỉnh Vĩnh Hưng"),
        ("Thủ trưởng cơ quan", "Thủ trưởng Cục Quản lý Thi hành án dân sự"),
    ],
)
async def test_a_denunciation_goes_to_whoever_manages_the_accused(
    citizen: Citizen, agency: int, accused: str, to: str
) -> None:
    await citizen.write("/khieunai")
    await citizen.press(DENOUNCE)
    citizen.sees("Ông/bà tố cáo ai?")
    await citizen.press(accused)
    citizen.sees(f"Gửi: {to}", "tố cáo ai, việc gì, khi nào, ở đâu", "Điều 108")
    citizen.does_not_see("Hạn nộp", "không tự làm dừng")
    await citizen.press(MORE)
    citizen.sees("giải quyết trong 30 ngày", "60 ngày", "90 ngày")
    citizen.does_not_see("khiếu nại lần hai")
    await citizen.press(BACK)
    await citizen.press(PAPER)
    assert "ĐƠN TỐ CÁO" in draft(citizen)


async def test_the_courts_judgment_is_not_complained_about_here(citizen: Citizen, agency: int) -> None:
    await citizen.write("/khieunai")
    await citizen.press("Bản án của tòa án")
    citizen.sees("Cơ quan thi hành án không xem lại bản án của tòa.")
    assert PAPER not in citizen.labels()
    await citizen.press(BACK)
    citizen.sees("Ông/bà không đồng ý với điều gì?")


async def test_more_tells_of_the_second_complaint_groups_and_withdrawing(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, SECURITY)
    await citizen.press("Hôm nay")
    await citizen.press(MORE)
    citizen.sees(
        "trong 5 ngày làm việc", "giải quyết trong 5 ngày làm việc", "trong 15 ngày từ ngày được thông báo",
        "từ 5 đến 10 người cử không quá 2 người".capitalize(), "từ 11 người trở lên cử không quá 5 người",
        "rút khiếu nại lúc nào cũng được", "tố cáo", "Điều 77",
    )  # fmt: skip


async def test_ones_own_words_stand_on_the_draft_without_identity_numbers_and_reach_the_officer(
    db: Database, citizen: Citizen, agency: int
) -> None:
    await to_the_day(citizen, SECURITY)
    await citizen.press("Hôm nay")
    await citizen.press(TELL_IT)
    citizen.sees("nhiều nhất 900 ký tự", "Xin đừng ghi số căn cước")
    await citizen.write(f"{STORY}\n\nSố của tôi {IDENTITY}, 095 181 000 124, nợ 150000000 đồng và 150.000.000 đồng.")
    citizen.sees("Tôi đã chép lời của ông/bà vào tờ đơn.", "Hạn nộp:")
    await citizen.press(PAPER)
    page = draft(citizen)
    assert STORY in page
    assert "Số của tôi ...123, ...124, nợ 150000000 đồng và 150.000.000 đồng." in page
    await citizen.press(BACK)
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert asked.kind == "complaint"
    assert asked.text.split("\n")[:3] == [
        f"Muốn khiếu nại: {SECURITY}.",
        f"Bên làm việc: {AGENCY}.",
        "Biết việc ngày 16/11/2026; hạn nộp máy tính đến hết 26/11/2026.",
    ]
    assert STORY in asked.text
    assert IDENTITY not in asked.text


async def test_a_story_too_long_is_asked_again_and_starting_over_forgets_it(
    db: Database, citizen: Citizen, agency: int
) -> None:
    await to_the_day(citizen, BEFORE)
    await citizen.press("Hôm nay")
    await citizen.press(TELL_IT)
    await citizen.write("á" * 30 + " " + "chuyện dài " * 100)
    citizen.sees(f"Lời kể dài hơn {LONGEST_STORY} ký tự", "Ông/bà kể ngắn trong một tin")
    await citizen.write("x" * 200 + " hết")
    citizen.sees("Tôi đã chép lời của ông/bà vào tờ đơn.")
    await citizen.press(PAPER)
    assert "xxxx hết" in draft(citizen), "a long word is broken, not refused"
    await citizen.press(BACK)
    await citizen.press(AGAIN)
    await citizen.press(BEFORE)
    await citizen.press(AGENCY)
    await citizen.press("Hôm nay")
    assert "Tôi đã chép lời" not in citizen.text
    await citizen.press(PAPER)
    assert "xxxx" not in draft(citizen)


async def test_a_story_that_names_another_wish_is_a_story_and_back_still_leads_back(
    citizen: Citizen, agency: int
) -> None:
    await to_the_day(citizen, BEFORE)
    await citizen.press("Hôm nay")
    await citizen.press(TELL_IT)
    await citizen.write("lùi lại")
    citizen.sees("Hạn nộp:")
    assert "Tôi đã chép lời" not in citizen.text
    await citizen.press(TELL_IT)
    await citizen.write("tôi muốn nộp tiền mà cán bộ không nhận")
    citizen.sees("Tôi đã chép lời của ông/bà vào tờ đơn.")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ngày mai", "Ngày này chưa tới."),
        ("20/11/2026", "Ngày này chưa tới."),
        ("30/06/2026", "trước 01/07/2026, khi luật hiện hành chưa có hiệu lực"),
        ("mới đây thôi", "Tôi chưa đọc được ngày."),
        ("05/11/26", "Tôi chưa đọc được ngày."),
    ],
)
async def test_a_day_that_cannot_be_is_asked_again(citizen: Citizen, agency: int, typed: str, words: str) -> None:
    await to_the_day(citizen, BEFORE)
    await citizen.write(typed)
    citizen.sees(words, "ngày nào?")
    await citizen.write("05/11/2026")
    citizen.sees("đến hết thứ Sáu, ngày 20 tháng 11 năm 2026")


async def test_older_days_are_some_presses_away_and_no_further_than_the_law(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, COERCION)
    await citizen.press("Sớm hơn")
    citizen.sees_button("01/11/2026", "18/10/2026", "Muộn hơn")
    await citizen.press("18/10/2026")
    citizen.sees("đến hết thứ Ba, ngày 17 tháng 11 năm 2026")
    await citizen.press(BACK)
    for _ in range(9):
        await citizen.press("Sớm hơn")
    citizen.sees_button("01/07/2026")
    assert "Sớm hơn" not in citizen.labels()
    assert "30/06/2026" not in citizen.labels()
    await forge(citizen, "cp:t:c:a:0:99999:0")
    citizen.sees_button("01/07/2026")


async def test_by_buttons_alone_the_longest_way_takes_seven_taps_to_the_answer(db: Database, citizen: Citizen) -> None:
    await an_applicant(db, decisions=2)
    await forge(citizen, "complaint")
    taps = 1
    for label in (COERCION, "Không phải các quyết định này", AGENCY, "Sớm hơn", "Sớm hơn", "10/10/2026"):
        await citizen.press(label)
        taps += 1
    citizen.sees("Hạn nộp:")
    await citizen.press(PAPER)
    assert "ĐƠN KHIẾU NẠI" in draft(citizen)
    assert taps + 1 == 8


async def test_the_whole_way_can_be_typed(citizen: Citizen, agency: int) -> None:
    await citizen.write("tôi muốn khiếu nại")
    await citizen.write("phong tỏa")
    await citizen.write("văn phòng")
    await citizen.write("hôm kia")
    citizen.sees("Tính 10 ngày từ ngày 14/11/2026")
    await citizen.write("kể việc")
    await citizen.write(STORY)
    await citizen.write("lấy tờ đơn")
    assert STORY in draft(citizen)
    await citizen.write("báo cho cán bộ")
    citizen.sees("Tôi đã báo cho cán bộ.")


async def test_who_is_linked_picks_the_decision_and_gets_their_own_draft(db: Database, citizen: Citizen) -> None:
    case = await an_applicant(db, decisions=2)
    await citizen.write("tôi muốn khiếu nại")
    await citizen.press(COERCION)
    citizen.sees("Khiếu nại về quyết định thi hành án nào?")
    await citizen.press("2. Số 001/QĐ-THADS")
    await citizen.press("Hôm nay")
    citizen.sees("Theo quyết định số 001/QĐ-THADS", "Gửi: Thủ trưởng Thi hành án dân sự tỉnh Vĩnh Hưng.")
    await citizen.press(PAPER)
    page = draft(citizen)
    assert NAME in page
    assert "001/QĐ-THADS" in page
    await citizen.press(BACK)
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert "Về quyết định số 001/QĐ-THADS, ngày 15/07/2026." in asked.text
    assert asked.decision_id == case.decision
    await citizen.wait_until(MONDAY_NINE + timedelta(minutes=11))
    citizen.does_not_see("001/QĐ-THADS", NAME)


async def test_a_linked_person_may_complain_of_something_else(db: Database, citizen: Citizen) -> None:
    await an_applicant(db)
    await citizen.write("tôi muốn khiếu nại")
    await citizen.press(BEFORE)
    await citizen.press("Không phải các quyết định này")
    await citizen.press(OFFICE)
    await citizen.press(BACK)
    citizen.sees("Ai ra quyết định hoặc làm việc đó?")
    await citizen.press(BACK)
    citizen.sees("Khiếu nại về quyết định thi hành án nào?")
    await citizen.press(BACK)
    citizen.sees("Ông/bà không đồng ý với điều gì?")


async def test_each_step_leads_back_and_to_the_beginning(citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, BEFORE)
    await citizen.press("Hôm nay")
    for words in ("ngày nào?", "Ai ra quyết định hoặc làm việc đó?", "Ông/bà không đồng ý với điều gì?"):
        await citizen.press(BACK)
        citizen.sees(words)
    await to_the_day(citizen, BEFORE)
    await citizen.press(AGAIN)
    citizen.sees("Ông/bà không đồng ý với điều gì?")


async def test_when_the_pin_falls_due_it_goes_on_where_it_was_and_nothing_own_is_shown(
    db: Database, citizen: Citizen, clock: SetClock
) -> None:
    await an_applicant(db)
    await set_a_pin(citizen)
    await citizen.write("tôi muốn khiếu nại")
    await citizen.press(BEFORE)
    await citizen.press("1. Số 001/QĐ-THADS")
    await citizen.press("Hôm nay")
    await citizen.press(TELL_IT)
    clock.set(MONDAY_NINE + timedelta(minutes=30))
    await citizen.write(STORY)
    citizen.sees("PIN")
    assert "001/QĐ-THADS" not in citizen.text
    await citizen.write("748291")
    await citizen.press("Xem tiếp")
    citizen.sees("Ông/bà kể ngắn trong một tin")


async def test_presses_that_come_twice_do_one_thing(db: Database, citizen: Citizen, agency: int) -> None:
    await to_the_day(citizen, BEFORE)
    today = citizen.data_of("Hôm nay")
    shown = []
    for _ in range(2):
        await citizen.press_newest(today)
        shown.append(citizen.text)
    assert shown[0] == shown[1]
    tell = citizen.data_of(TELL)
    for _ in range(2):
        await citizen.press_newest(tell)
    assert len(await asked_of_officers(db)) == 1


@pytest.mark.parametrize(
    "data",
    ["cp", "cp:", "cp:r", "cp:r:b:a:0:0:1", "cp:r:b:a:-1:0:0", "cp:r:b:x:0:0:0", "cp:r:q:a:0:0:0", "cp:q:b:a:0:0:0",
     "cp:r:b:a:0:-1:0", "cp:r:b:a:0:0:9999999", "cp:r:b:a:99999999999999999999:0:0", "complaint:x", "cp:" + "a" * 400],
)  # fmt: skip
async def test_forged_buttons_are_dead_buttons(citizen: Citizen, agency: int, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("cp:r::a:0:0:0", "Ông/bà không đồng ý với điều gì?"),
        ("cp:p:b::0:0:0", "Ai ra quyết định hoặc làm việc đó?"),
        ("cp:p:b:h:0:0:0", "Ai ra quyết định hoặc làm việc đó?"),
        ("cp:o:b:a:0:0:0", "ngày nào?"),
        ("cp:p:b:a:0:0:739600", "ngày nào?"),  # before the law
        ("cp:p:b:a:0:0:745000", "ngày nào?"),  # to come
        ("cp:p:d:a:0:0:739930", "Ông/bà tố cáo ai?"),
        ("cp:d:d:f:0:0:0", "Ông/bà tố cáo ai?"),
        ("cp:p:j:a:0:0:739930", "Cơ quan thi hành án không xem lại bản án của tòa."),
    ],
)
async def test_a_place_that_lacks_an_answer_asks_for_it(
    db: Database, citizen: Citizen, agency: int, data: str, words: str
) -> None:
    await forge(citizen, data)
    citizen.sees(words)
    assert await asked_of_officers(db) == []
    assert not [shown for shown in citizen.last if shown.attachment is not None]


@pytest.mark.parametrize("step", ["r", "p", "o", "t", "s", "m"])
async def test_somebody_elses_decision_is_answered_like_a_missing_one(
    db: Database, citizen: Citizen, step: str
) -> None:
    await an_applicant(db)
    foreign = await nobodys_decision(db)
    answers = []
    for decision in (foreign, 123456789):
        await forge(citizen, f"cp:{step}:b:a:{decision}:0:739936")
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.sees("Tôi không tìm thấy nội dung này")
    assert await asked_of_officers(db) == []


async def test_in_english_the_screens_are_english(db: Database, citizen: Citizen, agency: int) -> None:
    await read_english(db)
    await citizen.write("/complaint")
    await citizen.write("seizure")
    await citizen.write("a private enforcement office")
    await citizen.write("yesterday")
    citizen.sees("Time limit: the end of Tuesday, 15 December 2026. It is 30 days from 15 Nov 2026")
    citizen.sees("Complaining does not stop enforcement.")
    await citizen.press("Get the draft (PDF)")
    assert "ĐƠN KHIẾU NẠI" in draft(citizen)
