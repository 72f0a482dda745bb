"""An officer's whole day in a real browser, on the product's own server over PostgreSQL."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from casework.db.engine import Database
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.journeys.desk import Day, patiently, windows
from tests.journeys.live import product
from tests.journeys.morning import an_office_in_the_morning
from tests.journeys.officers_day import whole_day

pytestmark = [pytest.mark.slow, needs_browser, pytest.mark.timeout(1200)]
WIDTHS = (360, 1440)


@pytest.fixture
def database_kind() -> str:
    """The real server: what an office with several hosts has."""
    return "postgresql"


async def fits(page: Page, name: str) -> None:
    """Nothing runs off the page, on a telephone nor on a desk."""
    usual = page.viewport_size
    assert usual is not None
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await fits_its_width(page), (name, width)
    await page.set_viewport_size(usual)


async def test_from_signing_in_to_the_report(db: Database) -> None:
    people = await db.write(an_office_in_the_morning)
    async with product(db) as live, running_browser() as chromium:
        officer, head, citizen = await windows(chromium)
        complaints = [complaints_of(page, live.url) for page in (officer, head, citizen)]
        day = Day(db=db, url=live.url, people=people, officer=officer, head=head, citizen=citizen, look=fits)
        with patiently():
            await whole_day(day)
        assert complaints == [[], [], []]
