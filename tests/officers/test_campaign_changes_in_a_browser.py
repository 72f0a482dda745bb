"""A campaign that runs is changed in a real browser: every state of the page can be read and worked, on a telephone too."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, expect

from casework.db.engine import Database
from tests.browser import complaints_of, needs_browser, running_browser
from tests.officers.office import Browser, Office, seated
from tests.officers.test_campaign_changes import a_running_one
from tests.officers.test_every_page import blemishes

pytestmark = [needs_browser, pytest.mark.timeout(300)]


async def sit(db: Database, context: BrowserContext, home: str, staff_id: int) -> None:
    await context.clear_cookies()
    cookie = await db.write(seated, staff_id)
    await context.add_cookies([{"name": "gandan_console", "value": cookie, "url": f"{home}/"}])


async def test_a_change_is_filled_in_refused_mended_and_approved(
    db: Database, office: Office, browser: Browser
) -> None:
    campaign = await db.write(lambda books: a_running_one(books, office))
    home = f"{browser.home}/console"
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await sit(db, context, home, office.staff["officer"])
        await page.goto(f"{home}/campaigns/{campaign}")
        await page.get_by_role("link", name="Thay đổi kế hoạch").press("Enter")
        step = page.locator("details", has=page.locator("#days_2"))
        await step.locator("summary").press("Enter")
        await step.get_by_label("Số ngày").fill("mười")
        await page.get_by_role("button", name="Đề xuất thay đổi").press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Số ngày của bước 2")
        await expect(step.get_by_label("Số ngày")).to_be_visible()  # what is to be mended stands open
        assert await blemishes(page) == []
        await step.get_by_label("Số ngày").fill("10")
        await page.get_by_role("button", name="Đề xuất thay đổi").press("Enter")
        await expect(page.get_by_role("button", name="Rút thay đổi")).to_be_visible()
        assert await blemishes(page) == []
        await sit(db, context, home, office.staff["deputy"])
        await page.goto(f"{home}/")
        await page.get_by_role("link", name="Thay đổi của đợt").press("Enter")
        await expect(page.get_by_text("dời từ 27/11/2026 sang 01/12/2026: 3 tin")).to_be_visible()
        assert await blemishes(page) == []
        await page.get_by_role("button", name="Duyệt thay đổi").press("Enter")
        await expect(page.get_by_role("status").first).to_contain_text("Đã duyệt thay đổi")
        assert [one for one in complaints if not one.startswith("Failed to load resource")] == []
        await context.close()
