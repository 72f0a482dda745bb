"""What only a form leads to, in a real browser: a promise withdrawn, a case opened urgently and read of, a copy to be printed."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from casework.db.engine import Database
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.office import Browser, Office, seated
from tests.officers.test_case_openings import WHY, number_of
from tests.officers.test_every_page import COOKIE, RULES, WIDTHS
from tests.officers.test_own_data_page import a_request
from tests.officers.test_promise_withdrawn import promised
from tests.officers.test_safety_rooms import Desk

pytestmark = [needs_browser, pytest.mark.timeout(600)]


async def wrong_with(page: Page, name: str) -> list[str]:
    """What of the page as it stands does not fit or cannot be worked by everybody."""
    from axe_playwright_python.async_playwright import Axe

    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        if not await fits_its_width(page):
            found.append(f"{name} at {width}: scrolls sideways")
        results = await Axe().run(page, options=RULES)
        found += [f"{name} at {width}: {one['id']}" for one in results.response["violations"]]
    return found


async def test_what_a_form_leads_to_fits_and_can_be_worked_by_everybody(
    db: Database, office: Office, browser: Browser
) -> None:
    _, _, promise = await db.write(promised, office)
    number = await db.read(number_of, office.elsewhere)
    wrong: list[str] = []
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN")
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)

        async def sits(role: str) -> None:
            token = await db.write(seated, office.staff[role])
            await context.add_cookies([{"name": COOKIE, "value": token, "url": f"{browser.home}/console/"}])

        await sits("officer")
        await page.goto(f"{browser.home}/console/cases/promise/{promise}")
        await page.fill("#ground", "Bà báo đổi ý")
        await page.click("form.card button.main")
        assert "Chưa ghi gì" in await page.inner_text("main")
        wrong += await wrong_with(page, "preview")
        await page.goto(f"{browser.home}/console/cases/urgent")
        await page.fill("#number", number)
        await page.fill("#why", WHY)
        await page.click("form.card button.main")
        assert "Chỉ xem; lãnh đạo đã được báo." in await page.inner_text("main")
        wrong += await wrong_with(page, "case")
        await sits("head")
        await page.goto(f"{browser.home}/console/safety/openings")
        assert WHY in await page.inner_text("main")
        wrong += await wrong_with(page, "openings")
        await page.click("button:has-text('Đóng ngay')")
        assert await page.locator("button:has-text('Đóng ngay')").count() == 0
        assert wrong == []
        assert complaints == []


async def test_the_copy_of_somebodys_data_is_read_and_printed(db: Database, office: Office, browser: Browser) -> None:
    base = await a_request(Desk(db, office, browser), db, office)
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN")
        page = await context.new_page()
        token = await db.write(seated, office.staff["head"])
        await context.add_cookies([{"name": COOKIE, "value": token, "url": f"{browser.home}/console/"}])
        await page.goto(f"{browser.home}/console{base}")
        await page.click("text=Đọc và in")
        assert "Dữ liệu cơ quan đang giữ về ông/bà" in await page.inner_text("h1")
        assert await wrong_with(page, "copy") == []
        await page.emulate_media(media="print")
        assert not await page.is_visible(".masthead")
        assert not await page.is_visible("text=Về yêu cầu")
        assert await page.is_visible("text=Lời hẹn nộp tiền")
