"""Every route x role x object of the table: what a role may not open is answered as what is not there."""

from __future__ import annotations

import re

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.officers.route import Needs, NotDeclared, Route, refuse_undeclared
from bot.officers.routes import ROUTES
from bot.settings import Settings
from casework.books import Books
from casework.db.engine import Database
from casework.scope import May, may
from casework.signing import sessions
from casework.signing.sessions import Stage
from casework.staff import find
from casework.tables.audit import audit_entry
from tests.conftest import KINDS
from tests.officers.laid import Laid
from tests.officers.office import ROLES, Answer, Browser, Office, bare, filled, seated
from tests.officers.things import THINGS

NOWHERE = (
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "x",
    "%00",
    "１２",
    "0b9d3c1e-6f57-4b52-9a0c-2f1d0a7be001",
)
TURNS_STRANGERS_AWAY = ("/sign-in", "/sign-in/province/back")  # with a name or a code that is not right
SEES = {  # role -> which of (own, a colleague's, another office's)
    "officer": (True, False, False),
    "clerk": (True, True, False),
    "head": (True, True, False),
    "deputy": (True, True, False),
    "admin": (False, False, False),
    "auditor": (False, False, False),
    "legal": (False, False, False),
}


async def ask(browser: Browser, route: Route, path: str) -> Answer:
    return await (browser.get(path) if route.method == "GET" else browser.post(path))


async def sit(db: Database, browser: Browser, staff_id: int) -> None:
    browser.cookie = await db.write(seated, staff_id)
    browser.form_token = await db.read(sessions.form_token, browser.cookie)


@pytest.mark.parametrize("role", ROLES)
async def test_each_route_opens_for_the_roles_that_it_declares(
    role: str, db: Database, office: Office, browser: Browser
) -> None:
    who = await db.read(find, office.staff[role])
    assert who is not None
    missing = None
    for route in ROUTES:
        await sit(db, browser, office.staff[role])
        if missing is None:
            missing = bare(await browser.get("/cases/1" if may(who, May.CASES) else "/cases"))
            assert missing[0] == 404
        answer = await ask(browser, route, filled(route, "1"))
        place = f"{role} {route.method} {route.path}"
        if isinstance(route.needs, May) and not may(who, route.needs):
            assert bare(answer) == missing, place
        elif route.shows is not None:
            assert answer.status == 404, place  # the room is theirs, the thing is not there
        elif route.needs in (Needs.SETTING_UP, Needs.CODE):
            assert (answer.status, answer.place) == (303, "/console/sign-in"), place
        else:
            assert answer.status not in (401, 403, 404, 405) or route.path in TURNS_STRANGERS_AWAY, place
            assert answer.status < 500, place


@pytest.mark.parametrize("stage", [None, Stage.SETTING_UP, Stage.CODE])
async def test_nobody_half_way_in_opens_anything(
    stage: Stage | None, db: Database, office: Office, browser: Browser
) -> None:
    for route in ROUTES:
        if stage is None:
            browser.cookie = None
        else:
            browser.cookie = await db.write(sessions.begin, office.staff["head"], stage, "")
            browser.form_token = await db.read(sessions.form_token, browser.cookie)
        answer = await ask(browser, route, filled(route, str(office.own)))
        if isinstance(route.needs, May) or route.needs is Needs.SESSION:
            wanted = (303, "/console/sign-in") if route.method == "GET" else (401, "")
            assert (answer.status, answer.place) == wanted, route.path


@pytest.mark.parametrize("role", [role for role in ROLES if any(SEES[role])])
async def test_a_foreign_decision_and_a_missing_one_are_answered_alike(
    role: str, db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff[role])
    missing = bare(await browser.get("/cases/4"))
    assert missing[0] == 404
    assert {bare(await browser.get(f"/cases/{thing}")) for thing in NOWHERE} == {missing}
    for sees, decision in zip(SEES[role], (office.own, office.of_a_colleague, office.elsewhere), strict=True):
        answer = await browser.get(f"/cases/{decision}")
        assert answer.status == 200 if sees else bare(answer) == missing


def test_every_kind_of_thing_that_an_address_names_is_tried() -> None:
    assert {route.shows for route in ROUTES if route.shows is not None} == THINGS.keys()


@pytest.mark.parametrize(
    "database_kind", KINDS
)  # what a page may only read, PostgreSQL refuses to lock, and SQLite does not
@pytest.mark.parametrize("kind", THINGS)
@pytest.mark.parametrize("role", ROLES)
async def test_a_foreign_thing_and_a_missing_one_are_answered_alike(
    kind: str, role: str, db: Database, office: Office, browser: Browser
) -> None:
    laid: Laid = await db.write(THINGS[kind].lay, office)
    who = await db.read(find, office.staff[role])
    assert who is not None
    for route in ROUTES:
        if route.shows != kind or (isinstance(route.needs, May) and not may(who, route.needs)):
            continue
        await sit(db, browser, office.staff[role])
        missing = bare(await ask(browser, route, filled(route, THINGS[kind].nowhere)))
        assert missing[0] == 404, route.path
        for one in laid.out_of_sight[role]:
            await sit(db, browser, office.staff[role])
            assert bare(await ask(browser, route, filled(route, str(one)))) == missing, (route.path, one)
        if route.method == "GET":
            for one in laid.in_sight[role]:
                answer = await ask(browser, route, filled(route, str(one)))
                assert answer.status == 200, (route.path, one)


@pytest.mark.parametrize("role", [role for role in ROLES if any(SEES[role])])
async def test_a_search_finds_only_what_may_be_opened(
    role: str, db: Database, office: Office, browser: Browser
) -> None:
    await sit(db, browser, office.staff[role])
    found = await browser.post("/cases", {"words": "nguyen thi"})
    opened = {int(one) for one in re.findall(r"/console/cases/(\d+)", found.text)}
    all_of_them = (office.own, office.of_a_colleague, office.elsewhere)
    assert opened == {one for one, sees in zip(all_of_them, SEES[role], strict=True) if sees}


@pytest.mark.parametrize("role", ROLES)
async def test_home_tells_only_what_may_be_opened(role: str, db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff[role])
    answer = await browser.get("/")
    assert answer.status == 200
    assert str(office.elsewhere) not in answer.text


async def test_the_trail_has_a_line_for_each_look(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["officer"])
    for decision in (office.own, office.own, office.elsewhere):
        await browser.get(f"/cases/{decision}")
    await browser.post("/cases", {"words": "không có ai tên này"})
    lines = await db.read(lines_of, office.staff["officer"])
    assert lines == [
        ("decision_seen", f"decision:{office.own}", "console"),
        ("decision_seen", f"decision:{office.own}", "console"),
        ("cases_searched", "decision", "0"),
    ]


def lines_of(books: Books, staff_id: int) -> list[tuple[str, str, str]]:
    asked = select(audit_entry.c.action, audit_entry.c.object, audit_entry.c.purpose)
    rows = books.conn.execute(asked.where(audit_entry.c.actor == f"staff:{staff_id}").order_by(audit_entry.c.seq))
    return [(row.action, row.object, row.purpose) for row in rows]


async def test_start_up_refuses_a_route_that_declares_nothing(db: Database) -> None:
    from bot.officers.routes import ELSEWHERE, mount

    app = web.Application()
    mount(app, db, Settings.model_validate({}))
    refuse_undeclared(app, (*ROUTES, *ELSEWHERE), plain=("/console", "/console/static/{version}/{name}"))

    async def handler(request: web.Request) -> web.Response:
        return web.Response()

    app.router.add_delete("/console/cases/{decision}", handler)
    with pytest.raises(NotDeclared, match="DELETE /console/cases"):
        refuse_undeclared(app, (*ROUTES, *ELSEWHERE), plain=("/console", "/console/static/{version}/{name}"))


async def test_every_answer_carries_the_headers(db: Database, office: Office, browser: Browser) -> None:
    for role in ("head", None):
        if role is None:
            browser.cookie = None
        else:
            await sit(db, browser, office.staff[role])
        for path in ("/", "/sign-in", "/cases/1", "/trail", "/staff", "/account", "/link/x"):
            headers = (await browser.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


async def test_no_page_has_style_or_script_of_its_own(db: Database, office: Office, browser: Browser) -> None:
    await sit(db, browser, office.staff["head"])
    for path in ("/", "/cases", f"/cases/{office.own}", "/trail", "/staff", "/account"):
        text = (await browser.get(path)).text
        assert not re.search(r"<script(?! src=\"/console/static/)|<style|\sstyle=|\son\w+=", text), path


async def test_a_clerk_sees_names_masked(db: Database, office: Office, browser: Browser) -> None:
    from tests.builders import WOMAN

    for role, named in (("clerk", False), ("officer", True), ("head", True)):
        await sit(db, browser, office.staff[role])
        page = await browser.get(f"/cases/{office.own}")
        assert (WOMAN in page.text) is named, role
