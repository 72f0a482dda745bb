"""A campaign on the pages, as somebody lives it: planned, rehearsed, handed in, signed by a second person, watched."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import Page, expect

from bot.officers.desk import desk_of
from messages.vietnamese import dong
from scheduler.bell.ticker import ring_once
from tests.journeys import morning
from tests.journeys.desk import SLOW, Day, comes_in, follows, goes, presses
from tests.journeys.morning import HEAD, HERS, OFFICER
from tests.journeys.persons import settled

CAMPAIGN = "Đợt cao điểm cuối năm 2026"


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
    await _turns_to(page, "Tin mỗi ngày")
    await expect(page.get_by_role("status").filter(has_text="tin cuối ngày")).to_be_visible()
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
    said = page.get_by_role("status").filter(
        has_text=f"{OFFICER} đã trình lúc"
    )  # figures counted anew are a status, too
    await expect(said).to_be_visible(timeout=SLOW)
    await expect(page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)


async def a_second_account_signs(day: Day) -> None:
    """The leader finds it among today's work, sees what the officer sees, and signs exactly this."""
    page = day.head
    await comes_in(day, page, "dung")
    await day.look(page, "hom-nay-lanh-dao")
    await page.get_by_role("link", name=f"Đợt nhắc «{CAMPAIGN}»").click()
    shown = await page.locator("dd code.long").inner_text()
    assert shown == await day.officer.locator("dd code.long").inner_text()
    await expect(page.get_by_text(f"{OFFICER} đã trình lúc")).to_be_visible()
    await day.look(page, "dot-duyet")
    await expect(page.get_by_text(shown[:16]).last).to_be_visible()
    await presses(page, "Duyệt")
    said = page.get_by_role("status").filter(has_text=f"{HEAD} đã duyệt lúc")  # figures counted anew are a status, too
    await expect(said).to_be_visible(timeout=SLOW)
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
            desk_of(day.db).forget()  # figures are told again for a while of the machine's own time, which did not jump
            return
        day.clock.jump(timedelta(minutes=15))
        await follows(day.officer, "Xem số mới")
    await expect(nudge).to_be_visible(timeout=SLOW)
