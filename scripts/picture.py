"""How does the demo look? Writes docs/pictures/demo.png from a demo that runs and has not been played with.

python scripts/picture.py [http://127.0.0.1:8080]
"""

from __future__ import annotations

import base64
import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "demo.png"
PHONE = {"width": 360, "height": 840}
DESK = {"width": 1180, "height": 1100}
COLOURS = 256  # of the picture: enough for letters, a quarter of the size
SHEET = """
<body style="margin:0;display:inline-flex;gap:22px;align-items:center;padding:26px;background:#dfe7e5">
<style>img{{display:block;border-radius:14px;box-shadow:0 6px 22px rgb(0 0 0/30%)}} .phone{{border:7px solid #17211f;
border-radius:30px}}</style><img class="phone" src="{first}"><img class="phone" src="{second}"><img width="920" src="{staff}"></body>
"""


def _source(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _open(browser: Browser, address: str, size: dict[str, int]) -> Page:
    page = browser.new_page(viewport=size, locale="vi-VN")  # type: ignore[arg-type]  # its own name for two integers
    page.goto(address)
    return page


def _chat(browser: Browser, home: str) -> tuple[bytes, bytes]:
    """The first screen, and the decision after code, digits, consent."""
    start = _open(browser, home, DESK)
    card = start.locator("li.seat").first
    digits = card.locator("code").nth(1).inner_text()
    page = _open(browser, home.rstrip("/") + str(card.locator("a.open").get_attribute("href")), PHONE)
    page.click("#start")
    log = page.get_by_role("log")
    log.get_by_role("button", name="Xem việc của tôi").wait_for()
    page.click("#code-drop")
    first = _still(page)
    page.reload()
    _type(page, card.locator("code").first.inner_text())
    log.get_by_text("gõ 6 số cuối").wait_for()
    _type(page, digits)
    log.get_by_role("button", name="Chưa đồng ý").click()
    log.get_by_role("button", name="Không cần, xem tiếp").click()
    log.get_by_text("Còn phải nộp").wait_for()
    return first, _still(page)


def _type(page: Page, words: str) -> None:
    page.fill("#composer", words)
    page.keyboard.press("Enter")


def _still(page: Page) -> bytes:
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)  # the page scrolls smoothly
    return page.screenshot()


def main() -> int:
    """Take the pictures, put them side by side."""
    home = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        first, second = _chat(browser, home + "/")
        staff = _still(_open(browser, home + "/staff/", DESK))
        sheet = browser.new_page(viewport={"width": 1900, "height": 900})
        sheet.set_content(SHEET.format(first=_source(first), second=_source(second), staff=_source(staff)))
        whole = sheet.locator("body").screenshot()
        browser.close()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(whole)).convert("RGB").quantize(COLOURS).save(OUT, optimize=True)
    sys.stdout.write(f"{OUT.name}: {OUT.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
