"""The start page shows every seat with what opens it, to this machine only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import ViewportSize

from bot.demo import start_page, story
from bot.demo.codes import codes_for
from bot.demo.start_page import routes
from bot.web.own_files import HOUSE
from casework.db.engine import Database
from tests import builders
from tests.browser import complaints_of, fits_its_width, needs_browser, running_browser
from tests.served import served

STATIC = [*HOUSE.iterdir(), *(Path(start_page.__file__).parent / "static").iterdir()]


@pytest.fixture
async def home(demo: Database) -> AsyncIterator[str]:
    async with served(routes(demo, codes_for(demo))) as address:
        yield address


@pytest.fixture
async def visit() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_every_seat_is_there_with_its_code_and_digits(
    home: str, visit: aiohttp.ClientSession, demo: Database
) -> None:
    async with visit.get(home) as answer:
        page = await answer.text()

    for now in await codes_for(demo).seats():
        assert f">Mở chỗ {now.seat.number}</a>" in page
        if now.seat.person:
            assert now.seat.person.name in page
            assert f'href="/chat/{now.seat.number}/#k={now.code}"' in page
        if now.digits:
            assert f"<code>{now.digits}</code>" in page
    assert 'href="/staff/"' in page
    assert "bất kỳ giờ nào" in page, "it says that a demo writes at any hour"


async def test_the_page_is_kept_by_nobody_and_runs_only_our_own(home: str, visit: aiohttp.ClientSession) -> None:
    async with visit.get(home) as answer:
        page, headers = await answer.text(), answer.headers

    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:", page)
    assert not re.search(r"(href|src)=\"(https?:)?//", page)
    for path in STATIC:
        assert not re.search(r"https?://|@import|url\(", path.read_text().replace("http://www.w3.org/2000/svg", ""))
    for address in set(re.findall(r'(?:href|src)="(/start/[^"]+)"', page)):
        async with visit.get(home + address) as file:
            assert file.status == 200
            assert "immutable" in file.headers["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "203.0.113.5"}, {"Forwarded": "for=203.0.113.5"}, {"Host": "thads.example"}, {"Via": "1.1 x"}],
    ids=lambda headers: next(iter(headers)),
)
async def test_codes_are_shown_to_nobody_from_elsewhere(
    home: str, visit: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with visit.get(home, headers=headers) as answer:
        text = await answer.text()

    assert answer.status == 403
    assert "trên chính máy đang chạy" in text
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)


async def test_over_a_real_agency_it_is_only_the_way_to_the_chat(db: Database, visit: aiohttp.ClientSession) -> None:
    await db.write(builders.an_agency)
    async with (
        served(routes(db, codes_for(db))) as home,
        visit.get(home, allow_redirects=False) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (302, "/chat/")


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("width", [320, 375, 1280])
async def test_a_code_is_copied_with_one_press_and_nothing_overflows(home: str, width: int) -> None:
    async with running_browser() as browser:
        context = await browser.new_context(viewport=ViewportSize(width=width, height=800), locale="vi-VN")
        await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home)
        page = await context.new_page()
        complaints = complaints_of(page, home)
        await page.goto(home)

        code = await page.locator("dd code").first.inner_text()
        await page.locator("button[data-copy]").first.click()

        assert await page.evaluate("navigator.clipboard.readText()") == code
        assert code in await page.locator("#said").inner_text()
        assert await fits_its_width(page)
        assert await page.locator(".seat").count() == len(story.seats())
        assert complaints == []
