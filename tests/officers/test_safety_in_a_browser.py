"""The safety rooms in a real browser, on a telephone: they fit, a leader stops everything, a breach is opened with the keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from casework.db.engine import Database
from scheduler.guards import holding
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.office import Browser, Office, seated
from tests.officers.things_safety import a_repair, an_account, an_unsure_message

pytestmark = [needs_browser, pytest.mark.timeout(600)]
ROOMS = ("", "/accounts", "/channels", "/messages", "/contacts", "/requests", "/breaches", "/backups")


async def test_on_a_telephone_without_a_mouse(db: Database, office: Office, browser: Browser) -> None:
    await db.write(an_account, office, number="9704050000111122233")
    await db.write(an_unsure_message, office.own)
    await db.write(a_repair, office.own)
    home = f"{browser.home}/console"
    async with running_browser() as chromium:
        context = await chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=True)
        token = await db.write(seated, office.staff["head"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{home}/"}])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        for room in ROOMS:
            for width in (360, 1920):
                await page.set_viewport_size({"width": width, "height": 740})
                await page.goto(f"{home}/safety{room}")
                assert await fits_its_width(page), (room, width)
        await page.set_viewport_size({"width": 360, "height": 740})
        await stops_everything(page, home)
        assert await db.read(holding.is_held)
        await opens_a_breach(page, home)
        assert complaints == []
        await context.close()


async def stops_everything(page: Page, home: str) -> None:
    await page.goto(f"{home}/safety")
    reason = page.get_by_label("Lý do dừng")
    await reason.focus()
    await reason.select_option("wrong_sum")
    await page.get_by_role("button", name="Dừng ngay").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Đang giữ mọi tin tự gửi")


async def opens_a_breach(page: Page, home: str) -> None:
    await page.goto(f"{home}/safety/breaches")
    for label, text in (
        ("Ngày phát hiện", "hôm nay"),
        ("Giờ phát hiện", "8:30"),
        ("Sự cố gì", "Danh sách gửi nhầm hộp thư"),
    ):
        await page.get_by_label(label, exact=True).fill(text)
    await page.get_by_role("button", name="Mở hồ sơ sự cố").press("Enter")
    await expect(page.get_by_text("Còn 71 giờ 30 phút để báo")).to_be_visible()
    await page.get_by_role("link", name="Bản nháp thông báo").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bản nháp thông báo vi phạm dữ liệu cá nhân")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("link", name="Về mục An toàn")).to_be_hidden()
