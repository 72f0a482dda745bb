"""Two thousand requests that nobody would think of: what breaks a page? Nothing may; each is answered in words."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from bot.officers.route import Route
from bot.officers.routes import ROUTES
from casework.books import Books
from casework.db.engine import Database
from casework.signing import sessions
from tests.officers.described import Known, description
from tests.officers.office import ROLES, Browser, Office, filled, seated
from tests.officers.things import THINGS, laid

REQUESTS = 2_000
ENDS_THE_SESSION = ("/sign-out", "/account/end-all", "/account/password", "/account/end/{session}")
ASKED = tuple(one for one in ROUTES if one.path not in ENDS_THE_SESSION and "{token}" not in one.path)
pytestmark = pytest.mark.timeout(900)


def things(books: Books, office: Office) -> dict[str, list[str]]:
    """Ids of things that the head may see, and of some that they may not."""
    told = {}
    for kind in THINGS:
        there = laid(books, kind, office)
        told[kind] = [str(one) for one in (*there.in_sight["head"][:2], *there.out_of_sight["head"][:1])]
    return told


async def read_all(db: Database, office: Office, browser: Browser, ids: dict[str, list[str]]) -> Known:
    """Every page that somebody can open, for its forms."""
    known = Known()
    for role in ROLES:
        browser.cookie = await db.write(seated, office.staff[role])
        for route in ROUTES:
            if route.method == "GET":
                for one in ids.get(route.shows or "", [""])[:1] or [""]:
                    answer = await browser.get(filled(route, one or "1"))
                    known.learn(answer.text, ROUTES)
    return known


def every_request(
    home: str, cookie: str, token: str, schema: dict[str, Any], each: int
) -> tuple[int, list[str], Counter[int]]:
    """Ask; how many requests, which of them broke something, and what was answered."""
    made, broke, answered = 0, list[str](), Counter[int]()
    loaded = schemathesis.openapi.from_dict(schema)
    for found in loaded.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(20_261_123)
            @settings(max_examples=each, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy(mode))
            def asked(case: Case[Any]) -> None:
                nonlocal made
                if isinstance(case.body, dict):
                    case.body["form"] = f"{token}.{secrets.token_urlsafe(9)}"
                headers = {"Origin": home, "Sec-Fetch-Site": "same-origin"}
                answer = case.call(home, headers=headers, cookies={"gandan_console": cookie}, allow_redirects=False)
                made += 1
                answered[answer.status_code] += 1
                if answer.status_code >= 500 or "Traceback" in answer.text:
                    broke.append(f"{answer.status_code} {case.method} {case.formatted_path} {case.query} {case.body!r}")

            asked()
    return made, broke, answered


async def test_nothing_that_is_asked_breaks_a_page(db: Database, office: Office, browser: Browser) -> None:
    ids = await db.write(things, office)
    known = await read_all(db, office, browser, ids)
    cookie = await db.write(seated, office.staff["head"])
    token = await db.read(sessions.form_token, cookie)
    schema = description(ASKED, known, ids)
    each = -(-REQUESTS // (2 * len(ASKED)))
    made, broke, answered = await asyncio.to_thread(every_request, browser.home, cookie, token, schema, each)
    assert broke == []
    assert answered[200] > 0
    assert made >= REQUESTS * 0.6, answered  # a route without blanks has fewer different requests


def test_the_description_knows_the_fields_of_a_form() -> None:
    route: Route = next(one for one in ROUTES if one.path == "/staff" and one.method == "POST")
    known = Known()
    known.learn('<form method="post" action="/console/staff"><input name="login"><select name="role"></form>', ROUTES)
    described = description((route,), known, {})
    body = described["paths"]["/console/staff"]["post"]["requestBody"]["content"]
    assert set(body["application/x-www-form-urlencoded"]["schema"]["properties"]) == {"login", "role"}
