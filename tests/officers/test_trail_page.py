"""The audit trail's page: what was done and about what, in words; a press shows what else was done about it."""

from __future__ import annotations

import re

from casework import audit
from casework.audit import Action
from casework.books import Books
from casework.db.engine import Database
from tests.officers.office import Browser, Office, seated


def noted(books: Books) -> None:
    audit.record(books, audit.whoever(None, None), Action.BOOKING_CONFIRMED, "booking:12", purpose="day_move:3")
    audit.record(books, audit.whoever(None, 7), Action.BOOKING_CANCELLED, "booking:12")
    audit.record(books, audit.SYSTEM, Action.LINK_ALARM, "something_new:5")


def cells(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", page)]


async def test_a_line_says_in_words_who_did_what_about_what(db: Database, office: Office, browser: Browser) -> None:
    await db.write(noted)
    browser.cookie = await db.write(seated, office.staff["auditor"])
    page = (await browser.get("/trail")).text
    told = cells(page)
    assert {"đặt hoặc nhận giờ hẹn", "hủy lịch hẹn", "lịch hẹn 12", "chương trình", "cuộc trò chuyện 7"} <= set(told)
    assert "something_new 5" in told, "a thing without words is shown as it is stored"
    assert "booking_confirmed</td>" not in page
    only = cells((await browser.get("/trail?object=booking%3A12")).text)
    assert "hủy lịch hẹn" in only
    assert "something_new 5" not in only


async def test_a_member_of_staff_is_looked_for_as_shown(db: Database, office: Office, browser: Browser) -> None:
    auditor = office.staff["auditor"]
    browser.cookie = await db.write(seated, auditor)
    await db.write(lambda books: audit.record(books, audit.SYSTEM, Action.PASSWORD_CHANGED, audit.staff(auditor)))
    shown = re.search(r"/console/trail(\?object=staff(?:%3A|:)[^\"]+)", (await browser.get("/trail")).text)
    assert shown is not None
    assert "đổi mật khẩu" in cells((await browser.get(f"/trail{shown[1]}")).text)
