"""Every page of the table, for every role that it opens to, in a real browser: can everybody read and work it, and does it fit?

Judged by axe against WCAG 2.2 AA at the width of a telephone and of a desk; a page must not scroll sideways, ask another host
for anything, break the page's policy or leave a script's error behind.
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page

from bot.officers.route import Needs, Route
from bot.officers.routes import ROUTES
from casework.books import Books
from casework.db.engine import Database
from casework.scope import May, may
from casework.signing import links, sessions
from casework.signing.sessions import Stage
from casework.staff import find
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.office import ROLES, Browser, Office, filled, seated
from tests.officers.things import laid

pytestmark = [needs_browser, pytest.mark.timeout(900)]
WIDTHS = (360, 1440)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COOKIE = "gandan_console"
WHOLE = ("head", "officer")  # look at all of their pages; the others at those that neither of these two may open


@dataclass(frozen=True)
class Opened:
    """A page to look at, with the cookie of whoever opens it."""

    path: str
    cookie: str | None
    widths: tuple[int, ...] = WIDTHS


async def pages_of(role: str, db: Database, office: Office) -> list[Opened]:
    """Every page that a browser of this role can open by an address."""
    who = await db.read(find, office.staff[role])
    assert who is not None
    cookie = await db.write(seated, who.id)
    found = []
    for route in ROUTES:
        if route.method != "GET" or not (route.needs is Needs.SESSION or isinstance(route.needs, May)):
            continue
        if isinstance(route.needs, May) and not (
            may(who, route.needs) and await is_its_turn(db, office, role, route.needs)
        ):
            continue
        widths = await widths_for(role, route, db, office)
        found += [Opened(path, cookie, widths) for path in await db.write(addresses, route, role, office)]
    return found


async def widths_for(role: str, route: Route, db: Database, office: Office) -> tuple[int, ...]:
    """A page that both who look at all pages may open is judged at one width by each: axe takes most of a second."""
    if role not in WHOLE or not isinstance(route.needs, May):
        return WIDTHS
    both = [await db.read(find, office.staff[one]) for one in WHOLE]
    shared = all(one is not None and may(one, route.needs) for one in both)
    return (WIDTHS[WHOLE.index(role)],) if shared else WIDTHS


async def is_its_turn(db: Database, office: Office, role: str, room: May) -> bool:
    """Whether this role looks at the room's pages: each is looked at by two roles at most, it costs a second each."""
    if role in WHOLE:
        return True
    others = [await db.read(find, office.staff[other]) for other in WHOLE]
    return not any(other is not None and may(other, room) for other in others)


def addresses(books: Books, route: Route, role: str, office: Office) -> list[str]:
    """The page itself, or the page of one thing that this role may see."""
    if route.shows is None:
        return [route.path]
    return [filled(route, str(one)) for one in laid(books, route.shows, office).in_sight[role][:1]]


async def at_the_door(db: Database, office: Office) -> list[Opened]:
    """The pages before anybody is in."""
    code = await db.write(sessions.begin, office.staff["head"], Stage.CODE, "")
    setting_up = await db.write(sessions.begin, office.staff["head"], Stage.SETTING_UP, "")
    link = await db.write(links.make, office.staff["clerk"], "system")
    return [
        Opened("/sign-in", None),
        Opened(f"/link/{link}", None),
        Opened("/link/gone", None),
        Opened("/code", code),
        Opened("/set-up/password", setting_up),
        Opened("/nowhere", await db.write(seated, office.staff["officer"])),
    ]


async def is_a_page(home: str, one: Opened) -> bool:
    """Whether it is a page of its own: no file to save, and no part that an open page puts into itself."""
    cookies = {COOKIE: one.cookie} if one.cookie else {}
    async with (
        aiohttp.ClientSession(cookies=cookies) as http,
        http.get(f"{home}/console{one.path}", allow_redirects=False) as answer,
    ):
        assert answer.status < 500, one.path
        return answer.content_type == "text/html" and "<!doctype html>" in await answer.text()


async def judged(page: Page, home: str, one: Opened, context: BrowserContext) -> list[str]:
    """What is wrong with the page, in words for whoever mends it."""
    await context.clear_cookies()
    if one.cookie:
        await context.add_cookies([{"name": COOKIE, "value": one.cookie, "url": f"{home}/console/"}])
    wrong = []
    for width in one.widths:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(f"{home}/console{one.path}", wait_until="load")
        wrong += [f"{one.path} at {width}: {what}" for what in await blemishes(page)]
    return wrong


async def blemishes(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    results = await Axe().run(page, options=RULES)
    wrong = [] if await fits_its_width(page) else ["scrolls sideways"]
    for violation in results.response["violations"]:
        where = [node["target"] for node in violation["nodes"][:3]]
        wrong.append(f"{violation['id']}: {violation['help']}: {where}")
    return wrong


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
async def test_every_page_can_be_read_and_worked_by_everybody(
    role: str, db: Database, office: Office, browser: Browser
) -> None:
    pages = await (at_the_door(db, office) if role == "nobody" else pages_of(role, db, office))
    wrong: list[str] = []
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN")
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        for one in pages:
            if await is_a_page(browser.home, one):
                wrong += await judged(page, browser.home, one, context)
        wrong += [one for one in complaints if not one.startswith("Failed to load resource")]  # the refusals asked for
    assert pages or role not in WHOLE
    assert wrong == []
