"""The telephone is asked for again in a real browser: the page between can be read and worked, and what was filled in is done."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import sessions
from tests.browser import complaints_of, needs_browser, running_browser
from tests.officers.office import Browser, Office, a_link, code_at, sets_up
from tests.officers.test_every_page import blemishes

pytestmark = [needs_browser, pytest.mark.timeout(300)]


async def test_a_form_filled_in_slowly_is_not_filled_in_twice(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    secret, _ = await sets_up(browser, await a_link(db, office.staff["head"]), clock)
    home = f"{browser.home}/console"
    async with running_browser() as chromium:
        context = await chromium.new_context(viewport={"width": 360, "height": 740})
        await context.add_cookies([{"name": "gandan_console", "value": browser.cookie or "", "url": f"{home}/"}])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await page.goto(f"{home}/staff")
        await page.get_by_label("Tên đăng nhập").fill("ut.nho")
        await page.get_by_label("Họ tên").fill("Nguyễn Thị Út Nhỏ")
        await page.get_by_label("Chức danh", exact=True).fill("Thư ký")
        clock.set(clock.now() + sessions.FRESH * 1.1)
        await page.get_by_role("button", name="Thêm cán bộ").press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Xác nhận lại")
        assert await blemishes(page) == []
        code = page.get_by_label("Sáu số")
        await code.fill(code_at(secret, clock))
        await code.press("Enter")
        await expect(page.get_by_text("/console/link/")).to_be_visible()
        await page.goto(f"{home}/staff")
        await expect(page.get_by_text("Nguyễn Thị Út Nhỏ")).to_be_visible()
        assert complaints == []
        await context.close()
