"""What nobody fills in by accident: how do the pages answer it? One input a row; most rows hold for every route of the table.

Where a room's own test holds an input, it is named here and not repeated:

| input | answer | held by |
|---|---|---|
| a foreign thing in the address, or one that no row can have | 404, the body of a missing one | here; ``test_matrix`` |
| a field that the form does not have (``role``, ``approved_by``, an address of a picture) | 422, nothing is done | here |
| approving one's own campaign, also by a second account | 403 and a line in the trail | ``test_campaigns``, ``test_two_people`` |
| an account or a text approved by whoever wrote it | refused | ``test_safety_rooms``, ``test_texts`` |
| approved, then one recipient changed | 409, the hash differs | ``test_campaigns`` |
| a form sent twice; the same key with other words | one effect, the same answer; 409 | ``test_sent_once`` |
| no Origin, a foreign one, no token | 403 | here; ``test_signing_in`` |
| a GET of what changes something | 405 | here |
| a text with unknown blanks, accounts, links, 5,000 characters | 422 with the place | ``test_texts`` |
| a search for ``%``, quotes, a pattern, 10,000 characters, NFD | taken literally | here; ``tests/casework/test_case_search`` |
| a page's number, size or order that nobody offers | the page as it is; a key that is none: 404 or 422 | here |
| the session after its end | 401, by GET the form to sign in | here; ``test_signing_in`` |
| the session in another browser | a line in the trail | here |
| a cookie of 100 KB | 400, and the next is answered | here |
| an unknown login, a wrong password; a code used twice | one answer; refused | ``test_signing_in`` |
| a list of many rows taken out | telephone, reason, a limit, name and time on it | ``test_reports`` |
| a head that never ends or has 10,000 lines, a body that never ends | cut off, and the next is answered | here |
| a form of 10,000 parts | 400 | ``test_imports`` |
"""

from __future__ import annotations

import asyncio
import re
import time
import unicodedata
from datetime import timedelta

import pytest
from aiohttp import web

from bot.channels.webchat import guard
from bot.officers.route import Needs, NotDeclared, Route, post, refuse_undeclared
from bot.officers.routes import ROUTES
from bot.web import listening
from casework.case_notes import notes_of
from casework.clock import SetClock
from casework.db.engine import Database
from casework.scope import May, may
from casework.signing import sessions
from casework.staff import find
from tests.builders import WOMAN
from tests.officers.described import undeclared
from tests.officers.office import DEVICE, Answer, Browser, Office, bare, filled, open_office
from tests.officers.test_matrix import NOWHERE, lines_of, sit
from tests.officers.things import THINGS

FORMS = tuple(one for one in ROUTES if one.method == "POST")
INVENTED = {"role": "head", "approved_by": "1", "is_admin": "1", "logo": "http://169.254.169.254/", "c.x": "1"}


async def opened(route: Route, db: Database, office: Office) -> str | None:
    """A role that this route opens to."""
    for role in ("head", "admin", "auditor", "legal", "officer"):
        who = await db.read(find, office.staff[role])
        assert who is not None
        if route.needs is Needs.SESSION or (isinstance(route.needs, May) and may(who, route.needs)):
            return role
    return None


async def inside(db: Database, office: Office, browser: Browser) -> list[tuple[Route, str]]:
    """Every form behind the door, with the role that sends it; ``browser`` sits for the first of them."""
    found = [(one, role) for one in FORMS if (role := await opened(one, db, office)) is not None]
    assert len(found) > 100
    return sorted(found, key=lambda one: one[1])


# -- fields that nobody asked for -------------------------------------------------------------------------------------


async def test_a_field_that_a_form_does_not_have_is_refused_by_every_route(
    db: Database, office: Office, browser: Browser
) -> None:
    seat = ""
    for route, role in await inside(db, office, browser):
        if role != seat:
            seat = role
            await sit(db, browser, office.staff[role])
        name = next(one for one in INVENTED if route.strange((one,)))
        if route.takes_file:
            continue  # its form comes in parts: below
        answer = await browser.post(filled(route, "1"), {name: INVENTED[name]})
        assert (answer.status, "mục mà trang này không hỏi" in answer.text) == (422, True), route.path
        assert (await browser.get("/account")).status == 200, f"{route.path} ended the session"


async def test_before_anybody_is_in_a_strange_field_is_refused_too(browser: Browser) -> None:
    for path in ("/sign-in", "/language", "/link/x"):
        assert (await browser.post(path, {"login": "a", "role": "head"})).status == 422, path


async def test_a_form_that_brings_a_file_takes_no_strange_field_either(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["officer"])
    parts = {"form": browser.fresh(), "approved_by": "1"}
    body = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in parts.items()
    )
    body += '--B\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,b\r\n--B--\r\n'
    answer = await asked(browser, "POST", "/imports", body.encode(), ("Content-Type: multipart/form-data; boundary=B",))
    assert answer == 422


def test_what_is_declared_is_told_from_what_is_not() -> None:
    async def handler(visit: object) -> web.StreamResponse:
        raise AssertionError(visit)

    route = post("/x", May.CASES, handler, takes=("note", "c.#.#", "law:*"))
    assert route.strange(("form", "note", "c.1.22", "law:luat-1")) == []
    odd = ("Note", "note ", "c.1", "c.1.2.3", "c.x.1", "c.１.1", "law:", "xlaw:a", "", "note|c")
    assert route.strange(odd) == list(odd)
    assert post("/x", May.CASES, handler, takes=()).strange(("form", "")) == [""]
    page = '<form method="post" action="/console/staff" id="f"><input name="login"></form><input form="f" name="rank">'
    assert undeclared(page, ROUTES) == ["/console/staff: rank"]
    moved = '<form method="post" action="/console/staff"><button formaction="/console/trail/verify" name="role">'
    assert undeclared(moved, ROUTES) == ["/console/trail/verify: role"]
    assert undeclared('<form method="post" action="/console/nowhere">', ROUTES) == ["/console/nowhere"]


def test_start_up_refuses_a_form_that_declares_no_fields() -> None:
    async def handler(visit: object) -> web.StreamResponse:
        raise AssertionError(visit)

    silent = Route(method="POST", path="/x", needs=May.CASES, handler=handler)
    with pytest.raises(NotDeclared, match="/console/x"):
        refuse_undeclared(web.Application(), (silent,), plain=())


# -- addresses --------------------------------------------------------------------------------------------------------


async def test_what_no_row_can_have_is_answered_as_missing(db: Database, office: Office, browser: Browser) -> None:
    for route in ROUTES:
        if route.method != "GET" or route.shows is None:
            continue
        role = await opened(route, db, office)
        assert role is not None, route.path
        await sit(db, browser, office.staff[role])
        missing = bare(await browser.get(filled(route, THINGS[route.shows].nowhere)))
        assert missing[0] == 404, route.path
        for thing in NOWHERE:
            assert bare(await browser.get(filled(route, thing))) == missing, (route.path, thing)


async def test_nobody_chooses_a_pages_number_size_or_order(db: Database, office: Office, browser: Browser) -> None:
    differ = []
    for route in ROUTES:
        if route.method != "GET" or route.shows is not None or not isinstance(route.needs, May) or route.by_itself:
            continue
        if route.path == "/trail":
            continue  # has one line more each time that somebody looks at it
        role = await opened(route, db, office)
        assert role is not None, route.path
        await sit(db, browser, office.staff[role])
        plain = await settled(browser, route.path)
        wild = await browser.get(f"{route.path}?page=1000000000&size=1000000&limit=1000000&sort=password&order=x")
        if (wild.status, _without_query(wild.text)) != (plain.status, _without_query(plain.text)):
            differ.append(route.path)
        for key in ("0", "-1", "1000000000", "9223372036854775808", "x", "%00", "1e9"):
            for name in ("before", "after"):
                answer = await browser.get(f"{route.path}?{name}={key}")
                assert answer.status in (200, 404, 422) or answer.status == plain.status, (route.path, name, key)
    assert differ == []


async def settled(browser: Browser, path: str) -> Answer:
    """The page once two openings are alike: figures may still be counted at the first."""
    before = await browser.get(path)
    for _ in range(50):
        now = await browser.get(path)
        if _without_query(now.text) == _without_query(before.text):
            return now
        before = now
        await asyncio.sleep(0.1)
    raise AssertionError(f"{path} is another page each time")


def _without_query(page: str) -> str:
    """The page without what differs from one opening to the next."""
    return re.sub(r'name="(form|back)" value="[^"]*"|stamp="[^"]*"|\?[^"]*"', "", page)


# -- where a form comes from ------------------------------------------------------------------------------------------


async def test_no_form_is_taken_from_another_page_or_without_its_token(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["head"])
    for route in FORMS:
        path = filled(route, "1")
        if await opened(route, db, office) != "head":
            continue
        for told in ({"Origin": ""}, {"Origin": "https://evil.example"}):
            assert (await browser.post(path, **told)).status == 403, path
        assert (await browser.post(path, {"form": ""})).status in (403, 415), path
    assert (await browser.get("/account")).status == 200


async def test_nothing_is_done_by_opening_an_address(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["head"])
    read = [re.compile(re.sub(r"{\w+}", "[^/]+", one.path)) for one in ROUTES if one.method == "GET"]
    for route in FORMS:
        path = filled(route, "1")
        if not any(one.fullmatch(path) for one in read):
            answer = await browser.get(path)
            assert (answer.status, answer.headers.get("allow")) == (405, "POST"), path
            assert "Hãy mở lại trang từ trang đầu" in answer.text


async def test_a_mistake_of_ours_is_one_sentence_and_a_line_in_the_log(
    db: Database, office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await sit(db, browser, office.staff["head"])

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("a secret of the books")

    monkeypatch.setattr("casework.trail.page", breaks)
    answer = await browser.get("/trail")
    assert answer.status == 500
    assert "Hãy mở lại trang để xem việc vừa bấm đã được ghi chưa" in answer.text
    assert "content-security-policy" in answer.headers
    assert "secret" not in answer.text
    assert [line.message for line in caplog.records if line.levelname == "ERROR"] == ["console_page_failed"]


async def test_an_address_without_a_page_is_answered_by_a_page(db: Database, office: Office, browser: Browser) -> None:
    for who in (None, "head"):
        if who is not None:
            await sit(db, browser, office.staff[who])
        missing = await browser.get("/no/such/page")
        assert missing.status == 404
        assert "Không có trang này" in missing.text
        assert ("Hộp thư" in missing.text) is (who is not None)
        assert {"content-security-policy", "x-content-type-options", "cache-control"} <= missing.headers.keys()
    assert bare(missing) == bare(await browser.get("/cases/1"))


# -- searching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "(a+)+$", "\\", "<b>", "x" * 10_000, "%' --"])
async def test_a_search_takes_words_literally(words: str, db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["head"])
    answer = await browser.post("/cases", {"words": words})
    assert answer.status == 200
    assert re.search(r"/console/cases/\d", answer.text) is None
    assert "<b>" not in answer.text


@pytest.mark.parametrize("words", [unicodedata.normalize("NFD", WOMAN), f"  {WOMAN} ", WOMAN.upper()])
async def test_a_name_is_found_however_it_comes(words: str, db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["head"])
    assert f"/console/cases/{office.own}" in (await browser.post("/cases", {"words": words})).text


# -- sessions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sign-out", "/account/end-all"])
async def test_after_its_end_a_session_opens_nothing(path: str, db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["head"])
    stolen = browser.cookie
    assert (await browser.post(path)).status == 303
    browser.cookie = stolen
    assert (await browser.get("/cases")).place == "/console/sign-in"
    assert (await browser.post("/cases", {"words": WOMAN})).status == 401


LETTER = "Mời ông đến phòng tiếp công dân.\nMang theo biên lai <số 12>."


async def test_words_of_a_form_whose_session_is_over_can_still_be_copied(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    await sit(db, browser, office.staff["officer"])
    form = {"note": LETTER}
    clock.set(clock.now() + sessions.IDLE + timedelta(minutes=1))
    late = await browser.post(f"/cases/{office.own}/note", form)
    assert late.status == 401
    assert "Mang theo biên lai &lt;số 12&gt;." in late.text
    assert "Chưa được ghi. Hãy chép lại" in late.text
    token = browser.form_token
    await sit(db, browser, office.staff["officer"])  # signed in again, in another window
    browser.form_token = token
    stale = await browser.post(f"/cases/{office.own}/note", form)
    assert (stale.status, "Mang theo biên lai" in stale.text) == (403, True)
    assert await db.read(notes_of, office.own) == []


async def test_no_word_is_shown_again_to_another_page_nor_any_that_is_secret(
    db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff["officer"])
    browser.cookie = None
    elsewhere = await browser.post(f"/cases/{office.own}/note", {"note": LETTER}, Origin="https://ke-la.example")
    assert "Mang theo" not in elsewhere.text
    secret = await browser.post(
        "/account/password", {"now": "mật khẩu của tôi", "password": "một câu mới dài", "again": "x"}
    )
    assert (secret.status, "mật khẩu của tôi" in secret.text, "một câu mới dài" in secret.text) == (401, False, False)
    short = await browser.post(f"/cases/{office.own}/payment", {"amount": "1.500.000", "on": "02/11/2026"})
    assert (short.status, "Chữ ông/bà đã gõ" in short.text) == (401, False), "soon typed again"


async def test_a_session_that_turns_up_in_another_browser_stands_in_the_trail(
    db: Database, office: Office, browser: Browser
) -> None:
    head = office.staff["head"]
    await sit(db, browser, head)
    session = await db.read(sessions.look, browser.cookie or "")
    assert session is not None
    for device in (DEVICE, "Chrome 130", "Chrome 130", DEVICE, DEVICE):
        browser.extra = {"User-Agent": device}
        assert (await browser.get("/account")).status == 200
    moved = [line for line in await db.read(lines_of, head) if line[0] == "session_elsewhere"]
    assert moved == [("session_elsewhere", f"session:{session.id}", "")] * 2


# -- the line itself --------------------------------------------------------------------------------------------------


async def asked(
    browser: Browser, method: str, path: str, body: bytes, head: tuple[str, ...] = (), *, length: bool = True
) -> int:
    """The status that the server answers to these bytes."""
    host = browser.home.removeprefix("http://")
    told = [f"{method} /console{path} HTTP/1.1", f"Host: {host}", f"Origin: {browser.home}", f"User-Agent: {DEVICE}"]
    told += [f"Cookie: gandan_console={browser.cookie}"] if browser.cookie else []
    told += [*head, *([f"Content-Length: {len(body)}"] if length else [])]
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        writer.write("\r\n".join([*told, "", ""]).encode() + body)
        return int((await asyncio.wait_for(reader.readline(), 20)).split()[1])
    finally:
        writer.close()


async def test_a_huge_cookie_or_head_is_refused_and_the_next_is_answered(browser: Browser) -> None:
    for head in (
        (f"Cookie: gandan_console={'x' * 100_000}",),
        tuple(f"X-{number}: 1" for number in range(10_000)),
        (f"X-Long: {'y' * 1_000_000}",),
    ):
        assert await asked(browser, "GET", "/sign-in", b"", head) == 400
    assert (await browser.get("/sign-in")).status == 200


async def test_a_body_without_an_end_is_cut_off(
    db: Database, office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.5)
    await sit(db, browser, office.staff["head"])
    head = ("Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked")
    assert await asked(browser, "POST", "/cases", b"5\r\nwords\r\n", head, length=False) == 408
    piece = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    assert await asked(browser, "POST", "/cases", piece * 3, head, length=False) == 413
    assert (await browser.get("/cases")).status == 200


async def test_a_request_dropped_on_its_way_is_no_error_of_the_server(
    db: Database, office: Office, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    await sit(db, browser, office.staff["head"])
    host = browser.home.removeprefix("http://")
    told = ["POST /console/cases HTTP/1.1", f"Host: {host}", f"Origin: {browser.home}", f"User-Agent: {DEVICE}"]
    told += [f"Cookie: gandan_console={browser.cookie}", "Content-Type: application/x-www-form-urlencoded"]
    _, writer = await asyncio.open_connection(*host.split(":"))
    writer.write("\r\n".join([*told, "Content-Length: 100", "", "words="]).encode())
    await asyncio.sleep(0.3)
    writer.transport.abort()  # as a browser does when somebody presses twice
    await asyncio.sleep(0.3)
    assert (await browser.get("/cases")).status == 200
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


async def test_whoever_never_says_what_they_want_is_hung_up_on(
    db: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "ASKS_AT_ALL_WITHIN", 0.5)
    async with open_office(db) as browser:
        lines = [await asyncio.open_connection(*browser.home.removeprefix("http://").split(":")) for _ in range(50)]
        gone, deadline = 0, time.monotonic() + 20
        while gone < len(lines) and time.monotonic() < deadline:
            for _, writer in lines:
                writer.write(b"G" if not gone else b"")
            await asyncio.sleep(0.1)
            gone = sum(reader.at_eof() or reader.exception() is not None for reader, _ in lines)
        assert gone == len(lines)
        assert (await browser.get("/sign-in")).status == 200
        for _, writer in lines:
            writer.close()
