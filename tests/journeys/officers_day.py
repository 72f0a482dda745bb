"""An officer's whole day, press by press: everything is done with what stands on the pages, and what a person sees is asserted.

The steps are functions of a ``Day``, in the order in which they happen. ``look`` is called wherever somebody would stop and read:
the test measures there, whoever wants pictures takes them there.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import openpyxl
from playwright.async_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from casework.db.engine import Database
from messages.vietnamese import dong
from scheduler.bell.ticker import ring_once
from tests.journeys import morning
from tests.journeys.live import RunningClock
from tests.journeys.morning import HEAD, HERS, OFFICER, Morning
from tests.journeys.persons import settled
from tests.officers.office import PASSWORD, code_at

_USUAL = 5_000  # ms
SLOW = 60_000  # ms: what is computed in another process, on a busy machine
CAMPAIGN = "Đợt cao điểm cuối năm 2026"
ANSWER = "Ông/bà mang giấy tờ về thu nhập của gia đình đến gặp tôi theo lịch hẹn, tôi xem rồi trả lời."
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
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


# -- signing in -------------------------------------------------------------------------------------------------------


async def signs_in(day: Day) -> None:
    """She comes in by her link, sets up password and telephone, leaves; and signs in as on every morning from then on."""
    page = day.officer
    secret = await _comes_in(day, page, "huong")
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


async def _comes_in(day: Day, page: Page, login: str) -> str:
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


# -- the list ---------------------------------------------------------------------------------------------------------


async def brings_in_the_list(day: Day) -> None:
    """Dropped on the page; two cells are doubtful: one is typed anew, one takes what is proposed; then it is written."""
    page = day.officer
    await goes(page, "Nhập danh sách")
    await _drops(page, "danh-sach-thang-11.xlsx", morning.todays_list())
    rows = f"{morning.ALL} hồ sơ trong tệp: ghi được "
    await expect(page.get_by_text(f"{rows}{morning.ALL - 2}, còn chờ sửa 2.")).to_be_visible(timeout=SLOW)
    await day.look(page, "nhap-o-nghi-ngo")
    sum_cell = page.get_by_label(f"dòng {morning.UNREADABLE + 2}, cột Số tiền phải thi hành").first
    await expect(sum_cell).to_have_value("mười lăm tr")
    await sum_cell.fill(str(morning.sum_of(morning.UNREADABLE)))
    await presses(page, "Lưu các ô vừa sửa")
    await expect(page.get_by_text(f"{rows}{morning.ALL - 1}, còn chờ sửa 1.")).to_be_visible(timeout=SLOW)
    await page.get_by_role("button", name=f"Dùng «{morning.identity_of(morning.LOST_ZERO)}»").click()
    await expect(page.get_by_text(f"{rows}{morning.ALL}, còn chờ sửa 0.")).to_be_visible(timeout=SLOW)
    new, same = morning.ALL - morning.KNOWN, morning.KNOWN - 1
    changes = f"Quyết định: mới {new}, thay đổi 1, như cũ {same}, không còn trong danh sách 0."
    await expect(page.get_by_text(changes)).to_be_visible()
    row = page.get_by_role("row").filter(has_text=f"{morning.PAID_MORE:03}/QĐ-THADS")
    await expect(row.first).to_contain_text("đã thi hành 5.000.000 đồng")
    await day.look(page, "nhap-khac-biet")
    await presses(page, "Ghi vào sổ")
    await expect(page.get_by_text("Đã ghi danh sách này vào sổ.")).to_be_visible(timeout=SLOW)
    await follows(page, "Xem lần nhập này")
    await expect(page.get_by_text(f"{morning.ALL}/{morning.ALL}")).to_be_visible()


async def _drops(page: Page, name: str, content: bytes) -> None:
    """As a mouse lets a file fall onto the form."""
    carried = await page.evaluate_handle(
        """([name, text]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], name));
            return carried;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    await page.locator("form.drop").dispatch_event("drop", {"dataTransfer": carried})


# -- a letter, and the chat of her who gets it ------------------------------------------------------------------------


async def prints_a_letter(day: Day) -> str:
    """A code letter for one decision, found by a name without tone marks; the code on the paper."""
    page = day.officer
    await goes(page, "Hồ sơ")
    await page.get_by_label("Số quyết định, họ tên").fill("le thi be")
    await presses(page, "Tìm")
    await follows(page, HERS)
    await expect(page.get_by_text(morning.name_of(2)).first).to_be_visible()
    await expect(page.get_by_text(dong(morning.sum_of(2))).first).to_be_visible()
    await day.look(page, "ho-so")
    await follows(page, "In thư có mã")
    await page.get_by_label("Tên bot Telegram").fill("GanDanBot")
    await day.look(page, "in-thu")
    async with page.expect_download(timeout=SLOW) as coming:
        await presses(page, "In thư")
    paper = PdfReader(await (await coming.value).path())
    found = _CODE.search("\n".join(sheet.extract_text() for sheet in paper.pages))
    assert found is not None
    return found.group()


async def the_citizen_opens_her_chat(day: Day, code: str) -> None:
    """She types what stands on the paper and sees what she owes."""
    await day.citizen.goto(f"{day.url}/chat/")
    await day.says("/start")
    await day.taps("Xem việc của tôi")
    await day.sees("mã 12 ký tự")
    await day.says(code)
    await day.sees("6 số cuối")
    await day.says(morning.identity_of(2)[-6:])
    await day.taps("Đồng ý")
    await day.taps("Không cần, xem tiếp")
    await day.sees(HERS, dong(morning.sum_of(2)))


# -- the campaign -----------------------------------------------------------------------------------------------------


async def plans_a_campaign(day: Day) -> None:
    """Whom, in which waves, with which steps and words; the telephone shows what will be read."""
    page = day.officer
    await goes(page, "Đợt cao điểm")
    await day.look(page, "dot-danh-sach")
    await page.get_by_label("Tên đợt").fill(CAMPAIGN)
    await page.get_by_label("Số kế hoạch").fill("308/KH-THADS")
    await page.get_by_label("Từ ngày").fill("16/11/2026")
    await page.get_by_label("Đến hết ngày").fill("31/12/2026")
    await presses(page, "Lập bản nháp")
    await _selects(day)
    await _sets_targets(day)
    await _adds_a_wave(day)
    await _adds_a_step(day)
    await _turns_to(page, "Tải mỗi ngày")
    await expect(page.get_by_role("status")).to_contain_text("tin cuối ngày")
    await day.look(page, "dot-tai")
    await _turns_to(page, "So sánh")
    await expect(page.get_by_text("Đợt này không đăng ký so sánh")).to_be_visible()
    await day.look(page, "dot-so-sanh")


async def _turns_to(page: Page, name: str) -> None:
    await page.get_by_role("navigation", name="Các trang của đợt").get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(name)


async def _selects(day: Day) -> None:
    """The counts follow each tick by themselves."""
    page, counts = day.officer, day.officer.locator("#counts")
    hers = [number for number in range(1, morning.ALL + 1) if number % 4 != 1]
    await expect(counts).to_contain_text(f"{len(hers)} việc")
    await page.get_by_label(morning.COMMUNES[2]).check()
    there = [number for number in hers if number % 3 == 2]
    await expect(counts).to_contain_text(f"{len(there)} việc")
    await page.get_by_label(morning.COMMUNES[0]).check()
    await expect(counts).to_contain_text(f"{len(_chosen())} việc")
    reachable = [number for number in _chosen() if number <= morning.KNOWN]
    await expect(counts).to_contain_text(f"nhắn được ngay: {len(reachable)} người")
    await day.look(page, "dot-nhac-ai")
    await presses(page, "Lưu")
    await expect(page.get_by_label(morning.COMMUNES[2])).to_be_checked()


def _chosen() -> list[int]:
    """The rows of her decisions in the two communes."""
    return [number for number in range(1, morning.ALL + 1) if number % 4 != 1 and number % 3 != 1]


async def _sets_targets(day: Day) -> None:
    page = day.officer
    await _turns_to(page, "Kế hoạch")
    await page.get_by_label("Số việc thi hành xong").fill("9")
    await page.get_by_label("Số tiền thu").fill("120 triệu")
    await presses(page, "Lưu")
    await expect(page.get_by_label("Số tiền thu")).to_have_value("120.000.000")
    await day.look(page, "dot-ke-hoach")


async def _adds_a_wave(day: Day) -> None:
    page = day.officer
    await _turns_to(page, "Đợt trọng tâm")
    await follows(page, "Thêm đợt trọng tâm")
    await page.get_by_label("Trọng tâm").fill("Khoản dưới 20 triệu đồng")
    await page.get_by_label("Từ ngày").fill("23/11/2026")
    await page.get_by_label("Đến hết ngày").fill("11/12/2026")
    await page.get_by_label("Còn phải nộp đến").fill("20 triệu")
    narrowed = [one for one in _chosen() if morning.sum_of(one) <= 20_000_000]
    await expect(page.locator("#counts")).to_contain_text(f"{len(narrowed)} việc")
    await day.look(page, "dot-them-trong-tam")
    await presses(page, "Lưu")
    await expect(page.get_by_text("1. Khoản dưới 20 triệu đồng")).to_be_visible()
    await day.look(page, "dot-trong-tam")


async def _adds_a_step(day: Day) -> None:
    """A second step, of the wave; beside it the telephone, locked and opened, as this and that person sees it."""
    page = day.officer
    await _turns_to(page, "Bước và lời nhắc")
    await follows(page, "Thêm bước")
    await page.get_by_label("Thuộc").select_option(label="1. Khoản dưới 20 triệu đồng")
    await page.get_by_label("Số ngày").fill("2")
    await page.get_by_label("Mốc").last.select_option(label="ngày đợt trọng tâm bắt đầu")
    phone = page.locator("#phone")
    await expect(phone).to_contain_text("Ông/bà có 1 tin mới.")
    as_whom = page.get_by_label("Xem như")
    shown = await as_whom.locator("option").all_inner_texts()
    await as_whom.select_option(label=next(one for one in shown if HERS in one))
    await expect(phone).to_contain_text(dong(morning.sum_of(2)))
    await expect(phone).not_to_contain_text(morning.name_of(2))
    await day.look(page, "dot-buoc-dien-thoai")
    await presses(page, "Lưu")
    await expect(page.get_by_role("link", name="Mở Bước 2")).to_be_visible()
    await day.look(page, "dot-cac-buoc")


async def rehearses(day: Day) -> None:
    """Watched until it has ended; it foretells weeks and answers."""
    page = day.officer
    await _turns_to(page, "Diễn tập")
    await page.get_by_label("Diễn tập mấy lần").select_option("3")
    await page.get_by_role("main").get_by_role("button", name="Diễn tập", exact=True).click()
    await expect(page.get_by_text("Diễn tập xong lúc")).to_be_visible(timeout=10 * SLOW)
    await follows(page, "Xem kết quả")
    await expect(page.get_by_role("heading", name="Dự báo, lúc")).to_be_visible()
    await expect(page.get_by_role("img", name="Tin và trả lời mỗi tuần")).to_be_visible()
    await day.look(page, "dot-dien-tap")


async def hands_in(day: Day) -> None:
    """Before the leader; she cannot sign it herself."""
    page = day.officer
    await _turns_to(page, "Trình và duyệt")
    await presses(page, "Trình lãnh đạo duyệt")
    await expect(page.get_by_role("status")).to_contain_text(f"{OFFICER} đã trình lúc", timeout=SLOW)
    await expect(page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)


async def a_second_account_signs(day: Day) -> None:
    """The leader finds it among today's work, sees what the officer sees, and signs exactly this."""
    page = day.head
    await _comes_in(day, page, "dung")
    await day.look(page, "hom-nay-lanh-dao")
    await page.get_by_role("link", name=f"Đợt nhắc «{CAMPAIGN}»").click()
    shown = await page.locator("dd code.long").inner_text()
    assert shown == await day.officer.locator("dd code.long").inner_text()
    await expect(page.get_by_text(f"{OFFICER} đã trình lúc")).to_be_visible()
    await day.look(page, "dot-duyet")
    await expect(page.get_by_text(shown[:16]).last).to_be_visible()
    await presses(page, "Duyệt")
    await expect(page.get_by_role("status")).to_contain_text(f"{HEAD} đã duyệt lúc", timeout=SLOW)
    assert await page.locator("dd code.long").inner_text() == shown


async def starts_and_watches(day: Day) -> None:
    """It runs; the page tells by itself how far it is, and the message is in the citizen's chat."""
    page = day.officer
    await page.get_by_role("navigation", name="Các trang của đợt").get_by_role("link", name="Tổng quan").click()
    await presses(page, "Cho chạy")
    progress = page.locator("#progress")
    await expect(progress).to_contain_text("đang chạy", timeout=SLOW)
    await _the_morning_passes(day)
    await expect(progress.get_by_role("row", name=re.compile("^Đã gửi [1-9]"))).to_be_visible(timeout=SLOW)
    await day.look(page, "dot-dang-chay")
    await day.taps("Xem")
    await day.sees(dong(morning.sum_of(2)), "không thay thông báo chính thức", "308/KH-THADS")


async def _the_morning_passes(day: Day) -> None:
    """First steps are spread over a morning: a quarter of an hour at a time, while she looks at the page now and then."""
    nudge = day.log.get_by_text("Ông/bà có 1 tin mới")
    for _ in range(12):
        await ring_once(day.db)
        await settled(day.db)
        if await nudge.count():
            return
        day.clock.jump(timedelta(minutes=15))
        await follows(day.officer, "Xem số mới")
    await expect(nudge).to_be_visible(timeout=SLOW)


# -- a question and its answer ----------------------------------------------------------------------------------------


async def answers_a_question(day: Day) -> None:
    """The question comes into the open list by itself, the answer into the other window."""
    page = day.officer
    await goes(page, "Hộp thư")
    await expect(page.get_by_text("Không có câu hỏi nào đang chờ")).to_be_visible()
    await day.says("/hoi")
    await day.sees("gõ câu hỏi trong một tin nhắn")
    await day.says("Nhà tôi mất mùa, tôi xin nộp nhiều lần được không?")
    await day.sees("Mã câu hỏi")
    line = page.locator("#queue .queue a")
    await expect(line).to_have_count(1)
    await day.look(page, "hop-thu")
    await line.click()
    await expect(page.locator("#said")).to_contain_text("Nhà tôi mất mùa")
    await page.get_by_label("Lời của cán bộ").fill(ANSWER)
    await expect(page.locator("#preview")).to_contain_text("Không có chỗ nào phải sửa")
    await day.look(page, "hop-thu-tra-loi")
    await presses(page, "Gửi trả lời")
    await expect(page.get_by_text("Đã ghi câu trả lời")).to_be_visible()
    await day.taps("Xem")
    await day.sees(ANSWER)
    await day.look(day.citizen, "nguoi-dan")


# -- receptions -------------------------------------------------------------------------------------------------------


async def publishes_a_day_and_books(day: Day) -> str:
    """A morning of her own, and a place in it for the woman of the decision; the reference on the slip."""
    page = day.officer
    await goes(page, "Tiếp công dân")
    await follows(page, "Thêm ngày tiếp")
    await page.get_by_label("Ngày", exact=True).fill("26/11/2026")
    await page.get_by_label("Người tiếp", exact=True).select_option(label=f"{OFFICER}, Chấp hành viên")
    await page.get_by_label("Loại buổi").select_option(label="Làm việc với chấp hành viên")
    await page.get_by_label("Giờ", exact=True).fill("07:30-11:00")
    await presses(page, "Công bố")
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Ngày 26/11/2026, {OFFICER}")
    await follows(page, "Đặt giúp người dân")
    await page.get_by_label("Đương sự của một quyết định").check()
    await page.get_by_label("Số quyết định").fill(HERS)
    await page.get_by_label("Muốn nói về việc gì").fill("Xin nộp nhiều lần")
    await day.look(page, "tiep-dat-lich")
    await presses(page, "Đặt lịch")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Lịch hẹn LH-")
    await expect(page.get_by_text("07:30 26/11/2026").first).to_be_visible()
    return (await page.get_by_role("heading", level=1).inner_text()).removeprefix("Lịch hẹn ")


async def moves_the_day(day: Day, reference: str) -> None:
    """The whole day moves, the booking goes with it, and she who has it is told and agrees."""
    page = day.officer
    await follows(page, "Về trang của ngày")
    await follows(page, "Dời, ghép hoặc hủy ngày này")
    await page.get_by_label("Dời sang ngày mới").check()
    await page.get_by_label("Ngày mới", exact=True).fill("27/11/2026")
    await page.get_by_label("mưa lũ, thời tiết xấu").check()
    await presses(page, "Xem trước")
    booked = page.get_by_role("row").filter(has_text=reference)
    await expect(booked).to_contain_text(morning.name_of(2))
    await expect(booked).to_contain_text("27/11")
    await day.look(page, "tiep-doi-ngay")
    await presses(page, "Dời ngày này")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("27/11/2026")
    await expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text(morning.name_of(2))
    await day.look(page, "tiep-ngay-moi")
    day.clock.jump(timedelta(minutes=10))  # until then it could have been taken back without anybody having heard of it
    await ring_once(day.db)
    await day.taps("Xem")
    await day.sees("27/11/2026")
    await day.taps("Nhận giờ mới")
    await day.sees("đã nhận giờ hẹn mới")
    await follows(page, "Lịch tuần")
    await expect(page.get_by_role("link", name=reference).first).to_be_visible()
    await day.look(page, "tiep-tuan")
    await page.go_back()
    await follows(page, "Bàn tiếp")
    await expect(page.get_by_role("listitem").filter(has_text=reference)).to_be_visible()
    await day.look(page, "tiep-ban")


# -- results ----------------------------------------------------------------------------------------------------------


async def takes_the_results(day: Day) -> None:
    """The figures of her cases; behind each its decisions; the file bears the same figures and her name."""
    page = day.officer
    await goes(page, "Kết quả")
    await page.get_by_label("Chia theo").select_option(label="xã, phường")
    await presses(page, "Xem kết quả")
    await expect(page.get_by_role("heading", name="Số liệu", exact=True)).to_be_visible(timeout=SLOW)
    for commune in morning.COMMUNES:
        await expect(page.get_by_role("rowheader", name=commune).first).to_be_visible()
    await day.look(page, "ket-qua")
    await page.get_by_label("Loại tệp").select_option(label="Bảng tính (.xlsx)")
    async with page.expect_download(timeout=SLOW) as coming:
        await presses(page, "Tải về")
    book = openpyxl.load_workbook(await (await coming.value).path())
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]
    for commune in morning.COMMUNES:
        assert commune in cells
    assert any(OFFICER in cell for cell in cells)


async def whole_day(day: Day) -> None:
    """From signing in to the report."""
    await signs_in(day)
    await brings_in_the_list(day)
    await the_citizen_opens_her_chat(day, await prints_a_letter(day))
    await plans_a_campaign(day)
    await rehearses(day)
    await hands_in(day)
    await a_second_account_signs(day)
    await starts_and_watches(day)
    await answers_a_question(day)
    await moves_the_day(day, await publishes_a_day_and_books(day))
    await takes_the_results(day)
