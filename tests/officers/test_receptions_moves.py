"""A day is moved with everybody on it, people are phoned, a single booking gets another time; papers leave the house."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest

from casework.booking_facts import find_booking
from casework.booking_visitors import Visitor
from casework.books import Books
from casework.clock import SetClock
from casework.contacts import meet
from casework.db.engine import Database
from casework.links import begin_link
from casework.reception_desk import arrive, close
from casework.reception_kinds import BookingKind
from casework.reception_outcomes import OutcomeFacts, What
from casework.receptions import OpenedDay
from casework.waiting_list import Wish, join
from tests.builders import WOMAN, a_person
from tests.officers.office import Answer, Browser, Office
from tests.officers.test_matrix import lines_of, sit
from tests.officers.things_receptions import a_day_of, a_guest_on, a_visitor_on

LATER = date(2026, 12, 3)
MOVE = {"way": "move", "to": "03/12/2026", "why": "weather"}


@pytest.fixture
async def day(db: Database, office: Office) -> OpenedDay:
    return await db.write(a_day_of, office, "head")


@pytest.fixture
async def chatting(db: Database, office: Office, day: OpenedDay) -> int:
    """A party with a chat, at 08:00."""
    return await db.write(with_a_chat, office, day)


@pytest.fixture
async def guest(db: Database, office: Office, day: OpenedDay) -> int:
    """A guest who has a telephone only, at 08:20."""
    return (await db.write(a_guest_on, office, day, 1)).id


def with_a_chat(books: Books, office: Office, day: OpenedDay) -> int:
    party = a_person(books)
    begin_link(books, meet(books, "telegram", "1001").id, party)
    return a_visitor_on(books, office, day, Visitor(party_id=party)).id


def mark_in(answer: Answer) -> str:
    found = re.findall(r'name="mark" value="(\w+)"', answer.text)
    assert len(found) == 1, answer.text
    return str(found[0])


async def there(db: Database, booking_id: int) -> Any:
    return await db.read(find_booking, booking_id)


async def test_a_move_is_looked_at_first_then_done_then_taken_back(
    db: Database, office: Office, browser: Browser, day: OpenedDay, chatting: int, guest: int
) -> None:
    await sit(db, browser, office.staff["clerk"])
    page = f"/receptions/days/{day.day_id}/move"
    dropped = await browser.get(f"{page}?to=2026-12-03")
    assert 'value="03/12/2026"' in dropped.text
    looked = await browser.post(page, MOVE)
    assert looked.status == 200
    assert "Đây mới là xem trước, chưa có gì thay đổi." in looked.text
    assert "08:00 26/11" in looked.text
    assert "08:00 03/12" in looked.text
    assert "sẽ nhắn tin" in looked.text
    assert "cần gọi điện (chỉ có số điện thoại)" in looked.text
    assert "vì thời tiết xấu" in looked.text, "what people will read"
    assert "Tin báo đi từ 09:05 16/11/2026." in looked.text
    assert WOMAN not in looked.text
    assert (await there(db, guest)).day_id == day.day_id, "nothing is done yet"

    unmarked = await browser.post(page, MOVE | {"sure": "yes", "mark": "x"})
    assert (unmarked.status, "Hãy xem lại rồi xác nhận lần nữa." in unmarked.text) == (409, True)
    done = await browser.post(page, MOVE | {"sure": "yes", "mark": mark_in(looked)})
    assert done.status == 303, done.text
    moved = await there(db, guest)
    assert (moved.day_id != day.day_id, moved.state.value) == (True, "offered")
    old = await browser.get(f"/receptions/days/{day.day_id}")
    assert "Đã dời" in old.text
    assert "2 người: đang chờ trả lời 1, cần gọi điện 1." in old.text
    calendar = (await browser.get("/receptions?month=2026-11")).text
    assert "1 người có buổi hẹn đã dời, cần gọi điện" in calendar

    back = await browser.post(f"/receptions/days/{day.day_id}/undo-move")
    assert "Ngày cũ mở lại. 2 người chưa biết gì: về đúng giờ cũ." in back.text
    assert (await there(db, guest)).day_id == day.day_id
    twice = await browser.post(f"/receptions/days/{day.day_id}/undo-move")
    assert twice.status == 409


async def test_who_booked_between_the_look_and_the_word_is_looked_at_too(
    db: Database, office: Office, browser: Browser, day: OpenedDay, guest: int
) -> None:
    await sit(db, browser, office.staff["clerk"])
    page = f"/receptions/days/{day.day_id}/move"
    looked = await browser.post(page, MOVE)
    late = await db.write(a_guest_on, office, day, 2, phone="0900000777")
    again = await browser.post(page, MOVE | {"sure": "yes", "mark": mark_in(looked)})
    assert again.status == 409
    assert late.reference in again.text
    assert (await there(db, guest)).day_id == day.day_id
    assert (await browser.post(page, MOVE | {"sure": "yes", "mark": mark_in(again)})).status == 303


async def test_a_day_is_merged_or_cancelled(
    db: Database, office: Office, browser: Browser, day: OpenedDay, guest: int
) -> None:
    other = await db.write(a_day_of, office, "deputy", on=LATER, place="Hội trường")
    await db.write(a_day_of, office, "officer", on=LATER)
    await sit(db, browser, office.staff["head"])
    page = f"/receptions/days/{day.day_id}/move"
    form = (await browser.get(page)).text
    assert f'<option value="{other.day_id}"' in form
    assert "Cán bộ officer, Trụ sở" not in form, "a working meeting is another thing"
    merge = {"way": "merge", "into": str(other.day_id), "why": "called_away"}
    assert (await browser.post(page, merge | {"into": "1"})).status == 422
    cancelled = await browser.post(page, {"way": "cancel", "why": "called_away"})
    assert "Hủy ngày này" in cancelled.text
    looked = await browser.post(page, merge)
    assert "Trần Văn Bé" in looked.text, "a leader reads names"
    assert (await browser.post(page, merge | {"sure": "yes", "mark": mark_in(looked)})).status == 303
    assert (await there(db, guest)).day_id == other.day_id


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"way": ""}, "Chưa chọn dời, ghép hay hủy."),
        ({"why": ""}, "Chưa chọn lý do nói với người dân."),
        ({"to": "hôm nào đó"}, "Ngày mới «hôm nào đó» chưa rõ."),
        ({"to": "01/11/2026"}, "Ngày tiếp công dân đã qua."),
        ({"hours": "8-9-10"}, "Khung giờ «8-9-10» không đọc được."),
        ({"place": "Nộp tiền tại nhà riêng, gọi 0912345678"}, ""),
    ],
)
async def test_a_move_that_cannot_be_made(
    fields: dict[str, str], said: str, db: Database, office: Office, browser: Browser, day: OpenedDay
) -> None:
    await sit(db, browser, office.staff["clerk"])
    answer = await browser.post(f"/receptions/days/{day.day_id}/move", MOVE | {"because": "họp ở tỉnh"} | fields)
    assert answer.status == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert 'value="họp ở tỉnh"' in answer.text
    assert "gandan" not in answer.text


async def test_whom_to_phone_and_what_they_said(
    db: Database, office: Office, browser: Browser, day: OpenedDay, guest: int
) -> None:
    await sit(db, browser, office.staff["clerk"])
    page = f"/receptions/days/{day.day_id}/move"
    mark = mark_in(await browser.post(page, MOVE))
    await browser.post(page, MOVE | {"sure": "yes", "mark": mark})
    calls = await browser.get("/receptions/calls")
    assert "Trần Văn Bé" in calls.text
    assert "0900 000 123" in calls.text
    assert "Giờ cũ 08:20 26/11 đã bỏ" in calls.text
    assert ("reception_phone_list_seen", "reception", "people:1") in await db.read(lines_of, office.staff["clerk"])
    write = f"/receptions/bookings/{guest}/called"
    nothing = await browser.post(write, {"result": ""})
    assert (nothing.status, "Chưa chọn kết quả cuộc gọi." in nothing.text) == (422, True)
    no_place = await browser.post(write, {"result": "other_time", "on": "05/12/2026", "at": "08:20"})
    assert (no_place.status, "không có chỗ trống" in no_place.text) == (422, True)
    assert (await browser.post(write, {"result": "no_answer", "note": "gọi lại buổi chiều"})).status == 303
    assert "Đã gọi 1 lần. gọi lại buổi chiều" in (await browser.get("/receptions/calls")).text
    assert (await browser.post(write, {"result": "takes"})).status == 303
    assert "Không còn ai phải gọi." in (await browser.get("/receptions/calls")).text
    assert (await there(db, guest)).state.value == "confirmed"


async def test_a_booking_gets_another_time_only_when_the_person_knows(
    db: Database, office: Office, browser: Browser, day: OpenedDay, guest: int
) -> None:
    other = await db.write(a_day_of, office, "deputy", on=LATER)
    await db.write(a_guest_on, office, other, 0, name="Lò Văn Hai", phone="0900000125")
    await sit(db, browser, office.staff["clerk"])
    page = f"/receptions/bookings/{guest}/move"
    slot = str(other.slot_ids[1])
    dropped = await browser.get(f"{page}?slot={slot}")
    assert "Đây mới là xem trước" in dropped.text
    assert "08:20 03/12/2026" in dropped.text
    assert "Người này không có kênh trò chuyện" in dropped.text
    silent = await browser.post(page, {"slot": slot, "sure": "yes"})
    assert (silent.status, "Hãy báo họ rồi đánh dấu" in silent.text) == (409, True)
    taken = await browser.post(page, {"slot": str(other.slot_ids[0]), "sure": "yes", "told": "yes"})
    assert (taken.status, "không còn trống" in taken.text) == (409, True)
    assert (await there(db, guest)).day_id == day.day_id
    assert (await browser.post(page, {"slot": slot, "sure": "yes", "told": "yes"})).status == 303
    moved = await there(db, guest)
    assert (moved.day_id, moved.slot_id) == (other.day_id, other.slot_ids[1])
    cancel = f"/receptions/bookings/{guest}/cancel"
    assert (await browser.post(cancel)).status == 422
    assert (await browser.post(cancel, {"told": "yes"})).status == 303
    assert (await there(db, guest)).state.value == "cancelled"
    actions = [line[0] for line in await db.read(lines_of, office.staff["clerk"])]
    assert actions.count("booking_moved") == actions.count("booking_cancelled") == 1


async def test_an_officer_moves_to_their_own_times_only(db: Database, office: Office, browser: Browser) -> None:
    own = await db.write(a_day_of, office, "officer")
    there_ = await db.write(a_guest_on, office, own)
    await sit(db, browser, office.staff["officer"])
    page = (await browser.get(f"/receptions/bookings/{there_.id}/move")).text
    assert page.count("<option") == 2, "the two other times of their own morning"


async def test_what_is_owed_is_given(db: Database, office: Office, browser: Browser, clock: SetClock) -> None:
    day = await db.write(a_day_of, office, "head")
    one = await db.write(a_guest_on, office, day)
    clock.set(datetime(2026, 11, 26, 1, 30, tzinfo=UTC))

    def met(books: Books) -> None:
        arrive(books, one.id, office.staff["clerk"])
        close(books, one.id, OutcomeFacts(what=What.ANSWER_LATER), office.staff["clerk"])

    await db.write(met)
    await sit(db, browser, office.staff["officer"])
    assert "Không còn nợ câu trả lời nào" in (await browser.get("/receptions/owed")).text, "it is the leader's"
    await sit(db, browser, office.staff["clerk"])
    page = (await browser.get("/receptions/owed")).text
    assert one.reference in page
    assert "Hạn 10/12/2026" in page
    wrong = await browser.post(f"/receptions/bookings/{one.id}/given", {"what": "notice"})
    assert wrong.status == 409
    assert (await browser.post(f"/receptions/bookings/{one.id}/given", {"what": "answer"})).status == 303
    assert "Không còn nợ câu trả lời nào" in (await browser.get("/receptions/owed")).text


async def test_the_waiting_list_is_masked_for_a_clerk(db: Database, office: Office, browser: Browser) -> None:
    def waits(books: Books) -> None:
        party = a_person(books)
        chat = meet(books, "telegram", "2002").id
        begin_link(books, chat, party)
        join(books, party, chat, Wish(leader_id=office.staff["head"]), BookingKind.RECEPTION)

    await db.write(waits)
    for role, named in (("clerk", False), ("head", True)):
        await sit(db, browser, office.staff[role])
        page = (await browser.get("/receptions/waiting")).text
        assert "Cán bộ head" in page.split("<tbody>")[1]
        assert (WOMAN in page) is named
    await sit(db, browser, office.staff["officer"])
    assert "Không ai đang chờ." in (await browser.get("/receptions/waiting")).text


async def test_papers_leave_as_files_with_a_line_in_the_trail(
    db: Database, office: Office, browser: Browser, clock: SetClock, day: OpenedDay, guest: int
) -> None:
    await sit(db, browser, office.staff["clerk"])
    screen = await browser.post(f"/receptions/days/{day.day_id}/screen")
    assert screen.headers["content-disposition"] == 'attachment; filename="tiep-dan-2026-11-26.html"'
    assert "Trần Văn Bé" in screen.text
    team = await browser.post(f"/receptions/days/{day.day_id}/team")
    assert (team.status, "trang «Bàn tiếp»" in team.text) == (422, True)
    wrong = await browser.post("/receptions/register", {"first": "30/11/2026", "last": "01/11/2026"})
    assert (wrong.status, "Ngày cuối trước ngày đầu." in wrong.text) == (422, True)
    trail = await db.read(lines_of, office.staff["clerk"])
    assert trail == [("reception_pages_made", f"reception_day:{day.day_id}", "1")]


async def test_the_pdf_and_the_register(
    db: Database, office: Office, browser: Browser, clock: SetClock, day: OpenedDay, guest: int
) -> None:
    from openpyxl import load_workbook

    clock.set(datetime(2026, 11, 26, 1, 30, tzinfo=UTC))
    await db.write(arrive, guest, office.staff["clerk"])
    for role, rows in (("clerk", 1), ("officer", 0)):
        await sit(db, browser, office.staff[role])
        form = {"form": browser.fresh(), "first": "01/11/2026", "last": "30/11/2026"}
        book = load_workbook(BytesIO(await raw(browser, "/receptions/register", form)))
        cells = "\n".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)  # type: ignore[union-attr]  # one sheet
        assert cells.count("Trần Văn Bé") == rows, role
    await sit(db, browser, office.staff["head"])
    pdf = await raw(browser, f"/receptions/days/{day.day_id}/pages", {"form": browser.fresh()})
    assert pdf.startswith(b"%PDF")


async def raw(browser: Browser, path: str, form: dict[str, str]) -> bytes:
    """The file itself."""
    told = {"Origin": browser.home, "Sec-Fetch-Site": "same-origin"}
    cookies = {"gandan_console": browser.cookie or ""}
    async with browser.http.post(f"{browser.home}/console{path}", data=form, headers=told, cookies=cookies) as answer:
        assert answer.status == 200
        return await answer.read()
