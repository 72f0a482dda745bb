"""The inbox in Chromium: it moves by itself, shows the linter's verdict while one types, and fits telephone and desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Page, expect

from casework.books import Books
from casework.db.engine import Database
from casework.questions import Kind
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.officers.asking import adds, asks
from tests.officers.office import Browser, Office, seated

pytestmark = [needs_browser, pytest.mark.timeout(600)]
PICTURES = os.environ.get("PICTURES_OF_PAGES")  # a folder: for whoever wants to look
LONG = "Nguyễn Thị Hoàng Phượng Quỳnh Như ở ấp Long Hòa hỏi: " + "lương tôi bị trừ bao nhiêu phần trăm thì đúng ạ? " * 6


async def at_the_desk(
    db: Database, chromium: Chromium, browser: Browser, staff_id: int, **told: object
) -> BrowserContext:
    context = await chromium.new_context(locale="vi-VN", **told)  # type: ignore[arg-type]  # any of its options
    token = await db.write(seated, staff_id)
    await context.add_cookies([{"name": "gandan_console", "value": token, "url": f"{browser.home}/console/"}])
    return context


async def looked_at(page: Page, name: str) -> None:
    for width in (360, 1440):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await fits_its_width(page), (name, width)
        if PICTURES:
            await page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)


def a_full_inbox(books: Books, office: Office) -> list[int]:
    made = [asks(books, office.own, LONG, chat=str(number)) for number in range(4)]
    made.append(asks(books, office.own, "Tôi không muốn sống nữa", chat="90", kind=Kind.DISTRESS))
    made.append(asks(books, None, "Trả góp được không?", chat="91"))
    return made


async def test_every_page_fits_telephone_and_desk(db: Database, office: Office, browser: Browser) -> None:
    async with running_browser() as chromium:
        context = await at_the_desk(db, chromium, browser, office.staff["officer"])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        home = f"{browser.home}/console/inbox"
        await page.goto(home)
        await looked_at(page, "inbox-empty")
        threads = await db.write(a_full_inbox, office)
        await page.goto(home)
        await looked_at(page, "inbox")
        for name, which in (("thread", threads[0]), ("distress", threads[4]), ("stranger", threads[5])):
            await page.goto(f"{home}/{which}")
            await looked_at(page, name)
        await page.goto(f"{home}/{threads[0]}")
        await page.get_by_label("Lời của cán bộ").fill("Chào ông/bà.\nÔng/bà gọi 0912 345 678 hoặc vào bit.ly/abc nhé.")
        await page.get_by_role("button", name="Gửi trả lời").click()
        await expect(page.get_by_role("alert")).to_contain_text("Câu trả lời chưa gửi")
        await looked_at(page, "refused")
        await page.get_by_label("Lời của cán bộ").fill("Ông/bà bị trừ nhiều nhất ba mươi phần trăm.")
        await page.get_by_role("button", name="Gửi trả lời").click()
        await looked_at(page, "answered")
        await page.get_by_role("link", name="Làm thành bài giải thích").click()
        await looked_at(page, "explanation")
        await page.goto(f"{home}?show=done")
        await looked_at(page, "done")
        assert [one for one in complaints if "422" not in one] == []
        await context.close()


async def test_it_moves_by_itself_and_touches_nothing_that_is_typed(
    db: Database, office: Office, browser: Browser
) -> None:
    async with running_browser() as chromium:
        context = await at_the_desk(db, chromium, browser, office.staff["officer"])
        page = await context.new_page()
        complaints = complaints_of(page, browser.home)
        await page.goto(f"{browser.home}/console/inbox")
        which = await db.write(asks, office.own)
        await expect(page.locator(f"#q{which}")).to_be_visible(timeout=2_000)
        await page.locator(f"#q{which}").click()
        words = page.get_by_label("Lời của cán bộ")
        await words.press_sequentially("Ông/bà gọi 0912 345 678")
        await expect(page.locator("#preview mark")).to_have_text("0912 345 678", timeout=5_000)
        await words.evaluate("(box) => box.setSelectionRange(3, 8)")
        await db.write(adds, which, "Tôi đã nghỉ việc rồi ạ")
        await expect(page.locator("#said")).to_contain_text("Tôi đã nghỉ việc rồi ạ", timeout=2_000)
        await expect(page.get_by_role("status")).to_contain_text("Người hỏi vừa nhắn thêm")
        assert await words.input_value() == "Ông/bà gọi 0912 345 678"
        await expect(words).to_be_focused()
        assert await words.evaluate("(box) => [box.selectionStart, box.selectionEnd]") == [3, 8]
        await words.fill("Nhiều nhất ba mươi phần trăm.")
        await page.get_by_role("button", name="Gửi trả lời").click()
        await expect(page.get_by_text("Đã ghi câu trả lời")).to_be_visible()
        assert complaints == []
        await context.close()


async def test_without_javascript_the_links_do_it(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own)
    async with running_browser() as chromium:
        context = await at_the_desk(db, chromium, browser, office.staff["officer"], java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{browser.home}/console/inbox")
        await page.get_by_role("link", name="Xem lại danh sách").click()
        await page.locator(f"#q{which}").click()
        await page.get_by_label("Trừ vào lương").first.check()
        await page.get_by_role("button", name="Xem trước").click()
        await expect(page.get_by_text("Người hỏi sẽ thấy")).to_be_visible()
        await page.get_by_role("button", name="Gửi trả lời").click()
        await expect(page.get_by_text("Đã ghi câu trả lời")).to_be_visible()
        await context.close()
