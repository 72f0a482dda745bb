"""A real browser on the real page: what a citizen sees and does, by thumb, by keyboard, over a bad line."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import segno
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.channels.webchat.sender import WebSender
from casework.clock import SetClock
from casework.db.engine import Database
from messages.outgoing import Act, Attachment, Button, Outgoing
from tests.channels.webchat.house import AGENCY, House, ScriptedBot, chat_of, told

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all: starting it takes longer than most tests
    pytest.mark.skipif(
        CHROMIUM is None, reason="No Chromium is installed here, so the page was not tried in a browser."
    ),
]
PHONE = ViewportSize(width=360, height=640)

HOME = told(
    "Tôi là trợ lý ảo, không phải cán bộ.\n\nÔng/bà cần việc gì?",
    (("Việc của tôi", "mine"), ("Cách nộp tiền", "pay")),
    (("Hỏi pháp luật", "law"), ("Đặt lịch gặp", "book")),
    (("Gặp cán bộ", "officer"),),
)
MINE = told("Khoản phải nộp: 12.345.678 đồng.\nHạn tự nguyện: 30/11/2026.", (("‹ Về đầu", "home"),))
LONG = "\n\n".join(f"{number}. Ông/bà có thể tự nguyện thi hành trong thời hạn này." for number in range(1, 30))


def picture() -> Attachment:
    out = io.BytesIO()
    segno.make("00020101021238", error="m").save(out, kind="png", scale=6, border=4)
    return Attachment(name="ma-nop-tien.png", mime="image/png", content=out.getvalue())


def script(update: dict[str, Any]) -> Iterable[Outgoing]:
    """A small bot: a menu, an edit in place, a short answer to a press, a picture, a long text, silence."""
    if "message" in update:
        yield from replies(update["message"]["text"])
        return
    press = update["callback_query"]
    message = str(press["message"]["message_id"])
    texts = {"law": "Đã ghi câu hỏi"}
    yield Outgoing(act=Act.ANSWER, callback_id=press["id"], text=texts.get(press["data"], ""))
    shown = {"home": HOME, "mine": MINE}.get(press["data"])
    if shown:
        yield replace(shown, act=Act.EDIT, message_id=message)


def replies(text: str) -> Iterable[Outgoing]:
    match text:
        case "im lặng":
            return
        case "/start":
            yield HOME
        case "mã":
            yield Outgoing(act=Act.PHOTO, text="Quét mã này để nộp tiền.", attachment=picture())
        case "dài":
            yield told(LONG, (("‹ Về đầu", "home"),))
        case "gọi":
            link = Button(text="Gọi cơ quan", url="tel:0900000100")
            bad = Button(text="Lạ", url="javascript:alert(1)")
            yield Outgoing(act=Act.SEND, text="https://example.invalid <b>x</b>", buttons=((link,), (bad,)))
        case _:
            yield told(f"Đã nhận: {text}", (("‹ Về đầu", "home"), ("Gặp cán bộ", "officer")))


@pytest_asyncio.fixture(loop_scope="module")
async def bot(db: Database) -> AsyncIterator[ScriptedBot]:
    bot = ScriptedBot(WebSender(db), script)
    yield bot
    await bot.close()


@pytest.fixture
def database_kind() -> str:
    """One database is enough: the page does not see which."""
    return "sqlite"


@pytest_asyncio.fixture(loop_scope="module")
async def house(db: Database, bot: ScriptedBot, clock: SetClock) -> AsyncIterator[House]:
    house = House(db, bot, clock, beat=1)
    await house.start()
    yield house
    await house.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


class Complaints(list[str]):
    """What the browser complained of: refused by the policy, errors in scripts, requests to other hosts."""

    def listen(self, page: Page, home: str) -> None:
        def on_line(line: ConsoleMessage) -> None:
            if "Content Security" in line.text:
                self.append(line.text)

        def on_request(request: Request) -> None:
            if not request.url.startswith((home, "data:")):
                self.append(request.url)

        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("console", on_line)
        page.on("request", on_request)


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="vi-VN")
    context.set_default_timeout(60_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def complaints() -> AsyncIterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(phone: BrowserContext, house: House, complaints: Complaints) -> Page:
    page = await phone.new_page()
    complaints.listen(page, house.url)
    await page.goto(house.url + "/chat/")
    return page


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Tin của ông/bà").fill(text)
    await page.get_by_role("button", name="Gửi", exact=True).tap()


async def at_rest(page: Page) -> None:
    """The page has led its reader to where it wanted to."""
    await page.locator("#scroller").evaluate(
        "n => new Promise((done) => { let at = -1; const look = () => {"
        " if (n.scrollTop === at) done(); else { at = n.scrollTop; setTimeout(look, 150); } }; look(); })"
    )


def message(page: Page, text: str) -> Any:
    return page.locator("#log .message", has_text=text)


async def test_a_person_with_a_small_phone_reads_presses_and_writes(page: Page, tmp_path: Path) -> None:
    await expect(page.get_by_role("heading", name=AGENCY.name)).to_be_visible()
    await expect(page.get_by_text("Không phải thông báo chính thức")).to_be_visible()
    await page.get_by_role("button", name="Bắt đầu").tap()
    await expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_in_viewport()
    await page.get_by_role("button", name="Việc của tôi").tap()
    await expect(message(page, "12.345.678 đồng")).to_be_visible()
    await expect(page.get_by_role("button", name="Việc của tôi")).to_have_count(0)
    await write(page, "Tôi muốn trả dần")
    await expect(message(page, "Đã nhận: Tôi muốn trả dần")).to_be_in_viewport()

    picture = await page.screenshot(path=tmp_path / "phone.png")
    assert len(picture) > 10_000


async def test_nothing_is_wider_than_a_small_phone_and_every_target_is_large_enough(page: Page) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    await write(page, "mã")
    await write(page, "x" * 300)
    await expect(message(page, "Đã nhận")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert await page.evaluate("document.getElementById('scroller').scrollWidth") <= 360
    for target in await page.locator("button:visible, a:visible:not(.skip), textarea:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, await target.text_content()
        assert box["width"] >= 44, await target.text_content()
    size = await page.locator(".words").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 18


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_stands_out_from_its_ground(page: Page, scheme: Any) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.get_by_role("button", name="Bắt đầu").tap()
    await write(page, "im lặng")
    await expect(page.get_by_text("Trợ lý đang trả lời…")).to_be_visible()

    faint = await page.evaluate(CONTRAST)

    assert len(faint) > 10
    assert [found for found in faint if found["ratio"] < 4.5] == []


async def test_who_wants_no_motion_gets_none(page: Page) -> None:
    behavior = "node => getComputedStyle(node).scrollBehavior"
    await page.emulate_media(reduced_motion="reduce")
    assert await page.locator("#scroller").evaluate(behavior) == "auto"
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.locator("#scroller").evaluate(behavior) == "smooth"


async def test_a_person_with_a_keyboard_only_gets_everywhere(browser: Browser, house: House, bot: ScriptedBot) -> None:
    context = await browser.new_context(viewport={"width": 1024, "height": 700})
    page = await context.new_page()
    await page.goto(house.url + "/chat/")
    composer = page.get_by_label("Tin của ông/bà")
    await expect(composer).to_be_focused()

    await page.keyboard.type("chào")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("ông")
    await page.keyboard.press("Enter")
    await expect(message(page, "Đã nhận: chào")).to_be_visible()
    await expect(composer).to_be_focused()

    await page.keyboard.press("Shift+Tab")  # back from the composer: the newest message's last button
    await expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(message(page, "Ông/bà cần việc gì?")).to_be_visible()
    await expect(composer).to_be_focused()

    await page.keyboard.press("Shift+Tab")
    for _ in range(4):
        await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Việc của tôi")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(message(page, "12.345.678 đồng")).to_be_visible()
    assert bot.updates[0]["message"]["text"] == "chào\nông"
    await context.close()


async def test_the_first_stop_of_the_keyboard_leads_to_the_composer(browser: Browser, house: House) -> None:
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = await context.new_page()
    await page.goto(house.url + "/chat/")
    await expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Tới ô viết tin")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_label("Tin của ông/bà")).to_be_focused()
    await context.close()


async def test_a_screen_reader_finds_a_log_with_speakers_and_labelled_controls(page: Page) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    await write(page, "mã")
    await expect(page.get_by_role("img", name="Hình kèm theo tin: ma-nop-tien.png")).to_be_visible()

    log = page.get_by_role("log", name="Cuộc trò chuyện")
    await expect(log).to_have_attribute("aria-live", "polite")
    spoken = await log.inner_text()
    assert re.search(r"Trợ lý ảo, 09:00: *\n*Tôi là trợ lý ảo", spoken)
    assert re.search(r"Ông/bà, 09:00: *\n*Bắt đầu", spoken)
    assert await page.locator("html").get_attribute("lang") == "vi"
    assert await page.get_by_role("alert").count() == 1
    nameless = (
        "Array.from(document.querySelectorAll('button,a,textarea')).filter(n => !n.labels?.length && !n.innerText"
    )
    assert await page.evaluate(nameless + " && !n.getAttribute('aria-label') && n.offsetParent).length") == 0


async def test_while_an_answer_is_awaited_the_page_says_so(page: Page) -> None:
    await write(page, "im lặng")
    await expect(page.get_by_text("Trợ lý đang trả lời…")).to_be_visible()

    await write(page, "bây giờ")
    await expect(message(page, "Đã nhận: bây giờ")).to_be_visible()
    await expect(page.get_by_text("Trợ lý đang trả lời…")).to_have_count(0)


async def test_a_pressed_button_waits_for_its_answer_and_is_pressed_once(page: Page, bot: ScriptedBot) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    button = page.get_by_role("button", name="Hỏi pháp luật")
    await expect(button).to_be_visible()
    await button.evaluate("node => { for (let n = 0; n < 20; n += 1) node.click(); }")

    await expect(page.get_by_role("alert")).to_have_text("Đã ghi câu hỏi")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert sum("callback_query" in update for update in bot.updates) == 1


async def test_an_answer_that_overtakes_the_servers_word_frees_the_button_too(page: Page) -> None:
    async def hold_back(route: Route) -> None:
        response = await route.fetch()
        await expect(page.get_by_role("alert")).to_have_text("Đã ghi câu hỏi")
        await route.fulfill(response=response)

    await page.get_by_role("button", name="Bắt đầu").tap()
    button = page.get_by_role("button", name="Hỏi pháp luật")
    await expect(button).to_be_visible()
    await page.route("**/say*", hold_back)
    await button.tap()

    await expect(page.get_by_role("alert")).to_have_text("Đã ghi câu hỏi")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_a_message_written_while_the_server_is_away_arrives_once_when_it_is_back(
    page: Page, house: House, bot: ScriptedBot
) -> None:
    await write(page, "trước")
    await expect(message(page, "Đã nhận: trước")).to_be_visible()
    await house.stop()
    await expect(page.get_by_text("Đang nối lại…")).to_be_visible()

    await write(page, "trong lúc mất mạng")
    await expect(page.get_by_text("Chưa gửi được. Máy sẽ tự gửi lại.")).to_be_visible()
    await house.start()

    await expect(message(page, "Đã nhận: trong lúc mất mạng")).to_be_visible(timeout=20_000)
    await expect(page.get_by_text("Đang nối lại…")).to_have_count(0, timeout=20_000)
    await expect(page.get_by_text("Chưa gửi được")).to_have_count(0)
    assert [update["message"]["text"] for update in bot.updates] == ["trước", "trong lúc mất mạng"]
    assert await page.locator("#log .message").count() == 4


async def test_what_was_told_while_the_server_restarted_is_not_missed(
    page: Page, house: House, bot: ScriptedBot
) -> None:
    await write(page, "chào")
    await expect(message(page, "Đã nhận: chào")).to_be_visible()
    await house.stop()
    await bot.tell(str(chat_of(bot.updates[0])), told("Tin báo trong lúc đó", (("Xem", "mine"),)))
    await house.start()

    await expect(message(page, "Tin báo trong lúc đó")).to_be_visible(timeout=20_000)


async def test_a_message_not_yet_sent_survives_a_reload_of_the_page(
    page: Page, phone: BrowserContext, bot: ScriptedBot
) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    await expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_visible()
    await page.route("**/say*", lambda route: route.abort())
    await write(page, "đừng quên tôi")
    await expect(page.get_by_text("Chưa gửi được. Máy sẽ tự gửi lại.")).to_be_visible()
    await page.unroute("**/say*")

    await page.reload()

    await expect(message(page, "Đã nhận: đừng quên tôi")).to_be_visible()
    assert [update["message"]["text"] for update in bot.updates] == ["/start", "đừng quên tôi"]
    kept = await page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "đừng quên" not in kept


async def test_a_reload_shows_the_same_conversation(page: Page) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    await page.get_by_role("button", name="Việc của tôi").tap()
    await expect(message(page, "12.345.678 đồng")).to_be_visible()
    await write(page, "hỏi")
    await expect(message(page, "Đã nhận: hỏi")).to_be_visible()
    before = await page.locator("#log .words").all_inner_texts()

    await page.reload()

    await expect(message(page, "Đã nhận: hỏi")).to_be_in_viewport()
    assert await page.locator("#log .words").all_inner_texts() == before
    await expect(page.get_by_role("button", name="Bắt đầu")).to_be_hidden()


async def test_only_the_conversation_scrolls_never_the_page_around_it(page: Page) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    for number in range(8):
        await write(page, f"câu hỏi thứ {number}")
        await expect(message(page, f"Đã nhận: câu hỏi thứ {number}")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert await page.evaluate("scroller.scrollHeight > scroller.clientHeight")


async def test_a_sum_is_never_broken_over_two_lines(page: Page) -> None:
    await page.get_by_role("button", name="Bắt đầu").tap()
    await page.get_by_role("button", name="Việc của tôi").tap()
    shown = message(page, "12.345.678 đồng").last.locator(".whole", has_text="12.345.678 đồng").first
    assert await shown.evaluate("node => node.getClientRects().length") == 1


async def test_a_long_answer_is_read_from_its_first_line(page: Page) -> None:
    await write(page, "dài")
    answer = message(page, "29. Ông/bà")
    await expect(answer).to_be_visible()
    await page.wait_for_function(
        "() => { const top = document.querySelector('#log .message:last-child').getBoundingClientRect().top;"
        " const start = document.getElementById('scroller').getBoundingClientRect().top;"
        " return top >= start && top < start + 80; }"
    )


async def test_a_reader_of_old_messages_is_not_torn_away_by_a_new_one(page: Page, bot: ScriptedBot) -> None:
    await write(page, "dài")
    await expect(message(page, "29. Ông/bà")).to_be_visible()
    await write(page, "dài")
    await expect(message(page, "29. Ông/bà")).to_have_count(2)
    await at_rest(page)
    await page.locator("#scroller").evaluate("n => { n.style.scrollBehavior = 'auto'; n.scrollTop = 0; }")
    await page.locator("#scroller").dispatch_event("touchmove")

    await bot.tell(str(chat_of(bot.updates[0])), told("Tin mới ở dưới"))

    below = page.get_by_role("button", name="Có tin mới ↓")
    await expect(below).to_be_visible()
    assert await page.locator("#scroller").evaluate("n => n.scrollTop") < 50
    await below.tap()
    await expect(message(page, "Tin mới ở dưới")).to_be_in_viewport()
    await expect(below).to_be_hidden()


async def test_older_messages_come_when_asked_for(page: Page, bot: ScriptedBot) -> None:
    await write(page, "đầu tiên")
    await expect(message(page, "Đã nhận: đầu tiên")).to_be_visible()
    for number in range(60):
        await bot.tell(str(chat_of(bot.updates[0])), told(f"tin số {number}"))
    await page.reload()
    await expect(message(page, "tin số 59")).to_be_in_viewport()
    await expect(message(page, "Đã nhận: đầu tiên")).to_have_count(0)

    await page.get_by_role("button", name="Xem tin cũ hơn").click()

    await expect(message(page, "Đã nhận: đầu tiên")).to_have_count(1)
    await expect(page.get_by_role("button", name="Xem tin cũ hơn")).to_be_hidden()
    numbers = await page.locator("#log .message").evaluate_all("all => all.map(one => Number(one.dataset.id))")
    assert numbers == sorted(numbers)
    assert len(numbers) == 62


async def test_text_stays_text_and_only_buttons_lead_somewhere(page: Page) -> None:
    await write(page, "gọi")
    shown = message(page, "https://example.invalid")
    await expect(shown.locator(".words")).to_have_text("https://example.invalid <b>x</b>")

    assert await shown.locator("a").count() == 1
    assert await shown.get_by_role("link", name="Gọi cơ quan").get_attribute("href") == "tel:0900000100"
    assert await shown.get_by_text("Lạ").get_attribute("href") is None


async def test_the_printed_code_is_offered_and_sent_only_when_asked(
    phone: BrowserContext, house: House, bot: ScriptedBot, complaints: Complaints
) -> None:
    page = await phone.new_page()
    complaints.listen(page, house.url)
    await page.goto(house.url + "/chat/#k=ABCD-EFGH-1234")
    await expect(page.get_by_text("Mã trên giấy: ABCD-EFGH-1234")).to_be_visible()
    assert page.url == house.url + "/chat/"
    assert bot.updates == []

    await page.get_by_role("button", name="Gửi mã này").tap()

    await expect(message(page, "Đã nhận: /start ABCD-EFGH-1234")).to_be_visible()
    await expect(page.get_by_text("Mã trên giấy")).to_be_hidden()
    assert [update["message"]["text"] for update in bot.updates] == ["/start ABCD-EFGH-1234"]


async def test_a_strange_fragment_offers_nothing(phone: BrowserContext, house: House) -> None:
    page = await phone.new_page()
    await page.goto(house.url + "/chat/#k=<img src=x onerror=alert(1)>")

    await expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()
    await expect(page.get_by_role("button", name="Gửi mã này")).to_be_hidden()
    assert page.url == house.url + "/chat/"


async def test_forgetting_asks_first_and_then_leaves_nothing(page: Page, bot: ScriptedBot) -> None:
    await write(page, "riêng tư")
    await expect(message(page, "Đã nhận: riêng tư")).to_be_visible()
    forget = page.get_by_role("button", name="Xóa cuộc trò chuyện khỏi máy này?")

    await forget.tap()
    await expect(page.get_by_role("button", name="Giữ lại")).to_be_focused()
    await page.get_by_role("button", name="Giữ lại").tap()
    await expect(message(page, "Đã nhận: riêng tư")).to_be_visible()
    await forget.tap()
    await page.get_by_role("dialog").get_by_role("button", name="Xóa", exact=True).tap()

    await expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()
    await expect(page.get_by_text("riêng tư")).to_have_count(0)
    await page.get_by_role("button", name="Bắt đầu").tap()
    await expect(page.get_by_role("button", name="Gặp cán bộ")).to_be_visible()
    assert chat_of(bot.updates[0]) != chat_of(bot.updates[1])


async def test_two_seats_in_one_browser_are_two_persons(phone: BrowserContext, house: House, bot: ScriptedBot) -> None:
    first, second = await phone.new_page(), await phone.new_page()
    await first.goto(house.url + "/chat/1/")
    await second.goto(house.url + "/chat/2/")
    await first.bring_to_front()
    await write(first, "tôi là một")
    await expect(message(first, "Đã nhận: tôi là một")).to_be_visible()
    await second.bring_to_front()
    await write(second, "tôi là hai")
    await expect(message(second, "Đã nhận: tôi là hai")).to_be_visible()

    await expect(second.get_by_text("tôi là một")).to_have_count(0)
    await expect(second.get_by_text("Chỗ 2")).to_be_visible()
    assert len({chat_of(update) for update in bot.updates}) == 2


async def test_a_second_tab_shows_the_same_conversation_live(page: Page, phone: BrowserContext, house: House) -> None:
    await write(page, "tab một")
    await expect(message(page, "Đã nhận: tab một")).to_be_visible()
    other = await phone.new_page()
    await other.goto(house.url + "/chat/")
    await expect(message(other, "Đã nhận: tab một")).to_be_visible()

    await write(other, "tab hai")

    await expect(message(page, "Đã nhận: tab hai")).to_be_visible()
    assert await page.locator("#log .message").count() == 4


async def test_without_javascript_the_page_says_whom_to_call(browser: Browser, house: House) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await page.goto(house.url + "/chat/")

    await expect(page.get_by_text(f"hoặc gọi {AGENCY.phone}")).to_be_visible(timeout=1000)
    await expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_hidden()
    await context.close()


async def test_where_scripts_fail_to_load_the_page_says_so_after_a_while(browser: Browser, house: House) -> None:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.route("**/*.js", lambda route: route.abort())
    await page.goto(house.url + "/chat/")

    await expect(page.get_by_text(f"hoặc gọi {AGENCY.phone}")).to_be_hidden()
    await expect(page.get_by_text(f"hoặc gọi {AGENCY.phone}")).to_be_visible(timeout=10_000)
    await context.close()


async def test_where_cookies_are_blocked_the_page_says_so_and_does_not_load_itself_forever(
    phone: BrowserContext, house: House
) -> None:
    page = await phone.new_page()
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    await page.route("**/messages*", lambda route: route.fulfill(status=401, body="{}"))
    await page.goto(house.url + "/chat/")

    await expect(page.get_by_text("cookie đang bị chặn")).to_be_visible()
    assert len(loads) == 2


CONTRAST = """() => {
  const parse = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const color = parse(getComputedStyle(up).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return Array.from(document.querySelectorAll("body *"))
    .filter((node) => node.offsetParent && Array.from(node.childNodes).some((c) => c.nodeType === 3 && c.data.trim()))
    .map((node) => {
      const [a, b] = [light(parse(getComputedStyle(node).color).slice(0, 3)), light(ground(node))];
      return { text: node.textContent.trim().slice(0, 30), ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
    });
}"""
