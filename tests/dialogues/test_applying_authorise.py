"""Somebody lets another act for them: for whom, for what, until when, who certifies it, what needs none, and a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from tests.builders import a_case, an_agency, an_organisation
from tests.conftest import MONDAY_NINE
from tests.dialogues.applicants import (
    ADDRESS,
    NAME,
    an_applicant,
    asked_of_officers,
    draft,
    nobodys_decision,
    set_a_pin,
)
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import forge, linked, read_english

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
PAPER, TELL, BACK, AGAIN = "Lấy tờ đơn (PDF)", "Báo cho cán bộ biết", "‹ Quay lại", "Làm lại từ đầu"
ME, RELATIVE, PRISONER = "Tôi ủy quyền cho người khác", "Người nhà ủy quyền cho tôi", "Người đang ở tù ủy quyền cho tôi"
PAPERS, COMPLAIN, MOST = "Xem hồ sơ, gửi và nhận giấy tờ", "Khiếu nại", "Tất cả, trừ khiếu nại"
END, HALF, YEAR, LATER = "Đến khi thi hành án xong", "6 tháng", "1 năm", "Để trống, tự ghi sau"
NOTARY, AGENCY, UNSURE = "Công chứng, chứng thực", "Tại cơ quan thi hành án", "Chưa biết"


@pytest.fixture
async def agency(db: Database) -> int:
    """The agency; chat 1 is linked to nobody."""
    return await db.write(an_agency)


async def press_all(citizen: Citizen, *labels: str) -> None:
    for label in labels:
        await citizen.press(label)


async def test_a_stranger_learns_what_is_needed_and_gets_a_draft_to_fill_in(citizen: Citizen, agency: int) -> None:
    await citizen.write("/uyquyen")
    citizen.sees("Ủy quyền phải bằng văn bản, ghi rõ phạm vi và thời hạn.", "Điều 2 Nghị định số 152/2026/NĐ-CP")
    await press_all(citizen, ME, PAPERS, HALF, AGENCY)
    citizen.sees(
        "Việc được ủy quyền: xem hồ sơ, gửi và nhận giấy tờ.",
        "Thời hạn: đến hết Chủ nhật, ngày 16 tháng 5 năm 2027.",
        "ký trước mặt cán bộ để xác nhận",
        "Người được ủy quyền khi đến làm việc mang theo: giấy ủy quyền và giấy tờ tùy thân",
        "Không cần ủy quyền, người nhà vẫn được xin giấy xác nhận kết quả thi hành án.",
        "Là người nhà chưa đủ để xem hồ sơ",
        "Nhắn ở đây chưa phải là nộp đơn",
    )
    citizen.sees_button(PAPER, TELL, "Xin giấy xác nhận kết quả", BACK, AGAIN)
    await citizen.press(PAPER)
    citizen.sees("Bản nháp: Giấy ủy quyền về việc thi hành án.")
    page = draft(citizen)
    assert "XÁC NHẬN CỦA CƠ QUAN THI HÀNH ÁN DÂN SỰ" in page
    assert "đến hết ngày 16/05/2027" in page
    assert NAME not in page


@pytest.mark.parametrize(
    ("way", "words", "stamp"),
    [
        (NOTARY, "đến nơi công chứng, chứng thực, ký trước mặt người ở đó", "CÔNG CHỨNG, CHỨNG THỰC"),
        (UNSURE, "Có ba cách, cách nào cũng được", "CÔNG CHỨNG, CHỨNG THỰC HOẶC CƠ QUAN THI HÀNH ÁN XÁC NHẬN"),
    ],
)
async def test_each_way_to_certify_it_says_where_to_sign(
    citizen: Citizen, agency: int, way: str, words: str, stamp: str
) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, RELATIVE, MOST, END, way)
    citizen.sees(words, "Thời hạn: đến khi thi hành án xong.")
    await citizen.press(PAPER)
    assert stamp in draft(citizen)


async def test_a_prisoners_is_confirmed_by_the_prison_and_relatives_may_pay_without(
    citizen: Citizen, agency: int
) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, PRISONER, "Nộp tiền, nhận biên lai", LATER)
    citizen.sees("nơi giam xác nhận", "khoản 2 Điều 2", "nộp tiền thay", "Giấy phải có thời hạn")
    await citizen.press(PAPER)
    page = draft(citizen)
    assert "Nơi đang chấp hành án phạt tù: ....." in page
    assert "XÁC NHẬN CỦA TRẠI GIAM" in page


async def test_to_complain_for_another_follows_another_law_too(citizen: Citizen, agency: int) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, COMPLAIN, YEAR, NOTARY)
    citizen.sees("Ủy quyền khiếu nại còn phải theo pháp luật về khiếu nại.", "thứ Ba, ngày 16 tháng 11 năm 2027")


async def test_who_is_linked_gives_it_in_their_own_name(db: Database, citizen: Citizen) -> None:
    case = await an_applicant(db, decisions=2)
    await citizen.write("/uyquyen")
    await citizen.press(ME)
    citizen.sees("Ông/bà ủy quyền về quyết định thi hành án nào?")
    await press_all(citizen, "2. Số 001/QĐ-THADS", PAPERS, END, AGENCY)
    citizen.sees("Theo quyết định số 001/QĐ-THADS", "đến Phòng Thi hành án dân sự khu vực 3")
    await citizen.press(PAPER)
    page = draft(citizen)
    giver, taker = page.split("Người được ủy quyền", 1)
    assert NAME in giver
    assert ADDRESS in giver
    assert NAME not in taker
    assert "001/QĐ-THADS" in page
    await citizen.press(BACK)
    await citizen.press(TELL)
    (asked,) = await asked_of_officers(db)
    assert asked.kind == "authorisation"
    assert asked.text.split("\n") == [
        f"Cần làm giấy ủy quyền: {ME}. Việc: {PAPERS}.",
        f"Dự định xác nhận: {AGENCY}.",
        "Về quyết định số 001/QĐ-THADS, ngày 15/07/2026.",
    ]
    assert asked.decision_id == case.decision
    await citizen.wait_until(MONDAY_NINE + timedelta(minutes=11))
    citizen.does_not_see("001/QĐ-THADS", NAME)


async def test_who_is_linked_and_is_authorised_stands_there_as_the_other(db: Database, citizen: Citizen) -> None:
    await an_applicant(db)
    await citizen.write("/uyquyen")
    await press_all(citizen, RELATIVE, PAPERS, END, NOTARY)
    assert "001/QĐ-THADS" not in citizen.text, "a relative's authorisation is not about one's own decision"
    await citizen.press(PAPER)
    giver, taker = draft(citizen).split("Người được ủy quyền", 1)
    assert NAME not in giver
    assert NAME in taker


async def test_all_decisions_is_a_choice_and_one_decision_needs_none(db: Database, citizen: Citizen) -> None:
    await an_applicant(db, decisions=3)
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, "Tất cả quyết định của tôi", PAPERS, END, NOTARY, PAPER)
    assert draft(citizen).count("/QĐ-THADS") == 3


async def test_an_organisation_gives_it_by_its_representative(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, None]:
        bank = an_organisation(books, name="Ngân hàng Thử Nghiệm")
        a_case(books, creditor=bank)
        return bank, None

    await linked(db, write)
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, PAPERS, END, NOTARY, PAPER)
    page = draft(citizen)
    assert "Tên tổ chức: Ngân hàng Thử Nghiệm" in page
    assert "001/QĐ-THADS" in page


async def test_by_buttons_alone_the_longest_way_is_eight_taps(db: Database, citizen: Citizen) -> None:
    await an_applicant(db, decisions=2)
    await forge(citizen, "authorise")
    labels = (ME, "1. Số 002/QĐ-THADS", PAPERS, END, NOTARY, PAPER)
    await press_all(citizen, *labels)
    assert NAME in draft(citizen)
    assert 1 + len(labels) <= 8


async def test_the_whole_way_can_be_typed(citizen: Citizen, agency: int) -> None:
    await citizen.write("/uyquyen")
    for words in ("tôi ủy quyền", "nhan tien", "31/12/2027", "công chứng"):
        await citizen.write(words)
    citizen.sees("Việc được ủy quyền: nhận tiền, nhận tài sản.", "đến hết thứ Sáu, ngày 31 tháng 12 năm 2027")
    await citizen.write("lui lai")
    citizen.sees("Ông/bà định xác nhận giấy ủy quyền ở đâu?")
    await citizen.write("chưa biết")
    await citizen.write("lấy tờ đơn")
    assert "đến hết ngày 31/12/2027" in draft(citizen)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("01/01/2026", "Ngày này đã qua."),
        ("hôm qua", "Ngày này đã qua."),
        ("01/01/2090", "Ngày này xa quá"),
        ("bao lâu cũng được hết á", "Tôi chưa đọc được ngày."),
    ],
)
async def test_a_term_that_cannot_be_is_asked_again(citizen: Citizen, agency: int, typed: str, words: str) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, PAPERS)
    await citizen.write(typed)
    citizen.sees(words, "Ủy quyền đến khi nào?")
    await citizen.write("mai")
    citizen.sees("ở đâu?")


async def test_each_step_leads_back_and_to_the_beginning(citizen: Citizen, agency: int) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, PAPERS, END, NOTARY)
    for words in ("ở đâu?", "đến khi nào?", "để làm việc gì?", "Ai ủy quyền cho ai?"):
        await citizen.press(BACK)
        citizen.sees(words)
    await press_all(citizen, PRISONER, PAPERS, END)
    await citizen.press(AGAIN)
    citizen.sees("Ai ủy quyền cho ai?")


async def test_presses_that_come_twice_do_one_thing(db: Database, citizen: Citizen, agency: int) -> None:
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, PAPERS, END, NOTARY)
    tell = citizen.data_of(TELL)
    told = []
    for _ in range(2):
        await citizen.press_newest(tell)
        told.append(citizen.text)
    assert told[0] == told[1]
    assert len(await asked_of_officers(db)) == 1


@pytest.mark.parametrize(
    "data",
    ["au", "au:", "au:r", "au:r:m:0:0:p:e:0:z", "au:r:z:0:0:p:e:0:n", "au:r:m:-1:0:p:e:0:n", "au:r:m:0:0:q:e:0:n",
     "au:r:m:0:0:p:x:0:n", "au:r:m:0:0:p::1:n", "au:r:m:0:99999999:p:e:0:n", "authorise:1", "au:" + "m" * 400],
)  # fmt: skip
async def test_forged_buttons_are_dead_buttons(citizen: Citizen, agency: int, data: str) -> None:
    await forge(citizen, data)
    citizen.sees("Nút này đã hết hạn.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("au:p::0:0:p:e:0:n", "Ai ủy quyền cho ai?"),
        ("au:p:m:0:0::e:0:n", "để làm việc gì?"),
        ("au:o:m:0:0:p::0:n", "đến khi nào?"),
        ("au:p:m:0:0:p::739000:n", "đến khi nào?"),  # over already
        ("au:p:m:0:0:p:e:0:", "ở đâu?"),
        ("au:d:k:0:0:p:e:0:n", "Người nhà ủy quyền cho ông/bà."),
    ],
)
async def test_a_place_that_lacks_an_answer_asks_for_it(
    db: Database, citizen: Citizen, agency: int, data: str, words: str
) -> None:
    await forge(citizen, data)
    citizen.sees(words)
    assert await asked_of_officers(db) == []
    assert not [shown for shown in citizen.last if shown.attachment is not None]


@pytest.mark.parametrize("step", ["r", "p", "o", "s"])
async def test_somebody_elses_decision_is_answered_like_a_missing_one(
    db: Database, citizen: Citizen, step: str
) -> None:
    await an_applicant(db)
    foreign = await nobodys_decision(db)
    answers = []
    for decision in (foreign, 123456789):
        await forge(citizen, f"au:{step}:m:{decision}:0:p:e:0:n")
        answers.append(citizen.text)
    assert answers[0] == answers[1]
    citizen.sees("Tôi không tìm thấy nội dung này")
    assert await asked_of_officers(db) == []


async def test_while_the_pin_is_due_nothing_own_is_shown(db: Database, citizen: Citizen, clock: SetClock) -> None:
    case = await an_applicant(db)
    await set_a_pin(citizen)
    clock.set(MONDAY_NINE + timedelta(minutes=30))
    await citizen.write("/uyquyen")
    await press_all(citizen, ME, PAPERS, END, NOTARY, PAPER)
    assert NAME not in draft(citizen)
    await citizen.write("/start")
    await forge(citizen, f"au:p:m:{case.decision}:0:p:e:0:n")
    citizen.sees("PIN")
    assert not [shown for shown in citizen.last if shown.attachment is not None]


async def test_in_english_the_screens_are_english(db: Database, citizen: Citizen, agency: int) -> None:
    await read_english(db)
    await citizen.write("/authorise")
    await press_all(citizen, "Somebody in prison authorises me", "Pay and take the receipt", "6 months")
    citizen.sees("Term: until the end of Sunday, 16 May 2027.", "the prison confirms it")
    await citizen.press("Get the draft (PDF)")
    assert "GIẤY ỦY QUYỀN" in draft(citizen)
