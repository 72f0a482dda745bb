"""How do the officers' pages look? ``python -m tests.officers.pictures FOLDER`` lives an officer's day and takes pictures of it.

Each page is taken as it is on a telephone (360 px) and on a desk (1440 px): those of the day at the moment when somebody reads
them, all others at its end.
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from bot.officers.routes import ROUTES
from casework.db.connect import make_engine
from casework.db.engine import Database
from casework.encryption import Keys
from casework.scope import May
from tests.browser import running_browser
from tests.conftest import MONDAY_NINE, make_schema
from tests.fakes.postgres import running_cluster
from tests.journeys.desk import SLOW, Day, patiently, presses, windows
from tests.journeys.live import RunningClock, product
from tests.journeys.morning import an_office_in_the_morning
from tests.journeys.officers_day import whole_day
from tests.officers.office import seated

WIDTHS = (360, 1440)
NO_PAGES = {"/reports/picture"}  # a picture
OWN = "/account"  # everybody's, so no room's
ONE_OF_EACH = {
    "/texts": "main tbody a",
    "/texts/law": "main tbody a",
    "/imports": "main .lists a",
    "/campaigns": "main tbody a",
}
HIGHEST = 1800  # px: what stands further down is a table that goes on
COLOURS = 32


class Camera:
    """Takes pictures into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __call__(self, page: Page, name: str) -> None:
        """One page at each width, as it stands."""
        usual = page.viewport_size
        assert usual is not None
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            taken = Image.open(io.BytesIO(await page.screenshot(full_page=True, animations="disabled")))
            seen = taken.convert("RGB").crop((0, 0, width, min(taken.height, HIGHEST)))
            seen.quantize(COLOURS).save(self._folder / f"{name}-{width}.png", optimize=True)
        await page.set_viewport_size(usual)


async def take(folder: Path) -> None:
    """The whole day, on a PostgreSQL server of its own."""
    with running_cluster() as cluster:
        url = cluster.create("pictures")
        engine = make_engine(url)
        make_schema(engine)
        engine.dispose()
        db = Database(url, Keys(masters={1: bytes(range(32))}), RunningClock(MONDAY_NINE))
        try:
            await _lived(db, url, folder)
        finally:
            db.close()


async def _lived(db: Database, url: str, folder: Path) -> None:
    """The settings name the server too: the pages speak of it, and of no folder of whoever takes the pictures."""
    people = await db.write(an_office_in_the_morning)
    async with product(db, DATABASE_URL=url) as live, running_browser() as chromium:
        officer, head, citizen = await windows(chromium)
        day = Day(db=db, url=live.url, people=people, officer=officer, head=head, citizen=citizen, look=Camera(folder))
        with patiently():
            await whole_day(day)
            await _everything_else(day)


async def _everything_else(day: Day) -> None:
    """Every page that names no thing, and of things those that are reached from there: as the leader, who enters every room."""
    page, home = day.head, f"{day.url}/console"
    token = await day.db.write(seated, day.people.staff["dung"])  # after half an hour of silence one is signed out
    await page.context.clear_cookies()
    await page.context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{home}/"}])
    await page.goto(f"{home}/safety/backups")
    await presses(page, "Sao lưu ngay")
    await expect(page.get_by_role("table")).to_be_visible()
    for path in _every_page():
        await page.goto(home + path)
        await day.look(page, "trang" + re.sub(r"\W", "-", path.removesuffix("/")))
    for path, link in ONE_OF_EACH.items():
        await page.goto(home + path)
        await page.locator(link).first.click()
        await page.wait_for_load_state()
        await day.look(page, "mot" + re.sub(r"\W", "-", path))
    await _the_results_of_a_campaign(day, home)


def _every_page() -> list[str]:
    rooms = [one for one in ROUTES if one.method == "GET" and isinstance(one.needs, May) and not one.by_itself]
    return [*(one.path for one in rooms if "{" not in one.path and one.path not in NO_PAGES), OWN]


async def _the_results_of_a_campaign(day: Day, home: str) -> None:
    """They are counted beside the page: looked at again until they are there."""
    page = day.head
    await page.goto(f"{home}/campaigns")
    await page.locator(ONE_OF_EACH["/campaigns"]).first.click()
    await page.get_by_role("navigation", name="Các trang của đợt").get_by_role("link", name="Kết quả").click()
    async with asyncio.timeout(SLOW / 1000):
        while await page.get_by_text("Đang đếm").count():
            await asyncio.sleep(1)
            await page.reload()
    await day.look(page, "dot-ket-qua")


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(out))
