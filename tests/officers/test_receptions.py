"""The receptions room: calendar, a day and a plan made, bookings at the counter; who sees which names."""

from __future__ import annotations

import re
from datetime import date, time
from functools import partial

import pytest

from casework.booking_visitors import Visitor
from casework.bookings import Booking
from casework.books import Books
from casework.db.engine import Database
from casework.decisions import PartyRole, parties_of
from casework.receptions import Window
from tests.builders import WOMAN, a_person
from tests.officers.office import Browser, Office
from tests.officers.test_matrix import lines_of, sit
from tests.officers.things_receptions import a_day_of, a_guest_on, a_plan_of, a_visitor_on

FIELDS = {"kind": "reception", "hours": "08:00-09:00", "mode": "slots", "minutes": "20", "seats": "1"}


def debtor_of(books: Books, decision: int) -> int:
    (found,) = [party for party, role in parties_of(books, decision) if role is PartyRole.DEBTOR]
    return found


async def test_the_calendar_tells_both_kinds_apart_in_words_and_names_nobody_but_staff(
    db: Database, office: Office, browser: Browser
) -> None:
    leaders = await db.write(a_day_of, office, "head")
    await db.write(a_day_of, office, "officer")
    await db.write(a_guest_on, office, leaders)
    await sit(db, browser, office.staff["clerk"])
    month = await browser.get("/receptions?month=2026-11")
    assert month.status == 200
    assert "Lịch tiếp tháng 11/2026" in month.text
    assert "Cán bộ head" in month.text
    assert "Cán bộ officer" in month.text
    assert month.text.count("tiếp công dân</span>") == 1
    assert month.text.count("làm việc với chấp hành viên</span>") == 1
    assert "đã đặt 1/3 chỗ" in month.text
    assert "Lịch làm việc năm 2026 chưa được xác nhận" in month.text
    assert re.search(r'data-on="2026-11-24" class="[^"]*rests', month.text), "a holiday"
    for page in (month, await browser.get("/receptions?week=2026-11-26")):
        assert "Trần Văn Bé" not in page.text
        assert "T***n" not in page.text


async def test_an_officer_sees_their_own_meetings_and_warnings_alone(
    db: Database, office: Office, browser: Browser
) -> None:
    await db.write(a_day_of, office, "head")
    own = await db.write(a_day_of, office, "officer")
    await db.write(a_plan_of, office, "head")
    await sit(db, browser, office.staff["officer"])
    page = (await browser.get("/receptions?month=2026-11")).text
    assert f"/receptions/days/{own.day_id}" in page
    assert "Cán bộ head" not in page
    assert "Chưa có lịch tiếp định kỳ." in (await browser.get("/receptions/plans")).text
    form = (await browser.get("/receptions/new")).text
    assert "Cán bộ officer" in form
    assert "Cán bộ head" not in form
    given = await browser.post("/receptions/new", FIELDS | {"leader": str(office.staff["head"]), "on": "03/12/2026"})
    assert given.status == 422
    assert "Chưa chọn người tiếp. Hãy chọn trong danh sách." in given.text


async def test_a_day_is_published_once_its_warnings_were_read(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["clerk"])
    asked = FIELDS | {"leader": str(office.staff["head"]), "on": "20/11/2026"}
    first = await browser.post("/receptions/new", asked)
    assert first.status == 409
    assert "chưa đủ năm ngày làm việc" in first.text
    assert "gandan" not in first.text
    assert 'value="20/11/2026"' in first.text, "filled in"
    assert "Cán bộ head" not in (await browser.get("/receptions?month=2026-11")).text.split("<table")[1]
    done = await browser.post("/receptions/new", asked | {"sure": "yes"})
    assert done.status == 303, done.text
    day = await browser.get(done.place.removeprefix("/console"))
    assert "Ngày 20/11/2026, Cán bộ head" in day.text
    assert day.text.count("Đặt vào đây, còn 1 chỗ") == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "31/02/2026"}, "Ngày «31/02/2026» chưa rõ. Hãy ghi như 03/12/2026."),
        ({"on": "01/11/2026"}, "Ngày tiếp công dân đã qua. Hãy chọn ngày sau hôm nay."),
        ({"hours": "11:00-07:30"}, "Hãy ghi giờ đầu trước giờ cuối"),
        ({"hours": ""}, "Chưa ghi giờ tiếp."),
        ({"minutes": "hai mươi"}, "không phải số nguyên dương"),
        ({"leader": "999"}, "Chưa chọn người tiếp."),
        ({"commune": "xã Không Có"}, "Không có xã, phường tên «xã Không Có»."),
    ],
)
async def test_a_day_that_cannot_be_published_comes_back_filled_in(
    wrong: dict[str, str], said: str, db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["clerk"])
    asked = (
        FIELDS | {"leader": str(office.staff["head"]), "on": "03/12/2026", "place": "Phòng 3", "sure": "yes"} | wrong
    )
    answer = await browser.post("/receptions/new", asked)
    assert answer.status == 422
    assert said in answer.text
    assert "gandan" not in answer.text
    assert 'value="Phòng 3"' in answer.text
    assert "data-move" not in (await browser.get("/receptions?month=2026-12")).text


async def test_a_plan_is_made_one_day_of_it_left_out_and_the_plan_ended(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["clerk"])
    asked = FIELDS | {"leader": str(office.staff["head"]), "rest_day": "next"}
    wrong = await browser.post("/receptions/plans/new", asked | {"every": "thứ tám"})
    assert wrong.status == 422
    assert "Không hiểu «thứ tám»." in wrong.text
    made = await browser.post("/receptions/plans/new", asked | {"every": "ngày 15"})
    assert made.status == 303, made.text
    plan = made.place.removeprefix("/console")
    shown = (await browser.get(plan)).text
    assert "ngày 15 mỗi tháng" in shown
    assert "15/12/2026" in shown
    assert "chờ xác nhận lịch làm việc của năm" in shown
    assert (await browser.post(f"{plan}/day", {"on": "16/12/2026"})).status == 422
    assert (await browser.post(f"{plan}/day", {"on": "15/12/2026", "why": "nghỉ"})).status == 303
    assert "không tiếp: đã bỏ buổi này; nghỉ" in (await browser.get(plan)).text
    assert (await browser.post(f"{plan}/end")).status == 303
    assert "Lịch này đã dừng." in (await browser.get(plan)).text


async def test_the_counter_books_a_guest_and_a_party_and_finds_them_by_the_slip(
    db: Database, office: Office, browser: Browser
) -> None:
    day = await db.write(a_day_of, office, "head")
    page = f"/receptions/days/{day.day_id}/book"
    await sit(db, browser, office.staff["clerk"])
    nobody = await browser.post(page, {"by": "guest", "name": "Vàng Thị Xía"})
    assert (nobody.status, "Khách phải có số điện thoại" in nobody.text) == (422, True)
    assert 'value="Vàng Thị Xía"' in nobody.text
    guest = await browser.post(
        page, {"by": "guest", "name": "Vàng Thị Xía", "phone": "0900 000 902", "at": "08:20", "companions": "2"}
    )
    assert guest.status == 303, guest.text
    shown = await browser.get(guest.place.removeprefix("/console"))
    assert "08:20 26/11/2026" in shown.text
    assert "đi cùng 2 người" in shown.text
    assert "Vàng Thị Xía" not in shown.text, "a clerk reads names masked outside of the desk"
    code = re.findall(r"LH-\w{6}", shown.text)[0]
    found = await browser.post("/receptions/find", {"code": code.lower().replace("-", " ")})
    assert found.place == guest.place
    missing = await browser.post("/receptions/find", {"code": "LH-222222"})
    assert (missing.status, "Không có lịch hẹn mang mã này" in missing.text) == (422, True)

    number = await db.read(number_of, office.own)
    party = await browser.post(page, {"by": "decision", "decision": number, "role": "debtor"})
    assert party.status == 303, party.text
    twice = await browser.post(page, {"by": "decision", "decision": number, "role": "debtor"})
    assert (twice.status, "Mỗi người một lịch hẹn." in twice.text) == (422, True)
    foreign = await browser.post(page, {"by": "decision", "decision": await db.read(number_of, office.elsewhere)})
    never = await browser.post(page, {"by": "decision", "decision": "999999/QĐ-THADS"})
    said = [re.findall(r'role="alert">([^<]*)<', one.text)[0] for one in (foreign, never)]
    assert said[0].replace(await db.read(number_of, office.elsewhere), "#") == said[1].replace("999999/QĐ-THADS", "#")


async def test_of_somebody_elses_slip_an_officer_learns_nothing(db: Database, office: Office, browser: Browser) -> None:
    day = await db.write(a_day_of, office, "head")
    there = await db.write(a_guest_on, office, day)
    await sit(db, browser, office.staff["officer"])
    foreign = await browser.post("/receptions/find", {"code": there.reference})
    missing = await browser.post("/receptions/find", {"code": "LH-222222"})
    assert foreign.status == missing.status == 422
    bare = [re.sub(r'(name="(?:form|code)") value="[^"]*"', r"\1", one.text) for one in (foreign, missing)]
    assert bare[0] == bare[1]


@pytest.mark.parametrize(("role", "named"), [("clerk", False), ("head", True)])
async def test_names_on_a_day_and_a_booking_are_those_that_the_role_may_read(
    role: str, named: bool, db: Database, office: Office, browser: Browser
) -> None:
    day = await db.write(a_day_of, office, "head")
    there = await db.write(of_the_woman, office, day)
    await sit(db, browser, office.staff[role])
    for path in (f"days/{day.day_id}", f"bookings/{there.id}", f"bookings/{there.id}/move"):
        assert (WOMAN in (await browser.get(f"/receptions/{path}")).text) is named, path
    trail = await db.read(lines_of, office.staff[role])
    seen = [("reception_list_made", f"booking:{there.id}", "seen")]
    assert trail == ([("reception_list_made", f"reception_day:{day.day_id}", "seen"), *seen] if named else seen)


def of_the_woman(books: Books, office: Office, day: object) -> Booking:
    return a_visitor_on(books, office, day, Visitor(party_id=a_person(books)))  # type: ignore[arg-type]  # an opened day


def number_of(books: Books, decision: int) -> str:
    from sqlalchemy import select

    from casework.tables import decisions

    asked = select(decisions.decision.c.number).where(decisions.decision.c.id == decision)
    return str(books.conn.execute(asked).scalar_one())


async def test_english_pages_open_too(db: Database, office: Office, browser: Browser) -> None:
    day = await db.write(a_day_of, office, "head")
    there = await db.write(a_guest_on, office, day)
    await sit(db, browser, office.staff["clerk"])
    for path in (
        "", "/new", "/plans", "/plans/new", "/calls", "/owed", "/waiting", "/register", f"/days/{day.day_id}",
        f"/days/{day.day_id}/move", f"/days/{day.day_id}/book", f"/days/{day.day_id}/desk", f"/bookings/{there.id}",
        f"/bookings/{there.id}/move", f"/bookings/{there.id}/outcome", f"/bookings/{there.id}/identify",
    ):  # fmt: skip
        page = await browser.get(f"/receptions{path}?lang=en")
        assert page.status == 200, path
        assert '<html lang="en">' in page.text
        assert not re.search(r"<script(?! src=\"/console/static/)|<style|\sstyle=|\son\w+=", page.text), path


@pytest.mark.parametrize(
    "asked", ["month=2026-13", "month=x", "week=2026-02-31", "week=", "week=9999-12-31", "month=2099-12"]
)
async def test_an_address_that_is_no_month_opens_some_month(
    asked: str, db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["clerk"])
    assert (await browser.get(f"/receptions?{asked}")).status == 200


def test_the_weeks_of_a_month_begin_on_monday() -> None:
    from bot.officers.receptions.calendar_grid import month_of, week_of

    span = month_of("2026-11", date(2026, 11, 16))
    assert (span.first, span.last) == (date(2026, 10, 26), date(2026, 12, 6))
    assert [len(week) for week in span.weeks] == [7] * 6
    assert (span.before, span.after) == ("month=2026-10", "month=2026-12")
    week = week_of("2026-11-22", date(2026, 11, 16))
    assert (week.first, week.last, week.after) == (date(2026, 11, 16), date(2026, 11, 22), "week=2026-11-23")


async def test_home_says_whose_month_has_no_reception_and_leads_to_the_day_of_today(
    db: Database, office: Office, browser: Browser
) -> None:
    evening = (Window(opens=time(18, 0), closes=time(19, 0)),)
    now = await db.write(partial(a_day_of, on=date(2026, 11, 16), windows=evening), office, "deputy")
    await db.write(partial(a_day_of, on=date(2026, 12, 3)), office, "deputy")
    await sit(db, browser, office.staff["clerk"])
    home = (await browser.get("/")).text
    assert "Cán bộ head: tháng 12/2026 chưa có ngày tiếp công dân nào, công bố chậm nhất" in home, "the deputy has one"
    assert "01/12/2026: tháng" not in home
    assert f'<a href="/console/receptions/days/{now.day_id}">Trụ sở</a>' in home
