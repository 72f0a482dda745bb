"""An office whose staff sit at their browsers, over HTTP."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from bot.officers.route import Route
from bot.officers.routes import ROUTES, mount
from bot.settings import Settings
from bot.web.listening import runner_of
from casework.books import Books
from casework.clock import Clock, SetClock
from casework.db.engine import Database
from casework.signing import links, sessions
from casework.signing.sessions import Stage
from tests.builders import a_case, a_staff_member, an_agency, an_office
from tests.officers.described import undeclared

DEVICE = "Firefox"
PASSWORD = "con đò qua sông chiều nay"
SECRET = re.compile(r"<code>([A-Z2-7 ]{32,})</code>")
FORM_TOKEN = re.compile(r'name="form" value="([0-9a-f]+)\.[\w-]+"')
ROLES = ("clerk", "officer", "head", "deputy", "admin", "auditor", "legal")


@dataclass(frozen=True, kw_only=True)
class Office:
    """Two offices of one agency: everybody of ``staff`` sits in the first, ``own`` is the officer's case there."""

    agency: int
    here: int
    there: int
    staff: dict[str, int]
    own: int
    of_a_colleague: int
    elsewhere: int


def an_office_at_work(books: Books) -> Office:
    """One member of staff of each role, and three decisions: the officer's, a colleague's beside them, another office's."""
    agency = an_agency(books)
    here, there = an_office(books, agency, name="Phòng khu vực 1"), an_office(books, agency, name="Phòng khu vực 2")
    staff = {role: a_staff_member(books, agency, office=here, role=role, name=f"Cán bộ {role}") for role in ROLES}
    colleague = a_staff_member(books, agency, office=here)
    stranger = a_staff_member(books, agency, office=there)
    cases = []
    for officer, office in ((staff["officer"], here), (colleague, here), (stranger, there)):
        cases.append(given(books, a_case(books, agency=agency).decision, officer, office))
    return Office(
        agency=agency, here=here, there=there, staff=staff, own=cases[0], of_a_colleague=cases[1], elsewhere=cases[2]
    )


def given(books: Books, decision_id: int, officer: int, office: int) -> int:
    """The decision in this officer's hands."""
    from sqlalchemy import update

    from casework.tables.decisions import decision

    held = {"officer_id": officer, "office_id": office}
    books.conn.execute(update(decision).where(decision.c.id == decision_id).values(**held))
    return decision_id


def seated(books: Books, staff_id: int) -> str:
    """The token of a browser at which this person is signed in."""
    return sessions.begin(books, staff_id, Stage.IN, DEVICE)


def code_at(secret: str, clock: Clock) -> str:
    """What the telephone shows."""
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)
    return totp.generate(int(clock.now().timestamp())).decode()


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    place: str
    headers: dict[str, str]


def bare(answer: Answer) -> tuple[int, str]:
    """Status and body without what differs from form to form or names the page that was asked for."""
    return answer.status, re.sub(r'(name="(form|back)") value="[^"]*"', r"\1", answer.text)


def filled(route: Route, thing: str) -> str:
    """The route's address with this thing in it."""
    return re.sub(r"{\w+}", thing, route.path)


@dataclass
class Browser:
    """A browser without JavaScript: keeps its cookie, sends its Origin, follows nothing by itself. Every page that it gets is
    looked at for forms that nothing takes, and for fields that their route does not take.
    """

    home: str
    http: aiohttp.ClientSession
    cookie: str | None = None
    form_token: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)  # cookies but the session's

    def fresh(self) -> str:
        """What a form of a page opened just now carries."""
        return f"{self.form_token}.{secrets.token_urlsafe(9)}"

    async def get(self, path: str, **told: str) -> Answer:
        """Open a page."""
        return await self._ask("GET", path, None, told)

    async def post(self, path: str, fields: dict[str, str] | None = None, /, **headers: str) -> Answer:
        """Send a form of the page last seen, as it is when opened anew."""
        form = {"form": self.fresh(), **(fields or {})}
        told = {"Origin": self.home, "Sec-Fetch-Site": "same-origin", **headers}
        return await self._ask("POST", path, form, {name: text for name, text in told.items() if text})

    async def _ask(self, method: str, path: str, form: dict[str, str] | None, headers: dict[str, str]) -> Answer:
        cookies = {**self.kept, **({"gandan_console": self.cookie} if self.cookie else {})}
        address = path if path.startswith("http") else f"{self.home}/console{path}"
        async with self.http.request(
            method, address, data=form, headers={**headers, **self.extra}, cookies=cookies, allow_redirects=False
        ) as answer:
            text = (await answer.read()).decode()
            assert undeclared(text, ROUTES) == [], path
            given = answer.cookies.get("gandan_console")
            if given is not None:
                self.cookie = given.value or None
            self.kept |= {name: one.value for name, one in answer.cookies.items() if name != "gandan_console"}
            if (found := FORM_TOKEN.search(text)) is not None:
                self.form_token = found[1]
            place = answer.headers.get("Location", "")
            return Answer(answer.status, text, place, {k.lower(): v for k, v in answer.headers.items()})


@asynccontextmanager
async def open_office(db: Database, **settings: object) -> AsyncIterator[Browser]:
    """The console on a port of its own, and a browser before it."""
    app = web.Application()
    mount(app, db, Settings.model_validate(settings))
    runner = runner_of(app, ends_within=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        home = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": DEVICE}) as http:
            yield Browser(home, http)
    finally:
        await runner.cleanup()


async def sets_up(browser: Browser, link: str, clock: SetClock) -> tuple[str, list[str]]:
    """Go through the one-time link: password, telephone. The telephone's secret and the recovery codes."""
    assert (await browser.get(f"/link/{link}")).status == 200
    assert (await browser.post(f"/link/{link}")).place == "/console/set-up/password"
    await browser.get("/set-up/password")
    done = await browser.post("/set-up/password", {"password": PASSWORD, "again": PASSWORD})
    assert done.place == "/console/set-up/telephone", done.text
    secret = _one(SECRET.findall((await browser.get("/set-up/telephone")).text)).replace(" ", "")
    shown = await browser.post("/set-up/telephone", {"code": code_at(secret, clock)})
    codes = re.findall(r"<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</code>", shown.text)
    assert (shown.status, len(codes)) == (200, 10), shown.text
    clock.set(clock.now() + timedelta(seconds=30))
    return secret, codes


async def a_link(db: Database, staff_id: int) -> str:
    """A one-time link, as the terminal makes it."""
    return await db.write(links.make, staff_id, "system")


def _one(found: Iterable[str]) -> str:
    (only,) = found
    return only
