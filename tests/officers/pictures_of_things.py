"""How do the pages of single things look (a payment, a booking, a breach)? ``python -m tests.officers.pictures_of_things FOLDER``.

An office of its own, in this process, has one of each kind; every page that names one, and that the officer's day
(``tests.officers.pictures``) does not come by, is taken as whoever may see it sees it.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from bot.officers.route import Route
from bot.officers.routes import ROUTES
from casework.clock import SetClock
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.encryption import Keys
from casework.scope import May, may
from casework.staff import find
from tests.browser import running_browser
from tests.conftest import MONDAY_NINE, make_schema
from tests.officers.office import Office, an_office_at_work, filled, open_office, seated
from tests.officers.pictures import Camera
from tests.officers.things import laid

OF_THE_DAY = re.compile(
    r"/campaigns/(?!{campaign}/(change|newcomers)$).*|/cases/{decision}(/letter)?|/inbox/{question}|/imports/{upload}"
    r"|/receptions/days/{day}(/book|/desk|/move)?|/texts/(t|law)/{\w+}"
)
ROLES = ("head", "officer", "legal", "admin", "clerk")  # the first who may see one


async def take(folder: Path) -> None:
    """Every page that names a thing."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/books.db"
        engine = make_engine(url)
        make_schema(engine)
        engine.dispose()
        db = Database(url, Keys(masters={1: bytes(range(32))}), SetClock(MONDAY_NINE))
        try:
            await _taken(db, folder)
        finally:
            db.close()


async def _taken(db: Database, folder: Path) -> None:
    office = await db.write(an_office_at_work)
    camera = Camera(folder)
    async with open_office(db) as browser, running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN")
        page = await context.new_page()
        for route in ROUTES:
            if route.method != "GET" or route.shows is None or route.by_itself or OF_THE_DAY.fullmatch(route.path):
                continue
            found = await _seen_by(db, office, route)
            if found is None:
                print(f"nobody sees one: {route.path}", flush=True)
                continue
            token, path = found
            await context.clear_cookies()
            await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
            await page.goto(f"{browser.home}/console{path}")
            await camera(page, "viec" + re.sub(r"\W+", "-", re.sub(r"{\w+}", "mot", route.path)).rstrip("-"))


async def _seen_by(db: Database, office: Office, route: Route) -> tuple[str, str] | None:
    """The session of the first who may see such a thing, and its page's path."""
    things = await db.write(laid, str(route.shows), office)
    for role in ROLES:
        who = await db.read(find, office.staff[role])
        if who is None or not isinstance(route.needs, May) or not may(who, route.needs) or not things.in_sight[role]:
            continue
        return await db.write(seated, who.id), filled(route, str(things.in_sight[role][0]))
    return None


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(out))
