"""Writing a text in a real browser: blanks go in at the cursor, the verdict comes while one writes, the place is shown."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from casework.db.engine import Database
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.office import Browser, Office, seated

pytestmark = [needs_browser, pytest.mark.timeout(600)]
EDIT = "/console/texts/t/reminder.week_before/edit"


async def test_the_verdict_comes_while_one_writes(db: Database, office: Office, browser: Browser) -> None:
    async with running_browser() as chromium:
        context = await chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
        token = await db.write(seated, office.staff["legal"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await page.goto(browser.home + EDIT)
        words = page.get_by_label("Lời tiếng Việt")
        await words.press("Control+End")
        await words.press_sequentially("\nXem evil.example nhé ")
        await page.get_by_role("button", name="{left}").press("Enter")
        assert (await words.input_value()).endswith("Xem evil.example nhé {left}")
        await expect(page.locator(".verdicts li")).to_have_count(1)
        await expect(page.locator(".verdicts")).to_contain_text("Có đường liên kết chưa được duyệt: evil.example")
        await page.locator(".verdicts button").press("Enter")
        picked = "(() => { const a = document.getElementById('vi'); return a.value.slice(a.selectionStart, a.selectionEnd) })()"
        assert await page.evaluate(picked) == "evil.example"
        await page.keyboard.type("chúng tôi")
        await expect(page.locator("#verdict-line")).to_have_text("Không có gì phải sửa.")
        await expect(page.locator("[data-preview=man]")).to_contain_text("Xem chúng tôi nhé 12.345.678 đồng")
        await page.get_by_role("button", name="Lưu bản nháp").press("Enter")
        await expect(page.get_by_role("heading", name="Bản 1001 đang viết")).to_be_visible()
        assert complaints == []
        await context.close()


async def test_no_page_of_the_room_scrolls_sideways(db: Database, office: Office, browser: Browser) -> None:
    async with running_browser() as chromium:
        context = await chromium.new_context(java_script_enabled=True, locale="vi-VN")
        token = await db.write(seated, office.staff["head"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
        page = await context.new_page()
        text = "/console/texts/t/reminder.week_before"
        law = "/console/texts/law"
        for path in (
            "/console/texts",
            law,
            text,
            f"{text}/edit",
            f"{law}/only_home",
            "/console/texts/provision/L25:36.1",
        ):
            for width in (360, 1440, 1920):
                await page.set_viewport_size({"width": width, "height": 800})
                await page.goto(browser.home + path)
                assert await fits_its_width(page), (path, width)
        await context.close()
