"""A list in Chromium: chosen or dropped, watched while it comes in, corrected and written; on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from casework.db.engine import Database
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.imports.making_files import case, csv_text
from tests.officers.office import Browser, Office, open_office, seated

pytestmark = [needs_browser, pytest.mark.timeout(600)]
LONG = "Danh sách các việc thi hành án dân sự có điều kiện thi hành chuyển kỳ sau của toàn tỉnh tháng 11 năm 2026.csv"
WIDTHS = (360, 1440, 1920)


@pytest.fixture
async def browser(db: Database, office: Office, tmp_path: Path) -> AsyncIterator[Browser]:
    """A console whose files lie in a folder of the test's."""
    async with open_office(db, data_dir=tmp_path) as found:
        yield found


def a_list(folder: Path) -> Path:
    rows = [
        case(number, Số_CCCD=str(case(number)[5]).lstrip("0") if number % 2 else case(number)[5], Chấp_hành_viên=None)
        for number in range(1, 61)
    ]
    rows.append(
        case(61, Người_phải_THA="Công ty trách nhiệm hữu hạn một thành viên " * 4, Số_tiền_phải_thi_hành="một ít")
    )
    file = folder / LONG
    file.write_text(csv_text(rows), "utf-8")
    return file


async def fits_everywhere(page: Page) -> bool:
    fits = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        fits.append(await fits_its_width(page))
    return all(fits)


async def signed_in(db: Database, office: Office, context: BrowserContext, home: str) -> Page:
    token = await db.write(seated, office.staff["clerk"])
    await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{home}/console/"}])
    return await context.new_page()


async def test_from_the_file_to_the_books_with_script(
    db: Database, office: Office, browser: Browser, tmp_path: Path
) -> None:
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN")
        page = await signed_in(db, office, context, browser.home)
        complaints = complaints_of(page, browser.home)
        await page.goto(f"{browser.home}/console/imports")
        assert await fits_everywhere(page)
        await page.get_by_label("Tệp danh sách").set_input_files(a_list(tmp_path))
        await page.get_by_role("button", name="Tải lên").press("Enter")
        await expect(page.get_by_text("61 hồ sơ trong tệp: ghi được 30, còn chờ sửa 31.")).to_be_visible(timeout=30_000)
        assert await fits_everywhere(page)
        await page.get_by_label("dòng 2, cột Số CCCD").first.fill("095081000001")
        await page.get_by_label("dòng 2, cột Số CCCD").first.press("Enter")
        await expect(page.get_by_text("ghi được 31, còn chờ sửa 30.")).to_be_visible(timeout=30_000)
        await page.get_by_role("button", name="Chấp nhận mọi đề xuất").press("Enter")
        await expect(page.get_by_text("ghi được 60, còn chờ sửa 1.")).to_be_visible(timeout=30_000)
        await page.get_by_role("button", name="Ghi vào sổ").press("Enter")
        await expect(page.get_by_text("Đã ghi danh sách này vào sổ.")).to_be_visible(timeout=30_000)
        await page.get_by_role("link", name="Xem lần nhập này").press("Enter")
        await expect(page.get_by_role("heading", name="Các dòng còn chờ")).to_be_visible()
        assert await fits_everywhere(page)
        await page.get_by_role("link", name="Hoàn tác lần nhập này").press("Enter")
        assert await fits_everywhere(page)
        await page.get_by_role("button", name="Hoàn tác", exact=True).press("Enter")
        await expect(page.get_by_text("Đã hoàn tác lúc").first).to_be_visible(timeout=30_000)
        assert complaints == []
        await context.close()


async def test_everything_works_without_script(db: Database, office: Office, browser: Browser, tmp_path: Path) -> None:
    async with running_browser() as chromium:
        context = await chromium.new_context(locale="vi-VN", java_script_enabled=False)
        page = await signed_in(db, office, context, browser.home)
        await page.goto(f"{browser.home}/console/imports")
        await page.get_by_label("Tệp danh sách").set_input_files(a_list(tmp_path))
        await page.get_by_role("button", name="Tải lên").press("Enter")
        for _ in range(60):
            await page.wait_for_load_state()
            if await page.get_by_role("link", name="Xem lại").count() == 0:
                break
            await page.get_by_role("link", name="Xem lại").press("Enter")
        await page.get_by_role("button", name="Chấp nhận mọi đề xuất").press("Enter")
        await expect(page.get_by_text("ghi được 60, còn chờ sửa 1.")).to_be_visible(timeout=30_000)
        await context.close()
