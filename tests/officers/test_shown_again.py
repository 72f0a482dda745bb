"""The telephone again before somebody is let in or out, what was filled in kept, and whoever was let go by a slip."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from bot.officers.route import TELEPHONE
from casework import staff
from casework.signing import sessions
from casework.staff import Role
from tests.officers.office import Answer, Office, code_at
from tests.officers.signed_in import Officer
from tests.officers.test_data_rooms import ASKED, a_person_of
from tests.officers.test_matrix import lines_of


async def test_who_comes_and_goes_is_decided_only_with_the_telephone_at_hand(officer: Officer, office: Office) -> None:
    colleague = office.staff["officer"]
    await officer.browser.get("/staff")
    officer.clock.set(officer.clock.now() + sessions.FRESH)
    until = await expiry(officer)
    for path, fields in (
        ("/staff", {"role": "clerk"}),
        (f"/staff/{colleague}/link", {}),
        (f"/staff/{colleague}/role", {"role": "clerk"}),
        (f"/staff/{colleague}/leave", {}),
    ):
        asked = await officer.browser.post(path, fields)
        assert (asked.status, f'action="/console{path}"' in asked.text) == (200, True), path
    known = await officer.db.read(staff.find, colleague)
    assert known is not None
    assert (known.role, known.active) == (Role.OFFICER, True)
    left_open = officer.browser.cookie
    made = await officer.browser.post(f"/staff/{colleague}/link", {TELEPHONE: code_at(officer.secret, officer.clock)})
    assert "/console/link/" in made.text
    assert await expiry(officer) == until, "it begins no new day of work"
    await officer.browser.get("/staff")
    assert "/console/link/" in (await officer.browser.post(f"/staff/{colleague}/link")).text
    officer.browser.cookie = left_open
    assert not await officer.is_in()


async def test_what_was_filled_in_is_done_once_the_telephone_is_shown(officer: Officer) -> None:
    await officer.browser.get("/staff")
    officer.clock.set(officer.clock.now() + sessions.FRESH)
    typed = {"name": 'Lê Thị "Út" <Nhỏ>', "title": "Thư ký", "login": "ut.nho", "role": "clerk"}
    asked = await officer.browser.post("/staff", typed)
    kept = filled_in(asked)
    assert {name: kept[name] for name in typed} == typed
    wrong = await officer.browser.post("/staff", kept | {TELEPHONE: "000000"})
    assert (wrong.status, filled_in(wrong)) == (422, kept | {"form": filled_in(wrong)["form"]})
    assert "ut.nho" not in (await officer.browser.get("/staff")).text
    done = await officer.browser.post("/staff", filled_in(wrong) | {TELEPHONE: code_at(officer.secret, officer.clock)})
    assert "/console/link/" in done.text
    page = await officer.browser.get("/staff")
    assert page.text.count("Lê Thị &#34;Út&#34; &lt;Nhỏ&gt;") == 1


async def test_whoever_was_let_go_by_a_slip_works_here_again(officer: Officer, office: Office) -> None:
    colleague = office.staff["clerk"]
    await officer.browser.get("/staff")
    assert (await officer.browser.post(f"/staff/{colleague}/back")).status == 404, "nobody who is here comes back"
    assert (await officer.browser.post(f"/staff/{colleague}/leave")).place == "/console/staff?saved=yes"
    gone = (await officer.browser.get("/staff")).text.partition("Đã thôi làm ở đây")[2]
    assert f'action="/console/staff/{colleague}/back"' in gone
    assert (await officer.browser.post(f"/staff/{colleague}/back")).place == "/console/staff?saved=yes"
    assert "Đã thôi làm ở đây" not in (await officer.browser.get("/staff")).text
    known = await officer.db.read(staff.find, colleague)
    assert known is not None
    assert (known.role, known.active) == (Role.CLERK, True)
    named_by = await officer.db.read(lines_of, officer.id)
    assert [line[0] for line in named_by][-2:] == ["staff_left", "staff_came_back"]


async def test_what_was_done_before_the_code_grew_old_is_not_done_again_with_a_new_one(
    officer: Officer, office: Office
) -> None:
    await officer.browser.get("/staff")
    left_open, at = {"form": officer.browser.fresh()}, f"/staff/{office.staff['clerk']}/link"
    assert "/console/link/" in (await officer.browser.post(at, left_open)).text
    officer.clock.set(officer.clock.now() + sessions.FRESH)
    for shown in ({}, {TELEPHONE: code_at(officer.secret, officer.clock)}):
        again = await officer.browser.post(at, left_open | shown)
        assert (again.status, "đã làm xong" in again.text) == (409, True)
    assert await officer.is_in()


async def test_a_colleague_who_cannot_be_written_stays_filled_in(officer: Officer, office: Office) -> None:
    known = await officer.db.read(staff.find, office.staff["clerk"])
    assert known is not None
    await officer.browser.get("/staff")
    typed = {"login": known.login, "name": "Lê Thị Út", "title": "Thư ký", "role": "legal", "phone": "02933 000 111"}
    back = await officer.browser.post("/staff", typed)
    assert back.status == 422
    form = back.text.partition('action="/console/staff" class="card"')[2]
    for text in (typed["login"], typed["name"], typed["title"], typed["phone"]):
        assert f'value="{text}"' in form
    assert '<option value="legal" selected>' in form


async def test_a_refusal_after_the_telephone_leaves_nobody_signed_out_and_every_form_on_it_works(
    officer: Officer,
) -> None:
    await officer.browser.get("/staff")
    officer.clock.set(officer.clock.now() + sessions.FRESH)
    shown = {TELEPHONE: code_at(officer.secret, officer.clock)}
    refused = await officer.browser.post("/staff/1/link", shown)
    assert (refused.status, 'action="/console/sign-out"' in refused.text) == (404, True)
    assert (await officer.browser.post("/sign-out")).place == "/console/sign-in", (
        "the refusal's own form is of the session of now"
    )
    assert not await officer.is_in()


def filled_in(answer: Answer) -> dict[str, str]:
    """What the page's hidden fields hold, as a browser would send it."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.text.partition("<main")[2])
    return {name: unescape(text) for name, text in found}


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://127.0.0.1/console/texts/t/reminder.week_before?version=2", "/texts/t/reminder.week_before"),
        ("http://127.0.0.1/console/staff/7/link", "/staff"),  # the answer of a form has no address of its own
        ("https://evil.example/console/trail", "/trail"),
        ("https://evil.example/steal", "/"),
        ("http://[broken", "/staff"),
        ("", "/staff"),
    ],
)
async def test_whoever_would_rather_not_show_the_telephone_is_led_back_and_nowhere_else(
    came_from: str, leads_to: str, officer: Officer, office: Office
) -> None:
    await officer.browser.get("/account")
    officer.clock.set(officer.clock.now() + sessions.FRESH)
    asked = await officer.browser.post(f"/staff/{office.staff['officer']}/link", Referer=came_from)
    assert f'<a href="/console{leads_to}">Không làm nữa, về trang trước</a>' in asked.text


async def expiry(officer: Officer) -> object:
    known = await officer.db.read(sessions.look, officer.browser.cookie or "")
    assert known is not None
    return known.expires_at


async def test_a_file_is_had_from_the_page_that_asked_for_it(officer: Officer, office: Office) -> None:
    await officer.browser.get("/safety/requests")
    entered = await officer.browser.post("/safety/requests", ASKED)
    place = entered.place.removeprefix("/console").partition("?")[0]
    identity, _ = await officer.db.read(a_person_of, office.own)
    known = {"identity": "papers", "number": identity}
    assert (await officer.browser.post(f"{place}/identity", known)).status == 303
    officer.clock.set(officer.clock.now() + sessions.FRESH + timedelta(minutes=1))
    asked = await officer.browser.post(f"{place}/copy")
    assert (asked.status, "Xác nhận lại" in asked.text) == (200, True)
    code = {TELEPHONE: code_at(officer.secret, officer.clock)}
    between = f"{officer.browser.home}/console{place}/copy"
    shown = await officer.browser.post(f"{place}/copy", filled_in(asked) | code, Referer=between)
    assert shown.place == f"/console{place}?confirmed=yes"
    assert "bấm lại nút tải" in (await officer.browser.get(shown.place.removeprefix("/console"))).text
    for _ in range(2):  # as often as the button is pressed
        copied = await officer.browser.post(f"{place}/copy")
        assert copied.headers["content-disposition"].startswith("attachment")
