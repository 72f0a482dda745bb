"""An officer's whole day, press by press: everything is done with what stands on the pages, and what a person sees is asserted.

The steps are functions of a ``Day``, in the order in which they happen. ``look`` is called wherever somebody would stop and read:
the test measures there, whoever wants pictures takes them there.
"""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
from playwright.async_api import Page, expect
from pypdf import PdfReader

from messages.vietnamese import dong
from scheduler.bell.ticker import ring_once
from tests.journeys import campaign_day, morning
from tests.journeys.desk import SLOW, Day, follows, goes, presses, signs_in
from tests.journeys.morning import HERS, OFFICER

ANSWER = "Ông/bà mang giấy tờ về thu nhập của gia đình đến gặp tôi theo lịch hẹn, tôi xem rồi trả lời."
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


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
    await expect(page.get_by_text("Đã dời", exact=True)).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text(morning.name_of(2))
    await follows(page, "Xem ngày mới")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("27/11/2026")
    await expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text(morning.name_of(2))
    await day.look(page, "tiep-ngay-moi")
    day.clock.jump(timedelta(minutes=10))  # until then it could have been taken back without anybody having heard of it
    await ring_once(day.db)
    await day.taps("Xem")
    await day.sees("thứ Sáu, ngày 27 tháng 11 năm 2026")
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
    cells = _cells(await (await coming.value).path())
    for commune in morning.COMMUNES:
        assert commune in cells
    assert any(OFFICER in cell for cell in cells)


def _cells(file: Path) -> list[str]:
    """What stands in a workbook, whatever its file is called."""
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    return [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


async def whole_day(day: Day) -> None:
    """From signing in to the report."""
    await signs_in(day)
    await brings_in_the_list(day)
    await the_citizen_opens_her_chat(day, await prints_a_letter(day))
    await campaign_day.plans_a_campaign(day)
    await campaign_day.rehearses(day)
    await campaign_day.hands_in(day)
    await campaign_day.a_second_account_signs(day)
    await campaign_day.starts_and_watches(day)
    await answers_a_question(day)
    await moves_the_day(day, await publishes_a_day_and_books(day))
    await takes_the_results(day)
