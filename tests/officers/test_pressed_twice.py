"""A button that carries the telephone's code is pressed twice: nobody is signed out by it, nothing is done twice, and nobody else
gets in that way.
"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from bot.officers.route import TELEPHONE
from casework.signing import pressed_twice, sessions
from tests.officers.office import PASSWORD, SECRET, Answer, Office, a_link, code_at
from tests.officers.signed_in import Officer

NEW = {"name": "Nguyễn Thị Út Nhỏ", "title": "Thư ký", "login": "ut.nho", "role": "clerk"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """A session is handed on in one transaction, which both databases must hold."""
    return str(request.param)


async def asked_for_the_code(officer: Officer) -> dict[str, str]:
    """The form of the page between, as it is sent; the session is some minutes too old."""
    await officer.browser.get("/staff")
    officer.clock.set(officer.clock.now() + sessions.FRESH + timedelta(minutes=1))
    form = NEW | {"form": officer.browser.fresh()}
    assert "Xác nhận lại" in (await officer.browser.post("/staff", form)).text
    return form | {TELEPHONE: code_at(officer.secret, officer.clock)}


async def pressed_with(officer: Officer, cookie: str | None, path: str, form: dict[str, str]) -> Answer:
    officer.browser.cookie = cookie
    return await officer.browser.post(path, form)


async def colleagues_named_so(officer: Officer) -> int:
    return (await officer.browser.get("/staff")).text.count(NEW["name"])


async def test_the_second_press_comes_with_the_session_that_is_over(officer: Officer) -> None:
    form, before = await asked_for_the_code(officer), officer.browser.cookie
    assert "/console/link/" in (await pressed_with(officer, before, "/staff", form)).text
    dropped = officer.browser.cookie
    for _ in range(2):
        again = await pressed_with(officer, before, "/staff", form)
        assert (again.status, "đã làm xong" in again.text) == (409, True)
        assert officer.browser.cookie not in (before, dropped, None)
        assert await colleagues_named_so(officer) == 1
    for over in (before, dropped):
        officer.browser.cookie = over
        assert not await officer.is_in(), "one browser, one session"


async def test_two_presses_at_one_moment(officer: Officer) -> None:
    form, before = await asked_for_the_code(officer), officer.browser.cookie
    both = await asyncio.gather(*(officer.browser.post("/staff", form) for _ in range(2)))
    assert sorted(one.status for one in both) == [200, 409]
    assert officer.browser.cookie != before
    assert await officer.db.read(sessions.of_staff, officer.id)
    officer.browser.cookie = before
    assert not await officer.is_in()


async def test_the_first_answer_gave_its_session_and_the_page_was_not_there_yet(officer: Officer) -> None:
    form = await asked_for_the_code(officer)
    await officer.browser.post("/staff", form)
    again = await pressed_with(officer, officer.browser.cookie, "/staff", form)
    assert (again.status, "đã làm xong" in again.text) == (409, True)
    assert await officer.is_in()
    assert await colleagues_named_so(officer) == 1


async def test_a_long_list_is_confirmed_by_two_presses_at_one_moment(officer: Officer) -> None:
    await officer.browser.get("/reports")
    form = {"group": "all", "figure": "cases.done", "reason": "đối chiếu cuối tháng", "form": officer.browser.fresh()}
    form |= {"code": code_at(officer.secret, officer.clock)}
    before = officer.browser.cookie
    both = await asyncio.gather(*(officer.browser.post("/reports/list/confirm", form) for _ in range(2)))
    assert [(one.status, "Đã xác nhận" in one.text) for one in both] == [(200, True)] * 2
    assert officer.browser.cookie != before
    assert await officer.is_in()
    again = await pressed_with(officer, before, "/reports/list/confirm", form)
    assert (again.status, "Đã xác nhận" in again.text) == (200, True)
    assert await officer.is_in()


async def test_signing_in(officer: Officer) -> None:
    officer.browser.cookie = None
    await officer.types(PASSWORD)
    await officer.browser.get("/code")
    form, before = (
        {"form": officer.browser.fresh(), "code": code_at(officer.secret, officer.clock)},
        officer.browser.cookie,
    )
    assert (await officer.browser.post("/code", form)).place == "/console/"
    assert (await pressed_with(officer, before, "/code", form)).place == "/console/sign-in"
    assert (await officer.browser.get("/sign-in")).place == "/console/"
    assert await officer.is_in()


async def test_setting_up_by_two_presses_at_one_moment(officer: Officer) -> None:
    officer.browser.cookie = None
    await officer.browser.post(f"/link/{await a_link(officer.db, officer.id)}")
    await officer.browser.get("/set-up/password")
    await officer.browser.post("/set-up/password", {"password": PASSWORD, "again": PASSWORD})
    secret = re.sub(r"\s", "", SECRET.findall((await officer.browser.get("/set-up/telephone")).text)[0])
    form = {"form": officer.browser.fresh(), "code": code_at(secret, officer.clock)}
    both = await asyncio.gather(*(officer.browser.post("/set-up/telephone", form) for _ in range(2)))
    assert sorted((one.status, one.place) for one in both) == [(200, ""), (303, "/console/account")]
    assert await officer.is_in()


@pytest.mark.parametrize("path", ["/staff", "/staff/1/link"])
async def test_whoever_knows_the_token_and_not_the_form_gets_nothing(officer: Officer, path: str) -> None:
    form, before = await asked_for_the_code(officer), officer.browser.cookie
    await officer.browser.post("/staff", form)
    mine = officer.browser.cookie
    own_page = form["form"].partition(".")[0]
    for guessed in (f"{own_page}.AAAAAAAAAAAA", "", form["form"] + "A"):
        answer = await pressed_with(officer, before, path, form | {"form": guessed})
        assert (answer.status, officer.browser.cookie) == (401, before)
    officer.browser.cookie = mine
    assert await officer.is_in()


async def test_another_form_of_the_session_before_is_refused(officer: Officer) -> None:
    form = await asked_for_the_code(officer)
    left_open = form | {"form": officer.browser.fresh()}
    await officer.browser.post("/staff", form)
    assert (await officer.browser.post("/staff", left_open)).status == 403


@pytest.mark.parametrize("ended_by", ["time", "signing out", "a page of others"])
async def test_it_holds_for_half_a_minute_and_not_beyond_the_session(
    officer: Officer, office: Office, ended_by: str
) -> None:
    form, before = await asked_for_the_code(officer), officer.browser.cookie
    await officer.browser.post("/staff", form)
    told = {}
    if ended_by == "time":
        officer.clock.set(officer.clock.now() + pressed_twice.WITHIN)
    elif ended_by == "signing out":
        await officer.browser.get("/account")
        await officer.browser.post("/sign-out")
    else:
        told = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    officer.browser.cookie = before
    answer = await officer.browser.post("/staff", form, **told)
    assert answer.status == (403 if told else 401)
    assert officer.browser.cookie == before
