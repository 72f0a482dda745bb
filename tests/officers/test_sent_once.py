"""A form that is sent twice: a double click, the back button, a line that broke."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import staff
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import sent_forms, sessions
from casework.signing.sent_forms import Form, Sent
from casework.tables.signing import sent_form
from tests.officers.office import Answer, Browser, Office, an_office_at_work, seated


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which of two is the first is for the database to say."""
    return str(request.param)


@pytest.fixture
async def admin(db: Database, office: Office, browser: Browser) -> Browser:
    """An administrator's browser."""
    browser.cookie = await db.write(seated, office.staff["admin"])
    browser.form_token = await db.read(sessions.form_token, browser.cookie)
    return browser


def a_form(browser: Browser) -> dict[str, str]:
    """A new colleague, in a form with a key of its own."""
    return {
        "form": f"{browser.form_token}.{secrets.token_urlsafe(9)}",
        "login": "h.nguyen",
        "name": "Nguyễn Thị Hạnh",
        "title": "Chấp hành viên",
        "role": "officer",
        "office": "",
        "phone": "",
    }


def colleagues(books: Books) -> int:
    return sum(one.login == "h.nguyen" for one in staff.everybody(books))


async def test_a_double_click_does_one_thing(db: Database, admin: Browser) -> None:
    form = a_form(admin)
    answers = await asyncio.gather(*(admin.post("/staff", form) for _ in range(4)))
    assert sorted(one.status for one in answers) == [200, 409, 409, 409]
    assert all("đã được gửi" in one.text for one in answers if one.status == 409)
    assert await db.read(colleagues) == 1


async def test_whoever_sends_it_again_is_led_to_the_same_place(db: Database, admin: Browser, office: Office) -> None:
    form = {"form": a_form(admin)["form"], "role": "auditor"}
    path = f"/staff/{office.staff['legal']}/role"
    first, second = await asyncio.gather(admin.post(path, form), admin.post(path, form))
    third = await admin.post(path, form)
    assert {(one.status, one.place) for one in (first, second, third)} == {(303, "/console/staff?saved=yes")}


async def test_other_words_under_the_same_key_are_refused(db: Database, admin: Browser) -> None:
    form = a_form(admin)
    assert (await admin.post("/staff", form)).status == 200
    answer = await admin.post("/staff", form | {"login": "h.nguyen2"})
    assert answer.status == 409
    assert "nội dung khác" in answer.text
    assert await db.read(staff.find_by_login, "h.nguyen2") is None


async def test_a_form_that_was_refused_may_come_again(db: Database, admin: Browser) -> None:
    form = a_form(admin)
    refused = await admin.post("/staff", form | {"role": "king"})
    assert refused.status == 422
    assert (await admin.post("/staff", form)).status == 200
    assert await db.read(colleagues) == 1


async def test_what_never_ended_is_not_done_again_by_itself(
    db: Database, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.officers import sent_once

    monkeypatch.setattr(sent_once, "WAITS", 0.3)
    form, path = a_form(admin), "/console/staff"
    fields = {name: text for name, text in form.items() if name != "form"}
    session = await db.read(sessions.look, admin.cookie or "")
    assert session is not None
    begun = Form(session_id=session.id, path=path, key=form["form"].partition(".")[2], fields=fields)
    assert (await db.write(sent_forms.claim, begun)).sent is Sent.FIRST  # and the machine stopped there
    answer: Answer = await admin.post("/staff", form)
    assert answer.status == 409
    assert await db.read(colleagues) == 0


async def test_a_search_may_be_sent_as_often_as_one_likes(db: Database, browser: Browser, office: Office) -> None:
    browser.cookie = await db.write(seated, office.staff["officer"])
    browser.form_token = await db.read(sessions.form_token, browser.cookie)
    form = {"form": a_form(browser)["form"], "words": "QĐ"}
    assert [(await browser.post("/cases", form)).status for _ in range(3)] == [200, 200, 200]


async def test_a_form_without_a_key_is_refused(admin: Browser, db: Database) -> None:
    for told in (admin.form_token, f"{admin.form_token}.", f".{admin.form_token}"):
        assert (await admin.post("/staff", a_form(admin) | {"form": told})).status == 403
    assert await db.read(colleagues) == 0


async def test_what_was_sent_is_forgotten_when_no_session_lasts_so_long(db: Database, clock: SetClock) -> None:
    office = await db.write(an_office_at_work)
    token = await db.write(seated, office.staff["officer"])
    session = await db.read(sessions.look, token)
    assert session is not None
    for number in range(3):
        form = Form(session_id=session.id, path="/console/x", key=str(number), fields={"name": "Trần Văn Tám"})
        await db.write(sent_forms.claim, form)
        clock.set(clock.now() + timedelta(hours=7))
    rows = await db.read(lambda books: books.conn.execute(select(sent_form)).all())
    assert len(rows) == 2
    assert "Tám" not in str(rows)
