"""A real browser for the pages' tests, and what it must not complain of."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="No Chromium is installed here, so the page was not tried in a browser."
)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Chromium, headless."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


def complaints_of(page: Page, home: str) -> list[str]:
    """A list that fills with errors in scripts, refusals by the page's policy, and requests to other hosts."""
    found: list[str] = []

    def on_line(line: ConsoleMessage) -> None:
        if line.type == "error":
            found.append(line.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((home, "data:")):
            found.append(request.url)

    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("console", on_line)
    page.on("request", on_request)
    return found


async def fits_its_width(page: Page) -> bool:
    """Whether nothing makes the page itself scroll sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
