"""Who sits before which window on an officer's day, and how they find their way: by what stands on the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Browser, Locator, Page, expect

from casework.db.engine import Database
from tests.journeys.live import RunningClock
from tests.journeys.morning import OFFICER, Morning
from tests.officers.office import PASSWORD, code_at

_USUAL = 5_000  # ms
SLOW = 60_000  # ms: what is computed in another process, on a busy machine
Look = Callable[[Page, str], Awaitable[None]]


@dataclass(kw_only=True)
class Day:
    """The windows of the day: the officer's, the leader's, and the citizen's telephone."""

    db: Database
    url: str
    people: Morning
    officer: Page
    head: Page
    citizen: Page
    look: Look

    @property
    def clock(self) -> RunningClock:
        """The product's clock."""
        assert isinstance(self.db.clock, RunningClock)
        return self.db.clock

    @property
    def log(self) -> Locator:
        """The citizen's conversation."""
        return self.citizen.get_by_role("log")

    async def says(self, text: str) -> None:
        """The citizen types and sends."""
        box = self.citizen.get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def taps(self, label: str) -> None:
        """The citizen presses the newest button with this label."""
        await self.log.get_by_role("button", name=label, exact=True).last.click(timeout=SLOW)

    async def sees(self, *texts: str) -> None:
        """All of these stand in the citizen's conversation."""
        for text in texts:
            await expect(self.log).to_contain_text(text, timeout=SLOW)


async def windows(chromium: Browser) -> tuple[Page, Page, Page]:
    """Three people's: the officer's desk, the leader's, the citizen's telephone."""
    desk, office, street = [
        await chromium.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
        for width in (1440, 1440, 360)
    ]
    pages = await desk.new_page(), await office.new_page(), await street.new_page()
    for page in pages:
        page.set_default_timeout(SLOW)
    return pages


@contextmanager
def patiently() -> Iterator[None]:
    """What is expected of a page may take as long as it takes on a machine that has other work."""
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=_USUAL)


async def goes(page: Page, room: str) -> None:
    """To a room, by the navigation."""
    await page.get_by_role("navigation", name="Các mục").get_by_role("link", name=room, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def presses(page: Page, label: str) -> None:
    """The button with these words."""
    await page.get_by_role("button", name=label, exact=True).first.click()


async def follows(page: Page, label: str) -> None:
    """The link with these words."""
    await page.get_by_role("link", name=label, exact=True).first.click()


async def signs_in(day: Day) -> None:
    """She comes in by her link, sets up password and telephone, leaves; and signs in as on every morning from then on."""
    page = day.officer
    secret = await comes_in(day, page, "huong")
    await presses(page, "Đăng xuất")
    await expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    await day.look(page, "dang-nhap")
    await page.get_by_label("Tên đăng nhập").fill("huong")
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await presses(page, "Tiếp tục")
    await day.look(page, "ma-dien-thoai")
    day.clock.jump(timedelta(seconds=30))  # a code is good once
    await page.get_by_label("Sáu số đang hiện").fill(code_at(secret, day.clock))
    await presses(page, "Tiếp tục")
    await expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
    await expect(page.get_by_role("link", name=f"{OFFICER}, chấp hành viên")).to_be_visible()


async def comes_in(day: Day, page: Page, login: str) -> str:
    """By the one-time link: password, telephone, recovery codes; what the telephone keeps."""
    await page.goto(f"{day.url}/console/link/{day.people.links[login]}")
    await presses(page, "Tiếp tục")
    await page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    await page.get_by_label("Gõ lại mật khẩu mới").fill(PASSWORD)
    await presses(page, "Tiếp tục")
    await expect(page.get_by_role("heading", name="Ghép điện thoại")).to_be_visible()
    secret = await page.locator("figcaption code").inner_text()
    await page.get_by_label("Sáu số").fill(code_at(secret, day.clock))
    await presses(page, "Xong")
    await expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    await follows(page, "Đã cất, vào bàn làm việc")
    await expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
    return secret
