"""An officer answers at the console what a citizen asks in another window, on the product's own server."""

from __future__ import annotations

import time

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from casework.books import Books
from casework.db.engine import Database
from casework.links import begin_link
from casework.tables.contacts import contact
from tests.browser import complaints_of, needs_browser, running_browser
from tests.journeys.live import product
from tests.officers.asking import adds, debtor_of
from tests.officers.office import Office, an_office_at_work, seated

pytestmark = [pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]
AT_ONCE = 2_000  # ms
ANSWER = "Ông/bà bị trừ nhiều nhất ba mươi phần trăm tiền lương mỗi tháng."


def the_chat_is_hers(books: Books, office: Office) -> None:
    """The one web chat belongs to who owes in the officer's decision."""
    chat = books.conn.execute(select(contact.c.id).where(contact.c.account == "web")).scalar_one()
    begin_link(books, int(chat), debtor_of(books, office.own))


async def says(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")


async def test_a_question_and_its_answer_cross_between_two_windows(db: Database) -> None:
    office = await db.write(an_office_at_work)
    async with product(db) as live, running_browser() as chromium:
        citizen = await chromium.new_page(viewport={"width": 360, "height": 740})
        desk = await chromium.new_context(viewport={"width": 1440, "height": 900})
        token = await db.write(seated, office.staff["officer"])
        await desk.add_cookies([{"name": "gandan_console", "value": token, "url": f"{live.url}/console/"}])
        officer = await desk.new_page()
        complaints = complaints_of(officer, live.url) + complaints_of(citizen, live.url)

        await citizen.goto(f"{live.url}/chat/")
        log = citizen.get_by_role("log")
        await says(citizen, "/hoi")
        await expect(log).to_contain_text("gõ câu hỏi trong một tin nhắn", timeout=30_000)
        await db.write(the_chat_is_hers, office)
        await officer.goto(f"{live.url}/console/inbox")
        await expect(officer.get_by_text("Không có câu hỏi nào đang chờ")).to_be_visible()

        await says(citizen, "Lương tôi bị trừ bao nhiêu phần trăm thì đúng?")
        await expect(log).to_contain_text("Mã câu hỏi", timeout=30_000)
        line = officer.locator("#queue .queue a")
        await expect(line).to_have_count(1, timeout=AT_ONCE)
        which = int((await line.get_attribute("id") or "q0")[1:])
        await line.click()

        words = officer.get_by_label("Lời của cán bộ")
        await words.press_sequentially(ANSWER[:40])
        began = time.monotonic()
        await db.write(adds, which, "À, tôi làm ở công ty may.")
        await expect(officer.locator("#said")).to_contain_text("tôi làm ở công ty may", timeout=AT_ONCE)
        assert time.monotonic() - began < AT_ONCE / 1000
        await expect(officer.locator("#heard")).to_contain_text("Người hỏi vừa nhắn thêm")
        await expect(words).to_be_focused()
        await expect(words).to_have_value(ANSWER[:40])
        await words.press_sequentially(ANSWER[40:])
        await expect(officer.locator("#preview")).to_contain_text("Không có chỗ nào phải sửa", timeout=5_000)
        await officer.get_by_role("button", name="Gửi trả lời").click()
        await expect(officer.get_by_text("Đã ghi câu trả lời")).to_be_visible()

        await log.get_by_role("button", name="Xem", exact=True).last.click(timeout=30_000)
        await expect(log).to_contain_text(ANSWER, timeout=30_000)
        assert complaints == []
        await desk.close()
