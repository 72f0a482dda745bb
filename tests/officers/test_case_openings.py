"""A case out of sight is opened because it is urgent: to look at, for half an hour, with a reason that the leaders read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.books import Books
from casework.case_notes import write_note
from casework.clock import SetClock
from casework.db.engine import Database
from casework.payments import Source, record_payment
from casework.tables.decisions import decision
from casework.tables.safety import case_opening
from tests.builders import WOMAN, a_case, a_staff_member
from tests.officers.office import Browser, Office, bare, given
from tests.officers.sent import a_message
from tests.officers.test_cases import said, sits
from tests.officers.test_matrix import lines_of

WHY = "Người dân ở bàn tiếp, chấp hành viên đi công tác"


def number_of(books: Books, decision_id: int) -> str:
    return str(books.conn.execute(select(decision.c.number).where(decision.c.id == decision_id)).scalar_one())


async def asked(db: Database, decision_id: int, **other: str) -> dict[str, str]:
    return {"number": await db.read(number_of, decision_id), "reason": WHY, **other}


async def opened(db: Database, browser: Browser, staff_id: int, decision_id: int) -> None:
    await sits(db, browser, staff_id)
    answer = await browser.post("/cases/urgent", await asked(db, decision_id))
    assert (answer.status, answer.place) == (303, f"/console/cases/{decision_id}"), said(answer)


async def test_it_opens_for_half_an_hour_to_look_at_and_stands_in_the_trail(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    officer, foreign = office.staff["officer"], office.elsewhere
    await sits(db, browser, officer)
    missing = bare(await browser.get(f"/cases/{foreign}"))
    assert missing[0] == 404
    assert "/console/cases/urgent" in (await browser.get("/cases")).text
    await opened(db, browser, officer, foreign)
    page = await browser.get(f"/cases/{foreign}")
    assert page.status == 200
    assert "mở khẩn đến 09:30 16/11/2026. Chỉ xem" in said(page)
    assert WOMAN in page.text
    assert "mở đến 09:30 16/11/2026" in said(await browser.get("/cases/urgent"))
    trail = await db.read(lines_of, officer)
    assert ("case_opened", f"decision:{foreign}", "urgent") in trail
    assert ("decision_seen", f"decision:{foreign}", "urgent") in trail
    assert WHY not in str(trail)
    clock.set(clock.now() + timedelta(minutes=29))
    assert (await browser.get(f"/cases/{foreign}")).status == 200
    clock.set(clock.now() + timedelta(minutes=1))
    await sits(db, browser, officer)
    assert bare(await browser.get(f"/cases/{foreign}")) == missing
    assert "mở đến" not in said(await browser.get("/cases/urgent"))


async def test_nothing_can_be_done_to_it_and_nothing_else_opens(db: Database, office: Office, browser: Browser) -> None:
    foreign = office.elsewhere
    told = {"paid_on": None, "receipt": None, "source": Source.OPENING}
    paid = await db.write(lambda books: record_payment(books, foreign, 1_000_000, **told))  # type: ignore[arg-type]
    message = await db.write(a_message, office, foreign)
    note = await db.write(write_note, foreign, "Đã gọi điện.", office.staff["legal"])
    await opened(db, browser, office.staff["officer"], foreign)
    page = await browser.get(f"/cases/{foreign}")
    assert "1.000.000 đồng" in said(page)
    assert "Đã gọi điện." in said(page)
    assert page.text.count("<form") == (await browser.get("/cases/urgent")).text.count("<form") - 1, "the frame's alone"
    for path in (
        *(f"/cases/{foreign}/{work}" for work in ("payment", "promise", "event", "service", "letter")),
        f"/cases/payment/{paid.payment_id}",
        f"/cases/message/{message}",
    ):
        assert f"/console{path}" not in page.text
        assert (await browser.get(path)).status == 404, path
    assert (await browser.post(f"/cases/{foreign}/note", {"note": "x"})).status == 404
    for path in (f"/cases/{foreign}/letter", f"/cases/note/{note}/delete"):
        assert (await browser.post(path)).status == 404, path
    found = await browser.post("/cases", {"words": await db.read(number_of, foreign)})
    assert f"/cases/{foreign}" not in found.text, "a search finds it no more than before"


async def test_the_leaders_are_told_on_home_and_in_the_safety_room(
    db: Database, office: Office, browser: Browser
) -> None:
    await opened(db, browser, office.staff["officer"], office.elsewhere)
    for role in ("head", "deputy"):
        await sits(db, browser, office.staff[role])
        assert "1 lượt mở khẩn hồ sơ ông/bà chưa xem" in said(await browser.get("/"))
        assert "1 lượt mở khẩn" in said(await browser.get("/safety"))
    page = await browser.get("/safety/openings")
    assert WHY in said(page)
    assert "Cán bộ officer" in said(page)
    assert f"/cases/{office.elsewhere}" not in page.text, "the case is out of the head's sight too"
    opening = await db.read(only_opening)
    assert (await browser.post(f"/safety/openings/{opening}/read")).place == "/console/safety/openings"
    assert "lãnh đạo đã xem lúc 09:00 16/11/2026" in said(await browser.get("/safety/openings"))
    await sits(db, browser, office.staff["head"])
    assert "lượt mở khẩn" not in said(await browser.get("/"))


async def test_the_leader_of_the_cases_office_is_told_and_ends_it_at_once(
    db: Database, office: Office, browser: Browser
) -> None:
    theirs = await db.write(a_leader_there, office)
    await opened(db, browser, office.staff["officer"], office.elsewhere)
    await sits(db, browser, theirs)
    assert f'href="/console/cases/{office.elsewhere}"' in (await browser.get("/safety/openings")).text
    opening = await db.read(only_opening)
    assert (await browser.post(f"/safety/openings/{opening}/close")).status == 303
    assert "đã hết lúc 09:00 16/11/2026" in said(await browser.get("/safety/openings"))
    await sits(db, browser, office.staff["officer"])
    assert (await browser.get(f"/cases/{office.elsewhere}")).status == 404


async def test_the_sixth_of_a_day_is_refused_and_told_once(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    others = await db.write(cases_there, office, 7)
    for one in others[:5]:
        await opened(db, browser, office.staff["officer"], one)
    for _ in range(2):
        await opened(db, browser, office.staff["officer"], others[0])  # open already: not counted again
    for one in others[5:]:
        answer = await browser.post("/cases/urgent", await asked(db, one))
        assert (answer.status, "đã mở đủ số hồ sơ" in said(answer)) == (409, True)
        assert (await browser.get(f"/cases/{one}")).status == 404
    await sits(db, browser, office.staff["head"])
    page = said(await browser.get("/safety/openings"))
    assert page.count("Không mở được: đã đủ số lượt trong ngày") == 1
    clock.set(clock.now() + timedelta(days=1))
    await opened(db, browser, office.staff["officer"], others[5])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": "gấp"}, "Lý do phải có từ 10 đến 500 ký tự."),
        ({"reason": "   "}, "Lý do phải có từ 10 đến 500 ký tự."),
        ({"reason": "dài " * 200}, "Lý do phải có từ 10 đến 500 ký tự."),
        ({"number": "999/QĐ-THADS"}, "Không có quyết định nào như vậy."),
        ({"number": ""}, "Số quyết định không hợp lệ."),
        ({"number": "<script>"}, "Không có quyết định nào như vậy."),
        ({"issued_on": "31/02/2026"}, "Ngày «31/02/2026» không đọc được"),
        ({"issued_on": "01/01/2020"}, "Không có quyết định nào như vậy."),
    ],
)
async def test_what_is_filled_in_wrongly_opens_nothing(
    wrong: dict[str, str], told: str, db: Database, office: Office, browser: Browser
) -> None:
    await sits(db, browser, office.staff["officer"])
    answer = await browser.post("/cases/urgent", await asked(db, office.elsewhere) | wrong)
    assert (answer.status, told in said(answer)) == (422, True), said(answer)
    assert await db.read(openings) == []
    assert (await browser.get(f"/cases/{office.elsewhere}")).status == 404


async def test_a_case_in_sight_is_just_opened_and_nobody_is_told(
    db: Database, office: Office, browser: Browser
) -> None:
    await opened(db, browser, office.staff["officer"], office.own)
    assert await db.read(openings) == []


@pytest.mark.parametrize("role", ["clerk", "admin", "auditor", "legal"])
async def test_other_roles_open_nothing_and_read_no_reasons(
    role: str, db: Database, office: Office, browser: Browser
) -> None:
    await opened(db, browser, office.staff["officer"], office.elsewhere)
    await sits(db, browser, office.staff[role])
    missing = bare(await browser.get("/cases/x"))
    assert bare(await browser.post("/cases/urgent", await asked(db, office.elsewhere))) == missing
    assert bare(await browser.get("/cases/urgent")) == missing
    assert bare(await browser.get("/safety/openings")) == missing
    assert bare(await browser.get(f"/cases/{office.elsewhere}")) == missing, "it opened for the officer alone"


async def test_a_leader_who_looks_is_read_of_by_another(db: Database, office: Office, browser: Browser) -> None:
    await opened(db, browser, office.staff["head"], office.elsewhere)
    assert "Chưa có lượt mở khẩn nào" in said(await browser.get("/safety/openings"))
    opening = await db.read(only_opening)
    assert (await browser.post(f"/safety/openings/{opening}/read")).status == 404
    await sits(db, browser, office.staff["deputy"])
    assert "Cán bộ head" in said(await browser.get("/safety/openings"))


def openings(books: Books) -> list[int]:
    return list(books.conn.execute(select(case_opening.c.id)).scalars())


def only_opening(books: Books) -> int:
    (found,) = openings(books)
    return found


def a_leader_there(books: Books, office: Office) -> int:
    return a_staff_member(books, office.agency, office=office.there, role="head")


def cases_there(books: Books, office: Office, many: int) -> list[int]:
    stranger = a_staff_member(books, office.agency, office=office.there)
    made = [a_case(books, agency=office.agency).decision for _ in range(many)]
    return [given(books, one, stranger, office.there) for one in made]
