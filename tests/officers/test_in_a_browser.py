"""The officers' pages in a real browser, without a mouse and without JavaScript, on a telephone and on a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from casework.clock import SetClock
from casework.db.engine import Database
from casework.signing import links
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.builders import WOMAN
from tests.officers.office import PASSWORD, Browser, Office, code_at

pytestmark = [needs_browser, pytest.mark.timeout(600)]


async def typed(page: Page, *texts: str) -> None:
    """From the top of the page with the Tab key to the first field, type, and Enter at the last."""
    await page.locator("main").focus()
    for text in texts:
        for _ in range(12):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.matches('main input')"):
                break
        await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def test_from_the_link_to_a_case_with_the_keyboard_alone(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    token = await db.write(links.make, office.staff["head"], "system")
    home = f"{browser.home}/console"
    async with running_browser() as chromium:
        context = await chromium.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=True, locale="vi-VN"
        )
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await page.goto(f"{home}/link/{token}")
        await page.get_by_role("button", name="Tiếp tục").press("Enter")
        await typed(page, PASSWORD, PASSWORD)
        await expect(page.get_by_role("heading", name="Ghép điện thoại")).to_be_visible()
        assert await fits_its_width(page)
        box = await page.locator("svg.qr").bounding_box()
        assert box is not None
        assert box["width"] > 150
        await typed(page, code_at(await page.locator("figcaption code").inner_text(), clock))
        await expect(page.locator(".codes code")).to_have_count(10)
        await page.get_by_role("link", name="Đã cất").press("Enter")
        await expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()

        await page.get_by_role("link", name="Hồ sơ", exact=True).press("Enter")
        await typed(page, "nguyen thi ngoc anh")  # no tone marks
        await page.locator(f"a[href$='/cases/{office.own}']").press("Enter")
        await expect(page.get_by_text(WOMAN)).to_be_visible()
        for path in ("/", "/cases", f"/cases/{office.own}", "/trail", "/staff", "/account"):
            for width in (360, 1440, 1920):
                await page.set_viewport_size({"width": width, "height": 800})
                await page.goto(home + path)
                assert await fits_its_width(page), (path, width)

        await page.goto(f"{home}/trail")
        await page.get_by_role("button", name="Kiểm tra toàn bộ nhật ký").press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("nguyên vẹn")
        await page.get_by_role("button", name="English").press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Audit trail")
        await page.get_by_role("button", name="Sign out").press("Enter")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        clock.set(clock.now() + timedelta(seconds=30))
        assert complaints == []
        await context.close()


async def test_without_javascript_everything_is_there(db: Database, office: Office, browser: Browser) -> None:
    from tests.officers.office import seated

    async with running_browser() as chromium:
        context = await chromium.new_context(java_script_enabled=False)
        token = await db.write(seated, office.staff["admin"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
        page = await context.new_page()
        await page.goto(f"{browser.home}/console/staff")
        await page.get_by_label("Tên đăng nhập").fill("moi")
        await page.get_by_label("Họ tên").fill("Trần Văn Mới")
        await page.get_by_label("Chức danh").fill("Thư ký")
        await page.get_by_role("button", name="Thêm cán bộ").click()
        link = await page.locator("code.long").inner_text()
        await page.goto(link)
        await expect(page.get_by_role("button", name="Tiếp tục")).to_be_visible()
        await context.close()
