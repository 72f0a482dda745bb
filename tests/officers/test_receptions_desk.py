"""The desk over HTTP: arrivals, the quick line, outcomes, walk-ins, papers compared, slips taken back."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from casework.booking_facts import bookings_of_day, find_booking
from casework.booking_visitors import Visitor
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.decisions import PartyRole, parties_of
from casework.people import identity_last_six
from casework.promises import promises_of
from casework.reception_outcomes import Outcome, outcome_of
from casework.receptions import OpenedDay
from casework.tables.decisions import decision
from tests.builders import WOMAN
from tests.officers.office import Answer, Browser, Office
from tests.officers.test_matrix import lines_of, sit
from tests.officers.things_receptions import a_day_of, a_guest_on, a_visitor_on

AT_NINE_PAST = datetime(2026, 11, 26, 1, 9, tzinfo=UTC)  # 08:09 in Viet Nam: the 08:00 is late


def debtor_of(books: Books, decision_id: int) -> int:
    (found,) = [party for party, role in parties_of(books, decision_id) if role is PartyRole.DEBTOR]
    return found


def of_debtor(books: Books, office: Office, day: OpenedDay, at: int) -> int:
    return a_visitor_on(books, office, day, Visitor(party_id=debtor_of(books, office.own)), at).id


@pytest.fixture
async def day(db: Database, office: Office) -> OpenedDay:
    return await db.write(a_day_of, office, "head")


@pytest.fixture
async def debtor(db: Database, office: Office, day: OpenedDay) -> int:
    """The debtor's booking at 08:00."""
    return await db.write(of_debtor, office, day, 0)


@pytest.fixture
async def guest(db: Database, office: Office, day: OpenedDay) -> int:
    """A guest's at 08:20."""
    return (await db.write(a_guest_on, office, day, 1)).id


@pytest.fixture
async def clerk(db: Database, office: Office, browser: Browser, clock: SetClock, debtor: int, guest: int) -> Browser:
    """At the desk on the day itself."""
    clock.set(AT_NINE_PAST)
    await sit(db, browser, office.staff["clerk"])
    return browser


def said(answer: Answer) -> str:
    """What the page says was done, or was wrong."""
    told = r'<(div|p) class="(?:done|wrong)" role="(?:status|alert)"[^>]*>(.*?)</\1>'
    found = [words for _, words in re.findall(told, answer.text, re.S)]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split()))


async def state(db: Database, booking_id: int) -> str:
    there: Any = await db.read(find_booking, booking_id)
    return str(there.state.value)


async def outcome(db: Database, booking_id: int) -> Outcome:
    found = await db.read(outcome_of, booking_id)
    assert found is not None
    return found


async def test_the_desk_names_people_in_full_says_who_is_late_and_leaves_a_line(
    db: Database, office: Office, clerk: Browser, day: OpenedDay
) -> None:
    page = await clerk.get(f"/receptions/days/{day.day_id}/desk")
    assert WOMAN in page.text
    assert "quá giờ 9 phút" in page.text
    assert "2 người: 0 đang chờ, 1 quá giờ chưa đến, 0 đã ghi kết quả." in page.text
    assert await db.read(lines_of, office.staff["clerk"]) == [
        ("reception_list_made", f"reception_day:{day.day_id}", "desk")
    ]


async def test_arrived_next_and_taken_back(db: Database, clerk: Browser, day: OpenedDay, debtor: int) -> None:
    came = await clerk.post(f"/receptions/bookings/{debtor}/came")
    assert said(came) == f"{WOMAN}: đã đến."
    assert "mời vào tiếp theo" in came.text
    assert await state(db, debtor) == "arrived"
    back = await clerk.post(f"/receptions/bookings/{debtor}/undo")
    assert said(back) == f"Đã hoàn tác. {WOMAN}: chưa đến."
    assert await state(db, debtor) == "confirmed"
    again = await clerk.post(f"/receptions/bookings/{debtor}/undo")
    assert (again.status, said(again)[:20]) == (409, "Chưa ghi gì cho ngườ")


async def test_who_is_before_their_hour_is_not_missing_yet(
    db: Database, clerk: Browser, guest: int, debtor: int
) -> None:
    early = await clerk.post(f"/receptions/bookings/{guest}/missed")
    assert (early.status, "Chưa đến giờ hẹn" in said(early)) == (409, True)
    await clerk.post(f"/receptions/bookings/{debtor}/missed")
    assert await state(db, debtor) == "no_show"
    await clerk.post(f"/receptions/bookings/{debtor}/undo")
    assert await state(db, debtor) == "confirmed"


async def test_a_promise_by_the_quick_line_and_its_undo(
    db: Database, office: Office, clerk: Browser, day: OpenedDay, debtor: int
) -> None:
    desk = f"/receptions/days/{day.day_id}/desk"
    page = await clerk.get(desk)
    numbered = re.findall(r'name="numbered" value="([^"]*)"', page.text)[0]
    done = await clerk.post(desk, {"line": "1 h 2tr 30/12; tại phòng kế toán", "numbered": numbered})
    assert "hẹn nộp tiền" in said(done)
    assert "Ngày 30/12/2026: nộp tiền." in said(done)
    assert [one.amount for one in await db.read(promises_of, office.own)] == [2_000_000]
    last = re.findall(r'name="last" value="([^"]*)"', done.text)[0]
    undone = await clerk.post(desk, {"line": "u", "numbered": numbered, "last": last})
    assert said(undone).startswith("Đã hoàn tác. 1.")
    assert await db.read(outcome_of, debtor) is None
    wrong = await clerk.post(desk, {"line": "1 h hai lít", "numbered": numbered})
    assert wrong.status == 422
    assert 'value="1 h hai lít"' in wrong.text, "filled in"


async def test_a_number_means_who_stood_there_when_the_page_was_read(
    db: Database, clerk: Browser, day: OpenedDay, debtor: int, guest: int
) -> None:
    desk = f"/receptions/days/{day.day_id}/desk"
    await clerk.post(desk, {"line": "1 d", "numbered": f"{guest},{debtor}"})
    assert await state(db, guest) == "arrived"
    gone = await clerk.post(desk, {"line": "1 d", "numbered": f"{guest},12345"})
    assert (gone.status, "Danh sách vừa đổi" in said(gone)) == (422, True)


@pytest.mark.parametrize(
    ("fields", "what", "words"),
    [
        ({"what": "explained", "note": "đã chỉ nơi nộp đơn"}, "explained", "đã giải thích"),
        ({"what": "answer_later", "note": "hỏi lại kế toán"}, "answer_later", "Phải trả lời chậm nhất"),
        (
            {"what": "forwarded", "to": "Tòa án nhân dân khu vực 3", "note": "đơn xin đính chính"},
            "forwarded",
            "chuyển đơn",
        ),
        ({"what": "refused", "ground": "settled"}, "refused", "Gửi thông báo từ chối bằng văn bản (Mẫu 01/TCD)"),
        (
            {"what": "document", "on": "15/12", "note": "giấy xác nhận thu nhập"},
            "document",
            "Ngày 15/12/2026: nộp giấy tờ.",
        ),
        ({"what": "promise", "amount": "2tr", "on": "30/12"}, "promise", "Ngày 30/12/2026: nộp tiền."),
    ],
)
async def test_what_came_of_the_talk(
    fields: dict[str, str], what: str, words: str, db: Database, clerk: Browser, debtor: int
) -> None:
    page = f"/receptions/bookings/{debtor}/outcome"
    assert (await clerk.get(page)).status == 200
    done = await clerk.post(page, fields)
    assert done.status == 200, said(done)
    assert words in said(done)
    assert (await outcome(db, debtor)).what.value == what
    again = await clerk.get(page)
    assert re.search(rf'value="{what}" required checked', again.text), "the form is filled with what stands there"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Chưa chọn kết quả."),
        ({"what": "forwarded", "note": "đơn"}, "chuyển đến cơ quan nào"),
        ({"what": "refused"}, "Từ chối tiếp phải có căn cứ."),
        ({"what": "promise", "amount": "2tr"}, "phải có ngày"),
        ({"what": "promise", "on": "30/12"}, "phải có số tiền"),
        ({"what": "promise", "amount": "một mớ", "on": "30/12"}, "Số tiền «một mớ» không rõ."),
        ({"what": "document", "on": "31/02"}, "Ngày «31/02» chưa rõ."),
        ({"what": "instalment"}, "Chưa có thỏa thuận trả dần"),
        ({"what": "explained", "note": "chuyển tiền vào tài khoản 0123456789 của tôi"}, ""),
    ],
)
async def test_an_outcome_that_cannot_be_written_comes_back_filled_in(
    fields: dict[str, str], words: str, db: Database, clerk: Browser, debtor: int
) -> None:
    answer = await clerk.post(f"/receptions/bookings/{debtor}/outcome", fields | {"later": "yes"})
    assert answer.status == 422
    assert said(answer)
    assert words in said(answer)
    assert await db.read(outcome_of, debtor) is None
    if fields.get("what") in ("promise", "document", "explained"):
        assert re.search(rf'value="{fields["what"]}" required checked', answer.text)


async def test_somebody_who_came_without_booking_and_whom_the_papers_name(
    db: Database, office: Office, clerk: Browser, day: OpenedDay
) -> None:
    came = await clerk.post(
        f"/receptions/days/{day.day_id}/walk-in", {"name": "Sùng A Páo", "phone": "", "reason": "hỏi về án phí"}
    )
    assert came.status == 200, said(came)
    assert "Sùng A Páo: đã đến, lượt 08:40" in said(came)
    there = await db.read(bookings_of_day, day.day_id)
    (made,) = [one for one in there if one.guest is not None and one.guest.name == "Sùng A Páo"]
    page = f"/receptions/bookings/{made.id}/identify"
    number = await db.read(number_of, office.of_a_colleague)
    looked = await clerk.post(page, {"named": number})
    assert "Có thể là" in looked.text
    assert WOMAN in looked.text
    foreign = await clerk.post(page, {"named": await db.read(number_of, office.elsewhere)})
    assert (foreign.status, "trong phần việc của ông/bà" in said(foreign)) == (422, True)
    party = await db.read(debtor_of, office.of_a_colleague)
    wrong = await clerk.post(page, {"named": number, "papers": "000001"})
    assert (wrong.status, "không khớp ai" in said(wrong)) == (422, True)
    digits = await db.read(identity_last_six, party)
    known = await clerk.post(page, {"named": number, "papers": digits or ""})
    assert "đã đối chiếu giấy tờ, là đương sự trong sổ" in said(known)
    now = await db.read(find_booking, made.id)
    assert now is not None
    assert now.party_id == party
    shown = [line for line in await db.read(lines_of, office.staff["clerk"]) if line[0] == "visitor_identified"]
    assert [line[2].split(":")[0] for line in shown] == ["looked", "party"]


async def test_a_walk_in_on_another_day_is_refused(
    db: Database, office: Office, browser: Browser, day: OpenedDay
) -> None:
    await sit(db, browser, office.staff["clerk"])
    answer = await browser.post(f"/receptions/days/{day.day_id}/walk-in", {"name": "Sùng A Páo", "companions": "9"})
    assert (answer.status, "Đi cùng nhiều nhất 5 người." in said(answer)) == (422, True)
    answer = await browser.post(f"/receptions/days/{day.day_id}/walk-in", {"name": "Sùng A Páo"})
    assert (answer.status, "không phải hôm nay" in said(answer)) == (422, True)
    assert 'value="Sùng A Páo"' in answer.text


def number_of(books: Books, decision_id: int) -> str:
    return str(books.conn.execute(select(decision.c.number).where(decision.c.id == decision_id)).scalar_one())


async def test_who_comes_on_the_spot_is_told_by_name_since_the_list_is_numbered_anew(
    clerk: Browser, day: OpenedDay, debtor: int, guest: int
) -> None:
    await clerk.post(f"/receptions/bookings/{debtor}/came")
    desk = f"/receptions/days/{day.day_id}/desk"
    came = await clerk.post(desk, {"line": "w Lý A;; hỏi về án phí"})
    assert re.fullmatch(r"Lý A: đã đến, lượt 08:40, mã LH-\w+\.", said(came))
    assert "Là ai trong sổ" in came.text
    assert not re.search(r"<li>  [plq]  ", came.text), "letters that this page has links and pages for"
    assert "<li>  w  " in came.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("9 d", "Danh sách có 2 người. Hãy xem lại số thứ tự ở danh sách."),
        ("xin chào", "một chữ, ví dụ «1 d». Các chữ ở ngay dưới ô này."),
    ],
)
async def test_what_the_desk_does_not_understand_names_what_the_page_has(
    clerk: Browser, day: OpenedDay, line: str, told: str
) -> None:
    assert told in said(await clerk.post(f"/receptions/days/{day.day_id}/desk", {"line": line}))


async def test_papers_that_fit_nobody_name_the_field_and_no_semicolon(clerk: Browser, guest: int) -> None:
    wrong = await clerk.post(f"/receptions/bookings/{guest}/identify", {"named": WOMAN, "papers": "999999"})
    assert "Để trống ô giấy tờ thì xem được đó có thể là ai." in said(wrong)
    assert "chấm phẩy" not in said(wrong)
