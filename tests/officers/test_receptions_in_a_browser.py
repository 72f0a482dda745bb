"""Dragging in Chromium: a day onto another day, a booking onto a free time; the same by the keyboard; nothing runs off the page."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import expect

from casework.booking_facts import find_booking
from casework.db.engine import Database
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.builders import LONG_NAME
from tests.officers.office import Browser, Office, seated
from tests.officers.things_receptions import a_day_of, a_guest_on

pytestmark = [needs_browser, pytest.mark.timeout(600)]


async def test_a_day_and_a_booking_are_dragged_and_the_keyboard_does_the_same(
    db: Database, office: Office, browser: Browser
) -> None:
    day = await db.write(a_day_of, office, "head")
    there = await db.write(a_guest_on, office, day, name=LONG_NAME)
    await db.write(
        a_day_of, office, "officer", on=date(2026, 11, 27), place="Phòng làm việc số 12, tầng ba, khu nhà phía sau"
    )
    home = f"{browser.home}/console/receptions"
    async with running_browser() as chromium:
        context = await chromium.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
        token = await db.write(seated, office.staff["head"])
        await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)

        await page.goto(f"{home}?month=2026-11")
        await page.drag_and_drop(
            f"article[data-move$='/days/{day.day_id}/move'] .kind", "td[data-on='2026-12-03']", timeout=20_000
        )
        await expect(page.get_by_label("Ngày mới", exact=True)).to_have_value("03/12/2026")
        await page.get_by_label("Dời sang ngày mới").check()
        await page.get_by_label("mưa lũ, thời tiết xấu").check()
        await page.get_by_role("button", name="Xem trước").press("Enter")
        await expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
        await expect(page.get_by_role("cell", name=LONG_NAME)).to_be_visible()

        await page.goto(f"{home}?week=2026-11-26")
        await page.locator(f"li[data-slot='{day.slot_ids[2]}']").scroll_into_view_if_needed()  # both ends are seen
        await page.drag_and_drop(
            f"a[data-move$='/bookings/{there.id}/move']", f"li[data-slot='{day.slot_ids[2]}'] .note", timeout=20_000
        )
        await expect(page.get_by_text("08:40 26/11/2026", exact=True)).to_be_visible()
        await page.get_by_label("Người này đã xin như vậy").check()
        await page.get_by_role("button", name="Dời lịch hẹn này").press("Enter")
        await expect(page.get_by_role("heading", name=f"Lịch hẹn {there.reference}")).to_be_visible()
        moved = await db.read(find_booking, there.id)
        assert moved is not None
        assert moved.slot_id == day.slot_ids[2]

        await page.goto(f"{home}/days/{day.day_id}")
        await page.get_by_role("link", name=f"Dời sang... {there.reference}").press("Enter")
        await page.get_by_label("Giờ còn trống").select_option(str(day.slot_ids[1]))
        await page.get_by_role("button", name="Xem trước").press("Enter")
        await expect(page.get_by_text("08:20 26/11/2026", exact=True)).to_be_visible()

        for path in (
            "", "?week=2026-11-26", "/new", "/plans", "/plans/new", "/calls", "/owed", "/waiting", "/register",
            f"/days/{day.day_id}", f"/days/{day.day_id}/move", f"/days/{day.day_id}/book", f"/days/{day.day_id}/desk",
            f"/bookings/{there.id}", f"/bookings/{there.id}/move", f"/bookings/{there.id}/outcome",
            f"/bookings/{there.id}/identify",
        ):  # fmt: skip
            await page.goto(home + path)
            for width in (360, 1440, 1920):
                await page.set_viewport_size({"width": width, "height": 800})
                assert await fits_its_width(page), (path, width)
        assert complaints == []
        await context.close()
